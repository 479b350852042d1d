"""Small scored corpora."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from framing.analysis.scored import Scored
from framing.sampling.random_slice import corpus_fingerprint

FRAMES = ("storm", "calm")


@pytest.fixture(scope="session")
def scored() -> Callable[..., Scored]:
    """Makes one."""
    return make


def make(
    documents: Mapping[str, Sequence[str]], *, chances: Sequence[float] | None = None, **columns: Sequence[str]
) -> Scored:
    """A corpus of documents, each with the kinds of its sentences; `columns` are of documents.

    `chances`: of the first frame, a sentence each; the second has the rest to one.
    """
    rows = [
        {"sentence_id": f"{name}:{at}-{at + 1}", "document_id": name, "position": at + 1, "kind": kind}
        for name, kinds in documents.items()
        for at, kind in enumerate(kinds)
    ]
    sentences = pd.DataFrame(rows).assign(voice="outlet", voice_by="rules", speaker="")
    first = np.array([0.5] * len(rows) if chances is None else list(chances))
    table = {"document_id": list(documents)} | {
        name: list(columns.get(name, [""] * len(documents))) for name in ("title", "source", "date", *columns)
    }
    return Scored(
        sentences=sentences,
        documents=pd.DataFrame(table),
        frames=FRAMES,
        probabilities=np.column_stack([first, 1 - first]),
        predicted=np.column_stack([first >= 0.5, first < 0.5]),
        model="m",
        corpus=corpus_fingerprint(sentences["sentence_id"].tolist()),
    )
