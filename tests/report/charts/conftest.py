"""Tables of findings with the values that a test names, as the stages before make them."""

import math
from typing import Any

import pandas as pd
import pytest

from framing.analysis import tables
from framing.tables import Schema

HOSTILE = '</text><script>alert(1)</script><!-- ]]> & "q" \u202egnorw\x1b[31m'
LONG = "Қазақстан Республикасының өте ұзын атаулы газеті " * 200
SHARE: dict[str, Any] = {
    "share": 0.24,
    "low": 0.18,
    "high": 0.31,
    "predicted": 312,
    "of": 1204,
    "documents": 40,
    "labelled": 62,
    "estimate": tables.CORRECTED,
    "note": "",
}
PREVALENCE = {"unit": "sentence", "by": "source", "group": "Azattyq", "frame": "economy", **SHARE}


def table(schema: Schema, usual: dict[str, Any], rows: tuple[dict[str, Any], ...]) -> pd.DataFrame:
    made = pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual))
    return schema.check(made, "the test's table")


@pytest.fixture
def prevalence():
    return lambda *rows: table(tables.PREVALENCE, PREVALENCE, rows)


@pytest.fixture
def too_little():
    return {"share": math.nan, "low": math.nan, "high": math.nan, "estimate": tables.TOO_LITTLE}


@pytest.fixture
def hostile():
    return HOSTILE


@pytest.fixture
def long_name():
    return LONG
