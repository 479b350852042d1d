"""Bars that an evaluation is held to: a figure that is not reached, or that there is too little for, fails."""

import math
from collections.abc import Mapping, Sequence

from framing.errors import GateFailed, InputError
from framing.model.evaluation.evaluate import Evaluation

FRAME = "frame:"  # before the key of a frame, whose F1 is meant
NAMES: Mapping[str, str] = {  # of a bar: figure of the summary, and what it is called
    "macro_f1": "macro-F1",
    "average_precision": "macro average precision",
    "micro_f1": "micro-F1",
}
_FIGURES = {"macro_f1": "macro_f1", "average_precision": "macro_average_precision", "micro_f1": "micro_f1"}


def check_bars(bars: Mapping[str, float], frames: Sequence[str]) -> None:
    """Nothing, if every bar names a figure.

    Args:
        bars: name, see NAMES, or `frame:KEY`, to the lowest value that passes.
        frames: keys of the codebook.

    Raises:
        InputError: one names a figure or a frame that there is not.
    """
    for name in bars:
        if name.startswith(FRAME) and name.removeprefix(FRAME) not in frames:
            raise InputError(f"{name}: the codebook has no such frame. It has: {', '.join(frames)}.")
        if not name.startswith(FRAME) and name not in NAMES:
            raise InputError(f"There is no figure {name!r} to hold. There are: {', '.join(NAMES)}, {FRAME}KEY.")


def hold(evaluation: Evaluation, bars: Mapping[str, float]) -> None:
    """Nothing, if every figure reaches its bar. The figure itself is held to it, not an end of its interval.

    Args:
        evaluation: what was measured.
        bars: name, see NAMES, or `frame:KEY`, to the lowest value that passes.

    Raises:
        InputError: see `check_bars`.
        GateFailed: figures that are too low, or that there are too few examples for; all of them are named.
    """
    check_bars(bars, evaluation.table["frame"].tolist())
    failed = [said for name, bar in bars.items() if (said := _fails(evaluation, name, bar))]
    if failed:
        raise GateFailed(" ".join(failed))


def _fails(evaluation: Evaluation, name: str, bar: float) -> str:
    """What to say of a bar that is not reached; empty if it is."""
    called, value, why = _frame(evaluation, name) if name.startswith(FRAME) else _overall(evaluation, name)
    if value >= bar:
        return ""
    if math.isnan(value):
        return f"{called} does not reach {bar:g}: {why}."
    return f"{called} does not reach {bar:g}: it is {_short_of(value, bar)}."


def _frame(evaluation: Evaluation, name: str) -> tuple[str, float, str]:
    key = name.removeprefix(FRAME)
    rows = evaluation.table[evaluation.table["frame"] == key]
    if rows.empty:
        raise InputError(f"{name}: the codebook has no frame {key!r}. It has: {', '.join(evaluation.table['frame'])}.")
    return f"F1 of {key}", float(rows["f1"].iloc[0]), str(rows["note"].iloc[0])


def _overall(evaluation: Evaluation, name: str) -> tuple[str, float, str]:
    value = evaluation.summary.set_index("figure")["value"][_FIGURES[name]]
    called = NAMES[name]
    return f"{called[:1].upper()}{called[1:]}", float(value), "no frame has enough examples for a figure"


def _short_of(value: float, bar: float) -> str:
    """The value with as many digits as it takes to be seen below the bar."""
    for digits in (2, 3, 4, 6):
        if float(f"{value:.{digits}f}") < bar:
            return f"{value:.{digits}f}"
    return repr(value)
