"""Guessing passwords: it is slowed down per account, never per address, and the owner can lift it."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from framing.accounts import new_password, stored_password
from framing.doccano.local.reset import reset_password
from framing.doccano.local.server import LocalServer
from framing.errors import InputError

pytestmark = pytest.mark.security

SITE = Path(__file__).parent / "site"
PASSWORD = "quiet-harbour-42"
LOGIN, CHANGE = "/v1/auth/login/", "/v1/auth/password/change/"
Send = Callable[..., requests.Response]


@pytest.fixture
def send(doccano_server: LocalServer) -> Send:
    """Sends a request, as JSON unless told otherwise, and keeps no cookie."""

    def sent(method: str, path: str, token: str = "", **options: object) -> requests.Response:
        headers = {"Authorization": f"Token {token}"} if token else {}
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, doccano_server.url + path, headers=headers, timeout=30, **options)  # type: ignore[arg-type]

    return sent


@pytest.fixture
def new_account(doccano_server: LocalServer, send: Send) -> Callable[[], str]:
    """Makes an account with PASSWORD and gives its name."""
    own = {"username": doccano_server.username, "password": doccano_server.password}
    staff = send("POST", LOGIN, json=own).json()["key"]

    def made() -> str:
        name = f"guess-{uuid.uuid4().hex[:10]}"
        content = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
        assert send("POST", "/v1/users/create", staff, json=content).status_code == 201
        return name

    return made


def log_in(send: Send, name: str, password: str = PASSWORD) -> requests.Response:
    return send("POST", LOGIN, json={"username": name, "password": password})


def guess(send: Send, name: str, times: int) -> list[int]:
    return [log_in(send, name, f"wrong-{number}").status_code for number in range(times)]


def test_after_ten_wrong_passwords_the_account_waits_and_no_other_does(
    send: Send, new_account: Callable[[], str]
) -> None:
    anna, ben = new_account(), new_account()
    assert guess(send, anna, 10) == [400] * 10
    refused = log_in(send, anna)  # the right password, but nobody looks at it now
    assert refused.status_code == 429
    wait = refused.headers["retry-after"]
    assert 1 <= int(wait) <= 5
    assert f"Too many wrong passwords for this account. Try again in {wait} s" in refused.json()["detail"]
    assert log_in(send, ben).status_code == 200


def test_a_name_that_does_not_exist_is_answered_like_one_that_does(send: Send, new_account: Callable[[], str]) -> None:
    anna, nobody = new_account(), f"nobody-{uuid.uuid4().hex[:8]}"
    for number in range(11):
        answers = [log_in(send, name, f"wrong-{number}") for name in (anna, nobody)]
        assert answers[0].status_code == answers[1].status_code == (400 if number < 10 else 429)
        assert re.sub(r"\d+ s", "", answers[0].text) == re.sub(r"\d+ s", "", answers[1].text)
        assert set(answers[0].headers) == set(answers[1].headers)


def test_a_class_that_mistypes_twice_each_behind_one_address_gets_in(
    send: Send, new_account: Callable[[], str]
) -> None:
    pupils = [new_account() for _ in range(30)]
    for pupil in pupils:
        assert guess(send, pupil, 2) == [400, 400]
    assert [log_in(send, pupil).status_code for pupil in pupils] == [200] * 30


def test_neither_form_nor_address_nor_a_change_of_the_password_is_a_way_round(
    send: Send, new_account: Callable[[], str]
) -> None:
    anna = new_account()
    token = log_in(send, anna).json()["key"]
    for number in range(8):
        content = {"username": anna, "password": f"wrong-{number}"}
        assert send("POST", LOGIN, json=content).status_code == 400
        assert send("POST", LOGIN, data=content).status_code == 415  # not looked at, so not a guess
    new = {"old_password": "wrong", "new_password1": "loud-meadow-9", "new_password2": "loud-meadow-9"}
    assert [send("POST", CHANGE, token, json=new).status_code for _ in range(3)] == [400, 400, 429]
    assert send("POST", CHANGE, token, json=new | {"old_password": PASSWORD}).status_code == 429
    assert log_in(send, anna).status_code == 429
    assert send("GET", "/v1/me", token).status_code == 200  # who is in already works on


def test_the_name_and_password_of_an_http_header_are_not_looked_at(
    doccano_server: LocalServer, send: Send, new_account: Callable[[], str]
) -> None:
    anna = new_account()
    assert send("GET", "/v1/me", auth=(anna, PASSWORD)).status_code == 403


def test_who_does_not_know_the_old_password_cannot_change_it_and_a_change_ends_the_token(
    send: Send, new_account: Callable[[], str]
) -> None:
    anna = new_account()
    token = log_in(send, anna).json()["key"]
    new = {"new_password1": "loud-meadow-9", "new_password2": "loud-meadow-9"}
    assert send("POST", CHANGE, token, json=new).status_code == 400
    assert send("POST", CHANGE, token, json=new | {"old_password": PASSWORD}).status_code == 200
    assert send("GET", "/v1/me", token).status_code == 403
    assert log_in(send, anna).status_code == 400
    assert log_in(send, anna, "loud-meadow-9").status_code == 200


def test_nobody_keeps_framing_itself_out_by_guessing(doccano_server: LocalServer, send: Send) -> None:
    own = doccano_server.username
    assert guess(send, own, 11)[-1] == 429
    assert log_in(send, own, doccano_server.password).status_code == 200


def test_the_owner_gives_a_new_password_which_ends_the_wait_and_all_that_was_open(
    doccano_server: LocalServer, send: Send, new_account: Callable[[], str], tmp_path: Path
) -> None:
    anna, accounts = new_account(), tmp_path / "accounts.csv"
    answer = log_in(send, anna)
    token, session = answer.json()["key"], {"sessionid": answer.cookies["sessionid"]}
    assert send("GET", "/v1/me", cookies=session).status_code == 200
    guess(send, anna, 12)
    drawn = reset_password(
        doccano_server.home,
        anna,
        lambda: new_password(accounts, "here", anna),
        say=print,
        settings_module="weak_settings",
        extra_path=SITE,
    )
    assert stored_password(accounts, "here", anna) == drawn
    assert log_in(send, anna, drawn).status_code == 200
    assert send("GET", "/v1/me", token).status_code == 403
    assert send("GET", "/v1/me", cookies=session).status_code == 403
    assert log_in(send, anna).status_code == 400


def test_an_account_that_is_not_there_gets_no_password(doccano_server: LocalServer) -> None:
    def never() -> str:
        raise AssertionError("a password was drawn")

    for name, said in (("no-such-person", "There is no account"), (doccano_server.username, "framing works by")):
        with pytest.raises(InputError, match=said):
            reset_password(
                doccano_server.home, name, never, say=print, settings_module="weak_settings", extra_path=SITE
            )


def test_others_who_guess_do_not_keep_somebody_out_of_the_browser_she_has_used(
    doccano_server: LocalServer, send: Send, new_account: Callable[[], str]
) -> None:
    anna, ben = new_account(), new_account()
    known = {name: log_in(send, name).cookies for name in (anna, ben)}
    (cookie,) = [cookie for cookie in known[anna] if cookie.name.startswith("known_")]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert guess(send, anna, 11)[-1] == 429
    assert f"for the account '{anna}'" in (doccano_server.home / "server.log").read_text(encoding="utf-8")

    def from_browser(value: str, password: str = PASSWORD) -> int:
        content = {"username": anna, "password": password}
        return send("POST", LOGIN, json=content, cookies={cookie.name: value}).status_code

    (bens,) = [held.value for held in known[ben] if held.name.startswith("known_")]
    assert cookie.value is not None
    assert bens is not None
    assert [from_browser(bens), from_browser(cookie.value[:-1])] == [429, 429]  # another's, and a made-up one
    assert from_browser(cookie.value) == 200
    wrong = [from_browser(cookie.value, f"wrong-{number}") for number in range(11)]
    assert wrong == [400] * 10 + [429]  # it is bounded there too
