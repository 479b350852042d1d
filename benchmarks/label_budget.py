"""How often the label budget is right: python benchmarks/label_budget.py [--shared ../shared] [--seeds 5]

Of each set, sentences are put in a chance order of documents. From the first 200, 300 or 400 a forecast is made for
100, 200 and 400 more; then these are added and evaluated. Printed for each set, start and step: how often the 80 % band
held the macro-F1 that came out, how wide it was, and the error (what came out less the middle of the band), beside the
absolute errors of two peers in the same run: today's figure stays as it is; and a power law fitted by least squares to
scikit-learn's learning_curve of a usual pipeline, put on today's figure.

Seeds below 200 developed the band (100 to 104 of them); those from 200 on are reported. `--exact N` makes N forecasts
besides whose outcome is `framing.model.evaluation.evaluate` itself; else it is the predictions of
framing.sampling.rehearsal alone, and the table of --exact says how far that is from it. `--shared` is a folder with
data/NAME/all.jsonl for each set.
About 25 seconds of one core for a seed and set.
"""

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from quality_sets import as_tables
from scipy.optimize import curve_fit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, make_scorer
from sklearn.model_selection import GroupKFold, learning_curve
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from framing.codebook import Codebook, Frame
from framing.model.evaluation.evaluate import evaluate
from framing.model.learning.examples import Examples, make_examples
from framing.model.learning.features import count_terms
from framing.sampling.budget import Budget, label_budget, macro_f1
from framing.sampling.rehearsal import rehearse

ROOT = Path(__file__).parents[1]
SETS = ("climate_frames:en", "climate_frames:fr", "unlp2025", "frac")
FIRST_REPORTED = 200
STARTS, STEPS = (200, 300, 400), (100, 200, 400)
LEFT_OUT = (300, 400)  # start and step: no other pair needs an evaluation of 700 sentences


@dataclass(frozen=True)
class Labelled:
    """Units of a set in a chance order, and the frames."""

    units: list[dict[str, Any]]
    codebook: Codebook

    def first(self, count: int) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """SENTENCES and GOLD of the first `count` units and the rest of the last one's document."""
        while count < len(self.units) and self.units[count]["doc"] == self.units[count - 1]["doc"]:
            count += 1
        return as_tables(self.units[:count], self.codebook)

    def examples(self, count: int) -> Examples:
        """The same as a model learns from."""
        return make_examples(*self.first(count), self.codebook)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--seeds", type=int, default=5, help="reported seeds")
    parser.add_argument("--first-seed", type=int, default=FIRST_REPORTED, help="below 200: development")
    parser.add_argument("--exact", type=int, default=0, help="forecasts that evaluate itself checks")
    options = parser.parse_args()
    began = time.process_time()
    found = []
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        for name in options.sets:
            path = options.shared / "data" / name.partition(":")[0] / "all.jsonl"
            if not path.exists():
                print(f"not there: {path}")
                continue
            rows = list(back_test(name, read(path, name, seed)))
            found += [{"set": name, "seed": seed, **row} for row in rows]
    if found:
        report(pd.DataFrame(found))
    exact(options.shared, options.sets, options.exact)
    kind = "reported" if options.first_seed >= FIRST_REPORTED else "development"
    print(f"\n{options.seeds} {kind} seeds from {options.first_seed}; {time.process_time() - began:.0f} s of one core")


def read(path: Path, name: str, seed: int) -> Labelled:
    """The units of a set, in an order of documents that the seed gives."""
    language = name.partition(":")[2]
    units = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    units = [unit | {"doc": unit.get("doc_id") or unit["id"]} for unit in units if language in ("", unit["lang"])]
    documents: dict[str, list[dict[str, Any]]] = {}
    for unit in units:
        documents.setdefault(unit["doc"], []).append(unit)
    order = np.random.default_rng(seed).permutation(sorted(documents))
    keys = sorted({label for unit in units for label in unit["labels"]})
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "-") for key in keys)
    book = Codebook(id="set", version="1.0", title=name, frames=frames, fingerprint="0" * 16)
    return Labelled([unit for document in order for unit in documents[document]], book)


def back_test(name: str, labelled: Labelled) -> Iterator[dict[str, Any]]:
    """A row for each start and step: the forecast, what came out, and what the peers said."""
    pairs = [
        (start, step)
        for start in STARTS
        for step in STEPS
        if start + step <= len(labelled.units) and (start, step) != LEFT_OUT
    ]
    outcomes = {size: outcome(labelled.examples(size)) for size in sorted({sum(pair) for pair in pairs})}
    for start in sorted({start for start, _ in pairs}):
        steps = [step for first, step in pairs if first == start]
        examples = labelled.examples(start)
        budget = label_budget(examples, steps)
        numbers = [examples.frames.index(frame) for frame in budget.frames]
        today = macro_f1(examples, rehearse(examples, count_terms(examples.texts), 1.0, seed=7).predicted, numbers)
        gains = sklearn_gains(examples, numbers, steps)
        for forecast, gain in zip(budget.forecasts, gains, strict=True):
            came = macro_f1(*outcomes[start + forecast.more], numbers)
            yield {
                "start": start,
                "step": forecast.more,
                "frames": len(numbers),
                "held": forecast.low <= came <= forecast.high,
                "width": forecast.high - forecast.low,
                "error": came - forecast.macro_f1,
                "flat": came - today,
                "sklearn": came - min(max(today + gain, 0), 1),
            }


def outcome(examples: Examples) -> tuple[Examples, Any]:
    """What the evaluation of `framing.sampling.rehearsal` predicts, with the thresholds that `train` would choose."""
    return examples, rehearse(examples, count_terms(examples.texts), 1.0, seed=7).predicted


def sklearn_gains(examples: Examples, frames: Sequence[int], steps: Sequence[int]) -> list[float]:
    """What a power law through scikit-learn's learning curve lets expect; 0 where none can be fitted."""
    one = LogisticRegression(class_weight="balanced", max_iter=1000)
    pipeline = make_pipeline(TfidfVectorizer(), OneVsRestClassifier(one))
    labels = (examples.labels[:, frames] == 1).astype(int)
    score = make_scorer(f1_score, average="macro", zero_division=0)
    shares = np.array([0.4, 0.55, 0.7, 0.85, 1.0])
    folds = GroupKFold(5, shuffle=True, random_state=7)
    sizes, _, scores, *_ = learning_curve(
        pipeline, examples.texts, labels, groups=examples.document_ids, train_sizes=shares, cv=folds, scoring=score
    )
    try:
        fitted, _ = curve_fit(power_law, sizes, scores.mean(axis=1), p0=(0.8, 3, 0.5), maxfev=5000)
    except RuntimeError:
        return [0.0 for _ in steps]
    count = len(examples.texts)
    return [float(power_law(sizes[-1] * (1 + m / count), *fitted) - power_law(sizes[-1], *fitted)) for m in steps]


def power_law(size: Any, ceiling: float, factor: float, exponent: float) -> Any:
    return ceiling - factor * size ** (-exponent)


def report(rows: pd.DataFrame) -> None:
    """Coverage, width and error by set, start and step, and of all."""
    head = f"{'set':20}{'start':>6}{'step':>6}{'tests':>7}{'held':>7}{'width':>8}{'error':>8}"
    print(f"{head}{'|error|':>9}{'flat':>8}{'sklearn':>9}")
    for (name, start, step), part in rows.groupby(["set", "start", "step"], sort=False):
        line(f"{name:20}{start:6}{step:6}", part)
    for name, part in rows.groupby("set", sort=False):
        line(f"{name:32}", part)
    for start, part in rows.groupby("start"):
        line(f"{f'all sets, from {start}':32}", part)
    line(f"{'all (bar: 75 to 90 %, <= 0.10)':32}", rows)


def line(name: str, part: pd.DataFrame) -> None:
    peers = "".join(
        f"{part[peer].abs().mean():{width}.3f}" for peer, width in (("error", 9), ("flat", 8), ("sklearn", 9))
    )
    print(
        f"{name}{len(part):7}{part['held'].mean():7.0%}{part['width'].mean():8.3f}{part['error'].mean():+8.3f}{peers}"
    )


def exact(shared: Path, names: Sequence[str], count: int) -> None:
    """Forecasts whose outcome is `evaluate` itself, from 300 to 400 sentences, and how far the quick one is from it."""
    held, apart = [], []
    for number in range(count):
        name = names[number % len(names)]
        labelled = read(shared / "data" / name.partition(":")[0] / "all.jsonl", name, FIRST_REPORTED + 50 + number)
        budget: Budget = label_budget(labelled.examples(300), [100])
        figures = evaluate(*labelled.first(400), labelled.codebook).table.set_index("frame")["f1"]
        came = float(figures.loc[list(budget.frames)].mean())
        examples, predicted = outcome(labelled.examples(400))
        quick = macro_f1(examples, predicted, [examples.frames.index(frame) for frame in budget.frames])
        held.append(budget.forecasts[0].low <= came <= budget.forecasts[0].high)
        apart.append(quick - came)
    if held:
        spread = np.std(apart, ddof=1) if len(apart) > 1 else math.nan
        print(
            f"\nevaluate itself, from 300 to 400: held {np.mean(held):.0%} of {len(held)}; "
            f"the quick evaluation less evaluate: mean {np.mean(apart):+.3f}, standard deviation {spread:.3f}"
        )


if __name__ == "__main__":
    main()
