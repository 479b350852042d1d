"""The members of a ZIP archive as sources, read where they lie and never written under their names."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.formats import (
    DELIMITED,
    LARGEST_MARKER,
    LESSON,
    LESSON_MARKER,
    WARC,
    ZIP,
    ending,
    format_of,
    is_compressed,
    is_lesson,
    why_not_read,
)
from framing.corpus.reading.found import Source
from framing.corpus.reading.unpacking import ALLOWANCE, RATIO, bounded
from framing.errors import InputError

DIRECTORY_LIMIT = 200_000_000  # bytes of an archive's list of members: about two million of them
SOURCES = "sources.csv"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_UTF_8 = 0x800  # the flag of a member whose name is UTF-8
_ENCRYPTED = 0x1
_MEMBER, _MEMBER_SIZE = b"PK\x01\x02", 46  # how an entry in the list of members begins; its bytes before the name
_END = b"PK\x05\x06"
_CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")

# What reads a sources.csv: the name of a file to what is said about it.
Describe = Callable[[Source], Mapping[str, Mapping[str, str]]]


def members(path: Path, name: str, describe: Describe) -> Iterator[Source | SetAside | Note]:
    """What a ZIP archive holds, in its own order, each with the name `archive.zip/member`.

    Set aside are members whose path climbs out of the archive, that are encrypted, are links or
    archives, or would become more than an honest text can; hidden files and what systems leave
    behind are left out. Two members of one name are both read. A folder with a lesson holds no articles: it is passed
    over with a note.
    """
    try:
        refuse_long_list(path)
        archive, stream = _opened(path)
    except (
        OSError,
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        EOFError,
        struct.error,
        RuntimeError,
    ) as error:
        reason = str(error) if isinstance(error, ValueError) else f"It is not a ZIP archive that can be read ({error})."
        yield SetAside(name, reason)
        return
    with archive, stream:
        budget = _Budget(ALLOWANCE + RATIO * path.stat().st_size)
        lessons = _lessons(archive, budget)
        for lesson in sorted(lessons):
            yield Note(f"{name}/{lesson}" if lesson != "." else name, LESSON)
        known: dict[str, Mapping[str, Mapping[str, str]]] = {}
        for folder, source in _descriptions(archive, name, budget):
            try:
                known[folder] = describe(source)
            except (InputError, OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as error:
                yield SetAside(source.name, str(error))
        seen: dict[str, int] = {}
        for info in archive.infolist():
            member = member_name(info)
            if info.is_dir() or (_left_out(member) and not climbs_out(member)) or _is_below(member, lessons):
                continue
            seen[member] = seen.get(member, 0) + 1
            shown = f"{name}/{member}" + (f" (number {seen[member]} of that name)" if seen[member] > 1 else "")
            wrong = info.orig_filename in getattr(stream, "wrong", ())
            fault = "Its name is not UTF-8, as its archive says. Rename it." if wrong else why_not(info, member)
            if fault:
                yield SetAside(_printable(shown), fault)
                continue
            folder, _, base = member.rpartition("/")
            if base != SOURCES:
                about = known.get(folder, {}).get(base, {})
                yield Source(shown, str(format_of(member)), partial(_open, archive, info, budget), False, about, False)


def _opened(path: Path) -> tuple[zipfile.ZipFile, AbstractContextManager[Any]]:
    """The archive, and what is to be closed after it."""
    try:
        return zipfile.ZipFile(path), nullcontext()
    except UnicodeDecodeError:
        stream = _WrongNames(path)
        try:
            archive = zipfile.ZipFile(stream)
        except BaseException:
            stream.close()
            raise
        stream.loading = False
        return archive, stream


class _WrongNames(io.BufferedReader):
    """An archive of which a member's name is not the UTF-8 that it is said to be; `wrong`: these names, in cp437.

    The standard library gives the whole archive up for one such name. Here the list of members is handed
    to it without the flag of UTF-8 at those names.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self.loading = True
        self.wrong: set[str] = set()

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        return self._without_flags(content) if self.loading and content.startswith(_MEMBER) else content

    def _without_flags(self, content: bytes) -> bytes:
        patched, at = bytearray(content), 0
        while content.startswith(_MEMBER, at) and len(content) >= at + _MEMBER_SIZE:
            lengths: tuple[int, int, int] = struct.unpack_from("<HHH", content, at + 28)  # name, extra field, comment
            name = content[at + _MEMBER_SIZE : at + _MEMBER_SIZE + lengths[0]]
            try:
                name.decode()
            except UnicodeDecodeError:
                if content[at + 9] & _UTF_8 >> 8:
                    patched[at + 9] &= ~(_UTF_8 >> 8)
                    self.wrong.add(name.decode("cp437"))
            at += _MEMBER_SIZE + sum(lengths)
        return bytes(patched)


def _descriptions(archive: zipfile.ZipFile, name: str, budget: "_Budget") -> Iterator[tuple[str, Source]]:
    """Each sources.csv in the archive, with its folder there."""
    for info in archive.infolist():
        member = member_name(info)
        folder, _, base = member.rpartition("/")
        if base == SOURCES and not _left_out(member) and not why_not(info, member):
            yield folder, Source(f"{name}/{member}", DELIMITED, partial(_open, archive, info, budget), whole=False)


def _lessons(archive: zipfile.ZipFile, budget: "_Budget") -> set[str]:
    """The folders in the archive that hold a lesson; `.` is the archive itself."""
    found = set()
    for info in archive.infolist():
        member = member_name(info)
        if member.rpartition("/")[2] != LESSON_MARKER or _left_out(member) or why_not(info, member):
            continue
        try:
            with _open(archive, info, budget) as stream:
                if is_lesson(stream.read(LARGEST_MARKER)):
                    found.add(str(PurePosixPath(member).parent))
        except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile):
            continue  # whatever it is, it is no marker of ours
    return found


def _is_below(member: str, folders: set[str]) -> bool:
    return bool(folders) and any(str(folder) in folders for folder in PurePosixPath(member).parents)


class _Budget:
    """How many bytes an archive may still become, all of its members together."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise ValueError(
                "The archive becomes far more than its size when unpacked. Unpack it yourself if it is honest."
            )


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> BinaryIO:
    try:
        stream: BinaryIO = archive.open(info)  # type: ignore[assignment]
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise ValueError(f"It cannot be taken out of its archive ({error}).") from error
    except UnicodeDecodeError as error:
        raise ValueError("It has another name in the archive's list, and that one is not UTF-8. Rename it.") from error
    most = ALLOWANCE + RATIO * info.compress_size
    if is_compressed(info.filename) and format_of(info.filename) != WARC:  # its records are compressed each by itself
        import gzip

        return bounded(gzip.GzipFile(fileobj=bounded(stream, most, budget.spend)), most, budget.spend)  # type: ignore[arg-type]
    return bounded(stream, most, budget.spend)


def why_not(info: zipfile.ZipInfo, member: str) -> str:
    """Why a member of an archive is not read; empty if it is."""
    if climbs_out(member):
        return "Its path leads out of the archive. It was not read."
    if not member.isprintable():
        return "Its name has characters that do not print. Rename it."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a link, not a file. Put the file itself into the archive."
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted. Unpack the archive with its password first."
    if format_of(member) == ZIP or ending(member) in (".rar", ".7z", ".tar", ".tgz"):
        return "It is an archive within an archive. Unpack the outer one first."
    if format_of(member) is None:
        return why_not_read(member)
    if info.compress_type not in _METHODS:
        return "It is compressed in a way that framing does not unpack. Pack the archive again in the usual way."
    return ""


def climbs_out(member: str) -> bool:
    """Whether the path of a member is absolute, has a drive, a backslash or a step upwards."""
    parts = PurePosixPath(member).parts
    return member.startswith("/") or "\\" in member or ".." in parts or (len(member) > 1 and member[1] == ":")


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member as its maker wrote it: names without the flag of UTF-8 come from older programs."""
    name = info.orig_filename
    if info.flag_bits & _UTF_8 or name.isascii():
        return name
    written = name.encode("cp437", "replace")
    try:
        return written.decode()
    except UnicodeDecodeError:
        russian = written.decode("cp866")
        return russian if sum(c in _CYRILLIC for c in russian) >= sum(c > "\x7f" for c in russian) / 2 else name


def refuse_long_list(path: Path) -> None:
    """Raises ValueError if the archive's list of members is too long to be held in memory."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - (1 << 16) - 22))
        tail = stream.read()
    at = tail.rfind(_END)
    if at >= 0 and len(tail) >= at + 16:
        (length,) = struct.unpack("<I", tail[at + 12 : at + 16])
        if min(length, size) > DIRECTORY_LIMIT:
            raise ValueError("It holds more than about two million members. Unpack it and give its folder.")


def _left_out(member: str) -> bool:
    return any(part.startswith(".") and part not in ("..", ".") for part in member.split("/")) or "__MACOSX/" in member


def _printable(name: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in name)
