import re

from framing.analysis import tables
from framing.analysis.findings import Findings
from framing.report.charts.chart import Names
from framing.report.charts.of_findings import charts_of


def test_every_finding_has_its_chart_with_a_key_of_its_own(scored, events, prevalence, comparison, time_line):
    found = Findings(
        scored,
        prevalence({"by": "", "group": "all"}, {}, {"by": "voice", "group": "outlet"}, {"by": "desk of <b>"}),
        comparison=comparison({}),
        time_line=time_line({}, {"period": "2022-01-10"}),
        events=events,
    )
    charts = charts_of(found, Names(groups={"outlet": "the outlet's own voice"}))
    keys = [chart.key for chart in charts]
    assert keys == [
        "profile-sentence",
        "profile-sentence-by-outlet",
        "profile-sentence-by-voice",
        "profile-sentence-by-desk-of--b",
        "differences-sentence-by-outlet",
        "time-line-sentence",
        "event-1-a",
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
    assert charts[2].table["Voice"].tolist() == ["the outlet's own voice"]


def test_an_outlet_called_like_a_voice_keeps_its_name(scored, prevalence):
    charts = charts_of(Findings(scored, prevalence({"group": "outlet"})), Names(groups={"outlet": "own voice"}))
    assert charts[0].table["Outlet"].tolist() == ["outlet"]


def test_nothing_found_has_no_chart(scored, events):
    nothing = {"comparison": tables.COMPARISON.table(), "time_line": tables.TIME_LINE.table(), "events": events[:0]}
    assert charts_of(Findings(scored, tables.PREVALENCE.table(), **nothing), Names()) == ()
