"""The labelled sets that quality.py measures on, and which sentences are learned from and held out in a trial."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from quality_peers import INNER_FOLDS

from framing import tables
from framing.codebook import Codebook, Frame
from framing.model.learning.examples import Examples, make_examples
from framing.model.learning.folds import document_folds

SETS = ("climate_frames:en", "climate_frames:fr", "unlp2025:ru", "unlp2025:uk", "frac")
SINGLE = {"frac"}  # each sentence has exactly one label
SIZES = (100, 400, None)  # labelled sentences to learn from; None: all that are not held out
HELD_OUT = 0.3  # of the documents, in each trial anew

Rows = np.ndarray


@dataclass(frozen=True, eq=False)
class Labelled:
    """A set as the product sees it; `sources` are outlets, one a sentence, empty where the set does not say."""

    name: str
    examples: Examples
    codebook: Codebook
    tables: tuple[Any, Any]  # SENTENCES and GOLD
    sources: tuple[str, ...]

    @property
    def single(self) -> bool:
        return self.name in SINGLE

    @property
    def labels(self) -> np.ndarray:
        return self.examples.labels


@dataclass(frozen=True)
class Trial:
    """Rows to learn from, the inner fold of each, and rows held out."""

    seed: int
    size: int | None
    train: Rows
    inner: Rows
    test: Rows

    def task(self) -> dict[str, list[int]]:
        """As quality_peers.py reads it."""
        return {"train": self.train.tolist(), "inner": self.inner.tolist(), "test": self.test.tolist()}


@cache
def read(shared: Path, name: str) -> Labelled:
    """A set of `shared`/data, its sentences in the order of their ids."""
    folder, _, language = name.partition(":")
    lines = (shared / "data" / folder / "all.jsonl").read_text(encoding="utf-8").splitlines()
    units = [unit for unit in map(json.loads, lines) if language in ("", unit["lang"])]
    units.sort(key=lambda unit: unit["id"])
    keys = sorted({label for unit in units for label in unit["labels"]})
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "-") for key in keys)
    book = Codebook(
        id="set", version="1.0", title=name, frames=frames, fingerprint="0" * 16, single_label=name in SINGLE
    )
    made = as_tables(units, book)
    return Labelled(name, make_examples(*made, book), book, made, tuple(unit.get("source") or "" for unit in units))


def as_tables(units: Sequence[Mapping[str, Any]], book: Codebook) -> tuple[Any, Any]:
    """SENTENCES and GOLD."""
    sentences = tables.SENTENCES.table(
        {"sentence_id": unit["id"], "document_id": str(unit.get("doc_id") or unit["id"]), "position": 1, "start": 0}
        | {"end": len(unit["text"]), "text": unit["text"], "kind": "body", "paragraph": 1}
        for unit in units
    )
    gold = tables.GOLD.table(
        {"sentence_id": unit["id"], "frame": frame, "present": frame in unit["labels"], "votes": 1, "voters": 1}
        | {"probability": float(frame in unit["labels"]), "how": "unanimous", "reason": "", "codebook": "c0de"}
        | {"made_by": "person"}
        for unit in units
        for frame in book.keys
    )
    return sentences, gold


def trials(documents: np.ndarray, seed: int, sizes: Sequence[int | None] = SIZES) -> list[Trial]:
    """Trials of one seed: the same documents are held out in each, and the smaller are parts of the larger."""
    order = np.random.default_rng(seed).permutation(np.unique(documents))
    held = order[: round(HELD_OUT * len(order))]
    rank = {name: number for number, name in enumerate(order[len(held) :])}
    test = np.flatnonzero(np.isin(documents, held))
    rest = np.flatnonzero(~np.isin(documents, held))
    rest = rest[np.argsort([rank[name] for name in documents[rest]], kind="stable")]
    found = []
    for size in sizes:
        train = np.sort(rest if size is None else rest[: _whole(documents[rest], size)])
        inner = np.zeros(len(train), dtype=int)
        for number, (_, part) in enumerate(document_folds(documents[train], INNER_FOLDS, seed=seed)):
            inner[part] = number
        found.append(Trial(seed, size, train, inner, test))
    return found


def _whole(documents: np.ndarray, size: int) -> int:
    """The first number of rows from `size` on that ends with a document."""
    while size < len(documents) and documents[size] == documents[size - 1]:
        size += 1
    return size


def work(labelled: Labelled, chosen: Sequence[Trial]) -> dict[str, Any]:
    """What quality_peers.py reads."""
    return {
        "texts": list(labelled.examples.texts),
        "labels": labelled.labels.astype(int).tolist(),
        "single": labelled.single,
        "tasks": [trial.task() for trial in chosen],
    }
