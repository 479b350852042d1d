"""The demo: the whole line on the repository's texts, broken off at any stage, and run again."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from framing.doccano.local import server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the demo needs of a clone, with a data folder of its own; its Doccano is stopped at the end."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("seeds", "annotations"):
        shutil.copytree(ROOT / name, folder / name)
    yield folder
    server.down(folder / "home" / "doccano" / "instances" / "demo")


def demo(clone: Path, until: str = "") -> tuple[int, str]:
    """Exit code and output; interrupted, as by Ctrl-C, as soon as a line begins with `until`."""
    command = [sys.executable, "-u", "-m", "framing", "-C", str(clone), "demo"]
    environment = {**os.environ, "FRAMING_HOME": str(clone / "home")}
    lines = []
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, **pipes, text=True, env=environment) as process:
        for line in process.stdout:
            lines.append(line)
            if until and line.startswith(until):
                process.send_signal(signal.SIGINT)
                until = ""
    return process.returncode, "".join(lines)


@pytest.mark.parametrize(
    "stage",
    [
        "[1/9]",
        "Starting Doccano",
        *(pytest.param(stage, marks=pytest.mark.slow) for stage in ("[2/9]", "[3/9]", "[4/9]", "[6/9]")),
    ],
)
def test_ctrl_c_ends_the_demo_with_130_and_no_traceback(clone: Path, stage: str) -> None:
    code, output = demo(clone, until=stage)
    assert code == 130, output
    assert "Traceback" not in output
    assert "run the same command again" in output


def test_the_demo_finishes_what_was_broken_off_and_says_what_its_figures_are_worth(clone: Path) -> None:
    code, output = demo(clone)
    assert code == 0, output
    assert "186 sentences to label" in output
    assert "all 558 starter labels came back as they went in" in output
    assert "automated coder" in output
    assert re.search(r"state_repression[^:]*: too few examples", output)
    assert "intervals" in output
    assert str(clone / "demo" / "out" / "report.html") in output
    assert re.search(r"Doccano: http://127\.0\.0\.1:\d+ .*reader", output)
    assert "server accounts" in output
    assert "server down" in output


def test_the_demo_run_again_changes_nothing_and_says_so(clone: Path) -> None:
    ledger = clone / "demo" / "annotations" / "ledger.jsonl"
    before = ledger.read_bytes()
    code, output = demo(clone)
    assert code == 0, output
    assert output.rstrip().endswith("Nothing changed: everything was as the last run left it.")
    assert ledger.read_bytes() == before


def test_the_demos_ledger_says_that_a_program_made_the_labels(clone: Path) -> None:
    lines = (clone / "demo" / "annotations" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["made_by"] for line in lines} == {"automated coder"}
    assert len(lines) == 558


def test_passwords_are_readable_by_their_owner_only(clone: Path) -> None:
    accounts = clone / "home" / "doccano" / "instances" / "demo" / "accounts.csv"
    assert accounts.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_the_demo_in_a_second_clone_finds_what_the_first_one_made(clone: Path) -> None:
    shutil.rmtree(clone / "demo")
    code, output = demo(clone)
    assert code == 0, output
    assert "0 of 558 starter decisions entered" in output
    assert "558 new decisions" in output or "558 lines" in output


@pytest.mark.slow
def test_two_demos_at_once_do_not_undo_each_other(clone: Path) -> None:
    shutil.rmtree(clone / "demo")
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda _: demo(clone), range(2)))
    assert [code for code, _ in found] == [0, 0], found
    assert any("waiting for it" in output for _, output in found)
    assert any("Nothing changed" in output for _, output in found)


def test_the_demo_outside_of_a_clone_says_what_it_needs(tmp_path: Path) -> None:
    code, output = demo(tmp_path)
    assert code == 3
    assert "clone of the repository" in output
    assert not (tmp_path / "demo").exists()
