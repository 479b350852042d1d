"""Commands run in this process, and a project that is made once."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.cli.main import exit_code
from framing.codebook import read_codebook

REPOSITORY = Path(__file__).parents[2]
FRAMES = ("terrorist_attack", "criminal_riot", "national_unity")  # three are enough, and train in a moment


@dataclass(frozen=True)
class Ran:
    """What a command ended with and said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document on standard output; a failure if there is anything else."""
        found = json.loads(self.out)
        assert set(found) == {"framing_version", "command", "result", "warnings"}
        return found


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command as the shell would: a traceback would fail the test."""

    def command(*arguments: object) -> Ran:
        capsys.readouterr()
        code = exit_code([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the source texts: ingested, with three frames of the starter labels, trained and scored."""
    folder = tmp_path_factory.mktemp("made") / "study"
    assert exit_code(["init", str(folder), "--codebook", str(REPOSITORY / "annotations" / "codebook.toml")]) == 0
    starter = read_ledger(REPOSITORY / "annotations" / "starter.jsonl")
    last = {(d.annotator, d.sentence_id): d for d in starter if d.offered}  # some were labelled again
    today = read_codebook(folder / "annotations" / "codebook.toml").fingerprint
    fewer = [
        replace(d, offered=FRAMES, frames=tuple(key for key in FRAMES if key in d.frames), codebook=today, project="p")
        for d in last.values()
    ]
    append_decisions(folder / "annotations" / "ledger.jsonl", fewer)
    for arguments in (["ingest", str(REPOSITORY / "seeds")], ["train"], ["score"]):
        assert exit_code(["-C", str(folder), *arguments]) == 0
    return folder


@pytest.fixture
def study(made_once: Path, tmp_path: Path) -> Path:
    """A copy of that project, for one test."""
    return Path(shutil.copytree(made_once, tmp_path / "study"))


@pytest.fixture
def empty(tmp_path: Path, run: Run) -> Path:
    """A project with nothing in it but what init makes."""
    assert run("init", tmp_path / "empty").code == 0
    return tmp_path / "empty"
