"""How far annotators agree: framing agree."""

import math
from pathlib import Path
from typing import Any

import click

from framing.cli.agreement_views import OTHERS, VIEWS, View, alpha_text, view
from framing.cli.console import echo_loud, json_option, print_json, warn, workspace
from framing.cli.ledgers import place_of
from framing.cli.outputs import check_outputs
from framing.errors import GateFailed


def _an_alpha(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not -1 <= value <= 1:  # NaN is in no range
        raise click.BadParameter(f"{value:g} is no alpha: it is a number from -1 to 1, such as 0.667.")
    return value


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--by", type=click.Choice(VIEWS), default="frame", show_default=True, help="What a row is about.")
@click.option("--frame", metavar="KEY", help="Look at this frame only.")
@click.option(
    "--at-least", type=float, callback=_an_alpha, metavar="ALPHA", help="Exit 5 unless every row reaches ALPHA."
)
@click.option("--csv", type=click.Path(path_type=Path, dir_okay=False), help="Write all rows and columns to a file.")
@json_option
@click.pass_context
def agree(
    context: click.Context,
    path: Path | None,
    by: str,
    frame: str | None,
    at_least: float | None,
    csv: Path | None,
    as_json: bool,
) -> None:
    """Show how far annotators agree: Krippendorff's alpha, the lowest first, with what it stands on.

    PATH is a ledger, or a folder with one; without it, the project's own is measured. The lowest come first. People and
    an automated coder are never measured together.

    \b
    --by frame      which frames are clear, and which are taken for each other
    --by annotator  each beside the rest, and beside oneself on sentences that were shown twice
    --by document   the articles that are disputed most
    --by pair       every two annotators
    --by voice      who says a sentence

    \b
    Example: framing agree --at-least 0.667
             framing agree annotations/ --by pair --csv pairs.csv
    """
    _check(by, frame, at_least, csv)
    place = workspace(context)
    check_outputs(place, {"--csv": csv})
    found = view(place_of(place, path), by, frame)
    notice = _notice(found)
    if csv is not None:
        from framing.files import write_table

        write_table(csv, found.rows)
    if as_json:
        print_json("agree", {"by": by, "made_by": found.made_by, **found.result}, [*notice, *found.warnings])
    else:
        for line in notice:
            echo_loud(line)
        found.show()
        warn(found.warnings)
    if at_least is not None:
        hold(found.rows, at_least, found.names)


def _check(by: str, frame: str | None, at_least: float | None, csv: Path | None) -> None:
    if by == "voice" and frame is not None:
        raise click.UsageError("--frame does not go with --by voice: voices are no frames.")
    if by == "document" and at_least is not None:
        raise click.UsageError("--at-least does not go with --by document: few documents are long enough for an alpha.")
    if csv is not None and csv.suffix.lower() != ".csv":
        raise click.UsageError(f"--csv {csv}: give the file a name that ends in .csv.")


def _notice(found: View) -> list[str]:
    """What nobody may miss where no people were measured."""
    if found.made_by != "automated coder":
        return []
    return [
        "ONE AUTOMATED CODER AGREES WITH ITSELF. THIS IS NO EVIDENCE THAT PEOPLE WOULD AGREE.",
        f"{', '.join(found.annotators)}: passes of a program over the same sentences. The figures say how far it is "
        "consistent with itself; its labels are no gold standard. Give sentences to two people: framing push --overlap "
        "2.",
    ]


def hold(table: Any, at_least: float, names: str = "frame") -> None:
    """Nothing, if every row reaches `at_least`; a missing alpha, and one of a rare frame, is not agreement.

    Of annotators and pairs the rows over all frames are held to it, and nobody beside oneself.

    Raises:
        GateFailed: how many rows do not, and the lowest.
    """
    from framing.agreement.figures import RARE_AT_LEAST

    if names in ("annotator", "pair"):
        table = table[table["frame"] == ""]
    if "beside" in table:
        table = table[table["beside"] == OTHERS]
    failing = table[~((table["alpha"] >= at_least) & (table["seen_in"] >= RARE_AT_LEAST))]
    if failing.empty:
        return
    lowest = failing.iloc[0]
    untold = lowest["seen_in"] < RARE_AT_LEAST or math.isnan(lowest["alpha"])
    found = lowest["note"] if untold else f"its alpha is {alpha_text(lowest['alpha'], [at_least])}"
    if len(failing) == 1:
        raise GateFailed(f"{names.capitalize()} {lowest[names]!r} does not reach {at_least}: {found}.")
    raise GateFailed(
        f"{len(failing)} of {len(table)} {names}s do not reach {at_least}; "
        f"the lowest, {names} {lowest[names]!r}: {found}."
    )
