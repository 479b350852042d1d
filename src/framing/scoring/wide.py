"""SCORES, row by row, as an array of sentences and frames: a million rows are never held together. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError

_AGAIN = "Score again: framing score."
_SHOWN = 60  # characters of a wrong value


def wide_scores(
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    sentence_ids: Sequence[str],
    frames: Sequence[str],
    model: str,
    where: str,
) -> NDArray[np.float64]:
    """(sentences, frames): the probability of each.

    Args:
        rows: of SCORES with the number of the line of each.
        sentence_ids: all that must be scored, and no others.
        frames: likewise.
        model: the fingerprint that all must have.
        where: the name of the file, for messages.

    Raises:
        InputError: scores are of another model, sentence or frame, one is missing or there twice, or none.
    """
    at = {name: number for number, name in enumerate(sentence_ids)}
    column = {frame: number for number, frame in enumerate(frames)}
    found = np.full((len(at), len(column)), np.nan)
    for line, row in rows:
        name, frame, probability = (row.get(key) for key in ("sentence_id", "frame", "probability"))
        if row.get("model") != model:
            raise InputError(f"{where} holds scores of another model than {model}, the one that is here. {_AGAIN}")
        if not isinstance(name, str) or name not in at or not isinstance(frame, str) or frame not in column:
            raise InputError(
                f"{where}, line {line} is of {ascii(name)[:_SHOWN]} and {ascii(frame)[:_SHOWN]}, which is no coded "
                f"sentence of now or no frame of the model: texts were ingested since. {_AGAIN}"
            )
        if not isinstance(probability, float | int) or isinstance(probability, bool) or not 0 <= probability <= 1:
            raise InputError(
                f"{where}, line {line}: probability is {ascii(probability)[:_SHOWN]}, and must be a number from 0 to "
                f"1. {_AGAIN}"
            )
        if not np.isnan(found[at[name], column[frame]]):
            raise InputError(f"{where}, line {line}: {name} and {frame} are there twice. {_AGAIN}")
        found[at[name], column[frame]] = probability
    if np.isnan(found).any():
        first = sentence_ids[int(np.isnan(found).any(axis=1).argmax())]
        raise InputError(
            f"{where} is not of the sentences that are ingested now, such as {first}: texts were ingested since. "
            f"{_AGAIN}"
        )
    return found
