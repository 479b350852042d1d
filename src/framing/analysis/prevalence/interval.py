"""The 95 % interval of a share: Wilson's, with as many units as would have its standard error if drawn one by one.

Percentiles of draws miss too often where few labelled units have the frame: of 200 at 5 % there are ten. Wilson's
interval takes the error that the share would have at its ends, so it is wide enough above a small share, stays inside
of 0 to 1 and is never empty; it is that of Wilson (1927), for clustered samples as in Korn and Graubard (1998), with
Student's t of documents in place of the normal distribution.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from framing.model.evaluation.resampling import ratio

LEVEL = 0.95
ASSUMED_ICC = 0.1  # of a frame within documents, where all labelled units say the same and nothing can be measured

Floats = NDArray[np.float64]


def effective_units(share: Floats, standard_error: Floats, labelled: Floats, documents: Floats) -> Floats:
    """How many units, drawn one by one, would give the standard error.

    Where the error is 0, because all labelled units agree, as many as there are, made fewer by `ASSUMED_ICC` (Kish
    1965: each further unit of a document counts less).
    """
    inside = np.clip(share, 0, 1)
    known = ratio(inside * (1 - inside), standard_error**2)
    each = ratio(labelled, documents)
    return np.where(np.isfinite(known) & (known > 0), known, labelled / (1 + ASSUMED_ICC * np.maximum(each - 1, 0)))


def wilson(share: Floats, units: Floats, freedom: Floats) -> tuple[Floats, Floats]:
    """The lower and the upper end.

    Args:
        share: 0 to 1.
        units: on how many it stands, see `effective_units`.
        freedom: degrees of freedom of its standard error.
    """
    squared = student.ppf((1 + LEVEL) / 2, np.maximum(freedom, 1)) ** 2
    middle = (share + squared / (2 * units)) / (1 + squared / units)
    half = np.sqrt(squared * (share * (1 - share) / units + squared / (4 * units**2))) / (1 + squared / units)
    return np.minimum(np.clip(middle - half, 0, 1), share), np.maximum(np.clip(middle + half, 0, 1), share)
