"""Changes of a time line in words."""

from collections.abc import Mapping
from typing import Any

from framing.analysis.time_line.line import GRADUAL
from framing.analysis.time_line.periods import Period

# Of equal changes chance lifts some over the bar, and those are told (Gelman and Carlin 2014, on exaggeration).
ONLY_JUST = "A change that was only just found looks larger than it is: chance helped it to be found."
_WHEN: Mapping[Period, str] = {"day": "on {}", "week": "in the week of {}", "month": "in the month of {}"}


def change_in_words(change: Mapping[str, Any], period: Period) -> str:
    """A row of CHANGES as a sentence: "rose from 12 % to 24 % in the week of 2026-03-02 (p = 0.004)".

    Where it may have been at another time it says so: "..., from 2026-02-16 at the earliest to 2026-03-16 at the
    latest". Of a trend no date is told: "rose step by step, from 12 % to 24 %: the means before and after the middle".
    """
    verb = "rose" if change["after"] >= change["before"] else "fell"
    levels = f"from {_percent(change['before'])} to {_percent(change['after'])}"
    date, first, last = (
        change[name][:7] if period == "month" else change[name] for name in ("period", "first", "last")
    )
    when, chance = _WHEN[period].format(date), f"(p = {change['p']:.3f})"
    if change["note"].startswith(GRADUAL):
        return f"{verb} step by step, {levels}: the means before and after the middle of it, {when} {chance}"
    other = "" if first == last else f", from {first} at the earliest to {last} at the latest"
    return f"{verb} {levels} {when}{other} {chance}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
