"""Pace, sums and remarks: arithmetic on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.progress import BREAK_S, Part, Standing, remarks, sentences_per_hour, since, together


def test_twelve_seconds_a_sentence_are_three_hundred_an_hour() -> None:
    assert sentences_per_hour(12.0 * n for n in range(6)) == pytest.approx(300)


def test_a_lunch_break_is_no_work() -> None:
    morning, afternoon = [30.0 * n for n in range(6)], [10_000 + 30.0 * n for n in range(6)]
    assert sentences_per_hour([*afternoon, *morning]) == pytest.approx(120)


@pytest.mark.parametrize(
    "moments",
    [[], [5.0], [0.0, 1, 2, 3, 4], [7.0] * 100, [(BREAK_S + 1) * n for n in range(50)]],
)
def test_where_there_is_too_little_to_tell_there_is_no_pace(moments: list[float]) -> None:
    assert sentences_per_hour(moments) is None


@given(st.lists(st.floats(0, 10**6), max_size=60), st.randoms())
def test_a_pace_does_not_depend_on_the_order_and_is_no_slower_than_one_sentence_a_break(moments, shuffle) -> None:
    mixed = list(moments)
    shuffle.shuffle(mixed)
    pace = sentences_per_hour(moments)
    assert sentences_per_hour(mixed) == pace
    assert pace is None or pace >= 3600 / BREAK_S * 0.999


def test_what_is_left_takes_as_long_as_the_pace_says() -> None:
    one = Standing("aigul", given=606, done=6, confirmed_at=tuple(12.0 * n for n in range(6)))
    assert one.left == 600
    assert one.hours_left == pytest.approx(2)
    assert Standing("aigul", given=3, done=5).left == 0
    assert Standing("aigul", given=3, done=0).hours_left is None


def test_projects_add_up_and_what_is_unknown_in_one_is_unknown_in_all() -> None:
    parts = [
        Standing("b", 4, 2, 1, 1, (5.0,), 9.0),
        Standing("a", 1, 0, 0, 0),
        Standing("b", 10, 1, 0, None, (7.0,), None),
    ]
    assert together(parts) == (
        Standing("a", 1, 0, 0, 0),
        Standing("b", 14, 3, 1, None, (5.0, 7.0), 9.0),
    )


def test_who_watches_sees_a_pace_come_up() -> None:
    looks = [Standing("a", 100, done) for done in (10, 13, 13, 16)]
    watched = looks[0]
    for number, look in enumerate(looks[1:], start=1):
        watched = since(look, watched, at=30.0 * number, at_before=30.0 * (number - 1))
    assert watched.confirmed_at == (10, 20, 30, 70, 80, 90)
    assert watched.last_seen == 90
    assert watched.pace == pytest.approx(3600 * 5 / 80)
    fewer = since(Standing("a", 100, 12), watched, at=120, at_before=90)  # some took a confirmation back
    assert fewer.confirmed_at == watched.confirmed_at
    assert since(looks[0], None, 5, 5) == looks[0]


def part(*standings: Standing, labels: int = 0) -> Part:
    return Part("frames", ("tram",), standings, {"cost": {"a": labels}})


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (part(), "Nobody labels in tram"),
        (part(Standing("a", 0, 0)), "a sees no sentence"),
        (part(Standing("a", 4, 0, 0, 2), Standing("b", 4, 0, 0, 1)), "on 3 sentences and nobody confirmed any"),
        (part(Standing("a", 4, 0), labels=5), "(5 of them) and nobody confirmed any"),
        (part(Standing("a", 4, 1, 0, 2)), "a chose labels on 2 sentences and did not confirm"),
        (part(Standing("a", 4, 4, 1, 0)), "All is done"),
    ],
)
def test_what_somebody_should_know_is_said(found: Part, words: str) -> None:
    (remark,) = remarks([found])
    assert words in remark


def test_there_is_nothing_to_say_where_work_goes_on() -> None:
    assert remarks([part(Standing("a", 4, 1, 0, 0)), part(Standing("a", 4, 4, 0, 0))]) == []
    assert remarks([]) == []
