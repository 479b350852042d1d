from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.classroom.answers import ANSWERS
from framing.classroom.heatmap import heat_map, next_picture
from framing.classroom.lesson import ANOTHER, NONE, Item, Lesson
from framing.codebook import Codebook, Frame


def lesson(sentences: int) -> Lesson:
    frames = tuple(Frame(key, key, key[0], "#882255", "#FFFFFF", "What it is.") for key in ("fire", "calm"))
    items = tuple(Item(n, f"a:{n}-{n + 1}", f"Sentence {n}.", "", ()) for n in range(1, sentences + 1))
    return Lesson("Ferry", Codebook("ferry", "1", "Ferry", frames), items, (), (), (), "automated coder", "en")


def answers(by_item: dict[int, list[str]]):
    return ANSWERS.table(
        {"pupil": f"otter-{pupil}", "item": item, "labels": labels, "reason": ""}
        for item, given in by_item.items()
        for pupil, labels in enumerate(given)
        if labels
    )


def test_counts_and_agreement_are_what_paper_gives() -> None:
    # Sentence 1: of 6, four tick fire and three calm. Each of the four has 3 of 5 classmates with it, each of the three
    # 2 of 5: (4 * 3 + 3 * 2) / (7 * 5) = 18/35. Sentence 2: all six the same.
    found = heat_map(lesson(2), answers({1: ["fire", "fire", "fire", "fire calm", "calm", "calm"], 2: [NONE] * 6}))
    assert found.pupils == 6
    assert found.items[0].counts == {"fire": 4, "calm": 3, ANOTHER: 0, NONE: 0}
    assert found.items[0].agreement == pytest.approx(18 / 35)
    assert found.items[1].agreement == 1
    assert found.agreement == pytest.approx((18 / 35 + 1) / 2)
    assert found.alpha is None


def test_nothing_is_shown_of_fewer_than_five() -> None:
    found = heat_map(lesson(2), answers({1: ["fire"] * 5, 2: ["", "calm", "calm", "calm", "calm"]}))
    assert found.items[0].counts is not None
    assert (found.items[1].answered, found.items[1].counts, found.items[1].agreement) == (4, None, None)
    few = heat_map(lesson(2), answers({1: ["fire"] * 4}))
    assert (few.pupils, few.agreement, [item.counts for item in few.items]) == (4, None, [None, None])


def test_a_class_without_answers_is_no_error() -> None:
    found = heat_map(lesson(1), answers({}))
    assert (found.pupils, found.agreement, found.items[0].answered) == (0, None, 0)


single = st.sampled_from(["fire", "calm", ANOTHER, NONE])


@settings(max_examples=25)
@given(st.lists(single, min_size=5, max_size=12))
def test_with_one_label_each_agreement_is_the_share_of_pairs_that_are_the_same(given_labels) -> None:
    found = heat_map(lesson(1), answers({1: given_labels}))
    pairs = list(combinations(given_labels, 2))
    assert found.agreement == pytest.approx(sum(one == other for one, other in pairs) / len(pairs))


@settings(max_examples=15)
@given(st.lists(st.lists(single, min_size=5, max_size=8), min_size=10, max_size=12))
def test_alpha_lies_inside_of_its_interval_and_needs_ten_sentences(labels) -> None:
    by_item = dict(enumerate(labels, 1))
    alpha = heat_map(lesson(len(labels)), answers(by_item)).alpha
    if alpha is not None:
        assert -1 <= alpha.low <= alpha.value <= alpha.high <= 1
    fewer = {item: given_labels for item, given_labels in by_item.items() if item < 10}
    assert heat_map(lesson(9), answers(fewer)).alpha is None


def test_alpha_of_those_who_agree_is_high_and_of_those_who_throw_dice_about_nought() -> None:
    alike = {n: ["fire" if n % 2 else "calm"] * 5 for n in range(1, 13)}
    alike[1] = ["calm", "fire", "fire", "fire", "fire"]
    alpha = heat_map(lesson(12), answers(alike)).alpha
    assert alpha is not None
    assert 0.8 < alpha.value < 1
    dice = {n: ["fire", "calm", "fire", "calm", NONE] for n in range(1, 13)}
    alpha = heat_map(lesson(12), answers(dice)).alpha
    assert alpha is not None
    assert alpha.value < 0.1


def of_pupils(given: dict[str, str]):
    """ANSWERS to one sentence."""
    return ANSWERS.table({"pupil": pupil, "item": 1, "labels": labels, "reason": ""} for pupil, labels in given.items())


def test_who_comes_late_waits_until_five_have_come() -> None:
    class_of = [f"otter-{n}" for n in range(16)]
    seen = of_pupils(dict.fromkeys(class_of[:6], "fire"))
    one_more = of_pupils({**dict.fromkeys(class_of[:6], "fire"), "otter-6": "calm"})
    held = next_picture(seen, one_more)
    assert (held.answers.equals(seen), held.waiting) == (True, 1)
    whole = of_pupils(dict.fromkeys(class_of[:11], "fire"))
    assert len(next_picture(seen, whole).answers) == 11
    few = of_pupils(dict.fromkeys(class_of[:4], "fire"))
    assert len(next_picture(few, seen).answers) == 6  # of four nothing was shown


def test_a_row_waits_by_itself() -> None:
    first = answers({1: ["fire"] * 6, 2: ["fire"] * 4})
    later = answers({1: ["fire"] * 6 + ["", "", "", "", "calm"], 2: ["fire"] * 11})
    found = next_picture(first, later)
    assert sorted(found.answers["item"]) == [1] * 6 + [2] * 11
    assert found.waiting == 1


def test_a_pupil_who_answers_otherwise_waits_too() -> None:
    first = answers({1: ["fire"] * 6})
    assert next_picture(first, answers({1: ["fire"] * 5 + ["calm"]})).answers.equals(first)


pupils_and_labels = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(1, 3)), st.sampled_from(["fire", "calm"]), max_size=39
)


@settings(max_examples=20, deadline=None)
@given(st.lists(pupils_and_labels, min_size=2, max_size=3))
def test_no_two_pictures_differ_by_few(classes) -> None:
    shown = ANSWERS.table()
    for given_answers in classes:
        after = ANSWERS.table(
            {"pupil": f"otter-{pupil}", "item": item, "labels": labels, "reason": ""}
            for (pupil, item), labels in given_answers.items()
        )
        fresh = next_picture(shown, after).answers
        for item in (1, 2, 3):
            old, new = (
                {(row.pupil, row.labels) for row in table.itertuples() if row.item == item} for table in (shown, fresh)
            )
            if len(old) >= 5:
                assert old == new or len({pupil for pupil, _ in old ^ new}) >= 5
        shown = fresh
