"""How the headline benchmarks measure: one core, medians of rounds that alternate, and the memory of whole programs."""

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROUNDS = 5
_EVERY_S = 0.1  # how often the memory of a program is looked at
LIBRARIES = ("OMP", "OPENBLAS", "MKL", "NUMBA", "RAYON", "ARROW")
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in LIBRARIES}


def on_one_core() -> None:
    """This process, and those that it starts, on one core and with one thread for arithmetic each.

    Libraries that are loaded read these variables when they are: the program starts itself again with them.
    """
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        os.environ.update(ONE_THREAD)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    if hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@dataclass(frozen=True)
class Way:
    """One of the things that are timed in turn: `prepare` is not timed."""

    score: Callable[[Sequence[str]], object]
    prepare: Callable[[], object] = lambda: None


def rounds(ways: Mapping[str, Way], texts: Sequence[str], batch: int, count: int = ROUNDS) -> dict[str, list[float]]:
    """Processor seconds of each way in each round, in which each has its turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(count):
        for name, way in ways.items():
            way.prepare()
            began = time.process_time()
            for start in range(0, len(texts), batch):
                way.score(texts[start : start + batch])
            taken[name].append(time.process_time() - began)
    return taken


def ratio_of(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """How many times ours fits into theirs: the median of the rounds, in which both had the same machine."""
    return statistics.median(other / own for other, own in zip(theirs, ours, strict=True))


@dataclass(frozen=True)
class Ran:
    """What a program took: seconds of the clock, of processors; MB of its largest process, and of all together."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    all_mb: float


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Ran:
    """Runs a program to its end and looks at its memory meanwhile, and at that of the processes that it started.

    Raises:
        SystemExit: it ended badly; with what it said.
    """
    said = folder / "said.txt"
    with said.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
        )
        peak = together = 0.0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            sizes = list(_sizes(process.pid))
            peak = max([peak, *(most for most, _ in sizes)])
            together = max(together, sum(now for _, now in sizes))
            time.sleep(_EVERY_S)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{said.read_text()[-3000:]}")
    # What a process waited for counts too, and its largest child, which may have ended between two looks.
    scale = 2**20 if sys.platform == "darwin" else 2**10
    own = usage.ru_maxrss / scale
    return Ran(wall, usage.ru_utime + usage.ru_stime, max(peak, own), max(together, own))


def _sizes(pid: int) -> Iterator[tuple[float, float]]:
    """The most that each process of a tree has had so far, and what it has, in MB."""
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            now = process.memory_info().rss / 2**20
            yield _most(process.pid, now), now


def _most(pid: int, otherwise: float) -> float:
    """The largest size of a process so far, where the system tells it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return otherwise
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), otherwise)


def framing_command(*arguments: str | Path) -> list[str]:
    """The command line of this package, by this Python."""
    return [sys.executable, "-m", "framing", *map(str, arguments)]
