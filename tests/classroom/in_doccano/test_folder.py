import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from framing.classroom.in_doccano.folder import (
    MARKER,
    ClassFolder,
    changed,
    make_folder,
    open_folder,
    read_pupils,
    settled,
    write_pupils,
)
from framing.classroom.in_doccano.pupils import Pupil
from framing.classroom.lesson import Lesson
from framing.errors import InputError

SET_UP = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)  # as in conftest.py

PUPILS = [Pupil("blue-otter", "river-2345-maple"), Pupil("calm-lynx", "lamp-6789-cloud")]


def test_a_folder_opens_as_it_was_left(folder: ClassFolder) -> None:
    left = changed(folder, host="192.168.1.20", port=8765, project_id=3, closed=True)
    assert open_folder(folder.path) == left
    assert read_pupils(folder) == []
    write_pupils(folder, PUPILS)
    assert read_pupils(folder) == PUPILS


def test_who_has_an_old_copy_undoes_nothing(folder: ClassFolder) -> None:
    changed(folder, closed=True)
    assert changed(folder, project_id=3).closed
    assert open_folder(folder.path).closed


def test_nobody_else_reads_it(folder: ClassFolder) -> None:
    write_pupils(folder, PUPILS)
    assert folder.path.stat().st_mode & 0o077 == 0
    assert folder.pupils_file.stat().st_mode & 0o077 == 0
    assert (folder.path / MARKER).stat().st_mode & 0o077 == 0


def test_after_fourteen_days_no_day_is_left(folder: ClassFolder) -> None:
    assert folder.days_left(SET_UP) == 14
    assert folder.days_left(SET_UP + timedelta(days=13, hours=1)) == 1
    assert folder.days_left(SET_UP + timedelta(days=14)) == 0
    assert folder.days_left(SET_UP + timedelta(days=20)) < 0


@pytest.mark.parametrize("name", ["framing.toml", "annotations"])
def test_a_project_never_becomes_a_class(tmp_path: Path, lesson: Lesson, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(InputError, match="is a project"):
        make_folder(tmp_path, lesson, "m1", 14, SET_UP)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["annotations/class", "annotations/grade/class"])
def test_a_class_never_stands_among_the_annotations_of_a_project(tmp_path: Path, lesson: Lesson, name: str) -> None:
    (tmp_path / "framing.toml").touch()
    with pytest.raises(InputError, match="among the annotations"):
        make_folder(tmp_path / name, lesson, "m1", 14, SET_UP)
    assert not (tmp_path / "annotations").exists()


def test_an_unpacked_lesson_is_no_class(tmp_path: Path, lesson: Lesson) -> None:
    (tmp_path / MARKER).write_text('{"title": "Trams", "language": "en"}')
    with pytest.raises(InputError, match="is that of an unpacked lesson"):
        open_folder(tmp_path)
    with pytest.raises(InputError, match="is that of an unpacked lesson"):
        make_folder(tmp_path, lesson, "m1", 14, SET_UP)


def test_a_folder_has_one_spelling(tmp_path: Path, folder: ClassFolder) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "to-class").symlink_to(folder.path)
    for spelled in (folder.path / ".." / "class", tmp_path / "link" / "class"):
        assert settled(spelled) == folder.path
    assert settled(folder.path / "..") == tmp_path
    assert settled(tmp_path / "to-class") == tmp_path / "to-class"


def test_a_folder_with_other_things_in_it_does_not_either(tmp_path: Path, lesson: Lesson) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(InputError, match="not empty"):
        make_folder(tmp_path, lesson, "m1", 14, SET_UP)


def test_nor_does_a_link_or_a_file(tmp_path: Path, lesson: Lesson) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a link"):
        make_folder(tmp_path / "link", lesson, "m1", 14, SET_UP)
    with pytest.raises(InputError, match="is a file"):
        make_folder(tmp_path / "file", lesson, "m1", 14, SET_UP)


def test_a_folder_that_is_none_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no lesson folder"):
        open_folder(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", '{"framing_lesson": 1}', '{"framing_lesson": 99}'])
def test_a_damaged_marker_is_named(folder: ClassFolder, content: str) -> None:
    write_pupils(folder, PUPILS)
    (folder.path / MARKER).write_text(content)
    with pytest.raises(InputError, match=MARKER):
        open_folder(folder.path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("made", value) for value in ("yesterday", "2026-11-02", "2026-11-02T08:00:00", 7)),
        *(("days", value) for value in (0, 10**12, float("inf"), float("nan"))),
        *(("port", value) for value in (-1, 65_536, float("inf"))),
        *(("project_id", value) for value in (-1, 10**30)),
    ],
)
def test_a_value_that_cannot_be_is_damage_too(folder: ClassFolder, name: str, value: object) -> None:
    values = json.loads((folder.path / MARKER).read_text())
    (folder.path / MARKER).write_text(json.dumps(values | {name: value}))
    with pytest.raises(InputError, match="damaged"):
        open_folder(folder.path)


@pytest.mark.parametrize("content", ["", "name,word\n", "pseudonym,password\nblue-otter\n", 'pseudonym,password\n"x'])
def test_a_damaged_list_of_pupils_is_named(folder: ClassFolder, content: str) -> None:
    folder.pupils_file.write_text(content)
    with pytest.raises(InputError, match=r"pupils\.csv"):
        read_pupils(folder)
