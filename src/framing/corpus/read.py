"""Documents from files of many kinds, folders and archives of them, and standard input.

An edge, and the one door of the room `reading`. Documents come one at a time, so a corpus may be
larger than memory. What cannot be read is set aside with its reason and the rest goes on; only
what makes the whole call doubtful (a path that is not there, one id for two documents) stops it.
"""

import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.reading import formats
from framing.corpus.reading.ahead import with_articles
from framing.corpus.reading.columns import Cells
from framing.corpus.reading.delimited import read_delimited
from framing.corpus.reading.encodings import known_encoding
from framing.corpus.reading.found import Article, Found, Item, Later, Pending, Source, Wishes
from framing.corpus.reading.index import IdIndex
from framing.corpus.reading.judge import Judge, SameIds
from framing.corpus.reading.objects import read_json, read_json_lines
from framing.corpus.reading.parquet import read_parquet
from framing.corpus.reading.paths import STANDARD_INPUT, check_format, check_paths, expanded, list_sources
from framing.corpus.reading.plain import read_markdown, read_plain
from framing.corpus.reading.unpacking import place_in_file
from framing.corpus.reading.warc import read_warc
from framing.corpus.reading.web import read_page
from framing.corpus.reading.workbook import read_workbook
from framing.errors import InputError, MissingExtra

__all__ = [
    "STANDARD_INPUT",
    "Document",
    "Note",
    "SameIds",
    "SetAside",
    "expanded",
    "place_in_file",
    "read_documents",
]

Opened = Callable[[str, BinaryIO], None]
_Item = TypeVar("_Item")
_Say = Callable[[Article | None], Iterator[Document | SetAside | Note]]  # what is yielded when it is its turn

_NO_COLUMNS: Mapping[str, str] = {}
_READERS: Mapping[str, Callable[[Source, Wishes], Iterator[Item]]] = {
    formats.TEXT: read_plain,
    formats.MARKDOWN: read_markdown,
    formats.HTML: read_page,
    formats.DELIMITED: read_delimited,
    formats.JSON_LINES: read_json_lines,
    formats.JSON: read_json,
    formats.WORKBOOK: read_workbook,
    formats.PARQUET: read_parquet,
    formats.WARC: read_warc,
}
_UNITS: Mapping[str, str] = {formats.JSON_LINES: "line", formats.JSON: "object"}  # what holds a document; else a row


def read_documents(
    paths: Sequence[Path],
    columns: Mapping[str, str] = _NO_COLUMNS,
    *,
    encoding: str | None = None,
    day_first: bool | None = None,
    input_format: str | None = None,
    index: Path | None = None,
    same_ids: SameIds = "refuse",
    opened: Opened | None = None,
    page_processes: int = 1,
) -> Iterator[Document | SetAside | Note]:
    """The documents of `paths`, one at a time, with what was set aside and what is odd among them.

    One document each are `.txt` (the text as it is), `.md` (the plain rendering, one paragraph a line;
    front matter says title, date, author ...) and `.html` (the article, one paragraph a line, the
    headline first). One document a row are `.csv`, `.tsv`, `.xlsx`, `.parquet`; one an object `.jsonl`
    (also `.ndjson`) and `.json` (an array or one object); one a page that was crawled `.warc`, as Common Crawl
    has them. All of them may end in `.gz`. A folder or
    `.zip` archive is read with all that is below it, hidden files left out; a `sources.csv` in it says
    document_id, title, source, author, date and language of the files that it names. `-` is standard
    input; a pattern such as `news/*.csv` that is no file itself is expanded.

    `text`: offsets count its code points. It is as decoded, without a byte order mark. Files are UTF-8,
    UTF-16 or UTF-32, else an encoding that is guessed and told in a Note. `document_id`: as given,
    else the first 16 hexadecimal digits of the SHA-256 of the text, with `.2`, `.3` ... where a text
    comes again. `date`: ISO 8601, empty if it could not be read or has two readings. `path`: the
    file; `archive.zip/member` in an archive; `news.warc.gz#OFFSET ADDRESS` of a crawled page; `standard input`.

    Args:
        paths: files, folders, patterns and `-`.
        columns: our names (text, title, source, author, date, document_id or id, language) to those of
            the tables, such as `{"text": "body"}`, in JSON also `{"source": "meta.outlet"}`. Columns
            that are not named are guessed by their names, and the guess is told once a file.
        encoding: of all files, instead of a guess.
        day_first: whether 03/04/2022 is a day in April; None leaves such dates empty.
        input_format: of standard input, and of files given by a name that does not say it: one of
            txt, md, html, csv, jsonl, json, xlsx, parquet, warc, zip.
        index: where ids and names of files are kept while reading, about 26 bytes a document and the length
            of each name; a temporary file if None.
        same_ids: what becomes of a document whose given id an earlier one has: "refuse" stops the reading, "set
            aside" leaves it out, with the place of the earlier one in the reason, and goes on.
        opened: is told the name of each source that is opened and the bytes it is read from, to see how far it is.
        page_processes: that find the articles of web pages, also of those in WARC files; this one if it is 1. What
            comes back is the same. Others start with the first page, and are ended when the iterator is closed.

    Raises:
        InputError: a path does not exist or cannot be looked at, a pattern matches nothing, a folder is
            empty, `columns`, `encoding` or `input_format` is not known, a sources.csv is not as it must
            be, `page_processes` is less than 1; or, while reading, a table given by name has no column for the
            text (or lacks one that was asked for), or two documents have the same given id and `same_ids` is
            "refuse".
        MissingExtra: while reading, a file given by name needs a library that is not installed.
    """
    if page_processes < 1:
        raise InputError(f"{page_processes} processes cannot read pages. Ask for 1 or more.")
    wishes = Wishes(Cells.of(columns), None if encoding is None else known_encoding(encoding))
    checked, input_format = check_paths(paths), check_format(input_format)

    def listed(spool: Path) -> Iterator[Source | SetAside | Note]:
        for source in list_sources(checked, spool, input_format, wishes.cells):
            yield _told(source, opened) if opened and isinstance(source, Source) else source

    return _writable(_each(listed, wishes, day_first, index, same_ids, page_processes))


def _told(source: Source, opened: Opened) -> Source:
    def opening() -> BinaryIO:
        stream = source.open()
        opened(source.name, stream)
        return stream

    return replace(source, open=opening)


def _writable(found: Iterator[Document | SetAside | Note]) -> Iterator[Document | SetAside | Note]:
    """`found`, with places and reasons as texts that can be written as UTF-8: keys may hold half letters.

    Raises:
        InputError: as `found` does, in words that can be written.
    """
    try:
        with _closed_after(found) as items:
            for each in items:
                if isinstance(each, Document):
                    yield each
                else:
                    yield replace(each, where=_escaped(each.where), reason=_escaped(each.reason))
    except InputError as error:
        raise InputError(_escaped(str(error))) from error


def _escaped(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="framing-")
    except OSError as error:
        raise InputError(
            f"There is no temporary folder to be used: {error.strerror or error}. Make room, or name another folder: "
            "TMPDIR=FOLDER before the command."
        ) from error


def _each(
    listed: Callable[[Path], Iterator[Source | SetAside | Note]],
    wishes: Wishes,
    day_first: bool | None,
    index: Path | None,
    same_ids: SameIds,
    page_processes: int,
) -> Iterator[Document | SetAside | Note]:
    def judge(number: int, source: Source) -> Judge:
        ids.name_file(number, _escaped(source.name), _UNITS.get(source.format, "row"))
        return Judge(source, number, ids, day_first, same_ids)

    with (
        _temporary_folder() as folder,
        IdIndex(index or Path(folder, "ids.sqlite")) as ids,
        # Closed at once where an error ends the reading: files would stay open as long as the error is held.
        _closed_after(listed(Path(folder, "standard-input"))) as sources,
        _closed_after(_steps(sources, wishes, judge)) as steps,
        _closed_after(with_articles(steps, page_processes)) as in_turn,
    ):
        for say, article in in_turn:
            yield from say(article)


@contextmanager
def _closed_after(items: Iterator[_Item]) -> Iterator[Iterator[_Item]]:
    try:
        yield items
    finally:
        if isinstance(items, Generator):
            items.close()


def _steps(
    sources: Iterator[Source | SetAside | Note], wishes: Wishes, judge: Callable[[int, Source], Judge]
) -> Iterator[tuple[_Say, Item | None]]:
    """What is in the sources, each with what says it in its turn, and why a source cannot be read on."""
    for number, source in enumerate(sources):
        if isinstance(source, SetAside | Note):
            yield partial(_itself, source), None
            continue
        mine = judge(number, source)
        try:
            with _closed_after(_READERS[source.format](source, wishes)) as read:
                for item in read:
                    yield partial(_said, mine, item), item
                    if mine.over:
                        break
        except (InputError, MissingExtra, OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            yield partial(_given_up, mine, error), None
        yield partial(_ended, mine), None


def _itself(told: SetAside | Note, _: Article | None) -> Iterator[SetAside | Note]:
    yield told


def _said(judge: Judge, item: Item, article: Article | None) -> Iterator[Document | SetAside | Note]:
    if judge.over:
        return
    if isinstance(item, Found):
        yield from judge.judged(item)
    elif isinstance(item, Pending):
        assert article is not None  # noqa: S101  # as each page comes with one
        for found in item.then(article):
            yield from judge.judged(found) if isinstance(found, Found) else (found,)
        if article.missing:
            yield from _given_up(judge, MissingExtra(article.missing), None)
    elif isinstance(item, Later):
        yield from item.then()
    else:
        yield item


def _given_up(judge: Judge, error: Exception, _: Article | None) -> Iterator[SetAside]:
    if not judge.over:
        judge.over = True
        yield _set_aside(judge.source, error)


def _ended(judge: Judge, _: Article | None) -> Iterator[Note]:
    return judge.at_the_end()


def _set_aside(source: Source, error: Exception) -> SetAside:
    """A source as a whole, if it cannot be read.

    Raises:
        InputError, MissingExtra: it is that, and the user has to decide.
    """
    if isinstance(error, InputError | MissingExtra):
        if source.named:
            raise error
        return SetAside(source.name, str(error))
    if isinstance(error, OSError):
        return SetAside(source.name, f"It cannot be read: {error.strerror or error}.")
    if isinstance(error, ValueError):  # a reason of ours
        return SetAside(source.name, str(error))
    return SetAside(source.name, f"It cannot be unpacked: {error}.")
