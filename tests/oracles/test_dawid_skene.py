"""Our estimate of skills and labels beside that of crowd-kit, on simulated annotators whose skills are known."""

import warnings

import numpy as np
import pandas as pd
import pytest

from framing.gold.dawid_skene import dawid_skene

crowdkit = pytest.importorskip("crowdkit.aggregation")

SEEDS, SENTENCES, ANNOTATORS, PREVALENCE = 20, 2000, 5, 0.15  # a hundred seeds: benchmarks/agreement.py


def simulated(seed):
    """Votes of five annotators on every sentence: sentence, annotator, present; the truth; both skills of each."""
    random = np.random.default_rng(seed)
    sensitivity, specificity = random.uniform(0.6, 0.95, ANNOTATORS), random.uniform(0.8, 0.98, ANNOTATORS)
    truth = random.random(SENTENCES) < PREVALENCE
    shape = (SENTENCES, ANNOTATORS)
    votes = np.where(truth[:, None], random.random(shape) < sensitivity, random.random(shape) >= specificity)
    sentence, annotator = np.indices(shape)
    return (sentence.ravel(), annotator.ravel(), votes.ravel()), truth, np.array([sensitivity, specificity])


def fitted(votes, **options):
    """crowd-kit's model of the votes; it calls what newer versions of pandas warn of."""
    sentence, annotator, present = votes
    table = pd.DataFrame({"task": sentence, "worker": annotator, "label": present.astype(int)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return crowdkit.DawidSkene(**options).fit(table)


def oracle(votes):
    """Labels and both skills of each annotator by crowd-kit."""
    model = fitted(votes, n_iter=100)
    skills = [[model.errors_.loc[(number, label), label] for number in range(ANNOTATORS)] for label in (1, 0)]
    return model.labels_.sort_index().to_numpy() == 1, np.array(skills)


@pytest.fixture(scope="module")
def compared():
    """A row per seed: mean absolute error of skills, ours and theirs; share of equal labels; labels that are wrong."""
    rows = []
    for seed in range(SEEDS):
        votes, truth, skills = simulated(seed)
        ours = dawid_skene(*votes)
        labels, theirs = oracle(votes)
        found = ours.posterior > 0.5
        rows.append(
            {
                "ours": np.abs(np.array([ours.sensitivity, ours.specificity]) - skills).mean(),
                "theirs": np.abs(theirs - skills).mean(),
                "equal": (found == labels).mean(),
                "wrong": (found != truth).mean(),
                "majority_wrong": ((np.bincount(votes[0], votes[2]) > ANNOTATORS / 2) != truth).mean(),
            }
        )
    table = pd.DataFrame(rows)
    print(table.describe().loc[["mean", "min", "max"]].round(5).to_string())  # noqa: T201 - shown by pytest -s
    return table


def test_skills_are_as_near_to_the_truth_as_crowd_kits(compared):
    assert compared["ours"].mean() <= compared["theirs"].mean()


def test_labels_are_crowd_kits_on_99_of_100_sentences_of_every_study(compared):
    assert compared["equal"].min() >= 0.99


def test_fewer_labels_are_wrong_than_by_majority(compared):
    assert compared["wrong"].mean() < compared["majority_wrong"].mean()


def test_without_smoothing_it_is_the_estimate_of_crowd_kit():
    for seed in range(3):
        votes, _, _ = simulated(seed)
        ours = dawid_skene(*votes, smoothing=0, tolerance=1e-9)
        theirs = fitted(votes, n_iter=2000, tol=1e-14).probas_.sort_index()[1].to_numpy()
        # Ours adds half a sentence of either kind to the prevalence, so equal to about 1 / 2000.
        assert np.abs(ours.posterior - theirs).max() < 0.005
