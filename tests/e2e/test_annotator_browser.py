"""An annotator at work in a real browser, and what a pull knows of it."""

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, Request, expect

from framing.cli.main import main
from framing.doccano.server import LocalServer

TEXT = (
    "Masked men stormed the depot\n\n"
    "Masked men stormed the depot at dawn. The gates open at nine. Looters took the rest.\n"
)
CODEBOOK = Path(__file__).parents[2] / "annotations" / "codebook.toml"


@pytest.fixture
def project(tmp_path: Path, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder whose four sentences, and the account anna, are on the server."""
    monkeypatch.setenv("FRAMING_DOCCANO_URL", doccano_server.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    folder = tmp_path / "browser-study"
    (tmp_path / "depot.txt").write_text(TEXT, encoding="utf-8")
    run(folder, "init", str(folder), "--codebook", str(CODEBOOK), "--json")
    run(folder, "ingest", str(tmp_path / "depot.txt"), "--json")
    run(folder, "push", "--annotators", "anna", "--json")
    return folder


def run(folder: Path, *arguments: str) -> dict:
    """The result that a command prints as JSON."""
    folder.mkdir(exist_ok=True)
    found = CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)["result"]


def log_in(page: Page, server: LocalServer, folder: Path) -> None:
    """Anna logs in with the password that the push stored for her."""
    with (folder / "out" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        password = next(row["password"] for row in csv.DictReader(file) if row["annotator"] == "anna")
    page.goto(f"{server.url}/auth")
    page.fill("input[name=username]", "anna")
    page.fill("input[name=password]", password)
    with page.expect_response(lambda response: "/v1/auth/login" in response.url):
        page.press("input[name=password]", "Enter")
    page.wait_for_url("**/projects**")


class Traffic:
    """Requests of a page that are not answered yet.

    After a confirmation Doccano fetches the sentence again; an arrow key in that moment shows the wrong one.
    An annotator is slower than that, and so are we.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.pending = page, 0
        page.on("request", lambda request: self._add(1))
        page.on("requestfinished", lambda request: self._add(-1))
        page.on("requestfailed", lambda request: self._add(-1))

    def _add(self, number: int) -> None:
        self.pending += number

    def settle(self) -> None:
        """Waits until nothing was asked for a third of a second."""
        quiet = 0
        while quiet < 6:
            self.page.wait_for_timeout(50)
            quiet = quiet + 1 if self.pending == 0 else 0


def press(traffic: Traffic, key: str, answer: str) -> None:
    """Presses a key and waits until the server took what it means."""
    with traffic.page.expect_response(
        lambda response: response.url.endswith(answer) and response.request.method == "POST"
    ) as caught:
        traffic.page.keyboard.press(key)
    assert caught.value.ok
    traffic.settle()


def open_sentence(traffic: Traffic, number: int, text: str) -> None:
    """Goes on with the arrow key, and waits for the sentence."""
    if number > 1:
        traffic.page.keyboard.press("ArrowRight")
    expect(traffic.page.get_by_text(f"{number} of 4").first).to_be_visible()
    expect(traffic.page.locator(".v-card__text").filter(has_text=text).first).to_be_visible()
    traffic.settle()


def test_an_annotator_labels_by_keyboard_and_pull_holds_exactly_that(
    browser: Browser, doccano_server: LocalServer, project: Path
) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 850})
    page = context.new_page()
    traffic = Traffic(page)
    strangers: list[str] = []
    page.on(
        "response",
        lambda response: strangers.append(response.url) if not own(response.request, doccano_server) else None,
    )
    log_in(page, doccano_server, project)

    # Before it knows the project, Doccano's button leads nowhere.
    with page.expect_response(lambda response: re.search(r"/v1/projects/\d+$", response.url) is not None):
        page.get_by_role("link", name="browser-study").click()
    expect(page.get_by_text("Dataset").first).to_be_visible()
    traffic.settle()
    page.get_by_role("button", name="Start Annotation").click()
    open_sentence(traffic, 1, "Masked men stormed the depot")
    expect(page.get_by_text("(the article begins here)")).to_be_visible()
    expect(
        page.get_by_text("1 of 4").nth(1)
    ).to_be_visible()  # position in the article, beside the place in the project

    page.locator("button:has(path[d^='M21,4H3'])").click()  # the open book; Doccano's icons have no names
    guideline = page.locator(".v-dialog--active")
    expect(guideline.get_by_text("How a text frames unrest")).to_be_visible()
    expect(guideline.get_by_text("Pairs that get confused")).to_be_visible()
    guideline.get_by_role("button", name="Close").click()
    expect(guideline).to_be_hidden()

    press(traffic, "t", "/categories")
    press(traffic, "Enter", "/states")
    open_sentence(traffic, 2, "Masked men stormed the depot at dawn.")
    press(traffic, "Enter", "/states")
    open_sentence(traffic, 3, "The gates open at nine.")
    press(traffic, "r", "/categories")
    context.close()

    pulled = run(project, "pull", "--json")
    by_anna = [(d["state"], d["frames"]) for d in pulled["decisions"] if d["annotator"] == "anna"]
    assert sorted(by_anna) == [("confirmed", []), ("confirmed", ["terrorist_attack"]), ("labelled", ["criminal_riot"])]
    assert {d["annotator"] for d in pulled["decisions"]} == {"anna"}
    assert pulled["annotators"] == [{"annotator": "anna", "labelled": 1, "empty": 1, "unconfirmed": 1, "unseen": 1}]
    assert strangers == []


def own(request: Request, server: LocalServer) -> bool:
    """Whether a request went to our server, or nowhere."""
    return request.url.startswith((server.url, "data:", "blob:"))
