"""Sentences that fooled the model and that somebody chose to keep: in memory, and in a file if one is named.

An edge: it writes that file, and requests change it from more than one thread. Nothing of who kept a sentence is in it.
"""

import threading
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pandas as pd

from framing.files import read_csv_table, read_table, write_table
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
    key=("text",),
)


@dataclass(frozen=True)
class Fail:
    """A sentence, how it fools the model, and what the model said of it."""

    kind: str
    text: str
    said: str

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


def open_kept(path: Path | None) -> Kept:
    """The fails of a file that an earlier run wrote, if it is there; without a path, none, and they end with it.

    Raises:
        InputError: the file holds something else.
    """
    if path is None or not path.exists():
        return Kept(path)
    table = read_csv_table(path, FAILS) if path.suffix.lower() == ".csv" else read_table(path, FAILS)
    rows = table.to_dict(orient="records")
    fails = [Fail(str(row["kind"]), str(row["text"]), str(row["said"])) for row in rows]
    return Kept(path, {fail.text: fail for fail in fails[:MOST] if fail.kind in KINDS})
