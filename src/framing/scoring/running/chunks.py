"""What is read, cut into chunks that are scored each by itself. Pure.

Where a chunk ends depends on what is read and on nothing else, so a run that is repeated has the same chunks, whether
one process scores them or a cluster.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from framing.corpus.documents import Document, Note, SetAside
from framing.errors import InputError

CHARACTERS = 1_000_000  # of text in a chunk: two seconds of work, so that starting one and writing it cost little
ITEMS = 10_000  # documents, notes and what was set aside: a million empty documents are many chunks too
_HELD = 10  # chunks
_NAMED = 3  # reasons
# What `astuple` gives, which copies each value: that took as long as all the rest of making a chunk.
_VALUES = {kind: attrgetter(*(field.name for field in fields(kind))) for kind in (Document, SetAside, Note)}


@dataclass(frozen=True)
class Chunk:
    """Documents that stand next to each other in the input, with what was set aside and noted among them.

    Attributes:
        number: from 0, in the order of reading.
        documents: with different ids.
        aside: what is none.
        notes: what is odd about some.
        sha256: of all that, so that a run that goes on knows whether it reads the same again.
    """

    number: int
    documents: tuple[Document, ...]
    aside: tuple[SetAside, ...]
    notes: tuple[Note, ...]
    sha256: str


def cut(
    found: Iterable[Document | SetAside | Note], *, characters: int = CHARACTERS, items: int = ITEMS
) -> Iterator[Chunk]:
    """The chunks of what is read; each but the last is full, and none is empty."""
    number, size, held = 0, 0, []
    for each in found:
        held.append(each)
        size += len(each.text) if isinstance(each, Document) else 0
        if size >= characters or len(held) >= items:
            yield _chunk(number, held)
            number, size, held = number + 1, 0, []
    if held:
        yield _chunk(number, held)


def with_documents(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """`chunks`, as soon as one has a document or ten had none: a run that can read nothing leaves nothing behind.

    Raises:
        InputError: there are no more than ten, and none has.
    """
    held: list[Chunk] = []
    for chunk in chunks:
        held.append(chunk)
        if chunk.documents or len(held) > _HELD:
            break
    else:
        told: list[SetAside | Note] = [each for chunk in held for each in chunk.aside]
        told += [each for chunk in held for each in chunk.notes]
        reasons = "; ".join(f"{each.where}: {each.reason}" for each in told[:_NAMED])
        more = f"; and {len(told) - _NAMED:,} more" if len(told) > _NAMED else ""
        raise InputError(f"No text could be read. {reasons or 'The paths hold none.'}{more}")
    yield from held
    yield from chunks


def _chunk(number: int, held: list[Document | SetAside | Note]) -> Chunk:
    digest = hashlib.sha256()
    for each in held:
        digest.update(type(each).__name__.encode())
        for value in _VALUES[type(each)](each):
            encoded = value.encode()
            digest.update(b"%d " % len(encoded))
            digest.update(encoded)
    return Chunk(
        number,
        tuple(each for each in held if isinstance(each, Document)),
        tuple(each for each in held if isinstance(each, SetAside)),
        tuple(each for each in held if isinstance(each, Note)),
        digest.hexdigest(),
    )
