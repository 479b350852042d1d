"""Cells that are no texts (numbers, dates, lists) as the text that a person would write."""

from datetime import date
from math import isfinite
from typing import Any


def as_text(value: Any) -> str:
    """`value` as a text; empty for nothing, NaN, infinity, and objects.

    A whole number has no `.0`, so that an id is the same in a table that made it a number with a
    point. A list has commas between its items. A date is in ISO 8601.
    """
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, dict) or value != value:  # NaN is not itself
        return ""
    if isinstance(value, float):
        if not isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, map(as_text, value)))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
