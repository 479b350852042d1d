"""A word where the other estimate disagrees: two ways that use different parts of the same slice should not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.correction import Estimator
from framing.model.evaluation.resampling import figure_of

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Beside:
    """Another estimate of the same shares.

    Attributes:
        name: of the estimator.
        value: (groups, frames).
        draws: (draws, groups, frames). Its interval is of percentiles: rates of error are ratios of small numbers, and
            how far off they can be lies not evenly around the share.
    """

    name: Estimator
    value: Floats
    draws: Floats

    def noted(self, note: Texts, value: Floats, low: Floats, high: Floats) -> Texts:
        """Notes, with a word where each estimate is outside of the other's interval; all are (groups, frames)."""
        noted = note.copy()
        for at in zip(*np.nonzero((self.value < low) | (self.value > high)), strict=True):
            own = figure_of(np.append(self.value[at], self.draws[(slice(None), *at)]))
            if value[at] < own.low or value[at] > own.high:
                said = f"The {self.name} says {own.value:.3f} ({own.low:.3f} to {own.high:.3f}): look at both."
                noted[at] = f"{noted[at]} {said}".strip()
        return noted
