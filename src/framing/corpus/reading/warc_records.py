"""The pages in a WARC file, one record after the other, however large the file and whatever is wrong with it.

FastWARC reads the records: it bounds their headers and is five times as fast as the other library that is kept up,
which takes time without bound for a header without end. Neither goes on after a damaged record. Here the next one is
looked for: where a member of gzip begins that holds one, or in a file that is not compressed a line that begins one.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from framing.corpus.reading.http_body import unpack_body
from framing.errors import MissingExtra

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

RECORD_LIMIT = 10_000_000  # bytes of a record that is unpacked; what is larger is passed over where that can be
DAMAGE_LIMIT = 1000  # records that cannot be read, after which a file is given up
ADDRESS_LIMIT = 500  # characters of an address that are kept
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_GZIP = b"\x1f\x8b\x08"
_LINE = b"\nWARC/1."
# As RFC 1952 has the begin of a member: no reserved flags, and a system that has a number.
_MEMBER = re.compile(_GZIP + rb"(?=[\x00-\x1f].{5}[\x00-\x0d\xff])", re.DOTALL)
_PIECE = 1 << 20
_TRIED = 1 << 10  # bytes by which it is known whether a member of gzip begins with a record
_CANDIDATES = 2000  # members that are tried in a piece: one costs as much as a thousand bytes, and more are an attack


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was crawled.

    Attributes:
        place: where its record begins in the file, `#` and the byte, as an index of a crawl (CDX) says it.
        address: its URL.
        content: its bytes, unpacked.
        charset: the encoding that its server said, empty if it said none.
        cut: whether the crawler or the server ended it early.
    """

    place: str
    address: str
    content: bytes
    charset: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that may be a page and is not read: where, its address if that is known, and why."""

    place: str
    address: str
    reason: str


class Records:
    """The records of one file, which are walked once.

    Attributes:
        met: how many records there were.
        passed_over: how many of them are no pages, by their kind.
    """

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        """`stream` can be read from any place; pages of more than `limit` bytes are not read.

        Raises:
            MissingExtra: FastWARC is not installed.
        """
        try:
            from fastwarc.warc import ArchiveIterator
        except ImportError as error:
            raise MissingExtra("WARC files need FastWARC: pip install 'framing[warc]'.") from error
        self._iterate, self._stream, self._limit = ArchiveIterator, stream, limit
        self._compressed = stream.read(len(_GZIP)) == _GZIP
        self._size = stream.seek(0, 2)
        self._go_on: int | None = 0
        self._last = False  # no record begins after the place where the last one was looked for
        self._unclear: Unreadable | None = None  # damage that begins somewhere after a sound record
        self.met = 0
        self.passed_over: Counter[str] = Counter()

    def pages(self) -> Iterator[Page | Unreadable]:
        """The pages in their order, with what cannot be read among them.

        Raises:
            OSError: the disk fails.
            ValueError: too many records cannot be read; the message is the reason.
        """
        unreadable = 0
        while self._go_on is not None:
            for found in self._stretch(self._go_on):
                yield found
                unreadable += isinstance(found, Unreadable)
                if unreadable > DAMAGE_LIMIT:
                    raise ValueError(
                        f"More than {DAMAGE_LIMIT:,} of its records cannot be read. The rest was left out."
                    )
        if self._unclear:
            yield self._unclear

    def _stretch(self, begin: int) -> Iterator[Page | Unreadable]:
        """What stands from `begin` to where the library cannot go on; `_go_on` says then where it can, None: nowhere.

        A page is held until the record after it was reached: only then its checksum was compared.
        """
        self._stream.seek(begin)
        at, times, held, within = begin, 0, None, True
        try:
            for record in self._iterate(self._stream, parse_http=False):
                yield from filter(None, (self._unclear, held))
                times = times + 1 if record.stream_pos == at else 1
                at, within, self._unclear, held = record.stream_pos, True, None, None
                self.met += 1
                held = self._take(record, f"#{at}" if times == 1 else f"#{at}.{times}")
                if record.content_length > RECORD_LIMIT and (following := self._next(at + 1)) is not None:
                    self._go_on = following
                    break
                record.reader.consume()
                if record.reader.tell() != record.content_length:
                    self._go_on = self._next(at + 1)
                    reason = "The file ends within it." if self._go_on is None else "It is shorter than it says."
                    held = Unreadable(f"#{at}", _address(record), reason)
                    break
                within = False
            else:
                self._go_on = None
                if self._compressed and not isinstance(held, Unreadable) and self._is_cut(begin, at):
                    self._unclear = Unreadable(f"#{at}", "", "The file is cut behind this record. Fetch it again.")
        except OSError as error:
            if error.errno is not None:  # of the disk, not of the record
                raise
            held = self._damaged(at, str(error)[:80].rstrip("."), held, within)
            self._go_on = self._next(at + 1)
        if held:
            yield held

    def _damaged(self, at: int, reason: str, held: Page | Unreadable | None, within: bool) -> Page | Unreadable | None:
        """What can be told of the record that begins `at`, after which the library found damage, or `within` which.

        What follows a sound record is told when the next record is met, unless that says itself what it lacks.
        """
        self._unclear = None
        if within:
            return Unreadable(f"#{at}", "", f"It is damaged ({reason}).")
        # A length that is too large makes a record swallow the next.
        if isinstance(held, Page) and (_LINE in held.content or (self._compressed and self._end_of_member(at) is None)):
            return Unreadable(held.place, held.address, f"It is damaged ({reason}).")
        self._unclear = Unreadable(f"#{at}", "", f"What follows this record is damaged ({reason}).")
        return held

    def _take(self, record: "WarcRecord", place: str) -> Page | Unreadable | None:
        """The page in a record; None if it is none, which is counted.

        Raises:
            OSError: the record is damaged.
        """
        if record.headers.get("Content-Length") is None:
            return Unreadable(place, _address(record), "Its headers are cut or damaged.")
        reason = _why_no_page(record)
        if reason:
            self.passed_over[reason] += 1
            return None
        address = _address(record)
        too_large = Unreadable(place, address, f"It is larger than {self._limit / 1_000_000:g} MB.")
        if record.content_length > RECORD_LIMIT:
            return too_large
        headers = record.http_headers
        transfer, codings = (headers.get(name) or "" for name in ("Transfer-Encoding", "Content-Encoding"))
        try:
            content, cut = unpack_body(record.reader.read(RECORD_LIMIT), transfer, codings, self._limit)
        except ValueError as error:
            return Unreadable(place, address, str(error))
        if len(content) > self._limit:
            return too_large
        charset = (record.http_charset or "").strip("\"' ")
        return Page(place, address, content, charset, cut or record.headers.get("WARC-Truncated") is not None)

    def _next(self, at: int) -> int | None:
        """Where the next record begins, `at` or after it; None if none does. The stream stands then where it stood."""
        if self._last:
            return None
        stood = self._stream.tell()
        found = _search(self._stream, at, self._compressed)
        self._last = found is None
        self._stream.seek(stood)
        return found

    def _is_cut(self, begin: int, last: int) -> bool:
        """Whether the file ends within a member of gzip; `last` is where a record begins, `begin` surely a member."""
        self._stream.seek(last)
        member: int | None = last if self._stream.read(len(_GZIP)) == _GZIP else begin  # one around many records
        while member is not None and member < self._size:
            member = self._end_of_member(member)
        return member is None

    def _end_of_member(self, at: int) -> int | None:
        """Where the member of gzip ends that begins `at`; None if it cannot be unpacked, or its checksum is wrong."""
        self._stream.seek(at)
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            while not unpack.eof:
                piece = unpack.unconsumed_tail or self._stream.read(_PIECE)
                if not piece:
                    return None
                unpack.decompress(piece, _PIECE)
        except zlib.error:
            return None
        return self._stream.tell() - len(unpack.unused_data)


def _why_no_page(record: "WarcRecord") -> str:
    """Why a record is no page that was answered with status 200; empty if it is one. Its HTTP headers are read then."""
    kind = str(record.record_type)
    if kind != "response":
        return kind
    if not record.is_http:
        return "response that is not HTTP"
    record.parse_http()
    status = record.http_headers.status_code if record.http_headers else None
    if status is None:
        return "response without a status"
    if status != 200:
        return "response with another status than 200"
    said = record.http_content_type or record.headers.get("WARC-Identified-Payload-Type") or ""
    return "" if said.strip().casefold() in _HTML else "response that is not HTML"


def _address(record: "WarcRecord") -> str:
    """The address of a record, without the angle brackets of an old crawler, in signs that print and no spaces."""
    given = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    return "".join(sign if sign.isprintable() and sign != " " else "%20" for sign in given[:ADDRESS_LIMIT])


def _search(stream: BinaryIO, at: int, compressed: bool) -> int | None:
    """Where in `stream` the next record begins, `at` or after it."""
    mark, skipped = (_MEMBER, 0) if compressed else (re.compile(re.escape(_LINE)), 1)
    held, base = b"", at - skipped
    stream.seek(base)
    while True:
        piece = stream.read(_PIECE)
        held += piece
        ended = len(piece) < _PIECE
        most = len(held) if ended else len(held) - _TRIED
        for found in islice(mark.finditer(held), _CANDIDATES):
            begin = found.start()
            if begin >= most:
                break
            if not compressed or _holds_record(held[begin : begin + _TRIED]):
                return base + begin + skipped
        if ended:
            return None
        base += most
        held = held[most:]


def _holds_record(member: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(member, 16).startswith(b"WARC/")
    except zlib.error:
        return False
