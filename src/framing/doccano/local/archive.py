"""The ZIP of a backup: a manifest with the SHA-256 of each part, the database, secrets, uploaded files.

What is unpacked may come from a stranger: names that lead elsewhere, more bytes than were said, and bytes that
are not those that were packed are refused.
"""

import hashlib
import json
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from framing.doccano.local.environment import doccano_version, make_folder
from framing.doccano.local.instance import ACCOUNTS, DATABASE, SECRETS
from framing.errors import InputError

DUMP = "database.dump"
EXPORT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.zip")  # a UUID is what Doccano calls an export
_MANIFEST = "framing-backup.json"
_FORMAT = 1
_MOST_BYTES = 20 * 10**9
_MOST_FILES = 100_000
_PIECE = 1 << 20
_LONGEST_NAME = 255  # bytes, as file systems have it
_LONGEST_PATH = 1000  # bytes, below the instance's folder
_DEEPEST = 20  # folders
# What zipfile raises on bytes that are not what they should be.
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, KeyError, RuntimeError)


def pack(part: Path, home: Path, copy: Path, about: Mapping[str, Any]) -> None:
    """Write the instance `home` into the file `part`; `copy` is a copy of its database, `about` goes into the manifest.

    Exports are left out: they are made anew in seconds.
    """
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


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """The manifest; the parts of the file are in the folder.

    Raises:
        InputError: it is no backup, or damaged, too large, or a name in it leads elsewhere.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            if sum(entry.file_size for entry in archive.infolist()) > min(_MOST_BYTES, shutil.disk_usage(folder).free):
                raise InputError(f"{file} would unpack to more than there is room for in {folder.parent}.")
            for name, digest in manifest["sha256"].items():
                if _extract(archive, name, folder / name) != digest:
                    raise InputError(f"{file} is damaged: {name} is not what was packed. Take another backup.")
    except InputError:
        raise
    except (*_DAMAGED, ValueError) as problem:
        raise InputError(f"{file} is no backup of framing, or a damaged one ({problem}).") from problem
    return manifest


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    entry = archive.getinfo(_MANIFEST)
    if len(archive.infolist()) > _MOST_FILES or entry.file_size > 200 * _MOST_FILES:
        raise InputError(f"{file} holds more files than a backup of framing does.")
    try:
        found = json.loads(archive.read(entry))
        sums, version = found["sha256"], found["format"]
        if not isinstance(sums, dict) or type(version) is not int:
            raise ValueError("sha256 is no object, or format no whole number")
    except (ValueError, TypeError, *_DAMAGED) as problem:
        raise InputError(f"{file} is no backup of framing: {_MANIFEST} in it is damaged.") from problem
    names = list(sums)
    if version > _FORMAT:
        raise InputError(f"{file} was made by a newer framing. Update this one, then restore it.")
    strange = [name for name in names if not _belongs(name)] or sorted(_folders(names).intersection(names))
    if strange:
        raise InputError(f"{file} is no backup of framing: it holds {strange[0][:80]!r}.")
    if (DATABASE in names) == (DUMP in names):
        raise InputError(f"{file} is no backup of framing: it holds no database, or two.")
    return dict(found)


def _folders(names: Sequence[str]) -> set[str]:
    return {"/".join(parts[:end]) for parts in (name.split("/") for name in names) for end in range(1, len(parts))}


def _belongs(name: str) -> bool:
    if name in (DATABASE, DUMP, SECRETS, ACCOUNTS):
        return True
    parts = name.split("/")
    ordinary = not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)
    fits = len(name.encode()) <= _LONGEST_PATH and all(len(part.encode()) <= _LONGEST_NAME for part in parts)
    return parts[0] == "media" and 1 < len(parts) <= _DEEPEST and ordinary and fits


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
