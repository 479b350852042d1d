from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.classroom.answers import ANSWERS
from framing.classroom.in_doccano.shown import may_follow, read_shown, with_picture, write_shown

Row = tuple[str, int, str]


def answers(rows: Iterable[Row]) -> pd.DataFrame:
    return ANSWERS.table({"pupil": p, "item": i, "labels": labels, "reason": ""} for p, i, labels in rows)


def of(pupils: str, labels: str = "fire") -> pd.DataFrame:
    return answers((pupil, 1, labels) for pupil in pupils)


def rows_of(table: pd.DataFrame, item: int) -> set[Row]:
    return {(row.pupil, row.item, row.labels) for row in table.itertuples() if row.item == item}


def test_a_picture_differs_from_every_one_before_it() -> None:
    shown = [of("abcde"), of("fghij")]
    held = may_follow(shown, of("abcdex"))
    assert held.answers.equals(shown[1])
    assert held.waiting == 11  # five that are shown and are no more there, and six that are not shown
    assert may_follow(shown, of("abcde")).waiting == 0
    assert may_follow(shown, of("klmno")).waiting == 0


def test_what_was_shown_is_kept_once_and_the_last_stands_last(tmp_path: Path) -> None:
    shown: list[pd.DataFrame] = []
    for pupils in ("abcde", "fghij", "x", "", "edcba"):
        shown = with_picture(shown, of(pupils))
    write_shown(tmp_path / "counted.json", shown)
    assert ["".join(each["pupil"]) for each in read_shown(tmp_path / "counted.json")] == ["fghij", "edcba"]


pupils_and_labels = st.dictionaries(
    st.tuples(st.sampled_from("abcdefghijkl"), st.integers(1, 2)), st.sampled_from(["fire", "calm"]), max_size=24
)


@settings(max_examples=30, deadline=None)
@given(st.lists(pupils_and_labels, min_size=3, max_size=4))
def test_no_two_pages_with_a_row_tell_what_fewer_than_five_chose(classes: list[dict[tuple[str, int], str]]) -> None:
    shown: list[pd.DataFrame] = []
    for chosen in classes:
        shown = with_picture(shown, may_follow(shown, answers((*key, label) for key, label in chosen.items())).answers)
    for one in shown:
        for other in shown:
            for old, new in ((rows_of(one, item), rows_of(other, item)) for item in (1, 2)):
                if len(old) >= 5 and len(new) >= 5:
                    assert old == new or len({pupil for pupil, *_ in old ^ new}) >= 5
