"""An annotator at work in a real browser, and what a pull knows of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from framing.doccano.local.server import LocalServer

TEXT = (
    "Masked men stormed the depot\n\n"
    "Masked men stormed the depot at dawn. The gates open at nine. Looters took the rest.\n"
)
CODEBOOK = Path(__file__).parents[3] / "annotations" / "codebook.toml"


@pytest.fixture
def project(tmp_path: Path, framing: Callable[..., dict]) -> Path:
    """A project folder whose four sentences, and the account anna, are on the server."""
    folder = tmp_path / "browser-study"
    (tmp_path / "depot.txt").write_text(TEXT, encoding="utf-8")
    framing(folder, "init", str(folder), "--codebook", str(CODEBOOK))
    framing(folder, "ingest", str(tmp_path / "depot.txt"))
    framing(folder, "push", "--annotators", "anna")
    return folder


def test_an_annotator_labels_by_keyboard_and_pull_holds_exactly_that(
    annotator_window: Callable[[], Any], doccano_server: LocalServer, project: Path, framing: Callable[..., dict]
) -> None:
    anna = annotator_window()
    page = anna.page
    strangers: list[str] = []
    page.on(
        "response",
        lambda response: strangers.append(response.url) if not own(response.request, doccano_server) else None,
    )
    anna.log_in("anna", project)
    anna.start("browser-study")
    anna.sentence(1, 4, "Masked men stormed the depot")
    expect(page.get_by_text("(the article begins here)")).to_be_visible()
    expect(
        page.get_by_text("1 of 4").nth(1)
    ).to_be_visible()  # position in the article, beside the place in the project

    guideline = anna.dialog("M21,4H3")  # the open book
    expect(guideline.get_by_text("How a text frames unrest")).to_be_visible()
    expect(guideline.get_by_text("Pairs that get confused")).to_be_visible()
    guideline.get_by_role("button", name="Close").click()
    expect(guideline).to_be_hidden()

    anna.press("t", "/categories")
    anna.press("Enter", "/states")
    anna.sentence(2, 4, "Masked men stormed the depot at dawn.")
    anna.press("Enter", "/states")
    anna.sentence(3, 4, "The gates open at nine.")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    anna.press("к", "/categories", code="KeyR")  # a Russian keyboard; once, or it would be taken back
    comment = anna.dialog("M20,2H4A2")  # the speech bubble
    comment.locator("textarea").click()
    anna.strike("е", "KeyT")
    expect(comment.locator("textarea")).to_have_value("е")
    comment.get_by_role("button", name="Close").click()
    expect(comment).to_be_hidden()
    anna.settle()
    assert [url.rpartition("/")[2] for url in posts] == ["categories"]

    pulled = framing(project, "pull")
    by_anna = [(d["state"], d["frames"]) for d in pulled["decisions"] if d["annotator"] == "anna"]
    assert sorted(by_anna) == [("confirmed", []), ("confirmed", ["terrorist_attack"]), ("labelled", ["criminal_riot"])]
    assert {d["annotator"] for d in pulled["decisions"]} == {"anna"}
    assert pulled["annotators"] == [{"annotator": "anna", "labelled": 1, "empty": 1, "unconfirmed": 1, "unseen": 1}]
    assert strangers == []


def own(request: Request, server: LocalServer) -> bool:
    """Whether a request went to our server, or nowhere."""
    return request.url.startswith((server.url, "data:", "blob:"))
