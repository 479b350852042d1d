"""A TOML text whose blocks know their line, so that a message can name file, line and block."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from framing.errors import InputError

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}")
_COMMENT_OR_STRING = re.compile(
    r"""#[^\n]*|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""", re.DOTALL
)


def parse_toml(text: str, origin: str) -> dict[str, Any]:
    """The tables in a TOML text, free of what Python cannot print.

    Raises:
        InputError: it is no TOML, nests too deep, or has a number of thousands of digits; `origin` is named.
    """
    try:
        content = tomllib.loads(text)
        str(content)  # or a message that quotes a number of thousands of digits, written in hex, would fail
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{origin}: {error}.") from error
    except RecursionError as error:
        raise InputError(f"{origin}: its brackets are nested too deep. Take some out.") from error
    except ValueError as error:
        raise InputError(f"{origin}: a number has too many digits. Put texts in quotation marks.") from error
    return content


class TomlText:
    """The tables of a file and the line on which each stands; `origin` names the file in messages."""

    def __init__(self, text: str, origin: str) -> None:
        self.origin, self.content = origin, parse_toml(text, origin)
        # Without what stands in strings: a text may hold a line that looks like a header.
        self._lines = _COMMENT_OR_STRING.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n")

    def table(self, name: str) -> "Block | None":
        """The table that starts with [name]; None if there is none.

        Raises:
            InputError: the name stands there for something else than a table.
        """
        values = self.content.get(name)
        if values is not None and not isinstance(values, Mapping):
            raise InputError(f"{self.origin}: write {name} as a table that starts with [{name}].")
        return None if values is None else Block(self, name, 0, values, f"[{name}]")

    def blocks(self, name: str, what: str) -> "list[Block]":
        """The blocks that start with [[name]], in order; `what` is what one of them is called in messages.

        Raises:
            InputError: the name stands there for something else than blocks.
        """
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(values, Mapping) for values in found):
            raise InputError(f"{self.origin}: write each of {name} as a block that starts with [[{name}]].")
        return [Block(self, name, number, values, _called(what, number, values)) for number, values in enumerate(found)]

    def line(self, name: str, number: int, field: str) -> int | None:
        """The line of `field` in the block, from 1, else that of the block's header; None if written inline."""
        named_at = [(i, found[1]) for i, line in enumerate(self._lines) if (found := _HEADER.match(line))]
        headers = [i for i, header in named_at if header == name]
        # A table may have no header of its own: [a.b] makes a table `a` too.
        headers = headers or [i for i, header in named_at if header.startswith(f"{name}.")][:1]
        if number >= len(headers):
            return None
        start = headers[number]
        later = range(start + 1, len(self._lines))
        end = next((i for i in later if self._lines[i].lstrip().startswith("[")), len(self._lines))
        named = re.compile(rf"\s*{re.escape(field)}\s*=")
        return 1 + next((i for i in range(start, end) if named.match(self._lines[i])), start)


def _called(what: str, number: int, values: Mapping[str, Any]) -> str:
    key = values.get("key")
    if key is None and what == "change":  # it has an id where others have a key
        key = values.get("id")
    return f"{what} {key!r}" if isinstance(key, str) else f"{what} 'number {number + 1}'"


@dataclass(frozen=True)
class Block:
    """One table of a file: its values, each checked when it is asked for."""

    file: TomlText
    table: str
    number: int
    values: Mapping[str, Any]
    called: str  # in messages: frame 'cost'
    inside: str = ""  # the field of the block that holds this table, if it stands in one

    def place(self, field: str) -> str:
        """File, line and block, for a message about `field`."""
        line = self.file.line(self.table, self.number, self.inside or field)
        return (
            f"{self.file.origin}, {self.called}" if line is None else f"{self.file.origin}, line {line}, {self.called}"
        )

    def text(self, field: str, *, at: str | None = None) -> str:
        """A text that must be there.

        Args:
            field: its name.
            at: the field whose line is named if this one is missing; the header unless given.

        Raises:
            InputError: it is missing, empty or no text.
        """
        if field not in self.values:
            raise InputError(f"{self.place(at or field)}: {field} is missing.")
        value = self.values[field]
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{self.place(field)}: {field} is {value!r} and must be text.")
        return value

    def checked(self, field: str, allowed: Callable[[str], bool], need: str, default: str | None = None) -> str:
        """A text that `allowed` accepts; `need` says which those are. `default` if it may be missing and is.

        Raises:
            InputError: it is missing, or not accepted.
        """
        if default is not None and field not in self.values:
            return default
        value = self.text(field)
        if not allowed(value):
            raise InputError(f"{self.place(field)}: {field} {value!r} must be {need}.")
        return value

    def items(self, field: str) -> list[Any]:
        """A list of anything; empty if it is missing.

        Raises:
            InputError: it is no list.
        """
        value = self.values.get(field, [])
        if not isinstance(value, list):
            raise InputError(f"{self.place(field)}: {field} must be a list, in [ and ].")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; empty if it is missing.

        Raises:
            InputError: it is no list of texts.
        """
        values = self.items(field)
        if not all(isinstance(value, str) for value in values):
            raise InputError(f"{self.place(field)}: {field} must be a list of texts.")
        return tuple(values)
