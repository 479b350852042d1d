import re
from dataclasses import replace

import altair
import numpy as np
import pytest

from framing.analysis.scored import Scored
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


def test_articles_without_an_outlet_are_not_of_one(scored, events):
    sources, titles = ["", " ", "Azattyq", ""], ["Protests", "", "Vote", ""]
    documents = scored.documents.assign(source=sources, title=titles)
    chart = event_chart(replace(scored, documents=documents), events, "a", Names())
    outlets = ["(no outlet) Protests", "(no outlet) b", "Azattyq"]
    assert chart.table["Outlet"].tolist() == outlets * 2
    assert chart.table["Sentences with it"].tolist() == [1, 1, 0, 0, 0, 2]


def test_the_picture_has_a_count_in_every_cell_and_a_dot_where_there_is_one(scored, events):
    chart = event_chart(scored, events, "a", Names())
    altair.LayerChart.from_dict(dict(chart.spec))
    drawn = drawing.svg(chart)
    assert drawn.count(">1 of 2<") == 2
    assert drawn.count(">0 of 2<") == 3
    assert drawn.count('stroke="#1d4f7c"') == 3
    assert "<script" not in drawn


def test_a_frame_may_be_called_like_a_column(scored, events):
    plain = event_chart(scored, events, "a", Names()).table["Sentences with it"].tolist()
    called = replace(scored, frames=("source", "document_id", *scored.frames[2:]))
    assert event_chart(called, events, "a", Names()).table["Sentences with it"].tolist() == plain


def test_every_column_is_named_above_its_dots(scored, events):
    frames = tuple(f"a frame with a long name {number}" for number in range(10))
    seen = np.ones((len(scored.sentences), len(frames)), dtype=np.bool_)
    many = Scored(scored.sentences, scored.documents, frames, seen.astype(float), seen, "model")
    drawn = drawing.svg(event_chart(many, events, "a", Names()))
    named = re.findall(r"translate\(([-\d.]+),[-\d.]+\) rotate\(325\)[^>]*>([^<]+)<", drawn)
    dots = re.findall(r'<path transform="translate\(([-\d.]+),[^>]*stroke="#1d4f7c"', drawn)
    assert named == list(zip(dict.fromkeys(dots), frames, strict=True))


def test_one_outlet_is_nothing_to_set_side_by_side(scored, events):
    with pytest.raises(NotEnoughData, match="Fewer than two outlets"):
        event_chart(scored, events[events["document_id"] == "a"], "a", Names())
