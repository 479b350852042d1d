"""The ledger: every decision that an annotator took, in the order in which framing learned of it.

An append-only JSON Lines file. A changed mind is a new line, never an edit; what counts today is
the last line of each annotator on each sentence in each project. So nothing is ever lost, and any
figure can be traced to who decided what, by which codebook, offered which frames.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from framing.errors import InputError
from framing.files import parse_json_line
from framing.tables import ANNOTATIONS, make_sentence_id

State = Literal["confirmed", "labelled", "withdrawn"]
STATES = ("confirmed", "labelled", "withdrawn")
MADE_BY = ("person", "automated coder")


@dataclass(frozen=True)
class Decision:
    """One line of the ledger: what one annotator decided about one sentence.

    `state`: confirmed (with or without frames); labelled, that is frames chosen but not confirmed; or
    withdrawn, that is an earlier decision taken back. `offered` are the keys of the frames that the
    annotator could choose: of other frames the decision says nothing. `at` is when framing recorded it
    (ISO 8601 UTC; empty where unknown), `codebook` a fingerprint.
    """

    document_id: str
    start: int
    end: int
    annotator: str
    state: State
    frames: tuple[str, ...]
    offered: tuple[str, ...]
    at: str
    project: str
    codebook: str
    assisted: bool
    made_by: str
    voice: str = ""
    comment: str = ""

    @property
    def sentence_id(self) -> str:
        """The name of the sentence."""
        return make_sentence_id(self.document_id, self.start, self.end)

    @property
    def subject(self) -> tuple[str, str, str]:
        """What a later line of the same subject replaces: project, annotator, sentence."""
        return (self.project, self.annotator, self.sentence_id)


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
        with path.open("a+b") as file:
            file.seek(0)
            before = file.read()
            start = len(before) - _cut_off(before)
            file.truncate(start)
            try:
                file.write((b"" if before[:start].endswith(b"\n") or not start else b"\n") + lines.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(start)  # a full disk must not leave half of the decisions
                raise
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}. No decision was added. Make room or choose another folder."
        ) from error
    return len(decisions)


def current(decisions: Iterable[Decision]) -> list[Decision]:
    """The last decision of each annotator on each sentence in each project; withdrawn ones are left out."""
    last: dict[tuple[str, str, str], Decision] = {}
    for decision in decisions:
        last.pop(decision.subject, None)  # so that the order is that of the last word
        last[decision.subject] = decision
    return [decision for decision in last.values() if decision.state != "withdrawn"]


def news(
    ledger: Iterable[Decision], pulled: Iterable[Decision], *, project: str, at: str, gone: Iterable[str] = ()
) -> list[Decision]:
    """The lines to add so that the ledger says what `pulled` says of one project.

    Args:
        ledger: the decisions so far, of any project.
        pulled: every decision that stands in the project now.
        project: the project.
        at: the time of the pull, for withdrawals.
        gone: annotators whose decisions in the project cannot be seen any more; theirs stay as they are.

    Returns:
        New and changed decisions, and a withdrawal for each that stood in the project and does not stand now.
    """
    standing = list(pulled)
    before = {decision.subject: decision for decision in current(ledger) if decision.project == project}
    added = [d for d in standing if d.subject not in before or _content(before[d.subject]) != _content(d)]
    hidden, now = set(gone), {decision.subject for decision in standing}
    withdrawn = [
        replace(old, state="withdrawn", frames=(), comment="", at=at)
        for subject, old in before.items()
        if subject not in now and old.annotator not in hidden
    ]
    return added + withdrawn


def annotations_table(decisions: Iterable[Decision]) -> pd.DataFrame:
    """ANNOTATIONS of what counts today: a row for each frame that was offered.

    Where an annotator decided on a sentence in two projects, the later decision counts for the frames it was offered.
    """
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for decision in current(decisions):
        for frame in decision.offered:
            rows[(decision.sentence_id, decision.annotator, frame)] = {
                "sentence_id": decision.sentence_id,
                "annotator": decision.annotator,
                "frame": frame,
                "present": frame in decision.frames,
                "state": decision.state,
                "at": decision.at,
                "project": decision.project,
                "codebook": decision.codebook,
                "assisted": decision.assisted,
                "made_by": decision.made_by,
            }
    return ANNOTATIONS.table(rows.values())


def _content(decision: Decision) -> tuple[object, ...]:
    """What makes a decision another one; the time of the pull does not."""
    return (decision.state, decision.frames, decision.offered, decision.codebook, decision.assisted, decision.comment)


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
