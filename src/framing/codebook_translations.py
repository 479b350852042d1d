"""Names and definitions of a codebook in other languages, for pages and classes.

A translation helps to read and is no part of the contract: labels are made under the codebook's own words, and keys and
fingerprint stay what they are, whatever a translation says.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from framing.errors import InputError
from framing.toml_text import Block, TomlText

if TYPE_CHECKING:
    from framing.codebook import Codebook, Frame, Voice

TABLE = "translations"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PARTS = {"frames": ("name", "definition", "positive"), "voices": ("name", "definition")}
_ONE = {"frames": "frame", "voices": "voice"}

Label = TypeVar("Label", "Frame", "Voice")


@dataclass(frozen=True)
class Wording:
    """A frame or voice in another language; what is empty stays as it is in the codebook."""

    name: str = ""
    definition: str = ""
    positive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Translation:
    """A codebook in another language: its title, and by key what it says of frames and voices."""

    title: str = ""
    frames: Mapping[str, Wording] = field(default_factory=dict, hash=False)
    voices: Mapping[str, Wording] = field(default_factory=dict, hash=False)


def translated(codebook: "Codebook", language: str) -> "Codebook":
    """The codebook with the words of its translation; as it is if it has none in this language.

    Keys, rules and fingerprint are the same: a label that is made under these words is traced to the same codebook.
    """
    found = codebook.translations.get(language)
    if found is None:
        return codebook
    return replace(
        codebook,
        title=found.title or codebook.title,
        frames=tuple(_worded(frame, found.frames.get(frame.key, Wording())) for frame in codebook.frames),
        voices=tuple(_worded(voice, found.voices.get(voice.key, Wording())) for voice in codebook.voices),
    )


def _worded(label: Label, wording: Wording) -> Label:
    given = {name: value for name, value in vars(wording).items() if value}
    return replace(label, **given)


def read_translations(
    file: TomlText, names: Mapping[str, Mapping[str, str]], is_name: Callable[[str], bool], need: str
) -> dict[str, Translation]:
    """The translations of a codebook by language; none if it brings none.

    Args:
        file: its text.
        names: for `frames` and `voices` the codebook's own name of each key.
        is_name: whether a text can be the name of a label.
        need: which texts can, for messages.

    Raises:
        InputError: a language, frame or voice is not known, a text is missing or is none, or two names are the same.
    """
    block = file.table(TABLE)
    if block is None:
        return {}
    found = {}
    for language in block.values:
        if not _LANGUAGE.fullmatch(language):
            raise InputError(f"{_place(block, language)}: {language!r} is no language. Write it like ru.")
        inner = _table(block, language, f"the translation {language!r}")
        _check_fields(inner, ("title", *_PARTS))
        found[language] = Translation(
            inner.text("title") if "title" in inner.values else "",
            *(_wordings(inner, part, names[part], is_name, need) for part in _PARTS),
        )
    return found


def _wordings(
    outer: Block, part: str, own: Mapping[str, str], is_name: Callable[[str], bool], need: str
) -> dict[str, Wording]:
    """What a translation says of frames, or of voices."""
    if part not in outer.values:
        return {}
    block = _table(outer, part, f"{outer.called}, {part}")
    taken = {key: name.casefold() for key, name in own.items() if key not in block.values}
    found = {}
    for key in block.values:
        if key not in own:
            there = f"There are: {', '.join(own)}." if own else "There are none."
            raise InputError(f"{_place(block, key)}: {key!r} is no {_ONE[part]}. {there}")
        inner = _table(block, key, f"{outer.called}, {_ONE[part]} {key!r}")
        _check_fields(inner, _PARTS[part])
        name = inner.checked("name", is_name, need)
        if name.casefold() in taken.values():
            raise InputError(f"{inner.place('name')}: name {name!r} is taken. Each {_ONE[part]} needs its own.")
        taken[key] = name.casefold()
        definition = inner.text("definition") if "definition" in inner.values else ""
        found[key] = Wording(name, definition, inner.texts("positive"))
    return found


def _table(outer: Block, key: str, called: str) -> Block:
    """A table inside of another, which starts with [outer.key]."""
    values: Any = outer.values[key]
    name = f"{outer.table}.{key}"
    if not isinstance(values, Mapping):
        raise InputError(f"{outer.place(key)}: write {key} as a table that starts with [{name}].")
    return Block(outer.file, name, 0, values, called)


def _place(outer: Block, key: str) -> str:
    """File and line of a table inside of another, or of a field of it."""
    inside = f"{outer.table}.{key}"
    table = outer.table if outer.file.line(inside, 0, key) is None else inside
    return Block(outer.file, table, 0, {}, outer.called).place(key)


def _check_fields(block: Block, known: tuple[str, ...]) -> None:
    """Refuses a field that nobody reads, which would be a slip, such as a name in the wrong place."""
    for key in block.values:
        if key not in known:
            raise InputError(f"{_place(block, key)}: {key!r} is not translated. What can be: {', '.join(known)}.")
