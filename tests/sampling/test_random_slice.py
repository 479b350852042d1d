"""The random slice: every sentence has the chance that its row says, and a larger slice holds the smaller one."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.errors import InputError, NotEnoughData
from framing.model.learning.weights import slice_in_force
from framing.sampling.random_slice import (
    corpus_fingerprint,
    draw_slice,
    permanent_numbers,
    slice_by_stratum,
    unit_to_draw,
)
from framing.tables import SAMPLE

IDS = [f"d{number // 10}:{number}-{number + 5}" for number in range(300)]
ARTICLES = [name.partition(":")[0] for name in IDS]  # thirty of ten sentences
BY_OUTLET = ["outlet=A" if number < 200 else "outlet=B" for number in range(300)]
STRATA = ["outlet=A"] * 240 + ["outlet=B"] * 57 + ["outlet=В «Время»"] * 3
NOTHING = SAMPLE.table()


def grown(sample: pd.DataFrame, *more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([sample, *more], ignore_index=True)


def test_the_probability_of_a_row_is_how_many_were_drawn_of_how_many() -> None:
    drawn = draw_slice(IDS, STRATA, NOTHING, 50)
    assert len(drawn) == 50
    table = slice_by_stratum(drawn, STRATA, set()).set_index("stratum")
    assert table["sentences"].to_dict() == {"outlet=A": 240, "outlet=B": 57, "outlet=В «Время»": 3}
    assert table["drawn"].sum() == 50
    assert table.loc["outlet=В «Время»", "probability"] == 1  # a stratum that is taken whole
    pd.testing.assert_series_equal(
        table["probability"], table["drawn"] / table["sentences"], check_names=False, check_exact=True
    )
    assert (1 / drawn["inclusion_probability"]).sum() == pytest.approx(300)  # the weights add up to the corpus
    assert set(drawn["purpose"]) == {"estimation"}
    assert set(drawn["draw"]) == {1}


@pytest.fixture(scope="module")
def many_draws() -> list[pd.DataFrame]:
    """As many of each outlet, by 150 seeds."""
    return [draw_slice(IDS, STRATA, NOTHING, 40, seed=seed, equal=True) for seed in range(150)]


def test_over_seeds_each_sentence_is_drawn_as_often_as_its_probability_says(many_draws: list[pd.DataFrame]) -> None:
    counts = pd.concat(many_draws)["sentence_id"].value_counts().reindex(IDS, fill_value=0).to_numpy()
    chances = many_draws[0].groupby("stratum")["inclusion_probability"].first()
    assert chances["outlet=В «Время»"] == 1
    for stratum, chance in chances.items():
        found, expected = counts[np.array(STRATA) == stratum], len(many_draws) * chance
        assert found.mean() == pytest.approx(expected)  # the size of the slice is fixed
        if chance < 1:
            chi2 = ((found - expected) ** 2 / (expected * (1 - chance))).sum()
            assert 0.001 < stats.chi2.sf(chi2, len(found) - 1) < 0.999


def test_the_weighted_share_is_right_on_average_where_strata_differ(many_draws: list[pd.DataFrame]) -> None:
    # Of outlet A 10 % have the frame, of the others all: (24 + 60) / 300 = 0.28; not weighted it is far more.
    has = {
        name: stratum != "outlet=A" or number % 10 == 0
        for number, (name, stratum) in enumerate(zip(IDS, STRATA, strict=True))
    }
    weighted = [
        (drawn["sentence_id"].map(has) / drawn["inclusion_probability"]).sum() / len(IDS) for drawn in many_draws
    ]
    assert np.mean(weighted) == pytest.approx(0.28, abs=3 * np.std(weighted) / len(many_draws) ** 0.5)
    assert np.mean([drawn["sentence_id"].map(has).mean() for drawn in many_draws]) > 0.5


def test_a_second_draw_holds_the_first_with_the_probabilities_of_both_together() -> None:
    first = draw_slice(IDS, STRATA, NOTHING, 50, seed=11)
    second = draw_slice(IDS, STRATA, first, 30)
    assert len(second) == 80
    assert second["sentence_id"].tolist()[:50] == [n for n in second["sentence_id"] if n in set(first["sentence_id"])]
    assert set(second["draw"]) == {2}
    assert set(second["seed"]) == {11}
    assert (1 / second["inclusion_probability"]).sum() == pytest.approx(300)
    at_once = draw_slice(IDS, STRATA, NOTHING, 80, seed=11)
    assert set(at_once["sentence_id"]) == set(second["sentence_id"])
    sample = grown(first, second)
    assert SAMPLE.check(sample, "both") is not None  # one row for each sentence and draw
    pd.testing.assert_frame_equal(slice_in_force(sample).reset_index(drop=True), second)


def test_a_slice_that_grows_evenly_keeps_what_was_drawn_in_proportion() -> None:
    first = draw_slice(IDS, STRATA, NOTHING, 60)
    second = draw_slice(IDS, STRATA, first, 60, equal=True)
    assert set(first["sentence_id"]) <= set(second["sentence_id"])
    assert len(second) == 120


def test_after_texts_were_added_the_slice_is_of_the_larger_corpus_and_keeps_most() -> None:
    first = draw_slice(IDS, STRATA, NOTHING, 100)
    more = [f"e{number}:0-9" for number in range(100)]
    second = draw_slice(IDS + more, STRATA + ["outlet=A"] * 100, first, 50)
    assert len(second) == 150
    assert (1 / second["inclusion_probability"]).sum() == pytest.approx(400)
    assert first["corpus"].iloc[0] != second["corpus"].iloc[0]
    kept = len(set(first["sentence_id"]) & set(second["sentence_id"]))
    assert kept >= 80  # on average 100 of A and B with cuts at 33 % become cuts at 37 %: all but a few of B


def test_other_strata_give_a_slice_of_their_own() -> None:
    first = draw_slice(IDS, STRATA, NOTHING, 50)
    halves = ["month=2022-01" if number % 2 else "month=2022-02" for number in range(300)]
    second = draw_slice(IDS, halves, first, 10)
    assert second["stratum"].value_counts().to_dict() == {"month=2022-01": 30, "month=2022-02": 30}


def test_training_draws_have_no_say_in_what_comes_by_chance() -> None:
    alone = draw_slice(IDS, STRATA, NOTHING, 50)
    row = {"sentence_id": IDS[0], "draw": 1, "purpose": "training", "corpus": "c", "stratum": "", "why": "x", "seed": 3}
    after = draw_slice(IDS, STRATA, SAMPLE.table([{**row, "inclusion_probability": 0.0}]), 50)
    assert after["sentence_id"].tolist() == alone["sentence_id"].tolist()
    assert set(after["draw"]) == {2}


def test_whoever_stops_halfway_has_labelled_half_of_each_stratum() -> None:
    half = draw_slice(IDS, STRATA, NOTHING, 100)[:50]
    counts = half["stratum"].value_counts()
    whole = draw_slice(IDS, STRATA, NOTHING, 100)["stratum"].value_counts()
    assert all(abs(counts[name] - whole[name] / 2) <= 1 for name in whole.index)


def test_a_slice_grows_until_the_corpus_is_used_up() -> None:
    first = draw_slice(IDS, STRATA, NOTHING, 290)
    second = draw_slice(IDS, STRATA, first, 50)
    assert len(second) == 300
    assert set(second["inclusion_probability"]) == {1.0}
    with pytest.raises(NotEnoughData, match="All 300 sentences of the corpus are in the slice"):
        draw_slice(IDS, STRATA, grown(first, second), 1)
    with pytest.raises(NotEnoughData):
        draw_slice([], [], NOTHING, 10)


def test_another_seed_is_refused_once_a_slice_was_drawn() -> None:
    first = draw_slice(IDS, STRATA, NOTHING, 50, seed=3)
    with pytest.raises(InputError, match=r"drawn with seed 3 .* leave out --seed 4"):
        draw_slice(IDS, STRATA, first, 50, seed=4)


def test_permanent_numbers_are_uniform_and_depend_on_nothing_but_seed_and_id() -> None:
    numbers = permanent_numbers(IDS, 5)
    assert permanent_numbers(IDS[:10], 5).tolist() == numbers[:10].tolist()
    assert stats.kstest(numbers, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(numbers, permanent_numbers(IDS, 6))[0, 1]) < 0.2


def test_the_fingerprint_of_a_corpus_does_not_depend_on_its_order() -> None:
    assert corpus_fingerprint(IDS) == corpus_fingerprint(IDS[::-1])
    assert corpus_fingerprint(IDS) != corpus_fingerprint(IDS[1:])


# -- whole articles --------------------------------------------------------------------------------------------------


def articles_of(drawn: pd.DataFrame) -> set[str]:
    return {name.partition(":")[0] for name in drawn["sentence_id"]}


def test_an_article_is_drawn_with_all_its_sentences_by_the_chance_of_articles() -> None:
    drawn = draw_slice(IDS, BY_OUTLET, NOTHING, 15, document_ids=ARTICLES)
    chosen = articles_of(drawn)
    assert len(chosen) == 15
    assert set(drawn["sentence_id"]) == {name for name in IDS if name.partition(":")[0] in chosen}
    table = slice_by_stratum(drawn, BY_OUTLET, set(), ARTICLES)
    assert table.to_dict(orient="list") == {
        "stratum": ["outlet=A", "outlet=B"],
        "articles": [20, 10],
        "drawn": [10, 5],
        "new": [10, 5],
        "probability": [10 / 20, 5 / 10],
    }
    assert drawn["inclusion_probability"].tolist() == [0.5] * 150
    together = [name.partition(":")[0] for name in drawn["sentence_id"]]
    assert together == sorted(together, key=together.index)  # an article is labelled in one go
    assert unit_to_draw(drawn, "article") == "article"


def test_over_seeds_each_article_is_drawn_as_often_as_its_probability_says() -> None:
    draws = [draw_slice(IDS, BY_OUTLET, NOTHING, 15, document_ids=ARTICLES, seed=seed) for seed in range(200)]
    counts = pd.Series([name for drawn in draws for name in articles_of(drawn)]).value_counts()
    found = counts.reindex(dict.fromkeys(ARTICLES), fill_value=0).to_numpy()  # 10 of 20, and 5 of 10: half of 200
    chi2 = ((found - 100) ** 2 / (100 * 0.5)).sum()
    assert 0.001 < stats.chi2.sf(chi2, 28) < 0.999  # the size of each stratum is fixed


def test_a_second_draw_of_articles_holds_the_first() -> None:
    first = draw_slice(IDS, BY_OUTLET, NOTHING, 12, document_ids=ARTICLES, seed=11)
    second = draw_slice(IDS, BY_OUTLET, first, 6, document_ids=ARTICLES)
    assert articles_of(first) < articles_of(second)
    assert len(articles_of(second)) == 18
    assert articles_of(second[:120]) == articles_of(first)  # first what is in the slice already
    assert set(second["seed"]) == {11}
    pd.testing.assert_frame_equal(slice_in_force(grown(first, second)).reset_index(drop=True), second)
    last = draw_slice(IDS, BY_OUTLET, second, 50, document_ids=ARTICLES)
    assert set(last["inclusion_probability"]) == {1.0}
    with pytest.raises(NotEnoughData, match="All 30 articles of the corpus are in the slice"):
        draw_slice(IDS, BY_OUTLET, grown(second, last), 1, document_ids=ARTICLES)


def test_a_slice_of_articles_and_one_of_sentences_do_not_grow_out_of_each_other() -> None:
    sentences = draw_slice(IDS, BY_OUTLET, NOTHING, 200)
    whole = draw_slice(IDS, BY_OUTLET, sentences, 12, document_ids=ARTICLES)
    assert len(articles_of(whole)) == 12
    assert (whole["draw"].iloc[0], whole["corpus"].iloc[0]) == (2, sentences["corpus"].iloc[0])
    sample = grown(sentences, whole)
    with pytest.raises(InputError, match=r"is of whole articles\. To make it larger: --unit article"):
        unit_to_draw(sample, None)
    assert unit_to_draw(sentences, None) == "sentence"
    assert len(draw_slice(IDS, BY_OUTLET, sample, 50)) == 50


def test_an_article_that_is_in_two_strata_cannot_be_drawn_whole() -> None:
    kinds = ["kind=headline" if number % 10 == 0 else "kind=body" for number in range(300)]
    with pytest.raises(InputError, match=r"The article 'd0' has sentences of several strata.*outlet or month"):
        draw_slice(IDS, kinds, NOTHING, 10, document_ids=ARTICLES)
    with pytest.raises(InputError, match="There are 30 strata and 10 articles to draw"):
        draw_slice(IDS, ARTICLES, NOTHING, 10, document_ids=ARTICLES)
