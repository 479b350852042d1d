"""Passwords of accounts: on disk before they are used, and for their owner's eyes only."""

import os
import stat
from pathlib import Path

import pytest

from framing.accounts import given_accounts, new_password, read_accounts, stored_password
from framing.errors import InputError


def test_a_new_password_is_stored_per_server_and_account_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    accounts = tmp_path / "out" / "accounts.csv"
    first = new_password(accounts, "here", "aigul")
    there = new_password(accounts, "there", "aigul")
    comma = new_password(accounts, "here", 'the "second", coder')
    assert len({first, there, comma}) == 3
    assert stored_password(accounts, "here", "aigul") == first
    assert stored_password(accounts, "there", "aigul") == there
    assert stored_password(accounts, "here", 'the "second", coder') == comma
    assert stored_password(accounts, "here", "nobody") is None
    if os.name == "posix":
        assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


def test_the_latest_password_of_an_account_counts(tmp_path: Path) -> None:
    new_password(tmp_path / "a.csv", "here", "aigul")
    latest = new_password(tmp_path / "a.csv", "here", "aigul")
    assert stored_password(tmp_path / "a.csv", "here", "aigul") == latest


def test_no_password_is_known_where_no_account_was_made(tmp_path: Path) -> None:
    assert stored_password(tmp_path / "accounts.csv", "here", "aigul") is None


def test_an_account_is_not_made_where_its_password_cannot_be_stored(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="The account was not made"):
        new_password(tmp_path / "file" / "accounts.csv", "here", "aigul")


def test_a_file_that_somebody_opened_to_others_is_closed_again(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    new_password(accounts, "here", "aigul")
    accounts.chmod(0o644)
    new_password(accounts, "here", "marat")
    assert accounts.stat().st_mode & 0o077 == 0


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.touch()
    (tmp_path / "accounts.csv").symlink_to(elsewhere)
    with pytest.raises(InputError, match="was not made"):
        new_password(tmp_path / "accounts.csv", "here", "aigul")
    assert elsewhere.read_bytes() == b""


def test_all_accounts_are_read_with_their_last_password(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    new_password(accounts, "here", "aigul")
    last = new_password(accounts, "here", "aigul")
    other = new_password(accounts, "there", "aigul")
    assert read_accounts(accounts) == [("here", "aigul", last), ("there", "aigul", other)]
    assert read_accounts(tmp_path / "none.csv") == []


def test_the_header_stands_once_however_many_accounts_there_are(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    for name in ("aigul", "marat", "sara"):
        new_password(accounts, "here", name)
    lines = accounts.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "server,annotator,password"
    assert [line.split(",")[1] for line in lines[1:]] == ["aigul", "marat", "sara"]


def test_headers_that_an_earlier_version_repeated_are_no_accounts(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    head = "server,annotator,password\r\n"
    accounts.write_text(f"{head}here,aigul,x1\r\n{head}here,marat,x2\r\n", encoding="utf-8")
    assert read_accounts(accounts) == [("here", "aigul", "x1"), ("here", "marat", "x2")]


@pytest.mark.parametrize("half", ["h", "here,", 'here,"the ""sec', "here,sara", "here,sara,", '"'])
def test_half_a_line_that_a_full_disk_left_spoils_no_other(tmp_path: Path, half: str) -> None:
    accounts = tmp_path / "accounts.csv"
    first = new_password(accounts, "here", "aigul")
    with accounts.open("a", encoding="utf-8", newline="") as file:
        file.write(half)
    second = new_password(accounts, "here", "marat")
    assert read_accounts(accounts) == [("here", "aigul", first), ("here", "marat", second)]


def test_half_a_header_is_written_again(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("server,annot")
    words = new_password(accounts, "here", "aigul")
    assert read_accounts(accounts) == [("here", "aigul", words)]


@pytest.mark.parametrize("end", ["", "\r"])
def test_a_last_password_without_its_line_end_is_kept(tmp_path: Path, end: str) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(f"server,annotator,password\nhere,aigul,by-hand{end}", newline="")
    words = new_password(accounts, "here", "marat")
    assert read_accounts(accounts) == [("here", "aigul", "by-hand"), ("here", "marat", words)]


@pytest.mark.parametrize("content", [b"name,word\na,b\n", b"\xff\xfe\x00", b'server,annotator,password\na,b,"c'])
def test_a_file_that_holds_no_accounts_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "accounts.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"accounts\.csv"):
        read_accounts(tmp_path / "accounts.csv")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('annotator,password\naigul,"a,b"\n', {"aigul": ("aigul", "a,b")}),
        (
            "\ufeffannotator,password,username\r\naigul,p,a.2\r\nberik,q,\r\n",
            {"aigul": ("a.2", "p"), "berik": ("berik", "q")},
        ),
        ("annotator,password\n", {}),
    ],
)
def test_accounts_that_somebody_gives_are_read(tmp_path: Path, content: str, found: dict[str, tuple[str, str]]) -> None:
    (tmp_path / "given.csv").write_text(content, encoding="utf-8", newline="")
    (tmp_path / "given.csv").chmod(0o600)
    assert given_accounts(tmp_path / "given.csv") == found


@pytest.mark.parametrize(
    "content",
    [
        "",
        "aigul,p\n",
        "password,annotator\np,aigul\n",
        "annotator,password\naigul\n",
        "annotator,password\naigul,\n",
        "annotator,password\naigul,p\naigul,q\n",
        'annotator,password\naigul,"p',
        "annotator,password\naigul,\xff\n",
    ],
)
def test_a_file_that_gives_no_accounts_is_named_and_no_password_of_it_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "given.csv").write_text(content.replace("p\n", "geheim\n"), encoding="latin-1")
    (tmp_path / "given.csv").chmod(0o600)
    with pytest.raises(InputError, match=r"given\.csv") as caught:
        given_accounts(tmp_path / "given.csv")
    assert "geheim" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX knows who may read a file")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_accounts_that_others_can_read_or_write_are_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / "given.csv").write_text("annotator,password\naigul,p\n")
    (tmp_path / "given.csv").chmod(mode)
    with pytest.raises(InputError, match="chmod 600"):
        given_accounts(tmp_path / "given.csv")
