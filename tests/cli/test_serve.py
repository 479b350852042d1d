"""framing serve and push --suggest-by-service before anything listens or is asked."""

import re
import sys
from pathlib import Path

import pytest

from framing.cli.autolabel import check_service
from framing.cli.serve import PORT, TOKEN
from framing.doccano.local import reach
from framing.web import serving
from framing.workspace import open_workspace

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "starter"
STARTER = ROOT / "annotations" / "starter.jsonl"


def test_other_machines_are_not_let_in_without_a_token(run, tmp_path, monkeypatch) -> None:
    ran = run("-C", tmp_path, "serve", MODEL, "--host", "0.0.0.0", "--port", 0)
    assert ran.code == 3
    assert TOKEN in ran.err
    token = tmp_path / "token"
    token.write_text("a-token-of-twenty-four-c\n", encoding="utf-8")
    token.chmod(0o644)
    monkeypatch.setenv(f"{TOKEN}_FILE", str(token))
    ran = run("-C", tmp_path, "serve", MODEL, "--host", "0.0.0.0", "--port", 0)
    assert ran.code == 3
    assert "can be read by others" in ran.err


def test_what_it_is_given_must_be_there(run, tmp_path) -> None:
    assert "There is no model" in run("-C", tmp_path, "serve", tmp_path / "nowhere", "--port", 0).err
    ran = run("-C", tmp_path, "serve", MODEL, "--port", 0, "--labels", tmp_path / "none.jsonl")
    assert ran.code == 3
    assert "There is no file" in ran.err
    kept = tmp_path / "kept.jsonl"
    kept.write_text('{"other": 1}\n', encoding="utf-8")
    ran = run("-C", tmp_path, "serve", MODEL, "--port", 0, "--keep", kept)
    assert ran.code == 3
    assert "kept.jsonl has no column kind" in ran.err


@pytest.fixture
def ready_at_once(monkeypatch) -> None:
    """Says what it has to say when it listens, and ends."""
    monkeypatch.setattr(serving, "serve", lambda _app, _place, _limits, ready: ready())


@pytest.mark.usefixtures("ready_at_once")
def test_labels_of_texts_that_were_not_ingested_are_no_reason_not_to_start(run, tmp_path) -> None:
    ran = run("-C", tmp_path, "serve", MODEL, "--port", 0, "--labels", STARTER)
    assert ran.code == 0
    assert ran.out.startswith("http://127.0.0.1:")
    assert "No labelled sentences stand beside the scores" in ran.err
    assert "framing ingest seeds" in ran.err


@pytest.mark.usefixtures("ready_at_once")
@pytest.mark.parametrize(
    ("addresses", "named"),
    [
        (["192.168.1.20", "10.0.0.7"], r"reaches http://192\.168\.1\.20:\d+ or http://10\.0\.0\.7:\d+\."),
        ([], r"by its own address, with :\d+ behind it\."),
    ],
)
def test_other_machines_are_told_an_address_that_leads_to_this_one(
    run, tmp_path, monkeypatch, addresses, named
) -> None:
    monkeypatch.setattr(reach, "network_addresses", lambda: addresses)
    monkeypatch.setenv(TOKEN, "a-token-of-twenty-four-c")
    ran = run("-C", tmp_path, "serve", MODEL, "--host", "0.0.0.0", "--port", 0)
    assert ran.code == 0
    (warned,) = [line for line in ran.err.splitlines() if "asks for the token" in line]
    assert re.search(named, warned)
    assert "127.0.0.1" not in warned


def test_without_the_extra_it_says_what_to_install(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for name in [name for name in sys.modules if name.startswith("framing.web.")]:
        monkeypatch.delitem(sys.modules, name)
    ran = run("-C", tmp_path, "serve", MODEL)
    assert ran.code == 3
    assert "pip install 'framing[web]'" in ran.err


@pytest.mark.parametrize(
    "other", [["--voice"], ["--training", "--annotators", "a"], ["--suggest", MODEL], ["--dry-run"]]
)
def test_a_service_is_not_asked_where_work_is_done_without_help(run, tmp_path, other) -> None:
    ran = run("-C", tmp_path, "push", "--suggest-by-service", *other)
    assert ran.code == 2
    assert "exclude each other" in ran.err


def test_the_service_of_this_machine_is_asked_unless_told_otherwise(run, tmp_path) -> None:
    (tmp_path / "framing.toml").write_text('[doccano]\nurl = "http://127.0.0.1:9"\n', encoding="utf-8")
    assert open_workspace(tmp_path).doccano_url
    check_service(f"http://127.0.0.1:{PORT}/label", {})
    assert "is not encrypted" in run("-C", tmp_path, "push", "--suggest-by-service", "http://score.example/label").err
