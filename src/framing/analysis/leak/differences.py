"""Of which differences a leak audit is made, and of which of them it says nothing. Pure.

An audit is of what a model sees. Where labels that correct the model tell of another difference than it sees, what is
left of the one explains nothing of the other.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from framing.analysis.grouping import Grouping
from framing.analysis.scored import Rows
from framing.analysis.tables import LEAKS, VERDICTS
from framing.errors import NotEnoughData

PAIRS = 6  # of groups: each is scored again with words hidden
_KEY = ["group", "other", "frame"]

LeakAudit = Callable[[Rows, Sequence[str], Sequence[tuple[int, int]]], pd.DataFrame]


def audit_differences(audit: LeakAudit, grouping: Grouping, comparison: pd.DataFrame) -> pd.DataFrame:
    """LEAKS of the frames and pairs of groups that differ, the surest first; of six pairs at most.

    Args:
        audit: see `framing.analysis.leak.audit.audit_leaks`.
        grouping: that the groups are of.
        comparison: COMPARISON by this grouping.

    Raises:
        NotEnoughData: no difference holds, or each that does is of a group and all the others together.
    """
    differ = comparison[comparison["verdict"] == VERDICTS[0]].sort_values("p_holm", kind="stable")
    if differ.empty:
        raise NotEnoughData(
            f"No difference between {grouping.by}s holds, so there is none of which words could be the cause."
        )
    number = {name: at for at, name in enumerate(grouping.names)}
    both = dict.fromkeys(zip(differ["group"], differ["other"], strict=True))
    pairs = [(number[one], number[other]) for one, other in both if one in number and other in number]
    if not pairs:
        raise NotEnoughData(
            f"Each {grouping.by} was compared with all others together, and only a difference of two can be audited. "
            "Compare with one of them: framing compare --against GROUP --leaks."
        )
    leaks = audit(grouping.of_sentence, grouping.names, pairs[:PAIRS])
    kept = leaks.merge(differ[_KEY].assign(corrected=differ["difference"], unit=differ["unit"]), on=_KEY)
    return LEAKS.check(_judged(kept)[list(LEAKS.columns)], "the audit")


def _judged(leaks: pd.DataFrame) -> pd.DataFrame:
    """With a note where predictions tell of another difference; where it has the other sign, nothing survives of it."""
    bare = leaks[leaks["masked"] == "nothing"].set_index(_KEY)[["difference", "low", "high"]]
    seen = bare.reindex(pd.MultiIndex.from_frame(leaks[_KEY])).reset_index(drop=True)
    told = leaks["survives"].notna()
    opposite = told & (np.sign(seen["difference"]) != np.sign(leaks["corrected"]))
    outside = told & ~opposite & ((leaks["corrected"] < seen["low"]) | (leaks["corrected"] > seen["high"]))
    notes = leaks["note"].tolist()
    for row in np.flatnonzero(opposite | outside):
        corrected = f"The corrected difference of {leaks['unit'][row]}s is {_points(leaks['corrected'][row])}"
        predicted = _points(seen["difference"][row])
        notes[row] = (
            f"{corrected}, that of predictions {predicted}: predictions tell another story, so this audit says nothing "
            "of it."
            if opposite[row]
            else f"{corrected}, outside of the interval of what the model sees, {predicted}: only that is audited."
        )
    return leaks.assign(survives=leaks["survives"].mask(opposite), note=notes)


def _points(difference: float) -> str:
    return f"{100 * difference:+.1f} points"
