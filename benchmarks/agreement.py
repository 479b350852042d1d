"""How right and how fast agreement is: python benchmarks/agreement.py [--quick] [--json FILE] [--only PART]

Prints a row for each bar, with the bar beside it; peers run in the same run:
alpha     Krippendorff's alpha on random tables, beside krippendorff, nltk and crowd-kit
skills    skills and labels by Dawid and Skene on simulated annotators, beside crowd-kit and the majority
coverage  how often the 95 % intervals of alpha hold the truth, beside the percentile bootstrap and normal theory
large     a ledger of a million decisions, read and measured, in seconds and in memory

Peers that are not installed are named: `uv pip install --group oracles --group peers`. `--quick` is a tenth of each.
Seeds and grids are below. The interval was chosen on studies with seeds 101 and 102, not on those that are reported.
"""

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.agreement.alpha import alpha_of, krippendorff_alpha, vote_sums
from framing.agreement.figures import INTERVAL_AT_LEAST, RARE_AT_LEAST
from framing.agreement.interval import alpha_interval

ALPHA_TABLES = 200
DAWID_SKENE_STUDIES, SENTENCES, PREVALENCE = 100, 2000, 0.15
ANNOTATORS = ((0.95, 0.97), (0.85, 0.95), (0.75, 0.93), (0.65, 0.9), (0.6, 0.8))  # sensitivity, specificity

DOCUMENTS, PREVALENCES, CLUSTERING = (20, 40, 100), (0.03, 0.15, 0.45), (0.0, 0.15)
COVERAGE_SEED, STUDIES, OTHER_STUDIES = 2026, 2000, 1000
BAR = (0.92, 0.98)  # of studies whose interval holds the truth, from 40 documents on

DECISIONS, LEDGER_SEED = 1_000_000, 5
MOST_S, MOST_MB = 60, 2000


@dataclass(frozen=True)
class Design:
    """How simulated annotators decide. Each errs independently of the others, given whether the frame is there."""

    name: str
    skills: tuple[tuple[float, float], ...]  # sensitivity and specificity of each annotator
    sentences: tuple[int, int] = (10, 40)  # the fewest and the most of a document, all equally likely


USUAL = Design("three annotators", ((0.85, 0.98), (0.75, 0.97), (0.65, 0.96)))
OTHERS = (
    Design("three that hardly err", ((0.97, 0.999),) * 3),
    Design("three that err much", ((0.6, 0.9), (0.7, 0.85), (0.5, 0.95))),
    Design("two annotators", ((0.85, 0.95), (0.75, 0.97))),
    Design("two that hardly err", ((0.99, 0.9995),) * 2),
    Design("five annotators", ((0.85, 0.95),) * 5),
    Design("short documents", USUAL.skills, (5, 15)),
)

found: dict[str, Any] = {}  # what --json writes


def main() -> int:
    parts = {"alpha": alphas, "skills": skills, "coverage": coverage, "large": large}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the studies and of the ledger")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    parser.add_argument("--only", choices=parts, help="measure one part")
    options = parser.parse_args()
    machine = f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, {datetime.now(UTC):%Y-%m-%d}")
    found["machine"] = machine
    for name, measure in parts.items():
        if options.only in (None, name):
            measure(10 if options.quick else 1)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return 0


def head(name: str, *columns: str) -> None:
    print(f"\n{name:66}{columns[0]:>16}{columns[1]:>14}")


def row(name: str, figure: str, bar: str = "") -> None:
    print(f"{name:66}{figure:>16}{bar:>14}")


# -- alpha -----------------------------------------------------------------------------------------------------------


def alphas(part: int) -> None:
    """The largest difference from each peer over all tables, and how much longer it takes."""
    head("Alpha", "figure", "bar")
    tables = [random_table(seed) for seed in range(ALPHA_TABLES // part)]
    ours, our_s = timed(krippendorff_alpha, [np.array(counts) for counts, _ in tables])
    row(f"ours, {len(tables)} tables: milliseconds", f"{1000 * our_s:.1f}")
    found["alpha"] = {"tables": len(tables), "ours_s": our_s}
    for name, make in (("krippendorff", _krippendorff), ("nltk", _nltk), ("crowd-kit", _crowd_kit_alpha)):
        try:
            alpha, prepare = make()
        except ImportError as error:
            row(f"    {name}: not installed ({error.name})", "-")
            continue
        theirs, their_s = timed(alpha, [prepare(*table) for table in tables])
        difference = float(np.abs(np.array(ours) - np.array(theirs)).max())
        row(f"    {name}: largest difference ({their_s / our_s:.1f} times as long)", f"{difference:.1e}", "<= 1e-9")
        found["alpha"][name] = {"largest_difference": difference, "times_as_long": their_s / our_s}


Triples = list[tuple[int, int, int]]  # annotator, unit, value


def random_table(seed: int) -> tuple[list[list[int]], Triples]:
    """2 to 6 annotators and values, 10 to 100 units, up to 70 % of labels missing, up to 60 % of units unanimous."""
    chance = np.random.default_rng([seed, 1])
    annotators, values, units = chance.integers(2, 7), chance.integers(2, 7), chance.integers(10, 101)
    labels = chance.choice(values, (units, annotators), p=chance.dirichlet(np.ones(values)))
    unanimous = chance.random(units) < chance.uniform(0, 0.6)
    labels[unanimous] = labels[unanimous, :1]
    missing = chance.random(labels.shape) < chance.uniform(0, 0.7)
    labels[0, :2], missing[0, :2] = (0, 1), False  # so that alpha is defined
    triples = [(int(a), int(u), int(labels[u, a])) for u, a in np.argwhere(~missing)]
    counts = np.zeros((units, values), int)
    for _, unit, value in triples:
        counts[unit, value] += 1
    return counts.tolist(), triples


def _krippendorff() -> tuple[Callable[..., float], Callable[..., Any]]:
    import krippendorff

    def alpha(counts: Any) -> float:
        return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))

    return alpha, lambda counts, _: np.array(counts)


def _nltk() -> tuple[Callable[..., float], Callable[..., Any]]:
    from nltk.metrics.agreement import AnnotationTask

    def alpha(triples: Any) -> float:
        return float(AnnotationTask(triples).alpha())

    return alpha, lambda _, triples: triples


def _crowd_kit_alpha() -> tuple[Callable[..., float], Callable[..., Any]]:
    from crowdkit.metrics.data import alpha_krippendorff

    return alpha_krippendorff, lambda _, triples: pd.DataFrame(triples, columns=["worker", "task", "label"])


def timed(work: Callable[[Any], Any], inputs: Sequence[Any]) -> tuple[list[Any], float]:
    """What comes out, and the seconds of this process that it takes."""
    work(inputs[0])
    began = time.process_time()
    results = [work(each) for each in inputs]
    return results, time.process_time() - began


# -- skills ----------------------------------------------------------------------------------------------------------


def skills(part: int) -> None:
    """Errors of skills and labels, ours and of crowd-kit, over simulated studies."""
    head("Dawid and Skene", "figure", "bar")
    try:
        from crowdkit.aggregation import DawidSkene
    except ImportError as error:
        row(f"    crowd-kit: not installed ({error.name})", "-")
        return
    from framing.gold.dawid_skene import dawid_skene

    rows = []
    for seed in range(DAWID_SKENE_STUDIES // part):
        truth, votes = simulated_votes(seed)
        sentence, annotator = (index.ravel() for index in np.indices(votes.shape))
        began = time.process_time()
        ours = dawid_skene(sentence, annotator, votes.ravel())
        our_s = time.process_time() - began
        table = pd.DataFrame({"task": sentence, "worker": annotator, "label": votes.ravel().astype(int)})
        began = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # crowd-kit calls what pandas 3 warns of
            theirs = DawidSkene(n_iter=100).fit(table)
        their_s = time.process_time() - began
        labels = theirs.labels_.sort_index().to_numpy() == 1
        errors = theirs.errors_
        their_skills = [[errors.loc[(each, value), value] for each in range(len(ANNOTATORS))] for value in (1, 0)]
        rows.append(
            {
                "ours": np.abs(np.array([ours.sensitivity, ours.specificity]).T - ANNOTATORS).mean(),
                "theirs": np.abs(np.array(their_skills).T - ANNOTATORS).mean(),
                "equal": ((ours.posterior > 0.5) == labels).mean(),
                "wrong": ((ours.posterior > 0.5) != truth).mean(),
                "their_wrong": (labels != truth).mean(),
                "majority_wrong": ((votes.mean(axis=1) > 0.5) != truth).mean(),
                "their_time": their_s / our_s,
            }
        )
    show_skills(pd.DataFrame(rows))


def show_skills(studies: pd.DataFrame) -> None:
    mean = studies.mean()
    better = int((studies["wrong"] < studies["majority_wrong"]).sum())
    row(f"mean absolute error of skills, {len(studies)} studies", f"{mean['ours']:.5f}", f"<= {mean['theirs']:.5f}")
    row(f"    crowd-kit ({mean['their_time']:.0f} times as long)", f"{mean['theirs']:.5f}")
    row("labels equal to crowd-kit's, fewest of a study", f"{studies['equal'].min():.4f}", ">= 0.99")
    row("labels that are wrong", f"{mean['wrong']:.4f}", f"< {mean['majority_wrong']:.4f}")
    row("    crowd-kit", f"{mean['their_wrong']:.4f}")
    row(f"    majority (ours has fewer in {better} of {len(studies)} studies)", f"{mean['majority_wrong']:.4f}")
    found["skills"] = {
        "studies": len(studies),
        **{name: float(value) for name, value in mean.items()},
        "fewest_equal": float(studies["equal"].min()),
        "better_than_majority": better,
    }


def simulated_votes(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether the frame is there, (sentences,); and what each annotator says, (sentences, annotators)."""
    chance = np.random.default_rng([seed, 2])
    truth = chance.random(SENTENCES) < PREVALENCE
    sensitivity, specificity = np.array(ANNOTATORS).T
    says_yes = np.where(truth[:, None], sensitivity, 1 - specificity)
    return truth, chance.random(says_yes.shape) < says_yes


# -- coverage --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One kind of study: `clustering` is the intraclass correlation of the frame's presence within documents."""

    design: Design
    documents: int
    prevalence: float
    clustering: float
    studies: int


def coverage(part: int) -> None:
    """How often an interval holds alpha of infinitely many documents, by kind of study."""
    grid = list(itertools.product(DOCUMENTS, PREVALENCES, CLUSTERING))
    cells = [Cell(USUAL, *each, STUDIES // part) for each in grid]
    cells += [Cell(design, *each, OTHER_STUDIES // part) for design in OTHERS for each in grid]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(zip(cells, pool.map(covered, cells), strict=True))
    found["coverage"] = [{**asdict(cell), **result} for cell, result in results]
    for design in (USUAL, *OTHERS):
        show_coverage(design, [(cell, result) for cell, result in results if cell.design is design])


def covered(cell: Cell) -> dict[str, float]:
    """Shares of studies: with an interval; and of these, whose interval holds the truth, lies below or above it."""
    chance = np.random.default_rng([COVERAGE_SEED, *cell_seed(cell)])
    truth = true_alpha(cell)
    same_draws = chance.multinomial(cell.documents, np.full(cell.documents, 1 / cell.documents), size=1000)
    ends: dict[str, list[tuple[float, float]]] = {"ours": [], "percentile": [], "normal": []}
    for sums, seen_in in studies_of(cell, chance):
        if seen_in < RARE_AT_LEAST or cell.documents < INTERVAL_AT_LEAST or np.isnan(alpha_of(sums.sum(0)[None])):
            continue
        ends["ours"].append(alpha_interval(sums))
        ends["percentile"].append(percentile_interval(sums, same_draws))
        ends["normal"].append(normal_interval(sums))
    result = {"truth": truth, "given": len(ends["ours"]) / cell.studies}
    for name, intervals in ends.items():
        low, high = np.array(intervals).T
        result |= {
            name: float(((low <= truth) & (truth <= high)).mean()),
            f"{name}_width": float(np.median(high - low)),
        }
        result |= {f"{name}_too_low": float((high < truth).mean()), f"{name}_too_high": float((low > truth).mean())}
    return result


def cell_seed(cell: Cell) -> list[int]:
    name = int.from_bytes(cell.design.name.encode()[:8], "big") % 2**32
    return [name, cell.documents, round(1000 * cell.prevalence), round(1000 * cell.clustering)]


def studies_of(cell: Cell, chance: np.random.Generator) -> Iterator[tuple[np.ndarray, int]]:
    """Of each study the sums of its documents, and the sentences in which anybody sees the frame."""
    shape, votes = (cell.studies, cell.documents), len(cell.design.skills)
    count = chance.integers(cell.design.sentences[0], cell.design.sentences[1] + 1, shape)
    share = np.full(shape, cell.prevalence)
    if cell.clustering:
        size = (1 - cell.clustering) / cell.clustering
        share = chance.beta(cell.prevalence * size, (1 - cell.prevalence) * size, shape)
    there = chance.binomial(count, share)
    patterns = chance.multinomial(there, yes_votes(cell.design, there=True))
    patterns += chance.multinomial(count - there, yes_votes(cell.design, there=False))
    sums = patterns @ vote_sums(np.arange(votes + 1.0), np.full(votes + 1, float(votes)))
    return zip(sums, patterns[..., 1:].sum(axis=(1, 2)).tolist(), strict=True)


def yes_votes(design: Design, *, there: bool) -> np.ndarray:
    """(annotators + 1,): how likely so many say yes on a sentence with the frame, or without it."""
    likely = np.ones(1)
    for sensitivity, specificity in design.skills:
        yes = sensitivity if there else 1 - specificity
        likely = np.convolve(likely, [1 - yes, yes])
    return likely


def true_alpha(cell: Cell) -> float:
    """Alpha of infinitely many documents: from the expected sums of a sentence."""
    votes = len(cell.design.skills)
    likely = (1 - cell.prevalence) * yes_votes(cell.design, there=False)
    likely += cell.prevalence * yes_votes(cell.design, there=True)
    expected = likely @ vote_sums(np.arange(votes + 1.0), np.full(votes + 1, float(votes)))
    return float(alpha_of(1e12 * expected[None]))


def percentile_interval(sums: np.ndarray, draws: np.ndarray) -> tuple[float, float]:
    low, high = np.nanpercentile(alpha_of((draws @ sums)[:, None]), [2.5, 97.5])
    return float(low), float(high)


def normal_interval(sums: np.ndarray) -> tuple[float, float]:
    """Alpha and 1.96 standard errors, by the jackknife over documents."""
    without = alpha_of((sums.sum(axis=0) - sums)[:, None])
    alpha, reach = float(alpha_of(sums.sum(axis=0)[None])), 1.96 * float(np.sqrt((len(sums) - 1) * np.nanvar(without)))
    return alpha - reach, alpha + reach


def show_coverage(design: Design, results: Sequence[tuple[Cell, dict[str, float]]]) -> None:
    fewest, most = design.sentences
    skilled = ", ".join(f"{sensitivity:g}/{specificity:g}" for sensitivity, specificity in design.skills)
    print(f"\nCoverage of 95 % intervals, {design.name} ({skilled}), {fewest} to {most} sentences, "
          f"{results[0][0].studies:,} studies a cell")  # fmt: skip
    print(f"{'documents':>9}{'present':>9}{'ICC':>6}{'alpha':>8}{'given':>8}{'ours':>8}{'below':>8}{'above':>7}{'width':>7}"
          f"{'percentile':>13}{'width':>7}{'normal':>9}{'width':>7}")  # fmt: skip
    for cell, of in results:
        # Of a hundred studies the share is known to five points only.
        inside = BAR[0] <= of["ours"] <= BAR[1] or cell.documents < 40 or cell.studies < 1000
        print(
            f"{cell.documents:>9}{cell.prevalence:>9.0%}{cell.clustering:>6.2f}{of['truth']:>8.3f}{of['given']:>8.1%}"
            f"{of['ours']:>8.1%}{of['ours_too_low']:>8.1%}{of['ours_too_high']:>7.1%}{of['ours_width']:>7.2f}"
            f"{of['percentile']:>13.1%}{of['percentile_width']:>7.2f}{of['normal']:>9.1%}{of['normal_width']:>7.2f}"
            f"{'' if inside else '  outside'}"
        )
    judged = [(cell, of) for cell, of in results if cell.documents >= 40]
    cell, of = max(judged, key=lambda result: abs(result[1]["ours"] - 0.95))
    place = f"{cell.documents} documents, {cell.prevalence:.0%}, ICC {cell.clustering:g}"
    row(f"worst cell from 40 documents on: {place}", f"{of['ours']:.1%}", "92 to 98 %")


# -- large -----------------------------------------------------------------------------------------------------------

MEASURE = """
import sys, time
from pathlib import Path
from framing.agreement.by_frame import by_frame
from framing.agreement.votes import votes_of
from framing.annotation.ledger import read_ledger
times = [time.process_time()]
decisions = read_ledger(Path(sys.argv[1]))
times.append(time.process_time())
votes = votes_of(decisions)
del decisions
times.append(time.process_time())
table = by_frame(votes, draws=1000)
times.append(time.process_time())
assert len(table) == 12 and table["low"].notna().all()
print(*(after - before for before, after in zip(times, times[1:])))
"""


def large(part: int) -> None:
    """Seconds and peak memory of processes of their own: from start to end, and of the processor."""
    head("Large", "figure", "bar")
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.jsonl"
        documents, sentences = write_ledger(ledger, DECISIONS // part)
        size = f"{ledger.stat().st_size / 1e6:.0f} MB"
        row(f"{DECISIONS // part:,} decisions, {sentences:,} sentences, {documents:,} documents", size)
        figures = {"decisions": DECISIONS // part}
        said = show_measured("alpha of 12 frames, 1,000 draws", ["-c", MEASURE, str(ledger)], figures)
        for name, seconds in zip(("read", "aggregated", "measured"), said.split(), strict=True):
            row(f"    {name}, seconds of the processor", f"{float(seconds):.1f}")
        said = show_measured("framing agree", ["-m", "framing", "agree", str(ledger), "--json"], figures)
        assert len(json.loads(said)["result"]["frames"]) == 12
    found["large"] = figures


def show_measured(name: str, arguments: Sequence[str], figures: dict[str, float]) -> str:
    said, seconds, processor_s, megabytes = measured([sys.executable, *arguments])
    row(f"{name}: seconds ({processor_s:.0f} of the processor)", f"{seconds:.1f}", f"< {MOST_S}")
    row("    peak memory, MB", f"{megabytes:.0f}", f"< {MOST_MB}")
    figures |= {f"{name}: seconds": seconds, f"{name}: processor seconds": processor_s, f"{name}: MB": megabytes}
    return said


def write_ledger(path: Path, decisions: int) -> tuple[int, int]:
    """How many documents and sentences: three of five annotators decide on each, and 12 frames are offered."""
    chance = np.random.default_rng(LEDGER_SEED)
    frames = [f"frame_{number}" for number in range(12)]
    offered = json.dumps(frames)
    documents = sentences = written = 0
    with path.open("w", encoding="utf-8") as file:
        while written < decisions:
            documents, start = documents + 1, 0
            for length in chance.integers(40, 200, chance.integers(10, 36)).tolist():
                sentences += 1
                there = chance.random(12) < 0.1
                said = there ^ (chance.random((3, 12)) < 0.05)
                for coder, votes in zip(chance.permutation(5)[:3].tolist(), said.tolist(), strict=True):
                    chosen = json.dumps(list(itertools.compress(frames, votes)))
                    file.write(
                        f'{{"document_id": "article-{documents:05}", "start": {start}, "end": {start + length}, '
                        f'"annotator": "coder{coder}", "state": "confirmed", "frames": {chosen}, "offered": {offered}, '
                        f'"at": "2026-11-22T10:00:00Z", "project": "study / coder{coder}", '
                        f'"codebook": "0123456789abcdef", "assisted": false, "made_by": "person", "voice": "", '
                        f'"comment": "", "showing": 1, "training": false, '
                        f'"decided_at": "2026-11-21T10:{written // 60 % 60:02}:{written % 60:02}.{written:07}Z", '
                        f'"commented_at": "", "ruling": false, "reason": ""}}\n'
                    )
                    written += 1
                start += length + 1
                if written >= decisions:
                    break
    return documents, sentences


def measured(arguments: Sequence[str]) -> tuple[str, float, float, float]:
    """What a process prints, its seconds from start to end and of the processor, and the most megabytes it held."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryDirectory() as elsewhere:
        process = subprocess.Popen(arguments, stdout=output, cwd=elsewhere)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(arguments[1:3])} ended with {process.returncode}")
        output.seek(0)
        kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        return output.read(), seconds, usage.ru_utime + usage.ru_stime, kilobytes * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
