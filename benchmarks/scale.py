"""What scoring costs from a thousand sentences to a million: python benchmarks/scale.py [--work FOLDER] [--quick]

Made articles (unseen_text.py) of 250,000 different sentences, as JSON Lines; `framing score` as a whole program, its
memory and that of what it starts looked at ten times a second. Parts, by --only:

sizes    1,000 to 1,000,000 sentences, one process on one core: seconds and what a sentence costs, after what the
         smallest run takes; then a DuckDB query over the million scores, and how large the output is in each format.
memory   The largest size of the process at 100 MB and at 2 GB of input. The 2 GB are the articles of 200 MB ten times,
         each time under other ids.
reading  What the process that reads and writes does for a sentence if others score: it reads 50 MB of articles, cuts
         chunks, sends them, and takes and writes parts of the usual size.
workers  About --seconds of work of one process, by one, by --jobs 2 and by --cluster local:2, beside two plain loops of
         arithmetic side by side and one after the other. Where two such loops are not 1.5 times as fast as one, the
         machine had no second core to give, and nothing is concluded.

--model is the folder of a model; without it one is learned from --shared (English climate units, profile --profile).
--quick takes a hundredth of each size. What is made is put into --work and deleted in the end, 16 GB at most.
"""

import argparse
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import figures
from figures import Row, at_least, at_most, judged
from measured import ONE_THREAD, Ran, framing_command, run
from quality_sets import read, trials
from unseen_text import made_sentences, real_sentences, write_articles

from framing.corpus.ingest import Source
from framing.corpus.rules import Rules
from framing.model.keeping.encoding import fingerprint
from framing.model.keeping.store import load_model, save_model
from framing.model.learning.train import train
from framing.scoring.running.chunks import Chunk
from framing.scoring.running.part import Part, Scorer
from framing.scoring.running.run import Folder, run_scoring

ROOT = Path(__file__).parents[1]
SET = "climate_frames:en"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SMALL_MB, LARGE_MB, REPEATED_MB, READ_MB = 100, 2000, 200, 50
STORE = 250_000  # made sentences, of some 200,000 different words, that articles are put together from
CONCLUSIVE = 1.5  # times as fast two loops must be, for a figure about two workers to mean something
SHARE = 0.85  # of that
LOOP = "t = 0\nfor n in range({}): t += n * n % 7"

Found = tuple[list[Row], dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """Where things lie, and what the articles are made of."""

    folder: Path
    sentences: Sequence[str]
    quick: bool

    def score(self, name: str, *options: str, cores: int = 1) -> Ran:
        """`framing score` on articles NAME.jsonl into the folder NAME, which is made anew."""
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        command = framing_command("score", "model", f"{name}.jsonl", "--out", out, *options)
        return run(pinned(command, cores), self.folder, ONE_THREAD)

    def counts(self, name: str) -> dict[str, int]:
        """What the manifest of a run says of documents and sentences."""
        lines = (self.folder / name / "parts.jsonl").read_text(encoding="utf-8").splitlines()
        parts = [json.loads(line) for line in lines]
        return {key: sum(part["counts"][key] for part in parts) for key in ("documents", "sentences")}

    def bytes_of(self, name: str) -> int:
        return sum(path.stat().st_size for path in (self.folder / name).rglob("*") if path.is_file())


def pinned(command: Sequence[str], cores: int) -> list[str]:
    """The command on so many of the cores that there are."""
    if not hasattr(os, "sched_getaffinity") or shutil.which("taskset") is None:
        return list(command)
    there = sorted(os.sched_getaffinity(0), reverse=True)[:cores]
    return ["taskset", "-c", ",".join(map(str, there)), *command]


# -- corpora ---------------------------------------------------------------------------------------------------------


def again(path: Path, times: int, target: Path) -> None:
    """The same lines over and over, each time with other ids."""
    with target.open("wb") as file:
        for number in range(times):
            with path.open("rb") as lines:
                for line in lines:
                    file.write(line.replace(b'"id": "', b'"id": "%d-' % number, 1))


def store_of(shared: Path, *, quick: bool) -> list[str]:
    """The sentences that articles are made of."""
    labelled = read(shared, SET)
    real = real_sentences(shared, labelled, trials(labelled.examples.document_ids, 0, (None,))[0])
    return list(islice(made_sentences(real, 2), STORE // (100 if quick else 1)))


def put_model(folder: Path, chosen: argparse.Namespace) -> None:
    if chosen.model:
        shutil.copytree(chosen.model, folder / "model")
        return
    labelled = read(chosen.shared, SET)
    save_model(train(*labelled.tables, labelled.codebook, profile=chosen.profile), folder / "model")


# -- parts -----------------------------------------------------------------------------------------------------------


def part_sizes(place: Place, chosen: argparse.Namespace) -> Found:
    """Rows: the largest, and whether the cost is flat; details hold seconds, memory and output of each size."""
    rows, table = [], []
    for wanted in chosen.sizes:
        size, name = max(50, wanted // (100 if place.quick else 1)), f"articles-{wanted}"
        mb = write_articles(place.folder / f"{name}.jsonl", place.sentences, count=size, seed=3)
        ran = place.score(name, "--jobs", "1")
        counts = place.counts(name)
        table.append({"wanted": wanted, **counts, "mb": mb, **vars(ran), "output_mb": place.bytes_of(name) / 1e6})
        if wanted != max(chosen.sizes):
            shutil.rmtree(place.folder / name)
            (place.folder / f"{name}.jsonl").unlink()
    rows += [print_sizes(table)] if len(table) > 2 else []
    last = table[-1]
    what = f"{last['sentences']:,} sentences to scores on disk, one core"
    rows.append(Row(f"scale/{last['wanted']}", what, last["wall_s"], "s", headline=True))
    query = duckdb_query(place.folder / f"articles-{max(chosen.sizes)}")
    formats = parquet_size(place, f"articles-{max(chosen.sizes)}", last["sentences"])
    return rows, {"sizes": table, "query": query, "output": formats}


def print_sizes(table: Sequence[dict[str, Any]]) -> Row:
    """Prints a line for each size; whether a sentence costs the same in the two largest, less what the smallest took.

    The cost is processor time, and the time of the clock beside it tells whether the machine was quiet.
    """
    first, before, last = table[0], table[-2], table[-1]
    print(f"{'sentences':>12}{'MB':>9}{'seconds':>10}{'MB/s':>8}{'processor s':>13}{'peak MB':>9}", end="")
    print("   µs each of a processor, after the smallest run")
    for line in table:
        print(
            f"{line['sentences']:>12,}{line['mb']:>9.1f}{line['wall_s']:>10.2f}{line['mb'] / line['wall_s']:>8.2f}",
            end="",
        )
        print(f"{line['cpu_s']:>13.2f}{line['peak_mb']:>9.0f}", end="")
        print("" if line is first else f"   {1e6 * each_s(first, line):.1f}")
    what = f"cost of a sentence, {last['sentences']:,} beside {before['sentences']:,}"
    ratio = each_s(first, last) / each_s(first, before)
    return judged(Row("scale/flat", what, ratio, "times", bar=at_most(1.2), headline=True))


def each_s(first: dict[str, Any], line: dict[str, Any]) -> float:
    """Processor seconds a sentence, of those that a run had more than the smallest."""
    return float((line["cpu_s"] - first["cpu_s"]) / (line["sentences"] - first["sentences"]))


def duckdb_query(folder: Path) -> dict[str, Any]:
    """What was asked (the mean of a frame by voice, over all parts), the answer and seconds; empty without DuckDB."""
    try:
        import duckdb
    except ImportError:
        print("DuckDB is not installed: no query")
        return {}
    source = f"read_json_auto('{folder}/sentences/*.jsonl')"
    columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    frame = columns[columns.index("predicted") - 1]
    asked = f'SELECT voice, count(*) AS sentences, avg("{frame}") AS mean FROM {source} GROUP BY voice ORDER BY voice'
    began = time.perf_counter()
    answer = duckdb.sql(asked).fetchall()
    seconds = time.perf_counter() - began
    print(
        f"\n{asked.replace(str(folder), 'FOLDER')}\n" + "\n".join(f"  {row}" for row in answer) + f"\n  {seconds:.2f} s"
    )
    return {"asked": asked.replace(str(folder), "FOLDER"), "answer": answer, "seconds": seconds}


def parquet_size(place: Place, name: str, sentences: int) -> dict[str, float]:
    """Bytes a sentence of each format of the output; that of Parquet and without texts from a tenth of the articles."""
    found = {"jsonl": place.bytes_of(name) / sentences}
    some = f"{name}-some"
    with (place.folder / f"{name}.jsonl").open("rb") as file, (place.folder / f"{some}.jsonl").open("wb") as target:
        for number, line in enumerate(file):
            if number % 10 == 0:
                target.write(line)
    for kind, options in (
        ("parquet", ("--to", "parquet")),
        ("jsonl without texts", ("--without-texts",)),
        ("parquet without texts", ("--to", "parquet", "--without-texts")),
    ):
        place.score(some, "--jobs", "1", *options)
        found[kind] = place.bytes_of(some) / place.counts(some)["sentences"]
    print("bytes of output a sentence: " + ", ".join(f"{kind} {size:.0f}" for kind, size in found.items()))
    return found


def part_memory(place: Place, chosen: argparse.Namespace) -> Found:
    """A row for the ratio, and one for the larger size."""
    divide = 100 if place.quick else 1
    write_articles(place.folder / "some.jsonl", place.sentences, mb=REPEATED_MB / divide, seed=4)
    large, small = place.folder / "large.jsonl", place.folder / "small.jsonl"
    with (place.folder / "some.jsonl").open("rb") as lines, small.open("wb") as file:
        for line in lines:
            file.write(line)
            if file.tell() >= SMALL_MB * 10**6 // divide:
                break
    found = {}
    for name, path in (("small", small), ("large", large)):
        if name == "large":
            again(place.folder / "some.jsonl", max(1, chosen.large_mb // REPEATED_MB), large)
        ran = place.score(name, "--jobs", str(chosen.jobs), cores=chosen.jobs)
        mb = path.stat().st_size / 1e6
        found[name] = {"mb": mb, "mb_a_second": mb / ran.wall_s, **vars(ran), "output_mb": place.bytes_of(name) / 1e6}
        print(f"{mb:,.0f} MB: {ran.wall_s:.0f} s, {mb / ran.wall_s:.2f} MB/s, peak {ran.peak_mb:.0f} MB", flush=True)
        shutil.rmtree(place.folder / name)
        path.unlink()
    ratio = found["large"]["peak_mb"] / found["small"]["peak_mb"]
    sizes = f"{found['large']['mb']:,.0f} MB of input"
    rows = [
        Row(
            "scale/memory", f"peak memory at {sizes}", found["large"]["peak_mb"], "MB", bar=at_most(600), headline=True
        ),
        Row(
            "scale/memory, ratio",
            f"peak memory at {sizes}, beside {found['small']['mb']:,.0f} MB",
            ratio,
            "times",
            bar=at_most(1.2),
            headline=True,
        ),
    ]
    return [judged(row) for row in rows], {"memory": found}


def part_workers(place: Place, chosen: argparse.Namespace) -> Found:
    """A row for each way to have two workers: its speed-up as a share of that of two plain loops."""
    seconds = chosen.seconds / (30 if place.quick else 1)
    rate = calibrated(place)
    mb = write_articles(place.folder / "work.jsonl", place.sentences, mb=seconds * rate, seed=5)
    loops = loops_speed_up(max(1.0, seconds / 6))
    one = place.score("work", "--jobs", "1", cores=1)
    print(f"{mb:.0f} MB by one process: {one.wall_s:.1f} s", flush=True)
    found: dict[str, Any] = {"mb": mb, "one": vars(one)}
    kept, rows = digest(place, "work"), []
    for name, options in (("--jobs 2", ("--jobs", "2")), ("--cluster local:2", ("--cluster", "local:2"))):
        two = place.score("work", *options, cores=2)
        loops_now = loops_speed_up(max(1.0, seconds / 6))
        possible, own = (loops + loops_now) / 2, one.wall_s / two.wall_s
        loops = loops_now
        same = digest(place, "work") == kept
        found[name] = {**vars(two), "speed_up": own, "loops": possible, "same_output": same}
        print(f"{name}: {two.wall_s:.1f} s, {own:.2f} times as fast; two plain loops {possible:.2f} times;", end=" ")
        print(f"largest process {two.peak_mb:.0f} MB; output {'the same' if same else 'NOT THE SAME'}", flush=True)
        what = f"2 workers, {name}: speed-up ({own:.2f}x) as a share of that of two plain loops ({possible:.2f}x)"
        row = Row(f"scale/{name}", what, own / possible, "", bar=at_least(SHARE), headline=True)
        rows.append(judged(row, conclusive=possible >= CONCLUSIVE))
    return rows, {"workers": found}


def calibrated(place: Place) -> float:
    """MB a second of one process, from a small run less its start."""
    taken = []
    for mb in (0.05, 2.0 if place.quick else 8.0):
        write_articles(place.folder / "try.jsonl", place.sentences, mb=mb, seed=6)
        taken.append(place.score("try", "--jobs", "1").wall_s)
    return mb / max(taken[1] - taken[0], 0.1)


def loops_speed_up(seconds: float) -> float:
    """How many times as fast two plain loops, each a program, are side by side as one after the other."""
    turns = 1_000_000
    while (taken := loop_s([turns])) < min(1.0, seconds / 3):
        turns *= 2
    turns = int(turns * seconds / taken)
    alone = sum(loop_s([turns]) for _ in range(2))
    return alone / loop_s([turns, turns])


def loop_s(turns: Sequence[int]) -> float:
    """Seconds of the clock until all loops have ended."""
    began = time.perf_counter()
    processes = [subprocess.Popen([sys.executable, "-c", LOOP.format(count)]) for count in turns]
    for process in processes:
        process.wait()
    return time.perf_counter() - began


def digest(place: Place, name: str) -> list[tuple[str, str]]:
    """Name and hash of each file of the output."""
    folder = place.folder / name
    paths = sorted(folder.rglob("part-*"))
    return [(str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]


class Elsewhere:
    """An engine that sends each chunk away and gets the part of the first one back, as if others scored for nothing."""

    def __init__(self) -> None:
        self.scoring_s = 0.0
        self.sentences = 0

    def parts(self, scorer: Scorer, chunks: Iterable[Chunk]) -> Iterator[Part]:
        first: Part | None = None
        for chunk in chunks:
            pickle.dumps(chunk)
            if first is None:
                began = time.process_time()
                first = scorer.score(chunk)
                back = pickle.dumps(first)
                self.scoring_s += time.process_time() - began
            self.sentences += first.counts["sentences"]
            yield replace(pickle.loads(back), number=chunk.number, sha256=chunk.sha256)


def part_reading(place: Place, chosen: argparse.Namespace) -> Found:
    """A row: sentences a second that one process can give out and write."""
    size = READ_MB / (100 if place.quick else 1)
    write_articles(place.folder / "read.jsonl", place.sentences, mb=size, seed=7)
    model = load_model(place.folder / "model")
    scorer, engine = Scorer(model, fingerprint(model), Rules(), "jsonl"), Elsewhere()
    began = time.process_time()
    run_scoring(scorer, Source([place.folder / "read.jsonl"]), Folder(place.folder / "read"), engine)
    taken = time.process_time() - began - engine.scoring_s
    rate = engine.sentences / taken
    row = Row("scale/reading", "the reading process, if others score", rate, "sentences/s")
    return [row], {"reading": {"cpu_s_a_sentence": taken / engine.sentences, "sentences": engine.sentences}}


PARTS = {"sizes": part_sizes, "memory": part_memory, "reading": part_reading, "workers": part_workers}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--model", type=Path, help="folder of a model")
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--work", type=Path, help="a folder with 16 GB free; a temporary one unless given")
    parser.add_argument("--large-mb", type=int, default=LARGE_MB, help="of input, in the part memory")
    parser.add_argument("--jobs", type=int, default=1, help="processes, in the part memory")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--seconds", type=float, default=75, help="of work for one process, in the part workers")
    parser.add_argument("--quick", action="store_true", help="a hundredth of each size")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    chosen = parser.parse_args()
    if unknown := set(chosen.only.split(",")) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    print(figures.machine_line(figures.machine()))
    if chosen.work:
        chosen.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=chosen.work) as folder:
        place = Place(Path(folder), store_of(chosen.shared, quick=chosen.quick), chosen.quick)
        put_model(place.folder, chosen)
        for name in chosen.only.split(","):
            began = time.perf_counter()
            print(f"\n{name}", flush=True)
            rows, details = PARTS[name](place, chosen)
            print("\n".join(figures.lines_of(rows)))
            print(f"({time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
            figures.write(chosen.json, "scale", rows, details, quick=chosen.quick)


if __name__ == "__main__":
    main()
