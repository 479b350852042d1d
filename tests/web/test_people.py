"""The pages as a browser without JavaScript gets them."""

import itertools
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from framing.languages.words import LANGUAGES
from framing.web.kept import KINDS, MOST, Fail, Kept, open_kept

SENTENCE = "Terrorists attacked the airport, the minister said."
HOSTILE = "</textarea></title></script><script>window.hacked = 1</script><img src=x onerror=alert(1)>\u202e{{7*7}}\x00"
MakeClient = Callable[..., TestClient]


def text_of(html: str) -> str:
    """What is on a page, without its head."""
    body = html.partition("<body>")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script>.*?</script>|<[^>]*>", " ", body, flags=re.DOTALL)))


def test_a_sentence_is_shown_with_every_frame_its_threshold_words_voice_and_neighbours(client: TestClient) -> None:
    page = client.post("/", data={"text": SENTENCE})
    assert page.status_code == 200
    shown = text_of(page.text)
    assert SENTENCE in shown
    for name in ("terrorist attack", "riot and criminal violence", "human cost"):
        assert name in shown
    assert page.text.count('<svg class="bar"') == 10  # the frames that it has learned
    assert "threshold 0.33" in shown  # of terrorist_attack, as its card has it
    assert "the model has seen only 25 examples" in shown
    assert "too few to trust" in shown
    assert re.search(r"Words for it terrorists \+\d\.\d\d", shown)
    assert "Who says it: an official" in shown
    assert "Armed gangs stormed the airport." in shown
    assert "labelled by an automated coder" in shown


def test_a_model_learned_from_an_automated_coder_says_so_on_every_page(client: TestClient) -> None:
    for path in ("/", "/two", "/article", "/fails", "/docs"):
        assert "2232 of the 2232 labels that it learned from were made by an automated coder" in text_of(
            client.get(path).text
        ), path
    card = text_of(client.get("/").text)
    assert "186 sentences of 5 documents" in card
    assert "Mean F1 0.53" in card
    assert "state repression" in card  # a frame that it does not know


def test_two_sentences_stand_side_by_side_the_largest_difference_first(client: TestClient) -> None:
    page = client.post("/two", data={"text": "The mob held the square.", "other": "Thousands stayed in the square."})
    assert page.status_code == 200
    shares = [float(each) for each in re.findall(r'<span class="number">([\d.]+)</span>', page.text)]
    differences = [abs(a - b) for a, b in zip(shares[::2], shares[1::2], strict=True)]
    assert len(differences) == 10
    assert all(first >= second - 0.011 for first, second in itertools.pairwise(differences))


def test_an_article_is_coloured_by_sentence_and_its_frames_are_counted(client: TestClient) -> None:
    article = f"{SENTENCE} The gates open at nine.\n\nThe mob burned a bank and looted shops in the city."
    page = client.post("/article", data={"text": article})
    shown = text_of(page.text)
    assert page.text.count('<span class="tint') == 3
    assert "In 3 sentences the model predicts:" in shown
    assert re.search(r"terrorist attack 0\.\d\d .{,60}\(an official\)", shown)
    assert "of 3" in shown


def test_a_fail_is_kept_by_its_kind_only_when_asked_for_and_can_be_removed(client: TestClient) -> None:
    client.post("/", data={"text": SENTENCE})
    assert SENTENCE not in client.get("/fails").text
    answer = client.post("/fails/keep", data={"text": SENTENCE, "kind": "quote"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/fails")
    page = client.get("/fails").text
    shown = text_of(page)
    assert "A quotation" in shown
    assert SENTENCE in shown
    assert re.search(r"terrorist attack 0\.\d\d", shown)
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert mark
    client.post("/fails/remove", data={"mark": "0" * 16})
    assert SENTENCE in client.get("/fails").text
    client.post("/fails/remove", data={"mark": mark[1]})
    assert SENTENCE not in client.get("/fails").text


def test_no_more_than_a_number_of_fails_is_kept(make_client: MakeClient) -> None:
    kept = Kept()
    for number in range(MOST):
        assert kept.keep(Fail("other", f"Sentence {number}", ""))
    client = make_client(kept=kept)
    assert client.post("/fails/keep", data={"text": "One more.", "kind": "other"}).status_code == 409
    assert client.post("/fails/keep", data={"text": "Sentence 3", "kind": "quote"}).status_code == 303  # another kind


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_file_holds_what_is_kept_and_gives_it_back(make_client: MakeClient, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"fails.{ending}"
    client = make_client(kept=open_kept(path))
    assert not path.exists()
    for text in (SENTENCE, "Жұмысшылар алаңға шықты."):
        client.post("/fails/keep", data={"text": text, "kind": "negation"})
    assert path.stat().st_mode & 0o777 == 0o600
    again = make_client(kept=open_kept(path))
    shown = text_of(again.get("/fails").text)
    assert SENTENCE in shown
    assert "Жұмысшылар алаңға шықты." in shown
    assert "also stand in a file" in shown


def test_what_is_kept_is_as_it_was_where_the_file_cannot_be_written(make_client: MakeClient, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.write_text("", encoding="utf-8")  # a file in the folder's place
    client = make_client(kept=Kept(folder / "fails.csv"))
    answer = client.post("/fails/keep", data={"text": SENTENCE, "kind": "quote"}, headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "could not be written" in text_of(answer.text)
    assert SENTENCE not in client.get("/fails").text


@pytest.mark.parametrize("path", ["/", "/two", "/article", "/fails/keep"])
def test_hostile_text_is_shown_as_text(client: TestClient, path: str) -> None:
    answer = client.post(path, data={"text": HOSTILE, "other": HOSTILE, "kind": HOSTILE})
    page = client.get("/fails") if answer.status_code == 303 else answer
    assert page.status_code == 200
    assert "<script>window" not in page.text
    assert "<img" not in page.text
    assert "\x00" not in page.text
    assert "49" not in re.sub(r"\d\.\d\d", "", text_of(page.text)).replace("2232", "")
    assert "window.hacked = 1" in text_of(page.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_language_that_was_asked_for(make_client: MakeClient, language: str) -> None:
    client = make_client(language=language)
    pages = [client.get(path) for path in ("/", "/two", "/article", "/fails", "/docs")]
    pages += [client.post("/", data={"text": SENTENCE}), client.post("/article", data={"text": SENTENCE})]
    pages += [client.post("/two", data={"text": SENTENCE, "other": "Қазақша сөйлем."})]
    for page in pages:
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
    assert len({page.text.partition("<h1>")[2].partition("</h1>")[0] for page in pages}) == 5


def test_a_text_that_cannot_be_scored_is_answered_by_a_page_that_says_what_to_do(client: TestClient) -> None:
    html = {"accept": "text/html"}
    answers = [
        client.post("/", data={"text": " \n "}, headers=html),
        client.post("/", data={"text": "x" * 5_001}, headers=html),
        client.post("/two", data={"text": "one only"}, headers=html),
        client.post("/article", data={"text": "y " * 30_000}, headers=html),
    ]
    assert [answer.status_code for answer in answers] == [422] * 4
    shown = [text_of(answer.text) for answer in answers]
    assert "There is no text. Write a sentence" in shown[0]
    assert "The text has 5001 characters; 5000 are the most." in shown[1]
    assert "There is no text." in shown[2]
    assert "x" * 100 not in shown[1]


def test_a_form_of_another_kind_or_with_too_many_fields_is_refused(client: TestClient) -> None:
    as_json = client.post("/", json={"text": SENTENCE})
    assert (as_json.status_code, as_json.json()["problem"]) == (415, "wrong_type")
    files = client.post("/", files={"text": b"x"})
    assert files.status_code == 415
    many = client.post("/", content=b"&".join(b"a=1" for _ in range(1000)), headers=FORM)
    assert many.status_code == 400
    large = client.post("/", content=b"text=" + b"%41" * 300_000, headers=FORM)
    assert large.status_code == 413


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_bytes_that_are_no_utf8_are_shown_as_replaced(client: TestClient) -> None:
    page = client.post("/", content=b"text=Gangs%20stormed%20%ff%fe", headers=FORM)
    assert page.status_code == 200
    assert "Gangs stormed \ufffd\ufffd" in page.text


def test_texts_of_another_language_or_without_a_known_word_get_a_caution(client: TestClient) -> None:
    shown = text_of(client.post("/", data={"text": "Жители вышли на площадь и требовали отставки."}).text)
    assert "in a language that the model has not learned" in shown
    shown = text_of(client.post("/", data={"text": "ωωω ξξξ"}).text)
    assert "knows no word of this text" in shown


def test_words_of_which_the_model_knows_only_pieces_are_not_called_unknown(client: TestClient) -> None:
    shown = text_of(client.post("/", data={"text": "zebra giraffe"}).text)
    assert "giraffe +" in shown  # which stands below
    assert "has not seen 2 of its 2 words, at most pieces of them" in shown
    assert "does not know 2 of" not in shown


def test_with_a_token_a_browser_is_asked_once_and_keeps_no_token(locked: TestClient, token: str) -> None:
    client = locked
    html = {"accept": "text/html"}
    asked = client.get("/", headers=html)
    assert asked.status_code == 401
    assert "This page asks for a password" in text_of(asked.text)
    wrong = client.post("/enter", data={"token": token.upper()})
    assert wrong.status_code == 401
    assert "That was not it" in text_of(wrong.text)
    assert "set-cookie" not in wrong.headers
    right = client.post("/enter", data={"token": token})
    assert (right.status_code, right.headers["location"]) == (303, "/")
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert token not in cookie
    assert client.get("/", headers=html).status_code == 200
    assert client.post("/", data={"text": SENTENCE}).status_code == 200
    client.cookies.set("framing", "0" * 64)
    assert client.get("/", headers=html).status_code == 401


def test_kinds_have_a_word_each(client: TestClient) -> None:
    page = client.post("/", data={"text": SENTENCE}).text
    assert re.findall(r'<option value="(\w+)">', page) == list(KINDS)


def test_the_small_word_that_denies_is_of_a_language_that_the_model_reads(make_client: MakeClient) -> None:
    client = make_client(language="ru")
    assert "С отрицанием «not»" in client.post("/", data={"text": SENTENCE}).text
    client.post("/fails/keep", data={"text": SENTENCE, "kind": "negation"})
    assert "С отрицанием «not»" in client.get("/fails").text
