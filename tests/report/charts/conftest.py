"""Tables of findings with the values that a test names, as the stages before make them."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.analysis import tables
from framing.analysis.scored import Scored
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
PREVALENCE = {"unit": "sentence", "by": "outlet", "group": "Azattyq", "frame": "economy", **SHARE}
COMPARISON = {
    "unit": "sentence",
    "by": "outlet",
    "group": "Azattyq",
    "other": "Kazinform",
    "frame": "economy",
    "difference": 0.08,
    "low": 0.02,
    "high": 0.14,
    "p": 0.002,
    "p_holm": 0.008,
    "detectable": 0.09,
    "estimate": tables.CORRECTED,
    "verdict": "differ",
    "note": "",
}
TIME_LINE = {"unit": "sentence", "period": "2022-01-03", "frame": "economy", **SHARE}
CHANGE = {
    "unit": "sentence",
    "frame": "economy",
    "period": "2022-01-10",
    "first": "2022-01-10",
    "last": "2022-01-10",
    "before": 0.2,
    "after": 0.32,
    "low": 0.06,
    "high": 0.17,
    "p": 0.002,
    "note": "",
}


def table(schema: Schema, usual: dict[str, Any], rows: tuple[dict[str, Any], ...]) -> pd.DataFrame:
    made = pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual))
    return schema.check(made, "the test's table")


@pytest.fixture
def prevalence():
    return lambda *rows: table(tables.PREVALENCE, PREVALENCE, rows)


@pytest.fixture
def comparison():
    return lambda *rows: table(tables.COMPARISON, COMPARISON, rows)


@pytest.fixture
def time_line():
    return lambda *rows: table(tables.TIME_LINE, TIME_LINE, rows)


@pytest.fixture
def changes():
    return lambda *rows: table(tables.CHANGES, CHANGE, rows)


@pytest.fixture
def scored():
    """Three outlets on one event, two sentences each: the model sees "economy" in the first of two of them."""
    sources = {"a": "Azattyq", "b": HOSTILE, "c": LONG, "copy": "Kazinform"}
    documents = pd.DataFrame(
        [{"document_id": name, "source": source, "title": "Protests <b>"} for name, source in sources.items()]
    )
    sentences = pd.DataFrame([{"document_id": name, "sentence_id": f"{name}:{n}"} for name in sources for n in (1, 2)])
    seen = np.array([[s == "a:1" or s == "b:1", s.startswith("c")] for s in sentences["sentence_id"]])
    return Scored(sentences, documents, ("economy", "calm"), seen.astype(float), seen, "model")


@pytest.fixture
def events():
    rows = [("a", ""), ("b", ""), ("c", ""), ("copy", "a")]
    return tables.EVENT_OF.table(
        {"document_id": name, "event": "a", "similarity": 0.5, "copy_of": of} for name, of in rows
    )


@pytest.fixture
def too_little():
    return {"share": math.nan, "low": math.nan, "high": math.nan, "estimate": tables.TOO_LITTLE}


@pytest.fixture
def hostile():
    return HOSTILE


@pytest.fixture
def long_name():
    return LONG
