"""Both lessons with the pack that is kept, from disk, as a class plays them: a teacher's window and two pupils'."""

import csv
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from framing.classroom.first_lesson import first_lesson
from framing.classroom.lesson import NONE, Lesson

pytestmark = pytest.mark.slow
SCREENSHOTS = os.environ.get("FRAMING_SCREENSHOTS", "")
ON_PAPER = ("calm-lynx-11", "warm-turtle-12", "misty-panda-13")


@pytest.fixture(scope="module")
def pack(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in the zip that teachers are given."""
    folder = tmp_path_factory.mktemp("teacher")
    with zipfile.ZipFile(repository / "seeds" / "lesson-en.zip") as archive:
        archive.extractall(folder)
    return folder / "lesson-en"


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository, language="en")


@pytest.fixture
def sit_down(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody's own window: another computer, without a network."""
    contexts = []

    def window(width: int, height: int) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}))
        contexts[-1].route(re.compile("^http"), lambda route: route.abort())
        return contexts[-1].new_page()

    yield window
    for context in contexts:
        context.close()


def shot(page: Page, name: str) -> None:
    """Keeps a picture to be looked at, where FRAMING_SCREENSHOTS names a folder."""
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)


def saved(page: Page, button: str, folder: Path, *, as_: str = "") -> Path:
    with page.expect_download() as caught:
        page.locator(button).click()
    path = folder / (as_ or caught.value.suggested_filename)
    caught.value.save_as(path)
    return path


def test_lesson_1_two_pupils_on_screens_three_on_paper_and_the_wall(
    pack: Path, lesson: Lesson, sit_down: Callable[..., Page], tmp_path: Path
) -> None:
    teacher, anna, berik = sit_down(1920, 1080), sit_down(1280, 800), sit_down(360, 740)
    teacher.goto((pack / "index.html").as_uri())
    shot(teacher, "played-1-index")
    teacher.goto((pack / "02-opening.html").as_uri())
    shot(teacher, "played-2-opening")

    names = []
    for pupil in (anna, berik):
        pupil.goto((pack / "05-label.html").as_uri())
        names.append(pupil.locator("#pupil").inner_text())
        pupil.locator("#begin").click()
    first_key = str(1 + lesson.choices.index("peaceful_protest"))
    for item in lesson.items:  # one by keyboard, peaceful protest everywhere; one by touch, none of these everywhere
        expect(anna.locator("#sentence")).to_have_text(item.text)
        anna.keyboard.press(first_key)
        anna.keyboard.press("ArrowRight")
        expect(berik.locator("#sentence")).to_have_text(item.text)
        if item.number == 4:
            shot(berik, "played-3-label-phone")
        berik.locator("fieldset label").last.click()
        berik.locator("#next").click()
    shot(anna, "played-4-finished")
    for pupil in (anna, berik):
        if pupil.locator("#finish").is_visible():
            pupil.locator("#finish").click()
    files = [saved(pupil, "#save", tmp_path) for pupil in (anna, berik)]
    assert [path.stem for path in files] == names

    lines = [f"{lesson.fingerprint};{name};{item.number};{'terrorist_attack' if item.number == 6 else ''};"
             for name in ON_PAPER for item in lesson.items]  # fmt: skip
    paper = tmp_path / "paper.csv"  # as Excel in Kazakhstan saves it
    paper.write_bytes("\r\n".join(["lesson;pupil;item;labels;reason", *lines]).encode("cp1251"))
    teacher.goto((pack / "06-results.html").as_uri())
    teacher.locator("input[type=file]").set_input_files([*map(str, files), str(paper)])
    expect(teacher.locator("#read")).to_contain_text("5 pupils")
    sixth = dict(zip(lesson.choices, teacher.locator("#item-6 td[data-choice] .count").all_inner_texts(), strict=True))
    assert (sixth["terrorist_attack"], sixth["peaceful_protest"], sixth[NONE]) == ("3/5", "1/5", "1/5")
    first = teacher.locator("#item-1 td[data-choice] .count").all_inner_texts()
    assert not any(re.search(r"\d", count) for count in first)  # two answered it: never shown apart
    shot(teacher, "played-5-results")
    for name in (*names, *ON_PAPER):
        assert name not in teacher.locator("body").inner_text()


def test_lesson_2_two_tellings_are_revealed_and_two_pupils_beat_the_machine(
    pack: Path, lesson: Lesson, sit_down: Callable[..., Page], tmp_path: Path
) -> None:
    teacher, anna, berik = sit_down(1920, 1080), sit_down(1280, 800), sit_down(360, 740)
    teacher.goto((pack / "09-sides.html").as_uri())
    titles = [telling.title for telling in lesson.tellings]
    assert not any(title in teacher.locator("body").inner_text() for title in titles)
    shot(teacher, "played-6-sides")
    teacher.locator("#reveal summary").click()
    for title in titles:
        expect(teacher.locator("#reveal")).to_contain_text(title)
    shot(teacher, "played-7-revealed")

    tables = []
    for number, (pupil, sentence, kind) in enumerate(
        [
            (anna, "The players stormed the goal like terrorists.", "other_meaning"),
            (berik, "There were no riots.", "negation"),
        ]
    ):
        pupil.goto((pack / "10-try.html").as_uri())
        pupil.locator("textarea").first.fill(sentence)
        expect(pupil.locator("#verdict")).to_be_visible()
        pupil.locator("#kind").select_option(kind)
        pupil.get_by_role("button", name="Keep this fail").click()
        expect(pupil.locator("tr.fail")).to_have_count(1)
        shot(pupil, f"played-8-try-{number}")
        path = Path(saved(pupil, "button:has-text('Save the table')", tmp_path, as_=f"{number}.csv"))
        tables += list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert [row["sentence"] for row in tables] == [
        "The players stormed the goal like terrorists.",
        "There were no riots.",
    ]
    assert all(row["program"] for row in tables)
    anna.emulate_media(media="print")
    expect(anna.locator("#fails")).to_be_visible()
    expect(anna.locator("#rows")).to_be_hidden()
    shot(anna, "played-9-fails-printed")
