import re

import altair
import pandas as pd
import pytest

from framing.analysis.time_line.line import GRADUAL
from framing.errors import NotEnoughData
from framing.report.charts import drawing
from framing.report.charts.chart import Names
from framing.report.charts.look import BAND
from framing.report.charts.time_line import time_chart
from framing.tables import UNCORRECTED

PERIODS = ("2022-01-03", "2022-01-10", "2022-01-17", "2022-01-24")


@pytest.fixture
def line(time_line, too_little):
    first, second, third, fourth = ({"period": period} for period in PERIODS)
    return time_line(
        first | {"share": 0.2}, second | {"share": 0.31, "high": 0.35}, third | too_little,
        fourth | {"estimate": UNCORRECTED},
    )  # fmt: skip


def test_the_words_and_the_table_have_the_figures(line, changes):
    notable = pd.DataFrame({"date": ["2022-01-05", "2030-01-01"], "text": ["A \u202evote", "later"]})
    chart = time_chart(line, Names(), changes=changes({}), notable=notable)
    assert chart.description == (
        "Share of sentences with each frame from 2022-01-03 to 2022-01-24. economy: lowest 20% (18% to 31%) in "
        "2022-01-03, highest 31% (18% to 35%) in 2022-01-10, too little to tell in 1 of 4 periods; changed in "
        "2022-01-10 from 20% to 32%, +12.0 points (+6.0 to +17.0), p = .002. Events: 2022-01-05 A vote."
    )
    assert chart.table["Share"].tolist() == ["20%", "31%", "–", "24%"]
    assert chart.table["Change"].map(bool).tolist() == [False, True, False, False]
    assert "1 A vote (2022-01-05)" in chart.note


def test_the_picture_has_changes_events_and_words_in_gaps(line, changes):
    notable = pd.DataFrame({"date": ["2022-01-05"], "text": ["</text><script>"]})
    chart = time_chart(line, Names(), changes=changes({}), notable=notable)
    altair.FacetChart.from_dict(dict(chart.spec))
    drawn = drawing.svg(chart)
    for said in ("+12.0 points", "too little", "1"):
        assert f">{said}<" in drawn
    assert "<script" not in drawn


def heights(drawn, *said):
    """How far below the top of its panel each text stands."""
    found = re.findall(r'<text[^>]*transform="translate\([-\d.]+,([-\d.]+)\)[^>]*>([^<]*)<', drawn)
    return [float(y) for each in said for y, text in found if text == each]


def test_words_of_changes_and_events_stand_above_the_data_and_on_no_other(line, changes):
    notable = pd.DataFrame({"date": ["2022-01-10"], "text": ["vote"]})
    moved = changes({"period": "2022-01-10"}, {"period": "2022-01-17", "after": 0.1})
    drawn = drawing.svg(time_chart(line, Names(), changes=moved, notable=notable))
    found = heights(drawn, "1", "+12.0 points", "−10.0 points")
    assert len(found) == 3
    assert max(found) < 0
    assert found[0] != found[1]


def test_the_weeks_in_which_a_change_may_have_been_are_a_band_and_a_trend_has_no_line(line, changes):
    def drawn_with(**more):
        chart = time_chart(line, Names(), changes=changes(more))
        return chart, drawing.svg(chart)

    sure, plain = drawn_with()
    unsure, banded = drawn_with(first="2022-01-03", last="2022-01-17")
    trend, bare = drawn_with(first="", last="", note=f"{GRADUAL} More.")
    assert [drawn.count(f'fill="{BAND}"') for drawn in (plain, banded, bare)] == [0, 1, 0]
    assert [drawn.count('stroke-dasharray="5,3"') for drawn in (plain, banded, bare)] == [1, 1, 0]
    assert "at any time from 2022-01-03 to 2022-01-17" in unsure.description
    assert "at any time from 2022-01-03 to 2022-01-17" in unsure.table["Change"][1]
    assert ">+12.0 points, step by step<" in bare
    assert "changed from 20% to 32%" in trend.description
    assert "at any time" not in sure.description


def test_mondays_and_the_year_are_named_under_the_line(line):
    drawn = drawing.svg(time_chart(line, Names()))
    assert [f">{day}<" in drawn for day in ("3 Jan", "10 Jan", "17 Jan", "24 Jan")] == [True] * 4
    assert drawn.count(">2022<") == 1


def test_a_line_of_gaps_alone_is_no_picture(time_line, too_little):
    chart = time_chart(time_line(*({"period": period, **too_little} for period in PERIODS)), Names())
    assert "economy: too little to tell." in chart.description
    assert chart.spec == {}


@pytest.mark.parametrize(("unit", "periods"), [("headline", PERIODS), ("sentence", PERIODS[:1]), ("sentence", ())])
def test_fewer_than_two_periods_are_no_line(time_line, unit, periods):
    with pytest.raises(NotEnoughData, match="fewer than two periods"):
        time_chart(time_line(*({"period": period} for period in periods)), Names(), unit=unit)


def test_a_count_without_a_correction_is_named_and_has_no_interval(time_line):
    bare = {"frame": "calm", "estimate": UNCORRECTED, "share": 0.1, "low": 0.09, "high": 0.95}
    line = time_line(*(more | {"period": period} for more in ({}, bare) for period in PERIODS))
    chart = time_chart(line, Names())
    drawn = drawing.svg(chart)
    assert ">economy<" in drawn
    assert f">calm ({UNCORRECTED})<" in drawn
    assert ">100%<" not in drawn
    assert drawn.count('stroke-opacity="0.45"') + drawn.count('opacity="0.45"') == len(PERIODS)
    assert f"calm ({UNCORRECTED}): lowest 10%, uncorrected in 2022-01-03" in chart.description
    assert chart.table["95% interval"].tolist() == ["18% to 31%"] * 4 + ["–"] * 4
    assert "no interval" in chart.note
