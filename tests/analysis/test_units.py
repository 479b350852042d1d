"""Units: what is taken of them keeps what belongs together."""

import numpy as np

from framing.analysis.units import Units


def units() -> Units:
    return Units(
        unit="sentence",
        names=np.array(["a:0-1", "a:1-2", "b:0-1"], dtype=object),
        document=np.array([0, 0, 1]),
        documents=2,
        frames=("storm", "calm"),
        probabilities=np.array([[0.9, 0.1], [0.2, 0.3], [0.4, 0.8]]),
        predicted=np.array([[True, False], [False, False], [False, True]]),
        truth=np.array([[1, np.nan], [0, 0], [1, 1]]),
        weight=np.array([2.0, 2.0, 0.0]),
    )


def test_only_what_was_drawn_by_chance_and_decided_on_corrects():
    assert units().drawn.tolist() == [[True, False], [True, True], [False, False]]


def test_units_and_frames_are_taken_with_all_that_is_known_of_them():
    some = units().take(np.array([True, False, True])).of_frames(["calm"])
    assert len(some) == 2
    assert some.names.tolist() == ["a:0-1", "b:0-1"]
    assert some.documents == 2
    assert some.probabilities.tolist() == [[0.1], [0.8]]
    assert some.predicted.tolist() == [[False], [True]]
    assert some.weight.tolist() == [2.0, 0.0]
