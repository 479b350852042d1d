"""Three of the points at which the benchmark kills a run: the same bytes as an undisturbed run leaves."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_a_run_that_is_killed_with_or_without_its_workers_or_while_it_joins_ends_as_an_undisturbed_one(repository):
    command = [sys.executable, repository / "benchmarks" / "crash_score.py", "--points", "3", "--characters", "60000"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert ran.stdout.splitlines()[-1:] == ["3/3"], ran.stdout + ran.stderr
