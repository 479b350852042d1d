"""The worksheet on the screen, label.html: pupils label sentence after sentence and save their answers. Pure."""

from typing import Any

from framing.classroom.lesson import ANOTHER, NONE, Lesson
from framing.classroom.page import answer_names, colours, lesson_page
from framing.languages.words import words

_SCRIPTS = ("wording.js", "answers.js", "label.js")
_KEYS = "123456789"  # one for each choice; a choice beyond them has none


def label_page(lesson: Lesson) -> str:
    """The page as one HTML file that loads nothing and sends nothing.

    A pupil draws a pseudonym, labels, and saves a CSV as framing.classroom.answers reads it. Its script has the
    sentences, and neither the key nor where they are from.
    """
    said = words(lesson.language)
    names = answer_names(lesson)
    hints = [*_KEYS, *[""] * len(names)][: len(names)]
    tints = {key: background for key, (background, _) in colours(lesson).items()}
    choices = [
        {"key": key, "name": name, "color": tints.get(key, ""), "hint": hint}
        for (key, name), hint in zip(names.items(), hints, strict=True)
    ]
    data: dict[str, Any] = {
        "lesson": lesson_data(lesson),
        "language": lesson.language,
        "words": said.section("label"),
        "names": names,
        "hints": hints,
        "letters": [*(frame.shortcut for frame in lesson.codebook.frames), "", ""],  # the keys of the codebook card
        "items": [
            {"number": item.number, "text": item.text, "before": item.before, "why": item.write_why}
            for item in lesson.items
        ],
        "pseudonyms": {kind: said(f"label.{kind}").split() for kind in ("adjectives", "animals")},
    }
    last_hint = next(hint for hint in reversed(hints) if hint)
    return lesson_page(
        "label",
        lesson,
        scripts=_SCRIPTS,
        choices=choices,
        data=data,
        last_hint=last_hint,
        another=ANOTHER,
        neither=NONE,
    )


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """What the scripts that read and write answers know of a lesson."""
    return {
        "fingerprint": lesson.fingerprint,
        "choices": lesson.choices,
        "numbers": [item.number for item in lesson.items],
    }
