"""framing server: what its commands say where no Doccano runs, and what they never print."""

from pathlib import Path

import pytest

from framing.accounts import new_password
from framing.doccano.local import log, server


@pytest.fixture(autouse=True)
def no_server_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instances of the local server lie in a folder of the test."""
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("words", [["backup", "b.zip"], ["logs"], ["password", "coder1"]])
def test_where_there_is_no_server_yet_a_command_says_so(
    run, empty: Path, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("-C", empty, "server", *words)
    assert ran.code == 3
    assert "There is no local Doccano in" in ran.err
    assert not (tmp_path / "b.zip").exists()


def test_instances_side_by_side_are_listed_by_name(run, empty: Path) -> None:
    for name in ("spring", "autumn"):
        server.instance_folder(name).mkdir(parents=True)
    result = run("-C", empty, "server", "status", "--name", "spring", "--json").json()["result"]
    assert result["home"].endswith("/spring")
    assert [(found["name"], found["running"]) for found in result["instances"]] == [
        ("autumn", False),
        ("spring", False),
    ]
    assert result["disk_free_mb"] > 0
    said = run("-C", empty, "server", "status").out
    assert "local server autumn: stopped" in said


def test_a_name_that_leads_elsewhere_is_refused_by_every_command(run, empty: Path) -> None:
    for words in (
        ["up"],
        ["down"],
        ["status"],
        ["logs"],
        ["backup"],
        ["restore", "x"],
        ["accounts"],
        ["password", "a"],
    ):
        ran = run("-C", empty, "server", *words, "--name", "../x")
        assert (ran.code, "is no name for a local server" in ran.err) == (3, True), words


def test_accounts_are_those_of_the_server_that_was_named(run, empty: Path) -> None:
    for name in ("spring", "autumn"):
        new_password(server.instance_folder(name) / "accounts.csv", f"local server {name}", f"coder-{name}")
    found = run("-C", empty, "server", "accounts", "--name", "spring", "--json").json()["result"]["accounts"]
    assert [row["annotator"] for row in found] == ["coder-spring"]


@pytest.mark.security
def test_an_address_with_a_password_is_refused_and_not_repeated(run, empty: Path) -> None:
    for command in (["up"], ["restore", "b.zip"]):
        ran = run("-C", empty, "server", *command, "--database-url", "postgresql://a:geheim-77@127.0.0.1/b")
        assert ran.code == 3
        assert "FRAMING_DATABASE_URL" in ran.err
        assert "geheim" not in ran.err + ran.out
    assert not server.instance_folder().exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "example.org"], "--host 'example.org' is no address"),
        (["--public-url", "https://a/b"], "is no address that people open"),
        (["--database-url", "mysql://x"], "must name a PostgreSQL"),
    ],
)
def test_an_option_that_is_none_starts_nothing(run, empty: Path, options: list[str], said: str) -> None:
    ran = run("-C", empty, "server", "up", *options)
    assert ran.code == 3
    assert said in ran.err
    assert "Installing" not in ran.err


def test_the_end_of_the_log_is_printed_without_what_steers_a_terminal(run, empty: Path) -> None:
    home = server.instance_folder()
    home.mkdir(parents=True)
    assert run("-C", empty, "server", "logs").err == "Nothing is in the log: no error since it was begun.\n"
    (home / "start.log").write_text("started\n", encoding="utf-8")
    assert run("-C", empty, "server", "logs").out == "started\n"
    (home / "server.log.1").write_text("one\ntwo\n", encoding="utf-8")
    (home / "server.log").write_bytes(b"three\n\x1b[2Jfour\xff\n")
    assert run("-C", empty, "server", "logs", "-n", "3").out == "two\nthree\n\\x1b[2Jfour\ufffd\n"
    found = run("-C", empty, "server", "logs", "-n", "1", "--json").json()["result"]
    assert found == {"file": str(home / "server.log"), "lines": ["\x1b[2Jfour\ufffd"]}
    assert run("-C", empty, "server", "logs", "--follow", "--json").code == 2


def test_lines_that_are_written_later_follow_also_when_the_log_is_begun_anew(tmp_path: Path) -> None:
    own = tmp_path / "server.log"
    own.write_text("old\n", encoding="utf-8")
    found = log.new_lines(tmp_path)
    with own.open("a", encoding="utf-8") as stream:
        stream.write("first\nsec")
        stream.flush()
        assert next(found) == "first"
        stream.write("ond\n")
    assert next(found) == "second"
    own.write_text("anew\n", encoding="utf-8")
    assert next(found) == "anew"
