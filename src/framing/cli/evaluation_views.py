"""An evaluation as a reader sees it, and as JSON."""

from typing import TYPE_CHECKING, Any

import click

from framing.cli.caution_views import show_caution
from framing.cli.console import echo, interval, one_line, print_noted_table, print_table, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from framing.model.evaluation.comparison import Comparison
    from framing.model.evaluation.evaluate import Evaluation
    from framing.model.evaluation.resampling import Figure

_WIDTH = 100  # columns of a terminal
_CONFUSIONS = 8  # pairs that are shown; all are in --json


def evaluation_columns(table: "pd.DataFrame") -> "pd.DataFrame":
    """What a terminal shows of each frame: the rest is in --json."""
    shown = table[["frame", "positives", "sentences", "precision", "recall", "f1"]]
    shown = shown.rename(columns={"positives": "with it", "sentences": "of", "f1": "F1"})
    ends = interval(table["low"], table["high"])
    if ends.any():
        shown["95 % interval"] = ends
    shown = shown.assign(AP=table["average_precision"], yes=table["always_f1"], words=table["dictionary_f1"])
    if table["people_f1"].notna().any():
        shown["people"] = table["people_f1"]
    return shown.assign(note=table["note"])


def show_evaluation(found: "Evaluation") -> None:
    """Every figure that fits a terminal of 100 columns."""
    print_noted_table(evaluation_columns(found.table))
    _paragraph(
        "AP: average precision. F1 of others on the same sentences: yes, says yes to all; words, looks for the "
        "codebook's" + ("; people, one against the rest." if found.table["people_f1"].notna().any() else ".")
    )
    _show_summary(found)
    _show_ceiling(found)
    _show_calibration(found)
    show_caution(found)
    _show_confusions(found)
    some = f", figures on {found.counted} of them" if found.counted < found.sentences else ""
    echo(f"\n{found.folds[:1].upper()}{found.folds[1:]}; {found.sentences} sentences{some}.")
    if found.basis:
        echo(found.basis)


def _show_summary(found: "Evaluation") -> None:
    rows = {row["figure"]: row for row in records(found.summary)}
    frames = rows["macro_f1"]["frames"]
    if not frames:
        _paragraph("No frame has enough examples, so there is no figure over frames.")
        return
    over = "the one frame with figures" if frames == 1 else f"{frames} frames with figures"
    echo("")
    _paragraph(
        f"Over {over}: macro-F1 {_ended(rows['macro_f1'])}, macro average precision "
        f"{_ended(rows['macro_average_precision'])}, micro-F1 {_ended(rows['micro_f1'])}."
    )
    _paragraph(
        f"Macro-F1 of always yes {_ended(rows['always_macro_f1'])}, of the codebook's words "
        f"{_ended(rows['dictionary_macro_f1'])}."
    )


def _show_ceiling(found: "Evaluation") -> None:
    ceiling = found.ceiling
    if ceiling.why_none:
        _paragraph(f"People, one against the rest: no figure, {ceiling.why_none}.")
        return
    frames = "1 frame" if ceiling.frames == 1 else f"{ceiling.frames} frames"
    _paragraph(f"People, one against the rest: macro-F1 {_figure(ceiling.people)} over {frames}.")
    if ceiling.model.value == ceiling.model.value:  # there is one
        _paragraph(
            f"The model in their place, on the same sentences, ties among them: {_figure(ceiling.model)}, "
            f"a difference of {_signed(ceiling.gap)}."
        )


def _show_calibration(found: "Evaluation") -> None:
    table = found.calibration.table
    if table.empty:
        echo("\nCalibration: no figure, fewer than 100 positive sentences on every frame and on all together.")
        return
    shown = table[["frame", "positives"]].rename(columns={"positives": "with it"})
    for name in ("brier_skill", "slope", "intercept"):
        rows = table[[name, f"{name}_low", f"{name}_high"]].set_axis(["value", "low", "high"], axis=1)
        shown[name.replace("brier", "Brier").replace("_", " ")] = [_ended(row) for row in records(rows)]
    echo("\nCalibration: skill above 0 knows more than the base rate; a slope of 1 and an intercept of 0 are right.")
    print_noted_table(shown.assign(note=table["note"]))


def _show_confusions(found: "Evaluation") -> None:
    table = found.confusions
    known = table[table["note"] == ""]
    rare = len(table) - len(known)
    others = f"{rare} pairs with frames of too few examples are in --json." if rare else ""
    if known.empty:
        if others:
            echo(f"\nConfusions: none between frames with figures; {others}")
        return
    shown = known.head(_CONFUSIONS)[["gold", "said", "sentences", "missed"]]
    shown = shown.rename(columns={"gold": "instead of", "said": "the model says"})
    shown = shown.assign(**{"in the codebook": known["in_codebook"].map({True: "yes", False: ""})})
    echo(f"\nConfused most, of {len(known)} pairs. {others}".rstrip())
    print_table(shown)


def said_once(warnings: "Sequence[str]") -> list[str]:
    """The warnings without those that the figures or another warning say: for a terminal, --json has all.

    How many labels an automated coder made says more than that it made some; frames of too few examples are named
    below the table.
    """
    counted = any(" labels were made by an automated coder: " in line for line in warnings)
    return [
        line
        for line in warnings
        if not (counted and ": labels by an automated coder." in line) and not line.endswith(" and get no figures.")
    ]


def show_comparison(compared: "Comparison") -> None:
    """The differences, with their intervals."""
    table = compared.table
    names = table["figure"].str.replace("_", " ") + (" of " + table["frame"]).where(table["frame"] != "", "")
    shown = table[["this", "other", "difference"]]
    shown.insert(0, "figure", names.map(_short_names))
    ends = interval(table["low"], table["high"])
    if ends.any():
        shown = shown.assign(**{"95 % interval": ends})
    echo(f"\nBeside {one_line(compared.other)}:")
    print_table(shown)


def _short_names(name: str) -> str:
    return name.replace("average precision", "AP").replace("cro f1", "cro-F1").replace("f1", "F1")


def evaluation_result(found: "Evaluation", compared: "Comparison | None" = None) -> dict[str, Any]:
    """What --json says of an evaluation.

    `profile`, `by`, `folds`, `documents`, `sentences`, `counted`: what was held out, how, and how much there is.
    `frames`: a row per frame, see `framing.model.evaluation.evaluate.evaluate`. `summary`: figure to `value`, `low`,
    `high`, `frames`. `ceiling`: `people`, `model`, `gap`, each with `value`, `low`, `high`; `frames`; `why_none`.
    `calibration`: `frames`, `reliability`, `without`. `abstention`: a row per frame and level, see
    `framing.model.evaluation.abstention.abstention`. `answers`: a row per frame with figures, see
    `framing.model.evaluation.answers.answers_right`. `coverage`: a row over all frames and one per frame with 100
    positive sentences, see `framing.model.evaluation.coverage.coverage`. `confusions`: all pairs. `comparison`: null,
    or `other` and `figures`. The command adds `checks`: null without --checks, see
    `framing.cli.evaluation_checks.checks_json`.
    """
    ceiling, calibration = found.ceiling, found.calibration
    return {
        "profile": found.profile,
        "by": found.by,
        "folds": found.folds,
        "documents": found.documents,
        "sentences": found.sentences,
        "counted": found.counted,
        "frames": records(found.table),
        "summary": {row.pop("figure"): row for row in records(found.summary)},
        "ceiling": {
            "people": _plain(ceiling.people),
            "model": _plain(ceiling.model),
            "gap": _plain(ceiling.gap),
            "frames": records(ceiling.table),
            "why_none": ceiling.why_none,
        },
        "calibration": {
            "frames": records(calibration.table),
            "reliability": records(calibration.reliability),
            "without": dict(calibration.without),
        },
        "abstention": records(found.abstention),
        "answers": records(found.answers),
        "coverage": records(found.coverage),
        "confusions": records(found.confusions),
        "comparison": None if compared is None else {"other": compared.other, "figures": records(compared.table)},
    }


def _plain(figure: "Figure") -> dict[str, float]:
    return {"value": figure.value, "low": figure.low, "high": figure.high}


def _paragraph(text: str) -> None:
    echo(click.wrap_text(one_line(text), width=_WIDTH))


def _figure(figure: "Figure") -> str:
    return _ended(_plain(figure))


def _ended(row: "dict[str, Any]") -> str:
    """A figure with its interval, if it has one; nothing where there is none."""
    if row["value"] != row["value"]:  # NaN
        return ""
    if row["low"] != row["low"]:
        return f"{row['value']:.2f}"
    return f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _signed(figure: "Figure") -> str:
    """A difference with its sign and interval."""
    if figure.low != figure.low:
        return f"{figure.value:+.2f}"
    return f"{figure.value:+.2f} ({figure.low:+.2f} to {figure.high:+.2f})"
