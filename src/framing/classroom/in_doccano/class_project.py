"""A lesson as a project of Doccano: its labels, its sentences in their order, what pupils read beside them. Pure.

Pupils see the sentence before and the number, and no name of a file or outlet. So the ledger of a class knows a
sentence by its place in the lesson: a document `lesson`, whose text is all sentences, each on a line.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from framing.classroom.lesson import ANOTHER, NONE, Lesson
from framing.codebook import Codebook, Frame
from framing.doccano.project.tasks import ID_KEY, breakable
from framing.languages.words import words
from framing.tables import make_sentence_id

DOCUMENT_ID = "lesson"
_KEYS = {ANOTHER: ("0", "#E6E6E6"), NONE: ("n", "#C4C4C4")}  # wished for; another one where a frame has it
_OTHER_KEYS = "9876543210zyxwv"


def class_codebook(lesson: Lesson) -> Codebook:
    """The codebook of the class: the lesson's frames, "another frame" and "none of these"."""
    say = words(lesson.language)
    taken = {frame.shortcut for frame in lesson.codebook.frames}
    frames = list(lesson.codebook.frames)
    for key, (wished, color) in _KEYS.items():
        shortcut = next(letter for letter in (wished, *_OTHER_KEYS) if letter not in taken)
        taken.add(shortcut)
        name, definition = say(f"class.{key}"), say(f"class.{key}_means")
        frames.append(Frame(key, name, shortcut, color, "#000000", definition))
    # Without its rules: they speak of what the lesson does not ask for.
    return replace(lesson.codebook, title=lesson.title, frames=tuple(frames), rules=(), confusions=(), changes=())


def class_rows(lesson: Lesson) -> list[dict[str, Any]]:
    """A row of Doccano for each sentence, in the order of the lesson, all with the same keys."""
    say = words(lesson.language)
    return [
        {
            "text": _on_one_line(item.text),
            "label": [],
            say("class.number_key"): f"{item.number} / {len(lesson.items)}",
            say("class.before_key"): breakable(_on_one_line(item.before)) or "…",
            ID_KEY: name,
        }
        for item, name in zip(lesson.items, item_numbers(lesson), strict=True)
    ]


def item_numbers(lesson: Lesson) -> Mapping[str, int]:
    """The name of each sentence in the ledger of the class to its number in the lesson."""
    found, start = dict[str, int](), 0
    for item in lesson.items:
        end = start + max(1, len(_on_one_line(item.text)))
        found[make_sentence_id(DOCUMENT_ID, start, end)] = item.number
        start = end + 1
    return found


def class_guideline(lesson: Lesson) -> str:
    """What pupils read beside a sentence, in Markdown: how to work, and the labels at a glance."""
    say = words(lesson.language)
    book = class_codebook(lesson)
    rows = [f"| `{frame.shortcut}` | {_cell(frame.name)} | {_cell(frame.definition)} |" for frame in book.frames]
    none = book.frame(NONE).shortcut
    head = f"| {say('class.key')} | {say('class.label')} | {say('class.means')} |"
    steps = "\n".join(f"{n}. {say(f'class.step{n}', key=none)}" for n in range(1, 6))
    table = "\n".join([head, "|---|---|---|", *rows])
    text = "\n\n".join([f"# {lesson.title}", say("class.first"), steps, table, say("class.rules")])
    return text.replace("<", "&lt;") + "\n"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _on_one_line(text).replace("|", "\\|")
