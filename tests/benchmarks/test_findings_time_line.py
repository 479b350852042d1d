"""The benchmark of time lines plants what it says, and counts as found what is near, right and no trend."""

import numpy as np
import pandas as pd
import pytest
from findings_time_line import SENTENCES, WEEKS, _articles, _corpus, _dates, _right, _week

from framing.analysis.tables import CHANGES, TIME_LINE
from framing.analysis.time_line.line import GRADUAL, TimeLine


def test_each_week_has_its_sentences_in_articles_of_its_own() -> None:
    lengths, week = _articles(np.random.default_rng(1), SENTENCES)
    assert np.bincount(week, lengths).tolist() == [SENTENCES] * WEEKS
    assert lengths.max() <= 40
    assert [_week(day) for day in _dates(week)] == week.tolist()


@pytest.mark.parametrize("icc", [0.0, 0.1])
def test_the_truth_has_the_planted_shares(icc: float) -> None:
    share = np.where(np.arange(WEEKS) >= 13, 0.3, 0.2)
    units, truth, documents = _corpus(share, icc, np.random.default_rng(2), sentences=2_000)
    late = pd.Series(documents["date"]).map(_week).to_numpy()[units.document] >= 13
    assert truth[~late].mean() == pytest.approx(0.2, abs=0.02)
    assert truth[late].mean() == pytest.approx(0.3, abs=0.02)
    assert int(units.drawn.sum()) == 200


@pytest.mark.parametrize(
    ("week", "before", "after", "note", "counts"),
    [
        (10, 0.2, 0.3, "", True),
        (11, 0.2, 0.3, "", True),
        (12, 0.2, 0.3, "", False),
        (10, 0.3, 0.2, "", False),
        (10, 0.2, 0.3, GRADUAL, False),
    ],
)
def test_found_is_a_rise_within_a_week_that_is_no_trend(week, before, after, note, counts) -> None:
    (day,) = _dates(np.array([week]))
    change = {"unit": "sentence", "frame": "frame", "period": day, "first": day, "last": day, "before": before,
              "after": after, "low": 0.0, "high": 0.2, "p": 0.01, "note": note}  # fmt: skip
    line = TimeLine(TIME_LINE.table(), CHANGES.table([change]), (), "")
    assert bool(_right(line, 10)) == counts
