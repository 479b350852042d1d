"""The pack of a lesson: all its pages in one zip that needs nothing installed. Pure.

The same lesson gives the same bytes: members have no time, and stand in the order of the lessons.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from framing.classroom import sheets
from framing.classroom.label import label_page
from framing.classroom.lesson import Lesson
from framing.classroom.page import lesson_page
from framing.classroom.results import results_page
from framing.classroom.sides import sides_page
from framing.classroom.try_page import fails_page, known_examples, try_page
from framing.corpus.reading.formats import LESSON_MARKER
from framing.errors import InputError
from framing.languages.words import words
from framing.model.learning.train import FrameModel

LARGEST = 20_000_000  # bytes of a pack, unpacked: it goes by USB stick and over a school's network
_YEAR_ZERO = (1980, 1, 1, 0, 0, 0)  # of a zip; a real time would make each pack another one


@dataclass(frozen=True)
class Page:
    """A page of the pack: its name in [pack], where it belongs, how it is used (words of [pack]), and what makes it."""

    name: str
    group: str  # for_teacher, lesson_1, lesson_2 or at_end
    use: str
    make: Callable[[Lesson], str]

    def file(self, number: int) -> str:
        """Its name in the pack, with its number in the order of the lessons."""
        return f"{number:02}-{self.name.replace('_', '-')}.html"


def pages_of(lesson: Lesson, model: FrameModel | None) -> tuple[Page, ...]:
    """The pages of a lesson, in the order in which a teacher needs them; without a model none on the machine."""

    def teacher(lesson: Lesson) -> str:
        examples = None if model is None else known_examples(lesson, model)
        return sheets.teacher_page(lesson, titles(lesson), machine=model is not None, examples=examples)

    found = [
        Page("teacher", "for_teacher", "print_you", teacher),
        Page("opening", "lesson_1", "projector", sheets.opening_page),
        Page("card", "lesson_1", "print_each", sheets.card_page),
        Page("worksheet", "lesson_1", "print_each", sheets.worksheet_page),
        Page("label", "lesson_1", "screens", label_page),
        Page("results", "lesson_1", "projector", results_page),
        Page("exit", "lesson_1", "print_cut", sheets.exit_page),
        Page("pairs", "lesson_2", "print_two", sheets.pairs_page),
        Page("sides", "lesson_2", "projector", sides_page),
        *([] if model is None else _machine(model)),
        Page("questions", "lesson_2", "projector", sheets.questions_page),
        Page("key", "at_end", "own_screen", sheets.key_page),
    ]
    texts = {"pairs", "sides"}  # without two texts on one event there is nothing to show on these
    return tuple(page for page in found if lesson.pairs or page.name not in texts)


def _machine(model: FrameModel) -> list[Page]:
    return [
        Page("try", "lesson_2", "projector_screens", lambda lesson: try_page(lesson, model)),
        Page("fails", "lesson_2", "print_two", lambda lesson: fails_page(lesson, model)),
    ]


def titles(lesson: Lesson) -> dict[str, str]:
    """What each page is called, by its name."""
    say = words(lesson.language)
    return {
        name.removesuffix("_title"): str(text) for name, text in say.section("pack").items() if name.endswith("_title")
    }


def files_of(lesson: Lesson, model: FrameModel | None = None) -> dict[str, str]:
    """Name to content of all that is in the pack, in the order of the lessons; the start page first.

    Args:
        lesson: that the pages show.
        model: of words alone, for the page on which a class tries to beat it; without one the pack lacks it.

    Raises:
        InputError, ModelMismatch: see `framing.classroom.try_page.try_page`.
    """
    pages = pages_of(lesson, model)
    named = [(page, page.file(number)) for number, page in enumerate(pages, start=1)]
    files = {
        "index.html": lesson_page(
            "index",
            lesson,
            groups=_groups(named),
            glosses=sheets.glosses_of(lesson),
            lesson_2=sheets.lesson_2_title(lesson, machine=model is not None),
        )
    }
    files |= {file: page.make(lesson) for page, file in named}
    return files | {
        LESSON_MARKER: json.dumps({"title": lesson.title, "language": lesson.language}, ensure_ascii=False) + "\n"
    }


def zip_of(files: Mapping[str, str], folder: str) -> bytes:
    """The pack: a zip with one folder.

    Raises:
        InputError: it is too large to be handed around.
    """
    if (size := sum(len(text.encode()) for text in files.values())) > LARGEST:
        raise InputError(
            f"The pack would have {size / 1e6:.0f} MB, and more than {LARGEST // 1_000_000} do not go around a class. "
            "Take fewer sentences, or a smaller model: --items 20."
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            member = zipfile.ZipInfo(f"{folder}/{name}", _YEAR_ZERO)
            member.create_system, member.external_attr = 3, 0o644 << 16  # the same on every system
            archive.writestr(member, text.encode(), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _groups(named: list[tuple[Page, str]]) -> dict[str, list[tuple[Page, str]]]:
    groups: dict[str, list[tuple[Page, str]]] = {}
    for page, file in named:
        groups.setdefault(page.group, []).append((page, file))
    return groups
