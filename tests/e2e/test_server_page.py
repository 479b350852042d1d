"""The annotation page in a real browser: what the keys do while a dialog lies over the sentence."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Route, expect

from framing.doccano.local.server import LocalServer

PASSWORD = "quiet-harbour-42"


@dataclass
class Sitting:
    """An annotator before the first of two sentences; `sent` are the requests of the page that write."""

    page: Page
    sent: list[str]

    def labels(self) -> list[str]:
        return [path for path in self.sent if path.endswith(("/categories", "/states"))]

    def open_guideline(self) -> Locator:
        self.page.locator("button:has(path[d^='M21,4H3'])").click()  # the open book; Doccano's icons have no names
        dialog = self.page.locator(".v-dialog--active")
        expect(dialog.get_by_text("Ask what closes.")).to_be_visible()
        return dialog


def make_project(server: LocalServer) -> tuple[int, str]:
    """The number of a project with two sentences, a label on the key o, and the name of its annotator."""
    with requests.Session() as session:
        session.trust_env = False

        def made(path: str, content: dict) -> dict:
            answer = session.post(server.url + path, json=content, timeout=20)
            assert answer.ok, answer.text
            return answer.json()

        token = made("/v1/auth/login/", {"username": server.username, "password": server.password})["key"]
        session.cookies.clear()
        session.headers["Authorization"] = f"Token {token}"
        content = {
            "resourcetype": "TextClassificationProject",
            "project_type": "DocumentClassification",
            "name": f"p-{uuid.uuid4().hex[:6]}",
            "description": "made by a test",
            "guideline": "Ask what closes.",
        }
        number = made("/v1/projects", content)["id"]
        path = f"/v1/projects/{number}"
        made(f"{path}/category-types", {"text": "closure", "suffix_key": "o", "background_color": "#336699"})
        for text in ("The bridge closes.", "The ferry runs."):
            made(f"{path}/examples", {"text": text, "meta": {}})
        name = f"anna-{uuid.uuid4().hex[:6]}"
        user = made("/v1/users/create", {"username": name, "password1": PASSWORD, "password2": PASSWORD})["id"]
        roles = session.get(f"{server.url}/v1/roles", timeout=20).json()
        role = next(role["id"] for role in roles if role["name"] == "annotator")
        made(f"{path}/members", {"user": user, "role": role})
        return number, name


@pytest.fixture
def sitting(browser: Browser, doccano_server: LocalServer) -> Iterator[Sitting]:
    number, name = make_project(doccano_server)
    context = browser.new_context(viewport={"width": 1360, "height": 850})
    page = context.new_page()
    page.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)  # the first page of a server that was just started takes its time
    page.goto(f"{doccano_server.url}/auth")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_response(lambda response: "/v1/auth/login" in response.url):
        page.press("input[name=password]", "Enter")
    page.wait_for_url("**/projects**")
    page.goto(f"{doccano_server.url}/projects/{number}/text-classification?page=1")
    expect(page.get_by_text("The bridge closes.").first).to_be_visible()
    expect(page.get_by_text("closure").first).to_be_visible()
    found = Sitting(page, [])
    page.on("request", lambda request: found.sent.append(request.url) if request.method != "GET" else None)
    yield found
    context.close()


def press(page: Page, key: str, answer: str) -> None:
    """Presses a key and waits until the server took what it means."""
    with page.expect_response(lambda response: response.url.endswith(answer) and response.ok):
        page.keyboard.press(key)


def test_keys_reach_the_sentence_only_while_no_dialog_lies_over_it(sitting: Sitting) -> None:
    page = sitting.page
    guideline = sitting.open_guideline()
    for key in ("o", "Enter", "ArrowRight"):
        page.keyboard.press(key)
    expect(guideline).to_be_visible()
    page.keyboard.press("Escape")
    expect(guideline).to_be_hidden()
    press(page, "o", "/categories")  # the first request that writes, so none came before it
    press(page, "Enter", "/states")
    assert [path.rsplit("/", 1)[1] for path in sitting.labels()] == ["categories", "states"]
    expect(page.get_by_text("1 of 2").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("The ferry runs.").first).to_be_visible()


def test_enter_on_the_button_that_closes_the_guideline_does_not_confirm_the_sentence(sitting: Sitting) -> None:
    page = sitting.page
    guideline = sitting.open_guideline()
    guideline.get_by_role("button", name="Close").focus()
    page.keyboard.press("Enter")
    expect(guideline).to_be_hidden()
    press(page, "o", "/categories")
    assert [path.rsplit("/", 1)[1] for path in sitting.labels()] == ["categories"]


def test_a_key_that_is_still_down_when_the_guideline_closes_does_not_label(sitting: Sitting) -> None:
    page = sitting.page
    guideline = sitting.open_guideline()
    page.keyboard.down("Enter")
    page.keyboard.press("Escape")
    expect(guideline).to_be_hidden()
    page.keyboard.up("Enter")
    press(page, "o", "/categories")
    assert [path.rsplit("/", 1)[1] for path in sitting.labels()] == ["categories"]


def test_a_comment_is_typed_in_its_dialog_and_labels_nothing(sitting: Sitting) -> None:
    page = sitting.page
    page.locator("button:has(path[d^='M20,2H4A2'])").first.click()  # the speech bubble
    dialog = page.locator(".v-dialog--active")
    dialog.locator("textarea").fill("")
    dialog.locator("textarea").press_sequentially("oo or no")
    expect(dialog.locator("textarea")).to_have_value("oo or no")
    with page.expect_response(lambda response: "/comments" in response.url and response.request.method == "POST"):
        dialog.get_by_role("button").first.click()
    expect(dialog.get_by_text("oo or no").first).to_be_visible()
    assert sitting.labels() == []


def refusing(**answer: Any) -> Callable[[Route], None]:
    """What a server in trouble answers to a write, or none at all; reading goes on."""

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif answer:
            route.fulfill(**answer)
        else:
            route.abort()

    return handle


def test_a_label_that_is_not_taken_is_told_until_one_is(sitting: Sitting) -> None:
    page = sitting.page
    alert = page.get_by_role("alert").filter(has_text="was not taken")
    for status, body, told in (
        (507, '{"detail": "Not saved: the disk of the server is full."}', "the disk of the server is full"),
        (403, '{"detail": "Authentication credentials were not provided."}', "log in again"),
        (502, "<b>bad gateway</b>", "The server answered 502."),
    ):
        kind = "application/json" if body.startswith("{") else "text/html"
        page.route("**/categories", refusing(status=status, body=body, content_type=kind))
        page.keyboard.press("o")
        expect(alert).to_contain_text(told)
        page.unroute("**/categories")
    page.route("**/categories", refusing())
    page.keyboard.press("o")
    expect(alert).to_contain_text("The server cannot be reached.")
    page.unroute("**/categories")
    press(page, "o", "/categories")
    expect(alert).to_have_count(0)


def test_who_has_to_wait_before_the_next_try_is_told_so_at_the_login(
    browser: Browser, doccano_server: LocalServer
) -> None:
    content = {"username": f"nobody-{uuid.uuid4().hex[:6]}", "password": "wrong"}
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(10):
            assert session.post(f"{doccano_server.url}/v1/auth/login/", json=content, timeout=20).status_code == 400
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{doccano_server.url}/auth")
    page.fill("input[name=username]", content["username"])
    page.fill("input[name=password]", "wrong")
    page.press("input[name=password]", "Enter")
    expect(page.get_by_role("alert").filter(has_text="Too many wrong passwords for this account")).to_be_visible()
    context.close()


def test_the_page_breaks_no_rule_of_its_own_and_asks_for_nothing_that_is_refused(sitting: Sitting) -> None:
    page = sitting.page
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("response", lambda response: troubles.append(response.url) if response.status >= 400 else None)
    page.reload()
    expect(page.get_by_text("The bridge closes.").first).to_be_visible()
    press(page, "o", "/categories")
    page.wait_for_load_state("networkidle")
    assert troubles == []
