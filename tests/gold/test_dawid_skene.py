import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError
from framing.gold.dawid_skene import dawid_skene


def simulated(seed, sensitivity, specificity, *, sentences=2000, prevalence=0.15):
    """Votes of all annotators on all sentences as `dawid_skene` takes them, and the truth."""
    random = np.random.default_rng(seed)
    sensitivity, specificity = np.asarray(sensitivity), np.asarray(specificity)
    truth = random.random(sentences) < prevalence
    shape = (sentences, len(sensitivity))
    votes = np.where(truth[:, None], random.random(shape) < sensitivity, random.random(shape) >= specificity)
    sentence, annotator = np.indices(shape)
    return (sentence.ravel(), annotator.ravel(), votes.ravel()), truth


def test_skills_and_probabilities_explain_each_other():
    # The two halves of Dawid & Skene (1979), written out vote by vote: equations 2.3, 2.4 and 2.5.
    (sentence, annotator, present), _ = simulated(1, [0.9, 0.7, 0.6], [0.9, 0.95, 0.8], sentences=60, prevalence=0.4)
    found = dawid_skene(sentence, annotator, present, smoothing=0, tolerance=1e-12, most_rounds=100_000)
    assert found.converged
    yes, no = np.full(60, found.prevalence), np.full(60, 1 - found.prevalence)
    for s, a, vote in zip(sentence, annotator, present, strict=True):
        yes[s] *= found.sensitivity[a] if vote else 1 - found.sensitivity[a]
        no[s] *= 1 - found.specificity[a] if vote else found.specificity[a]
    assert found.posterior == pytest.approx(yes / (yes + no), abs=1e-9)
    for a in range(3):
        mine = annotator == a
        there = found.posterior[sentence[mine]]
        assert found.sensitivity[a] == pytest.approx(there[present[mine]].sum() / there.sum(), abs=1e-9)
        assert found.specificity[a] == pytest.approx((1 - there)[~present[mine]].sum() / (1 - there).sum(), abs=1e-9)
        assert found.with_frame[a] == pytest.approx(there.sum())
    assert found.prevalence == pytest.approx((found.posterior.sum() + 0.5) / 61, abs=1e-9)
    assert found.decisions.tolist() == [60, 60, 60]


def test_skills_are_found_without_the_truth():
    sensitivity, specificity = [0.95, 0.9, 0.8, 0.7, 0.6], [0.98, 0.95, 0.95, 0.9, 0.8]
    votes, _ = simulated(2, sensitivity, specificity, sentences=20_000)
    found = dawid_skene(*votes)
    assert found.sensitivity == pytest.approx(sensitivity, abs=0.03)  # standard errors are about 0.01
    assert found.specificity == pytest.approx(specificity, abs=0.01)
    assert found.prevalence == pytest.approx(0.15, abs=0.01)


def test_two_good_annotators_outvote_three_who_guess():
    votes, truth = simulated(3, [0.95, 0.95, 0.5, 0.5, 0.5], [0.97, 0.97, 0.6, 0.6, 0.6])
    majority = np.bincount(votes[0], votes[2]) > 2
    by_skill = dawid_skene(*votes).posterior > 0.5
    assert (by_skill != truth).mean() < (majority != truth).mean() / 3


def test_who_voted_three_times_and_rightly_is_not_infallible():
    votes, _ = simulated(4, [0.8] * 5, [0.95] * 5, sentences=200)
    sentence, annotator, present = (values.copy() for values in votes)
    agreed = np.flatnonzero(np.bincount(sentence, present) == 5)[:3]
    newcomer = [np.append(sentence, agreed), np.append(annotator, [5] * 3), np.append(present, [True] * 3)]
    found = dawid_skene(*newcomer)
    assert found.sensitivity[5] < 0.95
    assert found.decisions[5] == 3


def test_a_number_without_a_vote_is_as_likely_as_any_sentence():
    found = dawid_skene(np.array([0, 2, 2]), np.array([0, 0, 1]), np.array([True, False, False]))
    assert found.posterior[1] == pytest.approx(found.prevalence)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.booleans()), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_every_figure_is_a_probability_in_whatever_order_the_votes_come(votes, random):
    shuffled = random.sample(votes, len(votes))
    one, other = (
        dawid_skene(*(np.array(column) for column in zip(*each, strict=True)), tolerance=1e-9)
        for each in (votes, shuffled)
    )
    for name in ("posterior", "sensitivity", "specificity"):
        figures = getattr(one, name)
        assert ((figures >= 0) & (figures <= 1)).all()
        assert figures == pytest.approx(getattr(other, name), abs=1e-6)
    assert 0 < one.prevalence < 1


def test_many_votes_on_one_sentence_do_not_underflow():
    count = 5000
    sentence = np.append(np.zeros(count, int), np.repeat([1, 2], 50))
    annotator = np.append(np.arange(count), np.tile(np.arange(50), 2))
    present = np.append(np.ones(count, bool), np.zeros(100, bool))
    found = dawid_skene(sentence, annotator, present)
    assert found.posterior[:2].tolist() == pytest.approx([1, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("sentence", "annotator", "present", "said"),
    [
        ([], [], [], "no vote"),
        ([0, 1], [0], [True, True], "each vote needs one of all three"),
        ([0, -1], [0, 0], [True, True], "numbered from 0"),
    ],
)
def test_what_are_no_votes_is_refused(sentence, annotator, present, said):
    with pytest.raises(InputError, match=said):
        dawid_skene(np.array(sentence, int), np.array(annotator, int), np.array(present, bool))
