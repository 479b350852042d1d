"""The database of our own server, beside what the same server says over HTTP."""

import datetime
import shutil
from pathlib import Path

import pytest

from framing.doccano.local import process
from framing.doccano.local.server import LocalServer
from framing.doccano.project.own_database import find_database
from framing.doccano.project.tasks import ID_KEY
from framing.doccano.pulling import pull
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

NAMES = ["д:0-4", "d:5-9", None, "d:10-15~2"]


@pytest.fixture(scope="module")
def admin(doccano_server: LocalServer) -> Gateway:
    """The account of the staff."""
    return Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))


@pytest.fixture(scope="module")
def project(admin: Gateway) -> Project:
    """Four sentences, one of them not ours: one labelled and confirmed, one labelled, one confirmed, and comments."""
    made = admin.create_project("own database", "the card's place", "-")
    admin.upload(made, [{"text": f"Text {n}.", "label": [], ID_KEY: name or 7} for n, name in enumerate(NAMES)])
    label = admin.json(
        "POST", f"projects/{made.id}/category-types", "make", json={"text": "noise", "background_color": "#112233"}
    )
    ids = examples(admin, made)
    admin.choose_label(made, ids[0], label["id"])
    admin.choose_label(made, ids[1], label["id"])
    admin.toggle_confirmed(made, ids[0])
    admin.toggle_confirmed(made, ids[3])
    for text in ("<b>first</b> 🚋", "екінші"):
        admin.comment(made, ids[1], text)
    return made


def examples(admin: Gateway, project: Project) -> list[int]:
    rows = admin.export(project, only_confirmed=False)[admin.username]
    return [row["id"] for row in rows]


def test_names_and_ids_are_those_of_the_export_in_the_order_of_annotators(
    admin: Gateway, project: Project, doccano_server: LocalServer
) -> None:
    database = find_database(admin.url, project, doccano_server.home)
    assert database is not None
    assert database.example_names() == list(zip(examples(admin, project), NAMES, strict=True))


def test_times_tell_when_each_annotator_labelled_and_confirmed(
    admin: Gateway, project: Project, doccano_server: LocalServer
) -> None:
    database = find_database(admin.url, project, doccano_server.home)
    assert database is not None
    first, second, _, last = examples(admin, project)
    labelled, confirmed, decided = database.labelled_at(), database.confirmed_at(), database.decided_at()
    assert labelled.keys() == {(admin.username, first), (admin.username, second)}
    assert confirmed.keys() == {(admin.username, first), (admin.username, last)}
    assert decided == labelled | confirmed
    ago = datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(decided[admin.username, first])
    assert datetime.timedelta(0) <= ago < datetime.timedelta(minutes=15)
    assert all(len(at) == len(pull.now()) and at.endswith("Z") for at in decided.values())


def test_comments_are_the_same_by_both_ways(admin: Gateway, project: Project, doccano_server: LocalServer) -> None:
    database = find_database(admin.url, project, doccano_server.home)
    assert database is not None
    assert database.comments() == admin.comments(project)
    assert [(c.username, c.text) for c in admin.comments(project)] == [
        (admin.username, "<b>first</b> 🚋"),
        (admin.username, "екінші"),
    ]


def test_comments_are_read_page_by_page(admin: Gateway, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = admin.comments(project)
    monkeypatch.setattr("framing.doccano.wire.examples._COMMENTS_PER_PAGE", 1)
    assert admin.comments(project) == whole


def test_the_database_is_only_read(admin: Gateway, project: Project, doccano_server: LocalServer) -> None:
    database = find_database(admin.url, project, doccano_server.home)
    assert database is not None
    with pytest.raises(DoccanoError, match="readonly"):
        database._rows("DELETE FROM examples_example WHERE project_id = ?")
    assert len(examples(admin, project)) == len(NAMES)


def test_an_instance_is_found_by_its_port_and_only_if_it_holds_the_project(
    admin: Gateway, project: Project, doccano_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path))
    place = tmp_path / "doccano" / "instances" / "mine"
    assert find_database(admin.url, project) is None  # there is no instance at all
    place.mkdir(parents=True)
    assert find_database(admin.url, project) is None  # nor one with a server
    for name in ("server.json", "db.sqlite3", "db.sqlite3-wal"):
        shutil.copy(doccano_server.home / name, place / name)
    assert find_database(admin.url, project) is None  # a copy, in which the server does not write
    find = process.find
    monkeypatch.setattr(process, "find", lambda identity, _: find(identity))
    found = find_database(admin.url, project)
    assert found is not None
    assert found.path == place / "db.sqlite3"
    assert find_database(admin.url.replace("127.0.0.1", "localhost"), project) is not None
    stranger = Project(project.id, "another name", "", project.kind, False, False)
    assert find_database(admin.url, stranger) is None
    for url in ("https" + admin.url[4:], "http://127.0.0.1:1", "http://example.org:8765", admin.url + "/doccano"):
        assert find_database(url, project) is None
    (place / "database.json").write_text("{}", encoding="utf-8")
    assert find_database(admin.url, project) is None  # the data are in a PostgreSQL, and the file is an old one
    (place / "database.json").unlink()
    (place / "db.sqlite3").write_bytes(b"no database")
    assert find_database(admin.url, project) is None
