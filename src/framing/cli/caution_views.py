"""What is gained by "not sure", and whether the sets of answers keep their promise, as framing evaluate shows them."""

from typing import TYPE_CHECKING

import click

from framing.cli.console import echo, interval, print_table, records

if TYPE_CHECKING:
    from framing.model.evaluation.evaluate import Evaluation

_WIDTH = 100  # columns of a terminal


def show_caution(found: "Evaluation") -> None:
    """Points of the curve over all frames, and the sets' coverage; nothing if no frame has figures."""
    from framing.model.evaluation.abstention import in_short

    table = in_short(found.abstention)
    if table.empty:
        return
    shown = table[["promised", "share", "f1"]].rename(columns={"share": "answered", "f1": "F1 of these"})
    ends = interval(table["low"], table["high"])
    if ends.any():
        shown["95 % interval"] = ends
    echo('\nIf it may say "not sure": what it answers, and how right that is, by what it promises to keep.')
    print_table(shown.assign(**{"with it, answered yes": table["found"]}))
    _show_right(found)
    echo(click.wrap_text(_covered(found), width=_WIDTH))


def _show_right(found: "Evaluation") -> None:
    """How often "yes" and "no" are right, frame by frame."""
    from framing.model.caution.sets import LEVEL

    table = found.answers
    shown = table[["frame"]].assign(answered=table["share"])
    for answer in ("yes", "no"):
        shown[f"{answer}, right"] = [f"{row[f'{answer}_hits']} of {row[answer]}" for row in records(table)]
        shown[f"{answer}: share"] = [_ended(row, f"{answer}_right") for row in records(table)]
    echo(f"\nHow often its answers are right, if it promises to keep {LEVEL:.0%} of the true ones:")
    print_table(shown)


def _covered(found: "Evaluation") -> str:
    from framing.model.caution.sets import LEVEL
    from framing.model.evaluation.calibration import ALL_FRAMES

    rows = [row for row in records(found.coverage) if row["frame"] == ALL_FRAMES]
    if not rows:
        return "Whether the true answer is kept as often as promised: no figure, fewer than 100 positive sentences."
    row = rows[0]
    yes, no, one = (_ended(row, name) for name in ("positives_covered", "negatives_covered", "decided"))
    positives, negatives = row["positives"], row["sentences"] - row["positives"]
    return (
        f"The true answer is kept for {yes} of the {positives} decisions with a frame and {no} of the {negatives} "
        f"without it; promised is {LEVEL:.2f}. One answer alone is left for {one}."
    )


def _ended(row: "dict[str, float]", name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if row[name] != row[name]:  # NaN: no figure
        return ""
    return f"{row[name]:.2f}" + ("" if low != low else f" ({low:.2f} to {high:.2f})")  # NaN: no interval
