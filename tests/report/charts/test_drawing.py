import builtins
import re
import struct

import pytest

from framing.errors import MissingExtra
from framing.report.charts import drawing
from framing.report.charts.chart import Names
from framing.report.charts.profile import profile_chart


@pytest.fixture
def chart(prevalence, hostile, long_name, too_little):
    return profile_chart(prevalence({"group": hostile}, {"group": long_name, **too_little}), Names())


def texts(written):
    return re.findall(r"<text[^>]*>([^<]*)</text>", written)


def test_figures_and_names_stand_in_the_picture_as_text(chart):
    written = drawing.page_svg(chart)
    said = texts(written)
    assert "24% (18% to 31%)" in said
    assert "312 of 1,204" in said
    assert "too little to tell" in said
    assert any(text.startswith("&lt;/text&gt;&lt;script") for text in said)
    assert "<script" not in written
    assert 'role="img"' in written


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
