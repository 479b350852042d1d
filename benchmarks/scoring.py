"""How fast sentences are scored, and how well: python benchmarks/scoring.py --peers-python PY [--quick] [--only PARTS]

One core, one thread. Sentences that no model has seen (unseen_text.py says which, and why many of them are made), in
batches of 2,000, in processor seconds; medians of 5 rounds. Where ours and scikit-learn stand beside each other, both
have a turn in each round, and a ratio is the median of those within a round. Peers have their rounds in a process of
their own, before ours: a ratio to them is one of two medians, measured on the same machine at another time. A model
learns from English climate units (--shared FOLDER, data/climate_frames) of 70 % of the documents. The parts:

profiles   Our profiles, cold (nothing remembered) and warm (the same sentences again), and by compiled code where the
           extra for it is installed, beside the same model as scikit-learn's own pipeline, and how far their
           probabilities differ at most. What compiling takes is apart, in the details.
peers      fastText, spaCy textcat, MiniLM with logistic regression, and TF-IDF with logistic regression, with settings
           and thresholds chosen alike (quality_peers.py); macro-F1 and average precision on the held-out documents of
           --seeds splits, ours less theirs with intervals (95 %, documents resampled).
sentence   Milliseconds of one sentence, the model loaded.
articles   `framing score` on a JSON Lines file of articles, one process, seconds by the clock from its start to its
           end, beside a plain script of pandas and scikit-learn (straight_script.py) on the same file.

The peers run in another environment (see quality_peers.py); what they learned is kept in --cache. Without
--peers-python that part is left out. --quick takes few sentences, one seed and one round.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import figures
import joblib
import numpy as np
from figures import Row, at_least, at_most, judged, more_by, times_at_least
from measured import ROUNDS, Way, framing_command, on_one_core, ratio_of, rounds, run
from quality import document_draws, judge, ours
from quality_held_out import peer_answer, theirs
from quality_sets import Labelled, Trial, read, trials, work
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from threadpoolctl import threadpool_limits
from unseen_text import (
    UNSEEN,
    different_words,
    made_sentences,
    real_sentences,
    unseen_sentences,
    write_articles,
)

from framing.model.keeping.pipeline import rebuild
from framing.model.keeping.store import save_model
from framing.model.learning.embedding import load_embedding
from framing.model.learning.train import FrameModel, train

ROOT = Path(__file__).parents[1]
SET = "climate_frames:en"
PROFILES = ("fast", "standard", "rich")
OTHERS = ("plain", "fasttext", "spacy", "minilm")
NAMES = {
    "plain": "TF-IDF + logistic regression (scikit-learn)",
    "fasttext": "fastText",
    "spacy": "spaCy textcat",
    "minilm": "MiniLM + logistic regression",
}
SAME = "the same model in scikit-learn"
BATCH = 2000
ONE_BY_ONE = 200
ARTICLES_MB = 40
BARS = {
    ("standard", "pure, cold"): times_at_least(2),
    ("standard", "pure, warm"): times_at_least(3.3),
    ("standard", "compiled, cold"): times_at_least(4),
    ("rich", "pure, cold"): at_least(10_000),
    ("rich", "compiled, cold"): at_least(10_000),
}


class Held:
    """A loaded model, whose memory of words can be emptied; its look-up tables, which know no text, stay.

    Attributes:
        compile_s: seconds of the clock to import numba and compile, or to load what was compiled before; None where
            it is not asked for or not there, and arrays count.
    """

    def __init__(self, model: FrameModel, *, compiled: bool = False) -> None:
        self.model = replace(model, features=replace(model.features))  # which remembers nothing yet
        self.compile_s: float | None = None
        if compiled:
            began = time.perf_counter()
            self.model.features.late.expect_many(0)
            there = self.model.features.late.for_texts(0) is not None
            self.compile_s = time.perf_counter() - began if there else None
        self.score([" ".join(f"{number}th word" for number in range(1000))])  # so that all tables are made

    def forget(self) -> None:
        """Empties it, and that of the table of vectors, which all models of a process share."""
        features = self.model.features
        counter = features.counter if self.compile_s is None else features.other_counter
        counter.memo.forget()
        if features.embedding:
            load_embedding(features.embedding).pieces._remembered.cache_clear()

    def score(self, texts: Sequence[str]) -> np.ndarray:
        return self.model.probabilities(texts)


class Material:
    """What all parts need: the labelled set, which of it is learned from, and sentences to score."""

    def __init__(self, shared: Path, *, quick: bool) -> None:
        self.labelled: Labelled = read(shared, SET)
        self.trial: Trial = trials(self.labelled.examples.document_ids, 0, (None,))[0]
        self.real = real_sentences(shared, self.labelled, self.trial)
        self.unseen = unseen_sentences(self.real, 1500 if quick else UNSEEN)
        self.models: dict[str, FrameModel] = {}

    def model(self, profile: str) -> FrameModel:
        """Learned from the units of `trial.train`."""
        if profile not in self.models:
            sentences, gold = self.labelled.tables
            ids = set(sentences["sentence_id"].iloc[self.trial.train])
            parts = (table[table["sentence_id"].isin(ids)].reset_index(drop=True) for table in (sentences, gold))
            self.models[profile] = train(*parts, self.labelled.codebook, profile=profile)
        return self.models[profile]

    def described(self) -> dict[str, Any]:
        real = set(self.real)
        return {
            "sentences": len(self.unseen),
            "real": sum(sentence in real for sentence in self.unseen),
            "bytes_a_sentence": float(np.mean([len(sentence.encode()) for sentence in self.unseen])),
            "different_words": different_words(self.unseen),
            "words": sum(len(sentence.split()) for sentence in self.unseen),
            "learned_from": len(self.trial.train),
        }


Found = tuple[list[Row], dict[str, Any]]


def part_profiles(material: Material, chosen: argparse.Namespace) -> Found:
    """Rows of each profile; details hold rates and seconds of rounds."""
    rows: list[Row] = []
    details: dict[str, Any] = {}
    for profile in PROFILES:
        found, more = profile_rows(material, profile, chosen.rounds)
        rows += found
        details |= more
    rows.append(real_alone(material, chosen.rounds))
    return rows, {"profiles": details}


def profile_rows(material: Material, profile: str, count: int) -> Found:
    """A row for each way to score with a profile, and one for the largest difference from scikit-learn."""
    pipeline, held = rebuild(material.model(profile)), Held(material.model(profile))
    ways = {
        SAME: Way(pipeline.predict_proba),
        "pure, cold": Way(held.score, held.forget),
        "pure, warm": Way(held.score),
    }
    compiled = Held(material.model(profile), compiled=True)
    if compiled.compile_s is None:
        print(f"{profile}: no compiled code, which needs the extra compiled")
    else:
        ways["compiled, cold"] = Way(compiled.score, compiled.forget)
    taken = rounds(ways, material.unseen, BATCH, count)
    rates = {way: len(material.unseen) / median(seconds) for way, seconds in taken.items()}
    rows = [
        Row(
            f"scoring/{profile}, {way}",
            f"{profile}, {way}",
            rates[way],
            "sentences/s",
            SAME,
            rates[SAME],
            ratio_of(taken[SAME], taken[way]),
            BARS.get((profile, way)),
            headline=profile == "standard" or (profile, way) in BARS,
        )
        for way in ways
        if way != SAME
    ]
    some = material.unseen[:3000]
    right = pipeline.predict_proba(some)
    apart = max(float(np.abs(each.score(some) - right).max()) for each in (held, compiled))
    what = f"{profile}, largest difference of a probability"
    rows.append(Row(f"scoring/{profile}, difference", what, apart, "", SAME, bar=at_most(1e-9)))
    size = material.described()["bytes_a_sentence"]
    details = {
        f"{profile}, {way}": {"rate": rate, "mb_a_second": rate * size / 1e6, "seconds": taken[way]}
        for way, rate in rates.items()
    }
    details[f"{profile}, compile_s"] = compiled.compile_s
    return [judged(row) for row in rows], details


def real_alone(material: Material, count: int) -> Row:
    """`standard`, pure and cold, on the real sentences without the made ones."""
    model = material.model("standard")
    held = Held(model)
    ways = {"ours": Way(held.score, held.forget), "scikit-learn": Way(rebuild(model).predict_proba)}
    some = material.real[:500] if len(material.unseen) < len(material.real) else material.real
    taken = rounds(ways, some, BATCH, count)
    return Row(
        "scoring/standard, real",
        f"standard, pure, cold, on the {len(some):,} real sentences alone",
        len(some) / median(taken["ours"]),
        "sentences/s",
        SAME,
        len(some) / median(taken["scikit-learn"]),
        ratio_of(taken["scikit-learn"], taken["ours"]),
    )


# -- peers -----------------------------------------------------------------------------------------------------------


def part_peers(material: Material, chosen: argparse.Namespace) -> Found:
    """A row for each peer: its speed beside ours, and ours less its F1; the details have the table of all."""
    if chosen.peers_python is None:
        print("left out: no --peers-python")
        return [], {}
    labelled = material.labelled
    everything = [trials(labelled.examples.document_ids, seed, (None,))[0] for seed in range(chosen.seeds)]
    speeds = peers_speeds(material, everything, chosen)
    rates = own_rates(material, chosen.rounds)
    rates |= {peer: found["sentences"] / median(found["seconds"]) for peer, found in speeds.items()}
    quality = qualities(labelled, everything, chosen.cache)
    table = [{"method": name, "sentences_a_second": rates[name], **quality[name]} for name in (*PROFILES, *speeds)]
    print_methods(table)
    rows = [row for peer in speeds for row in peer_rows(peer, rates, quality)]
    return rows, {"quality": table, "peers": speeds}


def own_rates(material: Material, count: int) -> dict[str, float]:
    """Sentences a second of each profile, pure and cold."""
    rates = {}
    for profile in PROFILES:
        held = Held(material.model(profile))
        taken = rounds({"cold": Way(held.score, held.forget)}, material.unseen, BATCH, count)["cold"]
        rates[profile] = len(material.unseen) / median(taken)
    return rates


def print_methods(table: Sequence[dict[str, Any]]) -> None:
    print(f"\n{'':46}{'sentences/s':>12}{'macro-F1':>10}{'AP':>7}   standard less it, F1 (95 %)")
    for line in table:
        low, high = line["f1_interval"]
        name = NAMES.get(line["method"], line["method"])
        print(f"{name:46}{line['sentences_a_second']:>12,.0f}{line['f1']:>10.3f}", end="")
        print(f"{line['average_precision']:>7.3f}   {line['f1_less']:+.3f} ({low:+.3f} to {high:+.3f})")


def peer_rows(peer: str, rates: dict[str, float], quality: dict[str, dict[str, Any]]) -> list[Row]:
    """Our speed beside a peer's, each in a process of its own, and our F1 beside its."""
    faster, ours_s, theirs_s = rates[peer] > rates["standard"], rates["standard"], rates[peer]
    speed = Row(
        f"scoring/peer {peer}",
        "standard, pure, cold; the peer in a process of its own",
        ours_s,
        "sentences/s",
        NAMES[peer],
        theirs_s,
        ours_s / theirs_s,
        headline=True,
    )
    f1 = Row(
        f"scoring/quality {peer}",
        "standard, held-out documents",
        quality["standard"]["f1"],
        "macro-F1",
        NAMES[peer],
        quality[peer]["f1"],
        bar=more_by(0) if faster or peer == "plain" else None,
        headline=True,
    )
    return [speed, judged(f1)]


def peers_speeds(material: Material, everything: Sequence[Trial], chosen: argparse.Namespace) -> dict[str, Any]:
    """What scoring_peers.py found; quality_peers.py runs before it, in the same environment."""
    chosen.cache.mkdir(parents=True, exist_ok=True)
    given, out = chosen.cache / "scoring-work.json", chosen.cache / "scoring-peers.json"
    given.write_text(json.dumps({**work(material.labelled, everything), "unseen": material.unseen}), encoding="utf-8")
    others = ("plain", "fasttext") if chosen.quick else OTHERS
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    for script, options in (
        ("quality_peers.py", [str(chosen.cache)]),
        ("scoring_peers.py", [str(out), "--cache", str(chosen.cache), "--rounds", str(chosen.rounds)]),
    ):
        path = Path(__file__).with_name(script)
        command = [str(chosen.peers_python), str(path), str(given), *options, "--peers", ",".join(others)]
        subprocess.run(command, env=environment, check=True)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def qualities(labelled: Labelled, everything: Sequence[Trial], cache: Path) -> dict[str, dict[str, Any]]:
    """Macro figures of each method over the trials, and what `standard` has more in F1."""
    times, described = document_draws(labelled), work(labelled, [])
    scores: dict[str, list[Any]] = {}
    for trial in everything:
        for profile in PROFILES:
            scores.setdefault(profile, []).append(judge(labelled, trial, ours(labelled, profile, trial), times))
        for peer in OTHERS:
            answer = peer_answer(peer, trial, cache, described)
            if answer is not None:
                said = theirs(labelled, trial, answer)
                scores.setdefault(peer, []).append(judge(labelled, trial, said, times))
    f1 = {name: np.mean([score.f1 for score in found], axis=0) for name, found in scores.items()}
    found = {}
    for name, trial_scores in scores.items():
        less = f1["standard"] - f1[name]
        found[name] = {
            "f1": float(f1[name][0]),
            "average_precision": float(np.mean([score.average_precision[0] for score in trial_scores])),
            "f1_less": float(less[0]),
            "f1_interval": [float(value) for value in np.percentile(less[1:], [2.5, 97.5])],
        }
    return found


# -- one sentence, and files -----------------------------------------------------------------------------------------


def part_sentence(material: Material, chosen: argparse.Namespace) -> Found:
    """A row for each profile: the median milliseconds of one sentence."""
    rows = []
    texts = material.unseen[-ONE_BY_ONE:]
    for profile in PROFILES:
        model = material.model(profile)
        held, pipeline = Held(model), rebuild(model)
        held.forget()
        mine, its = [], []
        for text in texts:
            mine.append(one_ms(held.score, text))
            its.append(one_ms(pipeline.predict_proba, text))
        rows.append(
            judged(
                Row(
                    f"scoring/one sentence, {profile}",
                    f"{profile}: one sentence, the model loaded",
                    median(mine),
                    "ms",
                    SAME,
                    median(its),
                    ratio_of(its, mine),
                    at_most(1) if profile != "fast" else None,
                    headline=profile == "standard",
                )
            )
        )
    return rows, {}


def one_ms(score: Callable[[Sequence[str]], object], text: str) -> float:
    """Milliseconds that one text takes; of the processor, which on a quiet machine are those of the clock."""
    began = time.process_time()
    score([text])
    return 1000 * (time.process_time() - began)


def part_articles(material: Material, chosen: argparse.Namespace) -> Found:
    """A row for the command beside the plain script."""
    plain = plain_model(material)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        joblib.dump(plain, folder / "plain.joblib")
        save_model(material.model("standard"), folder / "model")
        mb = 0.5 if chosen.quick else ARTICLES_MB
        sentences = list(islice(made_sentences(material.real, seed=2), int(mb * 8000)))  # more than go into them
        size = write_articles(folder / "articles.jsonl", sentences, mb=mb)
        straight = str(Path(__file__).with_name("straight_script.py"))
        commands = {
            "ours": framing_command("score", "model", "articles.jsonl", "--out", "scores", "--jobs", "1"),
            "theirs": [sys.executable, straight, "plain.joblib", "articles.jsonl", "scores.jsonl"],
        }
        taken: dict[str, list[Any]] = {name: [] for name in commands}
        for _ in range(chosen.rounds):
            for name, command in commands.items():
                shutil.rmtree(folder / "scores", ignore_errors=True)  # else the second run finds all done
                taken[name].append(run(command, folder))
    ours_s, theirs_s = ([ran.wall_s for ran in taken[name]] for name in ("ours", "theirs"))
    row = Row(
        "scoring/articles",
        f"JSON Lines articles ({size:.0f} MB) to scores on disk, standard",
        size / median(ours_s),
        "MB/s",
        "pandas and scikit-learn, plainly",
        size / median(theirs_s),
        ratio_of(theirs_s, ours_s),
        at_least(3),
        headline=True,
    )
    details = {name: [vars(ran) for ran in found] for name, found in taken.items()}
    return [judged(row)], {"articles": {"mb": size, **details}}


def plain_model(material: Material) -> Pipeline:
    """Plain TF-IDF with logistic regression that has learned what ours has."""
    labelled = material.labelled
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    lines = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", max_iter=3000))
    plain = make_pipeline(make_union(words, pieces), lines)
    learned = material.trial.train
    return plain.fit([labelled.examples.texts[row] for row in learned], labelled.labels[learned])


PARTS = {"profiles": part_profiles, "peers": part_peers, "sentence": part_sentence, "articles": part_articles}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--quick", action="store_true", help="little of each; see above")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--seeds", type=int, default=3, help="of the splits that quality is measured on")
    parser.add_argument("--peers-python", type=Path, help="of the environment of the other classifiers")
    parser.add_argument("--cache", type=Path, default=Path("scoring-cache"), help="of what the peers learned")
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    chosen = parser.parse_args()
    chosen.rounds = 1 if chosen.quick else ROUNDS
    chosen.seeds = 1 if chosen.quick else chosen.seeds
    if unknown := set(chosen.only.split(",")) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    on_one_core()
    print(figures.machine_line(figures.machine()))
    with threadpool_limits(limits=1):
        material = Material(chosen.shared, quick=chosen.quick)
        described = material.described()
        print(
            "{sentences:,} different sentences, {real:,} of them real, of {bytes_a_sentence:.0f} bytes and "
            "{different_words:,} different words in {words:,}; learned from {learned_from} units".format(**described)
        )
        for name in chosen.only.split(","):
            began = time.perf_counter()
            print(f"\n{name}", flush=True)
            rows, details = PARTS[name](material, chosen)
            print("\n".join(figures.lines_of(rows)))
            print(f"({time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
            figures.write(chosen.json, "scoring", rows, {"text": described, **details}, quick=chosen.quick)


if __name__ == "__main__":
    main()
