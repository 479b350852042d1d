"""From a draw to a real Doccano: what is pushed, in which order, and that chance stays unaided."""

import json
from pathlib import Path
from typing import Any

import pytest

from framing.cli.main import exit_code
from framing.doccano.local.server import LocalServer
from framing.doccano.project import projects, tasks
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.files import read_table
from framing.tables import SAMPLE

REPOSITORY = Path(__file__).parents[2]
MODEL = REPOSITORY / "models" / "starter"


def test_only_the_sample_is_pushed_and_nothing_is_proposed_beside_what_chance_drew(
    tmp_path: Path, doccano_server: LocalServer, at_the_server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    study = at_the_server("sampled-study")
    admin = Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))

    def run(*arguments: object) -> Any:
        capsys.readouterr()
        code = exit_code(["-C", str(study), *map(str, arguments), "--json"])
        said = capsys.readouterr()
        assert code == 0, said.err
        return json.loads(said.out)["result"]

    def shown() -> dict[str, str | None]:
        """Sentence id to the proposal beside it, in the order of the project."""
        project, _ = projects.open_project(admin, "sampled-study")
        rows = next(iter(admin.export(project, only_confirmed=False).values()))
        return {str(tasks.name_of(row)): tasks.suggestion_in(row) for row in rows}

    run("init", study, "--codebook", REPOSITORY / "annotations" / "codebook.toml")
    run("ingest", REPOSITORY / "seeds")
    run("suggest", "--for", "estimation", "--count", 12, "--by", "outlet")
    run("suggest", "--for", "training", "--count", 8)
    sample = read_table(study / "annotations" / "sample.jsonl", SAMPLE)
    by_chance = set(sample.loc[sample["purpose"] == "estimation", "sentence_id"])

    rehearsal = run("push", "--suggest", MODEL, "--suggest-share", "100%", "--dry-run")
    assert "20" in json.dumps(rehearsal)
    pushed = run("push", "--suggest", MODEL, "--suggest-share", "100%", "--annotators", "sample-sara")
    assert pushed["uploaded"] == 20
    beside = shown()
    assert list(beside) == sample["sentence_id"].tolist()  # the order in which to label
    assert {name for name, text in beside.items() if text is None} == by_chance
    assert len(by_chance) == 12

    # A larger slice: its new sentences are sent, those of before are there already. Some may have been drawn for
    # training before, with a proposal in sight: they are named, and keep what annotators were shown.
    grown = run("suggest", "--for", "estimation", "--count", 30, "--by", "outlet")
    sample = read_table(study / "annotations" / "sample.jsonl", SAMPLE)
    both = set(sample.loc[sample["draw"] == 3, "sentence_id"]) & set(sample.loc[sample["draw"] == 2, "sentence_id"])
    assert grown["assisted"] == len(both)
    pushed = run("push", "--suggest", MODEL, "--suggest-share", "100%")
    assert pushed["uploaded"] == 30 - len(both)
    later = shown()
    assert {name: later[name] for name in beside} == beside
    assert all(later[name] is None for name in set(later) - set(beside))
    assert run("push", "--suggest", MODEL)["changed"] is False
