"""How far a class is, as a projector may show it: who has done how much, and no answer. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from framing.classroom.lesson import Lesson
from framing.classroom.page import lesson_page


@dataclass(frozen=True)
class PupilView:
    """How far one pupil is, in sentences: `unconfirmed` have labels, and Enter was not pressed yet.

    `browsers`: in how many the slip was used during this lesson; with two, two pupils may have the same one.
    """

    pseudonym: str
    done: int
    unconfirmed: int
    browsers: int = 1


@dataclass(frozen=True)
class ClassView:
    """How far a class is at a time of the day; `sentences` are those that each pupil is given.

    `closed`: labelling is closed; `answers`: the server does, so that pupils can work.
    """

    pupils: tuple[PupilView, ...]
    sentences: int
    closed: bool
    answers: bool
    time: str

    @property
    def done(self) -> int:
        """Sentences that are done, of all pupils."""
        return sum(pupil.done for pupil in self.pupils)

    @property
    def all(self) -> int:
        """Sentences that all pupils are given."""
        return self.sentences * len(self.pupils)

    @property
    def shared(self) -> tuple[PupilView, ...]:
        """Whoever is logged in more than once."""
        return tuple(pupil for pupil in self.pupils if pupil.browsers > 1)

    @property
    def unconfirmed(self) -> int:
        """Sentences with labels on which Enter was not pressed yet, of all pupils."""
        return sum(pupil.unconfirmed for pupil in self.pupils)


def class_view(
    pseudonyms: Sequence[str],
    progress: Iterable[Mapping[str, Any]],
    browsers: Mapping[str, int],
    *,
    sentences: int,
    closed: bool,
    answers: bool,
    time: str,
) -> ClassView:
    """How far the class is.

    Args:
        pseudonyms: everybody who has a slip, in the order of the slips.
        progress: a row for each account with annotator, labelled, empty and unconfirmed, as a pull tells them.
        browsers: account to in how many browsers it was logged in during this lesson.
        sentences: how many each pupil is given.
        closed: whether labelling is closed.
        answers: whether the server does.
        time: of the day.
    """
    rows = {row["annotator"]: row for row in progress}
    nothing = {"labelled": 0, "empty": 0, "unconfirmed": 0}
    found = [(name, rows.get(name, nothing)) for name in pseudonyms]
    pupils = tuple(
        PupilView(name, row["labelled"] + row["empty"], row["unconfirmed"], browsers.get(name, 0))
        for name, row in found
    )
    return ClassView(pupils, sentences, closed, answers, time)


def live_page(lesson: Lesson, view: ClassView, *, seconds: int, days_left: int) -> str:
    """The page, which a browser reads anew every so many `seconds`; 0: it stays as it is."""
    return lesson_page("live", lesson, scripts=("live.js",), class_=view, seconds=seconds, days_left=days_left)
