"""What goes wrong with a class before there is a Doccano of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from framing import locks
from framing.classroom.in_doccano import outcome, wipe, work
from framing.classroom.in_doccano.folder import MARKER, ClassFolder, changed, make_folder, open_folder
from framing.classroom.lesson import Item, Lesson
from framing.cli.lesson_class import remind
from framing.cli.main import main
from framing.codebook import Codebook, Frame
from framing.doccano.local import reach
from framing.errors import InputError

LESSON = Lesson(
    title="A tram line",
    codebook=Codebook("tram", "1.0.0", "Trams", (Frame("cost", "cost", "c", "#112233", "#ffffff", "Money"),)),
    items=(Item(1, "d:1-9", "Soot will fall.", "", ()),),
    tellings=(),
    pairs=(),
    background=(),
    made_by="automated coder",
    language="en",
)


@pytest.fixture
def half_made(tmp_path: Path) -> Path:
    """A class whose setup was broken off before its Doccano was started."""
    return make_folder(tmp_path / "class", LESSON, "m1", 14, datetime.now(UTC)).path


@pytest.mark.parametrize("command", ["live", "close", "results"])
def test_a_class_that_is_half_made_says_how_it_goes_on(run, half_made: Path, command: str) -> None:
    found = run("lesson", command, "--folder", half_made)
    assert found.code == 3
    assert "Run the same framing lesson setup again: it goes on" in found.err


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is locked now."""
    subjects: list[str] = []

    @contextmanager
    def lock(subject: str, say: object) -> Iterator[None]:
        subjects.append(subject)
        yield
        subjects.remove(subject)

    monkeypatch.setattr(locks, "one_at_a_time", lock)
    return subjects


def test_a_class_is_closed_while_nobody_else_works_on_it(
    run, half_made: Path, held: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(folder: ClassFolder, *, closed: bool) -> ClassFolder:
        assert held == [f"the class in {half_made}"]
        return changed(folder, closed=closed)

    monkeypatch.setattr(work, "close", close)
    assert run("lesson", "close", "--folder", half_made / ".." / "class").code == 0
    assert open_folder(half_made).closed


@pytest.mark.parametrize("command", ["live", "results"])
def test_what_is_read_is_written_before_anybody_wipes_it(
    run, half_made: Path, held: list[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def looked(*_: object, **__: object) -> None:
        assert held == [f"the class in {half_made}"]
        raise InputError("looked")

    monkeypatch.setattr(*{"live": (work, "how_far"), "results": (outcome, "make_results")}[command], looked)
    assert "looked" in run("lesson", command, "--folder", half_made / ".." / "class").err


@pytest.mark.parametrize("command", ["live", "results"])
def test_nothing_is_written_where_a_class_was_wiped_meanwhile(
    run, half_made: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    @contextmanager
    def lock(subject: str, say: object) -> Iterator[None]:  # which the wipe had
        (half_made / "kept.txt").touch()
        wipe.wipe_class(half_made, print)
        yield

    monkeypatch.setattr(locks, "one_at_a_time", lock)
    found = run("lesson", command, "--folder", half_made)
    assert found.code == 3
    assert f"{half_made} is no lesson folder" in found.err
    assert [entry.name for entry in half_made.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("command", ["live", "close", "results", "wipe"])
def test_a_folder_that_is_no_class_is_named(run, tmp_path: Path, command: str) -> None:
    (tmp_path / "kept.txt").touch()
    found = run("lesson", command, "--folder", tmp_path)
    assert found.code == 3
    assert f"{tmp_path} is no lesson folder" in found.err
    assert (tmp_path / "kept.txt").exists()


def test_a_project_is_never_set_up_as_a_class(run, tmp_path: Path) -> None:
    (tmp_path / "framing.toml").touch()
    found = run("lesson", "setup", "--folder", tmp_path)
    assert found.code == 3
    assert "is a project" in found.err
    assert [entry.name for entry in tmp_path.iterdir()] == ["framing.toml"]


def test_the_folder_of_another_lesson_is_left_alone(run, half_made: Path, repository: Path) -> None:
    found = run("-C", repository, "lesson", "setup", "--folder", half_made, "--language", "ru")
    assert found.code == 3
    assert "holds a class of another lesson ('A tram line')" in found.err
    assert not (half_made / "doccano").exists()


def test_a_machine_on_no_network_says_so(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "network_addresses", list)
    found = run("lesson", "setup", "--lan", "--folder", tmp_path / "class")
    assert found.code == 3
    assert "is on no private network" in found.err
    assert not (tmp_path / "class").exists()


def test_a_wipe_asks_first_and_then_prints_what_it_removed(half_made: Path) -> None:
    asked = CliRunner().invoke(main, ["lesson", "wipe", "--folder", str(half_made)], input="n\n")
    assert asked.exit_code == 1
    assert (half_made / MARKER).exists()
    done = CliRunner().invoke(main, ["lesson", "wipe", "--folder", str(half_made)], input="y\n")
    assert done.exit_code == 0
    assert f"removed: the folder {half_made}" in done.stdout
    assert not half_made.exists()


def test_a_wipe_that_leaves_a_name_is_partly_done(run, half_made: Path) -> None:
    (half_made / "pupils.csv").write_text("pseudonym,password\nblue-otter,river-2345-maple\n")
    (half_made / "list.txt").write_text("blue-otter is Anna")
    done = run("lesson", "wipe", "--yes", "--folder", half_made)
    assert done.code == 6
    assert "list.txt: delete it yourself" in done.err
    assert (half_made / "list.txt").exists()


@pytest.mark.parametrize(("age", "said"), [(0, "To be deleted in"), (15, "14 days for which this class may be kept")])
def test_how_long_a_class_may_be_kept_is_told(
    tmp_path: Path, age: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    remind(make_folder(tmp_path / "class", LESSON, "m1", 14, datetime.now(UTC) - timedelta(days=age)))
    assert said in capsys.readouterr().err
