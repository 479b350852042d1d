"""How good the model is beside others: python benchmarks/quality.py --shared FOLDER [--quick] [--only peers,noise]

Parts, each with the bar of the project beside it:

peers        Of each set, 30 % of the documents are held out, and 100, 400 or all of the other labels are learned from,
             for 20 seeds. Our profiles beside `plain` (TF-IDF of words and pieces of words, balanced logistic
             regression) and spaCy textcat, fastText, MiniLM with logistic regression, SetFit. All get thresholds from
             inner folds of documents, and settings from a grid (quality_peers.py, GRID) by average precision in these.
             Of a single-label set each takes the most likely frame. The frames are those with 8 examples to learn from.
             Differences are ours less theirs, over the same seeds, frames and documents; intervals resample documents.
calibration  Brier skill and slope on held-out documents, of frames with 100 examples.
conformal    How many of the sentences with a frame, in unseen documents, the 90 % sets of `Fit.outside` cover.
noise        How often permuted labels are called signal, and samples of 400 true ones.
time         Processor seconds of `evaluate` and `train` on 5,000 sentences.

The peers run in another environment: --peers-python names its Python (see quality_peers.py), and answers are kept in
--cache, so that a run goes on where it broke. Without --peers-python what the cache holds is reported, and how much of
it there is. SetFit runs for --setfit seeds at 100 labels and one at 400: it takes hours. FOLDER holds
data/NAME/all.jsonl: JSON Lines with id, text, labels, doc_id, lang.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import quality_peers
from quality_sets import SETS, SIZES, Labelled, Trial, as_tables, read, trials, work
from threadpoolctl import threadpool_limits

from framing.model.evaluation import signal
from framing.model.evaluation.figures import average_precisions
from framing.model.learning.features import count_terms
from framing.model.learning.fit import LEARN_AT_LEAST, fit_frames
from framing.model.learning.links import decide
from framing.model.learning.profile import PROFILES, find_profile

ROOT = Path(__file__).parents[1]
SEEDS = range(20)
QUICK_SEEDS = range(2)
PARTS = ("peers", "calibration", "conformal", "noise", "time")
OTHERS = ("spacy", "fasttext", "minilm", "setfit")
PEER_SETS = ("climate_frames:en", "frac")  # those in English, which the peers' vectors are made for
DRAWS = 500


@dataclass(frozen=True)
class Answer:
    """Of the sentences held out in a trial: the probability of each frame, and what is predicted."""

    probabilities: np.ndarray
    predicted: np.ndarray


def ours(labelled: Labelled, counts: Any, trial: Trial) -> Answer:
    """What the product says; a frame that it does not learn is never found."""
    fit = fit_frames(labelled.examples, counts, trial.train, seed=trial.seed)
    shape = (len(trial.test), len(labelled.examples.frames))
    probabilities, predicted = np.zeros(shape), np.zeros(shape, dtype=bool)
    found = fit.probabilities(trial.test)
    probabilities[:, list(fit.learned)] = found
    predicted[:, list(fit.learned)] = decide(found, fit.thresholds, fit.link)
    return Answer(probabilities, predicted)


def theirs(labelled: Labelled, trial: Trial, answer: Any) -> Answer:
    """What a peer says, with thresholds from its inner folds; of a single-label set the most likely frame."""
    tested, outside = np.asarray(answer["test"]), np.asarray(answer["outside"])
    if labelled.single:
        return Answer(tested, np.eye(tested.shape[1], dtype=bool)[tested.argmax(axis=1)])
    cuts = [best_cut(*pair) for pair in zip(labelled.labels[trial.train].T, outside.T, strict=True)]
    return Answer(tested, tested >= np.array(cuts))


def best_cut(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Half way between the two neighbours that part the labels with the best F1; never, without a positive."""
    if not labels.any():
        return np.inf
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(labels) + 1) + hits[-1])
    lower = np.append(ranked[1:], 0.0)
    f1[ranked == lower] = -1  # no cut separates equal ones
    return float((ranked[f1.argmax()] + lower[f1.argmax()]) / 2)


def peer_answer(
    name: str, labelled: Labelled, trial: Trial, cache: Path, described: dict[str, Any]
) -> "dict[str, Any] | None":
    """A peer's answer from the cache; plain, which needs no other environment, is made if it is missing."""
    path = cache / name / f"{quality_peers.work_name(name, described, trial.task())}.npz"
    if not path.exists():
        if name != "plain":
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.stem}.half.npz")
        np.savez_compressed(half, **quality_peers.answer(name, described, trial.task()))
        half.replace(path)
    with np.load(path) as found:
        return {key: found[key] for key in found.files}


@dataclass(frozen=True)
class Score:
    """Macro figures of one method in one trial: the sample first, then draws of documents."""

    f1: np.ndarray
    average_precision: np.ndarray


def judge(labelled: Labelled, trial: Trial, answer: Answer, times: np.ndarray) -> Score:
    """Means over the frames with enough examples to learn from, and one to find.

    Args:
        labelled: the set.
        trial: its rows.
        answer: of a method.
        times: (1 + draws, documents of the set): how often each counts, the first line once each.
    """
    names, number = np.unique(labelled.examples.document_ids, return_inverse=True)
    truth, document = labelled.labels[trial.test] == 1, number[trial.test]
    taught = (labelled.labels[trial.train] == 1).sum(axis=0)
    frames = [n for n in range(truth.shape[1]) if taught[n] >= LEARN_AT_LEAST and truth[:, n].any()]
    f1, precision = [], []
    for n in frames:
        said = answer.predicted[:, n]
        sums = np.stack(
            [np.bincount(document, part, minlength=len(names)) for part in (truth[:, n] & said, said, truth[:, n])]
        )
        hits, predictions, positives = times @ sums[0], times @ sums[1], times @ sums[2]
        f1.append(2 * hits / np.maximum(predictions + positives, 1))
        ones = np.ones(len(document))
        precision.append(average_precisions(truth[:, n], answer.probabilities[:, n], ones, document, times))
    return Score(np.mean(f1, axis=0), np.nanmean(precision, axis=0))


def document_draws(labelled: Labelled) -> np.ndarray:
    count = labelled.examples.documents
    drawn = np.random.default_rng(1).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return np.vstack([np.ones((1, count)), drawn])


def part_peers(shared: Path, seeds: Sequence[int], names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: set, size, method, seeds, macro_f1, macro_ap, and ours less it."""
    rows = []
    for name in names:
        labelled = read(shared, name)
        everything = [trial for seed in seeds for trial in trials(labelled.examples.document_ids, seed)]
        everything = [t for t in everything if t.size is None or len(t.train) < len(labelled.labels) - len(t.test)]
        if name in PEER_SETS:
            run_peers(labelled, everything, chosen)
        described, times = work(labelled, []), document_draws(labelled)
        counts = {name: count_terms(labelled.examples.texts, find_profile(name).families) for name in chosen.profiles}
        for size in SIZES:
            scores: dict[str, dict[int, Score]] = {}
            for trial in (trial for trial in everything if trial.size == size):
                for profile, terms in counts.items():
                    mine = judge(labelled, trial, ours(labelled, terms, trial), times)
                    scores.setdefault(profile, {})[trial.seed] = mine
                for peer in ("plain", *OTHERS):
                    found = peer_answer(peer, labelled, trial, chosen.cache, described)
                    if found is not None:
                        answer = theirs(labelled, trial, found)
                        scores.setdefault(peer, {})[trial.seed] = judge(labelled, trial, answer, times)
            for method in scores:
                rows.append(compare(name, size, method, scores, chosen.profiles))
                print(line(rows[-1], chosen.profiles), flush=True)
    return rows


def compare(
    name: str, size: "int | None", method: str, scores: dict[str, dict[int, Score]], profiles: Sequence[str]
) -> dict[str, Any]:
    """One method, and each of our profiles less it, over the seeds that it has."""
    seeds = sorted(scores[method])
    row: dict[str, Any] = {"set": name, "labels": size or "all", "method": method, "seeds": len(seeds)}
    for figure in ("f1", "average_precision"):
        means = {who: np.mean([getattr(scores[who][s], figure) for s in seeds], axis=0) for who in (method, *profiles)}
        row[figure] = float(means[method][0])
        for profile in profiles:
            gap = means[profile] - means[method]
            low, high = np.percentile(gap[1:], [2.5, 97.5])
            row[f"{figure}_{profile}_less"] = [float(gap[0]), float(low), float(high)]
    return row


def line(row: dict[str, Any], profiles: Sequence[str]) -> str:
    text = f"{row['set']:18}{row['labels']!s:>5} {row['method']:10}{row['seeds']:3} seeds"
    for figure, short in (("f1", "F1"), ("average_precision", "AP")):
        text += f"   macro-{short} {row[figure]:.3f}"
        for profile in profiles:
            gap, low, high = row[f"{figure}_{profile}_less"]
            text += f"  {profile} {gap:+.3f} ({low:+.3f} to {high:+.3f})" if profile != row["method"] else ""
    return text


def run_peers(labelled: Labelled, everything: Sequence[Trial], chosen: argparse.Namespace) -> None:
    """Lets the other environment fill the cache; nothing without --peers-python."""
    if chosen.peers_python is None:
        return
    chosen.cache.mkdir(parents=True, exist_ok=True)
    for peers, some in (
        ("minilm,fasttext,spacy", everything),
        ("setfit", [t for t in everything if t.size == 100 and t.seed < chosen.setfit]),
        ("setfit", [t for t in everything if t.size == 400 and t.seed < min(1, chosen.setfit)]),
    ):
        path = chosen.cache / f"work-{labelled.name.replace(':', '-')}.json"
        path.write_text(json.dumps(work(labelled, some)), encoding="utf-8")
        script = str(Path(__file__).with_name("quality_peers.py"))
        command = [str(chosen.peers_python), script, str(path), str(chosen.cache), "--peers", peers]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        subprocess.run(command, env=environment | {"OMP_NUM_THREADS": "1"}, check=True)


def part_noise(shared: Path, seeds: Sequence[int], names: Sequence[str], chosen: argparse.Namespace) -> Any:
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


def part_calibration(shared: Path, seeds: Sequence[int], names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Brier skill and slope, as `evaluate` has them."""
    from framing.model.evaluation.evaluate import evaluate

    rows = []
    for name in names:
        labelled = read(shared, name)
        for profile in chosen.profiles:
            table = evaluate(*labelled.tables, labelled.codebook, profile=profile).calibration.table
            for row in table.to_dict(orient="records"):
                rows.append({"set": name, "profile": profile} | row)
                print(calibration_line(rows[-1]), flush=True)
    print("bar: the lower bound of the skill above 0, the slope 0.8 to 1.25")
    return rows


def calibration_line(row: dict[str, Any]) -> str:
    skill = f"{row['brier_skill']:+.3f} ({row['brier_skill_low']:+.3f} to {row['brier_skill_high']:+.3f})"
    slope = f"{row['slope']:.2f} ({row['slope_low']:.2f} to {row['slope_high']:.2f})"
    start = f"{row['set']:18} {row['profile']:9} {row['frame']:26}{row['positives']:6} positives"
    return f"{start}   Brier skill {skill}   slope {slope}"


def part_conformal(shared: Path, seeds: Sequence[int], names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Coverage of positives and negatives of unseen documents by the sets of the documents learned from."""
    from framing.model.caution.sets import NOT_SURE, conformal_sets

    rows = []
    for name in names:
        labelled = read(shared, name)
        examples, counts = labelled.examples, count_terms(labelled.examples.texts)
        kept, there, decided, asked = np.zeros(2), np.zeros(2), 0, 0
        for seed in seeds:
            trial = trials(examples.document_ids, seed, (None,))[0]
            fit = fit_frames(examples, counts, trial.train, seed=seed)
            sets = conformal_sets(labelled.labels[trial.train], fit.outside, examples.weights[trial.train])
            found = np.full((len(trial.test), len(examples.frames)), np.nan)
            found[:, list(fit.learned)] = fit.probabilities(trial.test)
            truth = labelled.labels[trial.test] == 1
            for place, (side, covered) in enumerate(((truth, found >= sets.yes_from), (~truth, found <= sets.no_upto))):
                kept[place] += (side & covered)[:, sets.known].sum()
                there[place] += side[:, sets.known].sum()
            answers = sets.decide(found)[:, sets.known]
            decided, asked = decided + (answers != NOT_SURE).sum(), asked + answers.size
        yes, no = kept / there
        rows.append({"set": name, "positives": yes, "negatives": no, "decided": decided / asked, "seeds": len(seeds)})
        print(f"{name:18} 90 % sets hold {yes:.1%} of positives and {no:.1%} of negatives;", end=" ")
        print(f"{decided / asked:.0%} of answers are sure ({len(seeds)} seeds)", flush=True)
    print("bar: 87 to 93 % of positives")
    return rows


def part_time(shared: Path, seeds: Sequence[int], names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Processor seconds for 5,000 sentences: those of a set, again and again, each time with a few words exchanged."""
    from framing.model.evaluation.evaluate import evaluate
    from framing.model.learning.train import train

    labelled, rng = read(shared, "climate_frames:en"), np.random.default_rng(1)
    units = []
    for number in range(1000 if chosen.quick else 5000):
        row = number % len(labelled.labels)
        words, other = labelled.examples.texts[row].split(), labelled.examples.texts[rng.integers(len(labelled.labels))]
        for place in rng.integers(len(words), size=len(words) // 5):
            words[place] = rng.choice(other.split())
        there = [f for f, label in zip(labelled.examples.frames, labelled.labels[row], strict=True) if label == 1]
        units.append({"id": f"u{number:05}", "text": " ".join(words), "labels": there, "doc_id": f"d{number // 12}"})
    made = as_tables(units, labelled.codebook)
    taken = {}
    for label, step in (("evaluate", evaluate), ("train", train)):
        began = time.process_time()
        step(*made, labelled.codebook)
        taken[label] = time.process_time() - began
    print(f"{len(units):,} sentences: evaluate {taken['evaluate']:.0f} s, train {taken['train']:.0f} s of a processor")
    return {"sentences": len(units)} | taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--quick", action="store_true", help="2 seeds, and a tenth of the permutations")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--profiles", nargs="+", default=[profile.name for profile in PROFILES])
    parser.add_argument("--peers-python", type=Path, help="of the environment of the other classifiers")
    parser.add_argument("--cache", type=Path, default=Path("quality-cache"))
    parser.add_argument("--setfit", type=int, default=3, metavar="SEEDS", help="at 100 labels; one at 400")
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    chosen = parser.parse_args()
    seeds = QUICK_SEEDS if chosen.quick else range(chosen.seeds)
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, {platform.system()}"
    versions = {name: version(name) for name in ("framing", "numpy", "scipy", "scikit-learn")}
    print(f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {machine}")
    print(", ".join(f"{name} {number}" for name, number in versions.items()))
    parts = {
        "peers": part_peers,
        "calibration": part_calibration,
        "conformal": part_conformal,
        "noise": part_noise,
        "time": part_time,
    }
    if unknown := set(chosen.only.split(",")) - set(parts):
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    found: dict[str, Any] = {"machine": machine, "versions": versions, "seeds": len(seeds)}
    with threadpool_limits(limits=1):
        for part in chosen.only.split(","):
            began = time.process_time()
            print(f"\n{part}", flush=True)
            found[part] = parts[part](chosen.shared, seeds, chosen.sets.split(","), chosen)
            print(f"({time.process_time() - began:.0f} s of a processor)", file=sys.stderr)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2, default=float), encoding="utf-8")


if __name__ == "__main__":
    main()
