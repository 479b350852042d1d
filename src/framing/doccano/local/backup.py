"""A whole instance in one file, made while people label, and put back.

A backup is a ZIP: a manifest, the database as of one moment, the secrets, the passwords of annotators, and
files that were uploaded as examples. It is as secret as the instance: with it one can be anybody there. The
secret key is in it because without it everybody would be logged out. A file that has none brings no login either:
else a token in it would be the account of the staff here, whose password the file does not know.
"""

import contextlib
import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from framing.accounts import read_accounts
from framing.doccano.local import postgres
from framing.doccano.local.archive import DUMP, pack, unpack
from framing.doccano.local.database import Say, choose_database, copy_database
from framing.doccano.local.environment import (
    SETTINGS,
    make_environment,
    make_template,
    one_at_a_time,
    writing,
)
from framing.doccano.local.inspection import check_database, counts_of, forget_logins, looks_like_sqlite, staff_of
from framing.doccano.local.instance import (
    ACCOUNTS,
    DATABASE,
    SCHEMA,
    SECRETS,
    check_folder,
    read_database,
    read_maker,
    read_secrets,
    read_state,
    reading,
    write_maker,
)
from framing.doccano.local.process import find
from framing.errors import InputError

_STAGED = "restore.new"
_PLAN = "restore.json"
_WITH_DATABASE = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE, SCHEMA)  # the log first: it belongs to the old file


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    file: Path
    size_mb: float
    counts: Mapping[str, int]
    """Rows of what matters: projects, examples, labels, accounts. Empty for a PostgreSQL."""


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    kept: Path | None
    """The folder with what was there before, None if nothing was."""
    counts: Mapping[str, int]
    staff: tuple[str, ...]
    """Accounts that may do everything on this server."""
    with_secrets: bool
    """False if people have to log in again, because the file had no secret key; no login of it counts then."""


def backup(home: Path, file: Path) -> Backup:
    """Everything of the instance in `file`, for its owner only. Nobody who labels meanwhile waits for it.

    Raises:
        InputError: there is no such instance, its database is damaged, `file` exists or cannot be written.
        DoccanoError: it is on PostgreSQL, and pg_dump is missing or failed.
    """
    home, file = home.expanduser().absolute(), file.expanduser().absolute()
    with reading(home):
        check_folder(home)
        elsewhere = read_database(home) if home.is_dir() else None
        if elsewhere is None and not (home / DATABASE).exists():
            raise InputError(
                f"There is no local Doccano in {home}. `framing server status` lists those that there are."
            )
    if file.exists():
        raise InputError(f"{file} is there already. Choose another name, so that no older backup is lost.")
    with one_at_a_time(home / "lock", lambda _: None), _writing_to(file):
        finish_restore(home)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:  # mode 0700
            copy = Path(folder) / (DUMP if elsewhere else DATABASE)
            if elsewhere:
                postgres.dump(elsewhere, copy)
            else:
                copy_database(home / DATABASE, copy)
                check_database(copy)
            counts = {} if elsewhere else counts_of(copy)
            part = Path(folder) / "backup.zip"
            part.touch(mode=0o600)
            pack(part, home, copy, {"counts": counts, "schema": read_maker(home)})
            with part.open("rb+") as stream:
                os.fsync(stream.fileno())
            part.replace(file)
    return Backup(file, round(file.stat().st_size / 1e6, 1), counts)


def restore(
    home: Path,
    file: Path,
    *,
    say: Say,
    database_url: str | None = None,
    settings_module: str = SETTINGS,
    extra_path: Path | None = None,
) -> Restored:
    """Put a backup, or a bare database of SQLite, in the place of the instance's data, which are kept beside.

    Nothing is touched before the whole file has been looked at. Interrupted after that, it is finished by the next
    command on the instance.

    Raises:
        InputError: the server runs, or the file is no backup, is damaged, of a newer Doccano, or holds surprises.
        DoccanoError: it is of a PostgreSQL, and pg_restore is missing or failed.
    """
    home, file = home.expanduser().absolute(), file.expanduser().absolute()
    with reading(home):
        check_folder(home)
    with writing(home), one_at_a_time(home / "lock", say):
        home.chmod(0o700)
        finish_restore(home)
        state = read_state(home)
        if state is not None and find(state.identity, home) is not None:
            raise InputError(
                "The server runs. Stop it first: framing server down. Or restore into another: --name NAME"
            )
        choose_database(home, database_url)
        staged = home / _STAGED
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(mode=0o700)
        try:
            manifest = _stage(file, staged)
            environment = make_environment(say)

            def template() -> Path:
                return make_template(environment, settings_module, extra_path, say) / DATABASE

            counts, staff, same_schema = _check(home, file, staged, template)
            with_secrets = (staged / SECRETS).exists()
            if not with_secrets and (staged / DATABASE).exists():
                forget_logins(staged / DATABASE)
            maker = environment.folder.name
            if same_schema or (manifest is not None and manifest.get("schema") == maker and DUMP in manifest["sha256"]):
                write_maker(staged, maker)  # then the next start has nothing to bring up to date
            names = _WITH_DATABASE if manifest is None else (*_WITH_DATABASE, SECRETS, ACCOUNTS, "media")
            kept = _swap(home, staged, names)
        finally:
            if not (home / _PLAN).exists():  # else what is staged is yet to take its place
                shutil.rmtree(staged, ignore_errors=True)
    return Restored(kept, counts, staff, with_secrets)


def finish_restore(home: Path) -> None:
    """Finish a restore that was interrupted while files took their places. Safe to repeat; to be called under the lock.

    Each step is a renaming: what is still staged has not been done.
    """
    try:
        plan = json.loads((home / _PLAN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    staged, kept = home / _STAGED, home / plan["kept"]
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in plan["names"]:
        comes, absent = (staged / name).exists(), name in plan["absent"]
        if (comes or absent) and (home / name).exists():
            (home / name).replace(kept / name)
        if comes:
            (staged / name).replace(home / name)
    (home / _PLAN).unlink()
    shutil.rmtree(staged, ignore_errors=True)
    with contextlib.suppress(OSError):  # it held nothing
        kept.rmdir()


def _swap(home: Path, staged: Path, names: Iterable[str]) -> Path | None:
    """The folder that keeps what was there before."""
    kept = f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    plan = {"kept": kept, "names": [*names], "absent": [name for name in names if not (staged / name).exists()]}
    if (staged / DUMP).exists():
        elsewhere = read_database(home)
        assert elsewhere is not None  # noqa: S101  _check has seen to it
        if read_maker(home) is not None:
            (home / kept).mkdir(mode=0o700)
            postgres.dump(elsewhere, home / kept / DUMP)
        postgres.restore(elsewhere, staged / DUMP)
    fresh = staged / _PLAN
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(plan, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(home / _PLAN)  # from here on it is done, whatever happens
    finish_restore(home)
    return home / kept if (home / kept).exists() else None


def _stage(file: Path, staged: Path) -> dict[str, Any] | None:
    """The manifest of the backup whose parts are now in the folder; None if the file is a bare database."""
    try:
        if looks_like_sqlite(file):
            copy_database(file, staged / DATABASE)
            return None
        return unpack(file, staged)
    except OSError as problem:
        if problem.filename is not None and Path(problem.filename) == file:
            raise InputError(f"{file}: {problem.strerror}.") from problem
        raise


def _check(
    home: Path, file: Path, staged: Path, template: Callable[[], Path]
) -> tuple[Mapping[str, int], tuple[str, ...], bool]:
    """Counts and staff of what was unpacked, and whether it is known to have this Doccano's schema.

    Raises:
        InputError: it does not fit this instance or this Doccano, or holds what no Doccano writes.
    """
    dumped, elsewhere = (staged / DUMP).exists(), read_database(home)
    if dumped != (elsewhere is not None):
        there, here = ("PostgreSQL", "SQLite") if dumped else ("SQLite", "PostgreSQL")
        raise InputError(
            f"{file} is of a Doccano on {there}, and this one keeps its data in {here}. Restore it into another: "
            + ("--name NAME --database-url ..." if dumped else "--name NAME")
        )
    if (staged / SECRETS).exists():
        try:
            read_secrets(staged)
        except InputError as problem:
            raise InputError(
                f"{file} is no backup of framing, or a damaged one: {SECRETS} in it holds no secret key. Take another "
                "backup; nothing was changed."
            ) from problem
    if (staged / ACCOUNTS).exists():
        _rename_server(staged / ACCOUNTS, f"local server {home.name}")
    if dumped:
        return {}, (), False
    same_schema = check_database(staged / DATABASE, template(), named=file)
    return counts_of(staged / DATABASE), staff_of(staged / DATABASE), same_schema


def _rename_server(accounts: Path, server: str) -> None:
    """Passwords of annotators are kept under the instance's name, which may be another one now."""
    rows = [(server, annotator, password) for _, annotator, password in read_accounts(accounts)]
    with accounts.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("server", "annotator", "password"), *rows])


@contextlib.contextmanager
def _writing_to(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise InputError(
            f"{file}: {problem.strerror or problem}. No backup was made; choose a folder with room that you can write."
        ) from problem
