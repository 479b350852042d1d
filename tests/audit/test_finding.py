"""What an audit says: one order for all, a queue of sentences, and corrected p-values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.audit.finding import Checked, Finding, audit_queue, checked, findings_table, holm, quoted, worst_first


def finding(kind: str, where: str, score: float, *sentences: str) -> Finding:
    return Finding(kind, where, f"{where} is odd.", "Look.", score, sentences)


def test_holm_gives_what_can_be_worked_out_on_paper() -> None:
    # In order 0.005 * 4, 0.01 * 3, 0.03 * 2, 0.04 * 1; the last must not be below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_a_corrected_p_value_is_never_below_the_raw_one_and_their_order_stays(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert (corrected >= np.array(p_values)).all()
    assert (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(p_values, kind="stable")]) >= 0).all()


def test_kinds_stand_in_the_order_of_their_worst_finding_and_empty_ones_last() -> None:
    groups = [
        Checked("rush", (), "No times."),
        checked("comment", [finding("comment", "a", 1), finding("comment", "b", 3)], ""),
        checked("drift", [finding("drift", "c", 2)], ""),
    ]
    assert [group.kind for group in worst_first(groups)] == ["comment", "drift", "rush"]
    table = findings_table(groups)
    assert table["where"].tolist() == ["b", "c", "a"]


def test_a_queue_has_each_sentence_once_those_with_most_labels_in_question_first() -> None:
    groups = [
        checked(
            "drift", [finding("drift", "ann", 2, "d:0-9", "d:10-19", "d:20-29", "d:30-39")], ""
        ),  # half a label each
        checked(
            "label-error", [finding("label-error", "x", 0.9, "d:20-29"), finding("label-error", "y", 0.7, "e:0-5")], ""
        ),
    ]
    queue = audit_queue(groups)
    assert queue["sentence_id"].tolist() == ["d:20-29", "e:0-5", "d:0-9", "d:10-19", "d:30-39"]
    assert queue["why"].iloc[0] == "drift: ann is odd. label-error: x is odd."


def test_findings_without_sentences_make_no_queue() -> None:
    assert audit_queue([checked("versions", [finding("versions", "abc", 9)], "")]).empty


def test_a_quoted_text_is_one_line_and_not_long() -> None:
    assert quoted("two\nlines\tand  more") == '"two lines and more"'
    assert quoted(" \n") == ""
    assert len(quoted("ұзақ " * 100)) < 110
