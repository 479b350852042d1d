"""How many of the labels that an audit doubts were wrong: python benchmarks/audit.py --climate FOLDER/all.jsonl

Plants errors in 5 % of the English units of the climate frames (one expert, 8 frames, multi-label), in three ways:

    labels      5 % of all sentence-frame labels are turned around
    one frame   in 5 % of the sentences, one frame that is drawn by chance is turned around
    all frames  5 % of the sentences get the labels of another sentence, drawn by chance, that has others

and counts how many of the first 50 doubted labels were planted (for "one frame" and "all frames" also how many of the
first 50 doubted sentences). The expert's own errors are there too and count as false alarms, so the figures are lower
bounds. Beside what `framing audit` does stand, in the same run on the same planted labels, the same models once instead
of five times, calibrated, balanced as `framing evaluate` has them, text neighbours, and cleanlab's other ways to rank.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from cleanlab.multilabel_classification.rank import get_label_quality_scores as sentence_quality
from cleanlab.rank import get_label_quality_scores
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from framing.audit.label_errors import FOLDS, REPEATS, STRENGTH, doubtful_labels, out_of_fold
from framing.codebook import Codebook, Frame
from framing.gold.majority import PERSON
from framing.model.learning.examples import Examples, make_examples
from framing.model.learning.features import count_terms
from framing.model.learning.fit import REGULARISATION
from framing.model.learning.folds import document_folds
from framing.tables import GOLD, SENTENCES

SHARE, FIRST, SEED = 0.05, 50, 7
WAYS = ("labels", "one frame", "all frames")
OURS = "framing audit: mean of 5"
Array = np.ndarray


def climate(path: Path, language: str) -> Examples:
    """The units as examples; a document's units follow each other."""
    units = pd.read_json(path, lines=True, dtype=False)
    units = units[units["lang"] == language].sort_values(["doc_id", "id"], ignore_index=True)
    keys = sorted({label for labels in units["labels"] for label in labels})
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "-") for key in keys)
    book = Codebook(id="climate", version="1", title="Climate", frames=frames, fingerprint="climate")
    spans = units["text"].str.len()
    columns = {"start": 0, "end": spans, "kind": "body", "paragraph": 1, "position": units.index + 1}
    sentences = SENTENCES.check(
        units.rename(columns={"id": "sentence_id", "doc_id": "document_id"}).assign(**columns), "units"
    )
    rows = [
        {"sentence_id": name, "frame": key, "present": key in labels, "votes": int(key in labels), "voters": 1}
        | {"probability": float(key in labels), "how": "unanimous", "reason": "", "codebook": "-", "made_by": PERSON}
        for name, labels in zip(units["id"], units["labels"], strict=True)
        for key in keys
    ]
    return make_examples(sentences, GOLD.table(rows), book)


def plant(truth: Array, way: str, seed: int) -> Array:
    """The labels with errors in them."""
    draw, labels = np.random.default_rng(seed), truth.copy()
    if way == "labels":
        cells = draw.choice(truth.size, round(SHARE * truth.size), replace=False)
        labels.flat[cells] = 1 - labels.flat[cells]
        return labels
    for row in draw.choice(len(truth), round(SHARE * len(truth)), replace=False):
        if way == "one frame":
            column = draw.integers(truth.shape[1])
            labels[row, column] = 1 - labels[row, column]
        else:
            others = np.flatnonzero((truth != truth[row]).any(axis=1))
            labels[row] = truth[draw.choice(others)]
    return labels


@cache
def folds_of(texts: tuple[str, ...], documents: tuple[str, ...]) -> list[tuple[Array, Array, Array, Array]]:
    """Rows to learn from, rows held out, and the features of both; the same whatever the labels are."""
    counts, found = count_terms(texts), []
    for inside, held in document_folds(np.array(documents), FOLDS, seed=SEED):
        features = counts.learn(inside)
        found.append((inside, held, features.matrix(inside), features.matrix(held)))
    return found


def held_out(examples: Examples, learn: Callable[[Array, Array, Array], Array]) -> Array:
    """Probabilities of one run over the folds; `learn` gets features, labels of one frame, and features to judge."""
    found = np.zeros(examples.labels.shape)
    for inside, held, known, new in folds_of(examples.texts, tuple(examples.document_ids.tolist())):
        for number, labels in enumerate(examples.labels[inside].T):
            found[held, number] = learn(known, labels, new)
    return np.clip(found, 1e-6, 1 - 1e-6)


def regression(strength: float, weight: str | None) -> Callable[[Array, Array, Array], Array]:
    def learn(known: Array, labels: Array, new: Array) -> Array:
        model = LogisticRegression(C=strength, class_weight=weight, solver="liblinear", random_state=SEED)
        return model.fit(known, labels).predict_proba(new)[:, 1]

    return learn


def neighbours(known: Array, labels: Array, new: Array) -> Array:
    """The share of sentences with the frame, each weighed by how similar its text is."""
    weights = np.exp(20 * (new @ known.T).toarray() / 2)
    prior = 5 * np.median(weights)
    return (weights @ labels + prior * labels.mean()) / (weights.sum(axis=1) + prior)


def calibrated(found: Array, labels: Array) -> Array:
    """Platt's calibration of each frame, on the same labels."""
    columns = [
        LogisticRegression(C=1e6).fit(odds[:, None], own).predict_proba(odds[:, None])[:, 1]
        for odds, own in zip(logit(found).T, labels.T, strict=True)
    ]
    return np.column_stack(columns)


def given(found: Array, labels: Array) -> Array:
    return np.where(labels == 1, found, 1 - found)


def by_cleanlab(found: Array, labels: Array, method: str) -> Array:
    """Quality of every label, each frame on its own; adjusted means less the mean confidence of its class."""
    name, _, adjusted = method.partition(", ")
    columns = [
        get_label_quality_scores(
            own.astype(int), np.column_stack([1 - p, p]), method=name, adjust_pred_probs=adjusted == "adjusted"
        )
        for p, own in zip(found.T, labels.T, strict=True)
    ]
    return np.column_stack(columns)


def issues_first(examples: Examples, found: Array) -> Array:
    """What `framing audit` lists: labels that confident learning takes for wrong, in the order of their quality."""
    table = doubtful_labels(examples, found)
    quality = table.assign(quality=table["quality"] + ~table["issue"])
    wide = quality.pivot(index="sentence_id", columns="frame", values="quality")
    return wide.reindex(index=list(examples.sentence_ids), columns=list(examples.frames)).to_numpy()


def qualities(examples: Examples, mean: Array) -> dict[str, Array]:
    """For each way to rank the quality of every label, (sentences, frames); the lowest are doubted first.

    `mean` are the probabilities that `framing audit` has.
    """
    labels = examples.labels
    once = held_out(examples, regression(STRENGTH, None))
    balanced = held_out(examples, regression(REGULARISATION, "balanced"))
    near = held_out(examples, neighbours)
    both = expit((2 * logit(mean) + logit(near)) / 3)
    found = {
        OURS: issues_first(examples, mean),
        "the same, without confident learning": given(mean, labels),
        "the same, calibrated": given(calibrated(mean, labels), labels),
        "the same and text neighbours": given(both, labels),
        "one run, lowest probability": given(once, labels),
        "balanced, lowest probability": given(balanced, labels),
        "balanced, calibrated": given(calibrated(balanced, labels), labels),
        "text neighbours": given(near, labels),
    }
    for method in ("self_confidence, adjusted", "normalized_margin, adjusted", "confidence_weighted_entropy"):
        found[f"cleanlab {method}"] = by_cleanlab(mean, labels, method)
    return found


def precision(quality: Array, wrong: Array) -> float:
    return float(wrong.ravel()[np.argsort(quality, axis=None, kind="stable")[:FIRST]].mean())


def cleanlab_sentences(examples: Examples, mean: Array) -> Array:
    """cleanlab's own quality of whole sentences with several labels."""
    return sentence_quality([np.flatnonzero(row).tolist() for row in examples.labels], mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--climate", type=Path, default=os.environ.get("FRAMING_CLIMATE"), help="all.jsonl")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seeds", type=int, default=10, help="how often errors are planted")
    options = parser.parse_args()
    if options.climate is None or not Path(options.climate).is_file():
        sys.exit("The climate frames are not there: name all.jsonl with --climate or FRAMING_CLIMATE.")
    examples, rows, began = climate(Path(options.climate), options.language), [], time.monotonic()
    for way in WAYS:
        for seed in range(options.seeds):
            planted = replace(examples, labels=plant(examples.labels, way, seed))
            wrong = planted.labels != examples.labels
            mean = out_of_fold(planted, range(len(planted.frames)), seed=SEED)
            for name, quality in qualities(planted, mean).items():
                of_sentences = precision(quality.min(axis=1), wrong.any(axis=1))
                rows.append((way, name, precision(quality, wrong), of_sentences, wrong.sum(), wrong.any(axis=1).sum()))
            whole = precision(cleanlab_sentences(planted, mean), wrong.any(axis=1))
            rows.append((way, "cleanlab, whole sentences", np.nan, whole, wrong.sum(), wrong.any(axis=1).sum()))
            print(f"{way}, seed {seed}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    table = pd.DataFrame(rows, columns=["planted in", "ranked by", "labels", "sentences", "wrong", "in"])
    print(
        f"{len(examples.texts)} sentences of {examples.documents} documents, {len(examples.frames)} frames; "
        f"{options.seeds} seeds; {REPEATS} repeats of {FOLDS} folds. Share of the first {FIRST} that was planted:"
    )
    for way, part in table.groupby("planted in", sort=False):
        wrong, sentences = part["wrong"].mean(), part["in"].mean()
        print(
            f"\n{way}: {wrong:.0f} of {examples.labels.size} labels, "
            f"in {sentences:.0f} of {len(examples.texts)} sentences"
        )
        grouped = part.groupby("ranked by", sort=False)
        figures = (
            grouped[["labels", "sentences"]].mean().assign(worst=grouped["labels"].min(), best=grouped["labels"].max())
        )
        figures.loc["by chance", ["labels", "sentences"]] = (
            wrong / examples.labels.size,
            sentences / len(examples.texts),
        )
        print(
            figures.rename(columns={"worst": "worst seed", "best": "best seed"}).to_string(
                float_format="{:.2f}".format, na_rep="-"
            )
        )


if __name__ == "__main__":
    main()
