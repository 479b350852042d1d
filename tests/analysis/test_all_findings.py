"""All findings of a corpus: each is there, or why not is said."""

import numpy as np
import pandas as pd
import pytest

from framing.analysis.all_findings import find_all
from framing.analysis.events.omissions import find_omissions
from framing.analysis.findings import LookedFor
from framing.analysis.labelled import units_of
from framing.analysis.scored import Scored
from framing.analysis.tables import COMPARISON, EVENT_OF, PREVALENCE, TIME_LINE


@pytest.fixture
def two(scored) -> Scored:
    """Two outlets with sixty articles over twelve weeks; the first writes of storms more often."""
    names = [f"d{number:02}" for number in range(60)]
    chances = [0.9 if number % 4 in (0, 2, 3) and at % 2 else 0.1 for number in range(60) for at in range(6)]
    corpus = scored(
        dict.fromkeys(names, ("headline", *["body"] * 5)),
        chances=chances,
        source=["Gazette", "Herald"] * 30,
        date=[str(day.date()) for day in pd.date_range("2022-01-03", periods=60, freq="34h")],
    )
    corpus.sentences["text"] = [f"Words of number {at // 12} and {at % 7}." for at in range(len(corpus.sentences))]
    return corpus


def test_each_finding_is_made(two: Scored):
    found = find_all(two, lambda unit: units_of(two, None, unit), warnings=["Mind the gap.", "Mind the gap."])
    for table, schema in (
        (found.prevalence, PREVALENCE),
        (found.comparison, COMPARISON),
        (found.time_line, TIME_LINE),
        (found.events, EVENT_OF),
    ):
        assert table is not None
        assert len(schema.check(table, "found")) == len(table)
    parts = found.prevalence.groupby(["unit", "by"])["group"].nunique()
    assert parts["sentence", "outlet"] == parts["headline", "outlet"] == parts["article", "outlet"] == 2
    assert parts["sentence", ""] == 1
    assert parts["sentence", "month"] == 3
    assert ("article", "voice") not in parts.index
    assert found.warnings[0] == "Mind the gap."
    assert found.warnings.count("Mind the gap.") == 1
    assert found.why["leaks"] == "It was not asked for."
    omitted = find_omissions(two, found.events)
    assert found.looked_for == LookedFor(omitted.looked_at, omitted.possible, omitted.by_chance)


def test_what_is_missing_is_said_and_the_rest_stands(two: Scored):
    bare = two.of_documents(np.arange(60) < 3)
    bare.documents["date"], bare.documents["source"] = "", "Gazette"
    found = find_all(bare.of_documents(np.ones(3, dtype=bool)), lambda unit: units_of(bare, None, unit))
    assert (found.comparison, found.time_line, found.changes, found.leaks) == (None, None, None, None)
    assert "only one outlet, 'Gazette': a comparison takes two" in found.why["comparison"]
    assert "only one voice, 'outlet'" in found.why["comparison"]
    assert "has a date" in found.why["time_line"] == found.why["changes"]
    assert "No document has a date" in found.why["prevalence by month"]
    assert len(found.prevalence)


def test_without_texts_there_are_no_events(two: Scored):
    del two.sentences["text"]
    found = find_all(two, lambda unit: units_of(two, None, unit))
    assert found.events is None
    assert "without texts" in found.why["events"]
    assert found.omissions is found.looked_for is None
    assert found.why["omissions"] == found.why["events"]


def test_an_audit_is_asked_for_outlets_that_differ(two: Scored):
    # Nothing is labelled, so nothing differs for sure.
    def never(*given: object) -> pd.DataFrame:
        raise AssertionError(given)

    found = find_all(two, lambda unit: units_of(two, None, unit), audit=never)
    assert "No difference between outlets holds" in found.why["leaks"]
