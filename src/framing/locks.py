"""One at a time: two runs of the same command must not undo each other's work."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from framing.errors import InputError


@contextmanager
def one_at_a_time(subject: str, say: Callable[[str], None]) -> Iterator[None]:
    """Runs the block while no other process on this machine runs one for the same subject; waits, and says so.

    Args:
        subject: names it.
        say: is told that another one is waited for; what it raises ends the waiting.

    Raises:
        InputError: the folder of locks cannot be written.
    """
    folder = Path(platformdirs.user_cache_path("framing")) / "locks"
    name = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    lock = FileLock(folder / f"{name}.lock", mode=0o600)
    try:  # from here on: Ctrl-C may come when the lock is held and not a line further
        _acquire(lock, folder, lambda: say(f"Another framing works on {subject}; waiting for it."))
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, folder: Path, say: Callable[[], None]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say()
            lock.acquire()
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror}. Make it writable: framing keeps its locks there.") from error
