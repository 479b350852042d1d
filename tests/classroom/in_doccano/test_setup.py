import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from framing.classroom.in_doccano import setup
from framing.classroom.in_doccano.folder import ClassFolder, changed
from framing.doccano.local.instance import DATABASE
from framing.errors import DoccanoError


@pytest.fixture
def labelled(folder: ClassFolder) -> ClassFolder:
    """A class whose project 1 has a sentence."""
    folder.server.mkdir()
    with closing(sqlite3.connect(folder.server / DATABASE)) as database, database:
        database.execute("CREATE TABLE examples_example (id INTEGER, meta TEXT, created_at TEXT, project_id INTEGER)")
        database.execute("INSERT INTO examples_example VALUES (1, '{}', '2026-11-02', 1)")
    return changed(folder, project_id=1)


def filled(folder: ClassFolder, monkeypatch: pytest.MonkeyPatch, *seen: tuple[int, str]) -> int:
    """How often setup pushed, where framing's account sees these projects."""
    pushed: list[int] = []
    found = SimpleNamespace(id=1, description="", guideline="")
    projects = [SimpleNamespace(id=number, name=name) for number, name in seen]
    gateway = SimpleNamespace(
        username="framing", projects=lambda: projects, guideline=lambda _: "", update_project=lambda *_: found
    )
    monkeypatch.setattr(setup, "push", lambda *_, **__: pushed.append(1) or SimpleNamespace(problems=()))
    monkeypatch.setattr(setup, "find_project", lambda *_: found)
    setup._fill(gateway, folder, [], print)  # type: ignore[arg-type]
    return len(pushed)


@pytest.mark.parametrize("seen", [[], [(1, "Renamed")], [(2, "A tram line")]])
def test_no_second_project_hides_what_the_class_labelled(
    labelled: ClassFolder, monkeypatch: pytest.MonkeyPatch, seen: list[tuple[int, str]]
) -> None:
    with pytest.raises(DoccanoError, match=r"project 1 in Doccano holds its sentences.*'A tram line'.*renamed"):
        filled(labelled, monkeypatch, *seen)


def test_a_project_that_is_found_or_was_deleted_is_filled(
    labelled: ClassFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filled(labelled, monkeypatch, (1, "A tram line")) == 1
    assert filled(changed(labelled, project_id=7), monkeypatch) == 1  # deleted in Doccano: it is made anew
    assert filled(changed(labelled, project_id=0), monkeypatch) == 1
