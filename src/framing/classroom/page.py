"""One page of a lesson as HTML: our frame around it, its own style and script, data that no text can leave. Pure."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from framing.classroom.lesson import ANOTHER, NONE, Lesson
from framing.languages.words import LANGUAGES, words
from framing.pages.contrast import readable_pair
from framing.pages.environment import own_file, page_environment
from framing.pages.script_data import script_json


def lesson_page(
    name: str, lesson: Lesson, *, scripts: tuple[str, ...] = (), styles: tuple[str, ...] = (), **values: Any
) -> str:
    """The page of the template `name`.html.j2, with the style of all pages and `name`.css if there is one.

    Args:
        name: of the template, which extends page.html.j2.
        lesson: what it shows; its language is the page's.
        scripts: names of our own script files, in their order.
        styles: names of our own style files besides, which `name`.css stands behind.
        values: what else the template needs. Data for a script go through `script_json` (a filter of this name).
    """
    environment = _environment()
    style = [own_file(environment, file) for file in ("page.css", "lesson.css", *styles, f"{name}.css") if _has(file)]
    return environment.get_template(f"{name}.html.j2").render(
        lesson=lesson,
        words=words(lesson.language),
        no=small_word(lesson),
        foreign=language_name(lesson.text_language, lesson.language) if _is_foreign(lesson) else "",
        style=Markup("\n".join(style)),  # noqa: S704  our own files, no values
        scripts=[Markup(own_file(environment, script)) for script in scripts],  # noqa: S704  our own files
        **values,
    )


def language_name(code: str, language: str) -> str:
    """What a language is called in another; its code if we have no name for it."""
    return words(language)(f"try.in_{code}") if code in LANGUAGES else code


def small_word(lesson: Lesson) -> str:
    """The word that a class denies with, in the language that it writes: that of the texts, if we have words of it."""
    spoken = lesson.text_language if lesson.text_language in LANGUAGES else lesson.language
    return words(spoken)("teacher.not")


def colours(lesson: Lesson) -> Mapping[str, tuple[str, str]]:
    """Frame to its colour and the colour of text that can be read on it."""
    return {frame.key: readable_pair(frame.color, frame.text_color) for frame in lesson.codebook.frames}


def answer_names(lesson: Lesson) -> dict[str, str]:
    """Each answer that a pupil can give, in the order of the card, and what it is called."""
    say = words(lesson.language)
    frames = {frame.key: frame.name for frame in lesson.codebook.frames}
    return frames | {ANOTHER: say("answers.another_frame"), NONE: say("answers.none_of_these")}


@cache
def _environment() -> Environment:
    environment = page_environment("framing.classroom")
    environment.filters["script_json"] = script_json
    return environment


def _is_foreign(lesson: Lesson) -> bool:
    return lesson.text_language not in ("", lesson.language)


def _has(name: str) -> bool:
    return name in _environment().list_templates()
