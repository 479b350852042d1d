"""What the readers of the formats are given, and what they hand up."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from framing.corpus.documents import Note, SetAside
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
class Markup:
    """The bytes of a web page, and what says their encoding: the user, or else its server."""

    content: bytes
    encoding: str | None = None
    charset: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What is found in a page.

    Attributes:
        text: of its article, one paragraph a line; empty if there is none.
        known: what the page says about it.
        guessed: how its encoding was guessed; empty if it was not.
        fault: why the page has none; empty if it has.
        missing: what has to be installed first, in words, so that no page of this source can be read; else empty.
    """

    text: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    guessed: str = ""
    fault: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A page whose article is still to be found, which takes far longer than reading and may be done elsewhere.

    `then` makes of the article what the reader has to say, when it is the page's turn.
    """

    page: Markup
    then: Callable[[Article], Iterator[Found | SetAside | Note]]


@dataclass(frozen=True, slots=True)
class Later:
    """What a reader has to say when all before it was said."""

    then: Callable[[], Iterator[Note]]


Item = Found | SetAside | Note | Pending | Later  # what a reader of a format hands up


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for: columns, and the encoding of files that do not say theirs."""

    cells: Cells
    encoding: str | None = None
