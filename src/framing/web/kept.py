"""Sentences that fooled the model and that somebody chose to keep: in memory, and in a file if one is named.

An edge: it writes that file, and requests change it from more than one thread. Nothing of who kept a sentence is in it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pandas as pd

from framing.cells import as_read_back
from framing.errors import InputError
from framing.files import read_csv_texts, read_json_lines, write_table
from framing.locks import one_at_a_time
from framing.tables import Schema

KINDS = ("no_keyword", "other_meaning", "negation", "quote", "elsewhere", "other")
MOST = 200
FAILS = Schema(
    "kept fails",
    {
        "kind": "text",  # one of KINDS
        "text": "text",
        "said": "text",  # what the model said of it, in words
    },
    key=(),  # files may hold a sentence twice: spreadsheets and people make two that differ the same
)


@dataclass(frozen=True)
class Fail:
    """A sentence as a CSV gives it back, how it fools the model, and what the model said of it."""

    kind: str
    text: str
    said: str

    def __post_init__(self) -> None:
        """Two texts that a file would not tell apart are one, in memory too."""
        object.__setattr__(self, "text", as_read_back(self.text))

    @property
    def mark(self) -> str:
        """What a button on the page calls it by: numbers would move when somebody else takes one away."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass
class Kept:
    """The fails that are kept, in the order of their coming; `path` is where they stay after the end, if anywhere."""

    path: Path | None = None
    _fails: dict[str, Fail] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, fail: Fail) -> bool:
        """Whether it is kept now; False if there are too many. One that is there already takes the new kind.

        Raises:
            InputError: the file cannot be written; then nothing has changed.
        """
        with self._lock:
            if fail.text not in self._fails and len(self._fails) >= MOST:
                return False
            self._change({**self._fails, fail.text: fail})
            return True

    def remove(self, mark: str) -> None:
        """Takes away the fail with this mark; nothing if there is none.

        Raises:
            InputError: the file cannot be written; then nothing has changed.
        """
        with self._lock:
            rest = {text: fail for text, fail in self._fails.items() if fail.mark != mark}
            if len(rest) < len(self._fails):
                self._change(rest)

    def by_kind(self) -> dict[str, list[Fail]]:
        """Kind to the fails of it, in the order of KINDS; kinds without any are left out."""
        fails = list(self._fails.values())
        found = {kind: [fail for fail in fails if fail.kind == kind] for kind in KINDS}
        return {kind: part for kind, part in found.items() if part}

    def _change(self, fails: dict[str, Fail]) -> None:
        if self.path is not None:
            rows = [{"kind": fail.kind, "text": fail.text, "said": fail.said} for fail in fails.values()]
            write_table(self.path, pd.DataFrame(rows, columns=list(FAILS.columns)), private=True)
        self._fails = fails


@contextmanager
def kept_in(path: Path | None) -> Iterator[Kept]:
    """The fails of a file, as `open_kept` gives them; no other server of this machine opens it until the block ends.

    Raises:
        InputError: another one has it open, or see `open_kept`.
    """
    if path is None:
        yield Kept()
        return

    def refuse(_: str) -> None:
        raise InputError(
            f"Another framing serve keeps its fails in {path}: each would overwrite what the other keeps. "
            "Name a file of its own: --keep FILE."
        )

    with one_at_a_time(f"the kept fails {os.path.realpath(path)}", refuse):
        yield open_kept(path)


def open_kept(path: Path) -> Kept:
    """The fails of a file that an earlier run wrote; none if it is not there. Of a link, the file that it leads to.

    Of a sentence that stands there twice, the last row counts.

    Raises:
        InputError: it holds something that would be lost when it is written again.
    """
    path = Path(os.path.realpath(path))
    if not path.exists():
        return Kept(path)
    table = _table(path)
    rows = FAILS.check(table, str(path)).to_dict(orient="records") if len(table) else []
    if strangers := [repr(name) for name in table.columns if name not in FAILS.columns]:
        raise InputError(
            f"{path} has the column {', '.join(strangers)} besides {', '.join(FAILS.columns)}, and it would be lost. "
            "Name another file, or take it out."
        )
    fails = [Fail(_kind(str(row["kind"]), path), str(row["text"]), str(row["said"])) for row in rows]
    kept = {fail.text: fail for fail in fails}
    if len(kept) > MOST:
        raise InputError(f"{path} holds {len(kept):,} sentences, and no more than {MOST} are kept. Name another file.")
    return Kept(path, kept)


def _table(path: Path) -> pd.DataFrame:
    """All columns of a file; none if it is empty."""
    if path.suffix.lower() == ".csv":
        return read_csv_texts(path, FAILS.name)
    return pd.DataFrame([row for _, row in read_json_lines(path)])


def _kind(written: str, path: Path) -> str:
    kind = written.strip().casefold()
    if kind not in KINDS:
        raise InputError(
            f"{path}: kind holds {written[:60]!r}, which is none of {', '.join(KINDS)}. Write one of these, "
            "or name another file."
        )
    return kind
