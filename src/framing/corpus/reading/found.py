"""What the readers of the formats are given, and what they hand up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from framing.corpus.reading.columns import Cells

TEXT_LIMIT = 50_000_000  # bytes of one document, wherever it stands; a novel has about one million


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that can be read again from the first one, by calling `open`."""

    name: str  # for people, and for the path of documents
    format: str
    open: Callable[[], BinaryIO]
    named: bool = False  # by the user, rather than found in a folder or archive
    known: Mapping[str, str] = field(default_factory=dict)  # what a sources.csv says about it
    whole: bool = True  # whether the bytes can be read from any place at once, as those of a plain file can


@dataclass(frozen=True, slots=True)
class Found:
    """A text with what its source says about it, before it is judged."""

    where: str
    text: str
    known: Mapping[str, str]  # under our names, without empty values
    row: int = 0  # 0: no row of a table
    path: str = ""  # of the document, where that is not the name of its source


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for: columns, and the encoding of files that do not say theirs."""

    cells: Cells
    encoding: str | None = None
