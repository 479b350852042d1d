"""What tests of an annotator's browser share: commands in a project folder, and windows in which somebody labels."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect

from framing.cli.main import main
from framing.doccano.local.server import LocalServer


@pytest.fixture
def framing(doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict]:
    """Runs a command in a project folder, as the staff of the server; gives the result that it prints as JSON."""
    monkeypatch.setenv("FRAMING_DOCCANO_URL", doccano_server.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)

    def run(folder: Path, *arguments: str) -> dict:
        folder.mkdir(exist_ok=True)
        found = CliRunner().invoke(main, ["-C", str(folder), *arguments, "--json"], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return json.loads(found.stdout)["result"]

    return run


class AnnotatorWindow:
    """Somebody in a browser window of his own, who labels by keyboard.

    After a confirmation Doccano fetches the sentence again; an arrow key in that moment shows the wrong one. An
    annotator is slower than that, and so are we: after each key we wait until nothing is under way.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.url, self.pending = url, 0
        self.page: Page = browser.new_context(viewport={"width": 1360, "height": 850}).new_page()
        self.page.on("request", lambda request: self._add(1))
        self.page.on("requestfinished", lambda request: self._add(-1))
        self.page.on("requestfailed", lambda request: self._add(-1))

    def _add(self, number: int) -> None:
        self.pending += number

    def settle(self) -> None:
        """Waits until nothing was asked for a third of a second."""
        quiet = 0
        while quiet < 6:
            self.page.wait_for_timeout(50)
            quiet = quiet + 1 if self.pending == 0 else 0

    def log_in(self, username: str, folder: Path) -> None:
        """With the password that a push from this project folder stored."""
        with (folder / "out" / "accounts.csv").open(encoding="utf-8", newline="") as file:
            password = next(row["password"] for row in csv.DictReader(file) if row["annotator"] == username)
        self.log_in_with(username, password)

    def log_in_with(self, username: str, password: str) -> None:
        self.page.goto(f"{self.url}/auth")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        with self.page.expect_response(lambda response: "/v1/auth/login" in response.url):
            self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/projects**")

    def projects(self) -> list[str]:
        """Names of the projects in the list."""
        links = self.page.locator("tbody").get_by_role("link")
        expect(links.first).to_be_visible()
        return links.all_inner_texts()

    def start(self, project: str) -> None:
        """From the list of projects to the first sentence of one."""
        # Before it knows the project, Doccano's button leads nowhere.
        with self.page.expect_response(lambda response: re.search(r"/v1/projects/\d+$", response.url) is not None):
            self.page.get_by_role("link", name=project, exact=True).click()
        expect(self.page.get_by_text("Dataset").first).to_be_visible()
        self.settle()
        expect(self.page.get_by_text("The sentences: Start Annotation")).to_be_visible()
        expect(self.page.get_by_text("Import a dataset")).to_be_hidden()  # Doccano's tour is for those who set it up
        self.page.get_by_role("button", name="Start Annotation").click()

    def sentence(self, number: int, of: int, text: str) -> None:
        """Goes on with the arrow key if it is not the first, and waits for the sentence."""
        if number > 1:
            self.page.keyboard.press("ArrowRight")
        expect(self.page.get_by_text(f"{number} of {of}").first).to_be_visible()
        expect(self.page.locator(".v-card__text").filter(has_text=text).first).to_be_visible()
        self.settle()

    def press(self, key: str, answer: str, code: str = "") -> None:
        """Presses a key and waits until the server took what it means; with `code`, see `strike`."""
        with self.page.expect_response(
            lambda response: response.url.endswith(answer) and response.request.method == "POST"
        ) as caught:
            if code:
                self.strike(key, code)
            else:
                self.page.keyboard.press(key)
        assert caught.value.ok
        self.settle()

    def strike(self, key: str, code: str) -> None:
        """Presses the key at a place of the keyboard that says something else than an American one."""
        session = self.page.context.new_cdp_session(self.page)
        number = ord(code[-1])
        stroke = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, **stroke})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **stroke})
        session.detach()

    def dialog(self, icon: str) -> Locator:
        """What a button of the tool bar opens. Doccano's icons have no names: `icon` is how its drawing begins."""
        self.page.locator(f"button:has(path[d^='{icon}'])").click()
        return self.page.locator(".v-dialog--active")


@pytest.fixture
def annotator_window(browser: Browser, doccano_server: LocalServer) -> Iterator[Callable[..., AnnotatorWindow]]:
    """Opens windows that know nothing of each other."""
    opened: list[AnnotatorWindow] = []

    def open_window(url: str = doccano_server.url) -> AnnotatorWindow:
        opened.append(AnnotatorWindow(browser, url))
        return opened[-1]

    yield open_window
    for window in opened:
        window.page.context.close()
