"""Whether the figures of one row, which may come from a stranger, contradict each other."""

from collections.abc import Mapping
from typing import Any

from framing.model.keeping.fields import refuse
from framing.model.learning.fit import FIGURE_AT_LEAST

Row = Mapping[str, Any]  # values of JSON; None where there is no figure

_ROUNDING = 1e-5  # by which figures that were rounded one by one may miss each other


def check_ends(row: Row, where: str) -> None:
    """Nothing, if no interval of the row ends below its beginning; else InputError."""
    for low in (name for name in row if name.endswith("low")):
        ends = row[low], row[low.removesuffix("low") + "high"]
        if None not in ends and ends[0] > ends[1]:
            refuse(where, f"an interval ends below its beginning ({ends[0]} to {ends[1]})")


def check_answers(row: Row, where: str) -> None:
    """Nothing, if counts and figures of answers can be of one frame; else InputError."""
    if row["yes"] + row["no"] > row["sentences"] or row["positives"] > row["sentences"]:
        refuse(where, "more sentences are answered, or have the frame, than there are")
    for name in ("yes", "no"):
        if row[f"{name}_hits"] > row[name]:
            refuse(where, f"more {name} answers are right than there are")
        if row[name] < FIGURE_AT_LEAST and row[f"{name}_right"] is not None:
            refuse(where, f"there is a figure of fewer than {FIGURE_AT_LEAST} answers")


def near(one: float | None, other: float | None) -> bool:
    """Whether two figures are the same but for rounding; none is near none only."""
    return one is other if one is None or other is None else abs(one - other) <= _ROUNDING
