"""Documents from files of many kinds, folders and archives of them, and standard input.

An edge, and the one door of the room `reading`. Documents come one at a time, so a corpus may be
larger than memory. What cannot be read is set aside with its reason and the rest goes on; only
what makes the whole call doubtful (a path that is not there, one id for two documents) stops it.
"""

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar

from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.language import guess_language
from framing.corpus.reading import formats
from framing.corpus.reading.columns import Cells, host
from framing.corpus.reading.dates import Fault, read_date
from framing.corpus.reading.delimited import read_delimited
from framing.corpus.reading.encodings import known_encoding
from framing.corpus.reading.found import TEXT_LIMIT, Found, Source, Wishes
from framing.corpus.reading.index import IdIndex
from framing.corpus.reading.mojibake import find_mojibake
from framing.corpus.reading.objects import read_json, read_json_lines
from framing.corpus.reading.parquet import read_parquet
from framing.corpus.reading.paths import STANDARD_INPUT, check_format, check_paths, expanded, list_sources
from framing.corpus.reading.plain import read_markdown, read_plain
from framing.corpus.reading.unpacking import place_in_file
from framing.corpus.reading.warc import read_warc
from framing.corpus.reading.web import read_page
from framing.corpus.reading.workbook import read_workbook
from framing.errors import InputError, MissingExtra

__all__ = ["STANDARD_INPUT", "Document", "Note", "SetAside", "expanded", "place_in_file", "read_documents"]

SameIds = Literal["refuse", "set aside"]
Opened = Callable[[str, BinaryIO], None]
_Item = TypeVar("_Item")

ID_LIMIT = 200  # characters
FIELD_LIMIT = 1000  # characters of a title, name or the like; what is longer is no such thing
# What programs write into a cell that has nothing in it; as a whole document each of these is a word.
_NOTHING = frozenset({"nan", "NaN", "NAN", "None", "none", "null", "NULL", "Null", "<NA>", "NaT"})
_CERTAIN = ("document_id", "date")  # where none of these can be meant; it can be a title or a name
_NO_COLUMNS: Mapping[str, str] = {}
_READERS: Mapping[str, Callable[[Source, Wishes], Iterator[Found | SetAside | Note]]] = {
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
_DATES: Mapping[Fault, str] = {
    "ambiguous": "can be read in two ways, such as {}; left empty. Say which: --day-first or --month-first.",
    "unreadable": "cannot be read, such as {}; left empty. Write it like 2022-01-05.",
}


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

    Raises:
        InputError: a path does not exist or cannot be looked at, a pattern matches nothing, a folder is
            empty, `columns`, `encoding` or `input_format` is not known, a sources.csv is not as it must
            be; or, while reading, a table given by name has no column for the text (or lacks one that
            was asked for), or two documents have the same given id and `same_ids` is "refuse".
        MissingExtra: while reading, a file given by name needs a library that is not installed.
    """
    wishes = Wishes(Cells.of(columns), None if encoding is None else known_encoding(encoding))
    checked, input_format = check_paths(paths), check_format(input_format)

    def listed(spool: Path) -> Iterator[Source | SetAside | Note]:
        for source in list_sources(checked, spool, input_format, wishes.cells):
            yield _told(source, opened) if opened and isinstance(source, Source) else source

    return _writable(_each(listed, wishes, day_first, index, same_ids))


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
) -> Iterator[Document | SetAside | Note]:
    with (
        _temporary_folder() as folder,
        IdIndex(index or Path(folder, "ids.sqlite")) as ids,
        # Closed at once where an error ends the reading: files would stay open as long as the error is held.
        _closed_after(listed(Path(folder, "standard-input"))) as sources,
    ):
        for number, source in enumerate(sources):
            if isinstance(source, SetAside | Note):
                yield source
                continue
            ids.name_file(number, _escaped(source.name), _UNITS.get(source.format, "row"))
            judge = _Judge(source, number, ids, day_first, same_ids)
            with _closed_after(_read(source, wishes)) as read:
                for found in read:
                    yield from judge.judged(found) if isinstance(found, Found) else (found,)
            yield from judge.at_the_end()


@contextmanager
def _closed_after(items: Iterator[_Item]) -> Iterator[Iterator[_Item]]:
    try:
        yield items
    finally:
        if isinstance(items, Generator):
            items.close()


def _read(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """What is in one source; set aside as a whole if it cannot be read, unless the user has to decide."""
    try:
        yield from _READERS[source.format](source, wishes)
    except (InputError, MissingExtra) as error:
        if source.named:
            raise
        yield SetAside(source.name, str(error))
    except OSError as error:
        yield SetAside(source.name, f"It cannot be read: {error.strerror or error}.")
    except ValueError as error:  # a reason of ours
        yield SetAside(source.name, str(error))
    except (EOFError, zlib.error, zipfile.BadZipFile) as error:
        yield SetAside(source.name, f"It cannot be unpacked: {error}.")


# How sources name the languages that have rules, beside the codes of ISO 639-1.
_LANGUAGES = {
    **dict.fromkeys(("eng", "english", "английский", "ағылшын", "ағылшынша"), "en"),
    **dict.fromkeys(("rus", "russian", "русский", "орыс", "орысша"), "ru"),
    **dict.fromkeys(("kaz", "kazakh", "qazaq", "казахский", "қазақ", "қазақша"), "kk"),
}


class _Judge:
    """Makes documents of what one source holds, and counts what is odd about their dates."""

    def __init__(self, source: Source, number: int, ids: IdIndex, day_first: bool | None, same_ids: SameIds) -> None:
        self._source, self._number, self._ids = source, number, ids
        self._day_first, self._same_ids = day_first, same_ids
        self._dates: dict[Fault, tuple[int, str]] = {}

    def judged(self, found: Found) -> Iterator[Document | SetAside | Note]:
        """The document, with notes on it before it; or why it is none.

        Raises:
            InputError: its id was given to a document before it, and such are not set aside.
        """
        try:
            encoded = found.text.encode()
            fault = _fault(found)
        except UnicodeEncodeError as error:
            half = ord(error.object[error.start])
            fault = f"It holds half of a character (U+{half:04X} at {error.start + 1}), so it was cut."
        if fault:
            yield SetAside(found.where, fault)
            return
        known = dict(found.known)
        if found.row:
            known = {ours: value for ours, value in known.items() if ours not in _CERTAIN or value not in _NOTHING}
        given = known.get("document_id", "")
        if given and (taken := self._ids.take(given, self._number, found.row)):
            fault = f"has the id {given!r}, which {self._ids.place(*taken)} has too. Give one of them another id."
            if self._same_ids == "refuse":
                raise InputError(f"{found.where} {fault}")
            yield SetAside(found.where, f"It {fault}")
            return
        if excerpt := find_mojibake(found.text, encoded):
            yield Note(found.where, f"Letters look as if they had been decoded wrongly once, such as {excerpt!r}.")
        document_id = given or self._ids.take_or_number(
            hashlib.sha256(encoded).hexdigest()[:16], self._number, found.row
        )
        for ours in [ours for ours, value in known.items() if len(value) > FIELD_LIMIT]:
            yield Note(
                found.where, f"Its {ours} has {len(known.pop(ours))} characters; left empty. Is it another column?"
            )
        yield Document(
            document_id=document_id,
            text=found.text,
            title=known.get("title", ""),
            source=host(known["source"]) if "source" in known else "",
            author=known.get("author", ""),
            date=self._date(known["date"], found.where) if "date" in known else "",
            language=_plain_language(known.get("language", "")) or guess_language(found.text),
            path=found.path or self._source.name,
        )

    def _date(self, written: str, where: str) -> str:
        date, fault = read_date(written, self._day_first)
        if fault:
            count, first = self._dates.get(fault, (0, f"{written[:40]!r} in {where}"))
            self._dates[fault] = (count + 1, first)
        return date

    def at_the_end(self) -> Iterator[Note]:
        """One note for each kind of date that was left empty."""
        for fault, (count, first) in self._dates.items():
            dates = "1 date" if count == 1 else f"{count} dates"
            yield Note(self._source.name, f"{dates} {_DATES[fault].format(first)}")


def _fault(found: Found) -> str:
    """Why a text is no document; empty if it is one.

    Raises:
        UnicodeEncodeError: what is known of it holds half of a character.
    """
    text, given = found.text, found.known.get("document_id", "")
    if not text or text.isspace() or (found.row and len(text) < 20 and text.strip() in _NOTHING):
        return "It has no text."
    if "\0" in text:
        return "It holds NUL characters, so it is not a text."
    if len(text) > TEXT_LIMIT:
        return f"Its text is longer than {TEXT_LIMIT // 1_000_000} million characters. Split it."
    for value in found.known.values():
        value.encode()
    if len(given) > ID_LIMIT or not given.isprintable():
        reason = f"Its id {given[:40]!r} is longer than {ID_LIMIT} characters or has characters that do not print."
        return f"{reason} Give it another id."
    return ""


def _plain_language(given: str) -> str:
    """`en` for `en-GB`, `EN`, `eng` or `English`; empty for what is no language that we know by name or code."""
    name = given.strip().casefold().replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(name, name if len(name) == 2 and name.isascii() and name.isalpha() else "")
