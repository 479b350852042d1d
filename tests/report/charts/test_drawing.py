import builtins
import math
import re
import struct

import pytest

from framing.analysis.findings import Findings
from framing.analysis.tables import TOO_LITTLE
from framing.errors import MissingExtra
from framing.report.charts import drawing
from framing.report.charts.chart import Names
from framing.report.charts.differences import difference_chart
from framing.report.charts.of_findings import charts_of
from framing.report.charts.profile import profile_chart
from framing.report.charts.time_line import time_chart
from framing.report.pictures import draw
from framing.tables import UNCORRECTED


@pytest.fixture
def chart(prevalence, hostile, long_name, too_little):
    return profile_chart(prevalence({"group": hostile}, {"group": long_name, **too_little}), Names())


def texts(written):
    return re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", written)


def test_figures_and_names_stand_in_the_picture_as_text(chart):
    written = drawing.page_svg(chart)
    said = texts(written)
    assert "24% (18% to 31%)" in said
    assert "312 of 1,204" in said
    assert "too little to tell" in said
    assert any(text.startswith("&lt;/text&gt;&lt;script") for text in said)
    assert "<script" not in written
    assert 'role="img"' in written


def test_a_file_says_what_it_shows_of_how_much_and_whether_it_is_corrected(prevalence, comparison, scored, events):
    rows = ({}, {"group": "Kazinform", "estimate": UNCORRECTED, "low": math.nan, "high": math.nan})
    found = Findings(scored, prevalence(*rows), comparison=comparison({}), events=events)
    shares, differences, event = charts_of(found, Names())
    said = texts(drawing.svg(shares))
    assert "Frames in sentences, by outlet" in said
    assert "Share of sentences with the 95% interval; 2,408 sentences of 80 articles; partly corrected." in said
    assert "Hollow diamonds: counts" in " ".join(said)
    assert "; 2,408 sentences of 80 articles; corrected by labelled ones." in " ".join(texts(drawing.svg(differences)))
    assert "6 sentences of 3 articles; counts of a model&#39;s guesses, uncorrected." in " ".join(
        texts(drawing.svg(event))
    )
    assert "Frames in sentences, by outlet" not in texts(drawing.page_svg(shares))  # a page has a heading for it


def test_a_title_is_in_the_colours_of_the_paper(chart):
    title = re.compile(rf'fill="([^"]+)"[^>]*>{re.escape(chart.title)}<')
    light, dark = title.search(drawing.svg(chart)), title.search(drawing.svg(chart, dark=True))
    assert light is not None
    assert dark is not None
    assert light[1] != dark[1]


def test_where_there_is_nothing_to_draw_no_file_is_written(prevalence, comparison, time_line, too_little, tmp_path):
    silent = {"difference": math.nan, "low": math.nan, "high": math.nan, "verdict": TOO_LITTLE}
    periods = ({"period": "2022-01-03", **too_little}, {"period": "2022-01-10", **too_little})
    charts = [
        profile_chart(prevalence(too_little), Names()),
        difference_chart(comparison(silent), Names()),
        time_chart(time_line(*periods), Names()),
    ]
    assert drawing.write_charts(charts, tmp_path / "charts") == []
    assert draw(charts) == ()
    assert not (tmp_path / "charts").exists()
    assert all(TOO_LITTLE in chart.description for chart in charts)


def test_a_page_gives_the_colours_and_a_file_has_its_own(chart):
    assert "var(--ink, #1b1a18)" in drawing.page_svg(chart)
    assert "var(" not in drawing.svg(chart)
    assert "#e9e6df" in drawing.svg(chart, dark=True)


def test_files_are_written_and_sized(chart, tmp_path):
    picture, image = drawing.write_charts([chart], tmp_path / "charts")
    assert picture.name == "profile-sentence-by-outlet.svg"
    content = image.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    assert content.startswith(b"\x89PNG")
    assert width > 1000
    assert height > 150


def test_an_address_is_never_asked(chart):
    import vl_convert

    spec = {**chart.spec, "data": {"url": "https://example.org/a.json"}}
    with pytest.raises(ValueError, match="not allowed"):
        vl_convert.vegalite_to_svg(spec, **drawing._offline())


def test_the_script_ends_no_script_element():
    script = drawing.interactive_script()
    assert "vegaEmbed" in script
    assert "</script" not in script.lower()
    assert "<!--" not in script


def test_without_the_extra_the_message_says_what_to_install(chart, monkeypatch):
    usual = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "vl_convert":
            raise ImportError(name)
        return usual(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtra, match=r"framing\[charts\]"):
        drawing.page_svg(chart)
