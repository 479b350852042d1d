"""JSON as a model folder has it: one way to write a value, and no way to read two."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from framing.errors import ModelMismatch
from framing.model.keeping.fields import damaged, refuse
from framing.model.keeping.layout import FORMAT, FORMAT_VERSION

# What a text may hold, because a value takes up to 200 times its bytes in memory. Counted in texts too, which a model
# does not mind: its terms are letters and digits.
_MOST_VALUES = 2_000_000  # commas
_MOST_TABLES = 50_000  # lists and tables
_MOST_NAMES = 50_000  # colons


def write_json(content: Mapping[str, Any], indent: int | None = None) -> bytes:
    """UTF-8 with sorted keys and a line end: the same value gives the same bytes.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators, allow_nan=False
    )
    return (text + "\n").encode("utf-8")


def read_json(content: bytes, where: str) -> Any:
    """The value in the bytes.

    Raises:
        InputError: they hold more values than any model has, are no JSON, nest too deep, hold a number that is none or
            has thousands of digits, or name a key twice.
    """
    tables = content.count(b"[") + content.count(b"{")
    if content.count(b",") > _MOST_VALUES or tables > _MOST_TABLES or content.count(b":") > _MOST_NAMES:
        refuse(where, "it holds more values, tables or names than any model has")
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        raise damaged(where, error) from error


def read_ours(content: bytes, where: str) -> dict[str, Any]:
    """The table in a JSON file of our format and version.

    Raises:
        InputError: see `read_json`; or it is another file.
        ModelMismatch: it is of a version that this program cannot read.
    """
    value = read_json(content, where)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        refuse(where, f"it does not begin as a {FORMAT}")
    found = value.get("format_version")
    if type(found) is not int or found != FORMAT_VERSION:
        raise ModelMismatch(
            f"{where} has format version {ascii(found)[:20]}, and this version of framing reads {FORMAT_VERSION}. "
            "Use the framing that wrote it, or train the model again."
        )
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise ValueError(f"the key {ascii(name)[:60]} is there twice")
        table[name] = value
    return table
