import altair
import pytest

from framing.errors import NotEnoughData
from framing.report.charts import drawing
from framing.report.charts.chart import Names
from framing.report.charts.events import event_chart


def test_the_words_and_the_table_have_the_counts_without_copies(scored, events):
    chart = event_chart(scored, events, "a", Names())
    assert chart.title == "Frames by outlet in: Protests <b>"
    assert "economy: Azattyq 1 of 2, " in chart.description
    assert "none in 1 outlet." in chart.description
    assert "Kazinform" not in chart.table["Outlet"].tolist()
    assert chart.table["Sentences with it"].tolist() == [1, 1, 0, 0, 0, 2]
    assert chart.table["of"].tolist() == [2] * 6


def test_the_picture_has_a_count_in_every_cell_and_a_dot_where_there_is_one(scored, events):
    chart = event_chart(scored, events, "a", Names())
    altair.LayerChart.from_dict(dict(chart.spec))
    drawn = drawing.svg(chart)
    assert drawn.count(">1 of 2<") == 2
    assert drawn.count(">0 of 2<") == 3
    assert drawn.count('stroke="#1d4f7c"') == 3
    assert "<script" not in drawn


def test_one_outlet_is_nothing_to_set_side_by_side(scored, events):
    with pytest.raises(NotEnoughData, match="Fewer than two outlets"):
        event_chart(scored, events[events["document_id"] == "a"], "a", Names())
