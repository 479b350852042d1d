"""The ledger: every decision that an annotator took, in the order in which framing learned of it.

An append-only JSON Lines file. A changed mind is a new line, never an edit; what counts today is
the last line of each annotator on each sentence in each project. So nothing is ever lost, and any
figure can be traced to who decided what, by which codebook, offered which frames.
"""

import codecs
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from io import FileIO
from operator import itemgetter
from pathlib import Path
from sys import intern
from typing import Any

from framing.annotation.decisions import MADE_BY, STATES, Decision
from framing.errors import InputError
from framing.files import PRIVATE, parse_json_line
from framing.tables import RULING_REASONS

_BEGINNING = '{"document_id"'  # of every line that we write
_TYPES: Mapping[str, type] = {  # of a field; the others are texts
    "start": int,
    "end": int,
    "frames": list,
    "offered": list,
    "assisted": bool,
    "showing": int,
    "training": bool,
    "ruling": bool,
}
_FIELDS = {field.name: _TYPES.get(field.name, str) for field in fields(Decision)}
_WANTED = list(_FIELDS.values())
_LATER = {field.name: field.default for field in fields(Decision) if field.default is not MISSING}  # may be left out
_in_order = itemgetter(*_FIELDS)
_FRAMES, _OFFERED = (list(_FIELDS).index(name) for name in ("frames", "offered"))
# Texts that many lines have: a million decisions would hold each as often.
_SHARED = [
    list(_FIELDS).index(name)
    for name in ("document_id", "annotator", "state", "at", "project", "codebook", "made_by", "voice", "reason")
]
_Frames = tuple[str, ...]
_Asked = dict[tuple[_Frames, _Frames], tuple[_Frames, _Frames]]  # what was chosen and offered, checked and held once
_encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder for each line
_LONGEST_TOKEN = 6  # characters of JSON that say nothing until they are whole: \u0000


def read_ledger(path: Path) -> list[Decision]:
    """The decisions in a ledger, oldest first; none if there is no such file.

    A last line that was cut off, as a crash in the middle of writing leaves it, was never acknowledged:
    it is passed over here and put aside by the next `append_decisions`. Any other last line counts.

    Raises:
        InputError: a line is no decision; file, line and field are named.
    """
    try:
        with path.open("rb") as file:
            return list(_read(file, path))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error


def _read(lines: Iterable[bytes], path: Path) -> Iterator[Decision]:
    """The decision on each line; texts and lists that many lines share are held once."""
    begin = 0  # where the line begins, in bytes
    asked: _Asked = {}
    for number, line in enumerate(lines, start=1):
        if not line.endswith(b"\n") and _cut_off(line):
            return
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8 (byte {begin + error.start}). Restore it from a copy.") from error
        begin += len(line)
        if not text.isspace():
            where = f"{path}, line {number}"
            yield _decision(parse_json_line(text, where), where, asked, escaped="\\u" in text)


def append_decisions(path: Path, decisions: Sequence[Decision]) -> int:
    """How many lines were added; all of them are on disk when this returns, or none.

    A last line that was cut off goes to the end of a file beside the ledger, named like it with `.torn` added,
    before it is taken out of the ledger: nothing is ever lost.

    Raises:
        InputError: the file cannot be written, its last line is neither whole nor the beginning of a line of a
            ledger, or a decision holds half of a character; file and line are named.
    """
    if not decisions:
        return 0
    lines = "".join(_encode(_row(decision)) + "\n" for decision in decisions)
    try:
        added = lines.encode("utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path) as file:
            file.seek(0)
            before = file.readall()
            start = len(before) - _cut_off(before)
            _check_last_line(before[:start], path)
            if start < len(before):
                _put_aside(before[start:], path.with_name(f"{path.name}.torn"))
            file.truncate(start)
            try:
                _write_all(file, (b"" if before[:start].endswith(b"\n") or not start else b"\n") + added)
                os.fsync(file.fileno())
            except OSError:
                file.truncate(start)  # a full disk must not leave half of the decisions
                raise
    except UnicodeEncodeError as error:
        raise InputError(
            f"A decision holds half of a character ({error.object[error.start]!a}). No decision was added."
        ) from error
    except OSError as error:
        raise InputError(
            f"{error.filename or path}: {error.strerror}. No decision was added. Make room or choose another folder."
        ) from error
    return len(decisions)


def _row(decision: Decision) -> dict[str, Any]:
    return {name: getattr(decision, name) for name in _FIELDS}


def _decision(row: Mapping[str, Any], where: str, asked: _Asked, *, escaped: bool) -> Decision:
    """The decision on a line; `escaped` says that it names characters by number, half ones perhaps."""
    try:
        values = list(_in_order(row))
    except KeyError:
        values = _completed(row, where)
    if list(map(type, values)) != _WANTED or escaped:
        _check_types(values, where)
    for number in _SHARED:
        values[number] = intern(values[number])
    frames, offered = tuple(values[_FRAMES]), tuple(values[_OFFERED])
    try:
        known = asked.get((frames, offered))
    except TypeError:  # something in a list that is no text, and cannot be looked up either
        known = None
    values[_FRAMES], values[_OFFERED] = known or (frames, offered)
    decision = Decision(*values)
    _check(decision, where)
    if known is None:
        _check_frames(decision, where)
        asked[frames, offered] = (frames, offered)
    return decision


def _completed(row: Mapping[str, Any], where: str) -> list[Any]:
    """The values of a row, in order, with the defaults of what it leaves out."""
    complete = {**_LATER, **row}
    for name in _FIELDS:
        if name not in complete:
            raise InputError(f"{where} has no {name}, which a decision needs. See the README in annotations/.")
    return list(_in_order(complete))


def _check_types(values: Sequence[Any], where: str) -> None:
    for (name, wanted), value in zip(_FIELDS.items(), values, strict=True):
        if type(value) is not wanted:
            raise InputError(f"{where}: {name} is {value!r} and must be {_named(wanted)}.")
        if not _can_be_written(value):
            raise InputError(f"{where}: {name} holds half of a character. Correct it.")


def _check(decision: Decision, where: str) -> None:
    """Raises InputError if a word or a number is none that we know; of frames see `_check_frames`."""
    if decision.state not in STATES:
        raise InputError(f"{where}: state is {decision.state!r} and must be one of {', '.join(STATES)}.")
    if decision.made_by not in MADE_BY:
        raise InputError(f"{where}: made_by is {decision.made_by!r} and must be one of {', '.join(MADE_BY)}.")
    if decision.reason not in ("", *RULING_REASONS):
        raise InputError(f"{where}: reason is {decision.reason!r} and must be one of {', '.join(RULING_REASONS)}.")
    if decision.showing < 1:
        raise InputError(f"{where}: showing is {decision.showing} and must be 1 or more.")
    if not 0 <= decision.start < decision.end:
        raise InputError(f"{where}: start {decision.start} and end {decision.end} name no stretch of a text.")


def _check_frames(decision: Decision, where: str) -> None:
    if not all(isinstance(frame, str) for frame in decision.frames + decision.offered):
        raise InputError(f"{where}: frames and offered must be lists of frame keys.")
    if not set(decision.frames).issubset(decision.offered):
        strangers = set(decision.frames) - set(decision.offered)
        raise InputError(f"{where}: {', '.join(sorted(strangers))} was chosen but not offered.")


def _can_be_written(value: Any) -> bool:
    """Whether a text, or every text in a list, is UTF-8: JSON can name half of a pair of surrogates."""
    try:
        "".join(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)).encode()
    except UnicodeEncodeError:
        return False
    return True


def _opened(path: Path) -> FileIO:
    """The file, to read and to append to; a new one is for its owner only, whatever the mask of the process allows."""
    # Unbuffered: a buffer that a full disk refused would be tried again when the file is closed.
    return FileIO(path, "a+", opener=lambda name, flags: os.open(name, flags, PRIVATE))


def _put_aside(torn: bytes, path: Path) -> None:
    with _opened(path) as file:
        _write_all(file, torn + b"\n")
        os.fsync(file.fileno())


def _write_all(file: FileIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def _named(kind: type) -> str:
    return {int: "a whole number", bool: "true or false", list: "a list", str: "a text"}[kind]


def _cut_off(content: bytes) -> int:
    """How many bytes at the end are the beginning of a line as we write it, and not the whole line.

    Zeros after it, or alone, are what a power cut leaves of a line too.
    """
    tail = content[content.rfind(b"\n") + 1 :]
    return len(tail) if tail and _is_beginning(tail.rstrip(b"\0")) else 0


def _is_beginning(tail: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(tail)  # a letter may be cut too
    except UnicodeDecodeError:
        return False
    if not text.startswith(_BEGINNING[: max(len(text), 1)]):
        return not text and not tail  # zeros only
    try:
        json.loads(text)
    except json.JSONDecodeError as error:  # what is cut off is wrong at its end only
        return error.msg.startswith("Unterminated string") or len(text) - error.pos <= _LONGEST_TOKEN
    except (ValueError, RecursionError):
        return False
    return False


def _check_last_line(content: bytes, path: Path) -> None:
    """Raises InputError if the last line has no line end and is no JSON: this file may be no ledger at all."""
    tail = content[content.rfind(b"\n") + 1 :]
    if tail.strip():
        number = content.count(b"\n") + 1
        parse_json_line(tail.decode("utf-8", "replace"), f"{path}, line {number}")
