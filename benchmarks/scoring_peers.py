"""How fast other classifiers score, for scoring.py: python benchmarks/scoring_peers.py WORK.json OUT.json --peers ...

It runs in the environment of quality_peers.py, and with what that learns. WORK.json is as there, with `unseen`, the
sentences to score, beside it; what is learned are the texts of the first task, with the setting that the first answer
in CACHE names. OUT.json gets, for each peer, processor seconds of rounds in which all have a turn, how many sentences
each scored in a round, and the milliseconds of one sentence.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import quality_peers
from quality_peers import PEERS, Scored, work_name

FEW = {"minilm": 400, "setfit": 400}  # sentences of a round for those who need seconds for so many
ONE_BY_ONE = 100  # sentences, for the time that one takes
BATCH = 2000


def learned(peer: str, work: dict[str, Any], cache: Path) -> Scored:
    """A peer that has learned the texts of the first task."""
    task = work["tasks"][0]
    with np.load(cache / peer / f"{work_name(peer, work, task)}.npz") as found:
        setting = json.loads(str(found["setting"]))
    texts, labels = np.array(work["texts"], dtype=object), np.array(work["labels"], dtype=np.float64)
    train = np.array(task["train"])
    return PEERS[peer](texts[train], labels[train], work["single"], setting)


def score(said: Scored, texts: list[str]) -> float:
    """Processor seconds."""
    quality_peers.forget_vectors()
    began = time.process_time()
    for start in range(0, len(texts), BATCH):
        said(texts[start : start + BATCH])
    return time.process_time() - began


def one_sentence(said: Scored, texts: list[str]) -> float:
    """The median milliseconds of the processor for one sentence at a time."""
    taken = []
    for text in texts:
        quality_peers.forget_vectors()
        began = time.process_time()
        said([text])
        taken.append(time.process_time() - began)
    return 1000 * statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--peers", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    work = json.loads(chosen.work.read_text(encoding="utf-8"))
    unseen = work["unseen"]
    peers = {peer: learned(peer, work, chosen.cache) for peer in chosen.peers.split(",")}
    seconds: dict[str, list[float]] = {peer: [] for peer in peers}
    for said in peers.values():
        said(unseen[:20])
    for _ in range(chosen.rounds):
        for peer, said in peers.items():
            seconds[peer].append(score(said, unseen[: FEW.get(peer, len(unseen))]))
    found = {
        peer: {
            "sentences": min(FEW.get(peer, len(unseen)), len(unseen)),
            "seconds": seconds[peer],
            "one_ms": one_sentence(said, unseen[:ONE_BY_ONE]),
        }
        for peer, said in peers.items()
    }
    chosen.out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
