"""Which documents of a table in memory repeat another one, where no ingest has looked for copies: pure.

A document is what rows there are of it, maybe only those that somebody labelled. So two signs count: most of its texts
stand in another document, letter for letter but for case and punctuation; or its words as a whole are those of another
one, as `framing.corpus.copies.duplicates` measures it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from framing.corpus.copies.duplicates import BANDS, NEAR, SIGNATURE_BYTES, FirstSeen, Signer, has_words, similarities

if TYPE_CHECKING:
    import numpy.typing as npt

_WORDS = re.compile(r"\w+")
_FIRST = 16  # documents with a text that a later one is compared with: keeps a text that all have from costing a square


@dataclass(frozen=True)
class TableCopies:
    """Copies among the documents of a table.

    Attributes:
        repeats: document_id to that of the document it repeats, which has no fewer texts; chains end.
        shared: rows whose text stands in another document as well, though neither repeats the other.
    """

    repeats: dict[str, str]
    shared: int


def find_copies(document_ids: Sequence[str], texts: Sequence[str]) -> TableCopies:
    """The copies among the documents that these rows are from, whatever order the rows came in.

    Args:
        document_ids: of each row.
        texts: of each row.
    """
    keys = [_folded(text) for text in texts]
    rows: dict[str, list[int]] = {}
    for row, document in enumerate(document_ids):
        rows.setdefault(document, []).append(row)
    order = sorted(rows, key=lambda document: (-len(rows[document]), document))
    near = _near_copies(["\n".join(sorted(texts[row] for row in rows[document])) for document in order])
    by_rows = _sharing_most([{keys[row] for row in rows[document]} for document in order])
    repeats = {
        document: order[min(one, other)]
        for number, (document, one, other) in enumerate(zip(order, near, by_rows, strict=True))
        if min(one, other) < number
    }
    return TableCopies(repeats, _shared(document_ids, keys, repeats))


def _folded(text: str) -> str:
    """The words without case and punctuation; of a text without words the text."""
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold())) or " ".join(text.split())


def _sharing_most(documents: Sequence[set[str]]) -> list[int]:
    """For each document the number of an earlier one that has most of its texts; its own where there is none."""
    having: dict[str, list[int]] = {}
    found = []
    for number, keys in enumerate(documents):
        alike = Counter(earlier for key in keys for earlier in having.get(key, ()))
        found.append(min((other for other, count in alike.items() if 2 * count > len(keys)), default=number))
        for key in keys:
            if len(first := having.setdefault(key, [])) < _FIRST:
                first.append(number)
    return found


def _near_copies(texts: Sequence[str]) -> list[int]:
    """For each text the number of the first that its signature is near to; its own where there is none."""
    signer = Signer()
    signed = b"".join(signer.sign(text) for text in texts)
    signatures = np.frombuffer(signed, dtype=np.uint8).reshape(len(texts), SIGNATURE_BYTES)
    bands = signatures.view("<u4").reshape(len(texts), BANDS)
    found: npt.NDArray[np.uint32] = np.arange(len(texts), dtype=np.uint32)
    at = np.flatnonzero(has_words(signatures))
    for band in range(BANDS):
        firsts = FirstSeen().note(bands[at, band], at.astype(np.uint32))
        near = similarities(signatures[at], signatures[firsts]) >= NEAR
        found[at[near]] = np.minimum(found[at[near]], firsts[near])
    return [int(number) for number in found]


def _shared(document_ids: Sequence[str], keys: Sequence[Hashable], repeats: dict[str, str]) -> int:
    """How many rows have a text that stands in a document which is no copy of theirs."""
    where: dict[Hashable, set[str]] = {}
    for document, key in zip(document_ids, keys, strict=True):
        while document in repeats:
            document = repeats[document]
        where.setdefault(key, set()).add(document)
    return sum(len(where[key]) > 1 for key in keys)
