"""Copies of texts: keys, signatures and what they say about similarity."""

import random
import re
import time
import unicodedata

import numpy as np
import pytest
from datasketch import MinHash, bBitMinHash
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.copies.duplicates import (
    BITS,
    PERMUTATIONS,
    SHINGLE,
    SIGNATURE_BYTES,
    FirstSeen,
    Signer,
    has_words,
    name_copy,
    outlet_key,
    shingle_hashes,
    similarities,
    text_key,
)

SIGNER = Signer()
WORDS = [f"{a}{b}{c}" for a in ("қа", "vo", "те", "ri") for b in ("ra", "мо", "li", "ны", "ke") for c in "nsтқ"]


def sequences(text: str) -> list[str]:
    """The sequences of three words of a text, by another way than the module's."""
    words = re.findall(r"[^\W_]+", text.casefold())
    size = min(SHINGLE, len(words))
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)] if words else []


def jaccard(text: str, other: str) -> float:
    ours, theirs = set(sequences(text)), set(sequences(other))
    return len(ours & theirs) / len(ours | theirs)


def hashes_of(text: str) -> list[int]:
    return [int(number) for hashes in shingle_hashes(text) for number in hashes]


def signed(*texts: str) -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    rows = b"".join(SIGNER.sign(text) for text in texts)
    return np.frombuffer(rows, dtype=np.uint8).reshape(len(texts), SIGNATURE_BYTES)


def similarity(text: str, other: str) -> float:
    return float(similarities(signed(text), signed(other))[0])


def write_article(chance: random.Random, words: int) -> list[str]:
    return [chance.choice(WORDS) + chance.choice(WORDS) for _ in range(words)]


def change(words: list[str], share: float, chance: random.Random) -> list[str]:
    changed = list(words)
    for at in chance.sample(range(len(words)), round(share * len(words))):
        changed[at] = chance.choice(WORDS) * 2
    return changed


def library_minhash(text: str) -> MinHash:
    minhash = MinHash(PERMUTATIONS, hashfunc=int)
    for number in hashes_of(text):
        minhash.update(number)
    return minhash


@pytest.mark.parametrize("words", [1, 2, 3, 40, 3000])
def test_a_signature_is_that_of_datasketch_updated_with_one_hash_after_the_other(words: int) -> None:
    text = " ".join(write_article(random.Random(words), words))
    expected = library_minhash(text).hashvalues % (1 << BITS)
    packed = np.frombuffer(SIGNER.sign(text), dtype=np.uint8)
    assert (packed % 16).tolist() == expected[0::2].tolist()
    assert (packed // 16).tolist() == expected[1::2].tolist()


@pytest.mark.parametrize("share", [0, 0.05, 0.3])
def test_a_similarity_is_that_of_the_b_bit_minhashes_of_datasketch(share: float) -> None:
    chance = random.Random(1)
    words = write_article(chance, 300)
    text, other = " ".join(words), " ".join(change(words, share, chance))
    expected = bBitMinHash(library_minhash(text), BITS).jaccard(bBitMinHash(library_minhash(other), BITS))
    assert similarity(text, other) == pytest.approx(max(0, expected))


@given(st.text(alphabet=st.sampled_from("aБqҚ1_ .,«»\n\u00a0—😀"), max_size=200))
def test_two_sequences_of_words_have_one_hash_if_and_only_if_they_are_equal(text: str) -> None:
    named = list(zip(sequences(text), hashes_of(text), strict=True))
    assert len({words for words, _ in named}) == len({number for _, number in named}) == len(set(named))


def test_small_letters_marks_and_line_ends_make_no_difference_to_a_signature() -> None:
    shown = "«Қазақстан» —\n\nОН сказал: “No comment”, 5 times"
    assert SIGNER.sign(shown) == SIGNER.sign('"қазақстан" - он сказал "no Comment" 5 TIMES!')
    assert SIGNER.sign(shown) != SIGNER.sign(shown.replace("5", "6"))


def test_accents_and_invisible_marks_make_no_difference_to_a_signature() -> None:
    shown = "Ёлка стоит в Алматы, Қазақстан; élan vital"
    assert unicodedata.is_normalized("NFC", shown)
    assert not unicodedata.is_normalized("NFD", shown)
    for other in (
        unicodedata.normalize("NFD", shown),
        shown.replace("Ё", "Е"),
        "\u200f" + shown.replace("ст", "с\u00adт"),
    ):
        assert SIGNER.sign(other) == SIGNER.sign(shown)
    assert SIGNER.sign("서울") != SIGNER.sign("선운")


def test_a_long_text_is_compared_in_all_its_pieces() -> None:
    chance = random.Random(2)
    words = write_article(chance, 60_000)
    changed = words[:30_000] + write_article(chance, 30_000)
    text, other = " ".join(words), " ".join(changed)
    assert len(text) > 5 * (1 << 16)
    assert similarity(text, "Before. " + text) > 0.97
    assert similarity(text, other) == pytest.approx(jaccard(text, other), abs=0.15)


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1, 0.2])
def test_estimates_lie_around_the_true_similarity(share: float) -> None:
    chance = random.Random(3)
    errors = []
    for _ in range(100):
        words = write_article(chance, 300)
        text, other = " ".join(words), " ".join(change(words, share, chance))
        errors.append(similarity(text, other) - jaccard(text, other))
    # Of b bits and k hashes: the square root of p(1 - p)/k, over 1 - 2^-b, is at most 0.048 (p = 1/2).
    assert abs(np.mean(errors)) < 3 * 0.048 / 10
    assert np.std(errors) < 1.3 * 0.048


def test_a_text_shorter_than_a_sequence_has_a_signature() -> None:
    assert has_words(signed("Almaty", "Almaty burns")).all()
    assert similarity("Almaty burns", "almaty burns!") == 1
    assert similarity("Almaty burns", "Almaty") < 0.8


def test_texts_without_words_are_told_apart_from_texts_with_words() -> None:
    assert has_words(signed("...", "", "— «»!", "a", "😀")).tolist() == [False, False, False, True, False]


@given(st.text(max_size=50), st.sampled_from([" ", "\n", "\u00a0", " \r\n\t "]))
def test_white_space_makes_no_difference_to_a_key_where_there_is_some(text: str, space: str) -> None:
    assert text_key(text) == text_key(f"{space}{space.join(text.split())}{space}")


def test_a_key_tells_where_words_end_and_how_letters_are_written() -> None:
    assert len({text_key(text) for text in ("a b", "ab", "A b", "a b.", "")}) == 5


def test_a_key_does_not_depend_on_where_a_long_text_is_cut() -> None:
    words = [word * 7 for word in WORDS] * 200
    assert len(" ".join(words)) > 2 * (1 << 16)
    assert text_key(" ".join(words)) == text_key("\n\n".join(words)) == text_key(" " * 70_000 + " ".join(words))


def test_an_outlet_is_one_however_its_name_is_capitalised() -> None:
    assert outlet_key("The  Times") == outlet_key("the times ") != outlet_key("Times")
    assert outlet_key(" ") == outlet_key("") == 0


@pytest.mark.parametrize(
    ("outlet", "first_outlet", "how"),
    [(1, 1, "exact"), (1, 2, "syndicated"), (0, 2, "exact"), (1, 0, "exact"), (0, 0, "exact")],
)
def test_a_copy_is_syndicated_if_both_outlets_are_known_and_differ(outlet: int, first_outlet: int, how: str) -> None:
    assert name_copy(exact=True, outlet=outlet, first_outlet=first_outlet) == how
    near = how.replace("exact", "near")
    assert name_copy(exact=False, outlet=outlet, first_outlet=first_outlet) == near


@given(st.lists(st.lists(st.integers(0, 20), max_size=20), max_size=5))
def test_the_first_of_each_key_is_found_across_portions(portions: list[list[int]]) -> None:
    seen, firsts, at = FirstSeen(), dict[int, int](), 0
    for keys in portions:
        numbers = np.arange(at, at + len(keys), dtype=np.uint32)
        at += len(keys)
        for number, key in zip(numbers.tolist(), keys, strict=True):
            firsts.setdefault(key, number)
        assert seen.note(np.array(keys, dtype=np.uint64), numbers).tolist() == [firsts[key] for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("word " * 100_000, id="one line of 100,000 words"),
        pytest.param("a\n" * 1_000_000, id="a million lines of one letter"),
        pytest.param("x" * 1_000_000, id="one word of 1 MB"),
        pytest.param(" " * 1_000_000, id="1 MB of spaces"),
        pytest.param("." * 1_000_000, id="1 MB of dots"),
        pytest.param("\ud800 " * 100_000, id="lone surrogates"),
    ],
)
def test_hostile_texts_take_a_moment(text: str) -> None:
    began = time.process_time()
    assert len(SIGNER.sign(text)) == SIGNATURE_BYTES
    text_key(text)
    assert time.process_time() - began < 3
