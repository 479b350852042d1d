import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framing.cli.main import main


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), "lesson", *arguments])


def test_the_pack_of_the_repository_is_written(repository: Path, tmp_path: Path) -> None:
    path = tmp_path / "lesson.zip"
    found = run(repository, "--zip", str(path), "--language", "kk", "--items", "8", "--json")
    assert found.exit_code == 0, found.output
    result = json.loads(found.stdout)["result"]
    assert (result["items"], result["made_by"]) == (8, "automated coder")
    with zipfile.ZipFile(path) as archive:
        assert [name.removeprefix("lesson-kk/") for name in archive.namelist()] == result["files"]
        assert 'lang="kk"' in archive.read("lesson-kk/index.html").decode()


def test_without_zip_and_command_it_says_what_there_is(repository: Path) -> None:
    found = run(repository)
    assert found.exit_code == 0
    assert "--zip FILE" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--language", "xx"], "There are no pages in 'xx'"),
        (["--frames", "weather"], "no frame 'weather'"),
        (["--own"], "framing ingest"),
        (["--model", "models/starter"], "framing train --profile fast"),
        (["--model", "nowhere"], "There is no model in"),
    ],
)
def test_what_cannot_be_made_says_what_to_do_and_leaves_no_file(
    repository: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    folder = tmp_path if "--own" in arguments else repository
    path = tmp_path / "lesson.zip"
    found = run(folder, "--zip", str(path), *[str(folder / each) if "models" in each else each for each in arguments])
    assert said in str(found.exception)
    assert not path.exists()


def test_a_folder_that_is_no_clone_and_no_project_says_what_to_do(tmp_path: Path) -> None:
    assert "framing lesson --own" in str(run(tmp_path, "--zip", str(tmp_path / "lesson.zip")).exception)


def test_without_labels_it_says_how_to_get_some_with_doccano_and_without(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("The drivers laid down their work on Monday.", encoding="utf-8")
    ingested = CliRunner().invoke(main, ["-C", str(tmp_path), "ingest", str(texts)])
    assert ingested.exit_code == 0, ingested.output
    said = str(run(tmp_path, "--zip", str(tmp_path / "own.zip"), "--own").exception)
    assert "framing pull --from FILE" in said
    assert "--labels" not in said  # which this command has not


def test_the_zip_takes_the_place_of_nothing_that_framing_keeps(repository: Path) -> None:
    key = repository / "annotations" / "lesson-key.jsonl"
    found = run(repository, "--zip", str(key))
    assert found.exit_code == 2
    assert "the key of the lesson" in found.stderr
