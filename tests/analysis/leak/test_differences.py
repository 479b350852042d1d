"""Only differences that hold are audited, and only those that predictions show too."""

import numpy as np
import pandas as pd
import pytest

from framing.analysis.grouping import Grouping
from framing.analysis.leak.audit import MASKS
from framing.analysis.leak.differences import audit_differences
from framing.analysis.tables import COMPARISON, LEAKS
from framing.errors import NotEnoughData

GROUPING = Grouping("outlet", ("a", "b", "c"), np.zeros(3, dtype=np.intp), True, "", ())


def compared(*rows: tuple[str, str, str, float, str]) -> pd.DataFrame:
    """Of (group, other, frame, difference, verdict) of each."""
    same = {"unit": "sentence", "by": "outlet", "low": -1.0, "high": 1.0, "p": 0.01, "detectable": 0.1}
    names = ("group", "other", "frame", "difference", "verdict")
    return COMPARISON.table(
        [
            {**same, **dict(zip(names, row, strict=True)), "p_holm": 0.01 * at, "estimate": "corrected", "note": ""}
            for at, row in enumerate(rows)
        ]
    )


class Audit:
    """Sees a difference of -9 points, -14 to -4, in every frame of every pair; all of it survives."""

    def __init__(self) -> None:
        self.pairs: list[tuple[int, int]] = []

    def __call__(self, groups, names, pairs) -> pd.DataFrame:
        self.pairs = list(pairs)
        figures = {"difference": -0.09, "low": -0.14, "high": -0.04, "survives": 1.0, "words": 3, "note": ""}
        return LEAKS.table(
            [
                {"group": names[one], "other": names[other], "frame": frame, "masked": mask, **figures}
                for one, other in pairs
                for frame in ("storm", "rain")
                for mask in MASKS
            ]
        )


def test_only_frames_and_pairs_that_differ_are_audited():
    audit = Audit()
    found = audit_differences(
        audit,
        GROUPING,
        compared(
            ("a", "b", "storm", -0.1, "no difference seen"),
            ("a", "c", "storm", -0.1, "differ"),
            ("a", "c", "rain", -0.1, "too little to tell"),
        ),
    )
    assert audit.pairs == [(0, 2)]
    assert found["masked"].tolist() == list(MASKS)
    assert set(found["frame"]) == {"storm"}
    assert (found["survives"] == 1).all()
    assert (found["note"] == "").all()


def test_nothing_survives_of_a_difference_that_predictions_turn_round():
    found = audit_differences(Audit(), GROUPING, compared(("a", "b", "storm", 0.17, "differ")))
    assert found["survives"].isna().all()
    assert (found["difference"] == -0.09).all()
    assert found["note"].str.contains("+17.0 points, that of predictions -9.0 points", regex=False).all()
    assert found["note"].str.contains("another story").all()


def test_a_corrected_difference_outside_of_what_the_model_sees_is_noted():
    found = audit_differences(Audit(), GROUPING, compared(("a", "b", "storm", -0.3, "differ")))
    assert (found["survives"] == 1).all()
    assert found["note"].str.contains("outside of the interval").all()


@pytest.mark.parametrize(
    ("other", "verdict", "said"),
    [("b", "no difference seen", "No difference between outlets holds"), ("all others", "differ", "--against GROUP")],
)
def test_where_there_is_nothing_to_audit_it_is_said(other: str, verdict: str, said: str):
    with pytest.raises(NotEnoughData, match=said):
        audit_differences(Audit(), GROUPING, compared(("a", other, "storm", 0.1, verdict)))
