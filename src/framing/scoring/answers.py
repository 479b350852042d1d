"""Scores as answers: yes, no, or not sure, and what of a sentence is unlike the text that the model learned from.

SCORES stay as they are, a probability per sentence and frame: answers follow from them and from the model's cut-offs.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.errors import ModelMismatch
from framing.model.caution.novelty import Novelty
from framing.model.caution.sets import ANSWERS, Bools, Sets

TOO_FEW = "too few examples"


def answer_table(scores: pd.DataFrame, predicted: Bools, frames: Sequence[str], sets: Sets) -> pd.DataFrame:
    """What the model says of each sentence and frame.

    Args:
        scores: SCORES of one model.
        predicted: of each row, whether the frame is predicted there; no answer contradicts it.
        frames: of the model; `sets` are in their order.
        sets: its cut-offs.

    Returns:
        A row per row of `scores`, in their order: `sentence_id`, `frame`, `answer` (yes, no, not sure; or "too few
        examples" for a frame that has no set).

    Raises:
        ModelMismatch: a frame that was scored is none of the model's.
    """
    strangers = sorted(set(scores["frame"]) - set(frames))
    if strangers:
        raise ModelMismatch(
            f"The scores have frame {strangers[0]!r}, which the model does not know. Score again with it."
        )
    of_frame = {frame: number for number, frame in enumerate(frames)}
    numbers = scores["frame"].map(of_frame).to_numpy(dtype=np.intp)
    of_rows = Sets(sets.level, sets.yes_from[numbers], sets.no_upto[numbers], sets.known[numbers])
    given = of_rows.answers(scores["probability"].to_numpy(np.float64), predicted)
    words = np.where(of_rows.known, np.array(ANSWERS, dtype=object)[given], TOO_FEW)
    return scores[["sentence_id", "frame"]].assign(answer=pd.Series(words, index=scores.index, dtype="str"))


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


def unlike_training(novelty: Novelty) -> pd.Series:
    """For each sentence what of it is unlike the training text: "words", "length", both with a comma, or nothing."""
    by_words = novelty.sentences["by_words"].map({True: "words", False: ""})
    by_length = novelty.sentences["by_length"].map({True: "length", False: ""})
    both = novelty.sentences["by_words"] & novelty.sentences["by_length"]
    return (by_words + by_length).mask(both, "words, length").rename("unlike training")


def answer_counts(answers: pd.DataFrame) -> pd.DataFrame:
    """How often each answer was given: a row per frame, in their order: `frame`, `yes`, `no`, `not_sure`, `note`."""
    names = {"yes": "yes", "no": "no", "not_sure": "not sure"}
    rows = []
    for frame, part in answers.groupby("frame", sort=False):
        counts = {name: int((part["answer"] == word).sum()) for name, word in names.items()}
        rows.append({"frame": frame, **counts, "note": TOO_FEW if (part["answer"] == TOO_FEW).any() else ""})
    return pd.DataFrame(rows, columns=["frame", *names, "note"])
