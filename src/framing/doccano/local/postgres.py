"""A PostgreSQL that keeps an instance's data instead of a file: its address, and copies of what it holds.

The password never stands in a command line: PostgreSQL's own programs get it by a file for their time only.
"""

import contextlib
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from framing.errors import DoccanoError, DoccanoUnreachable, InputError

_EXAMPLE = "postgresql://doccano@127.0.0.1:5432/doccano"
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_HERE = ("", "localhost", "127.0.0.1", "::1")
# What a dump of Doccano holds. A function, a trigger or a rule is none of it: it would run with our rights.
_HARMLESS = {
    "TABLE", "TABLE DATA", "SEQUENCE", "SEQUENCE OWNED BY", "SEQUENCE SET", "DEFAULT", "CONSTRAINT",
    "FK CONSTRAINT", "CHECK CONSTRAINT", "INDEX", "SCHEMA", "COMMENT", "ENCODING", "STDSTRINGS", "SEARCHPATH",
}  # fmt: skip
_ENTRY = re.compile(r"^\d+; \d+ \d+ (?P<what>[A-Z][A-Z ]*[A-Z])(?= [^A-Z ]| -)")


@dataclass(frozen=True)
class Postgres:
    """Which database of which server, and as whom."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)
    options: Mapping[str, str]
    """sslmode, and sslrootcert where it was given."""

    def __str__(self) -> str:
        """Without the password: this is printed."""
        return f"PostgreSQL, {self.name} at {self.host or 'the local socket'}:{self.port}"

    def for_django(self) -> dict[str, Any]:
        """The entry of Django's DATABASES, but for the engine."""
        return {
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port),
            "OPTIONS": dict(self.options),
        }

    def same_place(self, other: "Postgres") -> bool:
        """Whether both are one database, whoever asks."""
        return (self.host, self.port, self.name) == (other.host, other.port, other.name)


def from_django(entry: Mapping[str, Any]) -> Postgres:
    """The counterpart of `for_django`.

    Raises:
        KeyError, TypeError, ValueError: it is no such entry.
    """
    options = {str(name): str(value) for name, value in dict(entry["OPTIONS"]).items()}
    texts = (str(entry[name]) for name in ("HOST", "NAME", "USER", "PASSWORD"))
    host, name, user, password = texts
    return Postgres(host, int(entry["PORT"]), name, user, password, options)


def database_url(option: str | None, variables: Mapping[str, str]) -> str | None:
    """The address that was asked for: on the command line, in FRAMING_DATABASE_URL, or in a file; None without.

    Raises:
        InputError: it holds a password on the command line, or the file cannot be read or is open to others.
    """
    if option:
        try:
            told = urlsplit(option).password is not None
        except ValueError:
            told = False  # said by `parse` in its own words
        if told:
            raise InputError(
                "A password in --database-url can be read by every user of this machine. Put the address into "
                "FRAMING_DATABASE_URL, or into a file of mode 600 that FRAMING_DATABASE_URL_FILE names, or leave "
                "the password out and keep it in ~/.pgpass."
            )
        return option
    named = variables.get("FRAMING_DATABASE_URL_FILE")
    if variables.get("FRAMING_DATABASE_URL") or not named:
        return variables.get("FRAMING_DATABASE_URL") or None
    try:
        if stat.S_IMODE(Path(named).stat().st_mode) & 0o077:
            raise InputError(f"{named} is open to others. Close it first: chmod 600 '{named}'")
        return Path(named).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(f"{named}: {reason}. FRAMING_DATABASE_URL_FILE names a file with one address.") from error


def parse(url: str) -> Postgres:
    """The database that an address names: postgresql://USER[:PASSWORD]@HOST[:PORT]/NAME[?sslmode=MODE].

    Without sslmode: `prefer` on this machine; anywhere else `require`, and a server without encryption is refused.

    Raises:
        InputError: it is none; the message repeats no password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as error:
        # Without the reason: it may repeat a part of a password that holds a / or a :
        raise InputError(
            f"The address of the database is none. One looks like this: {_EXAMPLE}; in a password write %2F for /, "
            "%3A for :, %40 for @."
        ) from error
    name, user = unquote(parts.path.removeprefix("/")), unquote(parts.username or "")
    texts = (name, user, unquote(parts.password or ""))
    if parts.scheme not in ("postgres", "postgresql") or not name or "/" in name or any("\0" in t for t in texts):
        raise InputError(f"The address of the database must name a PostgreSQL and a database in it: {_EXAMPLE}")
    host = parts.hostname or ""
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - {"sslmode", "sslrootcert"})
    if unknown:
        raise InputError(f"The address of the database may end in ?sslmode= and &sslrootcert=, not in {unknown[0]!r}.")
    options.setdefault("sslmode", "prefer" if host in _HERE else "require")
    if options["sslmode"] not in _SSL_MODES:
        raise InputError(f"sslmode is {options['sslmode']!r} and must be one of: {', '.join(_SSL_MODES)}.")
    return Postgres(host, port, name, user, texts[2], options)


def dump(database: Postgres, file: Path) -> None:
    """Everything in the database as of one moment, while people go on labelling; `file` is for its owner only.

    Raises:
        DoccanoError: pg_dump is not here, or it failed; the message says what to run.
    """
    file.touch(mode=0o600)
    _run(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def restore(database: Postgres, file: Path) -> None:
    """Put what a dump holds in the place of what the database holds: all of it or, if anything fails, nothing.

    Raises:
        InputError: the dump is damaged, or holds what no Doccano has.
        DoccanoError: pg_restore is not here, or it failed.
    """
    _refuse_surprises(file)
    _run(
        database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges",
        "--single-transaction", "--exit-on-error", f"--dbname={database.name}", str(file),
    )  # fmt: skip


def _refuse_surprises(file: Path) -> None:
    done = subprocess.run(
        [_program("pg_restore"), "--list", str(file)], capture_output=True, text=True, check=False, errors="replace"
    )
    if done.returncode:
        raise InputError(f"{file} is no dump of a PostgreSQL, or a damaged one: {_last(done.stderr)}")
    entries = [line for line in done.stdout.splitlines() if line and not line.startswith(";")]
    kinds = {found["what"] if (found := _ENTRY.match(line)) else line[:80] for line in entries}
    strange = sorted(kinds - _HARMLESS)
    if strange or "TABLE DATA" not in kinds:
        what = strange[0] if strange else "no table"
        raise InputError(f"{file} is no backup of a Doccano: it holds {what}. Nothing was restored.")


def _run(database: Postgres, program: str, *arguments: str) -> None:
    with _variables(database) as variables:
        done = subprocess.run(
            [_program(program), "--no-password", *arguments],
            env=variables, capture_output=True, text=True, check=False, errors="replace",
        )  # fmt: skip
    if done.returncode:
        said = _last(done.stderr)
        if re.search(r"could not connect|connection to server|could not translate", said):
            raise DoccanoUnreachable(f"{database} does not answer: {said}")
        raise DoccanoError(f"{program} did not do its work on {database}: {said}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DoccanoError(
            f"{name} is not on this machine. Install PostgreSQL's client (apt install postgresql-client), or copy the "
            "database where its server runs: pg_dump --format=custom, pg_restore --clean --single-transaction."
        )
    return found


@contextlib.contextmanager
def _variables(database: Postgres) -> Iterator[dict[str, str]]:
    """The variables by which PostgreSQL's programs find the database."""
    with tempfile.TemporaryDirectory() as folder:  # mode 0700
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PGPASSFILE") if name in os.environ}
        found = kept | {"PGHOST": database.host, "PGPORT": str(database.port), "PGDATABASE": database.name}
        found |= {f"PG{name.upper()}": value for name, value in database.options.items()}
        if database.user:
            found["PGUSER"] = database.user
        if database.password:
            line = re.sub(r"([\\:])", r"\\\1", database.password)
            secret = Path(folder) / "pgpass"
            secret.touch(mode=0o600)
            secret.write_text(f"*:*:*:*:{line}\n", encoding="utf-8")
            found["PGPASSFILE"] = str(secret)
        yield {name: value for name, value in found.items() if value}


def _last(stderr: str) -> str:
    return " ".join(line.strip() for line in stderr.strip().splitlines()[-4:])[-500:] or "(no reason given)"
