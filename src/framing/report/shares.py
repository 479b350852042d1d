"""Tables of findings as rows of a page: shares, differences, changes, what survives masking. Pure.

A table may have more rows than anybody reads: a page holds the groups with the most units and the differences that
stand first, says how many it leaves out, and the tables beside it have them all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from framing.analysis.tables import EVERYTHING, TOO_LITTLE, VERDICTS
from framing.analysis.units import UNITS
from framing.report.evidence import Figure
from framing.report.found import Change, Difference, Differences, Leak, Share, ShareTable
from framing.report.marks import FrameMark

GROUP_LIMIT = 12  # groups of a table in the page
PERIOD_LIMIT = 26  # periods of a time line in the page
DIFFERENCE_LIMIT = 120  # rows of a comparison in the page
_ABOUT_A_FRAME = re.compile(r"(?:There is no score for )?(?P<key>[^\s:]+): ")
_GROUPED_BY = {"source": "outlet"}
_EXAMPLES_OF = ("sentence", "headline")  # an article has no sentences of its own to link to


class Words:
    """Frames by key and groups by value, as they are shown."""

    def __init__(self, frames: Sequence[FrameMark], voices: Mapping[str, str]) -> None:
        self._frames, self._voices = {frame.key: frame for frame in frames}, voices

    def frame(self, key: object) -> FrameMark:
        """One that the codebook does not have goes by its key, in grey."""
        name = str(key)
        return self._frames.get(name) or FrameMark(0, name, name, "#DDDDDD", "#000000")

    def in_warning(self, line: str) -> str:
        """A warning about one frame, such as "There is no score for KEY: why.", with its name instead of its key."""
        about = _ABOUT_A_FRAME.match(line)
        if about is None or about["key"] not in self._frames:
            return line
        return line[: about.start("key")] + self._frames[about["key"]].name + line[about.end("key") :]

    def group(self, value: object, by: object = "") -> str:
        """Of groups by voice its name; EVERYTHING as "all", none as "(none)"; others as they are."""
        name = str(value)
        known = self._voices if by == "voice" else {}
        return known.get(name, "all" if name == EVERYTHING else name or "(none)")


def grouped_by(by: str) -> str:
    """What groups are, in words: "outlet" for the column source."""
    return _GROUPED_BY.get(by, by.replace("_", " "))


def figures_shown(prevalence: pd.DataFrame) -> list[Figure]:
    """Figures of the page that have evidence of their own, those of all units first."""
    found: list[Figure] = []
    for unit, by, part in _parts(prevalence):
        if unit in _EXAMPLES_OF:
            rows = part[part["group"].isin(_largest(part)) & (part["predicted"] > 0)]
            found += [(unit, by, *each) for each in rows[["group", "frame"]].itertuples(index=False, name=None)]
    return sorted(found, key=lambda figure: figure[1] != "")


def share_tables(prevalence: pd.DataFrame, words: Words, anchors: Mapping[Figure, str]) -> tuple[ShareTable, ...]:
    """PREVALENCE as tables of a page, of all units first.

    Args:
        prevalence: PREVALENCE.
        words: names of frames and groups.
        anchors: of evidence.
    """
    return tuple(_table(unit, by, part, words, anchors) for unit, by, part in _parts(prevalence))


def time_tables(time_line: pd.DataFrame | None, words: Words) -> tuple[ShareTable, ...]:
    """TIME_LINE as tables of a page, with the latest periods."""
    if time_line is None or time_line.empty:
        return ()
    found = []
    for unit, part in time_line.groupby("unit", sort=False):
        periods = sorted(part["period"].unique())
        kept = set(periods[-PERIOD_LIMIT:])
        rows: dict[str, list[Share]] = {}
        for record in part[part["period"].isin(kept)].to_dict(orient="records"):
            own = {**record, "group": record["period"]}
            rows.setdefault(record["frame"], []).append(_share(own, words, str(record["note"]), ""))
        found.append(
            ShareTable(
                key=f"{unit}-over-time",
                unit=str(unit),
                by="period",
                rows=tuple((words.frame(frame), tuple(shares)) for frame, shares in rows.items()),
                left_out=len(periods) - len(kept),
            )
        )
    return tuple(found)


def _parts(prevalence: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    ways = list(prevalence["by"].unique())
    for by in sorted(ways, key=lambda by: by != ""):
        for unit in UNITS:
            part = prevalence[(prevalence["by"] == by) & (prevalence["unit"] == unit)]
            if not part.empty:
                yield unit, by, part


def _largest(part: pd.DataFrame) -> list[str]:
    """The groups with the most units, in the order of the table."""
    sizes = part.groupby("group", sort=False)["of"].max()
    kept = set(sizes.sort_values(ascending=False, kind="stable").index[:GROUP_LIMIT])
    return [group for group in sizes.index if group in kept]


def _table(unit: str, by: str, part: pd.DataFrame, words: Words, anchors: Mapping[Figure, str]) -> ShareTable:
    kept = _largest(part)
    shown = part[part["group"].isin(kept)]
    notes = [note for note in shown["note"].unique() if note]
    said = tuple(notes) if len(notes) <= 3 else ()  # a note for each row stands in the row
    rows: dict[str, list[Share]] = {}
    for record in shown.to_dict(orient="records"):
        own = "" if said else str(record["note"])
        anchor = anchors.get((unit, by, record["group"], record["frame"]), "")
        rows.setdefault(record["frame"], []).append(_share(record, words, own, anchor))
    return ShareTable(
        key="-".join(filter(None, (unit, "by" if by else "", _slug(by)))),
        unit=unit,
        by=grouped_by(by),
        rows=tuple((words.frame(frame), tuple(shares)) for frame, shares in rows.items()),
        left_out=part["group"].nunique() - len(kept),
        notes=said,
    )


def _slug(by: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in by.lower())[:40]


def _share(record: Mapping[Any, Any], words: Words, note: str, anchor: str) -> Share:
    value = _number(record["share"])
    return Share(
        frame=words.frame(record["frame"]),
        group=words.group(record["group"], record.get("by")),
        value=value,
        low=_number(record["low"]),
        high=_number(record["high"]),
        predicted=int(record["predicted"]),
        of=int(record["of"]),
        documents=int(record["documents"]),
        labelled=int(record["labelled"]),
        estimate=TOO_LITTLE if value is None else str(record["estimate"]),
        note=note,
        evidence=anchor,
    )


def differences(
    comparison: pd.DataFrame | None, words: Words, anchors: Mapping[Figure, str]
) -> tuple[Differences, ...]:
    """COMPARISON as rows of a page: what differs first, the largest difference first; sentences before other units."""
    if comparison is None or comparison.empty:
        return ()
    found = []
    for by, part in comparison.groupby("by", sort=False):
        rows = [_difference(record, words, anchors) for record in part.to_dict(orient="records")]
        rows.sort(key=lambda row: (UNITS.index(row.unit), -abs(row.value or 0.0)))
        differ = [row for row in rows if row.verdict == VERDICTS[0]]
        others = [row for row in rows if row.verdict != VERDICTS[0]]
        others.sort(key=lambda row: row.verdict == TOO_LITTLE)
        detectable = [row.detectable for row in others if row.verdict != TOO_LITTLE and row.detectable is not None]
        room = max(0, DIFFERENCE_LIMIT - len(differ))
        found.append(
            Differences(
                by=grouped_by(str(by)),
                key=_slug(str(by)),
                differ=tuple(differ[:DIFFERENCE_LIMIT]),
                others=tuple(others[:room]),
                total=len(rows),
                differing=len(differ),
                too_little=sum(row.verdict == TOO_LITTLE for row in rows),
                left_out=max(0, len(rows) - DIFFERENCE_LIMIT),
                unseen=(min(detectable), max(detectable)) if detectable else None,
            )
        )
    return tuple(found)


def _difference(record: Mapping[Any, Any], words: Words, anchors: Mapping[Figure, str]) -> Difference:
    def anchor(group: str) -> str:
        return anchors.get((record["unit"], record["by"], record[group], record["frame"]), "")

    return Difference(
        frame=words.frame(record["frame"]),
        unit=str(record["unit"]),
        group=words.group(record["group"], record["by"]),
        other=words.group(record["other"], record["by"]),
        value=_number(record["difference"]),
        low=_number(record["low"]),
        high=_number(record["high"]),
        p_holm=_number(record["p_holm"]),
        detectable=_number(record["detectable"]),
        verdict=str(record["verdict"]),
        estimate=str(record["estimate"]),
        note=str(record["note"]),
        evidence=anchor("group"),
        other_evidence=anchor("other"),
    )


def changes_of(changes: pd.DataFrame | None, words: Words) -> tuple[Change, ...]:
    """CHANGES as rows of a page, in their order."""
    return tuple(
        Change(
            frame=words.frame(record["frame"]),
            unit=str(record["unit"]),
            period=str(record["period"]),
            first=str(record["first"]),
            last=str(record["last"]),
            before=float(record["before"]),
            after=float(record["after"]),
            low=_number(record["low"]),
            high=_number(record["high"]),
            p=float(record["p"]),
            note=str(record["note"]),
        )
        for record in _records(changes)
    )


def leaks_of(leaks: pd.DataFrame | None, words: Words) -> tuple[Leak, ...]:
    """LEAKS as rows of a page, in their order."""
    return tuple(
        Leak(
            frame=words.frame(record["frame"]),
            group=words.group(record["group"]),
            other=words.group(record["other"]),
            masked=str(record["masked"]),
            difference=_number(record["difference"]),
            low=_number(record["low"]),
            high=_number(record["high"]),
            survives=_number(record["survives"]),
            words=int(record["words"]),
            note=str(record["note"]),
        )
        for record in _records(leaks)
    )


def _records(table: pd.DataFrame | None) -> list[dict[Any, Any]]:
    return [] if table is None else table.to_dict(orient="records")


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
