"""What more labels would buy."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.console import echo, json_option, print_json, print_table, say, warn, workspace
from framing.cli.labels import labels_option
from framing.cli.model import learning_material

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.sampling.budget import Budget

_SMALLEST, _LARGEST = 1, 100_000


@click.command()
@click.option(
    "--more",
    "steps",
    type=click.IntRange(_SMALLEST, _LARGEST),
    multiple=True,
    metavar="N",
    help="How many more sentences; can be given several times. 100, 200 and 400 unless told otherwise.",
)
@labels_option
@json_option
@click.pass_context
def budget(context: click.Context, steps: tuple[int, ...], labels: Path | None, as_json: bool) -> None:
    """Say what macro-F1 to expect after N more labelled sentences, by the learning curve of those there are.

    The range is to hold what framing evaluate will print four times of five. It takes sentences chosen as the
    labelled ones were, and is about the frames that have a figure today.

    \b
    Example: framing budget --more 200
    """
    from dataclasses import asdict

    from framing.model.evaluation.evaluate import evaluate
    from framing.model.learning.examples import make_examples
    from framing.sampling.budget import label_budget

    material = learning_material(workspace(context), labels)
    tables = material.sentences, material.gold, material.codebook
    examples = make_examples(*tables, material.copies, material.chance)
    found = label_budget(examples, sorted(set(steps)) or _usual_steps(len(examples.texts)))
    say("The curve is measured. Now today's figure, as framing evaluate has it.")
    today = evaluate(*tables, copies=material.copies, chance=material.chance)
    warnings = [*material.warnings, *examples.notes, *budget_warnings(found)]
    if as_json:
        print_json("budget", {"macro_f1": today.macro_f1, **asdict(found)}, warnings)
        return
    print_budget(found, today.macro_f1)
    warn(warnings, [*material.facts, today.basis])


def budget_warnings(found: "Budget") -> list[str]:
    """What a reader must know of a forecast."""
    from framing.sampling.budget import is_flat

    warnings = [
        "The forecast takes sentences that are chosen like those labelled so far. If these were chosen because a model "
        "was unsure of them, or for their words, others will teach it more or less."
    ]
    if is_flat(found.curve):
        flat = (
            "The curve is flat: the last two fifths of the documents moved macro-F1 by less than 0.01. Expect little."
        )
        if found.forecasts[-1].macro_f1 - found.curve[-1].macro_f1 >= 0.01:
            flat += " What the forecast adds is what labels usually bring elsewhere."
        warnings.append(flat)
    if found.without:
        rare = ", ".join(f"{frame} ({count})" for frame, count in found.without)
        warnings.append(f"Not in macro-F1, today and in the forecast, because they have too few examples: {rare}.")
    return warnings


def print_budget(found: "Budget", today: float) -> None:
    """One sentence for each step, and the curve."""
    import pandas as pd

    for step in found.forecasts:
        echo(
            f"{step.more:,} more sentences: macro-F1 from {today:.2f} to about {step.macro_f1:.2f} "
            f"({step.low:.2f} to {step.high:.2f})."
        )
    frames = "1 frame" if len(found.frames) == 1 else f"{len(found.frames)} frames"
    echo(f"\nThe curve so far, {frames}, every document held out once:")
    print_table(
        pd.DataFrame([{"learned from": round(point.learned_from), "macro-F1": point.macro_f1} for point in found.curve])
    )


def _usual_steps(sentences: int) -> "Sequence[int]":
    """Those that a curve of so many sentences can speak of."""
    return [more for more in (100, 200, 400) if more <= 2 * sentences] or [100]
