"""Lesson 1 as a class plays it: the teacher at the command line, two pupils in windows of their own, by keyboard."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from framing.classroom.in_doccano.folder import open_folder
from framing.classroom.in_doccano.wipe import files_with
from framing.cli.main import main
from framing.doccano.local import server

pytestmark = pytest.mark.slow
SCREENSHOTS = os.environ.get("FRAMING_SCREENSHOTS", "")
SPEECH_BUBBLE, OPEN_BOOK = "M20,2H4A2", "M21,4H3"


@pytest.fixture
def teacher(tmp_path: Path, repository: Path) -> Iterator[Callable[..., Any]]:
    """A command of the lesson on a class in a folder of the test; gives what it prints as JSON."""
    folder = tmp_path / "class"

    def run(command: str, *arguments: str) -> Any:
        asked = ["-C", str(repository), "lesson", command, "--folder", str(folder), *arguments, "--json"]
        found = CliRunner().invoke(main, asked, catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return json.loads(found.stdout)["result"]

    yield run
    server.down(folder / "doccano")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The teacher's own browser, which reaches nothing but files."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    context.route(re.compile("^http"), lambda route: route.abort())
    yield context.new_page()
    context.close()


def shot(page: Page, name: str) -> None:
    """Keeps a picture to be looked at, where FRAMING_SCREENSHOTS names a folder."""
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def slips_on(page: Page) -> list[tuple[str, str, str]]:
    """Address, name and password of each slip, as somebody reads them."""
    return [tuple(slip.locator("dd").all_inner_texts()) for slip in page.locator(".slip").all()]  # type: ignore[misc]


def test_a_class_is_set_up_labels_is_watched_closed_counted_and_wiped(
    teacher: Callable[..., Any], annotator_window: Callable[..., Any], page: Page, tmp_path: Path
) -> None:
    made = teacher("setup", "--pupils", "6", "--port", "0")
    assert (made["pupils"], made["checked"]) == (6, True)
    folder = open_folder(tmp_path / "class")
    page.goto(folder.slips.as_uri())
    shot(page, "slips")
    assert_accessible(page)
    slips = slips_on(page)
    assert len(slips) == 6
    expect(page.locator(".code svg").first).to_be_visible()

    title, count = folder.lesson.title, len(folder.lesson.items)
    frames = folder.lesson.codebook.frames
    pupils = []
    for address, name, password in slips[:2]:
        window = annotator_window(address.removesuffix("/auth"))
        window.log_in_with(name, password)
        assert window.projects() == [title]
        window.start(title)
        if "text-classification" not in window.page.url:  # under load the button comes before what it does
            window.settle()
            window.page.get_by_role("button", name="Start Annotation").click()
        window.sentence(1, count, folder.lesson.items[0].text)
        pupils.append(window)
    first, second = pupils
    assert not first.page.locator(f"button:has(path[d^='{SPEECH_BUBBLE}'])").is_visible()
    shown = first.page.locator("body").inner_text()
    assert not re.search(r"\d{3}_[0-9a-f]{8}|\.txt", shown)  # no name of a file
    shot(first.page, "pupil")
    guideline = first.dialog(OPEN_BOOK)
    expect(guideline).to_contain_text("Press the key of every label that fits")
    shot(first.page, "pupil-guideline")
    guideline.get_by_role("button", name="Close").click()
    first.settle()

    first.press(frames[0].shortcut, "/categories")
    second.press("n", "/categories")
    first.press("Enter", "/states")
    second.press("Enter", "/states")
    first.sentence(2, count, folder.lesson.items[1].text)
    first.press(frames[1].shortcut, "/categories")

    seen = teacher("live")
    assert [(pupil["done"], pupil["unconfirmed"]) for pupil in seen["pupils"]] == [(1, 1), (1, 0), *[(0, 0)] * 4]
    page.goto(folder.live.as_uri())
    expect(page.get_by_text("1/20")).to_have_count(2)
    assert not any(frame.name in page.locator("main").inner_text() for frame in frames)
    shot(page, "live")
    assert_accessible(page)

    assert teacher("close") == {"closed": True}
    first.page.keyboard.press("Enter")
    expect(first.page.get_by_role("alert")).to_contain_text("Labelling is closed")
    shot(first.page, "pupil-closed")
    assert teacher("live")["closed"]
    assert teacher("close", "--open") == {"closed": False}
    first.press("Enter", "/states")

    on_paper = [name for _, name, _ in slips[2:]]
    lines = [f"{folder.lesson.fingerprint},{name},{item},none_of_these," for name in on_paper for item in (1, 2)]
    paper = tmp_path / "paper.csv"
    paper.write_text("\n".join(["lesson,pupil,item,labels,reason", *lines]), encoding="utf-8")
    counted = teacher("results", "--answers", str(paper))
    assert (counted["pupils"], counted["screen"], counted["paper"], counted["left_out"]) == (6, 3, 8, 0)
    page.goto(folder.results.as_uri())
    expect(page.get_by_text("5/6").first).to_be_visible()  # none of these, for the first sentence
    shot(page, "results")
    assert_accessible(page)
    counts = folder.counts.read_text(encoding="utf-8-sig").splitlines()
    assert counts[1].endswith(",0,5")
    assert counts[3].endswith(",0" + "," * 8)

    names = [name for _, name, _ in slips]
    paper.unlink()  # the teacher's own file, outside of the class
    removed = teacher("wipe", "--yes")["removed"]
    assert len(removed) >= 8
    assert not folder.path.exists()
    assert files_with(names, [tmp_path]) == []
