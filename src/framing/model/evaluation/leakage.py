"""How much of a figure could be the articles and the outlets instead of the frames.

Sentences of one article share names, phrases and often the frame. A model that was shown some of them recognises the
others, and a random split of sentences takes that for skill. So the same evaluation is made both ways, and the
difference is what such a split would have flattered.

Whether the outlet can be told from a sentence of an article that nobody has seen is the upper bound of another
shortcut: where outlets differ in the frames that they use, a model may learn the outlet. The words that give an outlet
away are named, because some of them, a byline, a house style, can be taken out of the texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from framing.errors import NotEnoughData
from framing.model.evaluation.comparison import compare
from framing.model.evaluation.held_out import Folds, HeldOut, hold_out, judged
from framing.model.evaluation.ranking import column_average_precisions
from framing.model.evaluation.resampling import Figure, figure_of, mean_of, ratio, resample
from framing.model.learning.examples import Examples
from framing.model.learning.features import Floats, count_terms
from framing.model.learning.fit import REGULARISATION
from framing.model.learning.folds import document_folds
from framing.model.learning.profile import DEFAULT_PROFILE

FOLDS = 5
DOCUMENTS_AT_LEAST = 5  # of an outlet: one for each fold
_MOST_OUTLETS = 20
_WORDS = 10  # that give an outlet away
_IN_DOCUMENTS = 3  # of the outlet: a word of one article is the article's

Texts = NDArray[np.str_]


@dataclass(frozen=True)
class Leakage:
    """A random split of sentences beside one of whole documents: figures and what the first has more.

    Attributes:
        folds: how many, in both.
        per_document: labelled sentences of a document, on average: with few there is little to leak.
        macro_f1: of whole documents, then of single sentences.
        macro_average_precision: the same.
        f1_gap: sentences less documents, with the interval over documents.
        average_precision_gap: the same.
    """

    folds: int
    per_document: float
    macro_f1: tuple[float, float]
    macro_average_precision: tuple[float, float]
    f1_gap: Figure
    average_precision_gap: Figure


@dataclass(frozen=True)
class Outlet:
    """One outlet: labelled sentences, the documents they are from, how many are recognised, and by which words."""

    outlet: str
    documents: int
    sentences: int
    recall: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class OutletPrediction:
    """How well the outlet of a sentence can be told, its document held out.

    Attributes:
        outlets: the 20 with the most documents, of those with 5 or more.
        left_out: how many others there are.
        balanced_accuracy: the mean share of an outlet's sentences that are recognised, with the interval over
            documents.
        macro_average_precision: the mean over outlets.
        chance: what a guess gets of both: one divided by the number of outlets.
    """

    outlets: tuple[Outlet, ...]
    left_out: int
    balanced_accuracy: Figure
    macro_average_precision: float
    chance: float


def document_parts(examples: Examples, *, seed: int) -> Folds:
    """Folds of whole documents, as all checks have them."""
    return _parts(examples.document_ids, seed)


def find_leakage(
    examples: Examples, folds: Folds, held_out: HeldOut, *, profile: str = DEFAULT_PROFILE, seed: int = 7
) -> Leakage:
    """What a random split of sentences would have added to the figures.

    Args:
        examples: the labelled sentences.
        folds: of whole documents.
        held_out: the predictions in these.
        profile: see `train`.
        seed: of folds and draws.

    Raises:
        NotEnoughData: no frame has enough examples for a figure.
    """
    apart = _parts(np.array(examples.sentence_ids, dtype=str), seed)
    # Calibration inside a fold, too, takes sentences for independent: on whole documents it would see through the leak.
    alone = replace(examples, document_ids=np.array(examples.sentence_ids, dtype=str))
    with threadpool_limits(limits=1):
        scattered = hold_out(alone, apart, profile=profile, seed=seed)
    found = compare(
        judged(examples, scattered, apart),
        judged(examples, held_out, folds),
        "whole documents",
        by_chance=examples.by_chance,
        seed=seed,
    )
    if not (found.table["figure"] == "f1").any():
        raise NotEnoughData("No frame has enough examples for a figure, so none can be flattered. Label more.")
    f1, precision = (
        found.table.loc[found.table["figure"] == name, ["other", "this", "difference", "low", "high"]].to_numpy()[0]
        for name in ("macro_f1", "macro_average_precision")
    )
    return Leakage(
        folds=len(folds.parts),
        per_document=len(examples.texts) / examples.documents,
        macro_f1=(float(f1[0]), float(f1[1])),
        macro_average_precision=(float(precision[0]), float(precision[1])),
        f1_gap=Figure(*map(float, f1[2:])),
        average_precision_gap=Figure(*map(float, precision[2:])),
    )


def predict_outlets(examples: Examples, outlets: Texts, *, seed: int = 7) -> OutletPrediction:
    """Whether sentences of unseen documents give their outlet away, by the words that the model has.

    Balanced multinomial logistic regression on the TF-IDF of the standard features, learned without the documents
    held out.

    Args:
        examples: the labelled sentences.
        outlets: that of each sentence, empty where it is not known.
        seed: of folds and draws.

    Raises:
        NotEnoughData: fewer than two outlets have five documents with labelled sentences.
    """
    names, left_out = _large_outlets(examples.document_ids, outlets)
    if len(names) < 2:
        raise NotEnoughData(
            f"Fewer than two outlets have {DOCUMENTS_AT_LEAST} documents with labelled sentences, so it cannot be seen "
            "whether sentences give their outlet away."
        )
    rows = np.flatnonzero(np.isin(outlets, names))
    number = np.searchsorted(names, outlets[rows])
    documents = examples.document_ids[rows]
    with threadpool_limits(limits=1):
        scores, words = _recognise([examples.texts[row] for row in rows], number, documents, len(names), seed)
    right = scores.argmax(axis=1) == number
    there = np.eye(len(names))[number]
    resampling = resample(documents, seed=seed)
    recalls = ratio(resampling.totals(there * right[:, np.newaxis]), resampling.totals(there))
    return OutletPrediction(
        outlets=tuple(
            Outlet(
                outlet=str(name),
                documents=len(np.unique(documents[number == place])),
                sentences=int((number == place).sum()),
                recall=float(recalls[0, place]),
                words=words[place],
            )
            for place, name in enumerate(names)
        ),
        left_out=left_out,
        balanced_accuracy=figure_of(mean_of(recalls)),
        macro_average_precision=float(column_average_precisions(there, scores).mean()),
        chance=1 / len(names),
    )


def _parts(names: Texts, seed: int) -> Folds:
    of = np.zeros(len(names), dtype=np.intp)
    parts = tuple(document_folds(names, FOLDS, seed=seed))
    for number, (_, held) in enumerate(parts):
        of[held] = number
    return Folds(parts, of, 0)


def _large_outlets(documents: Texts, outlets: Texts) -> tuple[Texts, int]:
    """Names of the outlets that have enough documents, in order, and how many others there are."""
    known = sorted(set(outlets.tolist()) - {""})
    sizes = {name: len(np.unique(documents[outlets == name])) for name in known}
    large = [name for name in sorted(known, key=lambda name: -sizes[name]) if sizes[name] >= DOCUMENTS_AT_LEAST]
    return np.array(sorted(large[:_MOST_OUTLETS]), dtype=str), len(known) - len(large[:_MOST_OUTLETS])


def _recognise(
    texts: list[str], number: NDArray[np.intp], documents: Texts, outlets: int, seed: int
) -> tuple[Floats, list[tuple[str, ...]]]:
    """The probability of each outlet for each sentence, held out; and the words of each, learned from all."""
    counts = count_terms(texts)
    found = np.zeros((len(texts), outlets))
    for inside, held in document_folds(documents, FOLDS, seed=seed):
        features = counts.learn(inside)
        line = _regression().fit(features.matrix(inside), number[inside])
        found[np.ix_(held, line.classes_)] = line.predict_proba(features.matrix(held))
    features = counts.learn(np.arange(len(texts)))
    matrix = features.matrix(np.arange(len(texts)))
    line = _regression().fit(matrix, number)
    weights = line.coef_ if outlets > 2 else np.vstack([-line.coef_, line.coef_])
    terms = features.features.words.terms
    words = [
        _words(
            terms, row[: len(terms)], _in_documents(matrix[number == place, : len(terms)], documents[number == place])
        )
        for place, row in enumerate(weights)
    ]
    return found, words


def _regression() -> LogisticRegression:
    return LogisticRegression(C=REGULARISATION, class_weight="balanced", tol=1e-3, max_iter=1000)


def _in_documents(matrix: sp.csr_matrix, documents: Texts) -> Floats:
    """In how many documents each term stands."""
    names, number = np.unique(documents, return_inverse=True)
    member = sp.csr_matrix((np.ones(len(number)), (number, np.arange(len(number)))), shape=(len(names), len(number)))
    return np.asarray(((member @ matrix) > 0).sum(axis=0)).ravel()


def _words(terms: Sequence[str], weights: Floats, in_documents: Floats) -> tuple[str, ...]:
    """The words that speak most for an outlet, of those that several of its documents have."""
    usable = np.where(in_documents >= _IN_DOCUMENTS, weights, 0.0)
    return tuple(terms[place] for place in np.argsort(-usable, kind="stable")[:_WORDS] if usable[place] > 0)
