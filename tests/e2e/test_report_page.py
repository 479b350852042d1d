"""The report in a real Chromium, opened from disk as a reader would."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from framing.codebook import Codebook, Frame
from framing.report.figures import build_report
from framing.report.pages import write_report
from framing.report.trust import ModelFacts
from framing.tables import DOCUMENTS, GOLD, SCORES, SENTENCES, make_sentence_id

ATTACK = "</script></title></style><script>window.hacked = 1; alert(1)</script><img src=x onerror='window.hacked = 2'>"
TEXTS = {
    "harbour": ["Harbour ablaze", "Boats burnt, yet the town stayed calm.", "A ferry came.", ATTACK, "W" * 10_000],
    "market": ["Stalls burnt.", "Traders swept the square.", "By A", "By B", "By C", "By D"],
}
FIRE = {("harbour", 0), ("harbour", 1), ("market", 0)}
CALM = {("harbour", 1), ("market", 1)}
TIED = {("harbour", 1), ("harbour", 4)}  # on the frame with the hostile name
CODED = 7


def sentences() -> pd.DataFrame:
    rows = []
    for document_id, texts in TEXTS.items():
        start = 0
        for n, text in enumerate(texts):
            end = start + len(text)
            name = make_sentence_id(document_id, start, end)
            kind = "byline" if text.startswith("By ") else "body"
            rows.append((name, document_id, n + 1, start, end, text, kind, n + 1))
            start = end + 1
    return SENTENCES.check(pd.DataFrame(rows, columns=list(SENTENCES.columns)), "the test")


@pytest.fixture(scope="module")
def report_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = sentences()
    coded = [(row.sentence_id, (row.document_id, row.position - 1)) for row in table.itertuples() if row.kind == "body"]
    frames = tuple(
        Frame(key, name, key[0], "#882255", "#FFFFFF", ATTACK)
        for key, name in (("fire", "town on fire"), ("calm", "calm restored"), ("attack", ATTACK[:100]))
    )
    present = {"fire": FIRE, "calm": CALM, "attack": set()}
    gold = GOLD.table(
        {"sentence_id": name, "frame": key, "present": place in places, "votes": 1, "voters": 1, "how": "unanimous",
         "probability": float(place in places), "reason": "", "codebook": "c0de", "made_by": "automated coder"}
        for name, place in coded
        for key, places in present.items()
    )  # fmt: skip
    tied = gold["sentence_id"].isin([name for name, place in coded if place in TIED]) & (gold["frame"] == "attack")
    gold, ties = gold[~tied], gold.loc[tied, ["sentence_id", "frame"]]
    scores = SCORES.table(
        {"sentence_id": name, "frame": "fire", "probability": 0.9 if n < 3 else 0.1, "model": "m0de1"}
        for n, (name, _) in enumerate(coded)
    )
    report = build_report(
        title=ATTACK,
        documents=DOCUMENTS.table(
            {"document_id": name, "text": "\n".join(texts), "title": ATTACK + "W" * 10_000 if name == "harbour" else "",
             "source": ATTACK, "author": "", "date": "", "language": "en", "path": ""}
            for name, texts in TEXTS.items()
        ),
        sentences=table, codebook=Codebook("c", "1", ATTACK, frames, fingerprint="c0de"), gold=gold, agreement=None,
        evaluation=None, scores=scores, model=ModelFacts(ATTACK, "m0de1", "c0de", {"fire": 0.5}), notes=[ATTACK],
        ties=ties,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(report, path)
    return path


class Opened:
    """The page with all that it asked for, complained about or tried to say."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.url = page, path.as_uri()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.goto(self.url)

    def shown(self) -> list[str]:
        """The numbers and ids of the coded sentences that can be seen."""
        return [row.get_attribute("id") or "" for row in self.page.locator("li[data-frames]:visible").all()]


@pytest.fixture
def opened(browser: Browser, report_path: Path) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Opened(context.new_page(), report_path)
    context.close()


def test_the_page_asks_for_nothing_but_itself(opened: Opened) -> None:
    opened.page.wait_for_load_state("networkidle")
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.url]


def test_hostile_text_does_not_run_and_is_shown(opened: Opened) -> None:
    assert opened.page.evaluate("window.hacked === undefined")
    assert opened.complaints == []
    assert opened.page.title().startswith(ATTACK[:60])
    assert ATTACK in opened.page.locator("h1").inner_text()


def test_the_policy_stops_a_script_that_is_not_ours(opened: Opened) -> None:
    opened.page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.hacked = 3'; document.body.append(script) }"
    )
    assert opened.page.evaluate("window.hacked === undefined")


def test_the_filter_works_by_keyboard(opened: Opened) -> None:
    page = opened.page
    assert len(opened.shown()) == CODED
    page.get_by_role("checkbox", name="calm restored").focus()
    page.keyboard.press("Space")
    assert [row.split(":")[0] for row in opened.shown()] == ["harbour", "market"]
    assert page.get_by_role("status").inner_text() == f"Showing 2 of {CODED} sentences."
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")  # fire as well: labelled three times, and seen by the model in one more
    assert len(opened.shown()) == 5
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Enter")
    assert len(opened.shown()) == CODED
    assert page.evaluate("document.activeElement.type") == "checkbox"


def test_the_filter_for_no_frame_leaves_out_what_the_model_sees(opened: Opened) -> None:
    opened.page.get_by_role("checkbox", name="no frame").check()
    # Of seven, three are labelled fire, one more calm; one more is seen by the model, and on one more coders disagree.
    assert len(opened.shown()) == 1
    assert opened.page.locator("article:visible").count() == 1


def test_the_filter_for_disagreement_shows_what_the_coders_disagree_on(opened: Opened) -> None:
    opened.page.get_by_role("checkbox", name="coders disagree").check()
    assert len(opened.shown()) == len(TIED)
    for row in opened.page.locator("li[data-frames]:visible").all():
        assert f"coders disagree: {ATTACK[:100]}" in row.inner_text()


def test_a_link_to_a_filtered_sentence_shows_it(opened: Opened) -> None:
    market = next(row for row in opened.shown() if row.startswith("market"))
    opened.page.get_by_role("checkbox", name="no frame").check()
    assert market not in opened.shown()
    opened.page.evaluate("id => { location.hash = id }", market)
    opened.page.wait_for_function("id => document.getElementById(id).offsetParent !== null", arg=market)
    assert len(opened.shown()) == CODED


def test_the_focus_can_be_seen(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    style = "getComputedStyle(document.activeElement)"
    assert opened.page.evaluate(f"{style}.outlineStyle") == "solid"
    assert opened.page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2


def test_without_javascript_everything_is_readable_and_no_dead_control_is_shown(
    browser: Browser, report_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report_path.as_uri())
    assert page.locator("li[data-frames]:visible").count() == CODED
    assert page.locator("input:visible, button:visible").count() == 0
    page.locator("summary").click()
    assert page.get_by_text("By D").is_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways(browser: Browser, report_path: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(report_path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_dark_readers_get_a_dark_page(browser: Browser, report_path: Path) -> None:
    backgrounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(report_path.as_uri())
        backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    light, dark = (sum(map(int, color.strip("rgb()").split(","))) for color in backgrounds)
    assert light > 3 * 200
    assert dark < 3 * 60
