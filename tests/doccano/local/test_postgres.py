"""The address of a PostgreSQL: what it may be, and that its password is shown to nobody."""

from pathlib import Path

import pytest

from framing.doccano.local import database, instance, postgres
from framing.doccano.local.postgres import Postgres
from framing.errors import DoccanoError, InputError

SECRET = "geheim:7\\7"


def test_an_address_is_taken_apart_with_its_escapes() -> None:
    found = postgres.parse("postgresql://do%40c:geheim%3A7%5C7@db.example.org:5433/labels%20a?sslmode=verify-full")
    assert found == Postgres("db.example.org", 5433, "labels a", "do@c", SECRET, {"sslmode": "verify-full"})


@pytest.mark.parametrize(
    ("host", "mode"),
    [
        ("127.0.0.1", "prefer"),
        ("localhost", "prefer"),
        ("[::1]", "prefer"),
        ("", "prefer"),
        ("db.example.org", "require"),
    ],
)
def test_what_leaves_this_machine_is_encrypted_unless_told_otherwise(host: str, mode: str) -> None:
    assert postgres.parse(f"postgres://doccano@{host}/labels").options == {"sslmode": mode}
    assert postgres.parse(f"postgres://doccano@{host}/labels?sslmode=disable").options == {"sslmode": "disable"}


@pytest.mark.parametrize(
    "url",
    [
        "", "labels", "mysql://a@b/c", "sqlite:///x", "postgresql://a@b", "postgresql://a@b/", "postgresql://a@b/c/d",
        "postgresql://a@b:port/c", "postgresql://a@b:99999/c", "postgresql://a@[::1/c", "postgresql://a@b/c%00",
        "postgresql://a@b/c?sslmode=no", "postgresql://a@b/c?options=-csearch_path", "postgresql://a@b/c?host=/tmp",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_words(url: str) -> None:
    with pytest.raises(InputError, match=r"address of the database|sslmode is"):
        postgres.parse(url)


@pytest.mark.security
@pytest.mark.parametrize(
    "rest", ["/", "/a/b", ":x/a", "/a?sslmode=no", "/a?x=1", "[/a", "/a%00", "geheim-77/a@b/", ":geheim-77/a@b/c", "/a"]
)
def test_the_password_is_shown_to_nobody(rest: str) -> None:
    try:
        shown = repr(found := postgres.parse(f"postgresql://doccano:geheim-77@db.example.org{rest}")) + str(found)
    except InputError as error:
        shown = str(error)
    assert "geheim" not in shown


@pytest.mark.security
@pytest.mark.parametrize("secret", ["geheim/77", "77:geheim/x", "geheim[", "geheim?x", "geheim#x"])
def test_a_password_that_was_not_escaped_is_not_repeated_in_part(secret: str) -> None:
    with pytest.raises(InputError) as refused:
        postgres.parse(f"postgresql://doccano:{secret}@db.example.org/labels")
    assert "geheim" not in str(refused.value)


@pytest.mark.security
def test_a_password_on_the_command_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can be read by every user") as refused:
        postgres.database_url("postgresql://doccano:geheim-77@127.0.0.1/labels", {})
    assert "geheim-77" not in str(refused.value)


def test_the_address_comes_from_the_option_the_variable_or_a_closed_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://file\n", encoding="utf-8")
    file.chmod(0o600)
    by_file = {"FRAMING_DATABASE_URL_FILE": str(file)}
    both = by_file | {"FRAMING_DATABASE_URL": "postgresql://variable"}
    assert postgres.database_url(None, {}) is None
    assert postgres.database_url(None, by_file) == "postgresql://file"
    assert postgres.database_url(None, both) == "postgresql://variable"
    assert postgres.database_url("postgresql://option", both) == "postgresql://option"
    file.chmod(0o640)
    with pytest.raises(InputError, match=r"open to others. Close it first: chmod 600"):
        postgres.database_url(None, by_file)
    with pytest.raises(InputError, match="No such file"):
        postgres.database_url(None, {"FRAMING_DATABASE_URL_FILE": str(tmp_path / "none")})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "spring").mkdir()
    return tmp_path / "spring"


def test_it_is_remembered_for_the_owner_only_and_belongs_to_one_instance(home: Path) -> None:
    url = "postgresql://doccano:geheim-77@127.0.0.1/labels"
    assert database.choose_database(home, None) is None
    chosen = database.choose_database(home, url)
    assert database.choose_database(home, None) == chosen == instance.read_database(home)
    assert (home / "database.json").stat().st_mode & 0o777 == 0o600
    other = home.with_name("autumn")
    other.mkdir()
    with pytest.raises(InputError, match="belongs to the local Doccano 'spring'"):
        database.choose_database(other, url)
    instance.write_maker(home, "an-environment")  # from here on it holds data
    with pytest.raises(InputError, match="keeps its data in PostgreSQL, labels at 127"):
        database.choose_database(home, "postgresql://doccano@127.0.0.1/others")
    with pytest.raises(InputError, match="must name a PostgreSQL"):
        database.choose_database(home, "mysql://x")


def test_data_do_not_move_from_a_file_to_a_server_by_themselves(home: Path) -> None:
    (home / "db.sqlite3").write_bytes(b"labels")
    with pytest.raises(InputError, match="does not move to PostgreSQL by itself"):
        database.choose_database(home, "postgresql://doccano@127.0.0.1/labels")
    assert instance.read_database(home) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"OPTIONS": 3}', '{"OPTIONS": {}, "PORT": "x"}'])
def test_a_damaged_file_is_named_with_what_to_do(home: Path, content: str) -> None:
    (home / "database.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"database\.json is damaged. Delete it, then name the database again"):
        instance.read_database(home)


def test_without_its_programs_the_message_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DoccanoError, match=r"pg_dump is not on this machine. Install .*pg_dump --format=custom"):
        postgres.dump(postgres.parse("postgresql://a@127.0.0.1/b"), tmp_path / "x.dump")
