"""Which documents of a corpus repeat an earlier one: an index on disk, with the same memory for every corpus.

An edge. Two flat files stand in a folder of the caller's: of each document its keys, its place and its signature
(88 bytes, written while the corpus is read), and the first document that it repeats (5 bytes). Nothing is held per
document. Comparing all pairs would take for ever, so a document is compared with the first one that has the same
text key, and with the first one of each band of its signature: at most 17, whatever the corpus, which keeps a corpus
of copies, or of texts that share most of their furniture, linear.

The first document of a band is looked up in a table of the bands seen. Beyond a million documents the tables are
made for a part of the bands at a time, so that they do not grow.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from framing.corpus.copies.duplicates import (
    BANDS,
    NEAR,
    SIGNATURE_BYTES,
    FirstSeen,
    Signer,
    has_words,
    name_copy,
    outlet_key,
    similarities,
    text_key,
)
from framing.corpus.copies.records import RecordFile

if TYPE_CHECKING:
    import numpy.typing as npt

_DOCUMENT = np.dtype(
    [("text", "<u8"), ("outlet", "<u8"), ("place", "<u8"), ("bands", "<u4", (BANDS,))],
)
_COPY = np.dtype([("first", "<u4"), ("exact", "?")])  # first: the document itself if it repeats none
_PORTION = 1 << 15  # documents that are read together
_TABLE = 1 << 20  # different keys of a table, about
_NAMES = 1 << 10  # document ids that are remembered
_ID_LENGTH = 4096  # bytes; 200 characters, each escaped, and the key before them
_ID = re.compile(rb'\{\s*+"document_id"\s*+:\s*+("(?:[^"\\]|\\.)*+")')


class Copy(NamedTuple):
    """That a document repeats an earlier one; the fields are those of `tables.DUPLICATES`."""

    document_id: str
    repeats: str
    how: str
    similarity: float


class DuplicateIndex:
    """Documents in reading order, then the copies among them.

    Add every document, call `find` once, then ask. Documents are numbered 0, 1, 2 ... as they are added. `place` is
    where the row of a document begins, in bytes, in a JSON Lines file of documents, whose rows name `document_id`;
    ids are read from there, so that long ones take no room here.
    """

    def __init__(self, folder: Path, documents: Path) -> None:
        """An empty index in `folder`, which is there; `documents` is the file that places point into."""
        self._signer = Signer()
        self._count = 0
        self._documents_path = documents
        self._files = ExitStack()
        self._records = self._files.enter_context(closing(RecordFile(folder / "documents.index", _DOCUMENT)))
        self._copies = self._files.enter_context(closing(RecordFile(folder / "copies.index", _COPY)))
        self._rows: IO[bytes] | None = None
        self._remembered = lru_cache(maxsize=_NAMES)(self._read_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._files.close()

    def __len__(self) -> int:
        return self._count

    def add(self, text: str, source: str, place: int) -> int:
        """The number of the document that is hereby added."""
        keys = (text_key(text), outlet_key(source), place)
        self._records.append(b"".join(key.to_bytes(8, "little") for key in keys) + self._signer.sign(text))
        self._count += 1
        return self._count - 1

    def find(self) -> None:
        """Compares the documents; what the questions below are answered from."""
        for start, end in self._portions():
            itself = np.zeros(end - start, dtype=_COPY)
            itself["first"] = np.arange(start, end)
            self._copies.put(start, itself)
        self._find_exact()
        for band in range(BANDS):
            self._find_near(band)
        self._follow_exact()

    def copies(self) -> Iterator[Copy]:
        """Each document that repeats an earlier one, in reading order, with the earliest that it was found to repeat.

        What it repeats may be a copy itself, of a document that is no longer similar enough.
        """
        for start, end in self._portions():
            records, copies = self._records.get(start, end), self._copies.get(start, end)
            repeating = np.flatnonzero(copies["first"] != np.arange(start, end))
            firsts = self._records.get_each(copies["first"][repeating])
            shares = similarities(_signatures(records[repeating]), _signatures(firsts))
            for at, first, share in zip(repeating.tolist(), firsts, shares.tolist(), strict=True):
                exact = bool(copies["exact"][at])
                how = name_copy(exact=exact, outlet=int(records["outlet"][at]), first_outlet=int(first["outlet"]))
                repeats = self._remembered(int(copies["first"][at]))
                yield Copy(self._read_id(start + at), repeats, how, 1.0 if exact else round(share, 3))

    def are_copies(self) -> Iterator[bool]:
        """For each document, in reading order, whether it repeats an earlier one."""
        for start, end in self._portions():
            yield from (self._copies.get(start, end)["first"] != np.arange(start, end)).tolist()

    def document_id(self, number: int) -> str:
        """The id of a document."""
        return self._remembered(number)

    def _find_exact(self) -> None:
        for part in range(self._parts()):
            seen = FirstSeen()
            for start, end in self._portions():
                keys = self._records.get(start, end)["text"]
                at = np.flatnonzero(keys % self._parts() == part)
                copies = self._copies.get(start, end)
                copies["first"][at] = seen.note(keys[at], (start + at).astype(np.uint32))
                copies["exact"] = copies["first"] != np.arange(start, end)
                self._copies.put(start, copies)

    def _find_near(self, band: int) -> None:
        """Compares each document with the first that has the same `band`, unless it repeats an earlier one already.

        Exact copies are left out: what is similar to them is similar to what they repeat.
        """
        for part in range(self._parts()):
            seen = FirstSeen()
            for start, end in self._portions():
                records, copies = self._records.get(start, end), self._copies.get(start, end)
                keys = records["bands"][:, band]
                in_part = keys % self._parts() == part
                at = np.flatnonzero(in_part & ~copies["exact"] & has_words(_signatures(records)))
                firsts = seen.note(keys[at], (start + at).astype(np.uint32))
                earlier = firsts < copies["first"][at]
                at, firsts = at[earlier], firsts[earlier]
                if not len(at):
                    continue
                near = similarities(_signatures(records[at]), _signatures(self._records.get_each(firsts))) >= NEAR
                copies["first"][at[near]] = firsts[near]
                self._copies.put(start, copies)

    def _follow_exact(self) -> None:
        """Lets an exact copy of a near copy repeat what that one repeats, which it is as similar to."""
        for start, end in self._portions():
            copies = self._copies.get(start, end)
            at = np.flatnonzero(copies["exact"])
            firsts = self._copies.get_each(copies["first"][at])["first"]
            followed = firsts != copies["first"][at]
            copies["first"][at] = firsts
            copies["exact"][at[followed]] = False
            self._copies.put(start, copies)

    def _parts(self) -> int:
        return -(-self._count // _TABLE)

    def _portions(self) -> Iterator[tuple[int, int]]:
        for start in range(0, self._count, _PORTION):
            yield start, min(start + _PORTION, self._count)

    def _read_id(self, number: int) -> str:
        if self._rows is None:
            self._rows = self._files.enter_context(self._documents_path.open("rb"))
        self._rows.seek(int(self._records.get(number, number + 1)["place"][0]))
        row = self._rows.read(_ID_LENGTH)
        if found := _ID.match(row):
            return str(json.loads(found[1]))
        return str(json.loads(row + self._rows.readline())["document_id"])


def _signatures(records: "npt.NDArray[Any]") -> "npt.NDArray[np.uint8]":
    return np.ascontiguousarray(records["bands"]).view(np.uint8).reshape(len(records), SIGNATURE_BYTES)
