import re

import pytest
import sentencex

from framing.corpus.splitting import library
from framing.corpus.splitting.boundaries import sentence_spans


def split(line: str, language: str = "de", quotes: str = "split") -> list[str]:
    return [line[start:end] for start, end in sentence_spans(line, language, quotes)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Der Weg ist offen.", "Am 5. Mai kommt Dr. Lind.", "Niemand weiß es."]),
        ("fr", ["Le pont est ouvert.", "Le maire le sait."]),
        ("zh", ["桥开了。", "没有人知道。"]),
        ("hi", ["पुल खुला है।", "कोई नहीं जानता।"]),
        ("xx", ["Der Weg ist offen.", "Niemand weiß es."]),
    ],
)
def test_other_languages_have_the_rules_of_the_library(language, sentences):
    between = "" if language == "zh" else " "
    assert split(between.join(sentences), language) == sentences


def test_a_quotation_in_another_language_is_split_or_kept():
    line = "„Wir kamen. Niemand war da“, sagte er. Es regnete."
    assert split(line) == ["„Wir kamen.", "Niemand war da“, sagte er.", "Es regnete."]
    assert split(line, quotes="keep") == ["„Wir kamen. Niemand war da“, sagte er.", "Es regnete."]


def test_a_panic_of_the_library_leaves_punctuation_to_decide(monkeypatch):
    class Panic(BaseException):
        pass

    def panic(*_: str) -> None:
        raise Panic

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", panic)
    assert split("Dr. Lind kam. Er ging.") == ["Dr. Lind kam.", "Er ging."]


@pytest.mark.parametrize("line", ["B\u2028.", "B\u00a0.", "A.\u2003“B\u3000.” C", "\u202f.\u00a0“ .”\u00a0A"])
def test_rare_white_space_is_kept_from_the_library_so_that_it_does_not_panic(line, capfd):
    # A panic of sentencex 1.0.32 on 'B\u2028.' would be printed by Rust itself.
    assert re.sub(r"\s", "", "".join(split(line))) == re.sub(r"\s", "", line)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_is_not_taken_for_a_panic(monkeypatch, stop):
    def interrupt(*_: str) -> None:
        raise stop

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", interrupt)
    with pytest.raises(stop):
        split("Eins. Zwei.")


def test_a_line_with_too_many_opening_marks_is_not_given_to_the_library(monkeypatch):
    monkeypatch.setattr(library, "_MARKS_TIMES_LENGTH", 100)
    monkeypatch.setattr(sentencex, "get_sentence_boundaries", lambda *_: pytest.fail("was called"))
    assert split("„Eins ist da. „Zwei ist da. „Drei ist da.") == ["„Eins ist da.", "„Zwei ist da.", "„Drei ist da."]
