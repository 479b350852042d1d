"""How well a model finds each frame in articles that it has not seen.

Whole documents are held out, each once, and everything is learned again without them: words,
weights, thresholds. Beside each figure stands what saying yes to everything would get, because an
F1 of 0.4 is a success for a rare frame and a failure for a common one.

Where a random slice was drawn, everything is learned from all labels and every figure stands on the slice alone.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits

from framing import tables
from framing.annotation.decisions import AUTOMATED, PERSON
from framing.codebook import Codebook
from framing.errors import NotEnoughData
from framing.model.learning.examples import NO_COPIES, Examples, make_examples
from framing.model.learning.features import Floats
from framing.model.learning.fit import FIGURE_AT_LEAST, fit_frames
from framing.model.learning.folds import document_folds
from framing.model.learning.links import decide
from framing.model.learning.profile import DEFAULT_PROFILE, Profile, find_profile
from framing.model.learning.weights import RandomSlice

MOST_FOLDS = 10  # up to as many documents each is held out alone
INTERVAL_AT_LEAST = 20  # documents: with fewer, a 95 % bootstrap interval covers 80 to 90 %
DRAWS = 1000
OUT_OF_FOLD = "out-of-fold"  # in the place of a model's fingerprint

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Figures on held-out documents.

    Attributes:
        table: see `evaluate`.
        documents: how many there are labels from.
        sentences: how many are labelled.
        counted: how many of them figures stand on; fewer where a random slice was drawn.
        by_chance: whether these were drawn by chance.
        folds: how documents were held out.
        warnings: what a reader must know; first what the figures stand on.
        out_of_fold: SCORES of each sentence held out, also of those that figures do not stand on.
    """

    table: pd.DataFrame
    documents: int
    sentences: int
    counted: int
    by_chance: bool
    folds: str
    warnings: tuple[str, ...]
    out_of_fold: pd.DataFrame

    @property
    def basis(self) -> str:
        """What the figures stand on, if it was drawn by chance: the first of `warnings`, and a fact; else empty."""
        return self.warnings[0] if self.by_chance else ""

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the frames that have one; NaN if none has."""
        return float(self.table["f1"].mean())

    @property
    def macro_average_precision(self) -> float:
        """The mean average precision of the frames that have one; NaN if none has."""
        return float(self.table["average_precision"].mean())


@dataclass(frozen=True, eq=False)
class _HeldOut:
    """(sentences, frames): the probability, NaN where the fold could not learn the frame; whether it was predicted."""

    probabilities: Floats
    predicted: Bools


def evaluate(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    copies: Mapping[str, str] = NO_COPIES,
    chance: RandomSlice | None = None,
    profile: str = DEFAULT_PROFILE,
    seed: int = 7,
) -> Evaluation:
    """Precision, recall and F1 of each frame on documents that were held out.

    Up to 10 documents, each is left out once; beyond that there are 10 folds of whole documents. Where the rest
    has too few examples to learn a frame, the frame counts as not found in the fold: that is what `train` does.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        copies: document_id to that of the document it repeats: a copy is never held out beside what it repeats.
        chance: the random slice, if one was drawn: then every count is of the slice, and every figure and interval
            weighs its sentences by how many each stands for.
        profile: what to look at in a text, see `framing.model.learning.profile`.
        seed: of folds and draws.

    Returns:
        The `table` has one row per frame of the codebook, in its order: `frame`, `sentences` (decided on this frame:
        those with a tie or without a decision are left out of its figures), `positives` (of them, with the frame),
        `documents_with` (it), `precision`, `recall`, `f1`, `low` and `high` (95 % interval of F1 over documents; NaN
        below 20 documents), `average_precision`, `always_f1` (the F1 of saying yes to every sentence), `note`. With
        fewer than 20 positive sentences every figure is NaN, and `note` says so.

    Raises:
        InputError: see `train`.
        NotEnoughData: there is one document only, or no example at all.
    """
    chosen = find_profile(profile)
    examples = make_examples(sentences, gold, codebook, copies, chance)
    if examples.documents < 2:
        raise NotEnoughData(
            "All labelled sentences are from one document, so none can be held out. Label sentences of another one."
        )
    with threadpool_limits(limits=1):
        held_out = _hold_out(examples, chosen, seed)
    rows = [_frame_row(examples, held_out, number, seed) for number in range(len(examples.frames))]
    table = pd.DataFrame(rows)
    return Evaluation(
        table=table,
        documents=examples.documents,
        sentences=len(examples.texts),
        counted=int((examples.weights > 0).sum()),
        by_chance=examples.by_chance,
        folds=_folds_in_words(examples.documents),
        warnings=tuple(_warnings(examples, table)),
        out_of_fold=_scores(examples, held_out.probabilities),
    )


def _hold_out(examples: Examples, profile: Profile, seed: int) -> _HeldOut:
    counts = profile.count(examples.texts)
    probabilities = np.full(examples.labels.shape, np.nan)
    predicted = np.zeros(examples.labels.shape, dtype=bool)
    for inside, held in document_folds(examples.document_ids, MOST_FOLDS, seed=seed):
        fit = fit_frames(examples, counts, inside, seed=seed)
        found = fit.probabilities(held)
        block = np.ix_(held, np.array(fit.learned, dtype=np.intp))
        probabilities[block] = found
        predicted[block] = decide(found, fit.thresholds, fit.link)
    return _HeldOut(probabilities, predicted)


def _frame_row(examples: Examples, held_out: _HeldOut, number: int, seed: int) -> dict[str, object]:
    labels = examples.labels[:, number]
    decided = np.isfinite(labels) & (examples.weights > 0)
    truth, predicted, weights = labels[decided] == 1, held_out.predicted[decided, number], examples.weights[decided]
    documents = examples.document_ids[decided]
    probabilities = held_out.probabilities[decided, number]
    unlearned = np.isnan(probabilities)
    row: dict[str, object] = {
        "frame": examples.frames[number],
        "sentences": len(truth),
        "positives": int(truth.sum()),
        "documents_with": len(set(documents[truth].tolist())),
    }
    figures = dict.fromkeys(
        ("precision", "recall", "f1", "low", "high", "average_precision", "always_f1"),
        math.nan,
    )
    if not decided.any():
        note = "nobody decided on it"
    elif truth.sum() < FIGURE_AT_LEAST:
        note = f"too few examples ({truth.sum()})"
        if examples.by_chance:
            note = f"too few examples in the random slice ({truth.sum()} of {FIGURE_AT_LEAST})"
    elif unlearned.all():
        note = "no fold leaves enough examples to learn it"
    else:
        note = (
            f"not learned for {unlearned.sum()} of {len(truth)} sentences: counted as not found"
            if unlearned.any()
            else ""
        )
        sums = _document_sums(truth, predicted, documents, weights)
        hits, predictions, positives = sums.sum(axis=0)
        low, high = _f1_interval(sums, seed)
        figures = {
            "precision": float(hits / predictions) if predictions else math.nan,
            "recall": float(hits / positives),
            "f1": float(_f1(hits, predictions, positives)),
            "low": low,
            "high": high,
            "average_precision": float(
                average_precision_score(truth, np.nan_to_num(probabilities, nan=0.0), sample_weight=weights)
            ),
            "always_f1": float(_f1(positives, weights.sum(), positives)),
        }
    return row | figures | {"note": note}


def _document_sums(truth: Bools, predicted: Bools, documents: NDArray[np.str_], weights: Floats) -> Floats:
    """Per document: true positives, predictions, positives, each sentence as often as its weight says."""
    sums = pd.DataFrame(
        {"hits": weights * (truth & predicted), "predictions": weights * predicted, "positives": weights * truth}
    )
    return sums.groupby(documents).sum().to_numpy(np.float64)


def _f1(hits: "float | Floats", predictions: "float | Floats", positives: "float | Floats") -> Floats:
    """2 TP / (predictions + positives); NaN where both are 0."""
    both = np.asarray(predictions, dtype=np.float64) + np.asarray(positives)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(2 * np.asarray(hits) / both)


def _f1_interval(sums: Floats, seed: int) -> tuple[float, float]:
    """95 % percentile interval over draws of documents; NaN below 20 documents."""
    count = len(sums)
    if count < INTERVAL_AT_LEAST:
        return math.nan, math.nan
    weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    low, high = np.nanpercentile(_f1(*(weights @ sums).T), [2.5, 97.5])
    return float(low), float(high)


def _folds_in_words(documents: int) -> str:
    if documents <= MOST_FOLDS:
        return f"leave one document out, {documents} documents"
    return f"{MOST_FOLDS} folds of whole documents, {documents} documents"


def _warnings(examples: Examples, table: pd.DataFrame) -> list[str]:
    warnings = list(examples.notes)
    counted = examples.weights > 0
    documents = len(set(examples.document_ids[counted].tolist()))
    if documents < INTERVAL_AT_LEAST:
        warnings.append(
            f"{counted.sum():,} sentences of {documents} documents are too few for intervals: "
            f"{INTERVAL_AT_LEAST} documents are needed."
        )
    undecided = _undecided(examples)
    if undecided:
        have, are = ("has", "is") if undecided == 1 else ("have", "are")
        warnings.append(
            f"Of {len(examples.texts):,} sentences, {undecided:,} {have} a tie or no decision on some frame and {are} "
            "left out there: the figures are for sentences on which the coders agree."
        )
    if AUTOMATED in examples.made_by:
        labels = f"{examples.made_by[AUTOMATED]:,} of {sum(examples.made_by.values()):,} labels"
        people = "" if PERSON in examples.made_by else " None was made by a person."
        warnings.append(
            f"{labels} were made by an automated coder: there, the figures say how well the model imitates it.{people}"
        )
    few = int((table["positives"] < FIGURE_AT_LEAST).sum())
    if few:
        warnings.append(
            f"{few} of {len(table)} frames have fewer than {FIGURE_AT_LEAST} positive sentences"
            f"{' in the random slice' if examples.by_chance else ''} and get no figures."
        )
    return warnings


def _undecided(examples: Examples) -> int:
    """Sentences without a label on some frame; a frame that nobody decided on at all has a note of its own."""
    decided = np.isfinite(examples.labels)
    return int((~decided[:, decided.any(axis=0)]).any(axis=1).sum())


def _scores(examples: Examples, probabilities: Floats) -> pd.DataFrame:
    """SCORES of the held-out sentences; a frame that the fold could not learn has no row."""
    rows, columns = np.nonzero(np.isfinite(probabilities))
    table = pd.DataFrame(
        {
            "sentence_id": np.array(examples.sentence_ids, dtype=object)[rows],
            "frame": np.array(examples.frames, dtype=object)[columns],
            "probability": probabilities[rows, columns],
            "model": OUT_OF_FOLD,
        }
    )
    return tables.SCORES.check(table, "held-out scores")
