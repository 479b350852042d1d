"""How far labels and a model can be trusted, as plain values of a page; see `framing.report.reliability`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from framing.model.learning.links import Link
from framing.report.marks import FrameCount, FrameMark

RARE_AT_LEAST = 10  # sentences in which a frame is seen, below which its alpha says little


class EvaluationFacts(Protocol):
    """What a report needs of an evaluation on documents that the model has not seen."""

    @property
    def table(self) -> pd.DataFrame:
        """One row per frame; the columns are the fields of `EvaluationRow`."""

    @property
    def documents(self) -> int:
        """How many documents were held out, each once."""

    @property
    def sentences(self) -> int:
        """How many sentences they have."""

    @property
    def folds(self) -> str:
        """How documents were held out, in words."""

    @property
    def warnings(self) -> Sequence[str]:
        """What a reader must know before believing the figures."""


@dataclass(frozen=True)
class ModelFacts:
    """What a report needs of a model: who it is, where it says yes, what it learned from and what it does not know."""

    name: str
    fingerprint: str
    codebook: str  # fingerprint of the codebook that the labels were made by
    thresholds: Mapping[str, float]  # per frame that it knows: see `framing.model.learning.links.decide`
    positives: Mapping[str, int] = field(default_factory=dict)  # per frame: labelled sentences it learned from
    left_out: Mapping[str, str] = field(default_factory=dict)  # frame it does not know -> reason
    link: Link = "each"  # whether a sentence may have several frames
    elsewhere: bool = False  # it learned from other labels or sentences than those of the report


@dataclass(frozen=True)
class AgreementRow:
    """How far annotators agree on one frame; None where there is no such figure."""

    frame: FrameMark
    alpha: float | None
    low: float | None
    high: float | None
    sentences: int
    documents: int
    seen_in: int  # sentences in which at least one annotator sees it
    present: int
    decisions: int  # one per annotator and sentence
    positive_agreement: float | None
    note: str

    @property
    def rare(self) -> bool:
        """Seen in so few sentences that its alpha says little."""
        return self.seen_in < RARE_AT_LEAST


@dataclass(frozen=True)
class Agreement:
    """Agreement on each frame; `made_by` says whose, and `note` holds of every row that has none of its own."""

    rows: tuple[AgreementRow, ...]
    made_by: str
    note: str
    intervals: bool  # at least one row has one

    @property
    def rare_below(self) -> int:
        """Sentences in which a frame must be seen for its alpha to say something."""
        return RARE_AT_LEAST


@dataclass(frozen=True)
class EvaluationRow:
    """How well a model finds one frame in articles it has not seen; `instead` says why there are no figures."""

    frame: FrameMark
    sentences: int  # decided on this frame
    positives: int
    documents_with: int
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None
    high: float | None
    precision_ends: tuple[float, float] | None
    recall_ends: tuple[float, float] | None
    average_precision: float | None
    always_f1: float | None
    note: str
    instead: str


@dataclass(frozen=True)
class Performance:
    """A model on articles it has not seen."""

    rows: tuple[EvaluationRow, ...]
    documents: int
    sentences: int
    folds: str
    warnings: tuple[str, ...]
    intervals: bool  # enough documents for them

    @property
    def uneven(self) -> bool:
        """Some frame was decided on fewer sentences than there are."""
        return any(row.sentences < self.sentences for row in self.rows)


@dataclass(frozen=True)
class PredictionRow:
    """In how many sentences a model sees a frame, beside the labels of those sentences that have any."""

    predicted: FrameCount
    labels: FrameCount  # in scored sentences that have a label for this frame
    seen: int  # of those, the model sees it in so many
    right: int  # of those again, the labels see it too
    threshold: float
    learned_from: int | None
    few_examples: bool = False  # it learned from fewer than a figure takes


@dataclass(frozen=True)
class Predictions:
    """What a model says, uncorrected, and the frames on which it says nothing."""

    rows: tuple[PredictionRow, ...]
    scored: int
    scored_articles: int
    scored_labelled: int
    left_out: tuple[tuple[FrameMark, str], ...]
