"""Three of the points at which the benchmark kills client or server: the same end as an undisturbed run."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_a_killed_push_or_pull_that_is_run_again_ends_as_an_undisturbed_one() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "crash.py", "--points", "3", "--once"]
    command += ["--rows", "1100", "--decisions", "8"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.stdout.splitlines()[-1:] == ["3/3"], ran.stdout + ran.stderr
