"""The chance of none: what it tends to with many articles, what raises it, and whether it is right in made corpora."""

import numpy as np
import pytest

from framing.analysis.events.chance import Told, chances


def told(having, of, event=None, **more):
    """Each article of an outlet of its own."""
    event = np.zeros(len(having), dtype=int) if event is None else np.asarray(event)
    return Told(event, np.arange(len(having)), np.asarray(having), np.asarray(of), **more)


def chance_of(having, of, seen=1.0):
    """Of the first article, of one event."""
    return chances(told(having, of), [np.array([0])], seen)[0]


def test_with_many_articles_of_one_rate_it_is_that_of_so_many_draws():
    # 400 articles of 25 sentences, each with exactly 3, as equal as articles can be: (1 - 0.12) ** 10.
    assert chance_of([0] + [3] * 400, [10] + [25] * 400) == pytest.approx(0.88**10, abs=0.02)


def test_few_others_leave_the_rate_open_and_raise_it():
    few, many = chance_of([0, 3], [15, 10]), chance_of([0] + [3] * 40, [15] + [10] * 40)
    assert few > 2 * many


def test_articles_that_differ_raise_it():
    alike = chance_of([0] + [5] * 20, [15] + [20] * 20)
    differing = chance_of([0] + [0, 0, 0, 20] * 5, [15] + [20] * 20)
    assert differing > 3 * alike


def test_more_sentences_of_the_outlet_lower_it_and_what_the_model_misses_raises_it():
    by_length = [chance_of([0] + [4] * 10, [length] + [20] * 10) for length in (5, 10, 20, 40)]
    assert by_length == sorted(by_length, reverse=True)
    by_seen = [chance_of([0] + [4] * 10, [20] + [20] * 10, seen) for seen in (1.0, 0.8, 0.5)]
    assert by_seen == sorted(by_seen)


def test_it_does_not_depend_on_what_the_outlet_itself_has():
    with_some = chances(told([5, 4, 4], [20, 20, 20]), [np.array([0])])
    with_none = chances(told([0, 4, 4], [20, 20, 20]), [np.array([0])])
    assert with_some == pytest.approx(with_none)


def test_what_others_hardly_have_is_not_worked_out():
    assert chance_of([0, 1, 0], [3, 20, 20]) == 1


@pytest.mark.parametrize("met", [False, True])
def test_outlets_that_tell_like_the_others_have_none_as_often_as_it_says(met):
    random = np.random.default_rng(3)
    event = np.repeat(np.arange(1200), 4)
    of = random.integers(5, 25, len(event))
    rate = random.beta(0.6, 2.4, 1200)[event]
    having = random.binomial(of, random.beta(rate * 9 + 1e-9, (1 - rate) * 9))
    if met:
        kept = np.flatnonzero(np.bincount(event, having) > 0)
        there = np.isin(event, kept)
        event, of, having = np.searchsorted(kept, event[there]), of[there], having[there]
    cells = [np.array([i]) for i in range(len(event)) if having[event == event[i]].sum() - having[i] > 1]
    chance = chances(told(having, of, event, met=met), cells)
    none = having[[cell[0] for cell in cells]] == 0
    for low, high in ((0, 0.05), (0.05, 0.15), (0.15, 0.3)):
        some = (chance >= low) & (chance < high)
        expected, count = chance[some].sum(), some.sum()
        assert count > 50
        assert abs(none[some].sum() - expected) < 4 * np.sqrt(expected)


def test_outlets_that_leave_it_out_do_not_make_chance_of_what_they_do():
    # 40 events, five outlets each: four tell it in a third of 12 sentences, the fifth never does.
    having = [4, 4, 4, 4, 0] * 40
    event = np.repeat(np.arange(40), 5)
    found = chances(told(having, [12] * 200, event), [np.array([4 + 5 * at]) for at in range(40)])
    assert (found < 0.05).all()  # (1 - 1/3) ** 12 = 0.008
    assert (found > 0.0077).all()
