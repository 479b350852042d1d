import altair
import pytest

from framing.errors import NotEnoughData
from framing.report.charts import drawing
from framing.report.charts.chart import Names
from framing.report.charts.differences import MOST_PAIRS, difference_chart
from framing.tables import UNCORRECTED

UNSEEN = {"verdict": "no difference seen", "difference": -0.004, "low": -0.05, "high": 0.04, "p_holm": 0.4}
SILENT = {"verdict": "too little to tell", "estimate": "too little to tell"} | dict.fromkeys(
    ("difference", "low", "high", "p", "p_holm", "detectable"), float("nan")
)


def test_the_words_and_the_table_have_the_figures(comparison):
    chart = difference_chart(
        comparison({}, {"other": "Tengri", "estimate": UNCORRECTED, **UNSEEN}, {"other": "Vlast", **SILENT}), Names()
    )
    assert chart.description == (
        "Differences between outlets, in sentences: percentage points, with 95% intervals. economy: Azattyq less "
        "Kazinform +8.0 (+2.0 to +14.0) points, differ, p = .008. No difference was seen in 1 of 3 comparisons; "
        "detectable would have been 9.0 points at most. In 1 of 3 comparisons there is too little to tell."
    )
    assert chart.table["Points"].tolist() == ["+8.0", "−0.4", "–"]
    assert chart.table["Detectable"].tolist() == ["9.0", "9.0", "–"]
    assert chart.table["p (Holm)"].tolist() == ["p = .008", "p = .40", "–"]
    assert "uncorrected" in chart.note


def test_the_picture_has_figures_verdicts_and_bands(comparison):
    rows = ({}, {"other": "Tengri", **UNSEEN}, {"other": "Vlast", **SILENT})
    chart = difference_chart(comparison(*rows), Names())
    drawn = drawing.svg(chart)
    for said in ("+8.0 (+2.0 to +14.0)", "differ, p = .008", "none seen, p = .40", "too little to tell"):
        assert f">{said}<" in drawn
    assert drawn.count('fill="#e5e1d6"') == 2  # bands, of those that have one


def test_the_specification_is_one_of_vega_lite(comparison, hostile, long_name):
    chart = difference_chart(comparison({"group": hostile}, {"group": long_name, **SILENT}), Names())
    altair.FacetChart.from_dict(dict(chart.spec))
    assert "less Kazinform" in chart.spec["data"]["values"][1]["pair"]  # a long name leaves room for the other


def test_of_many_pairs_those_of_the_smallest_p_are_drawn(comparison):
    chart = difference_chart(comparison(*({"other": f"o{n}", "p_holm": n / 100} for n in range(15))), Names())
    drawn = {row["other"] for row in chart.spec["data"]["values"]}
    assert drawn == {f"o{n}" for n in range(MOST_PAIRS)}
    assert len(chart.table) == 15
    assert "5 more differ" in chart.description


def test_without_rows_there_is_nothing_to_draw(comparison):
    with pytest.raises(NotEnoughData, match="by voice"):
        difference_chart(comparison({}), Names(), by="voice")


def test_frames_that_cannot_be_told_take_no_room(comparison):
    chart = difference_chart(comparison({}, {"frame": "calm", **SILENT}), Names())
    assert {row["frame"] for row in chart.spec["data"]["values"]} == {"economy"}
    assert "Not drawn: 1 frames" in chart.note
    assert len(chart.table) == 2


def test_where_nothing_can_be_told_there_is_no_picture(comparison):
    chart = difference_chart(comparison(SILENT), Names())
    assert chart.spec == {}
    assert "In 1 of 1 comparisons there is too little to tell." in chart.description
