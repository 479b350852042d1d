"""Pages of the web as crawlers keep them: WARC files, such as Common Crawl's archive of news (CC-NEWS).

The address of a page is what one joins on, but no id: a crawl fetches an address again and again, and one in Cyrillic
is easily longer than an id may be once it is escaped. So the address stands in the `path`, behind the place of the
record, and the id is made of the text: the same article from two crawls is then seen to be the same.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.found import Article, Found, Item, Later, Markup, Pending, Source, Wishes
from framing.corpus.reading.unpacking import anywhere
from framing.corpus.reading.warc_records import Page, Records
from framing.corpus.reading.web import PAGE_LIMIT


def read_warc(source: Source, wishes: Wishes) -> Iterator[Item]:
    """The article of each page of status 200, with title, date, author and language as the page says them.

    The source is the host of the address. The day of the crawl is no date of publication and is left out. Records
    that are no such page (requests, redirects, pictures ...) are counted in one note; those that cannot be read, and
    pages without an article, are set aside.

    Raises:
        MissingExtra: FastWARC is not installed.
        OSError: the file cannot be read.
        ValueError: it is no WARC file, or too much of it cannot be read; the message is the reason.
    """
    with anywhere(source) as stream:
        records, odd = Records(stream, PAGE_LIMIT), _Odd()
        for found in records.pages():
            where = f"{source.name}{found.place} {found.address}".rstrip()
            if not records.met:
                raise ValueError("It is not a WARC file that can be read.")
            if isinstance(found, Page):
                markup = Markup(found.content, wishes.encoding, found.charset)
                yield Pending(markup, partial(_told, where, found.address, found.cut, odd))
            else:
                yield SetAside(where, found.reason)
        if not records.met:
            raise ValueError("It holds no record of a WARC file.")
        yield Later(partial(odd.notes, source.name, records.passed_over))


def _told(where: str, address: str, cut: bool, odd: "_Odd", article: Article) -> Iterator[Found | SetAside]:
    if article.fault:
        yield SetAside(where, article.fault)
    elif article.text:
        odd.meet(where, article.guessed, cut)
        about = {**article.known, "source": address} if address else article.known
        yield Found(where, article.text, about, path=where)


class _Odd:
    """What is odd about the pages of a file, counted: one may hold a hundred thousand of them."""

    def __init__(self) -> None:
        self._guessed, self._cut = 0, 0
        self._first: dict[str, str] = {}

    def meet(self, where: str, guessed: str, cut: bool) -> None:
        """Counts what is odd about a page."""
        if guessed:
            self._guessed += 1
            self._first.setdefault("guessed", f"{where}: {guessed}")
        if cut:
            self._cut += 1
            self._first.setdefault("cut", where)

    def notes(self, name: str, passed_over: Mapping[str, int]) -> Iterator[Note]:
        """A note on each kind of oddity that was met in the file `name`."""
        for reason in self._reasons(passed_over):
            yield Note(name, reason)

    def _reasons(self, passed_over: Mapping[str, int]) -> Iterator[str]:
        if passed_over:
            kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(passed_over.items()))
            yield f"Records that are no pages were passed over: {kinds}."
        if self._guessed:
            yield f"The encoding of {_pages(self._guessed)} had to be guessed, such as {self._first['guessed']}"
        if self._cut:
            yield f"{_pages(self._cut)} had been cut when crawled, and may lack an end, such as {self._first['cut']}."


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"
