"""The file of a snapshot: a zip of JSON Lines, the same bytes for the same content, read as if from a stranger. Pure.

    README.txt                    this, in words
    manifest.json                 format and version, study, counts of each project, size and SHA-256 of each file
    projects/1/project.json       name, description (with its card), guideline, settings, whether everybody sees all
    projects/1/labels.jsonl       text, suffix_key, prefix_key, background_color, text_color; in order
    projects/1/members.jsonl      username, role
    projects/1/examples.jsonl     text, meta; in order
    projects/1/assignments.jsonl  username, examples; only where not everybody sees all of them
    projects/1/answers.jsonl      annotator, example, labels, confirmed; where there is a label or a confirmation
    projects/1/comments.jsonl     author, example, text, at; the oldest first
    projects/2/...                one folder for each project of the study

`example` is a line of examples.jsonl, from 1. A later version of the format that an older framing would misread has a
higher number.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from framing.doccano.moving.snapshot import StudyContent
from framing.doccano.moving.snapshot_rows import (
    FILES,
    NAME_LENGTH,
    USERNAME,
    as_json,
    counts,
    parse,
    project_files,
    read_project,
    text_of,
    truth_of,
)
from framing.errors import InputError
from framing.packing import packed

VERSION = 1
FILE_LIMIT = 256 * 1024**2  # bytes
_UNPACKED_LIMIT = 1024**3  # bytes
_PROJECT_LIMIT = 1000
_NAMES = re.compile(rf"README\.txt|manifest\.json|projects/[1-9][0-9]{{0,3}}/(?:{'|'.join(map(re.escape, FILES))})")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY_MARK = b"PK\x01\x02"  # begins each entry of a zip's table of contents
_SHOWN = 300  # characters of what went wrong, in a message
_MARK = "framing_snapshot"
_README = """A snapshot of a study in Doccano, made by `framing snapshot`; `framing restore` brings it onto a server.

It holds personal data: {personal}.
Keep it as you keep the consent forms, and give it to nobody who may not know who said what.

manifest.json               format and version, counts, size and SHA-256 of each file
projects/N/project.json     name, description, guideline, settings
projects/N/labels.jsonl     labels with keys and colours, in order
projects/N/members.jsonl    who is in the project, and as what
projects/N/examples.jsonl   the texts with what stands beside them, in order
projects/N/assignments.jsonl  username, examples (lines of examples.jsonl, from 1), where not everybody sees all
projects/N/answers.jsonl    annotator, example (a line of examples.jsonl, from 1), labels, confirmed
projects/N/comments.jsonl   author, example, text, time (UTC); the oldest first

The .jsonl files have one JSON object a line, in UTF-8. No password, no address and no id of a server is in here.
"""
_NAMED = "the user names of the people who labelled, what each of them chose, and their comments"
_PSEUDONYMS = """what each person chose, and their comments. User names are replaced;
names that somebody wrote in a comment, a text or a guideline are not"""


def to_bytes(study: StudyContent) -> bytes:
    """The file.

    Raises:
        InputError: it would be larger than `from_bytes` takes, or holds what that refuses.
    """
    files = {"README.txt": _README.format(personal=_PSEUDONYMS if study.pseudonyms else _NAMED).encode()}
    for number, project in enumerate(study.projects, start=1):
        files |= {f"projects/{number}/{name}": content for name, content in project_files(project).items()}
    manifest = {
        _MARK: VERSION,
        "study": study.name,
        "owner": study.owner,
        "pseudonyms": study.pseudonyms,
        "projects": [counts(project) for project in study.projects],
        "files": {name: _told(content) for name, content in files.items()},
    }
    files = {"manifest.json": as_json(manifest, indent=1), **files}
    try:
        _study(files, manifest)
    except (ValueError, LookupError, TypeError, RecursionError) as error:  # to be found out now, not when it is needed
        said = str(error)[:_SHOWN]
        raise InputError(f"The study {study.name!r} cannot be kept: {said}. Change that in Doccano first.") from error
    content = packed(files)
    unpacked = sum(map(len, files.values()))
    if len(study.projects) > _PROJECT_LIMIT or len(content) > FILE_LIMIT or unpacked > _UNPACKED_LIMIT:
        raise InputError(f"The study {study.name!r} is too large for one snapshot. Take one of each of its projects.")
    return content


def from_bytes(content: bytes, where: str) -> StudyContent:
    """The study in a file, every value of it checked.

    Raises:
        InputError: it is no snapshot, damaged, edited, or of a later format; `where` and the file in it are named.
    """
    try:
        files = _unpacked(content)
        manifest = _manifest(files)
        _check(files, manifest["files"])
        return _study(files, manifest)
    except InputError as error:
        raise InputError(f"{where} {error}") from error
    # RuntimeError: an encrypted member, or JSON nested too deep.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, LookupError, TypeError) as error:
        said = str(error)[:_SHOWN] or type(error).__name__
        raise InputError(
            f"{where} is no whole snapshot: {said}. Take the file again from where it was made; it must not be edited."
        ) from error


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Name to content of every file in the zip: only names and sizes that a snapshot has."""
    if len(content) > FILE_LIMIT or content.count(_ENTRY_MARK) > 2 + len(FILES) * _PROJECT_LIMIT:
        raise ValueError("it is larger than a snapshot can be")
    archive = zipfile.ZipFile(io.BytesIO(content))  # reads no file further than the size it states
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    strange = next((name for name in names if not _NAMES.fullmatch(name)), None)
    if strange is not None or len(set(names)) < len(names):
        raise ValueError(f"there is no place in it for {strange!r}" if strange is not None else "a file is in it twice")
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
        raise ValueError("unpacked it would be larger than a snapshot can be")
    files = {}
    for entry in entries:
        if entry.compress_type not in _METHODS:
            raise ValueError(f"{entry.filename} is packed by a method that framing does not use")
        try:
            files[entry.filename] = archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise ValueError(f"{entry.filename} is damaged ({error})") from error
    return files


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if "manifest.json" not in files:
        raise ValueError("it has no manifest.json")
    try:
        manifest = parse(files["manifest.json"])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"manifest.json is damaged ({error})") from error
    version = manifest.get(_MARK)
    if type(version) is not int or version < 1:
        raise ValueError("manifest.json does not say that it is one")
    if version > VERSION:
        raise InputError(
            f"was made by a newer framing: its format is {version}, this framing reads up to {VERSION}. Update framing."
        )
    return manifest


def _check(files: Mapping[str, bytes], told: Mapping[str, Any]) -> None:
    """That every file is as the manifest tells, and no other is there."""
    if not isinstance(told, dict):
        raise ValueError("manifest.json lists no files")
    for name in sorted(told.keys() | files.keys() - {"manifest.json"}):
        if name not in files:
            raise ValueError(f"{name} is missing")
        if name not in told:
            raise ValueError(f"{name} is not in the manifest")
        if told[name] != _told(files[name]):
            raise ValueError(f"{name} was edited or damaged: it is not what the manifest says")


def _told(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _study(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> StudyContent:
    listed = manifest["projects"]
    if not isinstance(listed, list) or not 1 <= len(listed) <= _PROJECT_LIMIT:
        raise ValueError(f"manifest.json does not list 1 to {_PROJECT_LIMIT} projects")
    projects = []
    for number, told in enumerate(listed, start=1):
        folder = f"projects/{number}/"
        missing = next((name for name in FILES if folder + name not in files), None)
        if missing is not None:
            raise ValueError(f"{folder}{missing} is missing")
        try:
            project = read_project({name: files[folder + name] for name in FILES})
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise ValueError(f"{folder}{error}") from error
        if told != counts(project):
            raise ValueError(f"{folder} does not hold what manifest.json says of it")
        projects.append(project)
    if len({project.name for project in projects}) < len(projects):
        raise ValueError("two of its projects have one name")
    return StudyContent(
        name=text_of(manifest, "study", longest=NAME_LENGTH),
        owner=text_of(manifest, "owner", USERNAME),
        projects=tuple(projects),
        pseudonyms=truth_of(manifest, "pseudonyms"),
    )
