"""A model of words as data for a page: what is in it, what is refused, and Python's letters in short tables."""

import base64
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.classroom.letters import SIGMA, letter_tables
from framing.classroom.word_model import check_words_only, lesson_model, word_model
from framing.codebook import Codebook, Frame
from framing.errors import InputError, ModelMismatch
from framing.model.learning.features import terms_of
from framing.model.learning.train import FrameModel, train
from framing.tables import GOLD, SENTENCES

KEYS = ("storm", "harvest", "parade")
SAID = {"storm": "The storm tore roofs away", "harvest": "Wheat was brought in", "parade": "A band marched past"}


def book(*keys: str) -> Codebook:
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "A definition.") for key in keys)
    return Codebook(id="weather", version="1.0", title="Weather", frames=frames, fingerprint="0123456789abcdef")


def made(keys: tuple[str, ...] = KEYS) -> tuple:
    """SENTENCES of six documents, and GOLD: each sentence has the frame whose words it has."""
    sentences, gold, start = [], [], 0
    for document in range(6):
        for position, key in enumerate(keys * 3, start=1):
            text = f"{SAID[key]} on day {document + position}."
            name = f"d{document}:{start}-{start + len(text)}"
            row = {"sentence_id": name, "document_id": f"d{document}", "position": position, "text": text}
            sentences.append({**row, "start": start, "end": start + len(text), "kind": "body", "paragraph": 1})
            start += len(text) + 1
            gold += [
                {"sentence_id": name, "frame": each, "present": each == key, "votes": int(each == key), "voters": 1,
                 "probability": float(each == key), "how": "unanimous", "reason": "", "codebook": "c0de",
                 "made_by": "person"}
                for each in keys
            ]  # fmt: skip
    return SENTENCES.table(sentences), GOLD.table(gold)


@pytest.fixture(scope="module")
def model() -> FrameModel:
    return lesson_model(*made(), book(*KEYS))


def test_the_lessons_model_learns_its_frames_from_words_alone_and_is_the_same_again(model: FrameModel) -> None:
    two = lesson_model(*made(), book("storm", "parade"))
    assert two.frames == ("storm", "parade")
    assert model.frames == KEYS
    assert model.profile == "fast"
    again = lesson_model(*made(), book(*KEYS))
    assert np.array_equal(model.coefficients, again.coefficients)
    assert model.training_sha256 == again.training_sha256


def test_the_numbers_are_the_models_own(model: FrameModel) -> None:
    data = word_model(model)
    numbers = np.frombuffer(base64.b64decode(data["numbers"]), "<f8")
    terms, frames = len(data["terms"]), len(data["frames"])
    weights, coefficients, intercepts, thresholds = np.split(
        numbers, np.cumsum([terms, terms * frames, frames])
    )  # fmt: skip
    assert np.array_equal(weights, model.features.words.idf)
    assert np.array_equal(coefficients.reshape(terms, frames), model.coefficients.T)
    assert np.array_equal(intercepts, model.intercepts)
    assert np.array_equal(thresholds, model.thresholds)
    assert (data["link"], data["length"]) == ("each", 1.0)


def test_a_model_of_more_than_words_is_refused_with_what_to_do(model: FrameModel) -> None:
    check_words_only(model, book(*KEYS))
    standard = train(*made(), book(*KEYS), profile="standard")
    with pytest.raises(InputError, match=r"profile standard.*framing train --profile fast"):
        check_words_only(standard, book(*KEYS))


def test_a_model_of_another_codebook_is_refused(model: FrameModel) -> None:
    check_words_only(model, book("storm"))  # of a part of its frames
    with pytest.raises(ModelMismatch, match="the lesson trains its own"):
        check_words_only(replace(model, codebook="fedcba9876543210"), book(*KEYS))
    with pytest.raises(ModelMismatch, match="and flood"):
        check_words_only(model, book("flood"))


def words_by_table() -> set[int]:
    numbers = [int(digits, 36) for digits in str(letter_tables()["word"]).split(" ")]
    found: set[int] = set()
    end = 0
    for gap, length in zip(numbers[::2], numbers[1::2], strict=True):
        found.update(range(end + gap, end + gap + length))
        end += gap + length
    return found


def small_by_table() -> dict[str, str]:
    tables = letter_tables()
    assert isinstance(tables["several"], dict)
    found = dict(tables["several"])
    numbers = [int(digits, 36) for digits in str(tables["lower"]).split(" ")]
    start = 0
    for gap, count, step, shift in zip(*(numbers[part::4] for part in range(4)), strict=True):
        start += gap
        found.update({chr(start + at * step): chr(start + at * step + shift) for at in range(count)})
    return found


def test_the_table_of_letters_has_what_a_pattern_takes_for_one() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert words_by_table() == {ord(letter) for letter in re.findall(r"\w", every)}


def test_the_table_of_small_letters_is_pythons() -> None:
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert small_by_table() == {each: each.lower() for each in letters if each.lower() != each and each != SIGMA}


@given(st.text())
def test_by_these_tables_words_are_those_that_the_model_counts(text: str) -> None:
    # What the page's script does, in Python: letter by letter, and stretches of two or more.
    inside, found, stretch = words_by_table_once(), [], ""
    for letter in [*fold(text), " "]:
        if ord(letter) in inside:
            stretch += letter
            continue
        found += [stretch] if len(stretch) > 1 else []
        stretch = ""
    assert found == [term for term in terms_of("words", text) if " " not in term]


WORDS = words_by_table()


def words_by_table_once() -> set[int]:
    return WORDS


def fold(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text.lower())


def test_the_tables_are_small() -> None:
    tables = letter_tables()
    assert len(str(tables["word"])) + len(str(tables["lower"])) < 8000
    assert set(tables["several"]) == {"İ"}
