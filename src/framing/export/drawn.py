"""The random slice as estimators need it: how likely each sentence was to be drawn, and to be drawn and labelled. Pure.

Design-based estimates weigh each label by the inverse of the probability with which it came about. Where a part of the
slice has no label, that is lower than the probability of the draw, and the latter would count too few sentences. So,
as in `framing.model.learning.weights`, those of a stratum's slice that are labelled stand for the others, which
assumes that they are no special part of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from framing.annotation.decisions import CONFIRMED, PERSON


@dataclass(frozen=True, eq=False)
class Slice:
    """The draw for estimation in force, on the sentences of today.

    Attributes:
        inclusion: sentence id to the probability with which it was, or would have been, drawn.
        strata: sentence id to its stratum, of all sentences for which that can be told.
        drawn: ids of the sentences that were drawn and are still there.
        assisted: those of them that somebody labelled with a proposal in sight: their labels do not count.
    """

    inclusion: Mapping[str, float]
    strata: Mapping[str, str]
    drawn: frozenset[str]
    assisted: frozenset[str]

    def labelled_probability(self, sentence_ids: pd.Series, labelled: pd.Series) -> pd.Series:
        """The probability of each sentence to be drawn and labelled.

        It is that of the draw times the share of its stratum's slice that is labelled.

        Args:
            sentence_ids: of a corpus.
            labelled: whether each has a label that counts; only drawn ones have.

        Returns:
            Above 0 and at most 1; NaN where the draw's is not known, and in strata of which nothing is labelled.
        """
        counts = pd.DataFrame({"drawn": sentence_ids.isin(self.drawn), "labelled": labelled}).astype(float)
        counts = counts.groupby(sentence_ids.map(self.strata)).transform("sum")
        share = counts["labelled"] / counts["drawn"]
        return sentence_ids.map(self.inclusion).astype(float) * share.where(share > 0)


def slice_notes(chance: Slice, gold: pd.DataFrame, annotations: pd.DataFrame, ties: pd.DataFrame) -> tuple[str, ...]:
    """What a reader must know of a slice before anything is estimated from it.

    Args:
        chance: the slice.
        gold: GOLD.
        annotations: ANNOTATIONS.
        ties: rows with a `sentence_id` on which it is open whether a frame is there.
    """
    by_people = annotations[(annotations["state"] == CONFIRMED) & (annotations["made_by"] == PERSON)]
    asked = {*by_people["sentence_id"], *gold.loc[gold["made_by"] == PERSON, "sentence_id"]}
    waiting, seen = chance.drawn - asked, chance.drawn & asked
    tied = (seen & set(ties["sentence_id"])) - chance.assisted
    notes = []
    if waiting:
        notes.append(
            f"{len(waiting):,} of {len(chance.drawn):,} drawn sentences have no label by people yet: label them before "
            "you estimate. Until then labelled_probability_FRAME, by which the script for R weighs, takes those that "
            "are labelled for a random part of the slice of their stratum."
        )
    if tied:
        notes.append(
            f"Of the drawn sentences people are tied about a frame on {len(tied):,}, or it is open for another reason: "
            "there the label is NA, and not by chance, since these are the difficult ones. Let somebody rule on them: "
            "framing push --adjudicate."
        )
    if chance.assisted:
        notes.append(
            f"Of the drawn sentences {len(chance.assisted):,} had a proposal in sight when somebody labelled them: "
            "their labels are left out."
        )
    empty = {chance.strata[name] for name in waiting} - {chance.strata[name] for name in seen - chance.assisted}
    if empty and seen:
        notes.append(
            f"In {len(empty):,} of {len({chance.strata[name] for name in chance.drawn}):,} strata people have labelled "
            "nothing: an estimate says nothing of them."
        )
    return tuple(notes)
