"""The codebook: the frames that annotators are offered, and the rules they work by.

A codebook is a contract. Its fingerprint goes with every decision, so that a label can always
be traced to the words it was made under. A mistake in the file is named with frame and line.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from framing.errors import InputError

NAME_LIMIT = 100  # characters in the name of a label or project of Doccano
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SHORTCUT = re.compile(r"[0-9a-z]")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_BLOCK = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_COMMENT_OR_STRING = re.compile(
    r"""#[^\n]*|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""", re.DOTALL
)


@dataclass(frozen=True)
class NearMiss:
    """A sentence that looks like the frame and is not; `instead` names the frames it gets, none if empty."""

    text: str
    instead: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Frame:
    """One frame: what it makes the event out to be, when it applies and when not."""

    key: str
    name: str
    shortcut: str
    color: str
    text_color: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule for every frame."""

    id: str
    text: str


@dataclass(frozen=True)
class Confusion:
    """Two frames that annotators confuse, and what decides between them."""

    pair: tuple[str, str]
    decide: str


@dataclass(frozen=True)
class Codebook:
    """The frames and rules of one study."""

    id: str
    version: str
    title: str
    frames: tuple[Frame, ...]
    rules: tuple[Rule, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    fingerprint: str = field(default="", compare=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the frames, in the codebook's order."""
        return tuple(frame.key for frame in self.frames)

    def frame(self, key: str) -> Frame:
        """The frame with this key.

        Raises:
            InputError: the codebook has none.
        """
        for frame in self.frames:
            if frame.key == key:
                return frame
        raise InputError(f"The codebook {self.id} has no frame {key!r}. It has: {', '.join(self.keys)}.")

    def subset(self, keys: Sequence[str]) -> "Codebook":
        """The same codebook with only these frames, in the codebook's order; all of them if `keys` is empty.

        The fingerprint stays that of the whole codebook: what was offered is recorded beside it.

        Raises:
            InputError: a key is not in the codebook.
        """
        chosen = {self.frame(key).key for key in keys} or set(self.keys)
        return Codebook(
            id=self.id,
            version=self.version,
            title=self.title,
            frames=tuple(frame for frame in self.frames if frame.key in chosen),
            rules=self.rules,
            confusions=tuple(c for c in self.confusions if chosen.issuperset(c.pair)),
            fingerprint=self.fingerprint,
        )


def read_codebook(path: Path) -> Codebook:
    """The codebook in a TOML file.

    Raises:
        InputError: the file cannot be read, is not TOML, or breaks a rule; the message names frame and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name a codebook, or make one: framing init.") from error
    return parse_codebook(text, str(path))


def parse_codebook(text: str, origin: str) -> Codebook:
    """The codebook in a TOML text; `origin` names it in messages. See `read_codebook`."""
    return _Parser(origin, text, parse_toml(text, origin)).codebook()


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


class _Parser:
    """Builds a codebook and knows the line of every block, so that a message can name it."""

    def __init__(self, origin: str, text: str, content: Mapping[str, Any]) -> None:
        self.origin, self.content = origin, content
        # Without what stands in strings: a text may hold a line that looks like a header.
        self.lines = _COMMENT_OR_STRING.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n")

    def codebook(self) -> Codebook:
        head = self.content.get("codebook")
        if not isinstance(head, Mapping):
            raise InputError(f"{self.origin} has no [codebook] table. Start it with [codebook], id, version and title.")
        frames = tuple(self._frame(number, block) for number, block in self._blocks("frames"))
        if not frames:
            raise InputError(f"{self.origin} has no frame. Add at least one [[frames]] block.")
        for name, values in self._uniques(frames).items():
            self._unique(name, values)
        keys = {frame.key for frame in frames}
        for number, frame in enumerate(frames):
            for miss in frame.near_miss:
                self._known(keys, miss.instead, "frames", number, "near_miss", frame.key)
        return Codebook(
            id=self._text(head, "id", "[codebook]"),
            version=self._text(head, "version", "[codebook]"),
            title=self._text(head, "title", "[codebook]"),
            frames=frames,
            rules=tuple(self._rule(number, block) for number, block in self._blocks("rules")),
            confusions=tuple(self._confusion(number, block, keys) for number, block in self._blocks("confusions")),
            fingerprint=_fingerprint(self.content),
        )

    def _uniques(self, frames: Iterable[Frame]) -> dict[str, list[str]]:
        frames = list(frames)
        return {
            "key": [frame.key for frame in frames],
            "name": [frame.name.casefold() for frame in frames],
            "shortcut": [frame.shortcut for frame in frames],
        }

    def _frame(self, number: int, block: Mapping[str, Any]) -> Frame:
        key = block.get("key")
        where = self._place("frames", number, "key", key if isinstance(key, str) else f"number {number + 1}")
        key = self._text(block, "key", where)
        if not _KEY.fullmatch(key):
            raise InputError(f"{where}: key {key!r} must be lower-case letters, digits and _, beginning with a letter.")

        def checked(field_name: str, allowed: Callable[[str], bool], need: str, default: str = "") -> str:
            place = self._place("frames", number, field_name, key)
            value = self._text(block, field_name, place) if field_name in block or not default else default
            if not allowed(value):
                raise InputError(f"{place}: {field_name} {value!r} must be {need}.")
            return value

        near_miss_place = self._place("frames", number, "near_miss", key)
        return Frame(
            key=key,
            name=checked("name", _is_label, f"1 to {NAME_LIMIT} characters on one line, without spaces at the ends"),
            shortcut=checked("shortcut", _matches(_SHORTCUT), "one digit or lower-case letter a to z"),
            color=checked("color", _matches(_COLOR), "a colour like #882255"),
            text_color=checked("text_color", _matches(_COLOR), "a colour like #FFFFFF", default="#000000"),
            definition=checked("definition", bool, "a sentence or two"),
            include=self._texts(block, "include", self._place("frames", number, "include", key)),
            exclude=self._texts(block, "exclude", self._place("frames", number, "exclude", key)),
            positive=self._texts(block, "positive", self._place("frames", number, "positive", key)),
            near_miss=tuple(
                self._near_miss(miss, near_miss_place) for miss in self._list(block, "near_miss", near_miss_place)
            ),
        )

    def _near_miss(self, miss: Any, where: str) -> NearMiss:
        if not isinstance(miss, Mapping):
            raise InputError(f"{where}: near_miss must be a list of tables with text, instead and why.")
        return NearMiss(
            text=self._text(miss, "text", where),
            instead=self._texts(miss, "instead", where),
            why=str(miss.get("why", "")),
        )

    def _rule(self, number: int, block: Mapping[str, Any]) -> Rule:
        where = self._place("rules", number, "id", f"number {number + 1}", what="rule")
        return Rule(id=self._text(block, "id", where), text=self._text(block, "text", where))

    def _confusion(self, number: int, block: Mapping[str, Any], keys: set[str]) -> Confusion:
        where = self._place("confusions", number, "pair", f"number {number + 1}", what="confusion")
        pair = self._texts(block, "pair", where)
        if len(pair) != 2 or pair[0] == pair[1]:
            raise InputError(f"{where}: pair must name two different frames.")
        self._known(keys, pair, "confusions", number, "pair", f"number {number + 1}", what="confusion")
        return Confusion(pair=(pair[0], pair[1]), decide=self._text(block, "decide", where))

    def _known(
        self, keys: set[str], used: Iterable[str], block: str, number: int, name: str, label: str, what: str = "frame"
    ) -> None:
        for key in used:
            if key not in keys:
                where = self._place(block, number, name, label, what)
                raise InputError(
                    f"{where}: {name} names {key!r}, which is no frame. There are: {', '.join(sorted(keys))}."
                )

    def _unique(self, name: str, values: Sequence[str]) -> None:
        for number, value in enumerate(values):
            if value in values[:number]:
                key = self.content["frames"][number]["key"]
                other = self.content["frames"][values.index(value)]["key"]
                where = self._place("frames", number, name, key)
                raise InputError(f"{where}: {name} {value!r} is taken by frame {other!r}. Each frame needs its own.")

    def _blocks(self, name: str) -> list[tuple[int, Mapping[str, Any]]]:
        blocks = self.content.get(name, [])
        if not isinstance(blocks, list) or not all(isinstance(block, Mapping) for block in blocks):
            raise InputError(f"{self.origin}: write each of {name} as a block that starts with [[{name}]].")
        return list(enumerate(blocks))

    def _text(self, block: Mapping[str, Any], name: str, where: str) -> str:
        where = where if where.startswith(self.origin) else f"{self.origin}, {where}"
        if name not in block:
            raise InputError(f"{where}: {name} is missing.")
        if not isinstance(block[name], str) or not block[name].strip():
            raise InputError(f"{where}: {name} is {block[name]!r} and must be text.")
        return str(block[name])

    def _list(self, block: Mapping[str, Any], name: str, where: str) -> list[Any]:
        value = block.get(name, [])
        if not isinstance(value, list):
            raise InputError(f"{where}: {name} must be a list, in [ and ].")
        return value

    def _texts(self, block: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
        values = self._list(block, name, where)
        if not all(isinstance(value, str) for value in values):
            raise InputError(f"{where}: {name} must be a list of texts.")
        return tuple(values)

    def _place(self, block: str, number: int, name: str, label: str, what: str = "frame") -> str:
        """File, line and frame: the line of `name` inside the block, else that of the block's header."""
        headers = [i for i, line in enumerate(self.lines) if (found := _BLOCK.match(line)) and found[1] == block]
        if number >= len(headers):  # written as an inline array
            return f"{self.origin}, {what} {label!r}"
        start = headers[number]
        end = next(
            (i for i in range(start + 1, len(self.lines)) if self.lines[i].lstrip().startswith("[")), len(self.lines)
        )
        line = next((i for i in range(start, end) if re.match(rf"\s*{name}\s*=", self.lines[i])), start)
        return f"{self.origin}, line {line + 1}, {what} {label!r}"


def _is_label(value: str) -> bool:
    return len(value) <= NAME_LIMIT and value == value.strip() and value.isprintable()


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _fingerprint(content: Mapping[str, Any]) -> str:
    """The first 16 hex digits of SHA-256 over the content: layout and comments do not count, every word does."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:16]


def describe(codebook: Codebook) -> dict[str, Any]:
    """The codebook as plain values, for JSON."""
    return asdict(codebook)
