"""What Doccano exports, as bytes from the network: unpacked within bounds and checked row by row. Pure."""

import io
import json
import re
import zipfile
import zlib
from typing import Any

from framing.errors import DoccanoError

_LIMIT = 2 * 1024**3  # bytes of an export, unpacked
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")  # in JSON; half of a character, or with the other half a whole one
_TO_THE_SECOND = len("2026-11-25T19:05:01")
_SHOWN = 300  # characters of what went wrong, in a message


def read_export(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Annotator to rows, from the zip that Doccano exports: one JSON Lines file per member, named by the member.

    A row has `id`, `text`, the meta data spread flat, `label` (a list of texts) and `Comments` (a list of texts).

    Raises:
        DoccanoError: it is no such zip, or would be larger than we unpack; the file of the annotator is named.
    """
    where = ""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))  # reads no member further than the size it states
        if sum(member.file_size for member in archive.infolist()) > _LIMIT:
            raise DoccanoError(f"Doccano's export is larger than {_LIMIT // 1024**3} GB unpacked. Split the project.")
        exports = {}
        for member in archive.infolist():
            where = f"{member.filename[:_SHOWN]}: "
            if member.compress_type not in _METHODS:
                raise ValueError("it is packed by a method that Doccano does not use")
            with archive.open(member) as file:
                lines = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
                # An export of nothing is one blank line.
                exports[member.filename.removesuffix(".jsonl")] = [_export_row(line) for line in lines if line.strip()]
    # RuntimeError: an encrypted member, an unknown compression, or JSON nested too deep.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise DoccanoError(
            f"Doccano's export cannot be read: {where}{str(error)[:_SHOWN] or type(error).__name__}. Try again."
        ) from error
    return exports


def iso(at: str) -> str:
    """A time of Django's, by SQL ("2026-11-25 19:05:01.1234") or by HTTP, as ISO 8601 UTC to the second.

    Our server, like Doccano's stock settings, keeps UTC; a time with another offset comes back as it is.
    """
    moment = at.strip().replace(" ", "T")
    if len(moment) > _TO_THE_SECOND and moment[_TO_THE_SECOND:].lstrip(".0123456789") in ("", "Z", "+00:00"):
        return f"{moment[:_TO_THE_SECOND]}Z"
    return f"{moment}Z" if len(moment) == _TO_THE_SECOND else moment


def _export_row(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict) or type(row.get("id")) is not int:
        raise ValueError("a line is no example")
    for name in ("label", "Comments"):
        if not isinstance(row.get(name, []), list) or not all(isinstance(part, str) for part in row.get(name, [])):
            raise ValueError(f"{name} of example {row['id']} is no list of texts")
    if _SURROGATE.search(line) and not _can_be_written(row):
        raise ValueError(f"a text of example {row['id']} holds half of a character; write it anew in Doccano")
    return row


def _can_be_written(row: dict[str, Any]) -> bool:
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
