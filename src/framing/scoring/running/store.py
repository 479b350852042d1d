"""The files of the parts of a run: written beside and renamed, looked at when a run goes on.

An edge. A part that has rows for a table is `FOLDER/TABLE/part-00000.jsonl`; one that has none has no file.
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from framing.errors import InputError
from framing.scoring.running.chunks import Chunk
from framing.scoring.running.entries import TABLES, Entry
from framing.scoring.running.guard import check_own_folder
from framing.scoring.running.manifest import PARTS, RUN, Manifest
from framing.scoring.running.part import Part

JOINED = "joined"  # of the parts of a run, before it takes the place of a file
_PIECE = 1 << 20  # bytes
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
# What `_write_whole` and `framing.files.replacing` write beside.
_LEFTOVER = re.compile(rf"\.(part-\d{{5,}}\.\w+|{re.escape(RUN)}|{JOINED})\.[0-9a-f]{{8}}\.part")
# What file systems of networks and of other systems say that sync no folders.
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


class Store:
    """The parts of a run in its folder; their tables are folders in it.

    Attributes:
        folder: of the run.
        output: the format, which is how the names of files end.
        tables: those that are kept; None for all.
    """

    def __init__(self, folder: Path, output: str, tables: Collection[str] | None = None) -> None:
        self.folder, self.output, self.tables = folder, output, tables
        self._own = re.compile(rf"part-(\d{{5,}})\.{re.escape(output)}")

    def path(self, table: str, number: int) -> Path:
        """Where the rows of a part stand."""
        return self.folder / table / f"part-{number:05}.{self.output}"

    def write(self, part: Part) -> Entry:
        """Writes all files of a part; they and their names are on disk when this comes back.

        Files of the same number that another run left when it was killed, on an input that was changed since, go.

        Returns:
            What is to be noted of the part.

        Raises:
            InputError: a link or a file stands where the folder of a table is to be.
            OSError: the disk is full, or the folder cannot be written; no file is half there.
        """
        files = {}
        for table in TABLES:
            path, rows = self.path(table, part.number), part.tables.get(table)
            there = check_own_folder(path.parent)
            if rows is None or not self._keeps(table):
                if there:
                    path.unlink(missing_ok=True)
                continue
            if not there:
                path.parent.mkdir(parents=True)
                sync_folder(self.folder)
            _write_whole(path, rows)
            files[table] = (len(rows), hashlib.sha256(rows).hexdigest())
        return Entry(part.number, part.sha256, files, dict(part.counts))

    def _keeps(self, table: str) -> bool:
        return self.tables is None or table in self.tables

    def done(self, entry: Entry, chunk: Chunk, *, thorough: bool) -> bool:
        """Whether a note can be of `chunk`, and the files that it names are there, see `is_whole`."""
        kept = frozenset(table for table in TABLES if self._keeps(table))
        return entry.fits(chunk, kept) and self.is_whole(entry, thorough=thorough)

    def is_whole(self, entry: Entry, *, thorough: bool) -> bool:
        """Whether the files of a part are there with their sizes, and, if `thorough`, with their content."""
        for table, (size, sha256) in entry.files.items():
            path = self.path(table, entry.number)
            try:
                if path.stat().st_size != size or (thorough and _sha256(path) != sha256):
                    return False
            except OSError:
                return False
        return True

    def files(self, table: str, manifest: Manifest) -> Iterator[bytes]:
        """The files of a table, one after the other.

        Raises:
            InputError: one cannot be read, or is not what was written.
        """
        for entry in manifest.entries():
            if table in entry.files:
                path = self.path(table, entry.number)
                try:
                    content = path.read_bytes()
                except OSError as error:
                    raise InputError(f"{path}: {error.strerror}. Run the same command again.") from error
                if hashlib.sha256(content).hexdigest() != entry.files[table][1]:
                    raise InputError(f"{path} was changed after it was written. Run the same command again.")
                yield content

    def check_new(self) -> None:
        """Nothing, if a run may begin in the folder.

        Raises:
            InputError: it is no folder, cannot be looked at, or has files.
        """
        try:
            there = sorted(path.name for path in self.folder.iterdir() if not _is_leftover(path))
        except FileNotFoundError:
            return
        except OSError as error:
            raise InputError(f"{self.folder}: {error.strerror}. Name another folder for the output.") from error
        if there:
            raise InputError(
                f"{self.folder} holds other files, such as {there[0]}, and no run. Name a new folder for the output."
            )

    def check(self) -> None:
        """Nothing, if in the folders of tables stands only what a run writes; hidden files of others do not count.

        Raises:
            InputError: something else does, such as a link: a reader of the folder would take it for a part.
        """
        for table in TABLES:
            check_own_folder(self.folder / table)
            for path in _inside(self.folder / table):
                own = self._own.fullmatch(path.name)
                if not path.name.startswith(".") and (not own or path.is_symlink() or not path.is_file()):
                    raise _stranger(path)

    def tidy(self, manifest: Manifest) -> None:
        """Takes away files half written that a crash left; for when all parts are noted.

        Raises:
            InputError: there is a part that is not noted, so that a run of another length wrote it, or no run did.
        """
        known = {(table, entry.number) for entry in manifest.entries() for table in entry.files}
        left = [path for path in _inside(self.folder) if _is_leftover(path)]
        for table in TABLES:
            for path in _inside(self.folder / table):
                own = self._own.fullmatch(path.name)
                if own and (table, int(own[1])) not in known:
                    raise _stranger(path)
                if _is_leftover(path):
                    left.append(path)
        for path in left:
            with suppress(OSError):
                path.unlink()

    def take_away(self) -> Path | None:
        """Deletes all that a run wrote, last what says that it is one, and the folder; anything else is left.

        Returns:
            The first of what is left.
        """
        tables = [self.folder / table for table in TABLES if check_own_folder(self.folder / table)]
        for folder in tables:
            for path in _inside(folder):
                if self._own.fullmatch(path.name) or _is_leftover(path):
                    path.unlink()
            if not _inside(folder):
                folder.rmdir()
        for path in _inside(self.folder):
            if path.name in {PARTS, JOINED} or _is_leftover(path):
                path.unlink()
        others = [path for path in _inside(self.folder) if path.name != RUN]
        if others:
            return others[0]
        (self.folder / RUN).unlink(missing_ok=True)
        self.folder.rmdir()
        return None


def _stranger(path: Path) -> InputError:
    return InputError(f"{path} is no part of this run. Move it away, or name another folder.")


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_leftover(path: Path) -> bool:
    """Whether it was being written when a run was killed."""
    return _LEFTOVER.fullmatch(path.name) is not None


def _write_whole(path: Path, content: bytes) -> None:
    """As `framing.files.replacing`, but its name is on disk too, and what goes wrong is for `written_to` to say."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:  # never through a link that somebody put there
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


@contextmanager
def written_to(place: Path, done: int) -> Iterator[None]:
    """Blames what goes wrong in the block on the output, and says that so many parts are not lost.

    Raises:
        InputError: the disk is full, or the place cannot be written.
    """
    try:
        yield
    except OSError as error:
        advice = "Make room" if error.errno in _FULL else "See that the place can be written"
        parts = "1 part is" if done == 1 else f"{done} parts are"
        raise InputError(
            f"{place}: {error.strerror or error}. {parts} done and kept. {advice}, and run the same command again: it "
            "goes on from there."
        ) from error


def sync_folder(folder: Path) -> None:
    """Names of files in a folder are on disk when this comes back, where the system can promise that."""
    if os.name == "nt":  # it opens no folders, and keeps names in its journal
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
