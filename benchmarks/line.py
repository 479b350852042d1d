"""How long the line takes, each command as a whole process: python benchmarks/line.py [--runs 3]

Prints, for each, the median and the range in seconds: the help; a bare Python that imports click, beside it as the
floor; the local Doccano from stopped to answering, and its memory; the demo for the first time (its Doccano's
environment made before) and again. Needs a clone, and works in a temporary folder.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a command takes; it must end well."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def line(name: str, seconds: list[float]) -> dict[str, object]:
    """One measured thing, printed."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    print(f"{name:44} {middle:7.2f}   {low:.2f} to {high:.2f}")
    return {"name": name, "median_s": middle, "runs_s": seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = range(parser.parse_args().runs)
    program = [sys.executable, "-m", "framing"]
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        for name in ("seeds", "annotations"):
            shutil.copytree(ROOT / name, clone / name)
        environment = {**os.environ, "FRAMING_HOME": str(Path(folder) / "home")}
        environment.setdefault("FRAMING_DOCCANO_ENVIRONMENTS", str(Path(folder) / "environments"))
        demo = [*program, "-C", str(clone), "demo"]
        server = [*program, "-C", str(clone / "demo"), "server"]
        print(f"{platform.platform()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}; median, range in s")
        timed([*program, "-C", str(clone), "server", "up"], environment)  # makes environment and template
        timed([*program, "-C", str(clone), "server", "down"], environment)
        found = [
            line(
                "python -c 'import click' (floor)",
                [timed([sys.executable, "-c", "import click"], environment) for _ in runs],
            )
        ]
        found.append(line("framing --help", [timed([*program, "--help"], environment) for _ in runs]))
        found.append(line("framing demo, first time, environment made", [timed(demo, environment)]))
        found.append(line("framing demo, again", [timed(demo, environment) for _ in runs]))
        ups = []
        for _ in runs:
            timed([*server, "down"], environment)
            ups.append(timed([*server, "up"], environment))
        found.append(line("framing server up", ups))
        status = subprocess.run(
            [*server, "status", "--json"], env=environment, check=True, capture_output=True, text=True
        )
        memory = json.loads(status.stdout)["result"]["memory_mb"]
        print(f"{'memory of the local Doccano, MB':44} {memory:7.0f}")
        timed([*server, "down"], environment)
    print(json.dumps({"measured": found, "doccano_memory_mb": memory}))


if __name__ == "__main__":
    main()
