"""Whether a big run survives kill -9: python benchmarks/crash_score.py [--points 40] [--characters 200000] [--seed 7]

A made corpus is scored with models/starter in small parts, into folders and joined files, in three formats, by one
process and by two workers. First undisturbed; then, point by point, at random moments one to three times in a row the
whole run is killed with SIGKILL and run again, or a worker of it is killed; in some points while the parts are joined.
What is left must be the same bytes as undisturbed, notes of parts included, so every sentence is there exactly once;
no worker may outlive its run. Prints a line for each point that ended otherwise, and at last "N/N".
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from killed import begin, ended
from made_corpus import made_articles

from framing.corpus.ingest import Source
from framing.corpus.rules import Rules
from framing.model.keeping.encoding import fingerprint
from framing.model.keeping.store import load_model
from framing.scoring.running.engine import OneProcess
from framing.scoring.running.manifest import PARTS, RUN
from framing.scoring.running.part import Scorer
from framing.scoring.running.pool import Processes
from framing.scoring.running.run import File, Folder, Sizes, run_scoring

ROOT = Path(__file__).parents[1]
PATIENCE_S = 600  # on a busy machine a worker may take a minute to start
STARTING = 0.15  # of the kills: before the first part is done


@dataclass(frozen=True)
class Kind:
    """What is run and what of it is killed."""

    output: str
    joined: bool
    workers: int  # 0: the process that reads and writes scores too
    victim: str

    @property
    def name(self) -> str:
        return f"{self.victim} of {self.workers or 'no'} workers, {'file' if self.joined else 'folder'} {self.output}"


KINDS = (
    Kind("jsonl", False, 0, "run"),
    Kind("jsonl", False, 2, "worker"),
    Kind("jsonl", True, 0, "join"),
    Kind("csv", True, 2, "run"),
    Kind("parquet", True, 0, "run"),
    Kind("parquet", False, 2, "run"),
    Kind("parquet", True, 0, "join"),
    Kind("csv", False, 2, "worker"),
)


@dataclass(frozen=True)
class Undisturbed:
    """What a run leaves, and how long it takes from its first part to its last, and from there to its end."""

    left: dict[str, str]
    scoring_s: float
    joining_s: float


class Place:
    """Where one run writes."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        folder.mkdir(parents=True)
        self.folder, self.kind = folder, kind
        self.path = folder / (f"scores.{kind.output}" if kind.joined else "scores")
        self.work = folder / f".{self.path.name}.run" if kind.joined else self.path

    def parts(self) -> int:
        """How many are noted."""
        try:
            return (self.work / PARTS).read_bytes().count(b"\n")
        except FileNotFoundError:
            return 0

    def is_scored(self) -> bool:
        """Whether all parts are."""
        try:
            return bool(json.loads((self.work / RUN).read_bytes())["complete"])
        except FileNotFoundError:
            return False

    def left(self) -> dict[str, str]:
        """All files, hidden ones too, to their digests."""
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class Bench:
    """A corpus, a model, and what kills."""

    def __init__(self, top: Path, characters: int, choose: random.Random) -> None:
        self.top, self.choose = top, choose
        self.corpus = top / "articles.jsonl"
        seeds = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
        with self.corpus.open("w", encoding="utf-8") as file:
            for number, article in enumerate(made_articles(seeds, characters)):
                text = article.text if number % 10 else ""  # set aside
                file.write(json.dumps({"id": article.document_id, "text": text}, ensure_ascii=False) + "\n")
        self.model = load_model(ROOT / "models" / "starter")
        self.fingerprint = fingerprint(self.model)
        self.sizes = Sizes(characters // 15, 1000)

    def begin(self, place: Place, workers: int) -> int:
        """The number of a new process that runs; it ends with 0 if the run did."""
        scorer = Scorer(self.model, self.fingerprint, Rules(), place.kind.output)
        target = File(place.path) if place.kind.joined else Folder(place.path)
        engine = Processes(workers) if workers else OneProcess()
        source, sizes = Source([self.corpus]), self.sizes
        return begin(lambda: run_scoring(scorer, source, target, engine, sizes=sizes), self.top / "said.txt")

    def undisturbed(self, kind: Kind) -> Undisturbed:
        """By one process, also where two workers are killed: their output must be the same."""
        place = Place(self.top / f"undisturbed-{kind.output}-{kind.joined}", kind)
        child = self.begin(place, 0)
        wait_for(child, lambda: place.parts() > 0)
        first = time.monotonic()
        wait_for(child, place.is_scored)
        scored = time.monotonic()
        assert ended(child) == 0, f"{kind.name} fails undisturbed"
        return Undisturbed(place.left(), scored - first, time.monotonic() - scored)

    def point(self, number: int, kind: Kind, plain: Undisturbed) -> str:
        """What is wrong after kills and a last run; empty if nothing is."""
        place = Place(self.top / f"point-{number}", kind)
        if kind.victim == "worker":
            child = self.begin(place, kind.workers)
            for _ in range(self.choose.randint(1, 2)):
                self.wait_for_moment(child, place, plain)
                self.kill_a_worker(child)
            codes = [ended(child)]
        else:
            codes = [self.kill_run(place, plain) for _ in range(self.choose.choice((1, 1, 2, 3)))]
            codes.append(ended(self.begin(place, kind.workers)))
        found = place.left()
        shutil.rmtree(place.folder)
        if "outlived" in codes:
            return "a worker outlived its run"
        if codes[-1] != 0:
            return f"the last run ended with {codes[-1]}"
        differs = sorted(name for name in {*found, *plain.left} if found.get(name) != plain.left.get(name))
        return f"{', '.join(differs)} differ" if differs else ""

    def kill_run(self, place: Place, plain: Undisturbed) -> int | str:
        """How the process ended that was killed, or "outlived" if its workers did not end with it."""
        child = self.begin(place, place.kind.workers)
        if place.kind.victim == "join":
            wait_for(child, place.is_scored)
            time.sleep(self.choose.uniform(0, plain.joining_s))
        else:
            self.wait_for_moment(child, place, plain)
        workers = children(child)
        os.kill(child, signal.SIGKILL)
        code = ended(child)
        return "outlived" if psutil.wait_procs(workers, timeout=20)[1] else code

    def wait_for_moment(self, child: int, place: Place, plain: Undisturbed) -> None:
        """Some time after a further part was noted; or some time at the beginning."""
        done = place.parts()
        if self.choose.random() < STARTING:
            time.sleep(self.choose.uniform(0, 1))
            return
        wait_for(child, lambda: place.parts() > done)
        time.sleep(self.choose.uniform(0, plain.scoring_s))

    def kill_a_worker(self, child: int) -> None:
        """SIGKILL for one, if there is one."""
        if workers := children(child):
            self.choose.choice(workers).kill()


def children(process: int) -> list[psutil.Process]:
    try:
        return psutil.Process(process).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def wait_for(child: int, happened: Callable[[], bool]) -> None:
    """Until something happened or the process ended by itself."""
    until = time.monotonic() + PATIENCE_S
    while not happened() and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, "a run hangs"
        time.sleep(0.0005)


def each_once(corpus: Path, folder: Path) -> bool:
    """Whether an undisturbed folder of JSON Lines holds every document in order, and no sentence twice."""

    def column(table: str, name: str) -> list[str]:
        paths = sorted((folder / "scores" / table).iterdir())
        return [json.loads(line)[name] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]

    rows = map(json.loads, corpus.read_text(encoding="utf-8").splitlines())
    sentences = column("sentences", "sentence_id")
    given = [row["id"] for row in rows if row["text"]]
    return column("documents", "document_id") == given and len(set(sentences)) == len(sentences)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=40)
    parser.add_argument("--characters", type=int, default=200_000, help="Of the corpus, in about 15 parts.")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    choose, whole, victims = random.Random(options.seed), 0, Counter[str]()
    kinds = [KINDS[number % len(KINDS)] for number in range(options.points)]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")  # locks
        bench = Bench(Path(folder), options.characters, choose)
        plain: dict[tuple[str, bool], Undisturbed] = {}
        for kind in kinds:
            if (kind.output, kind.joined) not in plain:
                plain[kind.output, kind.joined] = bench.undisturbed(kind)
        assert each_once(bench.corpus, bench.top / "undisturbed-jsonl-False")
        for number, kind in enumerate(kinds):
            wrong = bench.point(number, kind, plain[kind.output, kind.joined])
            victims[kind.victim] += 1
            whole += not wrong
            print(f"{number + 1} of {options.points}: {kind.name}", file=sys.stderr)
            if wrong:
                print(f"point {number}: {kind.name}: {wrong}")
                print((bench.top / "said.txt").read_text(encoding="utf-8")[-2000:], file=sys.stderr)
    print(f"killed: {', '.join(f'{count} x {victim}' for victim, count in victims.items())}; seed {options.seed}")
    print(f"{whole}/{options.points}")
    return 0 if whole == options.points else 1


if __name__ == "__main__":
    sys.exit(main())
