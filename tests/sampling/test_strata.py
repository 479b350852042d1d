"""How many sentences each part of a corpus gives to a slice."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.sampling.strata import AT_LEAST, allocate, strata_of
from framing.tables import DOCUMENTS, SENTENCES

SIZES = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 60), min_size=1, max_size=8)


def test_strata_give_in_proportion_to_their_size() -> None:
    assert allocate({"a": 600, "b": 300, "c": 100}, 100) == {"a": 60, "b": 30, "c": 10}


def test_a_small_stratum_gives_five_and_a_smaller_one_all_it_has() -> None:
    assert allocate({"large": 990, "small": 8, "tiny": 2}, 50) == {"large": 43, "small": 5, "tiny": 2}


def test_equal_strata_give_as_many_as_each_other_as_far_as_they_have_them() -> None:
    assert allocate({"a": 600, "b": 300, "c": 8}, 50, equal=True) == {"a": 21, "b": 21, "c": 8}


def test_more_strata_than_sentences_to_draw_are_refused() -> None:
    with pytest.raises(InputError, match="There are 3 strata and 2 sentences to draw"):
        allocate({"a": 5, "b": 5, "c": 5}, 2)


@given(SIZES, st.integers(1, 300), st.integers(0, 50), st.booleans())
def test_no_stratum_gives_less_because_the_slice_is_larger(
    sizes: dict[str, int], count: int, more: int, equal: bool
) -> None:
    count = max(count, len(sizes))
    first = allocate(sizes, count, equal=equal)
    assert sum(first.values()) == min(count, sum(sizes.values()))
    assert all(1 <= first[name] <= sizes[name] for name in sizes)
    if count >= AT_LEAST * len(sizes):
        assert all(first[name] >= min(AT_LEAST, sizes[name]) for name in sizes)
    again = allocate(sizes, count + more, equal=equal)
    assert all(again[name] >= first[name] for name in sizes)
    grown = allocate(sizes, count + more, equal=not equal, already=first)  # also where the manner changes
    assert all(grown[name] >= first[name] for name in sizes)
    assert sum(grown.values()) == min(count + more, sum(sizes.values()))


def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    empty = dict.fromkeys(("title", "author", "path"), "")
    documents = DOCUMENTS.table(
        [
            {**empty, "document_id": "d1", "text": "A. B.", "source": "Егемен", "date": "2022-01-05", "language": "kk"},
            {**empty, "document_id": "d2", "text": "C.", "source": "", "date": "", "language": "en"},
        ]
    )
    rows = [("d1", 1, 0, "headline"), ("d1", 2, 3, "body"), ("d2", 1, 0, "body")]
    sentences = [
        {
            "sentence_id": f"{document}:{start}-{start + 2}",
            "document_id": document,
            "position": position,
            "start": start,
            "end": start + 2,
            "text": "x.",
            "kind": kind,
            "paragraph": 1,
        }
        for document, position, start, kind in rows
    ]
    return SENTENCES.table(sentences), documents


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ([], ["", "", ""]),
        (["outlet"], ["outlet=Егемен", "outlet=Егемен", "outlet="]),
        (["source"], ["source=Егемен", "source=Егемен", "source="]),
        (["kind", "month"], ["kind=headline, month=2022-01", "kind=body, month=2022-01", "kind=body, month="]),
        (["language"], ["language=kk", "language=kk", "language=en"]),
        (["document_id"], ["document_id=d1", "document_id=d1", "document_id=d2"]),
    ],
)
def test_a_stratum_names_what_it_differs_in(by: list[str], expected: list[str]) -> None:
    assert strata_of(*corpus(), by) == expected


def test_what_no_table_has_is_named_with_what_there_is() -> None:
    with pytest.raises(InputError, match=r"nothing called 'mood' to draw by\. There is: outlet, month, source"):
        strata_of(*corpus(), ["mood"])


def test_a_sentence_without_its_document_is_named() -> None:
    sentences, documents = corpus()
    with pytest.raises(InputError, match="Document 'd2' has sentences and is not there"):
        strata_of(sentences, documents[:1], ["outlet"])
