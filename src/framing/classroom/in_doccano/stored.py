"""A lesson as JSON, so that its class can go on when the texts that it was made from are no longer at hand. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from framing.classroom.lesson import Lesson
from framing.errors import InputError


def lesson_values(lesson: Lesson) -> dict[str, Any]:
    """The lesson as plain values, which `read_lesson` reads."""
    return asdict(lesson)


def read_lesson(values: Mapping[str, Any], origin: str) -> Lesson:
    """The lesson that `lesson_values` gave.

    Raises:
        InputError: it is none, or one of another version of framing; `origin` is named.
    """
    try:
        lesson: Lesson = _read(Lesson, values)
        _check_frames(lesson)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise InputError(
            f"{origin} holds no lesson that this framing reads ({error}). Wipe the class, and set it up anew."
        ) from error
    return lesson


def read_number(name: str, value: Any, low: int, high: int) -> int:
    """The whole number of that name; ValueError, TypeError or OverflowError if it is none from `low` to `high`."""
    number = int(value)
    if not low <= number <= high:
        raise ValueError(f"{name} is not from {low} to {high}")
    return number


def _check_frames(lesson: Lesson) -> None:
    """Sees to it that each sentence has frames of the lesson only: pages look their names up."""
    for item in lesson.items:
        if strangers := {*item.key, *item.also} - {*lesson.codebook.keys}:
            raise ValueError(f"sentence {item.number} has no frame of the codebook: {min(strangers)[:40]!r}")


def _read(kind: Any, value: Any) -> Any:
    """A value of a type of ours from what JSON made of it: lists are tuples, objects dataclasses or mappings."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], part) for name, part in value.items()})
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple:
        kinds = [inside[0]] * len(value) if inside[-1] is ... else inside
        return tuple(_read(each, part) for each, part in zip(kinds, value, strict=True))
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _read(next(each for each in inside if each is not type(None)), value)
    if origin is Mapping:
        return {key: _read(inside[1], part) for key, part in value.items()}
    if origin is None and kind is not Any and not isinstance(value, kind if kind is not float else (int, float)):
        raise ValueError(f"{str(value)[:40]!r} is no {kind.__name__}")
    return value
