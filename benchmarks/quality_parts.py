"""The parts of quality.py that need no other environment; each prints its table and gives it back for the JSON."""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from quality_held_out import FIRST_SEED, PLAIN, PLAINS, Crossed, Macro, crossed, macro
from quality_sets import Labelled, as_tables, read, trials
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from framing.model.caution.sets import NOT_SURE, YES
from framing.model.evaluation import signal
from framing.model.evaluation.calibration import ALL_FRAMES, calibration
from framing.model.evaluation.evaluate import evaluate
from framing.model.evaluation.resampling import Floats, Resampling, figure_of, ratio
from framing.model.keeping.store import save_model
from framing.model.learning.embedding import choose_embedding
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.model.learning.profile import find_profile
from framing.model.learning.train import train

BARS = {  # of macro-F1 less plain; (standard, rich)
    "climate_frames:en": "standard plain + .02, rich plain + .05, lower bounds above 0",
    "climate_frames:fr": "standard plain or better, rich not below standard",
    "unlp2025:ru": "standard plain or better, rich not below standard",
    "unlp2025:uk": "standard plain or better, rich not below standard",
    "frac": "macro-F1 standard .60, rich .70",
}


def profiles_for(labelled: Labelled, names: Sequence[str]) -> list[str]:
    """Those that are not the same as `standard` in the language of the set."""
    texts = labelled.examples.texts
    asked = {name: find_profile(name).embedding for name in names}
    same = [name for name, table in asked.items() if table and not choose_embedding(table, texts)]
    if same:
        print(f"{labelled.name:18} {', '.join(same)}: the same as standard, whose table is of another language")
    return [name for name in names if name not in same]


def seeds_of(chosen: argparse.Namespace) -> range:
    return range(FIRST_SEED, FIRST_SEED + chosen.repeats)


def part_targets(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: set, method, frames, macro_f1, macro_ap, and the differences to plain and to standard."""
    rows = []
    for name in names:
        labelled = read(shared, name)
        found: dict[str, Macro] = {}
        for method in (*PLAINS, *profiles_for(labelled, chosen.profiles)):
            found[method] = macro(labelled, method, seeds_of(chosen), chosen.cache)
            rows.append({"set": name, "method": method, "seeds": chosen.repeats} | row_of(found, method))
            print(target_line(rows[-1]), flush=True)
        print(f"{'':18} bar: {BARS[name]}")
    return rows


def row_of(found: dict[str, Macro], method: str) -> dict[str, Any]:
    this = found[method]
    f1, precision = figure_of(this.f1), figure_of(this.average_precision)
    row: dict[str, Any] = {"frames": this.frames, **f1.named("macro_f1"), **precision.named("macro_ap")}
    for other in (*PLAINS, "standard"):
        if other in found and other != method:
            gaps = this.less(found[other])
            row |= gaps[0].named(f"f1_less_{other}") | gaps[1].named(f"ap_less_{other}")
    return row


def target_line(row: dict[str, Any]) -> str:
    text = f"{row['set']:18} {row['method']:13}{row['frames']:3} frames  macro-F1 {row['macro_f1']:.3f}"
    text += f"  macro-AP {row['macro_ap']:.3f}"
    for other in (*PLAINS, "standard"):
        if f"f1_less_{other}" in row:
            gaps = (f"{short} {ended(row, f'{key}_less_{other}')}" for key, short in (("f1", "F1"), ("ap", "AP")))
            text += f"   less {other}: {', '.join(gaps)}"
    return text


def ended(row: dict[str, Any], key: str) -> str:
    return f"{row[key]:+.3f} ({row[f'{key}_low']:+.3f} to {row[f'{key}_high']:+.3f})"


def part_calibration(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: set, profile, and those of `framing.model.evaluation.calibration`, of the first seed."""
    rows = []
    for name in names:
        labelled = read(shared, name)
        for profile in profiles_for(labelled, chosen.profiles):
            found = crossed(labelled, profile, FIRST_SEED, chosen.cache).judged
            frames = np.flatnonzero(found.truth.sum(axis=0) >= FIGURE_AT_LEAST).tolist()
            for row in calibration(found, frames, found.resampled(FIRST_SEED)).table.to_dict(orient="records"):
                rows.append({"set": name, "profile": profile} | row)
                print(calibration_line(rows[-1]), flush=True)
    single = [row for row in rows if row["frame"] != ALL_FRAMES]
    skilled = sum(row["brier_skill_low"] > 0 for row in single)
    sloped = sum(0.8 <= row["slope"] <= 1.25 for row in single)
    print(f"bar: the lower bound of the skill above 0 ({skilled} of {len(single)} frames),", end=" ")
    print(f"the slope 0.8 to 1.25 ({sloped} of {len(single)})")
    return rows


def calibration_line(row: dict[str, Any]) -> str:
    slope = f"{row['slope']:.2f} ({row['slope_low']:.2f} to {row['slope_high']:.2f})"
    start = f"{row['set']:18} {row['profile']:13} {row['frame']:24}{row['positives']:6} positives"
    return f"{start}   Brier skill {ended(row, 'brier_skill')}   slope {slope}"


def part_sets(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: set, profile, coverage of both kinds; how many answers are not "not sure", how many of them right.

    Over the seeds, and the frames that have sets.
    """
    rows = []
    for name in names:
        labelled = read(shared, name)
        for profile in profiles_for(labelled, chosen.profiles):
            found = [crossed(labelled, profile, seed, chosen.cache) for seed in seeds_of(chosen)]
            rows.append({"set": name, "profile": profile, "seeds": len(found)} | coverage(found))
            print(sets_line(rows[-1]), flush=True)
    print("bar: 87 to 93 % of positives")
    return rows


def coverage(found: Sequence[Crossed]) -> dict[str, Any]:
    resampling = found[0].judged.resampled(FIRST_SEED)
    positives, negatives, decided, right = [], [], [], []
    least, most = 1.0, 0.0
    for one in found:
        truth = one.judged.truth
        sure = one.known & (one.answers != NOT_SURE)
        positives.append(share(one.covered, one.known & truth, resampling))
        negatives.append(share(one.covered, one.known & ~truth, resampling))
        decided.append(share(sure, one.known, resampling))
        right.append(share((one.answers == YES) == truth, sure, resampling))
        for frame in np.flatnonzero((one.known & truth).sum(axis=0) >= FIGURE_AT_LEAST):
            covered = one.covered[one.known[:, frame] & truth[:, frame], frame].mean()
            least, most = min(least, covered), max(most, covered)
    figures = {"positives": positives, "negatives": negatives, "decided": decided, "right": right}
    row: dict[str, Any] = {"frames": int(found[0].known.any(axis=0).sum()), "least": least, "most": most}
    for key, values in figures.items():
        row |= figure_of(np.mean(values, axis=0)).named(key)
    return row


def share(yes: np.ndarray, asked: np.ndarray, resampling: Resampling) -> Floats:
    """Of the cells that are asked about, in the sample and each draw of documents."""
    sums = np.stack([(yes & asked).sum(axis=1), asked.sum(axis=1)], axis=1).astype(np.float64)
    some, all_of_them = resampling.totals(sums).T
    return ratio(some, all_of_them)


def sets_line(row: dict[str, Any]) -> str:
    text = f"{row['set']:18} {row['profile']:13}{row['frames']:3} frames"
    for key in ("positives", "negatives"):
        text += f"   {key} covered {row[key]:.1%} ({row[f'{key}_low']:.1%} to {row[f'{key}_high']:.1%})"
    text += f"; positives of a frame {row['least']:.0%} to {row['most']:.0%}"
    return f"{text}; decided {row['decided']:.0%} of answers, {row['right']:.0%} of them right"


def part_noise(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """How often chance is called signal, labels exchanged one by one and as whole documents; how often the truth is."""
    labelled = read(shared, "climate_frames:en")
    documents, labels = labelled.examples.document_ids, labelled.labels
    count, samples = (20, 5) if chosen.quick else (200, 40)
    machine = signal.smoother(list(labelled.examples.texts), documents, seed=7)
    rng = np.random.default_rng(11)
    called = {"rows": 0, "documents": 0, "true": 0}
    for number in range(count):
        called["rows"] += signal_called(machine, labels[rng.permutation(len(labels))], documents, number)
        called["documents"] += signal_called(machine, by_document(labels, documents, rng), documents, number)
    for number in range(samples):
        trial = trials(documents, 100 + number, (400,))[0]
        texts = [labelled.examples.texts[row] for row in trial.train]
        some = documents[trial.train]
        called["true"] += signal_called(signal.smoother(texts, some, seed=7), labels[trial.train], some, number)
    shares = {key: value / (samples if key == "true" else count) for key, value in called.items()}
    print(f"called signal: {shares['rows']:.1%} of {count} permutations of labels (bar: <= 7 %),")
    print(f"  {shares['documents']:.1%} of {count} exchanges of whole documents of one length (bar: <= 7 %),")
    print(f"  {shares['true']:.0%} of {samples} samples of 400 true units (bar: >= 95 %)", flush=True)
    return {"permutations": count, "samples": samples, "called": shares}


def signal_called(machine: np.ndarray, labels: np.ndarray, documents: np.ndarray, seed: int) -> bool:
    tested, chance = signal.testable(labels), np.random.default_rng([3, seed])
    figures = signal.figures_by_chance(machine, labels[:, tested], documents, signal.PERMUTATIONS, chance)
    return signal.p_value(figures.mean(axis=1)) <= signal.LEVEL


def by_document(labels: np.ndarray, documents: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """All labels of a document go to another of the same length, in their order."""
    number = np.unique(documents, return_inverse=True)[1]
    rows = [np.flatnonzero(number == name) for name in range(number.max() + 1)]
    laid = labels.copy()
    for length in {len(part) for part in rows}:
        alike = [part for part in rows if len(part) == length]
        for taker, giver in zip(alike, rng.permutation(len(alike)), strict=True):
            laid[taker] = labels[alike[giver]]
    return laid


def made_units(labelled: Labelled, count: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Units of a set again and again, each time with a fifth of the words from another unit; 12 a document."""
    units = []
    texts = labelled.examples.texts
    for number in range(count):
        row = number % len(texts)
        words, other = texts[row].split(), texts[rng.integers(len(texts))].split()
        for place in rng.integers(len(words), size=len(words) // 5):
            words[place] = rng.choice(other)
        there = [f for f, label in zip(labelled.examples.frames, labelled.labels[row], strict=True) if label == 1]
        units.append({"id": f"u{number:05}", "text": " ".join(words), "labels": there, "doc_id": f"d{number // 12}"})
    return units


def part_time(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: profile, sentences, step to processor seconds and seconds of the clock."""
    labelled, rows = read(shared, "climate_frames:en"), []
    units = made_units(labelled, 1000 if chosen.quick else 5000, np.random.default_rng(1))
    made = as_tables(units, labelled.codebook)
    for profile in chosen.profiles:
        evaluation, evaluated = timed(partial(evaluate, *made, labelled.codebook, profile=profile))
        model, trained = timed(partial(train, *made, labelled.codebook, profile=profile))
        with tempfile.TemporaryDirectory() as folder:
            _, saved = timed(partial(save_model, model, Path(folder) / "model", evaluation))
        steps = {"evaluate": evaluated, "train": trained, "save": saved}
        both = [sum(part) for part in zip(*steps.values(), strict=True)]
        rows.append({"profile": profile, "sentences": len(units), "cpu_s": both[0], "wall_s": both[1]} | steps)
        parts = ", ".join(f"{step} {cpu:.1f}" for step, (cpu, _) in steps.items())
        print(f"{profile:13}{len(units):6,} sentences: {both[0]:.0f} s of a processor ({parts}),", end=" ")
        print(f"{both[1]:.0f} s of the clock", flush=True)
    print("bar for 5,000 on 2 processors: standard 60 s, rich 180 s")
    return rows


def timed(step: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """What it gives, and its seconds: of a processor, of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = step()
    return found, (time.process_time() - cpu, time.perf_counter() - wall)


def part_speed(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: method, sentences a processor second. The median of 5 rounds in which each has its turn, in batches."""
    labelled = read(shared, "climate_frames:en")
    count = 1000 if chosen.quick else 5000
    texts = [unit["text"] for unit in made_units(labelled, count, np.random.default_rng(2))]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    lines = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", max_iter=3000))
    plain = make_pipeline(make_union(words, pieces), lines).fit(labelled.examples.texts, labelled.labels.astype(int))
    methods: dict[str, Callable[[list[str]], Any]] = {PLAIN: plain.predict_proba}
    for profile in chosen.profiles:
        methods[profile] = train(*labelled.tables, labelled.codebook, profile=profile).probabilities
    taken: dict[str, list[float]] = {method: [] for method in methods}
    for _ in range(5):
        for method, score in methods.items():
            began = time.process_time()
            for start in range(0, count, 500):
                score(texts[start : start + 500])
            taken[method].append(time.process_time() - began)
    rows, usual = [], float(np.median(taken[PLAIN]))
    for method, seconds in taken.items():
        middle = float(np.median(seconds))
        ratios = [other / own for own, other in zip(seconds, taken[PLAIN], strict=True)]
        rows.append({"method": method, "sentences_a_second": count / middle, "times_plain": usual / middle})
        print(f"{method:13}{count / middle:8,.0f} units a second, {1000 * middle / count:.3f} ms each,", end=" ")
        print(f"{usual / middle:.2f} times plain ({min(ratios):.2f} to {max(ratios):.2f} in 5 rounds)", flush=True)
    average = np.mean([len(text) for text in texts])
    print(f"{count:,} units of {average:.0f} characters, two sentences each. bar: under 0.2 ms a sentence by default")
    return rows
