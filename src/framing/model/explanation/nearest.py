"""Labelled sentences that are most like a text, by what the model sees of both.

They come from the project, never from a model's file: a file that is passed on must not carry other people's texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from framing.model.learning.train import FrameModel

# Of a model of 186 English sentences on unrest in Kazakhstan: sentences about cats, cakes and football come up to .24,
# for words such as "on Sunday evening"; nine in ten of its own sentences have another at .24 or more.
CLOSE = 0.25
_BATCH = 4096  # texts turned into numbers at a time


@dataclass(frozen=True)
class Neighbour:
    """A text by its number among those that were indexed, and its likeness: 1 for the same features, 0 for none."""

    number: int
    cosine: float


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Texts that neighbours are looked for among: a row of length one for each."""

    rows: sp.csr_matrix

    def nearest(self, model: FrameModel, text: str, most: int = 3) -> tuple[Neighbour, ...]:
        """The most alike, the nearest first and of equals the earlier; those that are not close are left out.

        Args:
            model: the one the texts were indexed by.
            text: the text.
            most: how many.
        """
        cosines = np.asarray((self.rows @ _rows(model, [text]).T).todense()).ravel()
        order = np.argsort(-cosines, kind="stable")[:most].tolist()
        return tuple(
            Neighbour(number, min(float(cosines[number]), 1.0)) for number in order if cosines[number] >= CLOSE
        )


def index_texts(model: FrameModel, texts: Sequence[str]) -> Neighbourhood:
    """The texts, ready to be compared with others."""
    parts = [_rows(model, texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
    return Neighbourhood(sp.csr_matrix(sp.vstack(parts)) if parts else sp.csr_matrix((0, len(model.features))))


def _rows(model: FrameModel, texts: Sequence[str]) -> sp.csr_matrix:
    return (
        sp.csr_matrix(normalize(model.features.matrix(texts)))
        if len(model.features)
        else sp.csr_matrix((len(texts), 0))
    )
