"""All findings of a corpus together, each of them or why there is none. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from framing.analysis.comparison.compare import compare_groups
from framing.analysis.comparison.copies import stories_of
from framing.analysis.events.grouping import find_events
from framing.analysis.events.omissions import Omitted, Trust, find_omissions
from framing.analysis.findings import Findings, LookedFor
from framing.analysis.grouped import grouped_units, share_table
from framing.analysis.grouping import Grouping, group_of
from framing.analysis.leak.differences import LeakAudit, audit_differences
from framing.analysis.scored import Scored
from framing.analysis.tables import PREVALENCE
from framing.analysis.time_line.line import TimeLine, time_line
from framing.analysis.time_line.periods import Calendar, Period, calendar_of
from framing.analysis.units import UNITS, Unit, Units
from framing.errors import FramingError, NotEnoughData

_SHARES_BY = ("outlet", "voice", "month")
_COMPARED_BY = ("outlet", "voice")
_FEW_WEEKS, _MANY_WEEKS = 4, 120  # with fewer a time line is of days, with more of months


@dataclass
class _Found:
    """What was found so far, and what is said of it."""

    scored: Scored
    units: dict[Unit, Units]
    why: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def grouping(self, by: str) -> Grouping:
        grouping = group_of(self.scored, by, fold=True)
        self.warnings.extend(grouping.warnings)
        return grouping


def find_all(
    scored: Scored,
    units_of: Callable[[Unit], Units],
    *,
    warnings: Sequence[str] = (),
    notable: pd.DataFrame | None = None,
    trust: Mapping[str, Trust] | None = None,
    audit: LeakAudit | None = None,
    seed: int = 7,
) -> Findings:
    """Shares of all units, by outlet, voice and month; comparisons by outlet and voice; a time line; events; omissions.

    What cannot be found, as with one outlet or without dates, is None, and `why` says so.

    Args:
        scored: the corpus.
        units_of: its units of a kind.
        warnings: what must be known before any figure.
        notable: `date` and `text` of what a reader should see on the time line.
        trust: how well the model does on each frame, where that is known: see `find_omissions`.
        audit: LEAKS of some differences between groups of sentences; none is made without it.
        seed: of all draws.
    """
    found = _Found(scored, {unit: units_of(unit) for unit in UNITS}, warnings=list(warnings))
    found.warnings.extend(units.incomplete for units in found.units.values() if units.incomplete)
    prevalence = _prevalence(found, seed)
    comparison = _comparison(found, seed)
    line = _time_line(found, seed)
    leaks = _leaks(found, comparison, audit)
    events = _events(found)
    omitted = _omissions(found, events, trust)
    return Findings(
        scored=scored,
        prevalence=prevalence,
        comparison=comparison,
        time_line=None if line is None else line.table,
        changes=None if line is None or line.why_no_changes else line.changes,
        notable=notable,
        events=events,
        omissions=None if omitted is None else omitted.omissions,
        looked_for=None if omitted is None else LookedFor(omitted.looked_at, omitted.possible, omitted.by_chance),
        leaks=leaks,
        why=found.why,
        warnings=tuple(dict.fromkeys(found.warnings)),
    )


def _prevalence(found: _Found, seed: int) -> pd.DataFrame:
    tables = []
    for unit in UNITS:
        try:
            tables.append(share_table(found.scored, found.units[unit], seed=seed))
        except NotEnoughData as error:
            found.warnings.append(str(error))
            continue
        for by in _SHARES_BY:
            if unit == "article" and by == "voice":
                continue
            try:
                tables.append(share_table(found.scored, found.units[unit], found.grouping(by), seed=seed))
            except FramingError as error:
                found.why[f"prevalence by {by}"] = str(error)
    return PREVALENCE.check(pd.concat(tables, ignore_index=True), "the shares")


def _comparison(found: _Found, seed: int) -> pd.DataFrame | None:
    tables = []
    for by in _COMPARED_BY:
        try:
            grouping = found.grouping(by)
            units, groups, note = grouped_units(found.scored, found.units["sentence"], grouping)
            _, table = compare_groups(units, groups, grouping.names, by=grouping.by, note=note, seed=seed)
        except FramingError as error:
            found.why[f"comparison by {by}"] = str(error)
            continue
        tables.append(table)
    if not tables:
        found.why["comparison"] = " ".join(dict.fromkeys(found.why[f"comparison by {by}"] for by in _COMPARED_BY))
        return None
    return pd.concat(tables, ignore_index=True)


def _time_line(found: _Found, seed: int) -> TimeLine | None:
    try:
        calendar = _calendar(found.scored.documents)
        story = stories_of(found.scored.documents["document_id"].tolist(), found.scored.copies)
        line = time_line(found.units["sentence"], calendar, story=story, seed=seed)
    except FramingError as error:
        found.why["time_line"] = found.why["changes"] = str(error)
        return None
    found.warnings.extend(line.warnings)
    if line.why_no_changes:
        found.why["changes"] = line.why_no_changes
    return line


def _calendar(documents: pd.DataFrame) -> Calendar:
    """Weeks; days where there are few weeks, months where there are very many."""
    weeks = calendar_of(documents, "week")
    period: Period = "day" if len(weeks.names) < _FEW_WEEKS else "month"
    usual = _FEW_WEEKS <= len(weeks.names) <= _MANY_WEEKS
    return weeks if usual else calendar_of(documents, period)


def _events(found: _Found) -> pd.DataFrame | None:
    try:
        grouped = find_events(found.scored)
    except FramingError as error:
        found.why["events"] = str(error)
        return None
    found.warnings.extend(grouped.warnings)
    return grouped.events


def _omissions(found: _Found, events: pd.DataFrame | None, trust: Mapping[str, Trust] | None) -> Omitted | None:
    if events is None:
        found.why["omissions"] = found.why["events"]
        return None
    if events.empty:
        found.why["omissions"] = "No two articles tell of one event, so that there is nothing to leave out."
        return None
    return find_omissions(found.scored, events, trust)


def _leaks(found: _Found, comparison: pd.DataFrame | None, audit: LeakAudit | None) -> pd.DataFrame | None:
    """Of outlets that differ, those with the smallest p first."""
    if audit is None or comparison is None:
        found.why["leaks"] = "It was not asked for." if audit is None else found.why["comparison"]
        return None
    try:
        outlets = group_of(found.scored, "outlet", fold=True)
        return audit_differences(audit, outlets, comparison[comparison["by"] == "outlet"])
    except NotEnoughData as error:
        found.why["leaks"] = str(error)
        return None
