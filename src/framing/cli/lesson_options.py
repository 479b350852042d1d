"""Which lesson a command is about: the options, and the lesson that they ask for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.cli.console import warn

if TYPE_CHECKING:
    from framing.classroom.lesson import Lesson
    from framing.model.learning.train import FrameModel
    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])
_FEWEST, _MOST = 4, 40  # sentences of a lesson: fewer show nothing, more take no class


def lesson_options(command: Command) -> Command:
    """Adds --own, --frames, --items and --language."""
    for option in reversed(
        (
            click.option("--own", is_flag=True, help="A lesson on this project's own sentences and labels."),
            click.option(
                "--frames", metavar="A,B,C", help="The labels that the class gets; six unless told otherwise."
            ),
            click.option(
                "--items", type=click.IntRange(_FEWEST, _MOST), help="How many sentences; 20 unless told otherwise."
            ),
            click.option("--language", default="en", show_default=True, help="Of the pages: en, ru or kk."),
        )
    ):
        command = option(command)
    return command


def is_own(place: "Workspace", own: bool) -> bool:
    """Whether the lesson is on the project's own sentences: on demand, and in a project that is no clone."""
    from framing.classroom.first_lesson import missing_of_clone

    return own or (bool(missing_of_clone(place.folder)) and place.sentences.exists())


def lesson_of(place: "Workspace", *, own: bool, frames: str | None, items: int | None, language: str) -> "Lesson":
    """The lesson that these options ask for: of the repository's texts in a clone of it, else of the project's own.

    Raises:
        InputError, NotEnoughData: see `framing.classroom.first_lesson.first_lesson` and
            `framing.cli.lesson_own.own_lesson`.
    """
    from framing.classroom.first_lesson import first_lesson

    keys = tuple(filter(None, (key.strip() for key in (frames or "").split(","))))
    if is_own(place, own):
        from framing.cli.lesson_own import own_lesson

        return own_lesson(place, keys, items, language)
    return first_lesson(place.folder, frames=keys, items=items, language=language)


def model_of(place: "Workspace", lesson: "Lesson", folder: Path | None, *, own: bool) -> "FrameModel | None":
    """The model of words alone that a class tries to beat; None, and said why, where labels are too few for one.

    It is the one in `folder`, if that is given, else it is learned.

    Raises:
        InputError, ModelMismatch: there is no model in `folder`, or none that can be read.
    """
    from framing.classroom.first_lesson import first_labels
    from framing.classroom.word_model import lesson_model
    from framing.errors import NotEnoughData
    from framing.model.keeping.store import load_model

    if folder is not None:
        return load_model(folder)
    try:
        if is_own(place, own):
            from framing.cli.model import learning_material

            material = learning_material(place)
            return lesson_model(
                material.sentences, material.gold, lesson.codebook, copies=material.copies, chance=material.chance
            )
        return lesson_model(*first_labels(place.folder), lesson.codebook)
    except NotEnoughData as error:
        warn([f"There is no machine to beat in the pack. {error}"])
        return None
