"""Rulings: what an adjudicator said who saw the votes, as a table of one row per sentence and frame.

A ruling stands beside the votes and is none of them. It settles each frame that it was offered, also with no.
"""

from collections.abc import Iterable

import pandas as pd

from framing.annotation.decisions import PERSON, Decision, current, last_word
from framing.tables import Schema

RULINGS = Schema(
    "rulings",
    {
        "sentence_id": "text",
        "frame": "text",  # that was offered to who ruled; of another frame nothing was said
        "present": "yes/no",
        "reason": "text",  # one of RULING_REASONS; empty where none was given
        "annotator": "text",  # who ruled
        "codebook": "text",  # fingerprint of the codebook that was ruled by
        "made_by": "text",  # person, or automated coder
    },
    key=("sentence_id", "frame"),
)


def rulings_table(decisions: Iterable[Decision]) -> pd.DataFrame:
    """RULINGS that count, by sentence and frame.

    Only confirmed rulings count; of several on a sentence and frame the last word does, as
    framing.annotation.decisions.last_word has it. Where a person ruled, a program's ruling does not count.

    Args:
        decisions: a ledger, or a part of it in its order; what is no ruling is passed over.
    """
    given: dict[tuple[str, str], list[Decision]] = {}
    for decision in current(decisions):
        if decision.ruling and decision.state == "confirmed":
            for frame in decision.offered:
                given.setdefault((decision.sentence_id, frame), []).append(decision)
    return RULINGS.table(_row(_that_counts(given[pair]), pair[1]) for pair in sorted(given))


def _that_counts(rulings: list[Decision]) -> Decision:
    return last_word([ruling for ruling in rulings if ruling.made_by == PERSON] or rulings)


def _row(ruling: Decision, frame: str) -> dict[str, object]:
    return {
        "sentence_id": ruling.sentence_id,
        "frame": frame,
        "present": frame in ruling.frames,
        "reason": ruling.reason,
        "annotator": ruling.annotator,
        "codebook": ruling.codebook,
        "made_by": ruling.made_by,
    }
