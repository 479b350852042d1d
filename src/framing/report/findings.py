"""What a report says, as plain values: every figure carries the count behind it.

A page, a text or a file can be made from a `Report` without looking at a table again. Texts from
outside (titles, sentences, frame names) stand here as they came; whoever prints them escapes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from framing.report.found import Found
from framing.report.marks import FrameCount, FrameMark
from framing.report.trust import Agreement, ModelFacts, Performance, Predictions

UNCERTAIN_BELOW = 0.7  # probability: of ten guesses with less, three or more are wrong, if it is calibrated


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
