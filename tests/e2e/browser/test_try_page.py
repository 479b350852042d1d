"""The page of the model to be beaten, in a real Chromium: its numbers are framing's, its words, and kept fails."""

import base64
import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from framing.annotation.decisions import AUTOMATED
from framing.classroom.first_lesson import first_lesson
from framing.classroom.lesson import Lesson
from framing.classroom.letters import letter_tables
from framing.classroom.try_page import KINDS, fails_page, try_page
from framing.classroom.word_model import lesson_model, word_model
from framing.cli.corpus import ingest_texts
from framing.cli.model import learning_material
from framing.codebook import Codebook, Frame
from framing.corpus.ingest import Source
from framing.languages.words import LANGUAGES, words
from framing.model.explanation.explain import explain
from framing.model.learning.features import fold_case
from framing.model.learning.train import FrameModel
from framing.tables import GOLD, SENTENCES
from framing.workspace import open_workspace

ROOT = Path(__file__).parents[3]
ATTACK = "</script></title><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
SAID = {
    "storm": ["The storm tore roofs away", "Буря сорвала крыши домов", "Дауыл үйлердің шатырын жұлды"],
    "harvest": ["Wheat was brought in early", "Пшеницу собрали рано", "Бидай ерте жиналды"],
    "parade": ["A band marched past the stand", "Оркестр прошёл мимо трибуны", "Оркестр мінберден өтті"],
}
FILLERS = ["on Monday", "near the old mill", "в понедельник", "у старой мельницы", "дүйсенбіде", "said the mayor"]
# What stands between or beside words, and letters whose small form, width or kind is special.
ODD = [
    " ", "\u00a0", "\u3000", "\x1c", "\x85", "\ufeff", "\u200b", "\u2028", "-", "_", "«", "»", "’", "😀", "👩‍👩‍👧",
    "İ", "I", "ı", "Σ", "ΟΔΟΣ", "ΣΑΣ", "ß", "ẞ", "ǅ", "K", "Å", "и\u0306", "Й", "e\u0301", "É", "\u0345", "ʰ", "𐐀", "𝒜",
    "中文", "١٢", "½", "²", "Ⅷ", "ⓐ", "\u0378", "\ua7cb", "\u1c89", "한", "\u1112\u1161\u11ab", "\u0939\u093f", ".",
]  # fmt: skip


def book(name: str = "{}", definition: str = "A definition.") -> Codebook:
    colours = {"storm": "#882255", "harvest": "#EEEEEE", "parade": "#6699CC", "flood": "#117733"}
    frames = tuple(Frame(key, name.format(key), key[0], c, "#000000", definition) for key, c in colours.items())
    return Codebook(id="weather", version="1.0", title="Weather", frames=frames, fingerprint="0123456789abcdef")


def lesson_of(codebook: Codebook, language: str = "en", title: str = "Wind and bread") -> Lesson:
    return Lesson(title, codebook, (), (), (), (), AUTOMATED, language)


@pytest.fixture(scope="module")
def model() -> FrameModel:
    """Of sentences in three languages; it never saw a flood, and too few parades."""
    choose, sentences, gold, start = random.Random(3), [], [], 0
    for number in range(150):
        key = choose.choice([*["storm"] * 5, *["harvest"] * 5, "parade"])
        text = f"{choose.choice(SAID[key])} {choose.choice(FILLERS)}, {choose.choice(FILLERS)}."
        span = {"document_id": f"d{number % 6}", "start": start, "end": start + len(text)}
        name = f"{span['document_id']}:{span['start']}-{span['end']}"
        sentences.append(
            {"sentence_id": name, "position": number, "text": text, "kind": "body", "paragraph": 1, **span}
        )
        start += len(text) + 1
        for each in book().keys:
            row = {"sentence_id": name, "frame": each, "present": each == key, "votes": int(each == key), "voters": 1}
            row |= {"probability": float(each == key), "how": "unanimous", "reason": "", "codebook": "c0de"}
            gold.append({**row, "made_by": AUTOMATED})
    return lesson_model(SENTENCES.table(sentences), GOLD.table(gold), book())


@pytest.fixture(scope="module")
def page_file(model: FrameModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("try") / "try.html"
    path.write_text(try_page(lesson_of(book()), model), encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser: Browser, page_file: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of disk; nothing is asked of any host, nothing is said on the console, and no attack has run."""
    opened: list[tuple[Page, list[str], list[str]]] = []

    def open_one(path: Path = page_file, **options: Any) -> Page:
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}).new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        opened.append((page, asked, said))
        return page

    yield open_one
    for page, asked, said in opened:
        assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob"}
        assert said == []
        page.context.close()


@pytest.fixture(scope="module")
def scoring_page(browser: Browser, page_file: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    yield page
    page.close()


def scores_in(page: Page, data: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    """What the page's own script makes of texts by a model: arrays of probabilities, decisions and scores."""
    found = page.evaluate(
        """([data, texts]) => {
          const model = wordModel.read(data);
          return texts.map((text) => wordModel.score(text, model).frames.map(
            (frame) => [frame.probability, frame.predicted ? 1 : 0, frame.score]));
        }""",
        [data, texts],
    )
    numbers = np.array(found).reshape(len(texts), len(data["frames"]), 3)
    return {"probabilities": numbers[:, :, 0], "predicted": numbers[:, :, 1] == 1, "scores": numbers[:, :, 2]}


def mixed(count: int, seed: int = 5) -> list[str]:
    """Texts of known words in any case and odd characters, in any order."""
    choose = random.Random(seed)
    plain = " ".join([*(text for texts in SAID.values() for text in texts), *FILLERS]).split()
    known = [form(word) for word in plain for form in (str, str.upper, str.title, lambda w: f"«{w}»")]
    return [
        "".join(choose.choice(known + ODD + [" "] * 60) for _ in range(choose.randint(1, 30))) for _ in range(count)
    ]


@pytest.mark.parametrize("link", ["each", "one", "one or none"])
def test_probabilities_and_decisions_are_framings_own(scoring_page: Page, model: FrameModel, link: Any) -> None:
    linked = replace(model, link=link)
    texts = [*mixed(400), *("".join(each) for each in zip(ODD, ODD[1:] + ODD[:1], strict=True))]
    found = scores_in(scoring_page, word_model(linked), texts)
    ours = linked.probabilities(texts)
    assert np.abs(found["probabilities"] - ours).max() < 1e-12
    assert np.array_equal(found["predicted"], linked.predicted(ours))
    assert len(np.unique(ours.round(9), axis=0)) > 200  # they are not all the score of nothing


TEXTS = st.lists(st.lists(st.one_of(st.sampled_from(ODD), st.text(), st.sampled_from(["Wheat", "БУРЯ", "storm", " "])),
                          max_size=12).map("".join), min_size=40, max_size=40)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=TEXTS)
def test_any_text_gets_the_same_probabilities(scoring_page: Page, model: FrameModel, texts: list[str]) -> None:
    found = scores_in(scoring_page, word_model(model), texts)
    assert np.abs(found["probabilities"] - model.probabilities(texts)).max() < 1e-12


@pytest.mark.slow
def test_what_is_a_letter_is_the_same_for_every_code_point(scoring_page: Page, model: FrameModel) -> None:
    # A letter is a word without the marks around it; what is none stands there with its marks.
    found = scoring_page.evaluate(
        """(data) => {
          const model = wordModel.read(data);
          const letters = [];
          for (let code = 0; code < 0x110000; code += 1) {
            if (code >= 0xd800 && code < 0xe000) continue;
            const words = wordModel.score("!" + String.fromCodePoint(code) + "!", model).words;
            if (words.length === 1 && words[0][0] !== "!") letters.push(code);
          }
          return letters;
        }""",
        word_model(model),
    )
    ours = [code for code in range(0x110000) if (chr(code).isalnum() or chr(code) == "_")]
    assert found == ours


def test_the_small_form_is_the_same_for_every_capital(scoring_page: Page) -> None:
    capitals = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and fold_case(chr(c)) != chr(c)]
    whole = [c for c in capitals if all(map(str.isalnum, fold_case(c + c)))]
    terms = sorted({fold_case(c + c) for c in whole})
    assert len(whole) > 2000
    numbers = np.concatenate([np.ones(len(terms)), np.arange(len(terms)) + 1.0, [0.0, 0.5]])
    data = {"frames": ["f"], "terms": terms, "length": 1.0, "link": "each", "letters": letter_tables()}
    data["numbers"] = base64.b64encode(numbers.astype("<f8").tobytes()).decode()
    found = scores_in(scoring_page, data, [c + c for c in whole])["scores"][:, 0]
    assert [terms[int(score) - 1] if score else "" for score in found] == [fold_case(c + c) for c in whole]


def test_words_push_as_much_as_framing_explain_says(scoring_page: Page, model: FrameModel) -> None:
    texts = [text for text in mixed(150, seed=8) if text.strip()]
    found = scoring_page.evaluate(
        """([data, texts]) => {
          const model = wordModel.read(data);
          return texts.map((text) => {
            const scored = wordModel.score(text, model);
            return { words: scored.words, pushes: scored.frames.map((frame) => frame.pushes),
                     sums: scored.frames.map((frame) => frame.score), known: scored.known };
          });
        }""",
        [word_model(model), texts],
    )
    for text, scored in zip(texts, found, strict=True):
        reasons = explain(model, text)
        assert scored["words"] == [text[span.start : span.end] for span in reasons.words]
        pushes = np.array(scored["pushes"]).T.reshape(reasons.word_pushes.shape)
        assert np.abs(pushes - reasons.word_pushes).max(initial=0) < 1e-12
        assert np.abs(np.array(scored["sums"]) - reasons.log_odds).max() < 1e-12
        assert scored["known"] is not reasons.knows_nothing


def row(page: Page, frame: str) -> Any:
    return page.locator(f"#rows > li[data-frame={frame}]")


def test_a_sentence_is_scored_as_it_is_typed_and_the_answer_stands_there_in_words(
    open_page: Callable[..., Page], model: FrameModel
) -> None:
    page = open_page()
    expect(page.locator("#rows > li")).to_have_count(3)
    text = "The storm tore roofs away on Monday."
    page.get_by_label("Your sentence").press_sequentially(text)
    shown = explain(model, text)
    for frame in model.frames:
        cell = row(page, frame).locator(".cell").first
        expected = "Yes, says the program." if shown.predicted(frame) else "No, says the program."
        expect(cell.locator(".verdict")).to_have_text(expected)
        width = float(cell.locator(".value").get_attribute("width") or "nan")
        assert width == pytest.approx(100 * shown.probabilities[shown.frames.index(frame)])
        best = [each for each in shown.by_word(frame) if each.push >= 0.005]  # less is written as 0.00
        assert cell.locator(".for-it .push").count() == min(len(best), 5)
    assert shown.predicted("storm")
    expect(page.locator("#verdict")).to_contain_text("storm (")
    assert "too few to trust" not in row(page, "storm").inner_text()
    assert "too few to trust" in row(page, "parade").inner_text()
    assert "flood" in page.locator(".about-model").inner_text()


def test_the_numbers_that_are_shown_add_up(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_label("Your sentence").fill("The storm tore roofs away on Monday near the old mill, said the mayor.")
    page.get_by_label("show how the numbers add up").check()
    for line in page.locator(".cell:not([hidden]) .sum").all_inner_texts():
        numbers = [float(part.strip(",:.").replace("\u2212", "-")) for part in line.split() if part[0] in "+\u2212"]
        assert len(numbers) == 4
        assert sum(numbers[:3]) == pytest.approx(numbers[3], abs=0.02)


@pytest.mark.parametrize(("side", "verdict"), [(0.9, "it says yes to nearly"), (1.1, "it says no to nearly")])
def test_a_frame_that_words_hardly_move_decides_nothing(
    open_page: Callable[..., Page], model: FrameModel, tmp_path: Path, side: float, verdict: str
) -> None:
    assert model.frames[2] == "parade"
    coefficients = model.coefficients * np.array([[1.0], [1.0], [1e-3]])
    of_nothing = model.probabilities([""])[0, 2]
    thresholds = np.array([*model.thresholds[:2], side * of_nothing])
    path = tmp_path / "try.html"
    flat = replace(model, coefficients=coefficients, thresholds=thresholds)
    path.write_text(try_page(lesson_of(book()), flat), encoding="utf-8")
    page = open_page(path)
    said = [row(page, frame).get_by_text("it has learned nothing here").count() for frame in model.frames]
    assert said == [0, 0, 1]
    keep(page, "The storm tore roofs away on Monday.", "other")
    cell = row(page, "parade").locator(".cell").first
    expect(cell.locator(".verdict")).to_contain_text(verdict)
    assert "predicted" not in str(cell.get_attribute("class"))
    expect(cell.locator(".number")).to_contain_text("%")
    assert "storm (" in page.locator("tr.fail").inner_text()
    assert "parade" not in page.locator("tr.fail").inner_text()
    expect(page.locator("#verdict")).not_to_contain_text("parade")


def test_a_score_and_its_threshold_have_as_many_digits(
    open_page: Callable[..., Page], model: FrameModel, tmp_path: Path
) -> None:
    text = "The storm tore roofs away on Monday."
    probability = model.probabilities([text])[0]
    thresholds = np.array([probability[0] - 0.0011, probability[1] + 0.2, probability[2] + 0.00011])
    path = tmp_path / "try.html"
    path.write_text(try_page(lesson_of(book()), replace(model, thresholds=thresholds)), encoding="utf-8")
    page = open_page(path)
    page.get_by_label("Your sentence").fill(text)
    for frame in model.frames:
        threshold = row(page, frame).locator(".threshold").inner_text().split()[-2]
        score = row(page, frame).locator(".number").first.inner_text()
        assert threshold != score
        digits = [len(each.strip("%<>").partition(".")[2]) for each in (threshold, score)]
        assert digits[0] == digits[1], (threshold, score)


def test_two_sentences_stand_side_by_side(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("button", name="Compare two sentences").click()
    page.get_by_label("Sentence A").fill("The storm tore roofs away.")
    page.get_by_label("Sentence B").fill("Wheat was brought in early.")
    cells = row(page, "storm").locator(".cell .number").all_inner_texts()
    assert cells[0] != cells[1]
    page.get_by_role("button", name="Compare two sentences").click()
    expect(page.get_by_label("Your sentence")).to_have_value("The storm tore roofs away.")
    expect(row(page, "storm").locator(".cell").nth(1)).to_be_hidden()


def test_a_sentence_of_unknown_words_is_said_to_be_one(open_page: Callable[..., Page]) -> None:
    page = open_page()
    warning = page.get_by_text("The program knows no word of this sentence")
    expect(warning).to_be_hidden()
    page.get_by_label("Your sentence").fill("Xyzzy plugh!")
    expect(warning).to_be_visible()


def test_words_that_the_program_passes_over_are_named_below_their_sentence(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("button", name="Compare two sentences").click()
    page.get_by_label("Sentence A").fill("The Mob tore «roofs» away, a mob-like storm: <b>xyzzy</b>")
    page.get_by_label("Sentence B").fill("The storm tore roofs away.")
    first, second = page.locator(".passed").all()
    expect(first).to_have_text("It does not know these words and passes over them: mob, like, xyzzy")
    expect(second).to_be_hidden()
    page.get_by_label("Sentence B").fill(" ".join(f"plugh{number}" for number in range(50)))
    assert second.inner_text().endswith("plugh11, …")
    page.get_by_label("Sentence A").fill("")
    expect(first).to_be_hidden()


def keep(page: Page, text: str, kind: str, ours: str = "") -> None:
    page.get_by_label("Your sentence").fill(text)
    page.get_by_label("How", exact=True).select_option(kind)
    if ours:
        page.locator("#ours").select_option(ours)
    page.get_by_role("button", name="Keep this fail").click()


def test_fails_are_kept_by_kind_saved_and_removed(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(page.get_by_role("button", name="Keep this fail")).to_be_disabled()
    keep(page, "No storm, said the mayor.", "negation", "none of these")
    keep(page, '=HYPERLINK("http://x.example")', "other")
    keep(page, ATTACK, "negation", "storm")
    assert page.evaluate("window.hacked") is None
    table = page.locator("#fails")
    expect(table.locator("tr.fail")).to_have_count(3)
    assert [row.inner_text() for row in table.locator("tbody:visible > tr:first-child th").all()] == [
        "With “not”",
        "Something else",
    ]
    expect(table.get_by_text(ATTACK)).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save the table").click()
    content = Path(caught.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["kind", "before", "sentence", "program", "class"]
    assert rows[1][:3] == ["With “not”", "", "No storm, said the mayor."]
    assert rows[1][4] == "none of these"
    assert rows[2][2] == '\'=HYPERLINK("http://x.example")'
    assert rows[3][2] == ATTACK
    page.get_by_role("button", name="Remove: No storm").click()
    expect(table.locator("tr.fail")).to_have_count(2)
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    page.reload()
    expect(page.locator("tr.fail")).to_have_count(0)


def test_what_the_program_and_the_class_agree_on_is_kept_only_if_they_say_so(open_page: Callable[..., Page]) -> None:
    page = open_page()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    keep(page, "Zebra giraffe.", "other", "none of these")
    expect(page.locator("tr.fail")).to_have_count(0)
    expect(page.locator("#ours")).to_have_value("none of these")
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Keep this fail").click()
    expect(page.locator("tr.fail")).to_have_count(1)
    keep(page, "Zebra giraffe.", "other", "storm")  # which the program does not see
    keep(page, "Zebra giraffe.", "other")
    expect(page.locator("tr.fail")).to_have_count(3)
    assert asked == [words()("try.agree")] * 2


def test_kept_fails_are_not_lost_without_a_question(open_page: Callable[..., Page]) -> None:
    page = open_page()
    keep(page, "No storm.", "negation")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_only_kept_fails_are_printed(open_page: Callable[..., Page]) -> None:
    page = open_page()
    keep(page, "No storm, said the mayor.", "negation")
    page.emulate_media(media="print")
    expect(page.locator("#fails")).to_be_visible()
    for gone in ("#asked", "#rows", "#keep", "#print"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_text("made by an automated coder").first).to_be_visible()


def test_everything_can_be_done_by_keys(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    page.keyboard.type("No storm on Monday.")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "keep":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("tr.fail")).to_have_count(1)
    expect(page.locator("#verdict")).to_have_text("Kept: it stands under “Our best fails”.")


def test_without_javascript_the_page_says_what_it_needs(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.get_by_text("This page needs JavaScript")).to_be_visible()
    expect(page.locator("#try")).to_be_hidden()


def test_hostile_names_and_titles_stand_there_as_texts(
    open_page: Callable[..., Page], model: FrameModel, tmp_path: Path
) -> None:
    path = tmp_path / "try.html"
    hostile = lesson_of(book("{} " + ATTACK[:80], ATTACK), title=ATTACK)
    path.write_text(try_page(hostile, model), encoding="utf-8")
    page = open_page(path)
    keep(page, "The storm tore roofs away.", "other")
    expect(page.locator("tr.fail").get_by_text(ATTACK[:60])).to_be_visible()
    assert page.locator("img").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_is_wider_than_the_screen(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    page.get_by_role("button", name="Compare two sentences").click()
    for letter in "AB":
        page.get_by_label(f"Sentence {letter}").fill("W" * 300 + " The storm tore roofs away.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_axe_finds_nothing(
    open_page: Callable[..., Page], model: FrameModel, tmp_path: Path, language: str, mode: dict[str, Any]
) -> None:
    path = tmp_path / "try.html"
    path.write_text(try_page(lesson_of(book(), language), model), encoding="utf-8")
    page = open_page(path, **mode)
    page.locator("#two").click()
    page.locator("#sums").check()
    page.locator("#text-A").fill("The storm tore roofs away.")
    page.locator("#text-B").fill("Wheat was brought in early on Monday.")
    page.locator("#keep").click()
    assert Axe().run(page).response["violations"] == []
    path.write_text(fails_page(lesson_of(book(), language), model), encoding="utf-8")
    assert Axe().run(open_page(path, **mode)).response["violations"] == []


def test_the_worksheet_has_lines_for_each_kind_and_fits_on_two_pages(
    open_page: Callable[..., Page], model: FrameModel, tmp_path: Path
) -> None:
    for language in LANGUAGES:
        path = tmp_path / f"fails-{language}.html"
        path.write_text(fails_page(lesson_of(book(), language), model), encoding="utf-8")
        page = open_page(path)
        headings = page.locator("section h2").all_inner_texts()
        assert [text[3:] for text in headings] == [
            words(language)(f"fails.kind_{kind}", no=words(language)("teacher.not")) for kind in KINDS[:-1]
        ]
        assert page.locator("tbody tr").count() == 3 * len(KINDS[:-1])
        assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2


@pytest.mark.parametrize(("pages", "texts", "said"), [("ru", "en", 1), ("ru", "ru", 0), ("en", "", 0)])
def test_the_worksheet_says_what_language_the_model_reads_if_it_is_another(
    model: FrameModel, pages: str, texts: str, said: int
) -> None:
    page = fails_page(replace(lesson_of(book(), pages), text_language=texts), model)
    assert page.count("английский") == said


@pytest.mark.slow
def test_the_lessons_page_says_of_a_thousand_sentences_what_framing_score_says(
    scoring_page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMING_CODEBOOK", str(ROOT / "annotations" / "codebook.toml"))
    place = open_workspace(tmp_path)
    ingest_texts(place, Source([ROOT / "seeds"]))
    material = learning_material(place, ROOT / "annotations" / "starter.jsonl")
    lesson = first_lesson(ROOT)
    found = lesson_model(material.sentences, material.gold, lesson.codebook, copies=material.copies)
    assert len(try_page(lesson, found).encode()) < 1_000_000
    seeds = material.sentences["text"].tolist()
    choose = random.Random(2)
    tokens = " ".join(seeds).split() + ODD
    made = [" ".join(choose.choices(tokens, k=choose.randint(1, 40))) for _ in range(1000 - len(seeds))]
    texts = [*seeds, *made, *mixed(100)]
    data = json.loads(json.dumps(word_model(found)))
    shown = scores_in(scoring_page, data, texts)["probabilities"]
    assert len(texts) >= 1000
    assert np.abs(shown - found.probabilities(texts)).max() < 1e-6
