"""framing push --dry-run: what it prints is what the push then does, in each of its modes, and nothing is changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from framing.cli.main import exit_code
from framing.doccano.local.server import LocalServer
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway

BOOK = """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = "cost <b>"
shortcut = "c"
color = "#112233"
definition = "Money"
positive = ["It costs nine million."]
"""


@pytest.fixture
def study(tmp_path: Path, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a codebook and two ingested texts, and the server that it works with."""
    monkeypatch.setenv("FRAMING_DOCCANO_URL", doccano_server.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    folder = tmp_path / "dry"
    (folder / "annotations").mkdir(parents=True)
    (folder / "annotations" / "codebook.toml").write_text(BOOK, encoding="utf-8")
    texts = folder / "texts"
    texts.mkdir()
    for name in ("one", "two"):
        (texts / f"{name}.txt").write_text(f"The line costs {name} million. It opens in May.", encoding="utf-8")
    assert exit_code(["-C", str(folder), "ingest", str(texts)]) == 0
    return folder


@pytest.mark.parametrize(
    ("options", "projects"),
    [
        ([], ["dry"]),
        (["--overlap", "1"], ["dry / aigul-dry", "dry / berik-dry"]),
        (["--training"], ["dry training / aigul-dry", "dry training / berik-dry"]),
    ],
    ids=["shared", "divided", "exercises"],
)
def test_a_dry_run_tells_every_project_that_the_push_makes(
    study: Path,
    doccano_server: LocalServer,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    projects: list[str],
) -> None:
    name = f"dry{len(options)}"  # one server for all three
    people = ["aigul-dry", "berik-dry"]
    command = ["-C", str(study), "push", "--project", name, "--annotators", ",".join(people), *options]

    def run(*more: str) -> Any:
        capsys.readouterr()
        assert exit_code([*command, *more]) == 0
        out = capsys.readouterr().out
        return json.loads(out)["result"] if "--json" in more else out

    staff = Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))
    files = sorted(study.rglob("*"))
    before = staff.projects()
    plans = run("--dry-run", "--json")
    assert [plan["project"] for plan in plans["projects"]] == [each.replace("dry", name, 1) for each in projects]
    assert plans["changes_anything"]
    assert "cost <b>" in run("--dry-run")
    assert staff.projects() == before
    assert sorted(study.rglob("*")) == files
    run()
    made = {project.name: project for project in staff.projects()}
    for plan in plans["projects"]:
        project = made[plan["project"]]
        assert staff.count(project) == plan["to_upload"] == plan["sentences"]
        assert list(staff.label_ids(project)) == plan["labels_to_make"]
        assert set(plan["members_to_add"]) <= set(staff.members(project))
    assert not run("--dry-run", "--json")["changes_anything"]
    assert run("--dry-run").count("Nothing to do") == len(projects)
