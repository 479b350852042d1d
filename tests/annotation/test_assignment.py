"""Who labels which sentence: exactly so many annotators, even loads, nothing taken back."""

from collections import Counter
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.annotation.assignment import plan, showings
from framing.errors import InputError
from framing.tables import ASSIGNMENTS

PEOPLE = ["aigul", "berik", "dana", "erlan", "gulnar", "ilyas"]


def sentences(*lengths: int, first: int = 0) -> pd.DataFrame:
    """Documents with so many sentences each."""
    rows = [
        (f"d{document}:{n}-{n + 1}", f"d{document}")
        for document, length in enumerate(lengths, first)
        for n in range(length)
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "document_id"]).astype("str")


def loads(table: pd.DataFrame, people: list[str]) -> list[int]:
    return [int(table["annotator"].eq(person).sum()) for person in people]


def per_sentence(table: pd.DataFrame) -> set[int]:
    return set(table["sentence_id"].value_counts())


LENGTHS = st.lists(st.integers(1, 12), min_size=1, max_size=8)


@st.composite
def teams(draw: st.DrawFn) -> tuple[list[str], int]:
    people = PEOPLE[: draw(st.integers(1, len(PEOPLE)))]
    return people, draw(st.integers(1, len(people)))


@settings(max_examples=25, deadline=None)
@given(LENGTHS, teams(), st.integers())
def test_each_sentence_has_exactly_as_many_annotators_and_loads_are_even(
    lengths: list[int], team: tuple[list[str], int], seed: int
) -> None:
    people, overlap = team
    table = plan(sentences(*lengths), people, overlap, seed)
    assert per_sentence(table) == {overlap}
    assert len(table) == sum(lengths) * overlap
    assert max(loads(table, people)) - min(loads(table, people)) <= 1
    assert set(table["draw"]) == {1}
    pd.testing.assert_frame_equal(table, plan(sentences(*lengths), people, overlap, seed))


@settings(max_examples=25, deadline=None)
@given(LENGTHS, LENGTHS, teams(), st.integers(0, 9))
def test_what_stands_is_never_moved_and_the_rest_evens_the_loads_as_far_as_it_can(
    before: list[int], after: list[int], team: tuple[list[str], int], seed: int
) -> None:
    people, overlap = team
    standing = plan(sentences(*before), people, overlap, seed)
    now = [*people, "new"]
    table = plan(pd.concat([sentences(*before), sentences(*after, first=100)]), now, overlap, seed, standing)
    pd.testing.assert_frame_equal(table.iloc[: len(standing)], standing)
    assert per_sentence(table) == {overlap}
    assert set(table["draw"].iloc[len(standing) :]) == {2}
    old, new = loads(table, people), loads(table, ["new"])[0]
    assert max(old) - min(old) <= 1 or new == sum(after)
    # The new one has as much as the others, or is asked for every new sentence and cannot have more.
    assert new == sum(after) or abs(new - min(old)) <= 1


@settings(max_examples=25, deadline=None)
@given(LENGTHS, teams(), st.integers(0, 9))
def test_a_plan_that_is_complete_stays_as_it_is(lengths: list[int], team: tuple[list[str], int], seed: int) -> None:
    people, overlap = team
    standing = plan(sentences(*lengths), people, overlap, seed)
    pd.testing.assert_frame_equal(plan(sentences(*lengths), people, overlap, seed + 1, standing), standing)


@settings(max_examples=25, deadline=None)
@given(LENGTHS, st.integers(0, 9), st.data())
def test_a_plan_of_which_rows_were_lost_is_completed(lengths: list[int], seed: int, data: st.DataObject) -> None:
    whole = plan(sentences(*lengths), PEOPLE[:4], 2, seed)
    kept = data.draw(st.lists(st.booleans(), min_size=len(whole), max_size=len(whole)))
    table = plan(sentences(*lengths), PEOPLE[:4], 2, seed, whole[kept].reset_index(drop=True))
    assert per_sentence(table) == {2}
    assert not table.duplicated(["sentence_id", "annotator"]).any()


def test_more_annotators_for_each_sentence_are_added_to_those_that_it_has() -> None:
    standing = plan(sentences(9, 9, 6), PEOPLE, 2)
    table = plan(sentences(9, 9, 6), PEOPLE, 3, 0, standing)
    pd.testing.assert_frame_equal(table.iloc[: len(standing)], standing)
    assert per_sentence(table) == {3}
    assert set(loads(table, PEOPLE)) == {12}


def test_fewer_annotators_for_a_sentence_than_it_has_are_refused() -> None:
    standing = plan(sentences(5), PEOPLE, 3)
    with pytest.raises(InputError, match=r"3 annotators already.*--overlap 3, or begin another study: --project"):
        plan(sentences(5), PEOPLE, 2, 0, standing)


def test_more_annotators_for_each_sentence_than_there_are_is_refused() -> None:
    with pytest.raises(InputError, match="7 annotators for each sentence are asked for, and there are 6"):
        plan(sentences(5), PEOPLE, 7)


def test_who_is_not_named_any_more_keeps_the_sentences_and_gets_no_new_ones() -> None:
    standing = plan(sentences(6), PEOPLE[:3], 2)
    table = plan(sentences(6, 6), PEOPLE[1:3], 2, 0, standing)
    assert loads(table, PEOPLE[:1]) == loads(standing, PEOPLE[:1])
    assert per_sentence(table) == {2}


def test_an_article_stays_with_the_same_annotators_where_there_are_many_articles() -> None:
    material = sentences(*[20] * 100)
    table = plan(material, PEOPLE, 3).merge(material)
    teams = table.groupby("document_id")["annotator"].nunique()
    assert (teams == 3).mean() > 0.9


@pytest.mark.parametrize("lengths", [[200], [40] * 5, [7, 90, 3, 60, 40], [20] * 100])
def test_every_two_annotators_share_about_equally_many_sentences(lengths: list[int]) -> None:
    table = plan(sentences(*lengths), PEOPLE, 3)
    people = table.groupby("sentence_id")["annotator"].apply(sorted)
    shared = Counter(pair for team in people for pair in combinations(team, 2))
    # Chance would give each of the 15 pairs a fifth of the sentences: 3 of 15 pairs sit together each time.
    fair = sum(lengths) / 5
    assert len(shared) == 15
    assert min(shared.values()) > fair * 0.7
    assert max(shared.values()) < fair * 1.3


def test_the_order_of_an_article_is_that_of_reading() -> None:
    material = sentences(9, 9)
    table = plan(material, PEOPLE, 2)
    for person in PEOPLE:
        mine = set(table.loc[table["annotator"] == person, "sentence_id"])
        assert [name for name, _ in showings(table, person)] == [n for n in material["sentence_id"] if n in mine]


def test_a_shuffled_order_is_each_annotators_own_and_the_same_again() -> None:
    table = plan(sentences(40), PEOPLE[:2], 2)
    one, other = (showings(table, person, order="shuffle", seed=7) for person in PEOPLE[:2])
    assert sorted(one) == sorted(other) == sorted(showings(table, PEOPLE[0]))
    assert one != other
    assert one == showings(table, PEOPLE[0], order="shuffle", seed=7)
    assert one != showings(table, PEOPLE[0], order="shuffle", seed=8)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 120), st.sampled_from(["article", "shuffle"]), st.integers(0, 9))
def test_a_share_of_the_sentences_comes_again_once_and_a_good_while_later(length: int, order: str, seed: int) -> None:
    table = plan(sentences(length), ["aigul"], 1)
    shown = showings(table, "aigul", order=order, seed=seed, repeat=0.1)  # type: ignore[arg-type]
    again = [name for name, showing in shown if showing == 2]
    assert len(again) == len(set(again)) == int(length / 10 + 0.5)
    places = {name: place for place, (name, showing) in enumerate(shown) if showing == 1}
    assert len(places) == length
    for place, (name, showing) in enumerate(shown):
        assert showing == 1 or place - places[name] >= length / 4


def test_what_is_planned_later_stands_behind_and_changes_nothing_before() -> None:
    first = plan(sentences(40), PEOPLE[:2], 1)
    both = plan(pd.concat([sentences(40), sentences(40, first=9)]), PEOPLE[:2], 1, 0, first)
    for order in ("article", "shuffle"):
        before, after = (showings(table, "aigul", order=order, repeat=0.1) for table in (first, both))  # type: ignore[arg-type]
        assert after[: len(before)] == before
        assert len(after) == 2 * len(before)


def test_a_larger_share_adds_to_what_comes_again() -> None:
    table = plan(sentences(60), ["aigul"], 1)
    few, more = (set(showings(table, "aigul", repeat=share)) for share in (0.05, 0.2))
    assert few < more


def test_a_plan_without_sentences_is_empty() -> None:
    assert plan(sentences(), PEOPLE, 3).empty
    assert list(plan(sentences(), PEOPLE, 3).columns) == list(ASSIGNMENTS.columns)
