"""A corpus with a model's scores: what findings are made of. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]


def few_examples_in_words(names: Sequence[str]) -> str:
    """A warning of the frames that a model had too few examples of."""
    return f"The model had too few examples to be trusted of {', '.join(names)}."


@dataclass(frozen=True, eq=False)
class Scored:
    """Coded sentences in reading order, what a model sees in each, and the documents that they are of.

    Attributes:
        sentences: one row a coded sentence: `sentence_id`, `document_id`, `position`, `kind`, `voice` (key of the
            codebook, "" where nobody could tell), `voice_by` ("rules", "person" or "automated coder"), `speaker` (as in
            the text) and, where texts are kept, `text`.
        documents: one row a document with a coded sentence: DOCUMENTS without `text`, and any column more that the
            source had; in reading order, which is that of the sentences too.
        frames: keys, in the codebook's order.
        probabilities: (sentences, frames), of the model, 0 to 1.
        predicted: (sentences, frames), whether the model says yes, by its thresholds.
        model: fingerprint of the stored model.
        copies: document_id of a copy to that of the document which it repeats; both are of `documents`.
        corpus: fingerprint of the sentences that a random slice is drawn from, see
            `framing.sampling.random_slice.corpus_fingerprint`.
        unlike: how the texts differ from those that the model learned from, in words; empty if they do not.
        few_examples: frames that the model had too few examples of to be trusted.
    """

    sentences: pd.DataFrame
    documents: pd.DataFrame
    frames: tuple[str, ...]
    probabilities: Floats
    predicted: Bools
    model: str
    copies: Mapping[str, str] = field(default_factory=dict)
    corpus: str = ""
    unlike: str = ""
    few_examples: tuple[str, ...] = ()

    def of_documents(self, chosen: Bools) -> Self:
        """The same for some documents only; `chosen` has one entry for each of `documents`."""
        documents = self.documents[chosen].reset_index(drop=True)
        kept = self.sentences["document_id"].isin(documents["document_id"]).to_numpy()
        return replace(
            self,
            sentences=self.sentences[kept].reset_index(drop=True),
            documents=documents,
            probabilities=self.probabilities[kept],
            predicted=self.predicted[kept],
        )
