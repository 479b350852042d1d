import re

import pandas as pd
import pytest

from framing.report.charts.chart import Chart
from framing.report.markdown import MarkdownReport, markdown_table, methods_markdown, render_markdown

HOSTILE = "a|b <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.org/z.png)\n# no heading"


def chart(name="Azattyq", **more):
    table = pd.DataFrame({"Outlet": [name], "of sentences": [1204], "Note": [""]})
    return Chart(**{"key": "a", "title": "Frames", "description": "", "spec": {}, "table": table, "note": ""} | more)


def unescaped(text, sign):
    return re.findall(r"(?<!\\)" + re.escape(sign), text)


def test_figures_stand_in_tables_with_counts():
    assert markdown_table(chart().table) == "| Outlet | of sentences |\n| --- | ---: |\n| Azattyq | 1,204 |"


@pytest.mark.parametrize("sign", ["<", "](", "!["])
def test_texts_from_outside_format_nothing(sign):
    report = MarkdownReport(
        title=HOSTILE, charts=[chart(HOSTILE, title=HOSTILE)], can=[HOSTILE], cannot=[HOSTILE], warnings=[HOSTILE],
        why={"time line": HOSTILE}, methods=HOSTILE, about=[("run", HOSTILE)],
    )  # fmt: skip
    written = render_markdown(report)
    assert not unescaped(written, sign)
    assert not [line for line in written.splitlines() if line.startswith("# no heading")]
    row = next(line for line in written.splitlines() if line.startswith("| a"))
    assert len(unescaped(row, "|")) == 3  # two cells: the empty column is left out


def test_what_is_asked_for_is_there_in_order():
    report = MarkdownReport(
        title="Report", charts=[chart()], can=["yes"], cannot=["no"], warnings=["by a program"], methods="How.",
        why={"events": "no dates"}, pictures={"a": "report-charts/a>b.svg"},
    )  # fmt: skip
    written = render_markdown(report)
    heads = [line[3:] for line in written.splitlines() if line.startswith("## ")]
    assert heads == [
        "Before any figure", "What can be said", "What cannot be said", "Frames", "Not in this report", "Methods",
    ]  # fmt: skip
    assert "![Frames](<report-charts/a%3Eb.svg>)" in written


def test_methods_keep_their_paragraphs_and_format_nothing():
    said = methods_markdown("Of <b>two</b> outlets.\n\n[x](y) by $one$\nand no other.\n \n# no heading\n")
    assert said == "Of \\<b\\>two\\</b\\> outlets.\n\n\\[x\\](y) by \\$one\\$ and no other.\n\n\\# no heading\n"
    written = render_markdown(MarkdownReport(title="Report", charts=[], methods="One.\n\nTwo."))
    assert written.endswith("## Methods\n\nOne.\n\nTwo.\n")


def test_of_many_rows_it_says_how_many_are_left_out():
    written = markdown_table(pd.DataFrame({"Outlet": [f"o{n}" for n in range(600)]}))
    assert "100 more rows" in written
    assert written.count("\n| o") == 500


def test_a_note_that_rows_share_stands_once():
    table = pd.DataFrame({"Outlet": ["a", "b", "c"], "Note": ["not drawn", "not drawn", "alone"]})
    written = markdown_table(table)
    assert written.count("not drawn") == 1
    assert "| a | note 1 |" in written
    assert "| c | alone |" in written
    assert "Note 1: not drawn" in written
