"""Class-conditional sets beside MAPIE, which has none of that kind: its split-conformal sets, calibrated on one class.

Calibrated on the sentences with a frame alone, MAPIE's set of a further sentence holds "yes" where ours does; and so
for those without it, and "no".
"""

import numpy as np
import pytest
from mapie.classification import SplitConformalClassifier
from sklearn.base import BaseEstimator, ClassifierMixin

from framing.model.caution.sets import conformal_sets


class Known(ClassifierMixin, BaseEstimator):
    """A classifier that was trained: the probability of "yes" is the only column that it is given."""

    def __init__(self):
        self.classes_ = np.array([0, 1])
        self.n_features_in_ = 1
        self.is_fitted_ = True

    def fit(self, _rows, _labels):
        return self

    def predict_proba(self, rows):
        return np.column_stack([1 - rows[:, 0], rows[:, 0]])

    def predict(self, rows):
        return (rows[:, 0] >= 0.5).astype(int)


def scores(seed):
    """Labels and probabilities made by chance: 40 to 400 sentences, half of the tables with ties."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(40, 400))
    labels = np.zeros(count)
    labels[: max(20, int(chance.uniform(0.1, 0.5) * count))] = 1
    shown = 1 / (1 + np.exp(-chance.uniform(0, 4) * (labels - 0.5) - chance.normal(size=count)))
    return labels, np.round(shown, 2) if seed % 2 else shown


def in_set_by_mapie(answer, labels, shown, further, level):
    theirs = SplitConformalClassifier(Known(), confidence_level=level, conformity_score="lac", prefit=True)
    own = labels == answer
    theirs.conformalize(shown[own, np.newaxis], labels[own].astype(int))
    _, sets = theirs.predict_set(further[:, np.newaxis])
    return sets[:, answer, 0]


@pytest.mark.filterwarnings("ignore:WARNING. your conformalization dataset has less labels")  # that is what we want
@pytest.mark.parametrize("level", [0.6, 0.8, 0.9, 0.94])
@pytest.mark.parametrize("seed", range(12))
def test_the_sets_are_those_of_mapie(seed: int, level: float) -> None:
    labels, shown = scores(seed)
    further = np.random.default_rng(1000 + seed).random(500)
    ours = conformal_sets(labels[:, np.newaxis], shown[:, np.newaxis], np.ones(len(labels)), level=level)
    assert ours.known.all()
    assert (further >= ours.yes_from[0]).tolist() == in_set_by_mapie(1, labels, shown, further, level).tolist()
    assert (further <= ours.no_upto[0]).tolist() == in_set_by_mapie(0, labels, shown, further, level).tolist()
