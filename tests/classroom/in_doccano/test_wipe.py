from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.decisions import Decision
from framing.annotation.ledger import append_decisions, read_ledger
from framing.classroom.in_doccano import wipe
from framing.classroom.in_doccano.folder import MARKER, ClassFolder, changed, read_pupils, write_pupils
from framing.classroom.in_doccano.pupils import Pupil
from framing.classroom.in_doccano.setup import write_slips
from framing.errors import InputError

PUPILS = [Pupil("blue-otter", "river-2345-maple"), Pupil("calm-lynx", "lamp-6789-cloud")]


def decided(pupil: str) -> Decision:
    asked = ("cost", "clean_air")
    return Decision("lesson", 0, 15, pupil, "confirmed", ("cost",), asked, "", "p", "ab12", False, "person")


@pytest.fixture
def at_work(folder: ClassFolder) -> ClassFolder:
    """A class with all files that a lesson leaves, and no Doccano."""
    place = changed(folder, host="127.0.0.1", port=8765)
    write_pupils(place, PUPILS)
    write_slips(place, PUPILS)
    append_decisions(place.ledger, [decided("blue-otter"), decided("calm-lynx")])
    for page in (place.live, place.results, place.counts, place.path / ".slips.html.ab12.part"):
        page.write_text("blue-otter")
    (place.server / "media").mkdir(parents=True)
    (place.server / "media" / "export.zip").write_bytes(b"blue-otter")
    return place


def test_all_of_a_class_goes_with_its_folder(at_work: ClassFolder) -> None:
    said: list[str] = []
    done = wipe.wipe_class(at_work.path, said.append)
    assert not at_work.path.exists()
    assert done.found_in == done.left == ()
    assert len(done.removed) == 11  # nine parts, what a killed write left of one, and the folder


def test_what_is_not_of_the_class_stays_and_is_searched(at_work: ClassFolder) -> None:
    (at_work.path / "photo.jpg").write_bytes(b"sea")
    (at_work.path / "list.txt").write_text("blue-otter is Anna")
    done = wipe.wipe_class(at_work.path, print)
    assert sorted(entry.name for entry in at_work.path.iterdir()) == ["list.txt", "photo.jpg"]
    assert [entry.name for entry in done.left] == ["list.txt", "photo.jpg"]
    assert [entry.name for entry in done.found_in] == ["list.txt"]


@pytest.mark.parametrize("stopped_at", ["slips.html", "counts.csv", ".gitignore"])
def test_a_wipe_that_was_broken_off_still_searches(
    at_work: ClassFolder, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    remove = wipe._remove

    def interrupted(entry: Path) -> None:
        remove(entry)
        if entry.name == stopped_at:
            raise KeyboardInterrupt

    (at_work.path / "list.txt").write_text("blue-otter is Anna")
    with monkeypatch.context() as patch:
        patch.setattr(wipe, "_remove", interrupted)
        with pytest.raises(KeyboardInterrupt):
            wipe.wipe_class(at_work.path, print)
    done = wipe.wipe_class(at_work.path, print)
    assert [entry.name for entry in done.found_in] == ["list.txt"]
    assert [entry.name for entry in at_work.path.iterdir()] == ["list.txt"]


def test_a_link_is_removed_and_not_followed(at_work: ClassFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    at_work.live.unlink()
    at_work.live.symlink_to(outside)
    wipe.wipe_class(at_work.path, print)
    assert (outside / "kept").exists()
    assert not at_work.path.exists()


def test_a_doccano_that_is_a_link_is_not_ours_to_stop(at_work: ClassFolder, tmp_path: Path) -> None:
    at_work.server.rename(tmp_path / "elsewhere")
    at_work.server.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match=r"is a link: .*elsewhere.* Nothing was removed"):
        wipe.wipe_class(at_work.path, print)
    assert (tmp_path / "elsewhere" / "media" / "export.zip").exists()
    assert (at_work.path / MARKER).exists()


@pytest.mark.parametrize("kind", ["empty", "project", "missing", "link"])
def test_a_folder_that_is_no_lesson_is_not_wiped(tmp_path: Path, at_work: ClassFolder, kind: str) -> None:
    place = tmp_path / kind
    if kind in ("empty", "project"):
        place.mkdir()
    if kind == "project":
        (place / "framing.toml").touch()
        (place / "lesson.json").touch()
    if kind == "link":
        place.symlink_to(at_work.path)
    with pytest.raises(InputError, match="Nothing was removed"):
        wipe.wipe_class(place, print)
    assert at_work.ledger.exists()


def test_a_damaged_class_can_be_wiped(at_work: ClassFolder) -> None:
    (at_work.path / MARKER).write_text("{")
    at_work.pupils_file.write_bytes(b"pseudonym,password\n\xff\xfe")
    wipe.wipe_class(at_work.path, print)
    assert not at_work.path.exists()


@pytest.mark.parametrize("content", ['{"title": "Trams", "language": "en"}\n', "{", "[]", ""])
def test_an_unpacked_lesson_with_files_of_its_owner_is_not_wiped(tmp_path: Path, content: str) -> None:
    (tmp_path / MARKER).write_text(content)
    (tmp_path / "doccano").mkdir()
    for name in ("doccano/notes.txt", "slips.html", "ledger.jsonl", ".gitignore"):
        (tmp_path / name).write_text("my own")
    with pytest.raises(InputError, match=r"unpacked lesson|no lesson folder"):
        wipe.wipe_class(tmp_path, print)
    assert len(list(tmp_path.rglob("*"))) == 6


def test_one_pupil_goes_and_the_others_stay(at_work: ClassFolder) -> None:
    (at_work.server / "media" / "export.zip").unlink()
    (at_work.path / ".slips.html.ab12.part").unlink()
    done = wipe.wipe_pupil(at_work, "blue-otter", print)
    assert done.found_in == ()
    assert read_pupils(at_work) == [PUPILS[1]]
    assert [decision.annotator for decision in read_ledger(at_work.ledger)] == ["calm-lynx"]
    assert "calm-lynx" in at_work.slips.read_text()
    assert not at_work.results.exists()


def test_a_file_in_which_the_pupil_still_stands_is_named(at_work: ClassFolder) -> None:
    (at_work.path / ".slips.html.ab12.part").unlink()
    done = wipe.wipe_pupil(at_work, "blue-otter", print)
    assert [path.name for path in done.found_in] == ["export.zip"]


def test_a_pupil_that_there_is_not_is_named(at_work: ClassFolder) -> None:
    with pytest.raises(InputError, match="no pupil 'red-otter'"):
        wipe.wipe_pupil(at_work, "red-otter", print)
    assert read_pupils(at_work) == PUPILS


@pytest.mark.parametrize("name", ["framing", "teacher", "red-otter"])
def test_an_account_that_is_no_pupils_stays(at_work: ClassFolder, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    forgotten: list[object] = []
    monkeypatch.setattr(wipe, "forget_accounts", lambda *given, **_: forgotten.append(given) or 1)
    if name == "framing":
        write_pupils(at_work, [*PUPILS, Pupil(name, "river-2345-maple")])
    with pytest.raises(InputError, match=f"no pupil '{name}'.* Nothing was removed"):
        wipe.wipe_pupil(at_work, name, print)
    assert forgotten == []
    assert at_work.results.exists()


@given(
    before=st.integers(0, 80),
    after=st.integers(0, 80),
    written=st.sampled_from(("blue-otter", "Blue-otter", "BLUE-OTTER")),
    encoding=st.sampled_from(("utf-8", "utf-16-le", "utf-16-be", "cp1251")),
)
def test_a_name_is_found_wherever_it_lies_and_however_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, before: int, after: int, written: str, encoding: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wipe, "_PIECE", 16)
        folder = tmp_path_factory.mktemp("search")
        (folder / "with").write_bytes(b"x" * before + written.encode(encoding) + b"x" * after)
        (folder / "without").write_bytes(b"x" * before + b"blue-xotter" + b"x" * after)
        assert wipe.files_with(["blue-otter"], [folder]) == [folder / "with"]


def test_papers_that_a_spreadsheet_saved_are_found(at_work: ClassFolder) -> None:
    text = "pupil\titem\nCalm-Lynx\t1\n"
    (at_work.path / "paper.csv").write_text(text)
    (at_work.path / "paper.txt").write_text(text, encoding="utf-16")  # "Unicode text"
    (at_work.path / "none.txt").write_text("pupil\titem\n", encoding="utf-16")
    done = wipe.wipe_class(at_work.path, print)
    assert [entry.name for entry in done.found_in] == ["paper.csv", "paper.txt"]
