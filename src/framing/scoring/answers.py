"""Scores as answers: yes, no, or not sure, and what of a sentence is unlike the text that the model learned from.

SCORES stay as they are, a probability per sentence and frame: answers follow from them and from the model's cut-offs.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import ModelMismatch
from framing.model.caution.novelty import Novelty, compare
from framing.model.caution.reference import known_words
from framing.model.caution.sets import ANSWERS, Floats
from framing.model.learning.train import FrameModel

TOO_FEW = "too few examples"


def answers_of(model: FrameModel, probabilities: Floats) -> npt.NDArray[np.object_]:
    """What the model says, (texts, frames): "yes", "no", "not sure", or TOO_FEW for a frame that has no set.

    Raises:
        ModelMismatch: the model was stored without sets.
    """
    if model.sets is None:
        raise ModelMismatch("This model does not know when it is sure. Train it again: framing train.")
    given = model.sets.answers(probabilities, model.predicted(probabilities))
    return np.where(model.sets.known, np.array(ANSWERS, dtype=object)[given], TOO_FEW)


def answer_table(scores: pd.DataFrame, model: FrameModel) -> pd.DataFrame:
    """What the model says of each sentence and frame.

    Args:
        scores: SCORES of this model.
        model: whose sets and thresholds apply; no answer contradicts what it predicts.

    Returns:
        A row per row of `scores`, in their order: `sentence_id`, `frame`, `answer` (yes, no, not sure; or "too few
        examples" for a frame that has no set).

    Raises:
        ModelMismatch: a frame that was scored is none of the model's, or the model was stored without sets.
    """
    strangers = sorted(set(scores["frame"]) - set(model.frames))
    if strangers:
        raise ModelMismatch(
            f"The scores have frame {strangers[0]!r}, which the model does not know. Score again with it."
        )
    wide = scores.pivot(index="sentence_id", columns="frame", values="probability").reindex(columns=model.frames)
    words = answers_of(model, wide.to_numpy(np.float64))
    cells = wide.index.get_indexer(pd.Index(scores["sentence_id"])), wide.columns.get_indexer(pd.Index(scores["frame"]))
    return scores[["sentence_id", "frame"]].assign(answer=pd.Series(words[cells], index=scores.index, dtype="str"))


def answers_beside_scores(beside: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """A spreadsheet of scores with a column `FRAME answer` after that of each frame.

    Args:
        beside: see `framing.scoring.spreadsheet.scores_beside_texts`.
        answers: see `answer_table`, of the same scores.
    """
    wide = answers.pivot(index="sentence_id", columns="frame", values="answer").reindex(beside["sentence_id"])
    table = beside.copy()
    for frame in wide.columns:
        table.insert(list(table.columns).index(frame) + 1, f"{frame} answer", wide[frame].to_numpy())
    return table


def novelty_of(model: FrameModel, sentences: pd.DataFrame) -> Novelty | None:
    """How SENTENCES differ from what the model learned from; None if it was stored without a reference."""
    if model.reference is None:
        return None
    known = known_words(model.features.words.terms)
    return compare(model.reference, known, sentences["text"].tolist(), sentences["document_id"].tolist())


def answer_counts(answers: pd.DataFrame) -> pd.DataFrame:
    """How often each answer was given: a row per frame, in their order: `frame`, `yes`, `no`, `not_sure`, `note`."""
    names = {"yes": "yes", "no": "no", "not_sure": "not sure"}
    rows = []
    for frame, part in answers.groupby("frame", sort=False):
        counts = {name: int((part["answer"] == word).sum()) for name, word in names.items()}
        rows.append({"frame": frame, **counts, "note": TOO_FEW if (part["answer"] == TOO_FEW).any() else ""})
    return pd.DataFrame(rows, columns=["frame", *names, "note"])
