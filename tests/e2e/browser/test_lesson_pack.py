"""The pack of a lesson in a real Chromium, as a teacher opens it from disk: whole, quiet, readable, and on paper."""

import re
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from framing.classroom.first_lesson import first_labels, first_lesson
from framing.classroom.pack import files_of, zip_of
from framing.classroom.word_model import lesson_model
from framing.languages.words import LANGUAGES

pytestmark = pytest.mark.slow  # every page of three packs, at three widths and on paper

SHEETS = {
    "teacher": 2,
    "card": 1,
    "worksheet": 2,
    "exit": 2,
    "pairs": 2,
    "opening": 1,
    "questions": 1,
    "key": 2,
    "fails": 2,
}
WIDTHS = (360, 1280, 1920)


@pytest.fixture(scope="module", params=LANGUAGES)
def pack(repository: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder that is in the zip."""
    lesson = first_lesson(repository, language=request.param)
    model = lesson_model(*first_labels(repository), lesson.codebook)
    folder = tmp_path_factory.mktemp("pack")
    path = folder / "lesson.zip"
    path.write_bytes(zip_of(files_of(lesson, model), "lesson"))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder / "lesson"


@pytest.fixture
def window(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1280, "height": 800}).new_page()


def sheets_of(page: Page) -> int:
    return int(re.findall(rb"/Count (\d+)", page.pdf(prefer_css_page_size=True))[0])


def test_each_page_opens_from_disk_asks_nobody_and_fits_every_width(pack: Path, window: Page) -> None:
    asked, said = [], []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: said.append(message.text))
    window.on("pageerror", lambda error: said.append(str(error)))
    for path in sorted(pack.glob("*.html")):
        window.goto(path.as_uri())
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 800})
            wide = window.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path.name} is {wide} wide at {width}"
        found = Axe().run(window).response["violations"]
        assert not found, (path.name, [(each["id"], each["nodes"][0]["html"]) for each in found])
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked), asked
    assert not said


def test_each_sheet_has_as_many_pages_of_paper_as_the_teacher_is_told(pack: Path, window: Page) -> None:
    for name, sheets in SHEETS.items():
        (path,) = pack.glob(f"*-{name}.html")
        window.goto(path.as_uri())
        assert sheets_of(window) == sheets, path.name


def test_the_start_page_leads_to_every_page_and_shows_it_in_the_dark_too(pack: Path, browser: Browser) -> None:
    window = browser.new_context(color_scheme="dark").new_page()
    window.goto((pack / "index.html").as_uri())
    links = window.locator("main a")
    assert links.count() == len(list(pack.glob("*.html"))) - 1
    for number in range(links.count()):
        links.nth(number).click()
        expect(window.locator("h1")).not_to_be_empty()
        assert not Axe().run(window).response["violations"], window.url
        window.go_back()


def test_labels_can_be_told_apart_on_grey_paper(pack: Path, window: Page) -> None:
    (path,) = pack.glob("*-card.html")
    window.goto(path.as_uri())
    window.emulate_media(media="print")
    numbers = window.locator("th .swatch").all_inner_texts()
    assert numbers == [str(number) for number in range(1, 9)]  # a number and a name, not the colour alone
    borders = window.locator("th .swatch").evaluate_all("all => all.map(each => getComputedStyle(each).borderTopWidth)")
    assert set(borders) == {"2px"}
