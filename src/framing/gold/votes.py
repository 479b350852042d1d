"""How many annotators saw each frame in each sentence, of those who were asked.

Votes are counted only where somebody decided: a frame that was not offered has no row. People outrank
the automated coder sentence by sentence; the two are never counted together.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.annotation.decisions import AUTOMATED, CONFIRMED, PERSON
from framing.errors import InputError


def count_votes(annotations: pd.DataFrame) -> pd.DataFrame:
    """The votes on each sentence and frame, by sentence and frame.

    Args:
        annotations: ANNOTATIONS; see `counted_decisions` for those that count.

    Returns:
        `sentence_id`, `frame`, `votes` (said yes), `voters` (decided), `made_by`, and `codebook`: the fingerprints of
        the codebooks that the decisions were made by, joined by ", ".

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    counted = counted_decisions(annotations)
    sentence, sentences = pd.factorize(counted["sentence_id"], sort=True)
    frame, frames = pd.factorize(counted["frame"], sort=True)
    pairs, first, pair = np.unique(sentence * max(len(frames), 1) + frame, return_index=True, return_inverse=True)
    votes = np.bincount(pair, weights=counted["present"].to_numpy(), minlength=len(pairs))
    return pd.DataFrame(
        {
            "sentence_id": sentences[pairs // max(len(frames), 1)],
            "frame": frames[pairs % max(len(frames), 1)],
            "votes": votes.astype(np.int64),
            "voters": np.bincount(pair, minlength=len(pairs)),
            "made_by": counted["made_by"].to_numpy()[first],
            "codebook": _codebooks(counted["codebook"], pair, first),
        }
    )


def counted_decisions(annotations: pd.DataFrame) -> pd.DataFrame:
    """The rows of ANNOTATIONS that are votes.

    They are the confirmed ones, but on a sentence with a confirmed decision by a person none of an automated coder.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    confirmed = confirmed_decisions(annotations)
    by_person = confirmed["made_by"] == PERSON
    has_person = confirmed["sentence_id"].isin(confirmed.loc[by_person, "sentence_id"].unique())
    return confirmed[by_person | ~has_person]


def confirmed_decisions(annotations: pd.DataFrame) -> pd.DataFrame:
    """The confirmed rows of ANNOTATIONS.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    unknown = annotations.loc[~annotations["made_by"].isin([PERSON, AUTOMATED]), "made_by"]
    if len(unknown):
        raise InputError(
            f"The annotations hold decisions made by {unknown.iloc[0]!r}. Write {PERSON!r} or {AUTOMATED!r} in made_by."
        )
    return annotations[annotations["state"] == CONFIRMED]


def _codebooks(fingerprints: pd.Series, pair: npt.NDArray[np.intp], first: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """The fingerprints of each pair; almost always it is one, so only the others are joined."""
    of_pair: npt.NDArray[Any] = fingerprints.to_numpy(dtype=object)[first]
    each = pd.DataFrame({"pair": pair, "codebook": fingerprints.to_numpy(dtype=object)}).drop_duplicates()
    several = each[each["pair"].duplicated(keep=False)].sort_values(["pair", "codebook"])
    joined = several.groupby("pair")["codebook"].agg(", ".join)
    of_pair[joined.index.to_numpy()] = joined.to_numpy(dtype=object)
    return of_pair
