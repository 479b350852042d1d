"""Shares over time: framing timeline."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import (
    counted,
    echo,
    json_option,
    one_line,
    print_grid,
    print_json,
    records,
    say,
    warn,
    workspace,
)
from framing.cli.findings import UNITS, check_frame, check_table_file, open_scored, scored_options, shout_if_automated
from framing.cli.outputs import check_outputs
from framing.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from framing.analysis.time_line.line import TimeLine
    from framing.analysis.time_line.periods import Period
    from framing.analysis.units import Unit

_PERIODS = ("day", "week", "month")
_MOST_ROWS = 60  # periods of a frame on a screen
_LARGEST_EVENTS = 1_000_000  # bytes of a file of events
_NAMED = 3  # periods beside a note


@click.command()
@click.option("--period", type=click.Choice(_PERIODS), default="week", show_default=True, help="Weeks begin on Monday.")
@click.option("--unit", type=click.Choice(UNITS), default="sentence", show_default=True, help="What shares are of.")
@click.option("--frame", metavar="KEY", help="Show this frame only; changes are sought in all, and p is over all.")
@click.option(
    "--events",
    "events_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A small CSV with the columns date and text: what happened, shown beside its period.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the time line to a .csv or .jsonl file."
)
@scored_options
@json_option
@click.pass_context
def timeline(
    context: click.Context,
    period: "Period",
    unit: "Unit",
    frame: str | None,
    events_file: Path | None,
    out: Path | None,
    scores: Path | None,
    model: Path | None,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Show the share of each frame over time, with the mix of outlets held fixed, and when its level changed.

    A week in which one outlet writes more moves no line. Shares are corrected by the sentences of this corpus that were
    drawn by chance and labelled, as if the model erred alike in all periods, which is tested; without them they are
    counts. A change is told where dates shuffled among the articles of each outlet show as much in fewer than 5 of 100
    shuffles, in any frame at any time. A steady trend is called one: it has no date.

    \b
    Example: framing timeline
             framing timeline --period month --frame human_cost --events events.csv
             framing timeline --scores scored --out weeks.csv
    """
    from framing.analysis.time_line.line import time_line_of
    from framing.analysis.time_line.notable import by_period
    from framing.analysis.time_line.words import ONLY_JUST, change_in_words

    check_outputs(workspace(context), {"--out": out}, inputs=[events_file] if events_file else [])
    check_table_file(out)
    notable = None if events_file is None else read_events(events_file)
    opened = open_scored(context, scores, model, labels)
    check_frame(opened.scored.frames, frame)
    units = opened.units_of(unit)
    line, calendar = time_line_of(opened.scored, units, period, frames=None if frame is None else [frame])
    beside, outside = ({}, []) if notable is None else by_period(notable, calendar)
    warnings = [*opened.warnings, *filter(None, [units.incomplete]), *line.warnings]
    if outside:
        warnings.append(f"In no {period} of the time line: {', '.join(outside[:_NAMED])}{_more(len(outside))}.")
    said = [(row["frame"], change_in_words(row, period)) for row in records(line.changes)]
    if out is not None:
        from framing.files import write_table

        write_table(out, line.table)
    if as_json:
        about = {"period": period, "unit": unit, "made_by": units.made_by, "model": opened.scored.model}
        beside_it = {"events": [] if notable is None else records(notable), "undated": calendar.undated}
        beside_it["p_over_frames"] = len(units.frames)
        result = {**about, **_found(line, said), **beside_it, "out": str(out) if out else None}
        print_json("timeline", result, warnings)
        return
    shout_if_automated(units.made_by, line.table["estimate"])
    _show(line, period, said, beside)
    if not line.why_no_changes:
        echo(f"p of a change is over {counted(len(units.frames), 'frame')} and every {period}, whichever are shown.")
    if said:
        echo(ONLY_JUST)
    warn(warnings)
    if out is not None:
        say(f"Wrote {counted(len(line.table), 'row')} to {out}.")


def _found(line: "TimeLine", said: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "time_line": records(line.table),
        "changes": records(line.changes),
        "in_words": [f"{frame} {words}" for frame, words in said],
        "why_no_changes": line.why_no_changes,
    }


def read_events(path: Path) -> "pd.DataFrame":
    """NOTABLE of a file of the user's.

    Raises:
        InputError: it cannot be read, is too large, or holds what is no event.
    """
    from framing.analysis.tables import NOTABLE
    from framing.analysis.time_line.notable import notable_events
    from framing.files import read_csv_table

    if path.is_file() and path.stat().st_size > _LARGEST_EVENTS:
        raise InputError(f"{path} is larger than {_LARGEST_EVENTS // 1_000_000} MB. A file of events is small.")
    return notable_events(read_csv_table(path, NOTABLE), str(path))


# -- on a screen -----------------------------------------------------------------------------------------------------


def _show(line: "TimeLine", period: str, said: Sequence[tuple[str, str]], beside: Mapping[str, Sequence[str]]) -> None:
    for frame, rows in line.table.groupby("frame", sort=False):
        kind = ", ".join(dict.fromkeys(rows.loc[rows["share"].notna(), "estimate"])) or "too little to tell"
        echo(f"{frame}: share of {rows['unit'].iloc[0]}s by {period}, {kind}")
        _grid(rows.tail(_MOST_ROWS), period, beside)
        if len(rows) > _MOST_ROWS:
            echo(f"The last {_MOST_ROWS} of {len(rows)} {period}s; all of them: --out FILE.csv.")
        own = line.changes[line.changes["frame"] == frame]
        for (_, words), note in zip([each for each in said if each[0] == frame], own["note"], strict=True):
            told = f"{frame} {words}. {_less(note, rows['note'])}"
            echo(click.wrap_text(one_line(told.strip()), 78, "  ", "    "))
        if own.empty and not line.why_no_changes:
            echo("  No change of its level was found.")
        echo("")
    if line.why_no_changes:
        echo(line.why_no_changes)
    _notes(line.table, period)


def _grid(rows: "pd.DataFrame", period: str, beside: Mapping[str, Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    unit = rows["unit"].iloc[0]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "right", "right", "right", "right", "right"):
        grid.add_column(justify=justify, no_wrap=True)
    grid.add_column(overflow="fold", ratio=1)
    grid.add_row(period, "share", "95 %", f"{unit}s", "articles", "labelled", "")
    for row in records(rows):
        there = row["share"] == row["share"]  # not NaN
        share = f"{100 * row['share']:.1f} %" if there else "-"
        ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f} %" if row["low"] == row["low"] else ""
        happened = Text("; ".join(one_line(text) for text in beside.get(row["period"], ())))  # no markup is read in it
        counts = (str(row[name]) for name in ("of", "documents", "labelled"))
        grid.add_row(row["period"], share, ends, *counts, happened)
    print_grid(grid)


def _less(note: str, told: "pd.Series") -> str:
    """The note of a change without what all periods are told of too, which stands below the tables once."""
    common = [each for each in told.unique() if each and note.endswith(each)]
    return note.removesuffix(max(common, key=len)) if common else note


def _notes(table: "pd.DataFrame", period: str) -> None:
    """Each note once, with the periods that it is about; where there is too little the table says it."""
    rows = table[table["share"].notna() & (table["note"] != "")]
    for note, about in rows.groupby("note", sort=False):
        names = list(dict.fromkeys(about["period"]))
        every = len(names) == table["period"].nunique() or len(about) == table["share"].notna().sum()
        which = f"every {period}" if every else ", ".join(names[:_NAMED]) + _more(len(names))
        frames = dict.fromkeys(about["frame"])
        of = "" if len(frames) == table["frame"].nunique() else f", {', '.join(frames)}"
        echo(click.wrap_text(one_line(f"{which}{of}: {note}"), 78, "  ", "    "))


def _more(count: int) -> str:
    return f" and {count - _NAMED} more" if count > _NAMED else ""
