"""What is known about the local Doccanos of this user, whether they run or not."""

import contextlib
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

from framing.doccano.local import process
from framing.doccano.local.environment import doccano_version
from framing.doccano.local.instance import (
    DATABASE,
    State,
    check_folder,
    instance_folder,
    log_file,
    read_database,
    read_state,
    reading,
    secrets_file,
)
from framing.errors import InputError


@dataclass(frozen=True)
class ServerStatus:
    """What is known about an instance. Of one that does not run, the figures of the process are None."""

    home: Path
    running: bool
    version: str
    url: str | None = None
    pid: int | None = None
    memory_mb: float | None = None
    uptime_s: float | None = None
    staff_account: Path | None = None
    """The file with the name and password of framing's account, if there is one."""
    log: Path | None = None
    database: str = "SQLite"
    """What keeps the data; a PostgreSQL with its address, without the password."""
    database_mb: float | None = None
    """Size of the database and of its log, in MB of a million bytes; None for a PostgreSQL."""
    disk_free_mb: float | None = None
    host: str | None = None
    """The address it listens on."""
    public_url: str | None = None
    """The address that people open, if a proxy stands before it."""


def status(home: Path) -> ServerStatus:
    """What is known about the Doccano of the folder, whether it runs or not.

    Raises:
        InputError: the folder cannot be read, is a link or another user's.
    """
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
        elsewhere, database = read_database(home), home / DATABASE
        quiet = ServerStatus(
            home=home,
            running=False,
            version=doccano_version(),
            staff_account=secrets_file(home),
            log=log_file(home),
            database=str(elsewhere) if elsewhere else "SQLite",
            database_mb=None if elsewhere or not database.exists() else _size_mb(database),
            disk_free_mb=_free_mb(home),
        )
        state = read_state(home)
    found = process.find(state.identity, home) if state else None
    if state is None or found is None or not is_answering(state):
        return quiet
    return replace(
        quiet,
        running=True,
        url=state.url,
        host=state.host,
        public_url=state.public_url or None,
        pid=state.pid,
        memory_mb=round(process.memory_mb(found), 1),
        uptime_s=round(max(0.0, time.time() - found.create_time()), 1),
    )


def instances() -> list[tuple[str, ServerStatus]]:
    """Every instance of this user by its name; those that cannot be read are left out."""
    folder = instance_folder().parent
    found = []
    for home in sorted(folder.iterdir() if folder.is_dir() else ()):
        if home.is_dir():
            with contextlib.suppress(InputError):
                found.append((home.name, status(home)))
    return found


def is_answering(state: State) -> bool:
    """Whether a Doccano answers where that server was started."""
    return process.answers(state.port, host=state.reach.own_address)


def _size_mb(database: Path) -> float:
    files = (database, database.with_name(f"{database.name}-wal"))
    return round(sum(file.stat().st_size for file in files if file.exists()) / 1e6, 1)


def _free_mb(home: Path) -> float | None:
    existing = next((folder for folder in (home, *home.parents) if folder.is_dir()), None)
    return round(shutil.disk_usage(existing).free / 1e6, 0) if existing else None
