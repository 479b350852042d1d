"""The folder beside a file of scores in which the work stands until the file takes its place. An edge."""

import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from framing.errors import InputError
from framing.files import replacing
from framing.scoring.running.guard import check_name, check_own_file, check_own_folder
from framing.scoring.running.manifest import RUN
from framing.scoring.running.store import JOINED, Store, sync_folder


class Beside:
    """The two names of the folder: while there is work, and while it is deleted; half a folder is no damaged run.

    Attributes:
        work: the first.
        old: the second, which is not longer: if the one fits the file system, so does the other.
    """

    def __init__(self, path: Path, output: str) -> None:
        self.work, self.old = path.with_name(f".{path.name}.run"), path.with_name(f".{path.name}.old")
        self._output = output

    def prepare(self) -> None:
        """Deletes the folder of a run that was killed while it deleted it.

        Raises:
            InputError: a name is too long, or what stands there is none of framing's, or more than that.
        """
        check_name(self.work)
        if not check_own_folder(self.old):
            return
        mine = check_own_file(self.old / RUN) or not any(self.old.iterdir())
        left = Store(self.old, self._output).take_away() if mine else self.old
        if left:
            raise InputError(f"{left} is not of framing, and its name is needed for the work. Move it away.")

    def put(self, write: Callable[[BinaryIO], object], path: Path) -> None:
        """What `write` writes takes the place of `path`, whose mode it keeps.

        Raises:
            InputError, OSError: it cannot be written; `path` is as it was.
        """
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        joined = self.work / JOINED  # inside, so that a kill leaves nothing beside the output
        with replacing(joined, mode) as file:
            write(cast(BinaryIO, file.buffer))
        joined.replace(path)
        sync_folder(path.parent)

    def take_away(self) -> Path | None:
        """Deletes the folder, now that the output is in its place; what is not of framing is left, and told."""
        with suppress(OSError):  # it stays, and the same command finds it complete
            self.work.replace(self.old)
            return Store(self.old, self._output).take_away()
        return None
