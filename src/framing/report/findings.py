"""What a report says, as plain values: every figure carries the count behind it.

A page, a text or a file can be made from a `Report` without looking at a table again. Texts from
outside (titles, sentences, frame names) stand here as they came; whoever prints them escapes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from framing.model.learning.links import Link
from framing.report.found import Found
from framing.report.marks import FrameMark

UNCERTAIN_BELOW = 0.7  # probability: of ten guesses with less, three or more are wrong, if it is calibrated
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
class FrameCount:
    """In how many sentences a frame is, of those that were decided on it; ties are in neither number."""

    frame: FrameMark
    count: int
    of: int
    articles: int = 0  # with at least one such sentence
    tied: int = 0  # sentences on which the coders disagree about it

    @property
    def share(self) -> float | None:
        """`count` of `of`, 0 to 1; None if no sentence was decided on it."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True)
class ArticleHead:
    """An article by its title, or by its id where it has none."""

    document_id: str
    title: str
    source: str
    date: str
    language: str  # empty if it is not the shape of a language tag
    anchor: str

    @property
    def short(self) -> str:
        """The title, cut where it would break a table."""
        return self.title if len(self.title) <= 120 else self.title[:119].rstrip() + "…"


@dataclass(frozen=True)
class Profile:
    """How often each frame is in one article, or in all of them if `head` is None."""

    head: ArticleHead | None
    labelled: int  # sentences with at least one decision
    framed: int  # sentences with at least one frame
    counts: tuple[FrameCount, ...]
    undecided: int = 0  # sentences with no frame by gold but with one on which the coders disagree

    @property
    def without(self) -> int:
        """Sentences that were read and carry no frame."""
        return self.labelled - self.framed - self.undecided

    @property
    def leaders(self) -> tuple[FrameCount, ...]:
        """The most frequent frame and the second, with whatever ties with the second.

        Where more than four would stand here, only the first, if it is ahead of the rest: none is left out by chance.
        """
        found = sorted((c for c in self.counts if c.count), key=lambda c: -c.count)
        bar = found[min(1, len(found) - 1)].count if found else 0
        leaders = tuple(c for c in found if c.count >= bar)
        return leaders if len(leaders) <= 4 else tuple(c for c in found if c.count > bar)


@dataclass(frozen=True)
class Size:
    """How much text and how many labels a report is about."""

    articles: int
    labelled_articles: int
    segments: int  # sentences of all kinds
    for_coding: int  # of a kind that annotators see
    labelled: int  # sentences with at least one decision, also where the coders disagree
    gold_labels: int  # one per sentence and frame


@dataclass(frozen=True)
class Provenance:
    """How many gold labels come from an automated coder, in how many passes."""

    automated: int
    gold_labels: int
    passes: int


@dataclass(frozen=True)
class Limits:
    """What so many articles can and cannot show."""

    heading: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]


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


@dataclass(frozen=True)
class Mark:
    """A frame on a sentence: labelled, predicted (then with its probability), or both."""

    frame: FrameMark
    labelled: bool
    probability: float | None

    @property
    def uncertain(self) -> bool:
        """Only the model says so, and not even it is sure."""
        return not self.labelled and self.probability is not None and self.probability < UNCERTAIN_BELOW


@dataclass(frozen=True)
class SentenceView:
    """A sentence as it stands in the page."""

    anchor: str
    sentence_id: str
    position: int
    start: int
    end: int
    text: str
    kind: str
    coded: bool  # of a kind that annotators see
    labelled: bool  # somebody decided on it
    opens: bool  # first of its paragraph
    marks: tuple[Mark, ...]
    tied: tuple[FrameMark, ...] = ()  # frames on which the coders disagree
    voice: str = ""  # who says it, in words; empty where nobody could tell
    characters_cut: int = 0  # of its end, that are not in the page


@dataclass(frozen=True)
class ArticleView:
    """An article: runs of sentences, coded and not coded in turn."""

    head: ArticleHead
    runs: tuple[tuple[SentenceView, ...], ...]
    cut: int  # sentences at its end that are not in the page


@dataclass(frozen=True)
class Report:
    """All that a page says. Two reports from the same tables are equal."""

    title: str
    generated: str
    version: str
    codebook: str  # id and version
    codebook_title: str
    corpus: str  # which articles it is about, in words
    codebook_fingerprint: str
    frames: tuple[FrameMark, ...]
    definitions: Mapping[str, str]
    size: Size
    provenance: Provenance | None
    limits: Limits
    overall: Profile
    ties: int  # sentences and frames on which the coders disagree
    profiles: tuple[Profile, ...]
    profiles_left_out: int
    scale: float  # the share at which a bar is full, 0 to 1
    agreement: Agreement | None
    performance: Performance | None
    predictions: Predictions | None
    model: ModelFacts | None
    articles: tuple[ArticleView, ...]
    articles_left_out: int
    sentences_left_out: int
    sentence_limit: int
    how: Mapping[str, int]  # how gold came about -> gold labels
    notes: tuple[str, ...]
    found: Found | None = None
    of_run: bool = False  # about a run over a corpus: labels, if any, are of few of its sentences
