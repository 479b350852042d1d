"""From scores of lines to probabilities and decisions: frames one by one, or one frame of several.

In most codebooks a sentence may have several frames or none, and each frame is a question of its own. In a codebook of
the task "single-label" a sentence has one frame, or at most one: there the probabilities share one sum, and of the
frames that could be predicted the one is taken whose probability is highest in proportion to its threshold.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, softmax

from framing.errors import InputError
from framing.model.learning.features import Floats

Link = Literal["each", "one", "one or none"]
LINKS: tuple[Link, ...] = ("each", "one", "one or none")
_LEAST = 1e-12  # a threshold of 0 divides nothing


def read_link(name: str) -> Link:
    """The link of this name.

    Raises:
        InputError: there is none.
    """
    for link in LINKS:
        if link == name:
            return link
    raise InputError(f"A model links frames by {', '.join(LINKS)}, and not by {name[:40]!r}. Train it again.")


def link_scores(scores: Floats, link: Link) -> Floats:
    """Probabilities from scores, (rows, frames) both.

    "each": the logistic function of each score. "one": the softmax of a row. "one or none": the same beside a score of
    0 for no frame, so that a row sums up to less than 1.
    """
    if link == "each":
        return np.asarray(expit(scores), dtype=np.float64)
    if link == "one or none":
        scores = np.column_stack([scores, np.zeros(len(scores))])
        return np.asarray(softmax(scores, axis=1)[:, :-1], dtype=np.float64)
    return np.asarray(softmax(scores, axis=1), dtype=np.float64)


def decide(probabilities: Floats, thresholds: Floats, link: Link) -> NDArray[np.bool_]:
    """Which frames are predicted, (rows, frames).

    "each": those whose probability is at least the threshold. Else the one whose probability is highest in proportion
    to its threshold; with "one or none" only if it is at least the threshold.
    """
    reached = np.asarray(probabilities >= thresholds)
    if link == "each" or not probabilities.shape[1]:
        return reached
    best = np.zeros(probabilities.shape, dtype=bool)
    best[np.arange(len(best)), (probabilities / np.maximum(thresholds, _LEAST)).argmax(axis=1)] = True
    return best & reached if link == "one or none" else best


def decide_scores(scores: pd.DataFrame, thresholds: Mapping[str, float], link: Link) -> "pd.Series[bool]":
    """The same of SCORES: whether each row's frame is predicted. `thresholds` are by frame."""
    threshold = scores["frame"].map(dict(thresholds)).astype("float64")
    reached = scores["probability"] >= threshold
    if link == "each" or scores.empty:
        return reached
    proportion = scores.assign(proportion=scores["probability"] / threshold.clip(lower=_LEAST))
    first = proportion.groupby("sentence_id")["proportion"].idxmax()
    best = pd.Series(scores.index.isin(first), index=scores.index)
    return best & reached if link == "one or none" else best
