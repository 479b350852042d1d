"""A corpus cut to some of its documents keeps sentences, scores and documents together."""

import numpy as np
import pandas as pd

from framing.analysis.scored import Scored


def test_the_sentences_of_some_documents_keep_their_scores():
    scored = Scored(
        sentences=pd.DataFrame({"sentence_id": ["b:0-1", "a:0-1", "b:1-2"], "document_id": ["b", "a", "b"]}),
        documents=pd.DataFrame({"document_id": ["b", "a"], "source": ["Gazette", "Herald"]}),
        frames=("storm",),
        probabilities=np.array([[0.1], [0.2], [0.9]]),
        predicted=np.array([[False], [False], [True]]),
        model="m",
    )
    some = scored.of_documents((scored.documents["source"] == "Gazette").to_numpy())
    assert some.sentences["sentence_id"].tolist() == ["b:0-1", "b:1-2"]
    assert some.documents["document_id"].tolist() == ["b"]
    assert some.probabilities.tolist() == [[0.1], [0.9]]
    assert some.predicted.tolist() == [[False], [True]]
