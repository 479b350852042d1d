"""How likely each sentence of a corpus was to be drawn, also those that were not: what design-based estimates need."""

import re
from itertools import combinations

import pandas as pd

from framing.errors import InputError
from framing.model.learning.weights import check_chances, slice_in_force
from framing.sampling.strata import can_draw_by, strata_of

_NAMES = re.compile(r"(?:^|, )(\w+)=")


def inclusion_probabilities(sample: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame) -> dict[str, float]:
    """Sentence id to the probability with which the slice in force drew it, or would have drawn it.

    Sentences of strata that the slice does not know are left out, and so are all but those that were drawn where the
    strata cannot be told any more, because the corpus has changed since.

    Args:
        sample: SAMPLE.
        sentences: SENTENCES that a slice is drawn from.
        documents: DOCUMENTS of these sentences.

    Raises:
        InputError: see `check_chances`.
    """
    drawn = slice_in_force(sample)
    of_drawn = dict(zip(drawn["sentence_id"], drawn["inclusion_probability"].astype(float), strict=True))
    if drawn.empty:
        return {}
    check_chances(drawn)
    of_stratum = dict(zip(drawn["stratum"], drawn["inclusion_probability"].astype(float), strict=True))
    today = _strata_of_today(drawn, sentences, documents)
    return {name: of_stratum[stratum] for name, stratum in today.items() if stratum in of_stratum} | of_drawn


def strata_in_force(sample: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """Sentence id to the stratum of the slice in force; only of drawn ones where the strata cannot be told any more.

    Args:
        sample: SAMPLE.
        sentences: SENTENCES that a slice is drawn from.
        documents: DOCUMENTS of these sentences.
    """
    drawn = slice_in_force(sample)
    if drawn.empty:
        return {}
    return _strata_of_today(drawn, sentences, documents) | dict(
        zip(drawn["sentence_id"], drawn["stratum"], strict=True)
    )


def _strata_of_today(drawn: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """Sentence id to stratum, by what the slice was drawn by; empty if the strata are no longer those of the slice."""
    named = [name for name in dict.fromkeys(_NAMES.findall(str(drawn["stratum"].iloc[0]))) if can_draw_by(name)]
    then = dict(zip(drawn["sentence_id"], drawn["stratum"], strict=True))
    # What looks like a name may be part of a value: an outlet may be called "Gazette, a=b".
    for by in (chosen for size in range(len(named) + 1) for chosen in combinations(named, size)):
        try:
            strata = strata_of(sentences, documents, by)
        except InputError:
            continue
        today = dict(zip(sentences["sentence_id"], strata, strict=True))
        if all(today.get(name, stratum) == stratum for name, stratum in then.items()):
            return today
    return {}
