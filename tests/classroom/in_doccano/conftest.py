"""A small lesson in each language, and a class of it without a Doccano."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from framing.classroom.in_doccano.folder import ClassFolder, make_folder
from framing.classroom.lesson import Item, Lesson, Pair, Telling, TextSentence
from framing.codebook import Codebook, Frame, NearMiss

SET_UP = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
TEXTS = ("Soot will fall.", "It costs  nine\nmillion.", "It opens in May.", "<b>Nine</b> stops | one tram.")


def make_lesson(language: str = "en") -> Lesson:
    miss = NearMiss("It is cheap to say.", ("clean_air",), "no money in it")
    frames = (
        Frame("cost", "cost", "c", "#112233", "#ffffff", "Money | or what it costs", near_miss=(miss,)),
        Frame("clean_air", "таза ауа", "n", "#aabbcc", "#000000", "Air <b>"),
    )
    items = tuple(
        Item(number, f"d:{number}-{number + 9}", text, "It was May." if number == 2 else "", ("cost",), voters=4)
        for number, text in enumerate(TEXTS, start=1)
    )
    soot = TextSentence("Soot.", ("clean_air",), "outlet", 1)
    tellings = (Telling("A", "d", "Tram", "T", "2026", (soot,)),)
    book = Codebook("tram", "1.0.0", "How a text frames a tram line", frames, fingerprint="ab12")
    return Lesson("A tram line", book, items, tellings, (Pair("May", (0,), (0,)),), ("A town.",), "people", language)


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


@pytest.fixture
def lesson_in() -> Callable[[str], Lesson]:
    """The lesson in a language."""
    return make_lesson


@pytest.fixture
def folder(tmp_path: Path, lesson: Lesson) -> ClassFolder:
    """A lesson folder of which nothing but the beginning is made."""
    return make_folder(tmp_path / "class", lesson, "m1", 14, SET_UP)
