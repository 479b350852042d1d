"""A whole instance in one file, made while people label, and put back.

A backup is a ZIP: a manifest, the database as of one moment, the secrets, the passwords of annotators, and
files that were uploaded as examples. It is as secret as the instance: with it one can be anybody there. The
secret key is in it because without it everybody would be logged out, and tokens stand in the database anyway.
"""

import contextlib
import csv
import hashlib
import json
import os
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from framing.accounts import read_accounts
from framing.doccano import postgres
from framing.doccano.database import Say, choose_database, copy_database
from framing.doccano.environment import (
    SETTINGS,
    doccano_version,
    make_environment,
    make_folder,
    make_template,
    one_at_a_time,
    writing,
)
from framing.doccano.inspection import check_database, counts_of, looks_like_sqlite, staff_of
from framing.doccano.instance import (
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
)
from framing.doccano.process import find
from framing.errors import InputError

EXPORT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.zip")  # a UUID is what Doccano calls an export
_MANIFEST = "framing-backup.json"
_DUMP = "database.dump"
_FORMAT = 1
_STAGED = "restore.new"
_PLAN = "restore.json"
_WITH_DATABASE = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE, SCHEMA)  # the log first: it belongs to the old file
_MOST_BYTES = 20 * 10**9
_MOST_FILES = 100_000
_PIECE = 1 << 20
# What zipfile raises on bytes that are not what they should be.
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, KeyError, RuntimeError)


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
    """False if people have to log in again, because the file had no secret key."""


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
            copy = Path(folder) / (_DUMP if elsewhere else DATABASE)
            if elsewhere:
                postgres.dump(elsewhere, copy)
            else:
                copy_database(home / DATABASE, copy)
                check_database(copy)
            counts = {} if elsewhere else counts_of(copy)
            part = Path(folder) / "backup.zip"
            part.touch(mode=0o600)
            _pack(part, home, copy, {"counts": counts, "database": "postgresql" if elsewhere else "sqlite"})
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
        if state is not None and find(state.identity) is not None:
            raise InputError(
                "The server runs. Stop it first: framing server down. Or restore into another: --name NAME"
            )
        choose_database(home, database_url)
        staged = home / _STAGED
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(mode=0o700)
        try:
            bare = _unpack(file, staged)
            template = make_template(make_environment(say), settings_module, extra_path, say)
            found = _check(home, file, staged, template / DATABASE)
            kept = _swap(home, staged, _WITH_DATABASE if bare else (*_WITH_DATABASE, SECRETS, ACCOUNTS, "media"))
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return Restored(kept, *found, with_secrets=not bare)


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
    with contextlib.suppress(OSError):  # it held nothing
        kept.rmdir()


def _swap(home: Path, staged: Path, names: Iterable[str]) -> Path | None:
    """The folder that keeps what was there before."""
    kept = f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    plan = {"kept": kept, "names": [*names], "absent": [name for name in names if not (staged / name).exists()]}
    if (staged / _DUMP).exists():
        elsewhere = read_database(home)
        assert elsewhere is not None  # noqa: S101  _check has seen to it
        if read_maker(home) is not None:
            (home / kept).mkdir(mode=0o700)
            postgres.dump(elsewhere, home / kept / _DUMP)
        postgres.restore(elsewhere, staged / _DUMP)
    fresh = staged / _PLAN
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(plan, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(home / _PLAN)  # from here on it is done, whatever happens
    finish_restore(home)
    return home / kept if (home / kept).exists() else None


def _pack(part: Path, home: Path, copy: Path, about: dict[str, Any]) -> None:
    members = {copy.name: copy}
    members |= {name: home / name for name in (SECRETS, ACCOUNTS) if (home / name).exists()}
    media = home / "media"
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink() and not EXPORT.fullmatch(path.name):
            members[f"media/{path.relative_to(media).as_posix()}"] = path
    sums = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, path in members.items():
            digest = hashlib.sha256()
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                while piece := source.read(_PIECE):
                    digest.update(piece)
                    target.write(piece)
            sums[name] = digest.hexdigest()
        manifest = {
            "format": _FORMAT,
            "doccano": doccano_version(),
            "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            **about,
            "sha256": sums,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))


def _unpack(file: Path, staged: Path) -> bool:
    """Put the parts of the file into the folder; True if it is a bare database and not a backup.

    Raises:
        InputError: it is neither, or damaged, too large, or a name in it leads elsewhere.
    """
    try:
        if looks_like_sqlite(file):
            copy_database(file, staged / DATABASE)
            return True
        with zipfile.ZipFile(file) as archive:
            sums = _manifest(archive, file)["sha256"]
            if sum(entry.file_size for entry in archive.infolist()) > min(_MOST_BYTES, shutil.disk_usage(staged).free):
                raise InputError(f"{file} would unpack to more than there is room for in {staged.parent}.")
            for name, digest in sums.items():
                if _extract(archive, name, staged / name) != digest:
                    raise InputError(f"{file} is damaged: {name} is not what was packed. Take another backup.")
    except InputError:
        raise
    except (*_DAMAGED, ValueError) as problem:
        raise InputError(f"{file} is no backup of framing, or a damaged one ({problem}).") from problem
    except OSError as problem:
        if problem.filename is not None and Path(problem.filename) == file:
            raise InputError(f"{file}: {problem.strerror}.") from problem
        raise
    return False


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    entry = archive.getinfo(_MANIFEST)
    if len(archive.infolist()) > _MOST_FILES or entry.file_size > 200 * _MOST_FILES:
        raise InputError(f"{file} holds more files than a backup of framing does.")
    try:
        found = json.loads(archive.read(entry))
        names = list(found["sha256"])
        newer = int(found["format"]) > _FORMAT
    except (ValueError, TypeError, *_DAMAGED) as problem:
        raise InputError(f"{file} is no backup of framing: {_MANIFEST} in it is damaged.") from problem
    if newer:
        raise InputError(f"{file} was made by a newer framing. Update this one, then restore it.")
    if strange := [name for name in names if not _belongs(name)]:
        raise InputError(f"{file} is no backup of framing: it holds {strange[0][:80]!r}.")
    if (DATABASE in names) == (_DUMP in names):
        raise InputError(f"{file} is no backup of framing: it holds no database, or two.")
    return dict(found)


def _belongs(name: str) -> bool:
    if name in (DATABASE, _DUMP, SECRETS, ACCOUNTS):
        return True
    parts = name.split("/")
    ordinary = not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)
    return parts[0] == "media" and len(parts) > 1 and ordinary


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    """SHA-256 of what was unpacked: no more than the entry says."""
    digest, entry = hashlib.sha256(), archive.getinfo(name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(f"{archive.filename} is no backup of framing: {name[:80]} is packed in another way.")
    make_folder(target.parent)
    left = entry.file_size
    with archive.open(entry) as source, target.open("xb") as new:
        target.chmod(0o600)
        while piece := source.read(min(_PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise InputError(f"{archive.filename}: {name[:80]} is larger than the archive says.")
            digest.update(piece)
            new.write(piece)
    return digest.hexdigest()


def _check(home: Path, file: Path, staged: Path, template: Path) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Counts and staff of what was unpacked.

    Raises:
        InputError: it does not fit this instance or this Doccano, or holds what no Doccano writes.
    """
    dumped, elsewhere = (staged / _DUMP).exists(), read_database(home)
    if dumped != (elsewhere is not None):
        there, here = ("PostgreSQL", "SQLite") if dumped else ("SQLite", "PostgreSQL")
        raise InputError(
            f"{file} is of a Doccano on {there}, and this one keeps its data in {here}. Restore it into another: "
            + ("--name NAME --database-url ..." if dumped else "--name NAME")
        )
    if (staged / SECRETS).exists():
        read_secrets(staged)
    if (staged / ACCOUNTS).exists():
        _rename_server(staged / ACCOUNTS, f"local server {home.name}")
    if dumped:
        return {}, ()
    check_database(staged / DATABASE, template, named=file)
    return counts_of(staged / DATABASE), staff_of(staged / DATABASE)


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
