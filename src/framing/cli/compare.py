"""Groups compared: framing compare."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import (
    counted,
    echo,
    json_option,
    percent,
    percent_interval,
    print_json,
    print_noted_table,
    records,
    say,
    warn,
    workspace,
)
from framing.cli.findings import UNITS, check_frame, check_table_file, open_scored, scored_options, shout_if_automated
from framing.cli.leaks import LeakAuditor, print_leaks
from framing.cli.outputs import check_outputs
from framing.errors import NotEnoughData

if TYPE_CHECKING:
    import pandas as pd

    from framing.analysis.units import Unit

_MOST_ROWS = 40  # of a table on a screen


@click.command()
@click.option(
    "--by", default="outlet", show_default=True, metavar="outlet|voice|month|COLUMN", help="What makes a group."
)
@click.option("--unit", type=click.Choice(UNITS), default="sentence", show_default=True, help="What shares are of.")
@click.option("--frame", metavar="KEY", help="Show this frame only; p is corrected for all.")
@click.option("--against", metavar="GROUP", help="Compare all with this one; every two are compared without it.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write all differences to a .csv or .jsonl file."
)
@click.option("--leaks", is_flag=True, help="Tell too what is left of those that differ with words hidden.")
@scored_options
@json_option
@click.pass_context
def compare(
    context: click.Context,
    by: str,
    unit: "Unit",
    frame: str | None,
    against: str | None,
    out: Path | None,
    leaks: bool,
    scores: Path | None,
    model: Path | None,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Show which groups of texts differ in their frames, and which differences would have been seen.

    Shares are corrected by the sentences that people labelled because they were drawn by chance. Each difference has a
    95 % interval over documents, a p-value after Holm's correction for the number of comparisons, and the difference
    that would be found in 80 of 100 such studies. Copies of a text are chance once, whoever ran them. Of more than ten
    groups each is compared with all others. --leaks hides names of outlets and of the codebook's gazetteer, places
    (countries, their people and capitals, the larger cities of Kazakhstan; other cities are not known, but may stand in
    the gazetteer) and the codebook's own words.

    \b
    Example: framing compare --by outlet
             framing compare --by voice --frame economy --out voices.csv
             framing compare --by month --against 2024-01 --scores scored
             framing compare --by outlet --leaks
    """
    from framing.analysis.comparison.compare import compare_groups
    from framing.analysis.grouped import grouped_units
    from framing.analysis.grouping import group_of
    from framing.analysis.leak.differences import audit_differences

    check_outputs(workspace(context), {"--out": out})
    check_table_file(out)
    opened = open_scored(context, scores, model, labels)
    grouping = group_of(opened.scored, by)
    check_frame(opened.scored.frames, frame)
    units, groups, note = grouped_units(opened.scored, opened.units_of(unit), grouping)
    shares, everything = compare_groups(units, groups, grouping.names, by=grouping.by, against=against, note=note)
    profile, table = (_of_frame(rows, frame) for rows in (shares.table(grouping.by), everything))
    family = int(everything["detectable"].notna().sum())  # those that can be told at all, of all frames
    warnings = [*opened.warnings, *filter(None, [units.incomplete]), *grouping.warnings]
    if out is not None:
        from framing.files import write_table

        write_table(out, table)
    audited = None
    if leaks:
        auditor = LeakAuditor(workspace(context), opened.scored, model)
        try:
            audited = audit_differences(auditor, grouping, table)
        except NotEnoughData as error:
            warnings.append(f"Nothing was audited. {error}")
    if as_json:
        result: dict[str, Any] = {"made_by": units.made_by, "profile": records(profile), "comparison": records(table)}
        result["corrected_for"] = family
        result["leaks"] = None if audited is None else records(audited)
        print_json("compare", result, warnings)
        return
    shout_if_automated(units.made_by, profile["estimate"])
    _show(profile, table, family)
    if audited is not None:
        print_leaks(audited)
    warn(warnings)
    if out is not None:
        say(f"Wrote {counted(len(table), 'difference')} to {out}.")


def _of_frame(rows: "pd.DataFrame", frame: str | None) -> "pd.DataFrame":
    """Those of one frame. All are compared first: p would be too small if it counted only what is looked at."""
    return rows if frame is None else rows[rows["frame"] == frame].reset_index(drop=True)


def _show(profile: "pd.DataFrame", table: "pd.DataFrame", family: int) -> None:
    """The profile of each group, then the differences."""
    shown = profile[["group", "frame"]].assign(
        share=percent(profile["share"]),
        interval=percent_interval(profile["low"], profile["high"]),
        seen=[f"{seen} of {of}" for seen, of in zip(profile["predicted"], profile["of"], strict=True)],
        documents=profile["documents"],
        **{"drawn and labelled": profile["labelled"]},
        estimate=profile["estimate"],
        note=profile["note"],
    )
    echo(f"Shares of {table['unit'].iloc[0]}s by {table['by'].iloc[0]}:")
    print_noted_table(shown, "group")
    rows = table.sort_values("p_holm", kind="stable", na_position="last").head(_MOST_ROWS)
    rows = rows.sort_index()
    echo("")
    echo("Differences:")
    print_noted_table(
        rows[["group", "other", "frame"]].assign(
            **{"group minus other": percent(rows["difference"])},
            interval=percent_interval(rows["low"], rows["high"]),
            p_holm=rows["p_holm"].map(p_text),
            detectable=percent(rows["detectable"]),
            verdict=rows["verdict"],
            estimate=rows["estimate"],
            note=rows["note"],
        ),
        "frame",
    )
    if len(rows) < len(table):
        echo(f"The {len(rows)} surest of {len(table)}; all of them: --out FILE.csv.")
    verdicts = table["verdict"].value_counts()
    echo(
        f"{verdicts.get('differ', 0)} of {counted(len(table), 'difference')} hold at 5 % after Holm's correction; of "
        f"{verdicts.get('too little to tell', 0)} there is too little to tell."
    )
    if family:
        echo(
            f"p_holm is corrected for {counted(family, 'comparison')}, whichever are shown. An interval is of one "
            "comparison by itself: it may leave out zero where no difference is seen."
        )


def p_text(p: float) -> str:
    """A p-value with three digits, and a fourth where it takes that; empty for none."""
    if p != p:  # NaN: not tested
        return ""
    digits = 4 if f"{p:.3f}" == "0.050" else 3  # on which side of 0.05 it is
    return "< 0.001" if p < 0.001 else f"{p:.{digits}f}"
