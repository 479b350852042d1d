"""label.html, results.html and sides.html from disk in a real Chromium: a pupil, a teacher, hostile files and texts."""

import base64
import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from framing.classroom.answers import ANSWERS, FILE_LIMIT, read_answers, write_answers
from framing.classroom.first_lesson import first_lesson
from framing.classroom.heatmap import HeatMap, heat_map, next_picture
from framing.classroom.label import label_page, lesson_data
from framing.classroom.lesson import ANOTHER, NONE, Item, Lesson
from framing.classroom.results import results_page
from framing.classroom.sides import sides_page
from framing.languages.words import words

ROOT = Path(__file__).parents[3]
ATTACK = "</script></title></style><script>window.hacked = 1; alert(1)</script><img src=x onerror='window.hacked = 2'>"
MODES: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"media": "print"}]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return spoken("en")


def hostile(lesson: Lesson) -> Lesson:
    """The lesson with attacks, long words and turned text in every field."""
    first, second, third, *rest = lesson.items
    items = (
        replace(first, text=ATTACK, before=ATTACK, why=ATTACK, write_why=True),
        replace(second, text="\u202eright to left\u202c \u2067back", before="W" * 3_000),
        replace(third, text="W" * 3_000 + "\x00\ud800"),
        *rest,
    )
    frames = (replace(lesson.codebook.frames[0], name=ATTACK[:100], definition=ATTACK), *lesson.codebook.frames[1:])
    one, two = lesson.tellings
    odd = replace(one.sentences[5], text=ATTACK, voice=ATTACK)
    tellings = (replace(one, title=ATTACK, source=ATTACK, sentences=(*one.sentences, odd)), two)
    book = replace(lesson.codebook, frames=frames)
    pairs = (replace(lesson.pairs[0], moment=ATTACK), *lesson.pairs[1:])
    return replace(
        lesson, title=ATTACK, items=items, codebook=book, tellings=tellings, pairs=pairs, background=(ATTACK,)
    )


def answers_of(lesson: Lesson, pupils: int, seed: int = 5) -> Any:
    """ANSWERS of a made-up class that mostly follows the key."""
    chance = random.Random(seed)
    rows = []
    for pupil in range(pupils):
        for item in lesson.items:
            if chance.random() < 0.9:
                chosen = chance.choice(
                    [item.answers, item.answers, (chance.choice(lesson.choices),), lesson.choices[:2]]
                )
                labels = " ".join(choice for choice in lesson.choices if choice in chosen)
                rows.append({"pupil": f"blue-otter-{pupil}", "item": item.number, "labels": labels, "reason": ""})
    return ANSWERS.table(rows)


def files_of(lesson: Lesson, folder: Path, pupils: int) -> list[Path]:
    """The CSV of each pupil."""
    paths = []
    for pupil, part in answers_of(lesson, pupils).groupby("pupil"):
        paths.append(folder / f"{pupil}.csv")
        paths[-1].write_bytes(write_answers(lesson, part))
    return paths


class Window:
    """A page opened from disk, with what it asked for and what it complained about."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.path = page, path
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(path.as_uri())

    def assert_quiet(self) -> None:
        """Nothing was asked of anybody, nothing ran that is not ours."""
        assert {url for url in self.asked if not url.startswith(("data:", "blob:"))} == {self.path.as_uri()}
        assert self.said == []
        assert self.page.evaluate("window.hacked === undefined")
        assert self.page.locator("img, iframe, object, embed").count() == 0


@pytest.fixture
def open_window(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    contexts = []

    def opened(html: str, *, width: int = 1280, media: Any = None, **wishes: Any) -> Window:
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **wishes))
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        window = Window(contexts[-1].new_page(), path)
        if media:
            window.page.emulate_media(media=media)
        return window

    yield opened
    for context in contexts:
        context.close()


def page_of(lesson: Lesson, name: str) -> str:
    """One of the pages: label, results, sides, or found, which is results with counts of a class."""
    if name == "found":
        return results_page(lesson, heat_map(lesson, answers_of(lesson, 12)))
    return {"label": label_page, "results": results_page, "sides": sides_page}[name](lesson)


@cache
def spoken(language: str) -> Lesson:
    return first_lesson(ROOT, language=language)


# --- the two readers


def answer_files(lesson: Lesson) -> list[list[tuple[str, bytes]]]:
    """Groups of files as they come back from spreadsheets, people and ill will."""
    whole = write_answers(lesson, answers_of(lesson, 2))
    text = whole.decode("utf-8-sig")
    mark = lesson.fingerprint
    head, frame = "lesson,pupil,item,labels,reason\n", lesson.choices[0]
    row = f"{mark},otter"
    typed = head + "".join(f"{mark},синяя-выдра,{n},{frame},слово «{n}»\n" for n in range(1, 6))
    contents: list[str | bytes] = [
        whole, text, text.replace("\r\n", "\r"), "\n\n" + text, text.replace("\r\n", "\n\n,,\n"),
        typed.replace(",", ";").encode("cp1251"), typed.replace(",", "\t").encode("utf-16"),
        b"\xfe\xff" + typed.replace(",", ";").encode("utf-16-be"), "sep=;\r\n" + typed.replace(",", ";"),
        b"\xff\xfe" + b"\x00\xd8" * 5, typed.encode("cp1251") + b"\x98\x81", typed.encode()[:-3] + b"\xd1",
        "\n".join(f'"{line}"' for line in typed.splitlines()), typed.replace("lesson,pupil", ' "Lesson" ;PUPIL'),
        head + f'{row},1,{frame},"open\n{row},2,{frame},\n', head + f'{row},1,"{frame}"x,\n',
        head + f'{row},1,{frame},"a ""quoted"" word, and\r\na line"\n',
        head + f'"{row},1,{frame},""a,b"""\n',
        head + f"{mark},Otter,1.0,{frame.upper()},\n{row},1,{NONE},\n{mark},OTTER,2,{frame} | {ANOTHER},'=1+1\n",
        head + f"{mark},,1,{frame},\n{mark},{'x' * 41},1,{frame},\n",
        head + f"{mark},{'🦦' * 40},1,{frame},\n{mark},a\x07b,1,{frame},\n",
        head + f"{row},1,{frame},a '=1\n{row},2,{frame},' =1\n{row},3,{frame},'a\n",
        head + f"{row},0,{frame},\n{row},1.5,{frame},\n",
        head + f"{row},{10**9},{frame},\n{row},٣,{frame},\n",
        head + f"{row},1,nonsense,\n{row},1,{NONE} {frame},\n{row},1,{'🙂' * 60},\n",
        head + f"abc,otter,1,{frame},\n", head + f"abc,otter,1,{frame},\n{row},2,{frame},\n", head, head + ",,,,\n" * 9,
        "", "\ufeff", ";;\n,,",
        b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"\x00" * 50, "name,mark\nAnn,5\n", "lesson;item\n", ATTACK,
        head + f"{mark},{ATTACK[:40]},1,{frame},{ATTACK}\n{mark},\u202eotter,2,{frame},{'W' * 5000}\n",
        head + f"{row},1,{frame},\n" * 10_001, "x" * (FILE_LIMIT + 1), '"' * 1000, ",".join(['"'] * 99),
        head + f"{mark}\u00a0,\u202f otter\t ,\u20071 , {frame}\u00a0{ANOTHER} ,\x0b\x0cwhy\x1c\x85\n",
    ]  # fmt: skip
    files = [each.encode() if isinstance(each, str) else each for each in contents]
    singles = [[(f"{n}.csv", each)] for n, each in enumerate(files)]
    one, two = head + f"{mark},otter,1,{frame},\n", head + f"{mark},otter,1,{ANOTHER},\n{mark},otter,2,{frame},\n"
    three = head + f"{mark},otter,1,{ANOTHER},\n"
    groups = [
        [("a", each.encode()), ("b", other.encode())] for each in (one, two, three) for other in (one, two, three)
    ]
    chance = random.Random(11)
    spoilt = [[("spoilt.csv", spoil(chance.choice(files[:24]), chance))] for _ in range(200)]
    return [*singles, *groups, *spoilt]


def spoil(content: bytes, chance: random.Random) -> bytes:
    """A file with some places cut out, doubled or replaced."""
    pieces = [bytes([byte]) for byte in b"\";,\n\r\t\xff\xd0'= 1"] + [b"\xc2\xa0", b"\xef\xbb\xbf"]
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.choice(pieces) * chance.randint(0, 2) + content[at + chance.randint(0, 3) :]
    return content


def rows_of(answers: Any) -> list[list[Any]]:
    return sorted([row.pupil, int(row.item), row.labels, row.reason] for row in answers.itertuples())


@pytest.mark.slow
def test_both_readers_find_the_same_in_every_file(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    groups = answer_files(lesson)
    sent = [
        [[name, base64.b64encode(content[: FILE_LIMIT + 1]).decode("ascii")] for name, content in group]
        for group in groups
    ]
    found = open_window(results_page(lesson)).page.evaluate(
        """([lesson, groups]) => groups.map((group) => {
            const files = group.map(([name, coded]) => {
                const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
                return { name, size: bytes.length, bytes };
            });
            const { answers, setAside } = Answers.read(lesson, files);
            return [answers.map(({ pupil, item, labels, reason }) => [pupil, item, labels.join(" "), reason]),
                    setAside.map(({ file, row, code, value }) => [file, row, code, value])];
        })""",
        [lesson_data(lesson), sent],
    )
    used = 0
    for group, (rows, aside) in zip(groups, found, strict=True):
        read = read_answers(lesson, group)
        expected = [[each.file, each.row, each.code, each.value] for each in read.set_aside]
        assert (sorted(rows), aside) == (rows_of(read.answers), expected), group[0][1][:300]
        used += bool(rows)
    assert used > 100  # so that not all of them were refused


def test_both_writers_write_the_same_bytes(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    reasons = [
        "=1+1",
        "  -2",
        "'x",
        'say "so", he',
        "two\nlines\t\u2028",
        "\x1b[31m\u0085",
        "\uff1d1",
        "слово",
        ATTACK,
        "",
    ]
    given = {
        item.number: {"labels": list(item.answers), "reason": reason}
        for item, reason in zip(lesson.items, reasons, strict=False)
    }
    rows = [{"pupil": "тихий-ёж-42", "item": number, "labels": " ".join(each["labels"]), "reason": each["reason"]}
            for number, each in given.items()]  # fmt: skip
    written = open_window(label_page(lesson)).page.evaluate(
        "([lesson, pupil, given]) => Answers.write(lesson, pupil, given)", [lesson_data(lesson), "тихий-ёж-42", given]
    )
    assert b"\xef\xbb\xbf" + written.encode() == write_answers(lesson, ANSWERS.table(rows))


def counted(found: HeatMap) -> Any:
    return json.loads(json.dumps(asdict(found)))


def without_alpha(found: Any) -> Any:
    return {key: value for key, value in found.items() if key != "alpha"}


def test_both_count_the_same(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    classes = [answers_of(lesson, pupils, seed) for seed, pupils in enumerate((0, 1, 4, 5, 6, 24, 30))]
    sent = [
        [{"pupil": row.pupil, "item": row.item, "labels": row.labels.split()} for row in answers.itertuples()]
        for answers in classes
    ]
    found = open_window(results_page(lesson)).page.evaluate(
        "([lesson, classes]) => classes.map((answers) => HeatMap.count(lesson, answers))", [lesson_data(lesson), sent]
    )
    expected = [counted(heat_map(lesson, answers)) for answers in classes]
    assert [without_alpha(each) for each in found] == [without_alpha(each) for each in expected]


def classes_that_differ_so_often(lesson: Lesson) -> list[Any]:
    """ANSWERS of six who all say the same but in so many sentences, of dice, and of too few."""
    first, second = lesson.choices[:2]
    by_item = [
        [[first if n % 2 else second] * 5 + [second if n < differ else first if n % 2 else second] for n in range(20)]
        for differ in (0, 1, 4, 12, 19)
    ]
    by_item += [[[first] * 6] * 20, [[NONE] * 6] * 20, [[first] * 6, [second] * 6] * 4]
    return [
        *(answers_of(lesson, pupils, seed) for seed, pupils in enumerate((0, 1, 4, 5, 6, 12, 24, 30))),
        *(answers_of(lesson, pupils, 7)[lambda table, last=last: table["item"] <= last]
          for pupils, last in ((8, 9), (8, 10), (8, 13))),
        *(ANSWERS.table({"pupil": f"otter-{pupil}", "item": item, "labels": labels, "reason": ""}
                        for item, given in enumerate(each, 1) for pupil, labels in enumerate(given))
          for each in by_item),
    ]  # fmt: skip


def test_both_find_the_same_alpha(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    classes = classes_that_differ_so_often(lesson)
    sent = [
        [{"pupil": row.pupil, "item": row.item, "labels": row.labels.split()} for row in answers.itertuples()]
        for answers in classes
    ]
    found = open_window(results_page(lesson)).page.evaluate(
        "([lesson, classes]) => classes.map((answers) => HeatMap.count(lesson, answers).alpha)",
        [lesson_data(lesson), sent],
    )
    expected = [counted(heat_map(lesson, answers))["alpha"] for answers in classes]
    assert [bool(each) for each in found] == [bool(each) for each in expected]
    assert sum(map(bool, expected)) >= 10
    for ours, theirs in zip(found, expected, strict=True):
        assert ours == (theirs and pytest.approx(theirs, abs=1e-9))


@pytest.mark.slow
def test_both_let_the_same_answers_wait(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    classes = [answers_of(lesson, pupils, seed) for seed, pupils in enumerate((0, 4, 5, 6, 12, 13))]
    pairs = [(one, pd.concat([one, other]).drop_duplicates(["pupil", "item"])) for one in classes for other in classes]
    sent = [
        [
            [{"pupil": r.pupil, "item": r.item, "labels": r.labels.split(), "reason": ""} for r in part.itertuples()]
            for part in pair
        ]
        for pair in pairs
    ]
    found = open_window(results_page(lesson)).page.evaluate(
        """(pairs) => pairs.map(([before, after]) => {
            const { answers, waiting } = HeatMap.next(before, after);
            return [answers.map(({ pupil, item, labels, reason }) => [pupil, item, labels.join(" "), reason]), waiting];
        })""",
        sent,
    )
    for (before, after), (rows, waiting) in zip(pairs, found, strict=True):
        picture = next_picture(before, after)
        assert (sorted(rows), waiting) == (rows_of(picture.answers), picture.waiting)
    assert {0, 1} < {waiting for _, waiting in found}


# --- a pupil


def save(page: Page, path: Path) -> bytes:
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(path)
    return path.read_bytes()


def test_a_pupil_labels_by_keyboard_alone_and_saves(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    window = open_window(label_page(lesson))
    page = window.page
    first = page.locator("#pupil").inner_text()
    page.locator("#draw").focus()
    page.keyboard.press("Enter")
    pupil = page.locator("#pupil").inner_text()
    assert pupil != first
    page.locator("#begin").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sentence")).to_have_text(lesson.items[0].text)
    for key in ("4", "7"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#before")).to_have_text(lesson.items[1].before)
    for key in ("1", "2", "8"):  # none of these takes the others out, ...
        page.keyboard.press(key)
    expect(page.locator("fieldset input:checked")).to_have_count(1)
    page.keyboard.press("2")  # ... and another one takes it out
    page.keyboard.press("Enter")
    page.keyboard.press("f")  # the letter on the card
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first box, as any box is ticked
    page.locator("#reason").focus()
    page.keyboard.type("1 =helmets, 2")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#place")).to_contain_text("3")
    page.locator("#finish").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#missing")).to_contain_text("16 sentences")
    page.locator("#save").focus()
    content = save(page, tmp_path / "saved.csv")
    read = read_answers(lesson, [("saved.csv", content)])
    assert read.set_aside == ()
    keys = lesson.choices
    assert rows_of(read.answers) == [
        [pupil, 1, f"{keys[3]} {ANOTHER}", ""], [pupil, 2, keys[1], ""], [pupil, 3, keys[2], ""],
        [pupil, 4, keys[0], "1 =helmets, 2"],
    ]  # fmt: skip
    assert content.count(lesson.fingerprint.encode()) == len(lesson.items)
    assert page.locator("#copy").input_value().encode() == content[3:].replace(b"\r\n", b"\n")
    window.assert_quiet()


@pytest.mark.slow
def test_a_reload_loses_nothing_and_clearing_leaves_nothing(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    page = open_window(label_page(lesson)).page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    pupil = page.locator("#pupil").inner_text()
    page.click("#begin")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator("#sentence")).to_have_text(lesson.items[1].text)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("fieldset input:checked")).to_have_value(lesson.choices[2])
    page.click("#finish")
    with page.expect_download():
        page.click("#save")
    page.click("#clear")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.reload()
    assert asked == ["beforeunload"]  # all was saved
    expect(page.locator("#start")).to_be_visible()
    assert page.locator("#pupil").inner_text() != pupil


@pytest.mark.slow
def test_nothing_is_stored_where_the_pupil_turns_it_off_and_strange_storage_is_no_answer(
    lesson: Lesson, open_window: Callable[..., Window]
) -> None:
    page = open_window(label_page(lesson)).page
    page.on("dialog", lambda dialog: dialog.accept())
    page.uncheck("#keep")
    page.click("#begin")
    page.keyboard.press("3")
    assert page.evaluate("sessionStorage.length") == 0
    for kept in ('{"pupil": 3}', "[]", "{", '{"pupil": "a", "index": 99}', '{"pupil": "a", "index": 0, "given": 7}'):
        page.evaluate("([key, kept]) => sessionStorage.setItem(key, kept)", [f"framing-{lesson.fingerprint}", kept])
        page.reload()
        expect(page.locator("#start")).to_be_visible()
    page.uncheck("#keys")
    page.click("#begin")
    page.keyboard.press("3")
    expect(page.locator("fieldset input:checked")).to_have_count(0)


# --- a teacher


def choose(page: Page, paths: Sequence[Path]) -> None:
    page.set_input_files("#chosen", [str(path) for path in paths])


def test_a_teacher_reads_the_files_of_a_class(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    window = open_window(results_page(lesson))
    page = window.page
    paths = files_of(lesson, tmp_path, 6)
    choose(page, paths[:3])
    expect(page.locator("#few")).to_be_visible()  # of three nothing is shown
    expect(page.locator("#map")).to_be_hidden()
    excel = tmp_path / "книга.csv"
    excel.write_bytes(paths[3].read_text(encoding="utf-8-sig").replace(",", ";").encode("cp1251"))
    wrong = tmp_path / f"{'x' * 20}<img src=x onerror=alert(1)>.csv"
    wrong.write_text("name;mark\nAnn;5\n", encoding="utf-8")
    choose(page, [excel, paths[4], paths[5], paths[0], wrong])
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator("#read")).to_contain_text("6 pupils")
    page.click("#aside summary")
    notes = page.locator("#aside-list li").all_inner_texts()
    assert len(notes) == 2
    assert "Counted once" in notes[0]
    assert "no column lesson, pupil" in notes[1]
    counts = heat_map(lesson, answers_of(lesson, 6))
    item = counts.items[0]
    assert item.counts is not None
    shown = page.locator("#item-1 td[data-choice] .count").all_inner_texts()
    assert shown == [f"{item.counts[key]}/{item.answered}" for key in lesson.choices]
    assert counts.agreement is not None
    assert page.locator("#agreement").inner_text() == f"{100 * counts.agreement:.0f} %"
    page.click("#by-disagreement")
    agreements = [float(row.get_attribute("data-agreement") or 2) for row in page.locator("#heat tbody tr").all()]
    assert agreements == sorted(agreements)
    page.click("#by-number")
    assert page.locator("#heat tbody tr").first.get_attribute("id") == "item-1"
    page.click("#forget")
    expect(page.locator("#drawn")).to_be_hidden()
    assert not any(cell.strip("–") for cell in page.locator("td[data-choice] .count").all_inner_texts())
    window.assert_quiet()


def test_a_late_file_does_not_show_what_its_pupil_chose(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    window = open_window(results_page(lesson))
    page = window.page
    paths = files_of(lesson, tmp_path, 11)
    choose(page, paths[:6])
    expect(page.locator("#map")).to_be_visible()
    before = page.locator("#heat").inner_text()
    expect(page.locator("#waiting")).to_be_hidden()
    choose(page, paths[6:7])
    expect(page.locator("#read")).to_contain_text("7 pupils")
    expect(page.locator("#waiting")).to_contain_text("1 pupil’s new answers")
    assert page.locator("#heat").inner_text() == before
    choose(page, paths[7:])
    expect(page.locator("#read")).to_contain_text("11 pupils")
    assert page.locator("#heat").inner_text() != before
    page.click("#forget")
    choose(page, paths[:7])
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator("#item-1 td[data-choice] .count").first).to_contain_text("/")
    window.assert_quiet()


def test_of_two_files_of_a_pupil_the_one_saved_last_counts(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    page = open_window(results_page(lesson)).page
    old, new = lesson.choices[:2]
    paths = []
    for time, (name, label) in enumerate([("bear", old), *((f"otter-{n}", old) for n in range(4)), ("bear (1)", new)]):
        paths.append(tmp_path / f"{name}.csv")
        row = {"pupil": name.split(" ")[0], "item": 1, "labels": label, "reason": ""}
        paths[-1].write_bytes(write_answers(lesson, ANSWERS.table([row])))
        os.utime(paths[-1], (1_000_000 + time, 1_000_000 + time))
    counts = page.locator("#item-1 td[data-choice] .count")
    for groups in ([paths], [sorted(paths)], [paths[1:], paths[:1]]):  # by name "bear (1).csv" comes first
        for chosen in groups:
            choose(page, chosen)
        expect(counts.nth(0)).to_have_text("4/5")
        expect(counts.nth(1)).to_have_text("1/5")
        page.click("#forget")


def test_alpha_stands_in_the_box_of_the_teacher_which_is_closed(
    open_window: Callable[..., Window], tmp_path: Path
) -> None:
    lesson = spoken("ru")
    page = open_window(results_page(lesson)).page
    alpha = page.locator("#alpha")
    paths = files_of(lesson, tmp_path, 11)
    choose(page, paths[:4])
    expect(page.locator("#few")).to_be_visible()
    expect(alpha).to_contain_text("Альфы здесь нет")  # of fewer than five
    choose(page, paths[4:])
    expect(page.locator("#map")).to_be_visible()
    expect(alpha).to_be_hidden()
    page.click("#teacher > summary")
    counts = heat_map(lesson, answers_of(lesson, 11)).alpha
    assert counts is not None
    value, low, high = (f"{figure:.2f}".replace(".", ",") for figure in (counts.value, counts.low, counts.high))
    expect(alpha).to_contain_text(f"{value} (95-процентный интервал от {low} до {high}")
    page.click("#forget")
    expect(alpha).to_contain_text("Альфы здесь нет")


@pytest.mark.slow
def test_files_may_be_dropped_on_the_page(lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path) -> None:
    page = open_window(results_page(lesson)).page
    texts = [[path.name, path.read_text(encoding="utf-8")] for path in files_of(lesson, tmp_path, 5)]
    page.evaluate(
        """(texts) => {
            const dataTransfer = new DataTransfer();
            for (const [name, text] of texts) dataTransfer.items.add(new File([text], name));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        texts,
    )
    expect(page.locator("#map")).to_be_visible()


def test_a_folder_among_files_that_are_dropped_takes_none_of_them_with_it(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    window = open_window(results_page(lesson))
    page = window.page
    texts = [[path.name, path.read_text(encoding="utf-8")] for path in files_of(lesson, tmp_path, 5)]
    drop = """([texts, count]) => {
        const read = File.prototype.arrayBuffer;
        File.prototype.arrayBuffer = function () {  // of a folder browsers refuse it so
            if (this.name === "answers") return Promise.reject(new DOMException("gone", "NotFoundError"));
            return read.call(this);
        };
        const dataTransfer = new DataTransfer();
        for (const [name, text] of [["answers", ""], ...texts]) dataTransfer.items.add(new File([text], name));
        for (let number = 6; number < count; number += 1) {
            dataTransfer.items.add(new File([texts[0][1]], `again-${number}`));
        }
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, [texts, 6])
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator("#read")).to_contain_text("5 files read. 5 pupils")
    page.click("#aside summary")
    expect(page.locator("#aside-list li")).to_contain_text(["answers: This cannot be read."])
    page.click("#forget")
    page.evaluate(drop, [texts, 502])
    expect(page.locator("#read")).to_contain_text("499 files read. 5 pupils")
    expect(page.locator("#aside-count")).to_contain_text("497 notes")  # 494 say the same again
    window.assert_quiet()


def test_the_key_is_shown_sentence_by_sentence_and_for_all(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    page = open_window(page_of(lesson, "found")).page
    assert page.locator(".in-key").count() == 0
    page.locator("#item-4 summary").click()
    expect(page.locator(".in-key")).to_have_count(len(lesson.items[3].answers))
    assert page.locator("#item-4 .key p").first.is_visible()
    page.click("#reveal")
    expect(page.locator(".in-key")).to_have_count(sum(len(item.answers) for item in lesson.items))
    expect(page.locator(".in-also")).to_have_count(sum(len(item.defensible) for item in lesson.items))
    page.click("#reveal")
    expect(page.locator(".in-key")).to_have_count(0)


@pytest.mark.slow
def test_pairs_of_pupils_are_off_until_the_teacher_turns_them_on(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    page = open_window(results_page(lesson)).page
    choose(page, files_of(lesson, tmp_path, 5))
    expect(page.locator("#map")).to_be_visible()
    assert "blue-otter" not in page.locator("#drawn").inner_text()
    page.check("#pairs-on")
    expect(page.locator("#pairs th[scope=row]")).to_have_count(5)
    page.uncheck("#pairs-on")
    expect(page.locator("#pairs th")).to_have_count(0)
    assert page.evaluate(
        """HeatMap.pairs([{ pupil: "a", item: 1, labels: ["x", "y"] }, { pupil: "b", item: 1, labels: ["x"] },
                          { pupil: "a", item: 2, labels: ["x"] }, { pupil: "c", item: 3, labels: ["x"] }]).shares"""
    ) == [[1, 2 / 3, None], [2 / 3, 1, None], [None, None, 1]]


@pytest.mark.slow
def test_reasons_are_shown_to_the_teacher_without_names(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    answers = answers_of(lesson, 5)
    answers["reason"] = [ATTACK if item == 1 else "" for item in answers["item"]]
    path = tmp_path / "class.csv"
    path.write_bytes(write_answers(lesson, answers))
    window = open_window(results_page(lesson))
    choose(window.page, [path])
    expect(window.page.locator("#map")).to_be_visible()
    window.page.click("#teacher > summary")
    shown = window.page.locator("#reasons li").all_inner_texts()
    assert set(shown) == {f"1: {ATTACK}"}
    window.assert_quiet()


@pytest.mark.slow
def test_pooled_counts_read_alike_with_and_without_javascript(
    lesson: Lesson, open_window: Callable[..., Window]
) -> None:
    html = page_of(lesson, "found")
    assert "blue-otter" not in html
    read = "Array.from(document.querySelectorAll('#heat tr, #agreement'), (row) => row.innerText.trim())"
    classes = "Array.from(document.querySelectorAll('#heat td'), (cell) => cell.className)"
    plain = open_window(html, java_script_enabled=False).page
    drawn = open_window(html).page
    assert plain.locator("#heat").inner_text() == drawn.locator("#heat").inner_text()
    assert plain.locator("#agreement").inner_text() == drawn.locator("#agreement").inner_text()
    plain_classes = [cell.get_attribute("class") for cell in plain.locator("#heat td").all()]
    assert plain_classes == drawn.evaluate(classes)
    assert drawn.evaluate(read)
    expect(plain.locator("#tools")).to_be_hidden()
    plain.locator("#item-1 summary").click()
    assert plain.locator("#item-1 .key p").first.is_visible()


# --- two texts


def test_sources_are_not_seen_before_the_teacher_reveals_them(
    lesson: Lesson, open_window: Callable[..., Window]
) -> None:
    html = sides_page(lesson)
    secrets = [text for telling in lesson.tellings for text in (telling.title, telling.document_id) if text]
    for window in (open_window(html), open_window(html, java_script_enabled=False)):
        page = window.page
        assert not any(text in page.locator("body").inner_text() for text in secrets)
        assert not any(text in page.title() for text in secrets)
        page.locator("#reveal summary").focus()
        page.keyboard.press("Enter")
        for telling in lesson.tellings:
            expect(page.locator("#reveal")).to_contain_text(telling.title)
    page = open_window(html).page
    page.click("#reveal summary")
    expect(page.locator("#text-A")).to_contain_text(lesson.tellings[0].title)
    page.click("#reveal summary")
    expect(page.locator("#text-A")).not_to_contain_text(lesson.tellings[0].title)


# --- all of them


@pytest.mark.slow
@pytest.mark.parametrize("name", ["label", "results", "found", "sides"])
def test_hostile_texts_stand_there_as_texts(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path, name: str
) -> None:
    odd = hostile(lesson)
    window = open_window(page_of(odd, name), width=360)
    page = window.page
    if name == "label":
        page.click("#begin")
        assert page.locator("#sentence").inner_text() == ATTACK
        page.keyboard.press("1")
        page.click("#finish")
        assert ATTACK[:100] in page.locator("#answers").inner_text()
    if name == "results":
        choose(page, files_of(odd, tmp_path, 5))
        expect(page.locator("#map")).to_be_visible()
    if name in ("results", "found"):
        assert page.locator("#item-1 .quoted").inner_text() == ATTACK
    if name == "sides":
        assert ATTACK in page.locator("article").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    window.assert_quiet()


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: "-".join(mode.values()))
@pytest.mark.parametrize("name", ["label", "results", "found", "sides"])
def test_axe_finds_nothing_to_object_to(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path, name: str, mode: dict[str, Any]
) -> None:
    page = open_window(page_of(lesson, name), **mode).page
    parts = [lambda: None]
    if name == "label":
        parts += [lambda: page.click("#begin"), lambda: page.click("#finish"), lambda: page.click("#save")]
    if name == "results":
        paths = files_of(lesson, tmp_path, 5)
        parts += [lambda: choose(page, [*paths, paths[0]]), lambda: page.check("#pairs-on")]
    for act in parts:
        if mode.get("media") == "print" and act is not parts[0]:
            page.emulate_media(media="screen")
        act()
        if mode.get("media") == "print":
            page.emulate_media(media="print")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("name", ["label", "results", "found", "sides"])
def test_nothing_scrolls_sideways_in_any_language(
    lesson: Lesson, open_window: Callable[..., Window], tmp_path: Path, name: str, width: int
) -> None:
    for language in ("en", "ru", "kk"):
        page = open_window(page_of(spoken(language), name), width=width).page
        if name == "label":
            page.click("#begin")
        if name == "results":
            choose(page, files_of(spoken(language), tmp_path, 5))
            expect(page.locator("#map")).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, language
        assert page.locator("html").get_attribute("lang") == language


@pytest.mark.slow
def test_shades_are_told_apart_in_grey_and_each_cell_has_its_number(
    lesson: Lesson, open_window: Callable[..., Window]
) -> None:
    page = open_window(page_of(lesson, "found"), media="print").page
    colours = page.evaluate(
        """Array.from(document.querySelectorAll(".patch"), (patch) => getComputedStyle(patch).backgroundColor
            .match(/[0-9.]+/g).slice(0, 3).map(Number))"""
    )
    greys = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in colours]
    assert greys == sorted(greys, reverse=True)
    assert min(lighter - darker for lighter, darker in pairwise(greys)) > 20
    assert all("/" in cell for cell in page.locator("td[data-choice] .count").all_inner_texts())


@pytest.mark.slow
def test_a_lesson_of_many_labels_has_keys_for_the_first_nine(
    lesson: Lesson, open_window: Callable[..., Window]
) -> None:
    whole = first_lesson(ROOT, frames=[
        "terrorist_attack", "criminal_riot", "coup_attempt", "foreign_coordination", "peaceful_protest",
        "economic_grievance", "elite_corruption", "state_repression", "restoring_order", "geopolitical_interest",
    ])  # fmt: skip
    page = open_window(label_page(whole)).page
    page.click("#begin")
    assert page.locator("kbd").all_inner_texts() == list("123456789")
    page.keyboard.press("9")
    expect(page.locator("fieldset input:checked")).to_have_value(whole.choices[8])


@pytest.mark.slow
def test_an_item_without_anything_around_it_is_shown(lesson: Lesson, open_window: Callable[..., Window]) -> None:
    small = replace(lesson, items=(Item(1, "a:0-1", "Alone.", "", ()),), background=())
    page = open_window(label_page(small)).page
    page.click("#begin")
    assert page.locator("#next").inner_text() == words("en")("label.to_review")
    page.keyboard.press("Enter")
    expect(page.locator("#review")).to_be_visible()
