"""The page of framing serve in a real Chromium: with and without JavaScript, on a phone, a projector and paper."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

SENTENCE = "Terrorists attacked the airport, the minister said."
MILD = "Thousands stayed in the square."
ARTICLE = f"{SENTENCE} {MILD}\n\nThe mob burned a bank and looted shops. Doctors treated the wounded all night."
HOSTILE = "</textarea></script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\u202e gangs"
SIZES = {"phone": (360, 740), "projector": (1920, 1080)}


@pytest.fixture(scope="module")
def address(framing_serve: Callable[..., Any], repository: Path) -> Iterator[str]:
    with framing_serve(repository) as addresses:
        yield str(addresses["url"])


class Visit:
    """A window with all that it asked for, complained about or tried to say."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.page: Page = browser.new_context(**options).new_page()
        self.page.set_default_timeout(15_000)
        self.address = address
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def ask(self, text: str) -> Page:
        self.go("/").get_by_label("Your sentence").fill(text)
        self.page.get_by_role("button", name="Show the scores").click()
        return self.page

    def compare(self, one: str, other: str) -> Page:
        self.go("/two").get_by_label("Sentence A").fill(one)
        self.page.get_by_label("Sentence B").fill(other)
        self.page.get_by_role("button", name="Show the scores").click()
        return self.page

    def colour(self, text: str) -> Page:
        self.go("/article").get_by_label("Paste an article").fill(text)
        self.page.get_by_role("button", name="Colour it").click()
        return self.page

    def check(self) -> None:
        """Nothing was asked of another host, and nothing complained."""
        assert [url for url in self.requests if not url.startswith((self.address, "data:"))] == []
        assert not [url for url in self.requests if "errorists" in url or "square" in url]
        assert self.complaints == []
        self.page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_class_breaks_the_model_keeps_its_fails_and_takes_one_away(
    browser: Browser, address: str, script: bool
) -> None:
    visit = Visit(browser, address, java_script_enabled=script)
    page = visit.ask(SENTENCE)
    expect(page.get_by_text("Words for it").first).to_be_visible()
    expect(page.locator(".score").first).to_contain_text("terrorist attack")
    page.get_by_text("further below").click()
    expect(page.locator(".score")).to_have_count(10)
    page.get_by_label("How", exact=True).select_option("quote")
    page.get_by_role("button", name="Keep this fail").click()
    expect(page.get_by_role("heading", name="A quotation")).to_be_visible()
    expect(page.get_by_role("cell", name=SENTENCE, exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.get_by_text("Nothing is kept yet.")).to_be_visible()
    page = visit.compare("The mob held the square.", MILD)
    expect(page.locator(".beside > li")).to_have_count(10)
    page = visit.colour(ARTICLE)
    expect(page.locator(".tint")).to_have_count(4)
    visit.check()


def test_enter_asks_and_shift_enter_begins_a_line(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    field = visit.go("/").get_by_label("Your sentence")
    field.fill("One line.")
    field.press("Shift+Enter")
    assert field.input_value() == "One line.\n"
    field.press("Enter")
    expect(visit.page.locator("blockquote")).to_have_text("One line.")
    visit.check()


def test_hostile_text_is_shown_and_does_not_run(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    for page in (visit.ask(HOSTILE), visit.compare(HOSTILE, HOSTILE), visit.colour(HOSTILE)):
        assert page.evaluate("window.hacked === undefined")
        assert "<script>window.hacked" in page.locator("main").inner_text()
    visit.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.hacked = 3'}))"
    )
    assert visit.page.evaluate("window.hacked === undefined")  # the policy stops what is not ours
    assert visit.complaints
    assert all("Content Security Policy" in complaint for complaint in visit.complaints)
    visit.complaints.clear()
    visit.check()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_and_hinders_nobody(browser: Browser, address: str, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    visit = Visit(browser, address, viewport={"width": width, "height": height}, color_scheme=scheme)
    steps = [
        lambda: visit.go("/"), lambda: visit.ask(SENTENCE), lambda: visit.compare("The mob held the square.", MILD),
        lambda: visit.colour(ARTICLE), lambda: visit.go("/docs"), lambda: visit.go("/fails"),
    ]  # fmt: skip
    for step in steps:
        page = step()
        closed = page.locator("details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url
    visit.check()


def test_the_table_of_fails_prints_in_grey_without_buttons(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    page = visit.ask(SENTENCE)
    page.get_by_role("button", name="Keep this fail").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("nav")).to_be_hidden()
    expect(page.get_by_role("cell", name=SENTENCE, exact=True)).to_be_visible()
    colours = page.evaluate(
        "[...document.querySelectorAll('main *')].map(e => getComputedStyle(e))"
        ".flatMap(style => [style.color, style.backgroundColor])"
    )
    for colour in set(colours):
        red, green, blue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
        assert red == green == blue, colour
    page.emulate_media(media="screen")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    visit.check()
