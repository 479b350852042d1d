"""Whether labels have anything to do with the words of their sentences: a permutation test.

A model finds something in pure noise, too, and a macro average precision of 0.3 may be no more than that. So the labels
are laid anew over the documents, 200 times, and the same machine learns from each: only what beats 19 of 20 of these is
called signal.

**What is exchanged.** The labels of a document resemble each other, and so do its sentences. Single labels that change
places would break the first, and make chance look smaller than it is. So a document hands all its labels, those of all
frames together, to another of about the same length, in their order, from a place where they begin by chance; what the
longer of two has left fills what the shorter leaves open. Each label is used exactly once. If the labels of documents
have nothing to do with their words, such a table is as likely as the true one.

**The machine.** Ridge regression on the TF-IDF that the model has, learned without the documents that are held out. Its
predictions are a fixed matrix times the labels, so that one factorisation per fold serves for all frames and all
permutations. It is not the model, and its figure is not the model's; both kinds of labels go through it alike, which
is all that the test needs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from threadpoolctl import threadpool_limits

from framing.errors import NotEnoughData
from framing.model.evaluation.ranking import column_average_precisions
from framing.model.learning.examples import Examples
from framing.model.learning.features import Floats, Rows, count_terms
from framing.model.learning.folds import document_folds

PERMUTATIONS = 200
LEVEL = 0.05
TESTED_AT_LEAST = 8  # positive sentences: with fewer no ranking is far from chance, and every frame raises the bar
LARGEST = 3000  # sentences: the matrix has the square of them
_FOLDS = 5
_RIDGE = 1.0  # the penalty; a sentence has an inner product of 2 with itself, 1 from its words and 1 from their pieces
_ALIKE = 20  # documents of about the same length that exchange labels
_AT_ONCE = 20  # permutations whose rankings are in memory

Singles = NDArray[np.float32]  # half the memory and half the time, and ranks do not need more


@dataclass(frozen=True)
class FrameSignal:
    """One frame against chance.

    Attributes:
        frame: its name.
        positives: sentences that have it.
        average_precision: that of the test's machine on held-out documents.
        by_chance: the mean of it over permutations.
        p_value: corrected for the number of frames tested.
        signal: whether that is at most 5 %.
    """

    frame: str
    positives: int
    average_precision: float
    by_chance: float
    p_value: float
    signal: bool


@dataclass(frozen=True)
class Signal:
    """All frames together against chance.

    Attributes:
        macro_average_precision: the mean over the frames tested, of the test's machine on held-out documents.
        by_chance: the same with permuted labels, on average.
        bar: the 95th percentile of it.
        p_value: how often chance does as well, (1 + number) / (1 + permutations).
        signal: whether the p-value is at most 5 %, which is never so below the bar.
        permutations: how many.
        frames: those with 8 positive sentences or more.
        untested: the others.
        sentences: how many it stands on.
        labelled: how many there are; if more, whole documents were drawn by chance.
    """

    macro_average_precision: float
    by_chance: float
    bar: float
    p_value: float
    signal: bool
    permutations: int
    frames: tuple[FrameSignal, ...]
    untested: tuple[str, ...]
    sentences: int
    labelled: int


def find_signal(examples: Examples, *, permutations: int = PERMUTATIONS, seed: int = 7) -> Signal:
    """Whether macro average precision beats that of permuted labels, and which frames do.

    All labelled sentences count alike, also those that only teach: this is a test, not a figure about a corpus.
    The p-values of frames are those of Westfall and Young (1993), Resampling-Based Multiple Testing, algorithm 4.1
    (step-down maxT), of the logarithm of average precision in standard deviations of chance. With 200 permutations no
    p-value is below 1/201, so that the correction of Holm could call no frame a signal where there are more than ten.

    Args:
        examples: the labelled sentences.
        permutations: how often labels are laid anew.
        seed: of folds and permutations.

    Raises:
        NotEnoughData: there is one document only, or no frame has 8 positive sentences.
    """
    chance = np.random.default_rng(seed)
    rows = some_documents(examples.document_ids, LARGEST, chance)
    labels, documents = examples.labels[rows], examples.document_ids[rows]
    tested = testable(labels)
    if len(np.unique(documents)) < 2 or not len(tested):
        raise NotEnoughData(
            "Signal cannot be told from chance: it needs sentences of two documents and a frame with "
            f"{TESTED_AT_LEAST} positive ones. Label more."
        )
    with threadpool_limits(limits=1):
        machine = smoother([examples.texts[row] for row in rows], documents, seed=seed)
        figures = figures_by_chance(machine, labels[:, tested], documents, permutations, chance)
    macros = figures.mean(axis=1)
    by_chance, adjusted = figures[1:].mean(axis=0), step_down(figures)
    return Signal(
        macro_average_precision=float(macros[0]),
        by_chance=float(macros[1:].mean()),
        bar=float(np.percentile(macros[1:], 95)),
        p_value=p_value(macros),
        signal=p_value(macros) <= LEVEL,
        permutations=permutations,
        frames=tuple(
            FrameSignal(
                frame=examples.frames[number],
                positives=int((labels[:, number] == 1).sum()),
                average_precision=float(figures[0, place]),
                by_chance=float(by_chance[place]),
                p_value=float(adjusted[place]),
                signal=bool(adjusted[place] <= LEVEL),
            )
            for place, number in enumerate(tested.tolist())
        ),
        untested=tuple(frame for number, frame in enumerate(examples.frames) if number not in tested),
        sentences=len(rows),
        labelled=len(examples.texts),
    )


def testable(labels: Floats) -> Rows:
    """The columns with 8 positives or more, and a negative."""
    return np.flatnonzero(((labels == 1).sum(axis=0) >= TESTED_AT_LEAST) & (labels == 0).any(axis=0))


def p_value(figures: Floats) -> float:
    """How often chance does as well as the first of these figures: (1 + number) / (1 + permutations)."""
    return float((figures >= figures[0]).sum() / len(figures))


def some_documents(documents: NDArray[np.str_], most: int, chance: np.random.Generator) -> Rows:
    """All rows; or those of documents drawn by chance, at most `most`, if there are more, but of two at least."""
    if len(documents) <= most:
        return np.arange(len(documents))
    names, sizes = np.unique(documents, return_counts=True)
    order = chance.permutation(len(names))
    fits = max(2, int((np.cumsum(sizes[order]) <= most).sum()))
    return np.flatnonzero(np.isin(documents, names[order[:fits]]))


def smoother(texts: list[str], documents: NDArray[np.str_], *, seed: int) -> Singles:
    """The matrix that turns labels into predictions for held-out sentences: (sentences, sentences).

    Row i has weights of the sentences that were learned from when the document of i was held out, else 0. They add up
    to 0, so that what a label adds to all of a fold does not count.
    """
    counts = count_terms(texts)
    found: Singles = np.zeros((len(texts), len(texts)), dtype=np.float32)
    for inside, held in document_folds(documents, _FOLDS, seed=seed):
        features = counts.learn(inside)
        if not len(features.features):
            continue
        inner, outer = features.matrix(inside), features.matrix(held)
        products = (inner @ inner.T).toarray()
        products[np.diag_indices_from(products)] += _RIDGE
        weights = cho_solve(cho_factor(products, lower=True), (inner @ outer.T).toarray()).T
        found[np.ix_(held, inside)] = weights - weights.mean(axis=1, keepdims=True)
    return found


def figures_by_chance(
    machine: Singles, labels: Floats, documents: NDArray[np.str_], permutations: int, chance: np.random.Generator
) -> Floats:
    """(1 + permutations, frames): average precision, the first row with the true labels."""
    lay = layer(documents)
    orders = [np.arange(len(labels)), *(lay(chance) for _ in range(permutations))]
    found = []
    for start in range(0, len(orders), _AT_ONCE):
        laid = np.hstack([labels[order] for order in orders[start : start + _AT_ONCE]])
        scores = machine @ _filled(laid).astype(np.float32)
        found.append(column_average_precisions(laid, scores).reshape(-1, labels.shape[1]))
    return np.vstack(found)


def _filled(labels: Floats) -> Floats:
    """Labels with the mean of the frame where nobody decided, so that these teach nothing."""
    return np.where(np.isfinite(labels), labels, np.nanmean(labels, axis=0))


def layer(documents: NDArray[np.str_]) -> Callable[[np.random.Generator], Rows]:
    """A function that gives, by chance, for each row the row whose labels it gets; see the module on how."""
    number = np.unique(documents, return_inverse=True)[1]
    rows = np.split(np.argsort(number, kind="stable"), np.cumsum(np.bincount(number))[:-1])
    lengths = np.array([len(part) for part in rows])
    alike = {int(n): np.array([part for part in rows if len(part) == n]) for n in np.unique(lengths)}
    place = np.zeros(len(rows), dtype=np.intp)  # of a document among those of its length
    for length in alike:
        place[lengths == length] = np.arange(len(alike[length]))

    def lay(chance: np.random.Generator) -> Rows:
        found = np.full(len(documents), -1, dtype=np.intp)
        left: list[Rows] = []
        order = chance.permutation(len(rows))
        order = order[np.argsort(lengths[order], kind="stable")]
        for start, end in _strata(lengths[order]):
            takers = order[start:end]
            givers = chance.permutation(takers)
            if lengths[takers[0]] == lengths[takers[-1]]:
                of_length = alike[int(lengths[takers[0]])]
                found[of_length[place[takers]]] = _turned(of_length[place[givers]], chance)
                continue
            for taker, giver in zip(takers, givers, strict=True):
                given = _turned(rows[giver][np.newaxis], chance)[0]
                both = min(len(rows[taker]), len(given))
                found[rows[taker][:both]] = given[:both]
                left.append(given[both:])
        if left:
            found[found < 0] = np.concatenate([left[number] for number in chance.permutation(len(left))])
        return found

    return lay


def _turned(rows: Rows, chance: np.random.Generator) -> Rows:
    """Each line begun at a place of its own, and its head put behind its tail."""
    count, length = rows.shape
    starts = chance.integers(length, size=(count, 1))
    return np.asarray(np.take_along_axis(rows, (starts + np.arange(length)) % length, axis=1))


def _strata(lengths: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Where groups of documents begin and end that exchange labels: of one length, or the nearest, 20 at least."""
    starts = [0]
    for place in range(1, len(lengths)):
        enough = place - starts[-1] >= _ALIKE and len(lengths) - place >= _ALIKE
        if enough and lengths[place] != lengths[place - 1]:
            starts.append(place)
    return list(zip(starts, [*starts[1:], len(lengths)], strict=True))


def step_down(figures: Floats) -> Floats:
    """P-values of each column, corrected for their number by step-down maxT.

    Args:
        figures: (1 + permutations, columns), above 0; the first row with the true labels.
    """
    everything = np.log(figures)
    spread = np.maximum(everything.std(axis=0), 1e-12)
    distances = (everything - everything.mean(axis=0)) / spread
    order = np.argsort(-distances[0], kind="stable")
    # Of the frames from this one on, those that are further from chance set aside: the best of a permutation.
    best = np.maximum.accumulate(distances[1:, order][:, ::-1], axis=1)[:, ::-1]
    p_values = (1 + (best >= distances[0, order]).sum(axis=0)) / len(figures)
    found = np.empty(len(order))
    found[order] = np.maximum.accumulate(p_values)
    return found
