"""JSON objects as rows: one a line, or those of an array, one at a time."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, TextIO

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.columns import Cells, Choice
from framing.corpus.reading.cut_short import lines_before_the_end
from framing.corpus.reading.encodings import Coding, bytes_kept, decoded, survey
from framing.corpus.reading.found import TEXT_LIMIT, Found, Source, Wishes
from framing.corpus.reading.values import as_text
from framing.errors import InputError

OBJECT_LIMIT = 2 * TEXT_LIMIT  # characters of one object: a text with its escapes
_FIRST_PIECE = 1 << 16  # characters
KEY_LIMIT = 1000  # keys of an object that are looked at, beside those that were asked for
VALUE_LIMIT = 2_000_000  # values in one object, which take many times their characters when they are held
_KINDS_HELD = 1000  # sets of keys whose columns are remembered ...
_KEYS_HELD = 100  # ... if they are no more than that
# A string, or what stands between values.
_MARK = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[{\]},]', re.DOTALL)
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_TOO_MANY = f"It has more than {VALUE_LIMIT // 1_000_000} million values."
_DEEP = "It is nested too deeply."


def read_json_lines(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The objects of a file with one a line; what is no object, and lines above 100 MB, are set aside.

    Of a compressed file that ends before its time the lines before that are read.

    Raises:
        InputError: the first object has no key for the text.
        ValueError: the encoding of the file cannot be told; the message is the reason.
    """
    try:
        with source.open() as stream:
            yield from _read_lines(source, wishes, stream, survey(stream, wishes.encoding))
    except EOFError:  # which the survey meets, before the first line is used
        with lines_before_the_end(source.open) as stream:
            yield from _read_lines(source, wishes, stream, survey(stream, wishes.encoding))
        yield SetAside(source.name, "It ends before its time, so lines at its end are missing. Fetch it again.")


def _read_lines(source: Source, wishes: Wishes, stream: BinaryIO, coding: Coding) -> Iterator[Found | SetAside | Note]:
    rows = _Rows(source, wishes.cells, "line", coding.faulty)
    if coding.note:
        yield Note(source.name, coding.note)
    with decoded(stream, coding, "\n") as text:
        for number, line in enumerate(_lines(text), 1):
            if line is None:
                where = f"{source.name}, line {number}"
                yield SetAside(where, f"It is longer than {OBJECT_LIMIT // 1_000_000} million characters.")
            elif not line.isspace():
                yield from rows.line(number, line)
    yield from rows.at_the_end()


def read_json(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The objects of a JSON array, or one object, or objects one after the other; no more than one is held.

    An object without a text that has one list of objects (`{"status": "ok", "articles": [...]}`, as services
    on the web answer) stands for that list.

    Raises:
        InputError: the first object has no key for the text.
        ValueError: the file is not JSON from its beginning, or its encoding cannot be told.
    """
    with source.open() as stream:
        coding = survey(stream, wishes.encoding)
        rows = _Rows(source, wishes.cells, "object", coding.faulty)
        if coding.note:
            yield Note(source.name, coding.note)
        with decoded(stream, coding, "\n") as text:
            for number, value in enumerate(_unpacked(_values(text), wishes.cells), 1):
                if isinstance(value, ValueError):
                    yield SetAside(f"{source.name}, object {number}", f"{value} It and all after it were left out.")
                else:
                    yield from rows.value(number, value)
        yield from rows.at_the_end()


def _lines(stream: TextIO) -> Iterator[str | None]:
    """The lines of `stream`; None for one that is too long, which is passed over without being held."""
    while line := stream.readline(OBJECT_LIMIT):
        if len(line) == OBJECT_LIMIT and not line.endswith("\n"):
            while (rest := stream.readline(_FIRST_PIECE)) and not rest.endswith("\n"):
                pass
            yield None
        else:
            yield line


class _Rows:
    """Values to texts, with the keys looked up once for each set of them."""

    def __init__(self, source: Source, cells: Cells, unit: str, faulty: bool) -> None:
        self._source, self._cells, self._unit, self._faulty = source, cells, unit, faulty
        self._choices: dict[tuple[str, ...], Choice | None] = {}
        self._told: set[str] = set()
        self._met: set[str] = set()
        self._first = True
        self._odd_ids, self._odd_id = 0, ""
        self._decode = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number).decode

    def line(self, number: int, line: str) -> Iterator[Found | SetAside | Note]:
        where = f"{self._source.name}, line {number}"
        if self._faulty and bytes_kept(line):
            yield SetAside(where, "It holds bytes that are not UTF-8.")
            return
        if _marks(line) > VALUE_LIMIT and _has_too_many_values(line, 0):
            yield SetAside(where, _TOO_MANY)
            return
        try:
            value = self._decode(line)
        except RecursionError:
            yield SetAside(where, _DEEP)
        except ValueError as error:
            yield SetAside(where, f"{_json_fault(error)} Put one JSON object on each line.")
        else:
            yield from self.value(number, value)

    def value(self, number: int, value: Any) -> Iterator[Found | SetAside | Note]:
        where = f"{self._source.name}, {self._unit} {number}"
        if not isinstance(value, dict):
            yield SetAside(where, f"It is {_called(value)}, not an object with a text.")
            return
        choice = self._choose(self._keys(value))
        if choice is None:
            yield SetAside(
                where,
                f"It has no key that looks like the text. It has: {', '.join(islice(value, 50)) or 'none'}."[:500],
            )
            return
        if choice.guesses and choice.guesses not in self._told:
            self._told.add(choice.guesses)
            yield Note(self._source.name, choice.guesses)
        for name in choice.names.get("document_id", ()):
            if _is_no_id(cell := _inside(value, name)):
                self._odd_ids += 1
                self._odd_id = self._odd_id or f"{_called(cell)} ({name}) in {self._unit} {number}"
        yield _found(where, number, value, choice, self._met)

    def _keys(self, value: Mapping[str, Any]) -> tuple[str, ...]:
        if len(value) <= KEY_LIMIT:
            return tuple(value)
        asked = (theirs for theirs in self._cells.asked.values() if theirs in value)
        return tuple(dict.fromkeys((*islice(value, KEY_LIMIT), *asked)))

    def _choose(self, keys: tuple[str, ...]) -> Choice | None:
        if keys in self._choices:
            return self._choices[keys]
        try:
            choice = self._cells.choose(self._source.name, keys, nested=True)
        except InputError:
            if self._first:
                raise
            choice = None
        self._first = False
        if len(self._choices) < _KINDS_HELD and len(keys) <= _KEYS_HELD:
            self._choices[keys] = choice
        return choice

    def at_the_end(self) -> Iterator[Note]:
        """A note on each key that the user asked for and no object had, and one on ids that are none."""
        if self._odd_ids:
            count = "1 object has" if self._odd_ids == 1 else f"{self._odd_ids} objects have"
            yield Note(
                self._source.name,
                f"{count} an id that is no text and no number, such as {self._odd_id}; an id was made of the text.",
            )
        if self._first:
            return
        for ours, theirs in self._cells.asked.items():
            if ours != "text" and ours not in self._met:
                yield Note(self._source.name, f"No object has the key {theirs}, which was asked for.")


def _found(where: str, number: int, value: Mapping[str, Any], choice: Choice, met: set[str]) -> Found | SetAside:
    known: dict[str, str] = {}
    text = ""
    for ours, names in choice.names.items():
        for name in names:
            cell = _inside(value, name)
            if cell is None:
                continue
            met.add(ours)
            if ours == "text":
                if not isinstance(cell, str):
                    hint = " Name a key inside of it: --text OUTER.INNER." if isinstance(cell, dict) else ""
                    return SetAside(where, f"Its text ({name}) is {_called(cell)}, not a text.{hint}")
                text = cell
            elif (ours != "document_id" or not _is_no_id(cell)) and (shown := as_text(cell)):
                known[ours] = shown
                break
    return Found(where, text, known, number)


def _is_no_id(cell: Any) -> bool:
    return isinstance(cell, dict | list | bool)


def _inside(value: Any, name: str) -> Any:
    """What stands under `name`: a key as it is, else keys inside of each other with dots between them."""
    if name in value:
        return value[name]
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def _values(stream: TextIO) -> Iterator[Any]:
    """The values of `stream`, in an array or one after the other; a ValueError where they end before their time."""
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)
    held, at, ended, piece = "", 0, False, _FIRST_PIECE
    opened = closed = dense = False
    while True:
        at = _between(held, at)
        if not opened and not closed and at < len(held):
            opened = held[at] == "["
            closed = not opened  # there is nothing to close
            at += opened
            continue
        if opened and not closed and held.startswith("]", at):
            opened, closed, at = False, True, at + 1
            continue
        fault = ""
        if at < len(held):
            if dense and _has_too_many_values(held, at):
                yield ValueError(_TOO_MANY)
                return
            try:
                value, end = decoder.raw_decode(held, at)
            except RecursionError:
                yield ValueError(_DEEP)
                return
            except ValueError as error:
                fault = _json_fault(error)
            else:
                if ended or end < len(held):
                    yield value
                    at = end
                    continue
        if ended:
            if fault or opened:
                yield ValueError(fault or "The array is not closed.")
            return
        if len(held) - at > OBJECT_LIMIT:
            yield ValueError(f"It is longer than {OBJECT_LIMIT // 1_000_000} million characters, or not JSON.")
            return
        more = stream.read(piece)
        ended, held, at = not more, held[at:] + more, 0
        dense = _marks(held) > VALUE_LIMIT
        piece = max(_FIRST_PIECE, len(held))  # so that a long object is tried a few times only


def _has_too_many_values(written: str, at: int) -> bool:
    """Whether the value that begins at `at` has more than VALUE_LIMIT values in it, known without decoding it."""
    depth = count = 0
    for mark in _MARK.finditer(written, at):
        sign = written[mark.start()]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        if depth <= 0:  # its end, or no value that holds others
            return False
        count += sign in "[{,"
        if count > VALUE_LIMIT:
            return True
    return False


def _marks(written: str) -> int:
    """At least how many values `written` has; more if its texts have commas."""
    return 0 if len(written) <= VALUE_LIMIT else sum(map(written.count, "[{,"))


def _unpacked(values: Iterator[Any], cells: Cells) -> Iterator[Any]:
    for value in values:
        lists = [each for each in value.values() if _is_list_of_objects(each)] if isinstance(value, dict) else []
        if len(lists) == 1 and not cells.finds_text(tuple(value)):
            yield from lists[0]
        else:
            yield value


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _between(held: str, at: int) -> int:
    match = _BETWEEN.match(held, at)
    return match.end() if match else at


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"It has the key {twice[:40]!r} twice.")
    return value


def _no_number(_: str) -> None:
    """NaN and Infinity, which JSON does not have, are nothing."""


def _json_fault(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"It is not JSON ({error.msg} at character {error.pos + 1})."
    return str(error) if str(error).startswith("It has") else f"It is not JSON that can be read ({str(error)[:100]})."


def _called(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "yes or no", type(None): "nothing"}
    return names.get(type(value), "a number")
