"""framing init."""

from pathlib import Path

from framing.codebook import read_codebook
from framing.workspace import open_workspace


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_init_makes_a_project_that_works(run, tmp_path: Path) -> None:
    ran = run("init", tmp_path / "study")
    assert ran.code == 0
    assert set(contents(tmp_path / "study")) == {"framing.toml", "annotations/codebook.toml", ".gitignore"}
    assert "Next: " in ran.err
    place = open_workspace(tmp_path / "study")
    assert len(read_codebook(place.codebook).frames) == 2
    assert run("-C", tmp_path / "study", "codebook").code == 0


def test_init_again_changes_nothing_and_says_so(run, tmp_path: Path) -> None:
    run("init", tmp_path)
    (tmp_path / "framing.toml").write_text("# mine\n")
    before = contents(tmp_path)
    ran = run("init", tmp_path)
    assert ran.code == 0
    assert "nothing was changed" in ran.out
    assert contents(tmp_path) == before


def test_init_makes_only_what_is_missing(run, tmp_path: Path) -> None:
    run("init", tmp_path)
    (tmp_path / "annotations" / "codebook.toml").unlink()
    assert run("init", tmp_path, "--json").json()["result"]["made"] == ["annotations/codebook.toml"]


def test_init_can_start_with_a_codebook_of_ones_own(run, tmp_path: Path, repository: Path) -> None:
    own = repository / "annotations" / "codebook.toml"
    assert run("init", tmp_path / "study", "--codebook", own).code == 0
    assert (tmp_path / "study" / "annotations" / "codebook.toml").read_bytes() == own.read_bytes()


def test_init_makes_nothing_when_that_codebook_is_wrong(run, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("[codebook]\n")
    ran = run("init", tmp_path / "study", "--codebook", tmp_path / "wrong.toml")
    assert ran.code == 3
    assert "wrong.toml has no frame" in ran.err
    assert not (tmp_path / "study").exists()


def test_init_names_a_folder_that_cannot_be_made(run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = run("init", tmp_path / "file" / "study")
    assert ran.code == 3
    assert "Choose a folder that can be written" in ran.err


def test_passwords_and_results_are_kept_out_of_version_control(run, tmp_path: Path) -> None:
    run("init", tmp_path)
    place = open_workspace(tmp_path)
    assert place.accounts.parent.name == "out"
    assert "out/" in (tmp_path / ".gitignore").read_text().splitlines()
