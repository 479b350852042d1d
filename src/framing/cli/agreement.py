"""How far annotators agree."""

import math
from pathlib import Path
from typing import Any

import click

from framing.cli.console import echo, json_option, print_json, print_noted_table, records, warn, workspace
from framing.cli.labels import decisions, document_of, labels_option
from framing.errors import GateFailed


@click.command()
@labels_option
@click.option("--at-least", type=float, metavar="ALPHA", help="Exit 5 unless every frame reaches ALPHA.")
@json_option
@click.pass_context
def agree(context: click.Context, labels: Path | None, at_least: float | None, as_json: bool) -> None:
    """Show Krippendorff's alpha per frame, the lowest first, with what it stands on.

    \b
    Example: framing agree --at-least 0.667
    """
    from framing.agreement.by_frame import agreement_by_frame, identical_sets

    annotations, warnings = decisions(workspace(context), labels)
    table = agreement_by_frame(annotations, document_of(annotations))
    same, shared = identical_sets(annotations)
    if as_json:
        print_json("agree", {"frames": records(table), "same_frames": same, "sentences": shared}, warnings)
    else:
        print_noted_table(agreement_columns(table))
        echo(f"Decisions by: {', '.join(sorted(set(table['made_by'])))}.")
        echo(f"On {same} of {shared} sentences all annotators chose the same frames.")
        warn(warnings)
    if at_least is not None:
        hold(table, at_least)


def hold(table: Any, at_least: float) -> None:
    """Nothing, if every frame reaches `at_least`; a missing alpha, and one of a rare frame, is not agreement.

    Raises:
        GateFailed: the lowest frame that does not.
    """
    from framing.agreement.by_frame import RARE_AT_LEAST

    failing = table[~((table["alpha"] >= at_least) & (table["seen_in"] >= RARE_AT_LEAST))]
    if failing.empty:
        return
    lowest = failing.iloc[0]
    untold = lowest["seen_in"] < RARE_AT_LEAST or math.isnan(lowest["alpha"])
    found = lowest["note"] if untold else f"its alpha is {lowest['alpha']:.3f}"
    raise GateFailed(f"Frame {lowest['frame']!r} does not reach {at_least}: {found}.")


def agreement_columns(table: Any) -> Any:
    """What a terminal shows of the table of agreement: the rest is in --json."""
    from framing.cli.console import interval

    shown = table[["frame", "alpha", "sentences", "seen_in", "present", "decisions", "note"]]
    shown = shown.rename(columns={"seen_in": "seen in", "present": "yes"})
    ends = interval(table["low"], table["high"])
    if ends.any():
        shown.insert(2, "95 % interval", ends)
    return shown
