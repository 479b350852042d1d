"""Two texts on one event side by side, sides.html: A and B until the teacher reveals the sources. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from framing.annotation.decisions import AUTOMATED
from framing.classroom.lesson import ANOTHER, NONE, Lesson, Telling, TextSentence
from framing.classroom.page import answer_names, colours, lesson_page
from framing.errors import NotEnoughData
from framing.languages.words import words

_PLAIN = ("#DDDDDD", "#000000")  # of an answer that is no frame of the lesson


@dataclass(frozen=True)
class _Label:
    name: str
    background: str
    text: str


@dataclass(frozen=True)
class _Shown:
    """A sentence with what stands beside it; `moment` is a topic that begins with it, `stripes` a CSS gradient."""

    text: str
    paragraph: int
    labels: tuple[_Label, ...]
    stripes: str
    voice: str
    moment: str


@dataclass(frozen=True)
class _Column:
    """A text: its sentences by position, without those that repeat its title; how many have each answer."""

    telling: Telling
    sentences: Mapping[int, _Shown]
    counts: Mapping[str, int]

    @property
    def paragraphs(self) -> list[list[_Shown]]:
        return [list(part) for _, part in groupby(self.sentences.values(), key=lambda sentence: sentence.paragraph)]


def sides_page(lesson: Lesson) -> str:
    """The page as one HTML file that loads nothing and sends nothing: extracts, counts, and both texts whole.

    Titles and sources stand in a part that is closed; a sentence that repeats the title is left out of text and counts.

    Raises:
        NotEnoughData: the lesson has no two texts.
    """
    if len(lesson.tellings) != 2:
        raise NotEnoughData("The lesson has no two texts on one event, so there is nothing to put side by side.")
    said = words(lesson.language)
    names, tints = answer_names(lesson), colours(lesson)
    labels = {key: _Label(name, *tints.get(key, _PLAIN)) for key, name in names.items()}
    columns = [_column(lesson, side, labels) for side in (0, 1)]
    pairs = [
        (pair.moment, [[column.sentences[at] for at in places if at in column.sentences] for column, places in both])
        for pair in lesson.pairs
        for both in [list(zip(columns, (pair.first, pair.second), strict=True))]
    ]
    most = max(count / len(column.sentences) for column in columns for count in column.counts.values())
    return lesson_page(
        "sides",
        lesson,
        scripts=("sides.js",),
        columns=columns,
        pairs=pairs,
        bars=[(key, label) for key, label in labels.items() if any(column.counts[key] for column in columns)],
        never=[label for key, label in labels.items() if not any(column.counts[key] for column in columns)],
        no_frame=NONE,
        any_another=any(column.counts[ANOTHER] for column in columns),
        most=most or 1.0,
        provenance=said("sides.automated") if lesson.made_by == AUTOMATED else said("sides.made_by_people"),
    )


def _column(lesson: Lesson, side: int, labels: Mapping[str, _Label]) -> _Column:
    telling = lesson.tellings[side]
    moments: dict[int, str] = {}
    for pair in lesson.pairs:
        if places := (pair.first, pair.second)[side]:
            moments.setdefault(min(places), pair.moment)
    voices = {voice.key: voice.name.rpartition(": ")[2] for voice in lesson.codebook.voices}
    told = {at: sentence for at, sentence in enumerate(telling.sentences) if not _repeats_title(sentence, telling)}
    if not told:
        raise NotEnoughData(f"Text {telling.letter} of the lesson has no sentence beside its title.")
    shown = {
        at: _Shown(
            text=sentence.text,
            paragraph=sentence.paragraph,
            labels=tuple(labels[key] for key in _answers(sentence) if key != NONE),
            stripes=_stripes([labels[key].background for key in _answers(sentence) if key != NONE]),
            voice=voices.get(sentence.voice, sentence.voice),
            moment=moments.get(at, ""),
        )
        for at, sentence in told.items()
    }
    given = [key for sentence in told.values() for key in _answers(sentence)]
    return _Column(telling, shown, {key: given.count(key) for key in lesson.choices})


def _answers(sentence: TextSentence) -> tuple[str, ...]:
    return (*sentence.frames, *([ANOTHER] if sentence.another else [])) or (NONE,)


def _repeats_title(sentence: TextSentence, telling: Telling) -> bool:
    """Whether a sentence at the top says the title, which would tell the source."""
    plain, title = (" ".join(text.casefold().split()).strip(" .") for text in (sentence.text, telling.title))
    return sentence.paragraph == telling.sentences[0].paragraph and bool(plain) and plain in title


def _stripes(tints: list[str]) -> str:
    """A gradient with an equal stripe of each colour; empty without one. The colours are `#rrggbb`, see `colours`."""
    share = 100 / len(tints) if tints else 0
    parts = [f"{tint} {n * share:.0f}% {(n + 1) * share:.0f}%" for n, tint in enumerate(tints)]
    return f"linear-gradient(to bottom, {', '.join(parts)})" if parts else ""
