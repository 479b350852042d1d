import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from framing.errors import InputError
from framing.model.learning.links import LINKS, decide, decide_scores, link_scores, read_link

SCORES = arrays(float, (4, 3), elements=st.floats(-50, 50))


@given(SCORES)
def test_one_frame_of_several_shares_one_sum(scores):
    assert link_scores(scores, "one").sum(axis=1) == pytest.approx(1)
    assert (link_scores(scores, "one or none").sum(axis=1) <= 1 + 1e-12).all()


@given(SCORES)
def test_no_frame_is_a_frame_of_score_zero(scores):
    beside = np.column_stack([scores, np.zeros(4)])
    assert link_scores(scores, "one or none") == pytest.approx(link_scores(beside, "one")[:, :3])


@given(SCORES, arrays(float, 3, elements=st.floats(0.01, 1)))
def test_at_most_one_frame_of_a_single_label_codebook_is_predicted(scores, thresholds):
    one = decide(link_scores(scores, "one"), thresholds, "one")
    assert (one.sum(axis=1) == 1).all()
    probabilities = link_scores(scores, "one or none")
    found = decide(probabilities, thresholds, "one or none")
    assert (found.sum(axis=1) <= 1).all()
    assert (found.any(axis=1) == (probabilities >= thresholds).any(axis=1)).all()


def test_decisions_by_hand():
    probabilities, thresholds = np.array([[0.6, 0.3], [0.4, 0.15]]), np.array([0.5, 0.2])
    assert decide(probabilities, thresholds, "each").tolist() == [[True, True], [False, False]]
    assert decide(probabilities, thresholds, "one").tolist() == [[False, True], [True, False]]
    assert decide(probabilities, thresholds, "one or none").tolist() == [[False, True], [False, False]]


@pytest.mark.parametrize("link", LINKS)
@given(SCORES, arrays(float, 3, elements=st.floats(0.01, 1)))
def test_a_table_of_scores_gives_the_same_decisions(link, scores, thresholds):
    probabilities = link_scores(scores, link)
    table = pd.DataFrame(
        [(f"s{row}", f"f{column}", p) for (row, column), p in np.ndenumerate(probabilities)],
        columns=["sentence_id", "frame", "probability"],
        index=range(100, 112),
    )
    found = decide_scores(table, {f"f{n}": t for n, t in enumerate(thresholds)}, link)
    assert found.tolist() == decide(probabilities, thresholds, link).ravel().tolist()


def test_no_frames_are_no_decisions():
    for link in LINKS:
        assert decide(np.empty((2, 0)), np.empty(0), link).shape == (2, 0)


def test_another_link_is_refused():
    assert read_link("one or none") == "one or none"
    with pytest.raises(InputError, match="'all'"):
        read_link("all")
