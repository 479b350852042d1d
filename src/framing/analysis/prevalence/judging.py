"""What can be said of a share: corrected, uncorrected or nothing, and in words what is missing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.sums import Grounds
from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.analysis.units import Unit, Units
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST
from framing.tables import UNCORRECTED

LABELLED_AT_LEAST = 50  # units: of fewer, one time in thirteen none at all has a frame of 5 % (0.95 ** 50)
SHIFTED = "counts of predictions, which the model's errors shift"

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]
Rows = NDArray[np.intp]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Stock:
    """What there is of each group and frame, all (groups, frames).

    Attributes:
        unit: what is counted.
        of: units.
        predicted: units in which the model sees the frame.
        documents: that the units are of.
        labelled: units that correct.
        labelled_documents: that these are of.
    """

    unit: Unit
    of: Counts
    predicted: Counts
    documents: Counts
    labelled: Counts
    labelled_documents: Counts

    @property
    def corrects(self) -> bool:
        """Whether the corpus has a labelled slice at all."""
        return bool(self.labelled.any())

    @property
    def known(self) -> Counts:
        """Units that a share stands on."""
        return self.labelled if self.corrects else self.of

    @property
    def known_documents(self) -> Counts:
        """Documents that an interval stands on."""
        return self.labelled_documents if self.corrects else self.documents


def stock_of(units: Units, groups: Rows, grounds: Grounds) -> Stock:
    """What there is.

    Args:
        units: of a corpus.
        groups: number of the group of each, or a negative number for none.
        grounds: sums of the same.
    """
    frames = len(units.frames)
    first = slice(0, frames)
    count = len(grounds.units.bounds) - 1
    totals = grounds.totals(np.ones((1, units.documents)))
    labelled = np.zeros((count, frames), dtype=np.int64)
    decided = units.drawn & (groups >= 0)[:, np.newaxis]
    for frame in range(frames):
        labelled[:, frame] = np.bincount(groups[decided[:, frame]], minlength=count)
    return Stock(
        unit=units.unit,
        of=totals.units[0].astype(np.int64),
        predicted=totals.predicted[0].astype(np.int64),
        documents=grounds.units.documents(first),
        labelled=labelled,
        labelled_documents=grounds.drawn.documents(first),
    )


def judge(stock: Stock, why_unlabelled: str) -> tuple[Texts, Texts]:
    """Which estimate each group and frame can have, of `ESTIMATES`, and a note: (groups, frames) each.

    Args:
        stock: what there is.
        why_unlabelled: why nothing is labelled, in words.
    """
    estimate = np.full(stock.of.shape, CORRECTED, dtype=object)
    note = np.full(stock.of.shape, "", dtype=object)
    for at in np.ndindex(*stock.of.shape):
        of, labelled, documents = int(stock.of[at]), int(stock.labelled[at]), int(stock.known_documents[at])
        needed = min(LABELLED_AT_LEAST, of)
        told = []
        if not of:
            estimate[at], told = TOO_LITTLE, [f"There is no {stock.unit} here."]
        elif not stock.corrects:
            estimate[at], told = UNCORRECTED, [why_unlabelled or f"{SHIFTED.capitalize()}."]
        elif labelled < needed:
            estimate[at], told = TOO_LITTLE, [_missing(stock.unit, labelled, needed)]
        if estimate[at] != TOO_LITTLE and documents < INTERVAL_AT_LEAST:
            told.append(f"No interval: it needs {INTERVAL_AT_LEAST} documents, and this stands on {documents}.")
        note[at] = " ".join(told)
    return estimate, note


def without_figure(estimate: Texts, note: Texts, undefined: Bools, estimator: str) -> tuple[Texts, Texts]:
    """The same where an estimator has no figure: there is too little to tell."""
    lacks = undefined & (estimate != TOO_LITTLE)
    said = f"The {estimator} has no figure here: too few labelled units have the frame, or the model cannot tell them."
    return np.where(lacks, TOO_LITTLE, estimate), np.where(lacks, said, note)


def _missing(unit: Unit, labelled: int, needed: int) -> str:
    whole = " --unit article" if unit == "article" else ""
    return (
        f"{labelled} of its {needed} needed {unit}s are labelled by a random slice: label {needed - labelled} more "
        f"(framing suggest --for estimation{whole})."
    )
