import math

import pytest

from framing.model.evaluation.calibration import wilson


@pytest.mark.parametrize(
    ("passed", "cases", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(passed, cases, low, high) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    assert wilson(passed / cases, cases) == pytest.approx((low, high), abs=0.0001)


def test_no_case_has_no_interval() -> None:
    assert all(map(math.isnan, wilson(math.nan, 0)))
