"""How good the model is beside others: python benchmarks/quality.py --shared FOLDER [--quick] [--only targets,noise]

Parts, each with the bar of the project beside it:

targets      Each set in 5 folds of documents, for --repeats seeds: our profiles beside `plain`, which is TF-IDF of
             words and pieces of words with balanced logistic regression, its C and thresholds from inner folds;
             `plain-10` is the same with one C in all folds, so that all its probabilities can be ranked together.
calibration  Of the same held-out probabilities: Brier skill and slope, of frames with 100 examples.
sets         Of the same folds: how many of the sentences with a frame, in unseen documents, the 90 % sets cover.
peers        30 % of the documents are held out, and 100, 400 or all of the other labels are learned from, for --seeds
             seeds: our profiles beside `plain`, spaCy textcat, fastText, MiniLM with logistic regression, SetFit. All
             get thresholds from inner folds of documents, and settings from a grid (quality_peers.py, GRID) by average
             precision in these. Of a single-label set each peer takes the most likely frame. Each trial counts the
             frames with 2 examples to learn from.
noise        How often permuted labels are called signal, and samples of 400 true ones.
time         Seconds of evaluate, train and save_model, which writes the card, on 5,000 sentences.
speed        Sentences a processor second that a trained model scores, beside scikit-learn's own pipeline.

Differences are ours less theirs, over the same seeds, frames and documents; intervals (95 %) resample documents. Where
the table of a profile does not have a set's language the profile is `standard`, and is not measured again.

The peers run in another environment: --peers-python names its Python (see quality_peers.py), and answers are kept in
--cache, so that a run goes on where it broke. Without --peers-python what the cache holds is reported, and how much of
it there is: SetFit takes an hour a seed. FOLDER holds data/NAME/all.jsonl: JSON Lines with id, text, labels, doc_id,
lang.

--quick takes one seed everywhere, two of the peers and none of SetFit, 20 permutations and 5 samples, and 1,000
sentences for time and speed.
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
from quality_held_out import Answer, counts_of, peer_answer, theirs
from quality_parts import part_calibration, part_noise, part_sets, part_speed, part_targets, part_time, profiles_for
from quality_sets import SETS, SIZES, Labelled, Trial, read, trials, work
from threadpoolctl import threadpool_limits

from framing.model.evaluation.figures import average_precisions
from framing.model.learning.fit import LEARN_AT_LEAST, fit_frames
from framing.model.learning.links import decide

ROOT = Path(__file__).parents[1]
PARTS = {
    "targets": part_targets,
    "calibration": part_calibration,
    "sets": part_sets,
    "noise": part_noise,
    "speed": part_speed,
    "time": part_time,
}
OTHERS = ("spacy", "fasttext", "minilm", "setfit")
PEER_SETS = ("climate_frames:en", "frac")  # those in English, which the peers' vectors are made for
DRAWS = 500


def ours(labelled: Labelled, profile: str, trial: Trial) -> Answer:
    """What the product says; a frame that it does not learn is never found."""
    fit = fit_frames(labelled.examples, counts_of(labelled, profile), trial.train, seed=trial.seed)
    shape = (len(trial.test), len(labelled.examples.frames))
    probabilities, predicted = np.zeros(shape), np.zeros(shape, dtype=bool)
    found = fit.probabilities(trial.test)
    probabilities[:, list(fit.learned)] = found
    predicted[:, list(fit.learned)] = decide(found, fit.thresholds, fit.link)
    return Answer(probabilities, predicted)


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


def part_peers(shared: Path, names: Sequence[str], chosen: argparse.Namespace) -> Any:
    """Rows: set, labels, method, seeds, f1, average_precision, and of each profile its difference to the method."""
    rows = []
    for name in (name for name in names if name in PEER_SETS):
        labelled = read(shared, name)
        everything = [trial for seed in range(chosen.seeds) for trial in trials(labelled.examples.document_ids, seed)]
        # Where a size is all that is not held out, it is that trial again.
        everything = [t for t in everything if t.size is None or len(t.train) + len(t.test) < len(labelled.labels)]
        run_peers(labelled, everything, chosen)
        described, times = work(labelled, []), document_draws(labelled)
        profiles = profiles_for(labelled, chosen.profiles)
        for size in SIZES:
            scores: dict[str, dict[int, Score]] = {}
            if not any(trial.size == size for trial in everything):
                continue
            for trial in (trial for trial in everything if trial.size == size):
                for profile in profiles:
                    mine = judge(labelled, trial, ours(labelled, profile, trial), times)
                    scores.setdefault(profile, {})[trial.seed] = mine
                for peer in ("plain", *OTHERS):
                    found = peer_answer(peer, trial, chosen.cache, described)
                    if found is not None:
                        answer = theirs(labelled, trial, found)
                        scores.setdefault(peer, {})[trial.seed] = judge(labelled, trial, answer, times)
            for method in scores:
                rows.append(compare(name, size, method, scores, profiles))
                print(line(rows[-1], profiles), flush=True)
            for peer in set(OTHERS) - set(scores):
                print(f"{name:18}{size or 'all'!s:>5} {peer:10}not run")
    print("bar: standard -0.01 or better beside each that costs as little; rich the best or within 0.01 of it")
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--quick", action="store_true", help="little of each; see above")
    parser.add_argument(
        "--only", default=",".join(["targets", "calibration", "sets", "peers", "noise", "speed", "time"])
    )
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--profiles", nargs="+", default=["fast", "standard", "rich"])
    parser.add_argument("--repeats", type=int, default=2, help="seeds of the parts targets, calibration and sets")
    parser.add_argument("--seeds", type=int, default=20, help="of the part peers")
    parser.add_argument("--peers-python", type=Path, help="of the environment of the other classifiers")
    parser.add_argument("--cache", type=Path, default=Path("quality-cache"))
    parser.add_argument("--setfit", type=int, default=1, metavar="SEEDS", help="at 100 labels, and one at 400; hours")
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.repeats, chosen.seeds, chosen.setfit = 1, 2, 0
    parts = {**PARTS, "peers": part_peers}
    if unknown := set(chosen.only.split(",")) - set(parts):
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(parts)}")
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, {platform.system()}"
    versions = {name: version(name) for name in ("framing", "numpy", "scipy", "scikit-learn")}
    print(f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {machine}")
    print(", ".join(f"{name} {number}" for name, number in versions.items()))
    found: dict[str, Any] = {"machine": machine, "versions": versions, "repeats": chosen.repeats, "seeds": chosen.seeds}
    found |= {"date": time.strftime("%Y-%m-%d"), "python": platform.python_version()}
    with threadpool_limits(limits=1):
        for part in chosen.only.split(","):
            began = time.process_time()
            print(f"\n{part}", flush=True)
            found[part] = parts[part](chosen.shared, chosen.sets.split(","), chosen)
            print(f"({time.process_time() - began:.0f} s of a processor)", file=sys.stderr, flush=True)
            if chosen.json:  # after each part, so that a run that is cut leaves something
                chosen.json.write_text(json.dumps(found, indent=2, default=float), encoding="utf-8")


if __name__ == "__main__":
    main()
