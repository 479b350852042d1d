"""Shares of groups and frames with what they stand on; as a table, and draw by draw for whoever compares them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.analysis.tables import PREVALENCE
from framing.analysis.units import Unit

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of units, 0 to 1, of each group and frame.

    Attributes:
        unit: what they are shares of.
        names: of groups.
        frames: keys.
        value: (groups, frames); NaN where there is too little to tell.
        low: (groups, frames), of the 95 % interval over documents; NaN where there is none.
        high: the same.
        standard_error: (groups, frames), over documents; NaN where there is no interval.
        freedom: (groups, frames), its degrees of freedom; 0 where there is no interval.
        draws: (draws, groups, frames) of the share, each from the same drawn documents for all groups and frames: so
            differences are taken draw by draw. Not held to 0 to 1. NaN where there is no interval.
        predicted: (groups, frames), units in which the model sees the frame.
        of: (groups, frames), units.
        documents: (groups, frames), that these units are of.
        labelled: (groups, frames), units that correct.
        estimate: (groups, frames), each of `framing.analysis.tables.ESTIMATES`.
        note: (groups, frames), what is missing or must be known, in words; may be empty.
    """

    unit: Unit
    names: tuple[str, ...]
    frames: tuple[str, ...]
    value: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    freedom: Counts
    draws: Floats
    predicted: Counts
    of: Counts
    documents: Counts
    labelled: Counts
    estimate: Texts
    note: Texts

    def table(self, by: str) -> pd.DataFrame:
        """PREVALENCE of these groups, which were made by `by`."""
        cells = [(group, frame) for group in range(len(self.names)) for frame in range(len(self.frames))]
        return PREVALENCE.table(
            {
                "unit": self.unit,
                "by": by,
                "group": self.names[group],
                "frame": self.frames[frame],
                "share": float(self.value[group, frame]),
                "low": float(self.low[group, frame]),
                "high": float(self.high[group, frame]),
                "predicted": int(self.predicted[group, frame]),
                "of": int(self.of[group, frame]),
                "documents": int(self.documents[group, frame]),
                "labelled": int(self.labelled[group, frame]),
                "estimate": str(self.estimate[group, frame]),
                "note": str(self.note[group, frame]),
            }
            for group, frame in cells
        )
