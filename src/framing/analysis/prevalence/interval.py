"""The 95 % interval of a share: Wilson's, with as many units as would have its standard error if drawn one by one.

Percentiles of draws miss too often where few labelled units have the frame: of 200 at 5 % there are ten. Wilson's
interval takes the error that the share would have at its ends, so it is wide enough above a small share, stays inside
of 0 to 1 and is never empty; it is that of Wilson (1927), for clustered samples as in Korn and Graubard (1998), with
Student's t of documents in place of the normal distribution.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from framing.analysis.prevalence.correction import residual_variance
from framing.analysis.prevalence.sums import Sums
from framing.model.evaluation.resampling import ratio

LEVEL = 0.95
ASSUMED_ICC = 0.1  # of a frame within documents, where all labelled units say the same and nothing can be measured
_NO_ERROR = 1e-9  # below this a standard error is 0 but for rounding

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Numbers = Floats | Counts


def spread(draws: Floats) -> Floats:
    """Standard deviation over the draws, the first axis, that have a share; NaN where fewer than two have."""
    defined = np.isfinite(draws)
    count = defined.sum(axis=0)
    mean = ratio(np.where(defined, draws, 0.0).sum(axis=0), count.astype(np.float64))
    squares = np.where(defined, (draws - mean) ** 2, 0.0).sum(axis=0)
    return np.asarray(np.sqrt(ratio(squares, count - 1.0)))


def unseen_error(corpus: Sums, labelled: Counts) -> Floats:
    """The variance that draws cannot show where a model is right of nearly all labelled units: (groups, frames).

    Of n labelled units the model may be right of all and yet be wrong of one in n: the variance around its line is
    taken to be 1/n where it is less. Nothing is unseen where all units are labelled.

    Args:
        corpus: sums of the corpus itself.
        labelled: units that correct.
    """
    number = np.maximum(labelled, 1)
    missing = np.maximum(1 / number - np.nan_to_num(residual_variance(corpus)[0]), 0)
    unlabelled = np.maximum(1 - ratio(labelled.astype(np.float64), corpus.units[0]), 0)
    return np.where(labelled > 0, missing / number * np.nan_to_num(unlabelled), 0.0)


def effective_units(share: Floats, standard_error: Floats, known: Numbers, documents: Numbers) -> Floats:
    """How many units, drawn one by one, would give the standard error.

    Where all known units are alike the error is 0, or tells nothing at a share of 0 or 1: then as many as are known,
    made fewer by `ASSUMED_ICC` (Kish 1965: each further unit of a document counts less).

    Args:
        share: 0 to 1.
        standard_error: of it.
        known: units that it stands on.
        documents: that these are of.
    """
    found = ratio(share * (1 - share), np.where(standard_error > _NO_ERROR, standard_error, 0.0) ** 2)
    each = known / np.maximum(documents, 1)
    return np.where(found > 0, found, known / (1 + ASSUMED_ICC * np.maximum(each - 1, 0)))


def wilson(share: Floats, units: Floats, freedom: Numbers) -> tuple[Floats, Floats]:
    """The lower and the upper end; NaN where the share or the number of units is.

    Args:
        share: 0 to 1.
        units: on how many it stands, see `effective_units`.
        freedom: degrees of freedom of its standard error.
    """
    squared = student.ppf((1 + LEVEL) / 2, np.maximum(freedom, 1)) ** 2
    of = np.where(units > 0, units, np.nan)
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = np.sqrt(squared * (share * (1 - share) / of + squared / (4 * of**2))) / (1 + squared / of)
    return np.minimum(np.clip(middle - half, 0, 1), share), np.maximum(np.clip(middle + half, 0, 1), share)


def widened(low: Floats, high: Floats, draws: Floats) -> dict[str, Floats]:
    """`low` and `high`, not inside of the percentiles of draws: for the adjusted count, whose draws lie to one side.

    Of few labelled units that have the frame its rates are ratios, and a corrected share is often cut off at 0.
    """
    found = low.copy(), high.copy()
    for at in zip(*np.nonzero(np.isfinite(low)), strict=True):
        own = draws[(slice(None), *at)]
        ends = np.clip(np.percentile(own[np.isfinite(own)], [50 * (1 - LEVEL), 50 * (1 + LEVEL)]), 0, 1)
        found[0][at], found[1][at] = min(low[at], ends[0]), max(high[at], ends[1])
    return {"low": found[0], "high": found[1]}
