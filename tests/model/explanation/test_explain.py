from dataclasses import dataclass, replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit

from framing.errors import InputError
from framing.model.explanation.explain import EMBEDDING, MOST_CHARACTERS, Explanation, explain
from framing.model.explanation.vector import MOST_REMOVED
from framing.model.learning.train import FrameModel, train

TEXT = "The storm tore roofs away, and a band marched in the parade."
RUSSIAN = [
    "Погромщики подожгли «здание» акимата в Алматы.",
    "Министр назвал это нападением террористов.",
    "Әкімдік ғимараты өртенді, – деді министр.",
]


@pytest.fixture(scope="module")
def model(corpus, codebook) -> FrameModel:
    return train(*corpus, codebook)


@pytest.fixture(scope="module")
def cyrillic(corpus, codebook) -> FrameModel:
    """A model whose vocabulary is Russian and Kazakh: every sentence of the corpus with one of these behind it."""
    sentences, gold = corpus
    texts = [f"{text} {RUSSIAN[number % 3]}" for number, text in enumerate(sentences["text"])]
    return train(sentences.assign(text=texts), gold, codebook)


def check_sums(model: FrameModel, text: str) -> Explanation:
    found = explain(model, text)
    total = model.intercepts + np.asarray(model.features.matrix([text]) @ model.coefficients.T)[0]
    assert found.log_odds == pytest.approx(total, abs=1e-9)
    assert found.intercepts + found.term_pushes.sum(axis=0) == pytest.approx(total, abs=1e-9)
    assert found.intercepts + found.word_pushes.sum(axis=0) + found.rest == pytest.approx(total, abs=1e-9)
    return found


@pytest.mark.parametrize("text", [TEXT, *RUSSIAN, "x"])
def test_the_pushes_and_the_intercept_sum_to_the_log_odds(model, cyrillic, text) -> None:
    for each in (model, cyrillic):
        found = check_sums(each, text)
        assert logit(found.probabilities) == pytest.approx(found.log_odds, abs=1e-9)


def test_a_text_of_a_hundred_thousand_characters_is_explained(model) -> None:
    text = "the storm. " * 9_090
    assert 99_900 < len(text) <= MOST_CHARACTERS
    assert len(check_sums(model, text).by_word("storm")) == 2 * 9_090


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_nothing_of_any_text_is_placed_in_no_word(cyrillic, text) -> None:
    assert check_sums(cyrillic, text).rest == pytest.approx(0, abs=1e-9)


@given(st.lists(st.sampled_from([*"ИЙйи\u0306İΣσs\u0323\u0307 \t\u2000-«,", "storm", "Министр", "ҚАЗАҚ"]), min_size=1))
def test_letters_that_change_their_length_in_lower_case_are_placed_too(cyrillic, parts) -> None:
    text = "".join(parts)
    if text.strip():
        assert check_sums(cyrillic, text).rest == pytest.approx(0, abs=1e-9)


def test_the_words_are_places_in_the_text_as_it_was_given(model) -> None:
    text = "  THE Storm,\n(again) İİ storm — …"
    words = explain(model, text).by_word("storm")
    assert [word.text for word in words] == ["THE", "Storm", "again", "İİ", "storm", "—", "…"]
    assert all(text[word.start : word.end] == word.text for word in words)


def test_the_word_that_the_frame_was_learned_from_pushes_hardest(model) -> None:
    found = explain(model, "On Monday the storm came.")
    assert max(found.by_word("storm"), key=lambda word: word.push).text == "storm"
    assert found.by_term("storm")[0].push == pytest.approx(np.abs(found.term_pushes[:, 1]).max())
    assert found.predicted("storm")
    assert found.nearest_first()[0] == "storm"


def test_a_word_that_stands_twice_has_half_of_its_own_push_in_each_place(model) -> None:
    found = explain(model, "storm ъъ storm")
    first, between, second = found.by_word("storm")
    assert first.push == pytest.approx(second.push)
    assert between.push == pytest.approx(0)
    assert first.push + second.push == pytest.approx(found.term_pushes[:, 1].sum())


def test_a_frame_of_few_examples_is_marked(model) -> None:
    found = explain(model, TEXT)
    counts = {count.frame: count.positives for count in model.examples}
    assert found.examples == tuple(counts[frame] for frame in model.frames)
    assert found.few_examples("parade")
    assert not found.few_examples("storm")


def test_a_text_without_a_known_word_has_the_score_of_the_intercept(model) -> None:
    found = explain(model, "ъъъъ ӨӨӨӨ")
    assert found.knows_nothing
    assert found.log_odds == pytest.approx(model.intercepts)
    assert not explain(model, TEXT).knows_nothing


@pytest.mark.parametrize("text", ["", " \n\t", "\u2003", "half \ud800", "x" * (MOST_CHARACTERS + 1)])
def test_a_text_that_is_none_is_refused(model, text) -> None:
    with pytest.raises(InputError, match="Give"):
        explain(model, text)


@dataclass(frozen=True, eq=False)
class WithEmbedding:
    """Features with two more columns: how many letters, and whether `storm` and `away` stand together."""

    plain: object
    embedding: str = "use-multilingual"  # an encoder: its vector is no sum over words

    @property
    def terms(self):
        return len(self.words.terms) + len(self.pieces.terms)

    @property
    def words(self):
        return self.plain.words

    @property
    def pieces(self):
        return self.plain.pieces

    def parts(self, texts):
        more = [[len(text) / 100, float("storm" in text and "away" in text)] for text in texts]
        return (self.plain.parts(texts)[0], np.array(more))

    def row(self, text):
        values, terms, _ = self.plain.row(text)
        return values, terms, self.parts([text])[1][0]

    def matrix(self, texts):
        return sp.csr_matrix(sp.hstack(self.parts(texts)))


@pytest.fixture(scope="module")
def embedded(corpus, codebook) -> FrameModel:
    model = train(*corpus, codebook, profile="standard")
    more = np.tile([0.5, 2.0], (len(model.frames), 1))
    return replace(model, features=WithEmbedding(model.features), coefficients=np.hstack([model.coefficients, more]))


def test_a_word_gets_what_an_embedding_loses_without_it_and_the_rest_is_named(embedded) -> None:
    check_sums(embedded, TEXT)
    model = replace(embedded, features=embedded.features.plain, coefficients=embedded.coefficients[:, :-2])
    plain, found = explain(model, TEXT), explain(embedded, TEXT)
    names = [word.text for word in found.by_word("storm")]
    more = dict(zip(names, found.word_pushes[:, 1] - plain.word_pushes[:, 1], strict=True))
    assert more["storm"] == pytest.approx(2.0 + 0.5 * 5 / 100)  # both the pair and five letters are gone
    assert more["band"] == pytest.approx(0.5 * 4 / 100)
    letters = sum(len(word.text) for word in found.by_word("storm"))
    assert found.rest[1] == pytest.approx(2.0 + 0.5 * len(TEXT) / 100 - 2 * 2.0 - 0.5 * letters / 100)
    assert (found.terms[-1], found.term_pushes[-1, 1]) == (EMBEDDING, pytest.approx(2.0 + 0.5 * len(TEXT) / 100))


def test_of_a_long_text_the_embedding_stays_in_one_piece(embedded) -> None:
    text = "storm away " * MOST_REMOVED
    check_sums(embedded, text)
    assert explain(embedded, text).rest[0] == pytest.approx(2.0 + 0.5 * len(text) / 100)


def test_at_most_one_frame_of_a_single_label_model_is_predicted(model) -> None:
    low = replace(model, thresholds=np.full(len(model.frames), 0.01))
    assert sum(explain(low, TEXT).predictions) > 1
    for link in ("one", "one or none"):
        found = explain(replace(low, link=link), TEXT)
        assert found.predictions.tolist() == (found.probabilities == found.probabilities.max()).tolist()
