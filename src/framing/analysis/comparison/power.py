"""What difference a comparison would find: "none seen" is not "there is none". Pure.

A difference is found if it is at least so many standard errors that chance alone makes it so large in fewer than 5 of
100 families of comparisons. Of the steps of Holm's correction the first is taken, which divides 5 % by the number of
comparisons: what is found at that step is found whatever the other comparisons say. Few documents tell little of the
standard error itself, so the distribution is Student's, with a degree of freedom for each document but two.

Source: Bloom (1995), Evaluation Review 19, 547-556, on minimum detectable effects.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

LEVEL, POWER = 0.05, 0.80

Floats = NDArray[np.float64]


def detectable(standard_error: Any, documents: Any, comparisons: int = 1) -> Floats:
    """The true difference that is found in 80 of 100 studies with this standard error, in its unit.

    Args:
        standard_error: of the difference; an array gives an array.
        documents: that both groups have together, three or more; NaN comes of fewer.
        comparisons: how many differences are corrected for together.
    """
    freedom = np.asarray(documents, dtype=np.float64) - 2
    found: Floats = (_critical(freedom, comparisons) + student.ppf(POWER, freedom)) * np.asarray(standard_error)
    return found


def power_of(difference: Any, standard_error: Any, documents: Any, comparisons: int = 1) -> Floats:
    """In how many studies of one a true difference is found, in either direction; see `detectable`."""
    freedom = np.asarray(documents, dtype=np.float64) - 2
    size, critical = np.abs(difference) / np.asarray(standard_error), _critical(freedom, comparisons)
    found: Floats = student.cdf(size - critical, freedom) + student.cdf(-size - critical, freedom)
    return found


def _critical(freedom: Floats, comparisons: int) -> Floats:
    critical: Floats = student.isf(LEVEL / (2 * comparisons), freedom)
    return critical
