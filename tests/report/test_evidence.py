import numpy as np
import pytest

from framing.report.evidence import EXAMPLES, choose, groups_of, shortened

LIMIT = 100


@pytest.fixture(scope="module")
def corpus(made):
    return made.scored(30, 10)


FIGURES = [("sentence", "", "all", "economy"), ("headline", "outlet", "Harbour Post", "law")]


def chosen(corpus, labelled=(), told=(), limit=LIMIT, seed=7):
    return choose(corpus, FIGURES, labelled=labelled, told=told, limit=limit, seed=seed)


def test_all_sentences_are_there_where_they_fit(corpus):
    choice = chosen(corpus, limit=300)
    assert choice.chosen.all()
    assert choice.rule == "All 300 coded sentences are in this page."


def test_a_page_that_is_too_small_is_filled_to_its_limit_and_says_by_which_rule(corpus):
    choice = chosen(corpus)
    assert choice.chosen.sum() == LIMIT
    assert choice.rule.startswith("Of 300 coded sentences this page holds 100:")


def test_the_same_seed_gives_the_same_sentences_and_another_gives_others(corpus):
    assert (chosen(corpus).chosen == chosen(corpus).chosen).all()
    assert (chosen(corpus).chosen != chosen(corpus, seed=8).chosen).any()


def test_labelled_sentences_come_first_then_those_side_by_side_then_examples(corpus):
    ids = corpus.sentences["sentence_id"]
    choice = chosen(corpus, labelled=ids[:40], told=ids[200:210])
    assert choice.chosen[:40].all()
    assert choice.chosen[200:210].all()
    assert all(choice.chosen[rows].all() for rows in choice.examples.values())


def test_labelled_sentences_take_half_of_a_page_at_most(corpus):
    ids = corpus.sentences["sentence_id"]
    choice = choose(corpus, [], labelled=ids[:200], told=ids[200:250], limit=LIMIT)
    assert choice.chosen[:200].sum() == LIMIT // 2
    assert choice.chosen[200:250].all()
    assert "first 50 of 200 labelled" in choice.rule


def test_an_example_of_a_figure_is_of_its_group_and_the_model_sees_the_frame_in_it(corpus):
    outlet = groups_of(corpus, "outlet")
    for (unit, by, group, frame), rows in chosen(corpus).examples.items():
        assert 0 < len(rows) <= EXAMPLES
        assert corpus.predicted[rows, corpus.frames.index(frame)].all()
        if by:
            assert set(outlet.iloc[rows]) == {group}
        if unit == "headline":
            assert set(corpus.sentences["kind"].iloc[rows]) == {"headline"}


def test_examples_go_by_chance_and_not_by_what_the_model_is_surest_of(corpus):
    rows = chosen(corpus).examples[FIGURES[0]]
    seen = np.flatnonzero(corpus.predicted[:, 0])
    surest = seen[np.argsort(-corpus.probabilities[seen, 0])[:EXAMPLES]]
    assert set(rows) != set(surest)


@pytest.mark.parametrize(
    ("text", "short"),
    [("two\n\twords", "two words"), ("x" * 300, "x" * 90 + "…"), ("word " * 30, ("word " * 18).strip() + "…")],
)
def test_a_shortened_text_is_one_line_of_so_many_characters(text, short):
    assert shortened(text) == short
