"""All charts of one corpus's findings, in the order of a report. Pure."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from framing.analysis.findings import Findings
from framing.codebook import Codebook
from framing.errors import NotEnoughData
from framing.report.charts.chart import Chart, Names
from framing.report.charts.differences import difference_chart
from framing.report.charts.events import event_chart, tellers
from framing.report.charts.profile import profile_chart, size_of
from framing.report.charts.time_line import time_chart

MOST_EVENTS = 3  # events of a report that get a chart: those that most outlets tell


def names_of(codebook: Codebook) -> Names:
    """The names of frames and voices in a codebook; what is a voice is not called one again in a list of voices."""
    return Names(
        frames={frame.key: frame.name for frame in codebook.frames},
        groups={voice.key: voice.name.removeprefix("voice: ") for voice in codebook.voices},
    )


def charts_of(findings: Findings, names: Names, *, unit: str = "sentence") -> tuple[Chart, ...]:
    """Profiles by all, outlet, voice and month, differences, the time line and the largest events.

    What was not asked for, or has too little for a chart, has none; nothing at all gives an empty tuple. Keys of groups
    are named only where they are voices: an outlet may be called like a voice.
    """
    plain = Names(frames=names.frames)
    found: list[Chart] = []
    for by in dict.fromkeys(findings.prevalence["by"]):
        if by != "month" or findings.time_line is None:
            found += _made(profile_chart, findings.prevalence, names if by == "voice" else plain, by=by, unit=unit)
    if findings.comparison is not None:
        for by in dict.fromkeys(findings.comparison["by"]):
            called = names if by == "voice" else plain
            counted = _counted(findings.prevalence, by, unit)
            found += _made(difference_chart, findings.comparison, called, by=by, unit=unit, counted=counted)
    if findings.time_line is not None:
        more = {"changes": findings.changes, "notable": findings.notable}
        found += _made(time_chart, findings.time_line, plain, unit=unit, **more)
    return (*found, *_of_events(findings, plain))


def _counted(prevalence: pd.DataFrame, by: str, unit: str) -> str:
    own = prevalence[(prevalence["by"] == by) & (prevalence["unit"] == unit)]
    return "" if own.empty else size_of(own)


def _of_events(findings: Findings, names: Names) -> list[Chart]:
    """Charts of the events that most outlets tell, the most articles first among those of equally many."""
    if findings.events is None or findings.events.empty:
        return []
    events = findings.events[findings.events["copy_of"] == ""]
    told = events.assign(teller=events["document_id"].map(tellers(findings.scored.documents)))
    sizes = told.groupby("event", sort=False).agg(outlets=("teller", "nunique"), articles=("document_id", "size"))
    largest = sizes.sort_values(["outlets", "articles"], ascending=False, kind="stable").index[:MOST_EVENTS]
    found: list[Chart] = []
    for number, event in enumerate(largest, start=1):
        found += _made(event_chart, findings.scored, events, str(event), names, number=number)
    return found


def _made(make: Callable[..., Chart], *given: Any, **more: Any) -> list[Chart]:
    """The chart, or none where there is too little for it."""
    try:
        return [make(*given, **more)]
    except NotEnoughData:
        return []
