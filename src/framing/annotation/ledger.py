"""The ledger: every decision that an annotator took, in the order in which framing learned of it.

An append-only JSON Lines file. A changed mind is a new line, never an edit; what counts today is
the last line of each annotator on each sentence in each project. So nothing is ever lost, and any
figure can be traced to who decided what, by which codebook, offered which frames.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from io import FileIO
from pathlib import Path
from typing import Any

from framing.annotation.decisions import MADE_BY, STATES, Decision
from framing.errors import InputError
from framing.files import parse_json_line


def read_ledger(path: Path) -> list[Decision]:
    """The decisions in a ledger, oldest first; none if there is no such file.

    A last line that was cut off, as a crash in the middle of writing leaves it, was never acknowledged:
    it is passed over here and removed by the next `append_decisions`.

    Raises:
        InputError: a line is no decision; file, line and field are named.
    """
    if not path.exists():
        return []
    try:
        content = path.read_bytes()
        text = content[: len(content) - _cut_off(content)].decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}). Restore it from a copy.") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    places = ((f"{path}, line {number}", line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    return [_decision(parse_json_line(line, where), where) for where, line in places]


def append_decisions(path: Path, decisions: Sequence[Decision]) -> int:
    """How many lines were added; all of them are on disk when this returns, or none.

    Raises:
        InputError: the file cannot be written.
    """
    if not decisions:
        return 0
    lines = "".join(json.dumps(asdict(decision), ensure_ascii=False) + "\n" for decision in decisions)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: a buffer that a full disk refused would be tried again when the file is closed.
        with path.open("a+b", buffering=0) as file:
            file.seek(0)
            before = file.readall()
            start = len(before) - _cut_off(before)
            file.truncate(start)
            try:
                _write_all(
                    file, (b"" if before[:start].endswith(b"\n") or not start else b"\n") + lines.encode("utf-8")
                )
                os.fsync(file.fileno())
            except OSError:
                file.truncate(start)  # a full disk must not leave half of the decisions
                raise
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}. No decision was added. Make room or choose another folder."
        ) from error
    return len(decisions)


def _decision(row: Mapping[str, Any], where: str) -> Decision:
    types = {"start": int, "end": int, "assisted": bool, "frames": list, "offered": list}
    for field in fields(Decision):
        if field.name not in row:
            if field.name in ("voice", "comment"):
                continue
            raise InputError(f"{where} has no {field.name}, which a decision needs. See the README in annotations/.")
        wanted = types.get(field.name, str)
        if type(row[field.name]) is not wanted:
            raise InputError(f"{where}: {field.name} is {row[field.name]!r} and must be {_named(wanted)}.")
    known = {field.name for field in fields(Decision)}
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items() if name in known}
    decision = Decision(**values)
    _check(decision, where)
    return decision


def _check(decision: Decision, where: str) -> None:
    if decision.state not in STATES:
        raise InputError(f"{where}: state is {decision.state!r} and must be one of {', '.join(STATES)}.")
    if decision.made_by not in MADE_BY:
        raise InputError(f"{where}: made_by is {decision.made_by!r} and must be one of {', '.join(MADE_BY)}.")
    if not 0 <= decision.start < decision.end:
        raise InputError(f"{where}: start {decision.start} and end {decision.end} name no stretch of a text.")
    if not all(isinstance(frame, str) for frame in decision.frames + decision.offered):
        raise InputError(f"{where}: frames and offered must be lists of frame keys.")
    strangers = set(decision.frames) - set(decision.offered)
    if strangers:
        raise InputError(f"{where}: {', '.join(sorted(strangers))} was chosen but not offered.")


def _write_all(file: FileIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def _named(kind: type) -> str:
    return {int: "a whole number", bool: "true or false", list: "a list", str: "a text"}[kind]


def _cut_off(content: bytes) -> int:
    """How many bytes at the end are a line that was cut off: without a line end, and no JSON."""
    tail = content[content.rfind(b"\n") + 1 :]
    try:
        json.loads(tail or b"{}")
    except ValueError:
        return len(tail)
    return 0
