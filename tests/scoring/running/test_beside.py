import io
import os

import pytest

from framing.errors import InputError
from framing.scoring.running.beside import Beside
from framing.scoring.running.run import File


class Unused:
    """An engine that must not be asked."""

    def parts(self, scorer, chunks):
        raise AssertionError("it was scored")


@pytest.fixture
def beside(tmp_path):
    return Beside(tmp_path / "o.jsonl", "jsonl")


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_has_the_name_of_the_folder_and_is_not_of_framing_stays_and_nothing_is_scored(corpus, beside, kind):
    if kind == "folder":
        beside.old.mkdir()
        (beside.old / "mine.txt").write_text("mine")
    elif kind == "file":
        beside.old.write_text("mine")
    else:
        beside.old.symlink_to(corpus.path.parent)
    with pytest.raises(InputError, match=r"\.o\.jsonl\.old is"):
        corpus.run(File(corpus.path.with_name("o.jsonl")), engine=Unused())
    assert os.path.lexists(beside.old)
    if kind == "folder":
        assert (beside.old / "mine.txt").read_text() == "mine"


def test_a_run_that_was_killed_while_it_was_taken_away_is_taken_away(beside):
    for left in (("run.json", "parts.jsonl", "sentences/part-00003.jsonl", "joined"), ("run.json",), ()):
        beside.old.mkdir()
        for name in left:
            (beside.old / name).parent.mkdir(exist_ok=True)
            (beside.old / name).write_text("{}")
        beside.prepare()
        assert not beside.old.exists()


def test_what_a_user_put_into_the_work_is_kept_and_told(corpus, beside):
    path, said = corpus.path.with_name("o.jsonl"), []

    class Planting:
        def parts(self, scorer, chunks):
            for chunk in chunks:
                (beside.work / "mine.txt").write_text("mine")
                yield scorer.score(chunk)

    corpus.run(File(path), engine=Planting(), say=said.append)
    mine = beside.old / "mine.txt"
    assert mine.read_text() == "mine"
    assert f"{mine} is not of framing" in said[-1]
    with pytest.raises(InputError, match=r"mine\.txt is not of framing"):
        corpus.run(File(path), engine=Unused())
    mine.unlink()
    corpus.run(File(path))
    assert not beside.old.exists()


def test_a_name_for_which_the_folder_has_none_is_refused_before_anything_is_scored(corpus):
    for length in (200, 246):
        path = corpus.path.with_name("n" * (length - 6) + ".jsonl")
        if length == 200:
            corpus.run(File(path))
            assert path.exists()
        else:
            with pytest.raises(InputError, match="too long"):
                corpus.run(File(path), engine=Unused())


def test_a_file_keeps_its_mode_and_is_as_it_was_if_it_cannot_be_written(beside, tmp_path):
    path = tmp_path / "o.jsonl"
    beside.work.mkdir()
    path.write_text("before")
    path.chmod(0o640)

    def fail(file: io.BufferedIOBase) -> None:
        file.write(b"half")
        raise OSError("the part cannot be read")

    with pytest.raises(OSError, match="cannot be read"):
        beside.put(fail, path)
    assert path.read_text() == "before"
    beside.put(lambda file: file.write(b"after"), path)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("after", 0o640)
    assert not list(beside.work.iterdir())
