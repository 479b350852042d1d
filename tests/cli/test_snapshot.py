"""framing snapshot and restore where no Doccano is needed, or none is there."""

from pathlib import Path

import pytest

from framing.doccano.moving.snapshot import ProjectContent, Settings, StudyContent
from framing.doccano.moving.snapshot_file import to_bytes

PLAIN = Settings(single_label=False, random_order=False, members_add_labels=False, tags=())


@pytest.fixture(autouse=True)
def no_server_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instances of the local server lie in a folder of the test."""
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A snapshot."""
    path = tmp_path / "kept.zip"
    path.write_bytes(to_bytes(StudyContent("tram", "boss", (ProjectContent("tram", "d", "g", PLAIN),))))
    return path


def test_without_a_server_nothing_is_written(run, empty: Path, kept: Path) -> None:
    for arguments in (("snapshot", empty / "new.zip"), ("restore", kept)):
        ran = run("-C", empty, *arguments, "--json")
        assert (ran.code, ran.out) == (4, "")
        assert "The local Doccano does not run" in ran.err
    assert not (empty / "new.zip").exists()


def test_a_file_that_is_there_already_is_not_written_over_unless_told(run, empty: Path, kept: Path) -> None:
    before = kept.read_bytes()
    ran = run("-C", empty, "snapshot", kept)
    assert ran.code == 3
    assert f"{kept} is there already. Name another file, or write over it: --replace." in ran.err
    assert run("-C", empty, "snapshot", kept, "--replace").code == 4  # so it went on, and found no server
    assert kept.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file"), (b"", "is no whole snapshot"), (b"PK\x03\x04", "is no whole snapshot")],
)
def test_a_file_that_is_no_snapshot_exits_3(run, empty: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (empty / "s.zip").write_bytes(content)
    ran = run("-C", empty, "restore", empty / "s.zip")
    assert ran.code == 3
    assert said in ran.err
    assert "s.zip" in ran.err


def test_accounts_that_others_can_read_are_refused_before_anything_is_asked(run, empty: Path, kept: Path) -> None:
    given = empty / "given.csv"
    given.write_text("annotator,password\naigul,geheim-77\n")
    given.chmod(0o640)
    ran = run("-C", empty, "restore", kept, "--accounts", given)
    assert ran.code == 3
    assert f"chmod 600 {given}" in ran.err
    assert "geheim-77" not in ran.err
