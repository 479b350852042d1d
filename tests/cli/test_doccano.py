"""framing push, pull and server where no Doccano is needed, or none is there."""

import socket
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_server_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instances of the local server lie in a folder of the test."""
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("command", ["push", "pull"])
def test_without_a_local_server_it_says_how_to_start_one(run, study: Path, command: str) -> None:
    ran = run("-C", study, command, "--json")
    assert ran.code == 4
    assert ran.err == "Error: The local Doccano does not run. Start it: framing server up.\n"
    assert ran.out == ""


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_server_of_ones_own_needs_a_name_and_a_password(
    run, study: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("FRAMING_DOCCANO_URL", "http://127.0.0.1:9")
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "FRAMING_DOCCANO_USERNAME" in ran.err
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", "editor")
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "FRAMING_DOCCANO_PASSWORD" in ran.err


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_server_that_is_not_there_exits_4_and_the_password_is_not_repeated(
    run, study: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("FRAMING_DOCCANO_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", "editor")
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", "geheim-77")
    monkeypatch.setattr("time.sleep", lambda _: None)
    ran = run("-C", study, command)
    assert ran.code == 4
    assert f"no Doccano answers at http://127.0.0.1:{port}" in ran.err
    assert "geheim-77" not in ran.err


def test_status_and_down_where_no_server_runs(run, empty: Path) -> None:
    assert run("-C", empty, "server", "status", "--json").json()["result"]["running"] is False
    assert run("-C", empty, "server", "down", "--json").json()["result"] == {"stopped": False}
    assert run("-C", empty, "server", "down").code == 0


def test_a_project_asks_for_frames_or_for_voices(run, study: Path) -> None:
    ran = run("-C", study, "push", "--voice", "--frames", "criminal_riot")
    assert ran.code == 2
    assert "--frames and --voice exclude each other" in ran.err


@pytest.mark.parametrize(
    "other", [["--voice"], ["--all"], ["--queue", "q.jsonl"], ["--overlap", "2"], ["--training"], ["--suggest", "m"]]
)
def test_disputes_are_pushed_without_a_choice_of_anything_else(run, study: Path, other: list[str]) -> None:
    ran = run("-C", study, "push", "--adjudicate", "--annotators", "ruth", *other)
    assert ran.code == 2
    assert f"--adjudicate and {other[0]} exclude each other" in ran.err


def test_a_host_for_automatic_labelling_that_is_none_is_named_before_anything_is_made(
    run, empty: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FRAMING_AUTO_LABELLING", "loopback,http://score.example.org")
    ran = run("-C", empty, "server", "up")
    assert ran.code == 3
    assert "'http://score.example.org' is no host that automatic labelling could send texts to" in ran.err
    assert not (tmp_path / "home").exists()
