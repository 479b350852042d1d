"""Rows before they are sent to Doccano: refused if its import would break on them, and cut into uploads. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from framing.doccano.project.tasks import RESERVED_META_KEYS, name_of
from framing.doccano.wire.records import ROWS_PER_UPLOAD
from framing.errors import InputError

CHARACTERS_PER_UPLOAD = 8_000_000
CHARACTERS_PER_ROW = 2_000_000  # a page with more of them does not open
_SHOWN = 80  # characters of a name in a message


def check_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Sees to it that Doccano would take every row, whole and once.

    Raises:
        InputError: rows have different keys, a key that Doccano overwrites, two have one name or one has none, a
            value is no text or holds what cannot be stored, or a row is too long; row and key are named.
    """
    if not rows:
        return
    keys = tuple(rows[0])
    _check_keys(keys)
    names: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = name_of(row)
        where = f"Row {number} ({name[:_SHOWN]!r})" if name else f"Row {number}"
        if tuple(row) != keys:
            different = sorted(set(row) ^ set(keys)) or ["their order"]
            raise InputError(
                f"{where} has other keys than the first ({', '.join(different)}). Give every row the same keys: "
                "Doccano's import breaks on a key that one row lacks."
            )
        if not name or name in names:
            fault = "has the name of another row" if name else "has no name of its sentence"
            raise InputError(f"{where} {fault}: it could not be told from others. Ingest the texts again.")
        names.add(name)
        _check_values(row, where)


def _check_keys(keys: Sequence[str]) -> None:
    for key in ("text", "label"):
        if key not in keys:
            raise InputError(f"The rows have no key {key!r}, which Doccano's import asks for.")
    reserved = sorted(RESERVED_META_KEYS & set(keys) - {"text", "label"})
    if reserved:
        raise InputError(
            f"The rows have the key {reserved[0]!r}, which Doccano overwrites or fails on. Name it otherwise."
        )


def _check_values(row: Mapping[str, Any], where: str) -> None:
    if row["label"] != []:
        raise InputError(f"{where} brings labels, which would be those of the account that pushes. Leave them out.")
    length = 0
    for key, value in row.items():
        if key == "label":
            continue
        if not isinstance(value, str):
            raise InputError(f"{where}: {key} is {value!r} and must be text.")
        if "\0" in value or not _can_be_written(value):
            raise InputError(f"{where}: {key} holds a NUL or half of a character. Take it out.")
        length += len(value)
    if not row["text"].strip():
        raise InputError(f"{where} has no text that Doccano can show. Ingest the texts again.")
    if length > CHARACTERS_PER_ROW:
        raise InputError(
            f"{where} has {length:,} characters; a page of Doccano can show {CHARACTERS_PER_ROW:,}. Part the text."
        )


def _can_be_written(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def uploads(rows: Sequence[Mapping[str, Any]], most: int = ROWS_PER_UPLOAD) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The rows in their order, in parts that one upload takes: at most `most` rows and CHARACTERS_PER_UPLOAD."""
    start, size = 0, 0
    for end, row in enumerate(rows):
        length = sum(len(value) for value in row.values() if isinstance(value, str))
        if end > start and (end - start == most or size + length > CHARACTERS_PER_UPLOAD):
            yield rows[start:end]
            start, size = end, 0
        size += length
    if start < len(rows):
        yield rows[start:]
