"""Whether a file is a whole database of a Doccano and nothing else: it may be truncated, or made to do harm."""

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from framing.errors import InputError

_WORDS = re.compile(r"\w+|[^\w\s]")
_LOGINS = ("authtoken_token", "django_session")
_Schema = Mapping[tuple[str, str, str], list[str]]
_MAGIC = b"SQLite format 3\0"
_PATIENCE_S = 600.0
_OWN = {("auth", "0001_initial"), ("projects", "0001_initial"), ("examples", "0001_initial")}
_COUNTED = {
    "projects": "projects_project",
    "examples": "examples_example",
    "labels": "labels_category",
    "accounts": "auth_user",
}


def looks_like_sqlite(file: Path) -> bool:
    """Whether it begins as every database of SQLite does."""
    with file.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def check_database(database: Path, template: Path | None = None, named: Path | None = None) -> bool:
    """See to it that the file is whole, a Doccano's, and holds nothing that runs by itself.

    True if it has all changes of schema that the template has; then it has its tables and indices too, and no others.

    Args:
        database: the file, in a folder of ours.
        template: an empty database of the Doccano that is to use it; what it does not know is refused.
        named: the file that the message names; `database` unless given.

    Raises:
        InputError: it is none of that.
    """
    named = named or database
    if not looks_like_sqlite(database):
        raise InputError(f"{named} holds no database of SQLite.")
    with _reading(database, named) as connection:
        complaints = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        if complaints != ["ok"]:
            raise InputError(f"{named} is damaged: {str(complaints[0])[:200]}. Take another copy.")
        migrations = _migrations(connection, named)
        strange = connection.execute(
            "SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
        ).fetchone()
        if strange:
            raise InputError(f"{named} holds a {strange[0]} ({strange[1][:80]!r}), which no Doccano makes.")
        schema = _schema(connection)
    if template is None:
        return False
    with _reading(template, template) as connection:
        known, empty = _migrations(connection, template), _schema(connection)
    if unknown := sorted(migrations - known):
        example = ".".join(unknown[0])[:80]
        raise InputError(f"{named} is of a newer Doccano, or of none: this one does not know its change {example!r}.")
    if migrations != known:
        return False
    if others := sorted(key for key in schema.keys() | empty.keys() if schema.get(key) != empty.get(key)):
        kind, name, _ = others[0]
        raise InputError(
            f"{named} is not as Doccano makes it: its {kind} {name[:80]!r} is missing, one too many, or another. "
            "Take another copy."
        )
    return True


def forget_logins(database: Path) -> None:
    """Takes every token and session out of a database that was looked at: who holds one would be that account.

    Raises:
        InputError: it cannot be written.
    """
    try:
        with contextlib.closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("PRAGMA trusted_schema=OFF").close()
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in there.intersection(_LOGINS):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of ours
    except sqlite3.Error as problem:
        raise InputError(f"{database}: {problem}. Take another copy.") from problem


def _schema(connection: sqlite3.Connection) -> _Schema:
    """Kind, name and table of what is there, to the words that made it; in order of the alphabet.

    A database that came through several versions has columns and words in another order than a new one.
    """
    found = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')"
    )
    return {(str(kind), str(name), str(table)): sorted(_WORDS.findall(sql or "")) for kind, name, table, sql in found}


def counts_of(database: Path) -> dict[str, int]:
    """How many projects, examples, labels and accounts a database holds."""
    with _reading(database, database) as connection:
        return {
            name: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  names of ours
            for name, table in _COUNTED.items()
        }


def staff_of(database: Path) -> tuple[str, ...]:
    """Accounts that may do everything on the server that uses this database."""
    with _reading(database, database) as connection:
        found = connection.execute(
            "SELECT username FROM auth_user WHERE is_active AND (is_superuser OR is_staff) ORDER BY username"
        )
        return tuple(str(row[0]) for row in found)


def _migrations(connection: sqlite3.Connection, named: Path) -> set[tuple[str, str]]:
    try:
        found = {(str(app), str(name)) for app, name in connection.execute("SELECT app, name FROM django_migrations")}
    except sqlite3.OperationalError:
        found = set()
    if not found >= _OWN:
        raise InputError(f"{named} is a database, but not a Doccano's.")
    return found


@contextlib.contextmanager
def _reading(database: Path, named: Path) -> Iterator[sqlite3.Connection]:
    """A connection that trusts nothing in the file and does not go on for ever."""
    try:
        with contextlib.closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF").close()
            connection.execute("PRAGMA cell_size_check=ON").close()
            end = time.monotonic() + _PATIENCE_S
            connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise InputError(f"{named} is damaged, or no database of a Doccano: {problem}.") from problem
