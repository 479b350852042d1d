"""Where an instance's data are, a file of SQLite or a PostgreSQL elsewhere, and how it gets Doccano's schema."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from framing.doccano.local import postgres
from framing.doccano.local.environment import Environment, doccano_version, migrate
from framing.doccano.local.instance import (
    DATABASE,
    read_database,
    read_maker,
    read_secrets,
    write_database,
    write_maker,
)
from framing.doccano.local.postgres import Postgres
from framing.errors import DoccanoError, InputError

_KEPT = "before-upgrade.sqlite3"
_KEPT_DUMP = "before-upgrade.dump"
Say = Callable[[str], None]


def choose_database(home: Path, url: str | None) -> Postgres | None:
    """The PostgreSQL that keeps the data of this instance, stored when it is named first; None for SQLite.

    Raises:
        InputError: the instance has its data elsewhere, or another instance has this database.
    """
    stored = read_database(home)
    if url is None:
        return stored
    asked = postgres.parse(url)
    if stored is None and (home / DATABASE).exists():
        raise InputError(
            f"This local Doccano keeps its data in {home / DATABASE}; it does not move to PostgreSQL by itself. "
            "Take a new one: framing server up --name NAME --database-url ..."
        )
    if stored is not None and read_maker(home) is not None and not stored.same_place(asked):
        raise InputError(
            f"This local Doccano keeps its data in {stored}, not in {asked}. Leave --database-url out, or take a new "
            "one with --name."
        )
    for other in sorted(home.parent.iterdir() if home.parent.is_dir() else ()):
        if other != home and other.is_dir() and (found := read_database(other)) and found.same_place(asked):
            raise InputError(f"{asked} belongs to the local Doccano {other.name!r}. Give each one a database.")
    write_database(home, asked)
    return asked


def lay_out(
    home: Path,
    environment: Environment,
    template: Callable[[], Path],
    settings_module: str,
    extra_path: Path | None,
    say: Say,
) -> None:
    """Give the instance a database of this Doccano's schema.

    Raises:
        InputError: the file is no database.
        DoccanoError: the database did not take the schema.
    """
    database = home / DATABASE
    maker = read_maker(home)
    elsewhere = read_database(home)
    if elsewhere is not None:
        if maker != environment.folder.name:
            _prepare(home, elsewhere, environment, settings_module, extra_path, say)
    elif not database.exists():
        fresh = home / f"{DATABASE}.new"
        shutil.copyfile(template() / DATABASE, fresh)
        fresh.chmod(0o600)
        write_maker(home, environment.folder.name)
        fresh.replace(database)
    elif maker != environment.folder.name:
        say(f"Bringing the database to Doccano {doccano_version()}; the old one is kept in {home / _KEPT}.")
        _upgrade(home, environment, settings_module, extra_path)


def copy_database(database: Path, copy: Path) -> None:
    """A copy, for its owner only, as of one moment: also of what stands in the write-ahead log only.

    Nobody who writes meanwhile waits for it.

    Raises:
        InputError: the file is no database, or a damaged one, or the disk of the copy is full.
    """
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=30)) as source,
            contextlib.closing(sqlite3.connect(copy)) as new,
        ):
            source.backup(new)
            new.execute("PRAGMA journal_mode=DELETE").close()  # one file, without a log beside it
    except sqlite3.DatabaseError as problem:
        copy.unlink(missing_ok=True)
        if "disk is full" in str(problem):
            raise InputError(
                f"{copy.parent} has no room for a copy of the database. Free some space there."
            ) from problem
        raise InputError(f"{database}: {problem}. Put a copy of the database back, or move the file away.") from problem


def _upgrade(home: Path, environment: Environment, settings_module: str, extra_path: Path | None) -> None:
    """Migrate a copy and put it in the place of the database, which is untouched if anything goes wrong before."""
    workshop = home / "upgrade"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(mode=0o700)
    copy_database(home / DATABASE, workshop / DATABASE)
    read_secrets(workshop)  # the settings ask for a key; this one is thrown away
    migrate(environment, workshop, settings_module, extra_path)
    copy_database(home / DATABASE, home / _KEPT)
    (workshop / DATABASE).replace(home / DATABASE)
    write_maker(home, environment.folder.name)
    shutil.rmtree(workshop)


def _prepare(
    home: Path,
    database: Postgres,
    environment: Environment,
    settings_module: str,
    extra_path: Path | None,
    say: Say,
) -> None:
    """Migrate a PostgreSQL in its place, after a copy if it is known to hold something."""
    if read_maker(home) is not None:
        try:
            postgres.dump(database, home / _KEPT_DUMP)
            say(f"The database as it was is kept in {home / _KEPT_DUMP}.")
        except DoccanoError as problem:
            say(f"Warning: no copy of the database before its upgrade. {problem}")
    say(f"Bringing {database} to Doccano {doccano_version()} (up to a minute).")
    migrate(environment, home, settings_module, extra_path)
    write_maker(home, environment.folder.name)
