"""How often 95 % intervals of shares hold the truth, over made corpora with a biased classifier: see findings.py.

The truth is the prevalence that the corpora of a cell are drawn with: what the outlet does, of which a corpus is a
sample. How often the share of the corpus itself is held stands beside it.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import figures
import numpy as np
from made_scores import Corpus, make, propensities, scored
from numpy.typing import NDArray
from scipy.special import betaln

from framing.analysis.prevalence.correction import ADJUSTED_COUNT, PREDICTION_POWERED, Estimator
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.prevalence.shares import Shares
from framing.analysis.units import Units

SEED = 8_101
CORPORA, FURTHER_CORPORA, QUICK_CORPORA = 1000, 500, 20  # of a cell: of the first kind, and of the further ones
DRAWS = 500
PREVALENCE = (0.05, 0.2, 0.45)
ICC = (0.0, 0.1)
DOCUMENTS = (40, 200)
LABELLED = 200
BESIDE = 100  # corpora of a cell on which the count of predictions and the other estimator are tried
ARTICLES = 1000  # where they are the units
ARTICLE_RATES = (0.004, 0.02, 0.06)  # of sentences: a twentieth, a fifth and a half of articles have one
SHARE_HERE, HELD_HERE, HELD_THERE = 0.25, 1.6, 0.8  # an outlet of a quarter of documents, and rates against the mean

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """A corpus to estimate a share of: `groups` has 0 where the share is of, `truth` the prevalence of the process."""

    units: Units
    groups: NDArray[np.intp]
    truth: float
    own: float


@dataclass(frozen=True)
class Kind:
    """A kind of corpora, and the cells of its grid."""

    name: str
    made: Callable[[Corpus, np.random.Generator], Made]
    cells: tuple[Corpus, ...]


@dataclass(frozen=True)
class Cell:
    """What was found over the corpora of one cell: shares of them, 0 to 1, and mean width."""

    kind: str
    corpus: Corpus
    coverage: float
    below: float  # the truth was below the interval
    above: float
    own: float  # coverage of the share of the corpus itself
    width: float
    bias: float
    naive: float
    other: float
    other_width: float


def measure(*, quick: bool) -> tuple[list[figures.Row], dict[str, Any]]:
    """Rows and details; the bars are about the first kind, the other kinds stand beside."""
    counts = {kind.name: QUICK_CORPORA if quick else FURTHER_CORPORA for kind in KINDS}
    counts[KINDS[0].name] = QUICK_CORPORA if quick else CORPORA
    cells: list[Cell] = []
    for number, (kind, corpus) in enumerate((each, corpus) for each in KINDS for corpus in each.cells):
        cells.append(cell_of(kind, corpus, counts[kind.name], number))
        print(lines_of(cells)[-1], file=sys.stderr, flush=True)
    print("\n".join(lines_of(cells)), flush=True)
    return rows_of(cells), {"prevalence, by cell": [described(cell) for cell in cells]}


def rows_of(cells: list[Cell]) -> list[figures.Row]:
    main = [cell for cell in cells if cell.kind == KINDS[0].name]
    further = [cell for cell in cells if cell.kind != KINDS[0].name]
    coverage, naive = [cell.coverage for cell in main], [cell.naive for cell in main]

    def row(
        key: str, what: str, value: float, bar: figures.Bar | None = None, *, headline: bool = False
    ) -> figures.Row:
        made = figures.Row(f"findings/{key}", what, 100 * value, "%", bar=bar, headline=headline)
        return figures.judged(made)

    return [
        row("coverage, mean", "95 % intervals of shares that hold the truth, mean", np.mean(coverage),
            figures.at_least(93), headline=True),
        row("coverage, mean, not too wide", "the same: they are not too wide", np.mean(coverage), figures.at_most(97)),
        row("coverage, worst cell", "the same, worst cell", min(coverage), figures.at_least(90)),
        row("naive coverage, mean", "the count of predictions, mean", np.mean(naive), figures.at_most(60)),
        row("naive coverage, cells below 60 %", "cells in which the count of predictions holds it in fewer than 60 %",
            np.mean([each < 0.6 for each in naive])),
        row("naive coverage, best cell", "the count of predictions, best cell", max(naive)),
        row("coverage of the corpus itself, mean", "intervals that hold the share of the corpus itself, mean",
            np.mean([cell.own for cell in main])),
        row("coverage, further kinds, mean", "intervals of other kinds of corpora, mean",
            np.mean([cell.coverage for cell in further]), figures.at_least(93)),
        row("coverage, further kinds, worst cell", "intervals of other kinds of corpora, worst cell",
            min(cell.coverage for cell in further), figures.at_least(90)),
        row("width, mean", "width of an interval, mean", np.mean([cell.width for cell in main])),
        row("adjusted count, coverage, mean", "intervals of the adjusted count, mean",
            np.mean([cell.other for cell in main])),
        row("adjusted count, width, mean", "width of these", np.mean([cell.other_width for cell in main])),
    ]  # fmt: skip


def cell_of(kind: Kind, corpus: Corpus, count: int, number: int) -> Cell:
    found, other = [], []
    for at in range(count):
        made = kind.made(corpus, np.random.default_rng([SEED, number, at]))
        shares = estimated(made, PREDICTION_POWERED)
        low, high, value = shares.low[0, 0], shares.high[0, 0], shares.value[0, 0]
        found.append((
            low <= made.truth <= high, made.truth < low, made.truth > high, low <= made.own <= high,
            high - low, value - made.truth,
        ))  # fmt: skip
        if at < BESIDE:
            counted, adjusted = naive(made), estimated(made, ADJUSTED_COUNT)
            other.append((
                counted.low[0, 0] <= made.truth <= counted.high[0, 0],
                adjusted.low[0, 0] <= made.truth <= adjusted.high[0, 0],
                adjusted.high[0, 0] - adjusted.low[0, 0],
            ))  # fmt: skip
    return Cell(kind.name, corpus, *np.mean(found, axis=0).tolist(), *np.nanmean(other, axis=0).tolist())


def estimated(made: Made, estimator: Estimator) -> Shares:
    return estimate_shares(made.units, made.groups, ["it"], draws=DRAWS, estimator=estimator)


def naive(made: Made) -> Shares:
    """The count of predictions with an interval over documents, which is made without any labels."""
    bare = replace(made.units, weight=np.zeros(len(made.units)))
    return estimate_shares(bare, made.groups, ["it"], draws=DRAWS)


def described(cell: Cell) -> dict[str, Any]:
    return {**vars(cell.corpus), **{key: value for key, value in vars(cell).items() if key != "corpus"}}


def lines_of(cells: list[Cell]) -> list[str]:
    heads = ("kind", "documents", "prevalence", "ICC", "labelled", "apart", "coverage", "below", "above", "of corpus",
             "naive", "width", "bias", "adjusted", "width")  # fmt: skip
    lines = [heads]
    for cell in cells:
        corpus = cell.corpus
        told = (cell.coverage, cell.below, cell.above, cell.own, cell.naive, cell.width, cell.bias, cell.other,
                cell.other_width)  # fmt: skip
        made = (corpus.documents, corpus.prevalence, corpus.icc, corpus.labelled, corpus.separation)
        lines.append((cell.kind, *(f"{each:g}" for each in made), *(f"{each:.3f}" for each in told)))
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return ["  ".join(part.rjust(width) for part, width in zip(line, widths, strict=True)) for line in lines]


# -- kinds of corpora ------------------------------------------------------------------------------------------------


def sentences(corpus: Corpus, chance: np.random.Generator) -> Made:
    """All sentences of a corpus."""
    units, truth = make(corpus, chance)
    return Made(units, np.zeros(len(units), dtype=np.intp), corpus.prevalence, float(truth.mean()))


def half(corpus: Corpus, chance: np.random.Generator) -> Made:
    """Half of the documents, an outlet among others: the labelled sentences are of the corpus, half of them its own."""
    units, truth = make(corpus, chance)
    own = units.document % 2 == 0
    return Made(units, np.where(own, 0, -1), corpus.prevalence, float(truth[own].mean()))


def stratified(corpus: Corpus, chance: np.random.Generator) -> Made:
    """Two outlets that differ, of which a small one has half of the labelled sentences: so weights differ."""
    lengths = np.minimum(4 + chance.geometric(1 / 12, corpus.documents), 40)
    here = np.arange(corpus.documents) < corpus.documents * SHARE_HERE
    rates = (replace(corpus, prevalence=corpus.prevalence * times) for times in (HELD_HERE, HELD_THERE))
    rate = np.where(here, *(propensities(each, chance) for each in rates))
    document = np.repeat(np.arange(corpus.documents), lengths)
    truth = (chance.random(len(document)) < rate[document]).astype(np.float64)
    units = scored(document, truth, corpus, chance)
    seen, weight = np.full(len(truth), np.nan), np.zeros(len(truth))
    for stratum in (here[document], ~here[document]):
        of = np.flatnonzero(stratum)
        drawn = chance.choice(of, min(corpus.labelled // 2, len(of)), replace=False)
        seen[drawn], weight[drawn] = truth[drawn], len(of) / len(drawn)
    units = replace(units, truth=seen[:, np.newaxis], weight=weight)
    return Made(units, np.zeros(len(units), dtype=np.intp), corpus.prevalence, float(truth.mean()))


def articles(corpus: Corpus, chance: np.random.Generator) -> Made:
    """Articles with at least one sentence that has the frame; of 200 all sentences are labelled."""
    whole, truth = make(corpus, chance)
    has = np.bincount(whole.document, truth) > 0
    none = np.bincount(whole.document, np.log1p(-np.minimum(whole.probabilities[:, 0], 1 - 1e-9)))
    says = np.bincount(whole.document, whole.predicted[:, 0]) > 0
    drawn = chance.choice(corpus.documents, corpus.labelled, replace=False)
    seen, weight = np.full(corpus.documents, np.nan), np.zeros(corpus.documents)
    seen[drawn], weight[drawn] = has[drawn], corpus.documents / len(drawn)
    units = Units(
        unit="article",
        names=np.array([f"d{number}" for number in range(corpus.documents)], dtype=object),
        document=np.arange(corpus.documents),
        documents=corpus.documents,
        frames=whole.frames,
        probabilities=(1 - np.exp(none))[:, np.newaxis],
        predicted=says[:, np.newaxis],
        truth=seen[:, np.newaxis],
        weight=weight,
    )
    groups = np.zeros(corpus.documents, dtype=np.intp)
    return Made(units, groups, share_of_articles(corpus), float(has.mean()))


def share_of_articles(corpus: Corpus) -> float:
    """That have a sentence with the frame: one less the chance that all sentences of a length have none.

    Lengths are those of `make`; with a beta propensity the chance of none among n is B(a, b + n) / B(a, b).
    """
    length = np.arange(5, 41)
    chance = (1 / 12) * (11 / 12) ** (length - 5)
    chance[-1] = (11 / 12) ** (40 - 5)  # and all that are longer, which are cut
    if corpus.icc == 0:
        return float(1 - chance @ (1 - corpus.prevalence) ** length)
    size = 1 / corpus.icc - 1
    with_it, without = corpus.prevalence * size, (1 - corpus.prevalence) * size
    return float(1 - chance @ np.exp(betaln(with_it, without + length) - betaln(with_it, without)))


def grid(documents: tuple[int, ...] = DOCUMENTS, icc: tuple[float, ...] = ICC[1:], **more: Any) -> tuple[Corpus, ...]:
    cells = product(documents, PREVALENCE, icc)
    return tuple(Corpus(**{"labelled": LABELLED, **more}, documents=d, prevalence=p, icc=i) for d, p, i in cells)


KINDS = (
    Kind("sentences", sentences, grid(icc=ICC)),
    Kind("400 labelled", sentences, grid(labelled=400)),
    Kind("poor model", sentences, grid(separation=1.0)),
    Kind("good model", sentences, grid(separation=3.0)),
    Kind("half of documents", half, grid(documents=(80, 200), labelled=400)),
    Kind("an outlet drawn more", stratified, grid()),
    Kind("articles", articles, tuple(Corpus(ARTICLES, p, i, LABELLED) for p, i in product(ARTICLE_RATES, ICC))),
)
