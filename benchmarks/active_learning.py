"""How many labels it saves to choose what to label: python benchmarks/active_learning.py --data FOLDER [--quick]

For each seed 30 % of the documents are held out. From the others a random slice of 50 sentences is labelled first, as
every study needs one for its figures; it counts as labels spent, for all. Then come 25 sentences at a time, chosen at
random, by `framing suggest --for training`, or by a strategy of small-text, up to 300. After each batch the model of
`framing train` (TF-IDF of words and pieces of words, balanced logistic regression; vocabulary of the whole pool, which
needs no labels) is fitted anew; what counts is its average precision on the documents held out, the mean over frames.

Prints the mean curves, how many labels each strategy needs to reach what random choice reaches with 200, 250 and 300,
with an interval from resampling seeds (pairs: each seed has all strategies on the same documents and slice), and ours
against the best of small-text. FOLDER holds climate_frames/all.jsonl, and for --sets frac,unlp2025 those: JSON Lines
with id, text, labels, doc_id and lang; FRAMING_DATA names it too. small-text (pip install small-text) may be missing.
Seeds and grid stand here; the strategy was developed on seeds from 100 on.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits

from framing.model.learning.features import TermCounts, count_terms
from framing.model.learning.fit import fit_line, line_probabilities
from framing.sampling.teaching import pick_to_teach

SEEDS = range(20)
QUICK_SEEDS = range(4)
HELD_OUT = 0.3  # of the sentences, whole documents
SLICE, BATCH, BUDGET = 50, 25, 300  # labels
TARGETS = (200, 250, 300)  # what random choice reaches with so many
SPENT = list(range(SLICE, BUDGET + 1, BATCH))
BAR, STRETCH = 0.15, 0.30
RARE = 15  # frames with fewer sentences in the whole set say nothing
DRAWS = 2_000  # of the bootstrap over seeds
SETS = {"climate_frames": ("en", None), "frac": ("", None), "unlp2025": ("", 900)}  # language, most units


@dataclass(frozen=True)
class Data:
    """A labelled set: `labels` is (sentences, frames), 1 or 0."""

    name: str
    documents: np.ndarray
    labels: np.ndarray
    frames: list[str]
    counts: TermCounts


@dataclass(frozen=True)
class Trial:
    """One seed: rows of the pool first, then those held out."""

    features: sp.csr_matrix
    products: np.ndarray  # of each row with each
    labels: np.ndarray
    pool: int
    order: np.ndarray  # of the pool, by chance: the first are the slice
    seed: int


@dataclass(frozen=True)
class Now:
    """What a strategy may look at: the pool, what is labelled of it, and what the model says of all of it."""

    trial: Trial
    spent: np.ndarray
    left: np.ndarray
    chances: np.ndarray
    count: int


Strategy = Callable[[Now], Sequence[int]]


def read(folder: Path, name: str) -> Data:
    path = folder / name / "all.jsonl"
    if not path.exists():
        sys.exit(f"There is no {path}. Give the folder of the data: --data FOLDER, or FRAMING_DATA.")
    language, most = SETS[name]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if not language or row["lang"] == language]
    if most:
        rows = [rows[number] for number in np.sort(np.random.default_rng(0).permutation(len(rows))[:most])]
    frames = sorted({label for row in rows for label in row["labels"]})
    labels = np.array([[float(frame in row["labels"]) for frame in frames] for row in rows])
    kept = labels.sum(axis=0) >= RARE
    documents = np.array([row["doc_id"] or row["id"] for row in rows])
    frames = [frame for frame, keep in zip(frames, kept, strict=True) if keep]
    return Data(name, documents, labels[:, kept], frames, count_terms([row["text"] for row in rows]))


def make_trial(data: Data, seed: int) -> Trial:
    """Documents held out, and an order of the others."""
    rng = np.random.default_rng(seed)
    names, sizes = np.unique(data.documents, return_counts=True)
    mixed = rng.permutation(len(names))
    held_names = names[mixed[np.cumsum(sizes[mixed]) <= HELD_OUT * len(data.documents)]]
    held = np.isin(data.documents, held_names)
    pool, test = np.flatnonzero(~held), np.flatnonzero(held)
    rows = np.concatenate([pool, test])
    features = data.counts.learn(pool).matrix(rows)
    products = np.asarray((features @ features.T).todense())
    return Trial(features, products, data.labels[rows], len(pool), rng.permutation(len(pool)), seed)


def chances_of(trial: Trial, spent: np.ndarray) -> np.ndarray:
    """What a model of the labelled rows says of every row, (rows, frames).

    A penalised line lies in the space of the rows that it is fitted on, so it is fitted on their coordinates there: a
    few hundred numbers for each instead of ten thousands give the same line.
    """
    values, vectors = np.linalg.eigh(trial.products[np.ix_(spent, spent)])
    real = values > 1e-9
    coordinates = vectors[:, real] * np.sqrt(values[real])
    others = trial.products[:, spent] @ (vectors[:, real] / np.sqrt(values[real]))
    chances = np.zeros((len(trial.products), trial.labels.shape[1]))
    for frame, labels in enumerate(trial.labels[spent].T):
        if {0.0, 1.0} <= set(labels):
            weights, intercept = fit_line(coordinates, labels)
            chances[:, frame] = line_probabilities(others, weights[np.newaxis], np.array([intercept]))[:, 0]
    return chances


def macro_average_precision(trial: Trial, chances: np.ndarray) -> float:
    labels, found = trial.labels[trial.pool :], chances[trial.pool :]
    there = np.flatnonzero(labels.any(axis=0))
    return float(np.mean([average_precision_score(labels[:, frame], found[:, frame]) for frame in there]))


def curve(trial: Trial, strategy: Strategy) -> list[float]:
    """The macro-average precision after the slice and after each batch."""
    spent, figures = trial.order[:SLICE], []
    for labels in SPENT:
        chances = chances_of(trial, spent)
        figures.append(macro_average_precision(trial, chances))
        if labels < BUDGET:
            left = np.setdiff1d(np.arange(trial.pool), spent)
            chosen = list(strategy(Now(trial, spent, left, chances[: trial.pool], BATCH)))
            assert len(set(chosen)) == BATCH, "a strategy must choose as many as asked"
            assert not set(chosen) & set(spent.tolist()), "what is labelled is not labelled twice"
            spent = np.concatenate([spent, chosen])
    return figures


def random_choice(now: Now) -> Sequence[int]:
    """The next in the order by chance, which goes on where the slice ends."""
    return now.trial.order[len(now.spent) : len(now.spent) + now.count].tolist()


def ours(now: Now) -> Sequence[int]:
    """What `framing suggest --for training` picks, without a codebook's words; filled up as it does if it has fewer."""
    trial = now.trial
    picks = pick_to_teach(
        trial.features[: trial.pool],
        now.chances,
        trial.labels[now.spent].sum(axis=0),
        now.left,
        now.spent,
        now.count,
        np.random.default_rng([trial.seed, len(now.spent)]),
    )
    rows = [pick.row for pick in picks]
    rest = [row for row in trial.order.tolist() if row in set(now.left.tolist()) - set(rows)]
    return [*rows, *rest][: now.count]


def strategies_of_small_text() -> dict[str, Strategy]:
    """Those of small-text that need no neural network, on our classifier; embeddings are 100 latent dimensions."""
    try:
        import small_text as st
    except ImportError:
        return {}
    made = {
        "PredictionEntropy": st.PredictionEntropy(),
        "LeastConfidence": st.LeastConfidence(),
        "BreakingTies": st.BreakingTies(),
        "CategoryVectorInconsistency": st.query_strategies.CategoryVectorInconsistencyAndRanking(pbar=None),
        "EmbeddingKMeans": st.EmbeddingKMeans(),
        "GreedyCoreset": st.GreedyCoreset(),
    }

    def asked(name: str) -> Strategy:
        def choose(now: Now) -> Sequence[int]:
            np.random.seed(now.trial.seed * 1000 + len(now.spent))  # small-text takes no generator
            rows = np.arange(now.trial.pool)
            labels = sp.csr_matrix(now.trial.labels[now.spent].astype(int))
            more = {"embeddings": embeddings(now.trial), "pbar": None} if name in _EMBEDDED else {}
            return made[name].query(_Classifier(now.chances), rows, now.left, now.spent, labels, n=now.count, **more)

        return choose

    return {name: asked(name) for name in made}


_EMBEDDED = {"EmbeddingKMeans", "GreedyCoreset"}
_embeddings: dict[int, np.ndarray] = {}


def embeddings(trial: Trial) -> np.ndarray:
    """Latent dimensions of the pool, made once for each trial."""
    if id(trial) not in _embeddings:
        _embeddings.clear()
        _embeddings[id(trial)] = TruncatedSVD(100, random_state=0).fit_transform(trial.features[: trial.pool])
    return _embeddings[id(trial)]


@dataclass(frozen=True)
class _Classifier:
    """What small-text asks of a classifier; its data set are numbers of rows."""

    chances: np.ndarray

    def predict_proba(self, rows: np.ndarray) -> np.ndarray:
        return self.chances[rows]


def needed(mean: np.ndarray, target: float) -> float:
    """Labels at which a curve first reaches a figure, straight between two points; infinite if it does not."""
    reached = np.flatnonzero(mean >= target)
    if not len(reached):
        return np.inf
    at = int(reached[0])
    if at == 0:
        return float(SPENT[0])
    return SPENT[at - 1] + BATCH * (target - mean[at - 1]) / (mean[at] - mean[at - 1])


def saved(curves: np.ndarray, by_chance: np.ndarray, labels: int) -> float:
    """Which share of the labels is saved of those with which random choice reaches its figure; one row per seed."""
    target = by_chance.mean(axis=0)[SPENT.index(labels)]
    return 1 - needed(curves.mean(axis=0), target) / labels


def resampled(figure: Callable[[np.ndarray], float], seeds: int) -> tuple[float, float]:
    """The 95 % interval of a figure over seeds drawn with replacement."""
    rng = np.random.default_rng(1)
    values = [figure(rng.integers(seeds, size=seeds)) for _ in range(DRAWS)]
    low, high = np.percentile(values, [2.5, 97.5], method="nearest")
    return float(low), float(high)


def strategies() -> dict[str, Strategy]:
    return {"random": random_choice, "ours": ours, **strategies_of_small_text()}


@cache
def read_once(folder: Path, name: str) -> Data:
    return read(folder, name)


def curves_of_seed(folder: Path, name: str, seed: int) -> dict[str, list[float]]:
    with threadpool_limits(limits=1):
        trial = make_trial(read_once(folder, name), seed)
        return {strategy: curve(trial, choose) for strategy, choose in strategies().items()}


def measure(folder: Path, name: str, seeds: Sequence[int], jobs: int) -> dict[str, np.ndarray]:
    """Curves of each strategy, (seeds, points)."""
    began = time.perf_counter()
    found = []
    with ProcessPoolExecutor(jobs) as pool:
        for done, curves in enumerate(pool.map(partial(curves_of_seed, folder, name), seeds), start=1):
            found.append(curves)
            print(f"  {name}: {done} of {len(seeds)} seeds, {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return {strategy: np.array([curves[strategy] for curves in found]) for strategy in found[0]}


def report(data: Data, curves: dict[str, np.ndarray]) -> None:
    by_chance, seeds = curves["random"], len(curves["random"])
    counts = ", ".join(f"{frame} {int(n)}" for frame, n in zip(data.frames, data.labels.sum(axis=0), strict=True))
    print(f"\n{data.name}: {len(data.labels)} sentences ({counts}); {seeds} seeds, the slice of {SLICE} counted")
    print(f"{'macro-AP at labels':28}" + "".join(f"{labels:7}" for labels in SPENT))
    for name, rows in curves.items():
        print(f"{name:28}" + "".join(f"{figure:7.3f}" for figure in rows.mean(axis=0)))
    print(f"\n{'labels saved to reach random at':28}" + "".join(f"{labels:>22}" for labels in TARGETS))
    for name, rows in curves.items():
        if name != "random":
            print(f"{name:31}" + "".join(f"{_saved_text(rows, by_chance, labels):>22}" for labels in TARGETS))
    peers = [name for name in curves if name not in ("random", "ours")]
    if peers:
        best = max(peers, key=lambda name: curves[name].mean())
        gap = curves["ours"].mean(axis=1) - curves[best].mean(axis=1)
        low, high = resampled(lambda drawn: gap[drawn].mean(), seeds)
        print(f"Ours less {best}, small-text's best, mean of the curve: {gap.mean():+.4f} ({low:+.4f} to {high:+.4f})")
    gap = curves["ours"].mean(axis=1) - by_chance.mean(axis=1)
    low, high = resampled(lambda drawn: gap[drawn].mean(), seeds)
    print(f"Ours less random, mean of the curve: {gap.mean():+.4f} ({low:+.4f} to {high:+.4f})")


def _saved_text(rows: np.ndarray, by_chance: np.ndarray, labels: int) -> str:
    low, high = resampled(lambda drawn: saved(rows[drawn], by_chance[drawn], labels), len(rows))
    return f"{_percent(saved(rows, by_chance, labels))} ({_percent(low)} to {_percent(high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%" if np.isfinite(share) else "never"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("FRAMING_DATA"), help="folder of the labelled sets")
    parser.add_argument("--quick", action="store_true", help="4 seeds instead of 20")
    parser.add_argument("--sets", default="climate_frames", help="also frac, and unlp2025 of which 900 posts are taken")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--first-seed", type=int, default=0, help="for development: other seeds than those reported")
    chosen = parser.parse_args()
    if chosen.data is None:
        sys.exit("Where is the data? --data FOLDER, or FRAMING_DATA.")
    seeds = [chosen.first_seed + seed for seed in (QUICK_SEEDS if chosen.quick else SEEDS)]
    if len(strategies()) == 2:
        print("small-text is not installed (pip install small-text): it is left out.")
    for name in chosen.sets.split(","):
        if name not in SETS:
            parser.error(f"there is no set {name!r}; there are {', '.join(SETS)}")
        folder = Path(chosen.data)
        data = read(folder, name)
        report(data, measure(folder, name, seeds, chosen.jobs))
    print(
        f"\nBar: {BAR:.0%} saved on climate_frames, the interval above 0, not below small-text. {STRETCH:.0%} is far."
    )


if __name__ == "__main__":
    main()
