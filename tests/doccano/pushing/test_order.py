"""What a push cannot take over of the order that is asked for."""

from collections.abc import Sequence

import pytest

from framing.doccano.pushing.order import what_stays

A, B, C = "d:0-1", "d:1-2", "d:2-3"


def told(names: Sequence[str], held: Sequence[str]) -> tuple[str, ...]:
    return what_stays("tram / aigul", names, {name: [number] for number, name in enumerate(held, start=7)})


@pytest.mark.parametrize(
    ("names", "held"),
    [
        ([A, B, C], [A, B, C]),
        ([A, B, C], []),
        ([A, B, C], [A, B]),
        ([A, B, f"{A}~2", C, f"{C}~2"], [A, B, C, f"{C}~2", f"{A}~2"]),  # what comes again may have been asked later
        ([A, C], [A, B, C, f"{B}~2"]),  # a text that is no longer ingested
        ([A, B], ["by hand", A, B]),
    ],
)
def test_what_is_as_it_is_asked_for_is_not_mentioned(names: list[str], held: list[str]) -> None:
    assert told(names, held) == ()


def test_another_order_and_what_is_shown_again_by_an_earlier_wish_are_told() -> None:
    (order,) = told([B, A, C], [A, B, C])
    assert "'tram / aigul' stays in its order" in order
    (again,) = told([A, B], [A, B, f"{A}~2"])
    assert again.startswith("1 sentence of 'tram / aigul' stay shown again")
