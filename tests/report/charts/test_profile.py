import json

import altair
import pytest

from framing.errors import NotEnoughData
from framing.report.charts.chart import Names
from framing.report.charts.profile import MOST_GROUPS, profile_chart
from framing.tables import UNCORRECTED


def test_the_words_and_the_table_have_the_figures(prevalence, too_little):
    chart = profile_chart(
        prevalence(
            {}, {"group": "Kazinform", "estimate": UNCORRECTED, "share": 0.07}, {"group": "Tengri", **too_little}
        ),
        Names(frames={"economy": "economic hardship"}),
    )
    assert chart.description == (
        "Frames in sentences, by outlet: share of sentences with each frame. economic hardship: Azattyq 24% "
        "(18% to 31%), Kazinform 7% (18% to 31%), uncorrected; too little to tell: Tengri."
    )
    assert chart.table["Outlet"].tolist() == ["Azattyq", "Kazinform", "Tengri"]
    assert chart.table["Share"].tolist() == ["24%", "7%", "–"]
    assert chart.table["95% interval"].tolist() == ["18% to 31%", "18% to 31%", "–"]
    assert chart.table["Model sees it in"].tolist() == [312, 312, 312]
    assert chart.table["Estimate"].tolist() == ["corrected", "predicted, uncorrected", "too little to tell"]
    assert "Hollow diamonds" in chart.note


def test_the_specification_is_one_of_vega_lite(prevalence, too_little, hostile, long_name):
    chart = profile_chart(prevalence({}, {"group": hostile}, {"group": long_name, **too_little}), Names())
    altair.FacetChart.from_dict(dict(chart.spec))  # checks it against the schema
    assert json.loads(json.dumps(chart.spec, allow_nan=False)) == chart.spec


def test_a_name_is_bounded_and_steers_nothing(prevalence, hostile, long_name):
    chart = profile_chart(prevalence({"group": hostile}, {"group": long_name}), Names())
    first, second = chart.table["Outlet"]
    assert first == '</text><script>alert(1)</script><!-- ]]> & "q" gnorw[31m'
    assert len(second) == 120
    assert second.endswith("…")


def test_groups_whose_names_look_alike_stay_apart(prevalence):
    chart = profile_chart(prevalence({"group": "A"}, {"group": "A\u200f"}, {"group": ""}), Names())
    assert chart.table["Outlet"].tolist() == ["A", "A (2)", "(no name)"]


def test_of_many_groups_the_largest_are_drawn_and_all_stand_in_the_table(prevalence):
    chart = profile_chart(prevalence(*({"group": f"g{n}", "of": 1000 + n} for n in range(20))), Names())
    drawn = {row["group"] for row in chart.spec["data"]["values"]}
    assert drawn == {f"g{n}" for n in range(20 - MOST_GROUPS, 20)}
    assert len(chart.table) == 20
    assert "the table has 8 more" in chart.note


def test_everything_together_is_one_group(prevalence):
    chart = profile_chart(prevalence({"by": "", "group": "all"}), Names(), by="")
    assert chart.title == "Frames in sentences"
    assert chart.key == "profile-sentence"


def test_without_rows_there_is_nothing_to_draw(prevalence):
    with pytest.raises(NotEnoughData, match="headlines by voice"):
        profile_chart(prevalence({}), Names(), by="voice", unit="headline")
