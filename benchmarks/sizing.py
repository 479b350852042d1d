"""From a million sentences to ten thousand million, on paper: python benchmarks/sizing.py [--results FOLDER]

Reads what scale.py measured (FOLDER/scale.json; benchmarks/results unless told otherwise) and multiplies. It prints
the table and what it takes for granted. Nothing here was run at these sizes, but the first.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.scoring.running.chunks import CHARACTERS

RESULTS = Path(__file__).with_name("results")
PARTS = ("sizes", "reading", "workers")  # of scale.py, whose figures are multiplied
SIZES = (10**6, 10**7, 10**8, 10**9, 10**10)
CORES = (8, 64, 512)
# The share of a core's speed that is taken to be left where many work, if scale.py could conclude nothing about two.
KEPT = 0.85
HELD = 2.25  # chunks for each core, sent or come back and not yet written: a cluster holds so many, --jobs two
COORDINATOR = 0.9  # of the rate at which one process reads and writes; the rest is giving out chunks
TOO_LITTLE = 3  # exit code, as that of `framing` for too little data
A_LONG_RUN_H = 48  # hours after which we would rather have split the input


@dataclass(frozen=True)
class Costs:
    """What was measured, of one core.

    Attributes:
        start_s: seconds of the smallest run, which are those before the first sentence.
        sentence_s: seconds a sentence, from articles to scores on disk.
        read_s: seconds a sentence of the process that reads and writes, if others score.
        peak_mb: of a process.
        input_bytes: of a sentence, as JSON Lines.
        output_bytes: format to bytes of a sentence.
        kept: share of a core's speed that is left where two work; None where that was not concluded.
    """

    start_s: float
    sentence_s: float
    read_s: float
    peak_mb: float
    input_bytes: float
    output_bytes: Mapping[str, float]
    kept: float | None


@dataclass(frozen=True)
class Line:
    """What one size takes."""

    sentences: int
    input_gb: float
    core_hours: float
    hours: Mapping[int, float]  # by cores
    runs: Mapping[int, int]  # by cores: into how many runs the input is split, because one reader is not enough
    memory_gb: Mapping[int, float]
    output_gb: Mapping[str, float]


def costs_of(details: Mapping[str, Any]) -> Costs:
    """From the details that scale.py writes.

    Raises:
        KeyError: it did not measure one of PARTS, see `unmeasured`.
    """
    first, last, workers = details["sizes"][0], details["sizes"][-1], details["workers"]
    start, sentences = float(first["wall_s"]), last["sentences"]
    return Costs(
        start_s=start,
        sentence_s=(last["wall_s"] - start) / (sentences - first["sentences"]),
        read_s=float(details["reading"]["cpu_s_a_sentence"]),
        peak_mb=max(last["peak_mb"], *(workers[name]["peak_mb"] for name in workers if name.startswith("--"))),
        input_bytes=1e6 * last["mb"] / sentences,
        output_bytes=details["output"],
        kept=kept(workers),
    )


def unmeasured(details: Mapping[str, Any]) -> list[str]:
    """The parts of scale.py that are still to be run, before there are costs."""
    return [part for part in PARTS if part not in details]


def kept(workers: Mapping[str, Any]) -> float | None:
    """The least share of two plain loops' speed-up that two workers reached; None where no run was conclusive."""
    shares = [w["speed_up"] / w["loops"] for name, w in workers.items() if name.startswith("--") and w["loops"] >= 1.5]
    return min(1.0, *shares) if shares else None


def most_cores(costs: Costs) -> int:
    """Cores that one reading process can feed."""
    return max(1, int(COORDINATOR * costs.sentence_s / costs.read_s))


def chunk_mb(costs: Costs) -> float:
    """MB of a chunk and what comes of it, in the largest format; a character is taken for a byte, as here."""
    return CHARACTERS * (1 + max(costs.output_bytes.values()) / costs.input_bytes) / 1e6


def size(costs: Costs, sentences: int, cores: Sequence[int] = CORES) -> Line:
    """What so many sentences take; a run on more cores than one process can feed is several runs side by side."""
    work, left = sentences * costs.sentence_s, KEPT if costs.kept is None else costs.kept
    hours, runs = {}, {}
    for count in cores:
        runs[count] = -(-count // most_cores(costs))
        hours[count] = (costs.start_s + work / count / (left if count > 1 else 1.0)) / 3600
    return Line(
        sentences=sentences,
        input_gb=sentences * costs.input_bytes / 1e9,
        core_hours=(costs.start_s + work) / 3600,
        hours=hours,
        runs=runs,
        memory_gb={
            count: ((count + runs[count]) * costs.peak_mb + HELD * count * chunk_mb(costs)) / 1000 for count in cores
        },
        output_gb={kind: sentences * size / 1e9 for kind, size in costs.output_bytes.items()},
    )


def table(costs: Costs, sizes: Sequence[int] = SIZES, cores: Sequence[int] = CORES) -> list[str]:
    """The table in Markdown."""
    kinds = ("jsonl", "parquet")
    heads = ["sentences", "input, GB", "core hours", *(f"hours on {count}" for count in cores)]
    heads += [f"memory on {count}, GB" for count in cores] + [f"output {kind}, GB" for kind in kinds]
    lines = [f"| {' | '.join(heads)} |", "|" + "---:|" * len(heads)]
    for line in (size(costs, count, cores) for count in sizes):
        cells = [f"10^{len(str(line.sentences)) - 1}", short(line.input_gb), short(line.core_hours)]
        cells += [
            short(line.hours[count]) + (f" ({line.runs[count]} runs)" * (line.runs[count] > 1)) for count in cores
        ]
        cells += [short(line.memory_gb[count]) for count in cores]
        cells += [short(line.output_gb[kind]) if kind in line.output_gb else "-" for kind in kinds]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def short(value: float) -> str:
    """Two figures are as much as such a table knows."""
    if value >= 100:
        return f"{float(f'{value:.2g}'):,.0f}"
    return f"{float(f'{value:.2g}'):g}"


def assumptions(costs: Costs, sizes: Sequence[int] = SIZES) -> list[str]:
    """What the table takes for granted, in sentences."""
    fed, disk = most_cores(costs), (costs.output_bytes["jsonl"] + costs.input_bytes) / costs.sentence_s / 1e6
    found = [
        f"A sentence takes {1e6 * costs.sentence_s:.0f} µs of one core, from articles (JSON Lines, "
        f"{costs.input_bytes:.0f} bytes a sentence) to scores on disk, after {costs.start_s:.1f} s to start. scale.py "
        "measured that, and that it is the same for 1,000 and for 1,000,000. All cores are like those.",
        f"{KEPT if costs.kept is None else costs.kept:.0%} of each core's speed is left where many work. "
        + ("That was not measured." if costs.kept is None else "That was measured of two."),
        f"One process reads, cuts and writes, and takes {1e6 * costs.read_s:.0f} µs a sentence, so it can feed about "
        f"{fed} cores. Beyond, the input is split, and each part is a run of its own into a folder of its own; ids are "
        "checked within a run only, so parts must not share any.",
        f"Each process has {costs.peak_mb:.0f} MB at most, whatever the size of the input; the one that reads has "
        f"besides, for each core, {HELD:g} chunks of {CHARACTERS / 1e6:g} million characters with what comes of them, "
        f"{chunk_mb(costs):.0f} MB each: those at work, and those that wait for one before them. That was not measured "
        "at more than two cores.",
        "The output is a row a sentence, with its text and a column a frame, and rows by document. Disks move "
        f"{disk:.1f} MB/s for each core.",
    ]
    hours = {count: count * costs.read_s / COORDINATOR / 3600 for count in sizes}
    late = next((count for count in sizes if hours[count] > A_LONG_RUN_H), None)
    if late:
        said = f"With cores without number, one run alone would read 10^{len(str(late)) - 1} sentences in"
        found.append(f"{said} {hours[late]:.0f} hours: split the input from there on in any case.")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS)
    path = parser.parse_args().results / "scale.json"
    details = json.loads(path.read_text(encoding="utf-8"))["details"] if path.exists() else {}
    if parts := ",".join(unmeasured(details)):
        there = f"has no figures of {parts.replace(',', ', ')}" if details else "is not there"
        print(f"{path} {there}. Measure: python benchmarks/scale.py --only {parts} --json {path}", file=sys.stderr)
        sys.exit(TOO_LITTLE)
    costs = costs_of(details)
    print("\n".join([*table(costs), "", *(f"- {said}" for said in assumptions(costs))]))


if __name__ == "__main__":
    main()
