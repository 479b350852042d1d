"""The probability of every sentence of a corpus, drawn or not."""

import pandas as pd
import pytest

from framing.sampling.inclusion import inclusion_probabilities
from framing.sampling.random_slice import draw_slice
from framing.sampling.strata import strata_of
from framing.tables import DOCUMENTS, SAMPLE, SENTENCES

SIZES = {"Gazette, a=b": 40, "Курьер": 10}


def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    documents = DOCUMENTS.table(
        {"document_id": name, "text": "x" * 100, "title": "", "source": name, "author": "", "date": "2022-01-05",
         "language": "en", "path": ""}
        for name in SIZES
    )  # fmt: skip
    sentences = SENTENCES.table(
        {"sentence_id": f"{name}:{n}-{n + 1}", "document_id": name, "position": n + 1, "start": n, "end": n + 1,
         "text": "x", "kind": "body", "paragraph": 1}
        for name, count in SIZES.items()
        for n in range(count)
    )  # fmt: skip
    return sentences, documents


@pytest.mark.parametrize("by", [[], ["outlet"], ["month", "kind"]])
def test_probabilities_add_up_to_the_number_of_sentences_drawn(by: list[str]) -> None:
    sentences, documents = corpus()
    drawn = draw_slice(sentences["sentence_id"], strata_of(sentences, documents, by), SAMPLE.table(), 15, equal=True)
    found = inclusion_probabilities(drawn, sentences, documents)
    assert set(found) == set(sentences["sentence_id"])
    assert sum(found.values()) == pytest.approx(15)


def test_where_strata_cannot_be_told_any_more_only_what_was_drawn_has_a_probability() -> None:
    sentences, documents = corpus()
    strata = strata_of(sentences, documents, ["outlet"])
    drawn = draw_slice(sentences["sentence_id"], strata, SAMPLE.table(), 15)
    moved = documents.assign(source="elsewhere")
    assert set(inclusion_probabilities(drawn, sentences, moved)) == set(drawn["sentence_id"])


def test_what_only_looks_like_a_name_is_not_tried() -> None:
    sentences, documents = corpus()
    drawn = draw_slice(sentences["sentence_id"], strata_of(sentences, documents, []), SAMPLE.table(), 15)
    many = ", ".join(f"a{n}=1" for n in range(24))  # 2 ** 24 ways to choose some of them would take minutes
    twice = drawn.assign(stratum=f"outlet=Gazette, outlet=b, {many}")
    assert set(inclusion_probabilities(twice, sentences, documents)) == set(drawn["sentence_id"])


def test_without_a_slice_no_sentence_has_a_probability() -> None:
    assert inclusion_probabilities(SAMPLE.table(), *corpus()) == {}
