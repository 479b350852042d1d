"""Ctrl-C in a terminal, which reaches a run and its workers: exit code 130, no traceback, and the run goes on later."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

pytestmark = pytest.mark.slow


def test_ctrl_c_ends_a_run_and_its_workers_and_the_same_command_goes_on(tmp_path, repository):
    text = "The storm number {} hit the city of {}. " * 20
    with (tmp_path / "in.jsonl").open("w", encoding="utf-8") as file:
        for number in range(9_000):  # four parts
            file.write(json.dumps({"id": f"d{number}", "text": text.format(*range(number, number + 40))}) + "\n")
    command = [sys.executable, "-m", "framing", "score", repository / "models" / "starter", "in.jsonl"]
    command += ["--out", "scores", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    options = {"cwd": tmp_path, "env": environment, "stderr": subprocess.PIPE, "text": True}
    run = subprocess.Popen(command, start_new_session=True, **options)
    notes = tmp_path / "scores" / "parts.jsonl"
    until = time.monotonic() + 200
    while not notes.exists() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    workers = psutil.Process(run.pid).children()
    os.killpg(run.pid, signal.SIGINT)
    said = run.communicate(timeout=60)[1]
    assert run.returncode == 130, said
    assert "Traceback" not in said
    assert "run the same command again" in said
    assert len(workers) == 2
    assert not psutil.wait_procs(workers, timeout=10)[1]

    again = subprocess.run(command, **options, timeout=300, check=False)
    assert again.returncode == 0, again.stderr
    assert "of this run. Reading on to what is not done" in again.stderr
    assert json.loads((tmp_path / "scores" / "run.json").read_text())["counts"]["documents"] == 9_000
