"""Made units: of documents of which one knows the group and what is in them."""

from collections.abc import Callable

import numpy as np
import pytest

from framing.analysis.units import Units

Maker = Callable[..., Units]


@pytest.fixture(scope="session")
def made() -> Maker:
    """units(shares, documents=30, ...): of groups of documents, one after the other, each with its own share."""

    def units(
        shares: tuple[float, ...],
        *,
        documents: int = 30,
        sentences: int = 10,
        frames: int = 1,
        labelled: float = 0.5,
        seed: int = 1,
    ) -> Units:
        chance = np.random.default_rng(seed)
        of_document = np.repeat(shares, documents)
        document = np.repeat(np.arange(len(of_document)), sentences)
        truth = (chance.random((len(document), frames)) < of_document[document, np.newaxis]).astype(np.float64)
        score = np.clip(0.2 + 0.5 * truth + chance.normal(0, 0.15, truth.shape), 0, 1)
        seen = chance.random(len(document)) < labelled
        return Units(
            unit="sentence",
            names=np.array([f"s{at}" for at in range(len(document))], dtype=object),
            document=document,
            documents=len(of_document),
            frames=tuple(f"frame {at}" for at in range(frames)),
            probabilities=score,
            predicted=score > 0.5,
            truth=np.where(seen[:, np.newaxis], truth, np.nan),
            weight=np.where(seen, 1 / labelled, 0.0),
            made_by="person",
        )

    return units
