"""The same event as outlets tell it: framing events."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from framing.cli.console import (
    counted,
    echo,
    json_option,
    one_line,
    print_json,
    print_noted_table,
    print_table,
    records,
    say,
    warn,
    workspace,
)
from framing.cli.findings import TABLE_ENDINGS, open_scored, scored_options
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    import pandas as pd

    from framing.analysis.events.extracts import Extract, ExtractCell
    from framing.analysis.events.grouping import Grouped
    from framing.analysis.events.omissions import Omitted, Trust
    from framing.analysis.scored import Scored
    from framing.workspace import Workspace

_MOST_EVENTS = 20  # on a screen
_MOST_OMISSIONS = 40
_MOST_ROWS = 15  # of extracts, on a screen
_FILES = {"events": "events.csv", "omissions": "omissions.csv", "extracts": "extracts.csv"}


class _Found(NamedTuple):
    grouped: "Grouped"
    listed: "pd.DataFrame"
    omitted: "Omitted | None"
    extract: "Extract | None"


@click.command()
@click.option(
    "--days",
    type=click.IntRange(0, 365),
    default=3,
    show_default=True,
    help="How many days two articles of one event may lie apart.",
)
@click.option(
    "--events",
    "events_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Group by this CSV with the columns document_id and event, instead of by words and days.",
)
@click.option("--show", metavar="EVENT", help="Set side by side what outlets tell of this event.")
@click.option("--omissions", is_flag=True, help="List what others have on an event and an outlet has not.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Write the event of each article to a .csv or .jsonl file, or all that is shown to a folder of CSV.",
)
@scored_options
@json_option
@click.pass_context
def events(
    context: click.Context,
    days: int,
    events_file: Path | None,
    show: str | None,
    omissions: bool,
    out: Path | None,
    scores: Path | None,
    model: Path | None,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Show which articles tell of the same event, how outlets tell it, and what one of them leaves out.

    Articles are of one event if their words are alike and their days near; copies count once. An event bears the id of
    its first article. An omission is a frame, voice or speaker that others have on the event and the outlet has not; it
    is listed only if, told like the others and seen by this model, an outlet that wrote as much would have none in
    fewer than 5 of 100 cases. A frame is what the model sees, a voice or speaker what the rules find.

    \b
    Example: framing events
             framing events --omissions --out told
             framing events --show a1b2c3 --scores scored
             framing events --events events.csv --omissions
    """
    place = workspace(context)
    written = _written(out, show, omissions)
    check_outputs(place, {"--out": out, **written}, inputs=[events_file] if events_file else [])
    opened = open_scored(context, scores, model, labels)
    trust, unknown = trust_of(place, opened.scored, model) if omissions else ({}, ())
    found = _found(opened.scored, days, events_file, show, omissions, trust)
    warnings = [*opened.warnings, *found.grouped.warnings, *unknown]
    _write(found, out)
    if as_json:
        print_json("events", {**_as_json(found), "days": days, "out": str(out) if out else None}, warnings)
        return
    _show(found, opened.scored.unlike)
    warn(warnings)
    if out is not None:
        say(f"Wrote {out}.")


def _written(out: Path | None, show: str | None, omissions: bool) -> dict[str, Path | None]:
    """The files in a folder that is to be written, by name."""
    if out is None or out.suffix.lower() in TABLE_ENDINGS:
        return {}
    wanted = ["events", *(["omissions"] if omissions else []), *(["extracts"] if show else [])]
    return {f"--out, {name}": out / _FILES[name] for name in wanted}


def _found(
    scored: "Scored", days: int, path: Path | None, show: str | None, omissions: bool, trust: "Mapping[str, Trust]"
) -> _Found:
    from framing.analysis.events.extracts import align
    from framing.analysis.events.grouping import find_events, given_events
    from framing.analysis.events.listing import list_events
    from framing.analysis.events.omissions import find_omissions
    from framing.files import read_csv_table
    from framing.tables import EVENTS

    if path is None:
        grouped = find_events(scored, days=days)
    else:
        grouped = given_events(scored, read_csv_table(path, EVENTS), str(path))
    return _Found(
        grouped=grouped,
        listed=list_events(scored, grouped.events),
        omitted=find_omissions(scored, grouped.events, trust) if omissions else None,
        extract=align(scored, grouped.events, show) if show else None,
    )


def trust_of(place: "Workspace", scored: "Scored", model: Path | None) -> "tuple[Mapping[str, Trust], tuple[str, ...]]":
    """How well the model does on each frame, as its folder says, and what is said where that is not known."""
    from framing.analysis.events.omissions import Trust
    from framing.errors import FramingError
    from framing.model.keeping.encoding import fingerprint
    from framing.model.keeping.store import load_with_record

    unknown = (
        "How well the model does on each frame is not known here: all that it sees in the others counts as true, and "
        "chances are too small where it often is not. framing train keeps its precision with the project's model.",
    )
    try:
        trained, record = load_with_record(model or place.model)
    except FramingError:  # there is none, or it cannot be used here: scores can be looked at without it
        return {}, unknown
    if record.figures is None or fingerprint(trained) != scored.model:
        return {}, unknown
    wanted = ("precision", "recall")
    known = {
        row["frame"]: Trust(*(float(row[name]) for name in wanted))
        for row in record.figures.frames
        if all(row[name] is not None for name in wanted) and row["recall"] > 0 and row["precision"] > 0
    }
    return known, () if known else unknown


def _write(found: _Found, out: Path | None) -> None:
    from framing.files import write_table

    if out is None:
        return
    if out.suffix.lower() in TABLE_ENDINGS:
        write_table(out, found.grouped.events)
        return
    write_table(out / _FILES["events"], found.grouped.events)
    if found.omitted is not None:
        write_table(out / _FILES["omissions"], found.omitted.omissions)
    if found.extract is not None:
        from framing.analysis.events.listing import extract_table

        write_table(out / _FILES["extracts"], extract_table(found.extract))


def _as_json(found: _Found) -> dict[str, Any]:
    from framing.analysis.events.listing import extract_table

    result: dict[str, Any] = {
        "events": records(found.listed),
        "event_of": records(found.grouped.events),
        "undated": found.grouped.undated,
        "extract": None if found.extract is None else records(extract_table(found.extract)),
        "omissions": None,
    }
    if (omitted := found.omitted) is not None:
        counts = {"looked_at": omitted.looked_at, "possible": omitted.possible, "by_chance": omitted.by_chance}
        result |= {"omissions": records(omitted.omissions), **counts}
    return result


def _show(found: _Found, unlike: str) -> None:
    listed, told = found.listed, found.grouped.events
    own = int((told["copy_of"] == "").sum())
    echo(
        f"{counted(len(listed), 'event')} that more than one article tells of: {counted(own, 'article')} and "
        f"{len(told) - own} copies."
    )
    if len(listed):
        print_table(_said_of(listed.head(_MOST_EVENTS)))
    if len(listed) > _MOST_EVENTS:
        echo(f"The {_MOST_EVENTS} that most outlets tell of; all of them: --out FILE.csv.")
    if unlike and (found.extract or found.omitted):
        echo(click.wrap_text(f"\nOf all frames and omissions below: {unlike}", width=100, preserve_paragraphs=True))
    if found.extract is not None:
        _show_extract(found.extract)
    if found.omitted is not None:
        _show_omissions(found.omitted)


def _said_of(listed: "pd.DataFrame") -> "pd.DataFrame":
    """The list with the number of dated articles beside that of all: a day that few of them say is not that of all."""
    of = listed["articles"] + listed["copies"]
    return listed.assign(dated=[f"{dated} of {all_}" for dated, all_ in zip(listed["dated"], of, strict=True)])


def _show_extract(extract: "Extract") -> None:
    echo(f"\n{extract.event}: {one_line(extract.title)}")
    for row in extract.rows[:_MOST_ROWS]:
        echo(f"\n  nearest, alike {row.similarity:.2f}{', told apart' if row.differs else ''}")
        for cell in row.cells:
            if cell is not None:
                echo(click.wrap_text(_cell_text(cell), width=100, initial_indent="    ", subsequent_indent="      "))
    if len(extract.rows) > _MOST_ROWS:
        echo(f"\n  The first {_MOST_ROWS} of {len(extract.rows)}; all of them: --out FOLDER.")
    echo(f"\n  {counted(len(extract.unmatched), 'sentence')} without a near match in another outlet.")


def _cell_text(cell: "ExtractCell") -> str:
    frames = ", ".join(cell.frames) or "no frame"
    voice = (cell.voice or "voice unknown") + (" by rule" if cell.voice_by == "rules" else "")
    return one_line(f"{cell.source or f'(no outlet, {cell.document_id})'}: {cell.text} [{frames}; {voice}]")


def _show_omissions(omitted: "Omitted") -> None:
    table = omitted.omissions
    echo(
        f"\n{counted(len(table), 'omission')}. Others have something twice or more in {omitted.looked_at:,} cases; in "
        f"{omitted.possible:,} of them the outlet wrote enough to tell, and if all told alike, about "
        f"{omitted.by_chance:.1f} would be listed by chance."
    )
    if table.empty:
        return
    rows = table.head(_MOST_OMISSIONS)
    print_noted_table(
        rows[["event", "source", "what", "key"]].assign(
            others=[f"{has} of {of}" for has, of in zip(rows["others"], rows["others_of"], strict=True)],
            own=[f"0 of {of}" for of in rows["own_of"]],
            chance=rows["chance"].map("{:.3f}".format),
            false_share=rows["false_share"],
            note=rows["note"],
        ),
        "key",
    )
    if len(rows) < len(table):
        echo(f"The {len(rows)} surest of {len(table)}; all of them: --out FOLDER.")
    echo("chance: of none, if the outlet told like the others. false_share: of lines as sure or surer, made by chance.")
