"""A report of findings in a real Chromium: charts, links, hostile texts, keys, paper, and what axe finds."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from framing.analysis.findings import Findings
from framing.cli.findings import Opened
from framing.cli.found_report import Gathered, report_of_run, write_beside
from framing.codebook import Codebook, Frame
from framing.report.charts.of_findings import charts_of, names_of
from framing.report.pages import write_report
from framing.report.pictures import draw
from framing.report.view import FoundFacts

sys.path.append(str(Path(__file__).parents[3] / "benchmarks"))  # behind all else, as tests of benchmarks do

import made_findings

pytestmark = pytest.mark.slow  # a page of many charts, in every way that it is looked at

ATTACK = "</script></title></style><script>window.hacked = 1; alert(1)</script><img src=x onerror='window.hacked = 2'>"
TEXTS = [
    ATTACK,
    '=HYPERLINK("http://evil.example/","click")',
    "\u202eright to left\u202c and \u2067back",
    "👩‍👩‍👧 " * 40,
    "W" * 10_000,
]
MODES: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"media": "print"}]


def hostile() -> tuple[Findings, Codebook]:
    """Findings in which outlets, titles, sentences, speakers and the names of frames are attacks."""
    corpus = made_findings.scored(12, 8)
    corpus.documents["source"] = corpus.documents["source"].replace(made_findings.OUTLETS[0], ATTACK)
    corpus.documents.loc[0, "title"] = ATTACK + "W" * 10_000
    corpus.sentences.loc[:4, "text"] = TEXTS
    corpus.sentences.loc[0, "speaker"] = ATTACK
    corpus.sentences.loc[16:20, "text"] = corpus.sentences.loc[8:12, "text"].to_numpy()  # two outlets say the same
    made = made_findings.codebook()
    first = Frame(made.frames[0].key, ATTACK[:100], "e", "#332288", "#FFFFFF", ATTACK)
    return made_findings.findings(corpus), replace(made, title=ATTACK, frames=(first, *made.frames[1:]))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    findings, book = hostile()
    charts, about = charts_of(findings, names_of(book)), ((ATTACK, ATTACK),)
    facts = FoundFacts(findings, "automated coder", draw(charts), methods=ATTACK, about=about, of_run=True)
    opened = Opened(findings.scored, units_of=lambda unit: pytest.fail(unit), warnings=())
    gathered = Gathered(opened, facts, charts, ())
    page = report_of_run(gathered, book, ATTACK)
    place = tmp_path_factory.mktemp("findings") / "a report.html"
    write_beside(gathered, page, place)
    write_report(page, place)
    return place


@pytest.fixture
def open_page(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """Opens the page; what it asks for and says is kept in `page.asked` and `page.said`."""
    contexts = []

    def opened(color_scheme: Any = "light", media: Any = None) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=color_scheme))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        if media:
            page.emulate_media(media=media)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_nothing_is_asked_of_any_host_and_nothing_runs(browser: Browser, path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert said == []
    assert page.evaluate("window.hacked === undefined")
    context.close()


def test_hostile_texts_stand_there_as_texts(open_page: Callable[..., Page]) -> None:
    page = open_page()
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == page.locator("script:not([src])").count()
    shown = page.locator("#articles .said").all_text_contents()  # also of those that are far below
    for text in TEXTS:
        assert any(" ".join(text.split()) in " ".join(found.split()) for found in shown), text[:40]
    assert page.title().startswith(ATTACK[:60])
    assert ATTACK in page.locator("#methods").inner_text()
    assert page.locator("#shares bdi", has_text="<script>").count() > 0


def test_every_chart_is_drawn_with_words_and_a_picture_beside(open_page: Callable[..., Page], path: Path) -> None:
    page = open_page()
    charts = page.locator("figure.chart")
    keys = [str(chart.get_attribute("id")).removeprefix("chart-") for chart in charts.all()]
    assert {"profile-sentence", "differences-sentence-by-outlet", "time-line-sentence"} <= set(keys)
    for chart in charts.all():
        drawing = chart.locator("svg").first
        box = drawing.bounding_box()
        assert box is not None
        assert min(box["width"] / 200, box["height"] / 40) > 1
        assert drawing.locator("path, line, rect, circle").count() > 5
        assert chart.locator("[role=img]").first.get_attribute("aria-label")
    folder = path.with_name("a report-charts")
    assert {file.name for file in folder.iterdir()} == {f"{key}.{kind}" for key in keys for kind in ("svg", "png")}


def test_a_chart_shows_figures_on_pointing_and_steps_back(browser: Browser, path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    for chart in page.locator("figure.chart").all():  # each of them is drawn anew from its specification
        button = chart.locator("button")
        button.focus()
        page.keyboard.press("Enter")
        chart.locator(".moving svg").wait_for(timeout=20_000)
        assert button.get_attribute("aria-pressed") == "true"
        assert not chart.locator(".drawing:not(.moving)").is_visible()
    chart = page.locator("#chart-profile-sentence-by-outlet")
    chart.locator(".moving .mark-symbol path").first.hover()
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for()
    assert re.search(r"\d+ of \d+", tip.inner_text())
    assert tip.locator("script, img").count() == 0
    chart.locator("button").click()
    assert chart.locator(".drawing:not(.moving)").is_visible()
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert said == []
    assert page.evaluate("window.hacked === undefined")
    context.close()


def test_every_link_leads_somewhere_that_is_there(open_page: Callable[..., Page], path: Path) -> None:
    page = open_page()
    ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), (e) => e.id)")
    assert len(ids) == len(set(ids))
    links = set(page.evaluate("Array.from(document.querySelectorAll('a[href]'), (a) => a.getAttribute('href'))"))
    inside = {unquote(link[1:]) for link in links if link.startswith("#")}
    assert len(inside) > 100
    assert inside <= set(ids)
    for link in links:
        if not link.startswith("#"):
            parsed = urlparse(link)
            assert (parsed.scheme, parsed.netloc) == ("", ""), link
            assert (path.parent / unquote(parsed.path)).exists(), link


def test_a_count_leads_to_its_sentences_though_they_are_folded_away(open_page: Callable[..., Page]) -> None:
    page = open_page()
    link = page.locator("#shares a[href^='#evidence-']").first
    count, of = re.findall(r"[\d,]+", link.inner_text())
    link.focus()
    page.keyboard.press("Enter")
    entry = page.locator(str(link.get_attribute("href")))
    entry.wait_for(state="visible")
    assert f"in {count} of {of}" in entry.inner_text()
    sentence = entry.locator(".quoted a").first
    sentence.focus()
    page.keyboard.press("Enter")
    target = page.locator(f"[id='{str(sentence.get_attribute('href'))[1:]}']")
    target.wait_for(state="visible")
    assert target.locator(".said").count() == 1


def test_the_first_key_finds_the_way_past_the_head_and_the_focus_can_be_seen(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#findings"


def test_what_is_folded_opens_by_key(open_page: Callable[..., Page]) -> None:
    page = open_page()
    details = page.locator("details.more").first
    assert details.get_attribute("open") is None
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.get_attribute("open") is not None


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=["light", "dark", "print"])
def test_axe_finds_nothing_to_object_to(open_page: Callable[..., Page], mode: dict[str, Any]) -> None:
    page = open_page(**mode)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_scrolls_sideways(open_page: Callable[..., Page], width: int) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_on_pages_of_a4(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page()
    printed = page.pdf(prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", printed))
    assert {(round(float(width)), round(float(height))) for width, height in sizes} <= {(595, 842), (596, 842)}
