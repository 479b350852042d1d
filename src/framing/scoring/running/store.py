"""The files of the parts of a run: written beside and renamed, looked at when a run goes on.

An edge. A part that has rows for a table is `FOLDER/TABLE/part-00000.jsonl`; one that has none has no file.
"""

import errno
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from framing.errors import InputError
from framing.scoring.running.manifest import RUN, Entry, Manifest
from framing.scoring.running.part import Part

_PIECE = 1 << 20  # bytes
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

        Returns:
            What is to be noted of the part.

        Raises:
            OSError: the disk is full, or the folder cannot be written; no file is half there.
        """
        files = {}
        for table, rows in part.tables.items():
            if self.tables is None or table in self.tables:
                path = self.path(table, part.number)
                if not path.parent.is_dir():
                    path.parent.mkdir(parents=True)
                    sync_folder(self.folder)
                _write_whole(path, rows)
                files[table] = (len(rows), hashlib.sha256(rows).hexdigest())
        return Entry(part.number, part.sha256, files, dict(part.counts))

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
            InputError: one cannot be read.
        """
        for entry in manifest.entries():
            if table in entry.files:
                path = self.path(table, entry.number)
                try:
                    yield path.read_bytes()
                except OSError as error:
                    raise InputError(f"{path}: {error.strerror}. Run the same command again.") from error

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

    def clear(self, manifest: Manifest, tables: Iterable[str]) -> None:
        """Takes away what a crash left: files half written, and parts that were not noted any more.

        Raises:
            InputError: in the folder of a table stands what no run writes; a reader of the folder would take it for a
                part. Nothing was taken away then.
        """
        left = [path for path in _inside(self.folder) if _is_leftover(path)]
        known = {(table, entry.number) for entry in manifest.entries() for table in entry.files}
        for table in tables:
            for path in _inside(self.folder / table):
                own = self._own.fullmatch(path.name)
                if (own and (table, int(own[1])) not in known) or _is_leftover(path):
                    left.append(path)
                elif not own and not path.name.startswith("."):
                    raise InputError(f"{path} is no part of this run. Move it away, or name another folder.")
        for path in left:
            with suppress(OSError):
                path.unlink()


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_leftover(path: Path) -> bool:
    """Whether it was being written when a run was killed."""
    return path.name.startswith((".part-", f".{RUN}.")) and path.name.endswith(".part")


def _write_whole(path: Path, content: bytes) -> None:
    """As `framing.files.replacing`, but its name is on disk too, and what goes wrong is for `written_to` to say."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
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
        parts = "1 part is" if done == 1 else f"{done} parts are"
        raise InputError(
            f"{place}: {error.strerror or error}. {parts} done and kept. Make room, or make the place writable, and "
            "run the same command again: it goes on from there."
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
