"""Paths as people give them (files, folders, patterns, `-`) to sources, one after the other.

Nothing is held that grows with the number of files but the names in one folder: a second walk over
the same paths gives the same sources in the same order, so a source can be found again by its number.
"""

import glob
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.archives import SOURCES, members
from framing.corpus.reading.columns import FILE, Cells
from framing.corpus.reading.delimited import read_delimited
from framing.corpus.reading.encodings import survey
from framing.corpus.reading.formats import (
    DELIMITED,
    FORMATS,
    LARGEST_MARKER,
    LESSON,
    LESSON_MARKER,
    READ,
    WARC,
    ZIP,
    format_of,
    is_compressed,
    is_lesson,
    sniff,
    why_not_read,
)
from framing.corpus.reading.found import Found, Source, Wishes
from framing.corpus.reading.unpacking import file_source
from framing.errors import InputError

STANDARD_INPUT = Path("-")
_ITS_NAME = "standard input"
_PATTERN = frozenset("*?[")
_SNIFFED = 1 << 16  # bytes of standard input by which its format is known
_GZIP = b"\x1f\x8b"

Described = Mapping[str, Mapping[str, str]]  # the name of a file to what is said about it


def check_paths(paths: Sequence[Path]) -> list[Path]:
    """`paths` with patterns expanded, before anything is read.

    Raises:
        InputError: a path does not exist or cannot be looked at, a pattern matches nothing, a folder is
            empty, `-` is given twice, or a sources.csv is not as it must be.
    """
    found = [path for given in paths for path in expanded(given)]
    if found.count(STANDARD_INPUT) > 1:
        raise InputError("Standard input (-) can be read once. Give it once.")
    for path in found:
        if path != STANDARD_INPUT:
            _check(path, alone=len(found) == 1)
    return found


def list_sources(
    paths: Sequence[Path], spool: Path, input_format: str | None, cells: Cells
) -> Iterator[Source | SetAside | Note]:
    """The sources of checked `paths` in order; a file that is reached twice comes once.

    Args:
        paths: from `check_paths`.
        spool: where standard input is kept; it is read when its turn comes, once.
        input_format: of standard input and of files given by name, where their names do not say it.
        cells: the columns by which a table on standard input is known to be one.
    """
    seen, descriptions = _Seen(), _Descriptions()
    for given in paths:
        if given == STANDARD_INPUT:
            yield from _standard_input(spool, input_format, cells)
        elif given.is_dir():
            real = os.path.realpath(given)
            for path in _walk(given):
                if not isinstance(path, Path):
                    yield path
                elif not seen.before(path, given, real):
                    yield from _file(path, False, None, descriptions)
            seen.given.add(real)
        else:
            real = os.path.realpath(given)  # Path.resolve would fail at a link to itself
            if not seen.reached(real):
                seen.given.add(real)
                if given.name != SOURCES:
                    yield from _file(given, True, input_format, descriptions)


class _Seen:
    """Which files were reached already, by the paths that were given before and by links to files."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        self._links: set[str] = set()

    def before(self, path: Path, folder: Path, real_folder: str) -> bool:
        """Whether `path`, found below `folder`, was read before, or will be by its own name."""
        if os.path.islink(path):  # noqa: PTH114  # Path.is_symlink raises in a closed folder
            real = os.path.realpath(path)
            itself = os.path.join(real_folder, path.relative_to(folder))  # noqa: PTH118  # as a text
            again = self.reached(real) or (real != itself and os.path.lexists(real) and _below(real, {real_folder}))
            self._links.add(real)
            return again
        if not self.given and not self._links:
            return False
        return self.reached(os.path.join(real_folder, path.relative_to(folder)))  # noqa: PTH118

    def reached(self, real: str) -> bool:
        return real in self._links or _below(real, self.given)


def _below(path: str, folders: set[str]) -> bool:
    """Whether `path` is one of `folders`, or below one without a hidden folder between."""
    at = path
    while True:
        if at in folders:
            return os.sep + "." not in path[len(at) :]
        above = os.path.dirname(at)  # noqa: PTH120  # as a text, which is faster
        if above == at:
            return False
        at = above


def expanded(given: Path) -> list[Path]:
    """The paths that a pattern matches; anything else as it is.

    Raises:
        InputError: it cannot be looked at, or matches nothing.
    """
    try:
        if given == STANDARD_INPUT or given.exists() or not _PATTERN & set(str(given)):
            return [given]
    except OSError as error:
        raise InputError(f"{writable(given)}: {error.strerror}.") from error
    found = sorted(glob.glob(str(given), recursive=True))  # noqa: PTH207  # Path.glob takes no absolute patterns
    if not found:
        raise InputError(f"{writable(given)} matches no file. Check the pattern and the folder.")
    return [Path(name) for name in found]


def _check(given: Path, *, alone: bool) -> None:
    try:
        if not given.exists():
            raise InputError(f"{writable(given)} does not exist. Check the spelling of the path.")
        folder = given.is_dir()
    except OSError as error:
        raise InputError(f"{writable(given)}: {error.strerror}.") from error
    if not folder:
        if given.name == SOURCES and alone:
            raise InputError(f"{given} describes documents and holds none. Give its folder instead.")
        _described(given.parent)
        return
    empty = True
    for found in _walk(given):
        empty = False
        if isinstance(found, Path) and found.name == SOURCES:
            _described(found.parent)
    if empty:
        raise InputError(f"{writable(given)} has no files. Put some into it: {READ}.")


def _walk(folder: Path) -> Iterator[Path | SetAside | Note]:
    """The files below `folder` that are not hidden, by their names, and the folders that are not entered."""
    closed: list[OSError] = []
    for at, folders, names in os.walk(folder, onerror=closed.append):
        while closed:
            yield _closed(closed.pop())
        if LESSON_MARKER in names and _holds_lesson(at):
            folders.clear()
            yield Note(writable(at), LESSON)
            continue
        links = [name for name in folders if not name.startswith(".") and os.path.islink(os.path.join(at, name))]  # noqa: PTH114, PTH118
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(links):  # they may lead in a circle
            yield SetAside(writable(Path(at, name)), "It is a link to a folder. Give that folder by name.")
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(at, name)
    while closed:
        yield _closed(closed.pop())


def _holds_lesson(folder: str) -> bool:
    marker = Path(folder, LESSON_MARKER)
    try:
        if not marker.is_file():  # a pipe would be waited for
            return False
        with marker.open("rb") as stream:
            return is_lesson(stream.read(LARGEST_MARKER))
    except OSError:
        return False


def _closed(error: OSError) -> SetAside:
    return SetAside(writable(error.filename), f"It cannot be listed: {error.strerror}.")


def _file(
    path: Path, named: bool, input_format: str | None, descriptions: "_Descriptions"
) -> Iterator[Source | SetAside | Note]:
    """The source that a file is, the sources in it if it is an archive, or why it is none."""
    name = writable(path)
    if path.name == SOURCES:
        yield from _about_sources(path.parent, descriptions.of(path.parent))
        return
    fault = "Its name is not UTF-8. Rename it." if name != str(path) else _why_no_file(path)
    format_ = format_of(path.name) or input_format
    if fault or format_ is None:
        yield SetAside(name, fault or why_not_read(path.name))
    elif format_ == ZIP and is_compressed(path.name):
        yield SetAside(name, "It is an archive that was compressed again. Unpack it first.")
    elif format_ == ZIP:
        yield from members(path, name, read_sources)
    else:
        known = descriptions.of(path.parent).get(path.name, {})
        compressed = is_compressed(path.name) and format_ != WARC  # whose records are compressed each by itself
        yield file_source(path, name, format_, compressed=compressed, named=named, known=known)


def _standard_input(spool: Path, input_format: str | None, cells: Cells) -> Iterator[Source | SetAside | Note]:
    if not spool.exists():
        _keep_standard_input(spool)
    with spool.open("rb") as stream:
        compressed = stream.read(2) == _GZIP
    source = file_source(spool, _ITS_NAME, "", compressed=compressed, named=True, known={})
    if input_format is None:
        try:
            with source.open() as stream:
                input_format = sniff(stream.read(_SNIFFED), cells)
        except (OSError, EOFError, ValueError) as error:
            yield SetAside(_ITS_NAME, f"It cannot be unpacked ({error}).")
            return
    if input_format == ZIP:
        yield from members(spool, _ITS_NAME, read_sources)
    else:
        compressed = compressed and input_format != WARC
        yield file_source(spool, _ITS_NAME, input_format, compressed=compressed, named=True, known={})


def _keep_standard_input(spool: Path) -> None:
    if sys.stdin is None or sys.stdin.closed:
        raise InputError("There is no standard input (-): it is closed. Name a file, or pipe one into the command.")
    try:
        with spool.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
    except OSError as error:
        raise InputError(
            f"Standard input cannot be kept in the temporary folder {writable(spool.parent)}: {error.strerror}. "
            "Make room there, or name another folder: TMPDIR=FOLDER before the command."
        ) from error


def check_format(name: str | None) -> str | None:
    """`name`, if it is a format.

    Raises:
        InputError: it is none.
    """
    if name is not None and name not in FORMATS:
        raise InputError(f"There is no input format {name!r}. Choose among {', '.join(FORMATS)}.")
    return name


def read_sources(source: Source) -> Described:
    """What a sources.csv says: the name of a file to document_id, title, source, author, date, language.

    Raises:
        InputError: it is no table, has no column file, or names a file twice.
    """
    described: dict[str, Mapping[str, str]] = {}
    try:
        for row in read_delimited(source, Wishes(Cells({}, FILE))):
            if isinstance(row, SetAside):
                raise InputError(f"{row.where}: {row.reason}")
            if isinstance(row, Found):
                name = row.text.strip()
                if name in described:
                    raise InputError(f"{row.where}: {name} is described twice. Keep one of the rows.")
                described[name] = row.known
    except OSError as error:
        raise InputError(f"{source.name} cannot be read: {error.strerror}.") from error
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{source.name}: {error}") from error
    return described


class _Descriptions:
    """What the sources.csv of a folder says; the last is held, as the files of a folder come together."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._described: Described = {}

    def of(self, folder: Path) -> Described:
        if folder != self._folder:
            self._folder, self._described = folder, _described(folder)
        return self._described


def _described(folder: Path) -> Described:
    path = folder / SOURCES
    if not os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises in a closed folder
        return {}
    return read_sources(file_source(path, writable(path), DELIMITED, compressed=False, named=True, known={}))


def _about_sources(folder: Path, described: Described) -> Iterator[SetAside | Note]:
    """What is odd about the sources.csv of a folder: its encoding, and names of files that are not there."""
    with (folder / SOURCES).open("rb") as stream:
        if note := survey(stream).note:
            yield Note(writable(folder / SOURCES), note)
    for name in described:
        if not os.path.isfile(folder / name):  # noqa: PTH113  # the name may be too long, or hold a NUL character
            yield SetAside(writable(folder / SOURCES), f"It names {name}, which is not in the folder.")


def _why_no_file(path: Path) -> str:
    try:
        return "" if path.is_file() else "It is not a regular file."
    except OSError as error:
        return f"It cannot be read: {error.strerror}."


def writable(path: Path | str) -> str:
    """A path as a text that can be written as UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")
