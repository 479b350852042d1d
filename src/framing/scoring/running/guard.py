"""Whether what a run would write to is its own: no link leads elsewhere, no other user can change it. An edge.

Who can write where the output stands could put a link there, and have a run overwrite or delete what is elsewhere.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from framing.errors import InputError


def check_own_folder(path: Path) -> bool:
    """Whether the folder is there.

    Raises:
        InputError: it is a link, no folder, another user's, or cannot be looked at.
    """
    return _check(path, folder=True)


def check_own_file(path: Path) -> bool:
    """Whether the file is there.

    Raises:
        InputError: it is a link, has another name elsewhere, is no file, another user's, or cannot be looked at.
    """
    return _check(path, folder=False)


def open_own(path: Path) -> int:
    """A descriptor of a file that is added to; it is made if it is not there.

    Raises:
        InputError: see `check_own_file`.
        OSError: it cannot be written.
    """
    check_own_file(path)
    # Again by what is opened: a link may have come between.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o644)
    if os.fstat(handle).st_nlink != 1:
        os.close(handle)
        raise InputError(f"{path} {_HARD_LINK}")
    return handle


_HARD_LINK = "has another name elsewhere, and a run would change that too. Copy it, and put the copy in its place."


def _check(path: Path, *, folder: bool) -> bool:
    try:
        found = _look(path)
    except FileNotFoundError:
        return False
    if stat.S_ISLNK(found.st_mode):
        raise InputError(f"{path} is a link. Name the place that it leads to, or move it away.")
    if not (stat.S_ISDIR if folder else stat.S_ISREG)(found.st_mode):
        raise InputError(
            f"{path} is no {'folder' if folder else 'file'}, and a run writes one there. Move it away, or name another "
            "output."
        )
    if not folder and found.st_nlink != 1:
        raise InputError(f"{path} {_HARD_LINK}")
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        raise InputError(f"{path} belongs to another user, who could change it meanwhile. Name another output.")
    return True


def check_name(path: Path) -> None:
    """Nothing, if the file system has such names.

    Raises:
        InputError: it is too long, for example.
    """
    with suppress(FileNotFoundError):
        _look(path)


def one_name(path: Path) -> str:
    """The name of an output, the same whichever links lead to its folder, and in whichever case it is given."""
    return os.path.normcase(path.parent.resolve() / path.name)


def _look(path: Path) -> os.stat_result:
    try:
        return path.lstat()
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: {why}. Choose another name for the output.") from error
