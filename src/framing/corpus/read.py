"""Documents from text files, folders of them, and tables with one document a row.

An edge: it touches files and nothing else does. Documents come one at a time, so a corpus may be
larger than memory. What cannot be read is set aside with its reason and the rest goes on; only
what makes the whole call doubtful (a path that is not there, one id for two documents) stops it.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from framing.corpus.columns import UTF_16_MARKS, Cells, read_rows, read_sources
from framing.corpus.documents import Document, SetAside
from framing.corpus.language import guess_language
from framing.errors import InputError

__all__ = ["Document", "SetAside", "read_documents"]

TEXT_LIMIT = 50_000_000  # bytes of one text file; a novel has about one million
ID_LIMIT = 200  # characters
SOURCES = "sources.csv"
_TEXT_ENDINGS = frozenset({".txt"})
_TABLE_ENDINGS = frozenset({".csv", ".tsv"})
_NO_COLUMNS: Mapping[str, str] = {}


def read_documents(paths: Sequence[Path], columns: Mapping[str, str] = _NO_COLUMNS) -> Iterator[Document | SetAside]:
    """The documents of `paths`, one at a time, with what was set aside among them.

    A `.txt` file is one document. A `.csv` or `.tsv` file has one document a row, with the columns
    text and, if there, title, source (or outlet), date, document_id (or id), language; rows are
    counted as a spreadsheet shows them, the header being row 1. A folder is read with all that is
    below it, in order of names, hidden files left out; a `sources.csv` in it says the document_id,
    title, source (or outlet), date and language of the files that it names. A document without an
    id is named by the first 16 hexadecimal digits of the SHA-256 of its text. Text is UTF-8;
    a byte order mark is dropped, line ends are kept.

    Args:
        paths: files and folders.
        columns: our names to those of the tables, such as `{"text": "body"}`.

    Raises:
        InputError: a path does not exist or cannot be looked at, a folder is empty, `columns` names what
            no document has, a table given by name or a sources.csv lacks a column it needs; or, while
            reading, two documents have the same given id.
    """
    files = _list_files(paths)
    cells = Cells.of(columns)
    return _each(files, cells)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    named: bool  # by the user, rather than found in a folder
    known: Mapping[str, str]  # what a sources.csv says about it


@dataclass(frozen=True, slots=True)
class _Found:
    """A text with what its source says about it, before it is judged."""

    where: str
    path: str
    text: str
    known: Mapping[str, str]


def _list_files(paths: Sequence[Path]) -> list[_File | SetAside]:
    files: list[_File | SetAside] = []
    sources: dict[Path, Mapping[str, Mapping[str, str]]] = {}
    seen: set[str] = set()
    for given in paths:
        try:
            if not given.exists():
                raise InputError(f"{given} does not exist. Check the spelling of the path.")
            listed, unlisted = _walk(given) if given.is_dir() else ([given], [])
        except OSError as error:
            raise InputError(f"{_writable(given)}: {error.strerror}.") from error
        if not listed and not unlisted:
            raise InputError(f"{given} has no files. Put .txt, .csv or .tsv files into it.")
        files += unlisted
        for path in listed:
            real = os.path.realpath(path)  # Path.resolve would fail at a link to itself
            if real in seen:
                continue
            seen.add(real)
            folder = path.parent
            if folder not in sources:
                sources[folder] = _sources_of(folder)
                files += _absent(folder, sources[folder])
            if path.name == SOURCES:
                if len(paths) == 1 and path == given:
                    raise InputError(f"{path} describes documents and holds none. Give its folder instead.")
                continue
            files.append(_File(path, path == given, sources[folder].get(path.name, {})))
    return files


def _walk(folder: Path) -> tuple[list[Path], list[SetAside]]:
    """The files below `folder` that are not hidden, in order of their names, and the folders that were not entered."""
    found: list[Path] = []
    closed: list[SetAside] = []

    def note(error: OSError) -> None:
        closed.append(SetAside(_writable(error.filename), f"It cannot be listed: {error.strerror}."))

    for at, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [Path(at, name) for name in folders if Path(at, name).is_symlink()]  # they may lead in a circle
        closed += [SetAside(_writable(link), "It is a link to a folder. Give that folder by name.") for link in links]
        found += [Path(at, name) for name in sorted(names) if not name.startswith(".")]
    return found, closed


def _sources_of(folder: Path) -> Mapping[str, Mapping[str, str]]:
    path = folder / SOURCES
    return read_sources(path) if os.path.isfile(path) else {}  # noqa: PTH113  # Path.is_file raises in a closed folder


def _absent(folder: Path, sources: Mapping[str, Mapping[str, str]]) -> list[_File | SetAside]:
    return [
        SetAside(_writable(folder / SOURCES), f"It names {name}, which is not in the folder.")
        for name in sources
        if not os.path.isfile(folder / name)  # noqa: PTH113  # the name may be too long, or hold a NUL character
    ]


def _writable(path: Path | str) -> str:
    """A path as a text that can be written as UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _each(files: Sequence[_File | SetAside], cells: Cells) -> Iterator[Document | SetAside]:
    places: dict[str, str] = {}  # document_id to where it was found
    for file in files:
        if isinstance(file, SetAside):
            yield file
            continue
        for found in _read_file(file, cells):
            yield found if isinstance(found, SetAside) else _judge(found, places)


def _read_file(file: _File, cells: Cells) -> Iterator[_Found | SetAside]:
    path, ending = file.path, file.path.suffix.lower()
    name = _writable(path)
    fault = "Its name is not UTF-8. Rename it." if name != str(path) else _why_no_file(path)
    if fault:
        yield SetAside(name, fault)
    elif ending in _TEXT_ENDINGS:
        yield _read_text(file)
    elif ending in _TABLE_ENDINGS:
        for row in read_rows(path, cells, named=file.named):
            yield row if isinstance(row, SetAside) else _Found(row.where, str(path), row.text, row.known)
    else:
        shown = f"It ends in {ending}" if ending else "It has no ending"
        yield SetAside(str(path), f"{shown}; framing reads .txt, .csv and .tsv. Save the text as one of these.")


def _why_no_file(path: Path) -> str:
    try:
        return "" if path.is_file() else "It is not a regular file."
    except OSError as error:
        return f"It cannot be read: {error.strerror}."


def _read_text(file: _File) -> _Found | SetAside:
    where = str(file.path)
    try:
        with file.path.open("rb") as stream:
            content = stream.read(TEXT_LIMIT + 1)
    except OSError as error:
        return SetAside(where, f"It cannot be read: {error.strerror}.")
    if len(content) > TEXT_LIMIT:
        return SetAside(where, f"It is larger than {TEXT_LIMIT // 1_000_000} MB. Split it into one file a document.")
    if content.startswith(UTF_16_MARKS):
        return SetAside(where, "It is UTF-16. Save it as UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return SetAside(where, f"It is not UTF-8 (byte {error.start + 1}). Save it as UTF-8.")
    return _Found(where, where, text, file.known)


def _judge(found: _Found, places: dict[str, str]) -> Document | SetAside:
    """The document, or why it is none; notes its id in `places`."""
    if not found.text.strip():
        return SetAside(found.where, "It has no text.")
    if "\0" in found.text:
        return SetAside(found.where, "It holds NUL characters, so it is not a text.")
    given = found.known.get("document_id", "")
    if len(given) > ID_LIMIT or not given.isprintable():
        reason = f"Its id {given[:40]!r} is longer than {ID_LIMIT} characters or has characters that do not print."
        return SetAside(found.where, f"{reason} Give it another id.")
    document_id = given or hashlib.sha256(found.text.encode()).hexdigest()[:16]
    first = places.setdefault(document_id, found.where)
    if first != found.where:
        if given:
            raise InputError(f"{found.where} has the id {given!r}, which {first} has too. Give one of them another id.")
        return SetAside(found.where, f"Its text is the same as that of {first}.")
    return Document(
        document_id=document_id,
        text=found.text,
        title=found.known.get("title", ""),
        source=found.known.get("source", ""),
        author=found.known.get("author", ""),
        date=found.known.get("date", ""),
        language=_plain_language(found.known.get("language", "")) or guess_language(found.text),
        path=found.path,
    )


def _plain_language(given: str) -> str:
    """`en` for `en-GB` or `EN`."""
    return given.casefold().replace("_", "-").partition("-")[0]
