import random

import pytest

from framing.corpus.copies.in_tables import find_copies

LONG = [
    "the",
    "minister",
    "said",
    "that",
    "prices",
    "of",
    "bread",
    "would",
    "rise",
    "again",
    "before",
    "winter",
    "comes",
]


def sentence(seed: int) -> str:
    """Words that no other sentence has."""
    return " ".join(f"{word}{seed}" for word in LONG)


def rows(documents: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    pairs = [(document, text) for document, texts in documents.items() for text in texts]
    return [document for document, _ in pairs], [text for _, text in pairs]


def test_equal_texts_under_two_ids_are_copies_whatever_their_case_and_marks() -> None:
    found = find_copies(["a", "b", "c"], ["Хлеб подорожал.", "«хлеб  подорожал»", "Хлеб подешевел."])
    assert found.repeats == {"b": "a"}
    assert found.shared == 0


def test_a_text_with_one_changed_word_is_a_copy() -> None:
    changed = sentence(1).replace("comes1", "began")
    assert find_copies(["a", "b", "c"], [sentence(1), changed, sentence(2)]).repeats == {"b": "a"}


def test_a_document_most_of_whose_texts_are_in_a_longer_one_is_its_copy() -> None:
    long, part = [sentence(n) for n in range(6)], [sentence(4), sentence(2), sentence(9)]
    assert find_copies(*rows({"part": part, "long": long})).repeats == {"part": "long"}


def test_documents_that_share_less_are_not_copies_but_are_counted() -> None:
    one, other = [sentence(n) for n in (1, 2, 3)], [sentence(n) for n in (3, 4, 5)]
    found = find_copies(*rows({"one": one, "other": other}))
    assert found.repeats == {}
    assert found.shared == 2  # rows: one in either document


def test_a_text_that_all_documents_have_does_not_join_them() -> None:
    documents = {f"d{n}": ["Read more.", sentence(2 * n), sentence(2 * n + 1)] for n in range(40)}
    found = find_copies(*rows(documents))
    assert (found.repeats, found.shared) == ({}, 40)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    documents = {f"d{n}": [sentence(n), sentence(n + 1), sentence(n % 4)] for n in range(12)}
    pairs = list(zip(*rows(documents), strict=True))
    expected = find_copies(*rows(documents))
    random.Random(seed).shuffle(pairs)
    assert find_copies([d for d, _ in pairs], [t for _, t in pairs]) == expected


def test_texts_without_words_are_compared_as_they_are() -> None:
    assert find_copies(["a", "b", "c"], ["!!!", "!!!", "???"]).repeats == {"b": "a"}
