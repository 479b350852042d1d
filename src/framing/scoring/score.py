"""Sentences to scores: a pure function, the same for one sentence, a file, and a cluster."""

import numpy as np
import pandas as pd

from framing.errors import InputError
from framing.model.keeping.encoding import fingerprint as fingerprint_of
from framing.model.learning.train import FrameModel


def score_table(model: FrameModel, sentences: pd.DataFrame, *, fingerprint: str | None = None) -> pd.DataFrame:
    """The probability of each frame in each sentence: SCORES, in the order of sentences and of the model's frames.

    Args:
        model: the model. A frame that it was not trained on has no rows.
        sentences: SENTENCES; `sentence_id` and `text` are read.
        fingerprint: of the model, for the column `model`, from who has it at hand; found out (10 ms) unless given.

    Raises:
        InputError: a column is missing, a sentence is there twice, or has no text.
    """
    missing = [column for column in ("sentence_id", "text") if column not in sentences.columns]
    if missing:
        raise InputError(f"The sentences have no column {', '.join(missing)}. Make them with framing ingest.")
    ids, texts = sentences["sentence_id"].tolist(), sentences["text"].tolist()
    for sentence_id, text in zip(ids, texts, strict=True):
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"Sentence {sentence_id!r} has no text. Leave it out, or make the sentences again.")
    if not sentences["sentence_id"].is_unique:
        twice = sentences.loc[sentences["sentence_id"].duplicated(), "sentence_id"].iloc[0]
        raise InputError(f"Sentence {twice!r} is there twice. Keep one of them.")
    table = pd.DataFrame(
        {
            "sentence_id": np.repeat(np.array(ids, dtype=object), len(model.frames)),
            "frame": np.tile(np.array(model.frames, dtype=object), len(ids)),
            "probability": model.probabilities(texts).ravel(),
            "model": fingerprint if fingerprint is not None else fingerprint_of(model),
        }
    )
    return table.astype({"sentence_id": "str", "frame": "str", "model": "str"})
