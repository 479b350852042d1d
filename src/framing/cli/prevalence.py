"""How often each frame occurs: framing prevalence."""

from pathlib import Path
from typing import TYPE_CHECKING

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
from framing.cli.findings import (
    UNITS,
    check_table_file,
    of_frame,
    open_scored,
    prevalence_of,
    scored_options,
    shout_if_automated,
)
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    import pandas as pd

    from framing.analysis.units import Unit


@click.command()
@click.option(
    "--by", metavar="outlet|voice|month|COLUMN", help="Also of each group; of all texts together unless told otherwise."
)
@click.option("--unit", type=click.Choice(UNITS), default="sentence", show_default=True, help="What shares are of.")
@click.option("--frame", metavar="KEY", help="This frame only.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the table to a .csv or .jsonl file."
)
@scored_options
@json_option
@click.pass_context
def prevalence(
    context: click.Context,
    by: str | None,
    unit: "Unit",
    frame: str | None,
    out: Path | None,
    scores: Path | None,
    model: Path | None,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Show in which share of sentences, headlines or articles each frame is, with a 95 % interval.

    A model's counts are off, rare frames most. Where sentences of this very corpus were drawn by chance and labelled
    (framing suggest --for estimation), they correct the counts, group by group; where not, the counts are shown and
    called uncorrected, with what is missing. Of a group with too few labels there is no share. Intervals are over
    articles, as sentences of one article resemble each other. An article has a frame if one of its sentences has it;
    their share is corrected only where articles were drawn whole (framing suggest --for estimation --unit article), and
    by those of which every sentence is labelled.

    \b
    Example: framing prevalence --by outlet
             framing prevalence --unit headline --out headlines.csv
             framing prevalence --scores scored --by month --frame human_cost
    """
    check_outputs(workspace(context), {"--out": out})
    check_table_file(out)
    opened = open_scored(context, scores, model, labels)
    units = of_frame(opened.units_of(unit), frame)
    table, of_groups = prevalence_of(opened.scored, units, by)
    warnings = [*opened.warnings, *filter(None, [units.incomplete]), *of_groups]
    if out is not None:
        from framing.files import write_table

        write_table(out, table)
    if as_json:
        result = {"unit": unit, "made_by": units.made_by, "model": opened.scored.model, "prevalence": records(table)}
        print_json("prevalence", {**result, "out": str(out) if out else None}, warnings)
        return
    shout_if_automated(units.made_by, table["estimate"])
    _show(table)
    warn(warnings)
    if out is not None:
        say(f"Wrote {counted(len(table), 'row')} to {out}.")


def _show(table: "pd.DataFrame") -> None:
    """A table for all units, then one for each group."""
    for (by, group), rows in table.groupby(["by", "group"], sort=False):
        about = f"{by} {group}" if by else "All texts"
        first = rows.iloc[0]
        echo(f"{about}: {first['of']:,} {first['unit']}s of {counted(int(first['documents']), 'article')}")
        print_noted_table(
            rows[["frame"]].assign(
                share=percent(rows["share"]),
                interval=percent_interval(rows["low"], rows["high"]),
                predicted=rows["predicted"],
                **{"drawn and labelled": rows["labelled"]},
                estimate=rows["estimate"],
                note=rows["note"],
            )
        )
        echo("")
