"""From decisions and rulings to gold: one label per sentence and frame, with how it came about, and what stays open."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from framing.annotation.decisions import PERSON
from framing.errors import NotEnoughData
from framing.gold.by_skill import by_skill
from framing.gold.majority import by_majority
from framing.gold.rulings import RULINGS
from framing.gold.votes import count_votes, counted_decisions
from framing.tables import GOLD

How = Literal["majority", "dawid-skene"]
WAYS: tuple[How, ...] = ("majority", "dawid-skene")
PAIR = ["sentence_id", "frame"]


@dataclass(frozen=True, eq=False)
class Resolved:
    """Gold, and all that must be known of it.

    Attributes:
        gold: GOLD, by sentence and frame.
        open: `sentence_id`, `frame`, `votes` (said yes), `voters`: where annotators decided and there is no label.
        overruled: as `open`, with `present` of the ruling: where it says otherwise than two or more annotators who
            all said the same.
        frames: see framing.gold.by_skill.Skilled; None by majority.
        skills: likewise.
    """

    gold: pd.DataFrame
    open: pd.DataFrame
    overruled: pd.DataFrame
    frames: pd.DataFrame | None = None
    skills: pd.DataFrame | None = None


def resolve(annotations: pd.DataFrame, rulings: pd.DataFrame | None = None, how: How = "majority") -> Resolved:
    """Gold of these decisions and rulings.

    A ruling is the label, whatever the votes say; these stand beside it as they are. It does not change anybody's
    estimated skill, because who rules sees the votes. On a sentence with a confirmed decision by a person neither the
    decisions nor the rulings of an automated coder count.

    Args:
        annotations: ANNOTATIONS.
        rulings: RULINGS of framing.gold.rulings, if there are any.
        how: the strict majority (a tie stays open), or annotators weighted by their skill (see framing.gold.by_skill).

    Raises:
        NotEnoughData: Dawid-Skene is asked for, and there are not three annotators a sentence.
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    votes = count_votes(annotations)
    skilled = by_skill(annotations) if how == "dawid-skene" else None
    labels = by_majority(votes) if skilled is None else skilled.labels
    rulings = _that_count(RULINGS.table() if rulings is None else rulings, annotations)
    ruled = _ruled(rulings, votes)
    kept = labels[~_pairs(labels).isin(_pairs(ruled))]
    gold = pd.concat([kept, ruled]) if len(ruled) else kept
    gold = GOLD.check(gold.sort_values(PAIR, ignore_index=True), "gold")
    all_alike = (ruled["votes"] == 0) | (ruled["votes"] == ruled["voters"])
    against = all_alike & (ruled["voters"] > 1) & (ruled["present"] != (ruled["votes"] > 0))
    return Resolved(
        gold=gold,
        open=open_pairs(votes, gold),
        overruled=ruled.loc[against, [*PAIR, "votes", "voters", "present"]].reset_index(drop=True),
        frames=None if skilled is None else skilled.frames,
        skills=None if skilled is None else skilled.skills,
    )


def only_people(annotations: pd.DataFrame, rulings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The decisions and the rulings of people.

    Raises:
        NotEnoughData: there is no confirmed decision and no ruling by a person.
    """
    by_people, ruled = annotations[annotations["made_by"] == PERSON], rulings[rulings["made_by"] == PERSON]
    if ruled.empty and not (by_people["state"] == "confirmed").any():
        raise NotEnoughData("No person has confirmed a decision yet: with people only there is no label.")
    return by_people, ruled


def open_pairs(votes: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """The rows of `count_votes` on which there is no label: `sentence_id`, `frame`, `votes`, `voters`."""
    left = votes.loc[~_pairs(votes).isin(_pairs(gold)), [*PAIR, "votes", "voters"]]
    return left.reset_index(drop=True)


def _that_count(rulings: pd.DataFrame, annotations: pd.DataFrame) -> pd.DataFrame:
    counted = counted_decisions(annotations)
    decided_by_people = counted.loc[counted["made_by"] == PERSON, "sentence_id"].unique()
    return rulings[(rulings["made_by"] == PERSON) | ~rulings["sentence_id"].isin(decided_by_people)]


def _ruled(rulings: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """GOLD of rulings, with the votes that were given; none where nobody decided."""
    beside = rulings.merge(votes[[*PAIR, "votes", "voters"]], on=PAIR, how="left")
    counts = beside[["votes", "voters"]].fillna(0).astype("int64")
    return beside.assign(**counts, probability=beside["present"].astype("float64"), how="ruled")


def _pairs(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[PAIR])
