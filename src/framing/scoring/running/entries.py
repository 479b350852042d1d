"""Notes of parts that are done, as lines of JSON. Pure. What is not as framing writes it is no note.

A note is believed only as far as it can be true: the folder of a run may have been copied, cut or edited.
"""

import json
import re
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from typing import Any

from framing.scoring.running.chunks import Chunk

TABLES = ("sentences", "shares", "documents", "set-aside", "notes")
LONGEST = 1 << 20  # bytes of a line: a model of a thousand frames has lines of a tenth of that
_PARTS = 100_000_000  # more than any run has
_MOST = 1 << 62  # of anything that is counted
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ALWAYS = {*(table.replace("-", "_") for table in TABLES), "characters"}
_SOMETIMES = {"other_language", "compared", "unknown_words", "odd_length"}  # if the model knows what it learned from
_FRAME = "predicted "


@dataclass(frozen=True)
class Entry:
    """A part that is done.

    Attributes:
        number: of the part.
        sha256: of its chunk.
        files: table to the size in bytes and the SHA-256 of its file.
        counts: of the part.
    """

    number: int
    sha256: str
    files: Mapping[str, tuple[int, str]]
    counts: Mapping[str, int]

    @property
    def line(self) -> bytes:
        """How it is written."""
        return (json.dumps(asdict(self), ensure_ascii=False) + "\n").encode()

    def fits(self, chunk: Chunk, tables: Set[str]) -> bool:
        """Whether it counts what is in the chunk, and has a file of each of `tables` that has rows, and no other."""
        wanted = (
            len(chunk.documents),
            len(chunk.aside),
            len(chunk.notes),
            sum(len(each.text) for each in chunk.documents),
        )
        found = tuple(self.counts[name] for name in ("documents", "set_aside", "notes", "characters"))
        rows = {table for table in tables if self.counts[table.replace("-", "_")]}
        return found == wanted and set(self.files) == rows


def read_entry(line: bytes) -> Entry | None:
    """The note on a line; None if it is none."""
    if len(line) > LONGEST or not line.endswith(b"\n"):
        return None
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.keys() != {"number", "sha256", "files", "counts"}:
        return None
    number, sha256, files, counts = told["number"], told["sha256"], told["files"], told["counts"]
    if not (_is_count(number, _PARTS) and _is_sha256(sha256) and _are_files(files) and _are_counts(counts)):
        return None
    return Entry(number, sha256, {table: (size, digest) for table, (size, digest) in files.items()}, counts)


def _are_files(files: Any) -> bool:
    return isinstance(files, dict) and all(
        table in TABLES
        and isinstance(told, list)
        and len(told) == 2
        and _is_count(told[0], _MOST)
        and _is_sha256(told[1])
        for table, told in files.items()
    )


def _are_counts(counts: Any) -> bool:
    return (
        isinstance(counts, dict)
        and counts.keys() >= _ALWAYS
        and all(name in _ALWAYS | _SOMETIMES or name.startswith(_FRAME) for name in counts)
        and all(_is_count(count, _MOST) for count in counts.values())
    )


def _is_count(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value < most


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None
