"""What a page says of findings, as plain values: every figure has its counts, its interval and the way to its evidence.

Made from tables by `framing.report.view`; texts from outside stand here as they came, and templates escape them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from framing.report.marks import FrameMark
from framing.report.quality import Quality
from framing.report.told import EventView

_IN_LEAD = 4  # sentences that a page says before all others


@dataclass(frozen=True)
class Evidence:
    """The sentences behind a figure.

    Attributes:
        anchor: of its place in the page.
        says: what the figure counts, in words.
        frame: that is counted.
        count: sentences in which the model sees it.
        of: sentences of the group.
        shown: anchors of those that are in the page, each with its text cut short.
        rows: rows of the CSV, the head not counted, of some that are not in the page.
    """

    anchor: str
    says: str
    frame: FrameMark
    count: int
    of: int
    shown: tuple[tuple[str, str], ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Share:
    """One share of PREVALENCE or TIME_LINE; `value` is None where there is too little to tell."""

    frame: FrameMark
    group: str
    value: float | None
    low: float | None
    high: float | None
    predicted: int
    of: int
    documents: int
    labelled: int
    estimate: str
    note: str
    evidence: str = ""  # an anchor of the page; empty: the row is in the CSV of sentences only


@dataclass(frozen=True)
class ShareTable:
    """The shares of one unit and one way to group, a frame after another.

    Attributes:
        key: for anchors and for the name of its chart.
        unit: sentence, headline or article.
        by: what groups are, in words: outlet, voice, month; empty for all units.
        rows: of each frame, those of its groups.
        left_out: groups that are only in the CSV.
        notes: what holds of rows, each said once.
    """

    key: str
    unit: str
    by: str
    rows: tuple[tuple[FrameMark, tuple[Share, ...]], ...]
    left_out: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """One row of COMPARISON."""

    frame: FrameMark
    unit: str
    group: str
    other: str
    value: float | None
    low: float | None
    high: float | None
    p_holm: float | None
    detectable: float | None
    verdict: str
    estimate: str
    note: str
    evidence: str = ""
    other_evidence: str = ""


@dataclass(frozen=True)
class Differences:
    """Comparisons of one way to group: those that differ, and the others, each as long as there is room.

    Attributes:
        by: what groups are made by.
        key: the same, as part of an address.
        differ: those that are shown.
        others: those of the others that are shown.
        total: how many comparisons there are.
        differing: how many of them differ.
        too_little: of how many there is too little to tell.
        left_out: how many are not shown.
        unseen: the smallest and the largest difference that would be found where none is seen; None without any.
    """

    by: str
    key: str
    differ: tuple[Difference, ...]
    others: tuple[Difference, ...]
    total: int
    differing: int
    too_little: int
    left_out: int
    unseen: tuple[float, float] | None


@dataclass(frozen=True)
class Change:
    """One row of CHANGES; `first` and `last` are empty of a trend."""

    frame: FrameMark
    unit: str
    period: str
    first: str
    last: str
    before: float
    after: float
    low: float | None
    high: float | None
    p: float
    note: str


@dataclass(frozen=True)
class Leak:
    """One row of LEAKS."""

    frame: FrameMark
    group: str
    other: str
    masked: str
    difference: float | None
    low: float | None
    high: float | None
    survives: float | None
    words: int
    note: str


@dataclass(frozen=True)
class Picture:
    """A chart as it stands in a page.

    Attributes:
        key: of its anchor and its files.
        title: one line.
        description: its text alternative.
        note: how it is read.
        svg: drawn; markup of ours, whose texts whoever drew it escaped.
        spec: of Vega-Lite, as JSON in which nothing can end a script; empty where nothing moves.
    """

    key: str
    title: str
    description: str
    note: str
    svg: Markup
    spec: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Found:
    """All that a page says of findings.

    Attributes:
        can: what can be said, in plain words, the first first.
        cannot: what cannot.
        made_by: who made the labels that shares are corrected by; empty where none are.
        shares: the tables of shares.
        differences: between groups.
        time_line: shares by period.
        changes: of their level.
        notable: date and text of events from a file of the user's.
        events: told by several outlets, those of the page.
        events_in_all: in the corpus.
        omitted: what was looked for among omissions and what was found, in words; empty where nothing was.
        leaks: how much of a difference survives masking.
        why: name of a part that is missing to why, in words.
        evidence: of figures, in the order of the page.
        rule: by which sentences were chosen for the page.
        sentences: coded, in the corpus.
        shown: of them, in the page.
        documents: with a coded sentence.
        sources: outlets.
        copies: documents that repeat another.
        model: fingerprint.
        warnings: what a reader must know before any figure.
        unlike: how the texts differ from those that the model learned from; empty if they do not.
        pictures: charts by key.
        methods: a paragraph for a paper, if it was asked for.
        quality: how well the model does; None where nothing is known.
        about: name and value of what the run says about itself.
        tables: names of tables beside the page.
    """

    can: tuple[str, ...]
    cannot: tuple[str, ...]
    made_by: str
    shares: tuple[ShareTable, ...]
    differences: tuple[Differences, ...]
    time_line: tuple[ShareTable, ...]
    changes: tuple[Change, ...]
    notable: tuple[tuple[str, str], ...]
    events: tuple[EventView, ...]
    events_in_all: int
    omitted: str
    leaks: tuple[Leak, ...]
    why: Mapping[str, str]
    evidence: tuple[Evidence, ...]
    rule: str
    sentences: int
    shown: int
    documents: int
    sources: int
    copies: int
    model: str
    warnings: tuple[str, ...] = ()
    unlike: str = ""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    methods: str = ""
    quality: Quality | None = None
    about: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def lead(self) -> tuple[str, ...]:
        """The first of what can be said: how much there is, and what it shows."""
        return self.can[:_IN_LEAD]

    @property
    def besides(self) -> tuple[str, ...]:
        """The rest of what can be said."""
        return self.can[_IN_LEAD:]
