"""What shares are counted over: sentences, headlines or articles, with what model and people see in each. Pure.

All findings stand on `Units`: a share is corrected at its own unit, by those of its units that people labelled because
they were drawn by chance. Of a sentence or headline people decide; an article has a frame if one of its coded sentences
has it, which people know only where they labelled the whole of it, or found one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

Unit = Literal["sentence", "headline", "article"]
UNITS: tuple[Unit, ...] = ("sentence", "headline", "article")

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Units:
    """Units of a corpus, in reading order.

    Attributes:
        unit: which kind.
        names: sentence_id, or document_id of an article.
        document: number of the document of each, 0 to documents - 1; documents are drawn again as a whole.
        documents: how many there are in the corpus.
        frames: keys.
        probabilities: (units, frames), 0 to 1: the model's, as surrogate of the truth.
        predicted: (units, frames): whether the model says yes.
        truth: (units, frames): 1 or 0 of gold, between them where gold is a share of votes; NaN where nobody decided.
        weight: (units,): one over the chance with which the unit was drawn to be labelled, at least 1; 0 where it was
            not drawn by chance, and then its `truth` corrects nothing.
        why_unlabelled: why no unit has a weight, in words for the reader; empty where some have.
        incomplete: which articles of the random slice correct nothing because a part of them is not labelled, in words;
            empty where all correct, and of other units.
        made_by: who decided, such as "person" or "automated coder"; empty where nobody did.
    """

    unit: Unit
    names: NDArray[np.object_]
    document: Rows
    documents: int
    frames: tuple[str, ...]
    probabilities: Floats
    predicted: Bools
    truth: Floats
    weight: Floats
    why_unlabelled: str = ""
    made_by: str = ""
    incomplete: str = ""

    def __len__(self) -> int:
        return len(self.document)

    @property
    def drawn(self) -> Bools:
        """(units, frames): those that correct a share of the frame: drawn by chance and decided on."""
        drawn: Bools = (self.weight > 0)[:, np.newaxis] & np.isfinite(self.truth)
        return drawn

    def take(self, chosen: Bools) -> Self:
        """The same for some units only; documents keep their numbers."""
        return replace(
            self,
            names=self.names[chosen],
            document=self.document[chosen],
            probabilities=self.probabilities[chosen],
            predicted=self.predicted[chosen],
            truth=self.truth[chosen],
            weight=self.weight[chosen],
        )

    def uncorrected(self, why: str) -> Self:
        """The same with no label that corrects anything, and why."""
        return replace(self, weight=np.zeros(len(self)), why_unlabelled=why)

    def of_frames(self, frames: Sequence[str]) -> Self:
        """The same for some frames only, in the order given."""
        columns = [self.frames.index(frame) for frame in frames]
        return replace(
            self,
            frames=tuple(frames),
            probabilities=self.probabilities[:, columns],
            predicted=self.predicted[:, columns],
            truth=self.truth[:, columns],
        )
