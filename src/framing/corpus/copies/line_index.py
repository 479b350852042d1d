"""In how many documents of its outlet each line stands, and in which first: an index on disk.

An edge. Lines are noted as 64-bit keys. Half a million of them at a time are sorted, reduced to one row a key and
written as a run; then the runs are merged, one range of keys after the other. So the counts are exact (a sketch would
take less room, but a line that it miscounts would be hidden from analysts), memory does not depend on the length of
the corpus, and a line that stands in every document is one row of each run.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from framing.corpus.copies.duplicates import NO_OUTLET, outlet_key
from framing.corpus.copies.records import RecordFile
from framing.corpus.copies.repeats import DOCUMENTS, LONGEST, Repeated, is_repeated, line_key

if TYPE_CHECKING:
    import numpy.typing as npt

_LINE = np.dtype([("key", "<u8"), ("documents", "<u4"), ("first", "<u4")])  # of those that have the line
_RUN = 1 << 19  # lines, and those of one document more
_RANGES = 1 << 10  # of keys; one is merged at a time
_EDGES = np.array([(edge << 64) // _RANGES for edge in range(1, _RANGES)], dtype=np.uint64)
_ITSELF = ""  # the line that stands for a document as such: it counts the documents of an outlet


class LineIndex:
    """Counts the lines of documents, then says which of them their outlet repeats.

    Note every document that is no copy of another, call `count` once, then ask.
    """

    def __init__(self, folder: Path) -> None:
        """An empty index in `folder`, which is there."""
        self._files = ExitStack()
        self._runs = self._open(folder / "lines.runs", _LINE)
        self._rows = 0  # of all runs
        self._bounds: list[npt.NDArray[np.int64]] = []  # of each run, where in the file each range begins and ends
        self._folder = folder
        self._keys, self._numbers = array("Q"), array("I")  # of the run that is being collected
        # The lines that stand in enough documents, in order of their keys:
        self._repeated: npt.NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self._counted: npt.NDArray[Any] = np.empty(0, dtype=_LINE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._repeated, self._counted = self._repeated[:0].copy(), self._counted[:0].copy()  # lets go of the files
        self._files.close()

    def note(self, number: int, source: str, lines: Iterable[str]) -> None:
        """Takes down the lines of a document; `number` is above that of the document before."""
        outlet = outlet_key(source)
        keys = {line_key(outlet, line) for line in _once(lines)} | {line_key(outlet, _ITSELF)}
        self._keys.frombytes(b"".join(keys))
        self._numbers.extend(repeat(number, len(keys)))
        if len(self._keys) >= _RUN:
            self._write_run()

    def count(self) -> None:
        """Counts what was noted; what `repeated` is answered from."""
        self._write_run()
        keys = self._open(self._folder / "lines.keys", np.dtype(np.uint64))
        counted = self._open(self._folder / "lines.index", _LINE)
        for at in range(len(_EDGES) + 1):
            rows = _merge(np.concatenate([self._runs.get(*bounds[at : at + 2].tolist()) for bounds in self._bounds]))
            rows = rows[rows["documents"] >= DOCUMENTS]
            keys.append(rows["key"].tobytes())
            counted.append(rows.tobytes())
        self._runs.clear()
        self._repeated, self._counted = keys.mapped(), counted.mapped()

    def repeated(self, source: str, lines: Sequence[str]) -> Mapping[str, Repeated]:
        """Those of `lines` that the outlet repeats."""
        outlet = outlet_key(source)
        once = [_ITSELF, *_once(lines)]
        counts, firsts = self._look_up([line_key(outlet, line) for line in once])
        known = outlet != NO_OUTLET
        return {
            line: Repeated(first, among, counts[0])
            for line, among, first in zip(once, counts, firsts, strict=True)
            if line and is_repeated(line, among=among, documents=counts[0], outlet_known=known)
        }

    def _look_up(self, keys: Sequence[bytes]) -> tuple[list[int], list[int]]:
        """In how many documents each key stands, 0 for less than three, and in which first."""
        if not len(self._repeated):
            return [0] * len(keys), [0] * len(keys)
        wanted = np.frombuffer(b"".join(keys), dtype=np.uint64)
        rows = self._counted[np.minimum(np.searchsorted(self._repeated, wanted), len(self._repeated) - 1)]
        return np.where(rows["key"] == wanted, rows["documents"], 0).tolist(), rows["first"].tolist()

    def _write_run(self) -> None:
        rows = np.ones(len(self._keys), dtype=_LINE)
        rows["key"], rows["first"] = self._keys, self._numbers
        self._keys, self._numbers = array("Q"), array("I")
        rows = _merge(rows)
        self._runs.append(rows.tobytes())
        self._bounds.append(self._rows + np.concatenate([[0], np.searchsorted(rows["key"], _EDGES), [len(rows)]]))
        self._rows += len(rows)

    def _open(self, path: Path, kind: "np.dtype[Any]") -> RecordFile:
        return self._files.enter_context(closing(RecordFile(path, kind)))


def _once(lines: Iterable[str]) -> dict[str, None]:
    """Each different line that is not blank and short enough to be furniture."""
    return dict.fromkeys(line for line in lines if len(line) <= LONGEST and line.strip())


def _merge(rows: "npt.NDArray[Any]") -> "npt.NDArray[Any]":
    """One row for each key, of rows that are in reading order for each key."""
    if not len(rows):
        return rows
    rows = rows[np.argsort(rows["key"], kind="stable")]
    heads = np.flatnonzero(np.append(True, rows["key"][1:] != rows["key"][:-1]))
    merged = rows[heads]
    merged["documents"] = np.add.reduceat(rows["documents"], heads)
    return merged
