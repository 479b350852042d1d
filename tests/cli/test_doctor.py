"""framing doctor where there is no project, no server, no network, and where files are damaged."""

import errno
import socket
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from framing.doccano.local import environment
from framing.doccano.watching import machine
from framing.doccano.watching.findings import Finding, exit_code
from framing.errors import MissingExtra

SECRET = "geheim-77"


@pytest.fixture(autouse=True)
def nothing_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instances and environments in a folder of the test."""
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FRAMING_DOCCANO_ENVIRONMENTS", raising=False)


def found(ran: Any) -> dict[str, tuple[str, str, str]]:
    result = ran.json()["result"]
    levels = [finding["level"] for finding in result["findings"]]
    assert [result[level] for level in ("ok", "warning", "fault")] == [
        levels.count(level) for level in ("ok", "warning", "fault")
    ]
    for finding in result["findings"]:
        assert finding["said"]
        assert finding["level"] == "ok" or finding["todo"] or finding["said"].endswith(".")
    return {f["subject"]: (f["level"], f["said"], f["todo"]) for f in result["findings"]}


def test_without_project_server_and_network_it_still_says_what_it_can(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", no_network)
    before = set(tmp_path.rglob("*"))
    ran = run("-C", tmp_path, "doctor", "--json")
    assert ran.code == 0
    lines = found(ran)
    assert lines["framing"][0] == "ok"
    assert metadata.version("doccano-client") in lines["packages for Doccano"][1]
    assert lines["environment of the local Doccano"][1].startswith("not made yet")
    assert lines["project folder"][0] == "warning"
    assert "framing init" in lines["project folder"][2]
    assert lines["local Doccano default"][1:] == ("does not run", "Start it: framing server up.")
    assert "codebook" not in lines
    assert set(tmp_path.rglob("*")) == before  # it made nothing


def test_a_folder_that_is_none_is_a_fault_and_the_machine_is_looked_at_all_the_same(run: Any, tmp_path: Path) -> None:
    ran = run("-C", tmp_path / "nowhere", "doctor", "--json")
    assert ran.code == 5
    assert found(ran)["project folder"][0] == "fault"
    assert found(ran)["disk for the local Doccano"][0] == "ok"


def test_a_whole_project_is_in_order_and_text_says_the_same_as_json(run: Any, empty: Path) -> None:
    ran = run("-C", empty, "doctor", "--json")
    assert ran.code == 0
    assert found(ran)["codebook"][0] == found(ran)["ledger"][0] == "ok"
    text = run("-C", empty, "doctor")
    assert text.code == 0
    for subject, (level, _, _) in found(ran).items():
        assert f"{level:8}{subject}: " in text.out
    assert "0 faults" in text.err


def test_damaged_files_are_faults_by_name(run: Any, empty: Path) -> None:
    (empty / "annotations" / "codebook.toml").write_text("[codebook", encoding="utf-8")
    (empty / "annotations" / "ledger.jsonl").write_text('{"a": 1}\n{}\n', encoding="utf-8")
    ran = run("-C", empty, "doctor", "--json")
    assert ran.code == 5
    for subject in ("codebook", "ledger"):
        level, said, _ = found(ran)[subject]
        assert level == "fault"
        assert f"{subject}." in said


def test_a_server_that_is_away_is_doccanos_fault_and_no_secret_is_printed(
    run: Any, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("FRAMING_DOCCANO_URL", f"http://127.0.0.1:{probe.getsockname()[1]}")
    monkeypatch.setattr("time.sleep", lambda _: None)
    for name in ("FRAMING_DOCCANO_USERNAME", "FRAMING_DOCCANO_PASSWORD"):
        ran = run("-C", empty, "doctor", "--json")
        assert ran.code == 4
        assert "no Doccano answers at" in found(ran)["Doccano"][1]
        assert SECRET not in ran.out + ran.err
        monkeypatch.setenv(name, SECRET)


def test_a_full_disk_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = __import__("shutil").disk_usage(tmp_path)
    levels = []
    for free in (10**10, 5 * 10**8, 10**6):
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        levels += [finding.level for finding in machine.examine_disk({"tests": tmp_path / "not" / "there"})]
    assert levels == ["ok", "warning", "fault"]


def without(*_: object) -> Iterator[None]:
    raise MissingExtra("pip install 'framing[doccano]'")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "import_client", without)
    levels = {finding.subject: finding for finding in machine.examine_packages()}
    assert levels["packages for Doccano"].level == "warning"
    assert "pip install 'framing[doccano]'" in levels["packages for Doccano"].todo


def test_packages_that_do_not_fit_each_other_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def pydantic_two() -> type:
        raise TypeError("root_validator: pre or skip_on_failure")

    monkeypatch.setattr(machine, "import_client", pydantic_two)
    finding = list(machine.examine_packages())[-1]
    assert (finding.level, exit_code([finding])) == ("fault", 5)
    assert "root_validator" in finding.said


def test_a_package_that_is_not_the_pinned_one_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text(
        "Django-Thing==1.2 \\\n    --hash=sha256:00\nnumpy==1.26.4 \\\n"
        "tzdata==1 ; sys_platform == 'win32' \\\ngone==3\n",
        encoding="utf-8",
    )
    for name in ("django_thing-1.2", "numpy-2.0.0", "pip-25"):
        (tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / f"{name}.dist-info").mkdir(parents=True)
    others = environment.other_than_pinned(environment.Environment(tmp_path), lock)
    assert others == {"numpy": "2.0.0", "gone": "none"}


@pytest.mark.parametrize(
    ("levels", "code"), [("", 0), ("ok warning", 0), ("fault", 5), ("fault doccano", 4), ("doccano ok", 4)]
)
def test_the_exit_code_says_whose_fault_it_is(levels: str, code: int) -> None:
    findings = [
        Finding("fault" if level == "doccano" else level, "x", "y", doccano=level == "doccano")  # type: ignore[arg-type]
        for level in levels.split()
    ]
    assert exit_code(findings) == code
