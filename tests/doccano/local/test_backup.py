"""Backups that were made by somebody else, cut short, or put back by halves: what needs no running Doccano."""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.accounts import new_password, read_accounts
from framing.doccano.local import archive, inspection, instance
from framing.doccano.local import backup as backups
from framing.doccano.local.environment import Environment
from framing.errors import InputError

pytestmark = pytest.mark.security

_MIGRATIONS = [("auth", "0001_initial"), ("projects", "0001_initial"), ("examples", "0001_initial")]


def silent(_: str) -> None:
    pass


def make_database(path: Path, text: str = "first", *more: str) -> Path:
    """The few tables of a Doccano's database that are looked at, and what `more` adds."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE django_migrations (app text, name text)")
        database.executemany("INSERT INTO django_migrations VALUES (?, ?)", _MIGRATIONS)
        database.execute("CREATE TABLE auth_user (username text, is_active, is_superuser, is_staff)")
        database.execute("INSERT INTO auth_user VALUES ('framing', 1, 1, 1), ('anna', 1, 0, 0)")
        database.execute("CREATE TABLE projects_project (id integer)")
        database.execute("CREATE TABLE examples_example (text text)")
        database.execute("INSERT INTO examples_example VALUES (?)", (text,))
        database.execute("CREATE TABLE labels_category (id integer)")
        database.execute("CREATE TABLE authtoken_token (key text, username text)")
        for statement in more:
            database.execute(statement)
    return path


def logins_in(database: Path) -> int:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM authtoken_token").fetchone()[0])


def text_in(home: Path) -> str:
    with contextlib.closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return str(database.execute("SELECT text FROM examples_example").fetchone()[0])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance that is stopped, and an environment whose Doccano is the few tables above."""
    (tmp_path / "template").mkdir()
    make_database(tmp_path / "template" / "db.sqlite3")
    monkeypatch.setattr(backups, "make_environment", lambda say: Environment(tmp_path / "environment"))
    monkeypatch.setattr(backups, "make_template", lambda *_: tmp_path / "template")
    home = tmp_path / "instances" / "spring"
    home.mkdir(parents=True, mode=0o700)
    make_database(home / "db.sqlite3", "old")
    instance.read_secrets(home)
    new_password(home / "accounts.csv", "local server spring", "anna")
    (home / "media").mkdir(mode=0o700)
    (home / "media" / "picture.png").write_bytes(b"picture")
    return home


def inhabitants(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def packed(file: Path, members: dict[str, bytes], **changes: Any) -> Path:
    """A ZIP with a manifest that fits, but for `changes`."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    manifest = {"format": 1, "doccano": "1.8.4", "database": "sqlite", "sha256": sums} | changes
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("framing-backup.json", json.dumps(manifest))
    return file


# ---------------------------------------------------------------- there and back


def test_a_backup_is_one_file_for_its_owner_and_brings_everything_back(home: Path, tmp_path: Path) -> None:
    (home / "media" / "0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a.zip").write_bytes(b"an export, made anew in seconds")
    made = backups.backup(home, tmp_path / "b.zip")
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert made.counts == {"projects": 0, "examples": 1, "labels": 0, "accounts": 2}
    again = tmp_path / "instances" / "again"
    done = backups.restore(again, made.file, say=silent)
    assert (done.kept, done.staff, done.with_secrets) == (None, ("framing",), True)
    assert text_in(again) == "old"
    assert instance.read_secrets(again) == instance.read_secrets(home)
    assert (again / "media" / "picture.png").read_bytes() == b"picture"
    assert not list((again / "media").glob("*.zip"))
    (there,), (here,) = read_accounts(home / "accounts.csv"), read_accounts(again / "accounts.csv")
    assert here == ("local server again", "anna", there[2])
    assert not [path for path in again.rglob("*") if path.name != "lock" and stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_what_was_there_is_kept_beside_and_can_be_put_back(home: Path, tmp_path: Path) -> None:
    make_database(tmp_path / "other.sqlite3", "new")
    before = inhabitants(home)
    done = backups.restore(home, tmp_path / "other.sqlite3", say=silent)
    assert (text_in(home), done.with_secrets) == ("new", False)
    assert done.kept is not None
    assert (done.kept / "db.sqlite3").read_bytes() == before["db.sqlite3"]
    assert inhabitants(home)["secrets.json"] == before["secrets.json"]  # a bare database brings no others
    backups.restore(home, done.kept / "db.sqlite3", say=silent)
    assert text_in(home) == "old"


def test_a_database_without_its_secret_key_brings_no_login_and_a_whole_backup_keeps_them(
    home: Path, tmp_path: Path
) -> None:
    planted = "INSERT INTO authtoken_token VALUES ('0123', 'framing')"
    bare = make_database(tmp_path / "bare.sqlite3", "new", planted)
    again = home.parent / "again"
    assert not backups.restore(again, bare, say=silent).with_secrets
    assert logins_in(again / "db.sqlite3") == 0
    keyless = packed(tmp_path / "keyless.zip", {"db.sqlite3": bare.read_bytes()})
    assert not backups.restore(again, keyless, say=silent).with_secrets
    assert logins_in(again / "db.sqlite3") == 0
    assert logins_in(bare) == 1  # what was given is as it was
    shutil.copy(bare, home / "db.sqlite3")
    assert backups.restore(again, backups.backup(home, tmp_path / "b.zip").file, say=silent).with_secrets
    assert logins_in(again / "db.sqlite3") == 1


def test_a_database_whose_columns_came_in_another_order_is_a_doccanos(home: Path, tmp_path: Path) -> None:
    other = make_database(
        tmp_path / "other.sqlite3",
        "new",
        "DROP TABLE authtoken_token",
        "CREATE  TABLE authtoken_token (username text,  key text)",
        "ANALYZE",
    )
    backups.restore(home, other, say=silent)
    assert text_in(home) == "new"


def test_labels_that_stand_in_the_write_ahead_log_only_are_in_the_backup(home: Path, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(home / "db.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        with database:
            database.execute("UPDATE examples_example SET text = 'acknowledged'")
        assert (home / "db.sqlite3-wal").stat().st_size > 0
        backups.backup(home, tmp_path / "b.zip")
    backups.restore(home.parent / "again", tmp_path / "b.zip", say=silent)
    assert text_in(home.parent / "again") == "acknowledged"


def test_an_older_backup_is_not_overwritten(home: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"older")
    with pytest.raises(InputError, match="is there already"):
        backups.backup(home, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == b"older"


def test_a_damaged_database_makes_no_backup_that_would_be_trusted(home: Path, tmp_path: Path) -> None:
    content = bytearray((home / "db.sqlite3").read_bytes())
    content[4096:8192] = b"\xff" * 4096
    (home / "db.sqlite3").write_bytes(content)
    with pytest.raises(InputError, match=r"damaged|malformed"):
        backups.backup(home, tmp_path / "b.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instances", "template"]


@pytest.mark.parametrize("how", ["killed", "interrupted"])
def test_a_restore_broken_off_at_any_step_is_finished_by_the_next_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    backups.backup(home, tmp_path / "b.zip")
    shutil.copytree(home, tmp_path / "before")
    with contextlib.closing(sqlite3.connect(tmp_path / "before" / "db.sqlite3")) as database, database:
        database.execute("UPDATE examples_example SET text = 'newer'")
    (tmp_path / "before" / "db.sqlite3-wal").write_bytes(b"")
    real, steps = Path.replace, 0

    class Killed(BaseException):
        pass

    for last in range(1, 30):
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "before", home)
        done = 0

        def counted(path: Path, target: Path, last: int = last) -> Path:
            nonlocal done
            done += 1
            if done > last:
                raise Killed
            return real(path, target)

        monkeypatch.setattr(Path, "replace", counted)
        if how == "killed":
            monkeypatch.setattr(backups.shutil, "rmtree", lambda *_, **__: None)  # it tidies nothing up
        with contextlib.suppress(Killed):
            backups.restore(home, tmp_path / "b.zip", say=silent)
            last = 0
        monkeypatch.undo()
        if not last:
            break
        begun = (home / "restore.json").exists()
        backups.finish_restore(home)
        assert text_in(home) == ("old" if begun else "newer")
        if not begun:
            continue
        steps += 1
        (kept,) = home.glob("before-restore-*")
        with contextlib.closing(sqlite3.connect(kept / "db.sqlite3")) as database:
            assert database.execute("SELECT text FROM examples_example").fetchone() == ("newer",)
        assert {"db.sqlite3", "secrets.json", "accounts.csv", "media"} <= {path.name for path in kept.iterdir()}
        assert {"secrets.json", "accounts.csv", "media"} <= {path.name for path in home.iterdir()}
    assert steps >= 8


# ---------------------------------------------------------------- files of strangers


def refused(home: Path, file: Path, why: str) -> None:
    before = inhabitants(home)
    with pytest.raises(InputError, match=why):
        backups.restore(home, file, say=silent)
    assert inhabitants(home) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_backup_with_a_changed_byte_is_refused_or_brings_back_the_same(
    home: Path, tmp_path: Path, data: st.DataObject
) -> None:
    good = tmp_path / "good.zip"
    if not good.exists():
        backups.backup(home, good)
    content = bytearray(good.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (tmp_path / "changed.zip").write_bytes(content)
    again = home.parent / "again"
    shutil.rmtree(again, ignore_errors=True)
    with contextlib.suppress(InputError):
        backups.restore(again, tmp_path / "changed.zip", say=silent)
        assert text_in(again) == "old"
        assert instance.read_secrets(again) == instance.read_secrets(home)
    assert not (again / "restore.new").exists()


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
def test_a_backup_that_is_cut_short_is_refused(home: Path, tmp_path: Path, share: float) -> None:
    content = backups.backup(home, tmp_path / "b.zip").file.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(share * len(content))])
    refused(home, tmp_path / "cut.zip", "no backup of framing, or a damaged one")


@pytest.mark.parametrize("kept", [16, 100, 4096, 9000])
def test_a_database_that_is_cut_short_is_refused(home: Path, tmp_path: Path, kept: int) -> None:
    (tmp_path / "cut.sqlite3").write_bytes((home / "db.sqlite3").read_bytes()[:kept])
    refused(home, tmp_path / "cut.sqlite3", r"cut\.sqlite3")


def test_a_file_that_is_not_there_or_a_folder_is_named(home: Path, tmp_path: Path) -> None:
    refused(home, tmp_path / "none.zip", r"none\.zip: No such file")
    refused(home, tmp_path, "Is a directory")


@pytest.mark.parametrize(
    "name",
    [
        "../secrets.json",
        "/etc/cron.d/x",
        "media/../../x",
        "media/",
        "media//x",
        "media/a\\b",
        "server.json",
        "lock",
        "media/" + "a" * 300,
        "media/" + "қ" * 200,  # 400 bytes
        "media" + "/a" * 600,
        "media" + "/a" * 30,
        "secrets.json/a",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    database = (home / "db.sqlite3").read_bytes()
    refused(home, packed(tmp_path / "b.zip", {"db.sqlite3": database, name: b"x"}), "it holds '")


def test_a_file_that_is_also_a_folder_is_refused(home: Path, tmp_path: Path) -> None:
    members = {"db.sqlite3": (home / "db.sqlite3").read_bytes(), "media/a": b"x", "media/a/b": b"y"}
    refused(home, packed(tmp_path / "b.zip", members), "it holds 'media/a'")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON auth_user BEGIN DELETE FROM labels_category; END", "trigger"),
        ("CREATE VIEW v AS SELECT 1", "view"),
        ("CREATE VIRTUAL TABLE f USING fts5(x)", "table"),
        ("INSERT INTO django_migrations VALUES ('projects', '9999_of_the_future')", "newer Doccano"),
        ("DELETE FROM django_migrations", "not a Doccano's"),
        ("DROP TABLE django_migrations", "not a Doccano's"),
        ("DROP TABLE auth_user", "its table 'auth_user' is missing"),
        ("DROP TABLE labels_category", "its table 'labels_category' is missing"),
        ("CREATE TABLE more (text text)", "its table 'more' is missing, one too many"),
        ("CREATE INDEX heavy ON examples_example (abs(text))", "its index 'heavy'"),
        ("ALTER TABLE examples_example ADD COLUMN n CHECK (n IS NOT NULL OR text != 'x')", "its table 'examples_exam"),
        ("ALTER TABLE labels_category RENAME COLUMN id TO number", "its table 'labels_category'"),
    ],
)
def test_a_database_with_surprises_is_refused(home: Path, tmp_path: Path, statement: str, named: str) -> None:
    database = make_database(tmp_path / "strange.sqlite3", "new", statement)
    refused(home, database, named)
    refused(home, packed(tmp_path / "b.zip", {"db.sqlite3": database.read_bytes()}), named)


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": {}},
        {"sha256": []},
        {"sha256": None},
        {"sha256": ["db.sqlite3"]},
        {"sha256": "db.sqlite3"},
        {"sha256": {"db.sqlite3": ["0"]}},
        {"format": float("inf")},
        {"format": True},
        {"format": 1.0},
        {"format": "1"},
        {"sha256": {"db.sqlite3": "0" * 64}},
        {"sha256": {"db.sqlite3": None}},
        {"sha256": {"media/missing": "0" * 64, "db.sqlite3": "0" * 64}},
        {"format": 2},
        {"format": "new"},
        {"format": None},
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(home: Path, tmp_path: Path, changes: dict[str, Any]) -> None:
    database = (home / "db.sqlite3").read_bytes()
    refused(home, packed(tmp_path / "b.zip", {"db.sqlite3": database}, **changes), r"b\.zip")


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{}", b"1" * 5000, b"[" * 50_000])
def test_a_manifest_that_is_none_is_refused(home: Path, tmp_path: Path, content: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("framing-backup.json", content)
    refused(home, tmp_path / "b.zip", "no backup of framing")


def test_a_backup_that_would_unpack_to_more_than_the_disk_holds_is_refused_before_it_is_unpacked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(tmp_path / "b.zip", {"db.sqlite3": b"SQLite format 3\0" + b"\0" * 50_000_000})
    monkeypatch.setattr(archive, "_MOST_BYTES", 40_000_000)
    refused(home, file, "more than there is room for")


def test_secrets_of_another_shape_are_refused(home: Path, tmp_path: Path) -> None:
    database = (home / "db.sqlite3").read_bytes()
    refused(
        home, packed(tmp_path / "b.zip", {"db.sqlite3": database, "secrets.json": b"{}"}), "secrets.json in it holds no"
    )
    refused(home, packed(tmp_path / "c.zip", {"db.sqlite3": database, "accounts.csv": b"a,b\n"}), "header")


def test_a_database_of_another_kind_is_refused(home: Path, tmp_path: Path) -> None:
    refused(home, packed(tmp_path / "b.zip", {"database.dump": b"PGDMP"}), "on PostgreSQL")


def test_only_a_whole_database_of_a_doccano_counts(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is not a database", encoding="utf-8")
    with pytest.raises(InputError, match="no database of SQLite"):
        inspection.check_database(tmp_path / "text")
    inspection.check_database(make_database(tmp_path / "good"))


def test_a_file_is_not_put_into_an_instance_that_runs(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backups.backup(home, tmp_path / "b.zip").file
    instance.write_state(home, instance.State(1, 1.0, 1))
    monkeypatch.setattr(backups, "find", lambda identity, home: object())
    refused(home, file, "The server runs. Stop it first")


def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no local Doccano in"):
        backups.backup(tmp_path / "none", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []
