"""Figures with intervals: whole documents are drawn again, because the sentences of one article resemble each other.

Every figure of an evaluation is computed for the same draws, all draws at once: so a mean over frames has an interval,
and two models can be compared draw by draw. Percentiles of 1,000 draws; below 20 documents there is no interval,
because it would hold the truth in 80 to 90 of 100 studies where it says 95.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

INTERVAL_AT_LEAST = 20  # documents
DRAWS = 1000
_DEFINED_AT_LEAST = 0.9  # of the draws: of fewer, percentiles are about the draws that happened to have a figure

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval over documents; NaN where there is none."""

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan

    def named(self, name: str) -> dict[str, float]:
        """As cells of a table: `name`, `name_low`, `name_high`."""
        return {name: self.value, f"{name}_low": self.low, f"{name}_high": self.high}


NONE = Figure()


@dataclass(frozen=True, eq=False)
class Resampling:
    """Which document each row is of, and how often each document counts.

    Attributes:
        document: number of the document of each row.
        times: (1 or 1 + draws, documents); the first line is the sample itself, each document once. There are no
            other lines where there are fewer than 20 documents.
    """

    document: Rows
    times: Floats

    @property
    def documents(self) -> int:
        """How many there are."""
        return int(self.times.shape[1])

    def totals(self, values: Floats) -> Floats:
        """The sum of each column over the rows, in the sample and in each draw: (lines, columns)."""
        by_document = np.stack(
            [np.bincount(self.document, column, minlength=self.documents) for column in values.T], axis=1
        )
        return np.asarray(self.times @ by_document)


def resample(documents: NDArray[np.str_], *, seed: int, draws: int = DRAWS) -> Resampling:
    """Draws of documents, with replacement, as many as there are.

    Args:
        documents: that of each row.
        seed: of the draws.
        draws: how many.
    """
    names, number = np.unique(documents, return_inverse=True)
    count = len(names)
    itself = np.ones((1, count))
    if count < INTERVAL_AT_LEAST:
        return Resampling(number, itself)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
    return Resampling(number, np.vstack([itself, drawn]))


def figure_of(values: Floats) -> Figure:
    """The first of `values` with the 2.5th and 97.5th percentile of the others, which are of the draws.

    Draws without a figure (NaN) are left out; if they are more than a tenth there is no interval.
    """
    value, drawn = float(values[0]), values[1:]
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn) or math.isnan(value) or len(drawn) < _DEFINED_AT_LEAST * (len(values) - 1):
        return Figure(value)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(value, float(low), float(high))


def ratio(above: Floats, below: Floats) -> Floats:
    """`above / below`; NaN where `below` is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, above / below, math.nan)


def mean_of(parts: Floats) -> Floats:
    """The mean over the last axis of what is defined; NaN where nothing is."""
    defined = np.isfinite(parts)
    return ratio(np.where(defined, parts, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(np.float64))
