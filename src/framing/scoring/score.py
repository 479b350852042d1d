"""Sentences to scores: pure functions, the same for one sentence, a file, and a cluster."""

import numpy as np
import pandas as pd

from framing.errors import InputError, ModelMismatch
from framing.model.learning.links import decide_scores
from framing.model.learning.train import FrameModel

ALL_DOCUMENTS = "all documents"
UNCORRECTED = "predicted, uncorrected"


def score_table(model: FrameModel, sentences: pd.DataFrame, *, fingerprint: str) -> pd.DataFrame:
    """The probability of each frame in each sentence: SCORES, in the order of sentences and of the model's frames.

    Args:
        model: the model. A frame that it was not trained on has no rows.
        sentences: SENTENCES; `sentence_id` and `text` are read.
        fingerprint: of the model, for the column `model`.

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
            "model": fingerprint,
        }
    )
    return table.astype({"sentence_id": "str", "frame": "str", "model": "str"})


def predicted_shares(scores: pd.DataFrame, sentences: pd.DataFrame, model: FrameModel) -> pd.DataFrame:
    """In how many sentences of each document, and of all, the model sees each frame.

    These are counts of predictions, not of frames: a model that misses half of a rare frame, or sees it where it is
    not, shifts them. Correct them with labels of a random sample before comparing outlets.

    Args:
        scores: SCORES of this model.
        sentences: SENTENCES; `sentence_id` and `document_id` are read.
        model: whose thresholds apply.

    Returns:
        `document_id` ("all documents" in the last rows), `frame`, `sentences` (scored), `predicted` (of them at or
        above the threshold; with a single-label codebook, at most one frame of a sentence), `share` (0 to 1) and
        `estimate`, which is "predicted, uncorrected" everywhere.

    Raises:
        InputError: a sentence that was scored is not among the sentences.
        ModelMismatch: a frame that was scored is none of the model's.
    """
    unknown = sorted(set(scores["frame"]) - set(model.frames))
    if unknown:
        raise ModelMismatch(
            f"The scores have frame {unknown[0]!r}, which the model does not know. Score again with it."
        )
    documents = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    homeless = sorted(set(scores["sentence_id"]) - set(documents))
    if homeless:
        raise InputError(
            f"Sentence {homeless[0]!r} was scored, but is not among the sentences. Give those that were scored."
        )
    thresholds = dict(zip(model.frames, model.thresholds.tolist(), strict=True))
    decided = pd.DataFrame(
        {
            "document_id": scores["sentence_id"].map(documents),
            "frame": pd.Categorical(scores["frame"], categories=list(model.frames)),
            "predicted": decide_scores(scores, thresholds, model.link),
        }
    )
    shares = pd.concat([_shares(decided), _shares(decided.assign(document_id=ALL_DOCUMENTS))], ignore_index=True)
    return shares.astype({"document_id": "str", "frame": "str"})


def _shares(decided: pd.DataFrame) -> pd.DataFrame:
    grouped = decided.groupby(["document_id", "frame"], observed=True, sort=True, as_index=False)
    counts = grouped.agg(sentences=("predicted", "size"), predicted=("predicted", "sum"))
    return counts.assign(share=counts["predicted"] / counts["sentences"], estimate=UNCORRECTED)
