"""A model as a scikit-learn pipeline, for those who work with one: built by this code from the model's numbers.

The pipeline is made of scikit-learn's own parts. Which parts, and with which patterns and settings, stands in this
package: from a model come terms, weights and names alone. (A file that may name a class or a setting of one can do
harm without any forbidden type: a vectorizer told to read `input="filename"` opens the file that a text names.)
"""

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils.validation import check_is_fitted

from framing.model.learning.features import FAMILIES, Floats, Vocabulary, fold_case, term_settings
from framing.model.learning.fit import REGULARISATION
from framing.model.learning.train import FrameModel

# scikit-learn names its arguments X and y, and finds them by these names.
# ruff: noqa: N803


class FrameClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A binary classifier per frame, learned from the rows decided on it and predicted from a threshold of its own.

    Attributes:
        estimator: what each frame is learned with.
        frames: their names, in the order of the columns.
        thresholds: a frame is predicted where its probability is at least this.
        classes_: the frames, once fitted.
        estimators_: the classifier of each frame, once fitted.
    """

    def __init__(self, estimator: Any, frames: Any, thresholds: Any) -> None:
        self.estimator = estimator
        self.frames = frames
        self.thresholds = thresholds

    def fit(self, X: Any, y: Any) -> "FrameClassifier":
        """Learns each frame; the thresholds stay, and nothing is calibrated: `framing train` does both.

        Args:
            X: (rows, features).
            y: (rows, frames) of 1, 0 and NaN where it is not decided.
        """
        rows, labels = sp.csr_matrix(X), np.asarray(y, dtype=np.float64)
        decided = [np.flatnonzero(np.isfinite(column)) for column in labels.T]
        self.estimators_ = [
            clone(self.estimator).fit(rows[known], column[known] == 1)
            for known, column in zip(decided, labels.T, strict=True)
        ]
        self.classes_ = np.array(self.frames)
        self.n_features_in_ = rows.shape[1]
        return self

    def predict_proba(self, X: Any) -> Any:
        """The probability of each frame in each row, (rows, frames)."""
        check_is_fitted(self)
        return np.column_stack([line.predict_proba(X)[:, 1] for line in self.estimators_])

    def predict(self, X: Any) -> Any:
        """Whether each frame is predicted in each row, (rows, frames), 0 or 1."""
        return (self.predict_proba(X) >= np.asarray(self.thresholds)).astype(int)


def rebuild(model: FrameModel) -> Pipeline:
    """The pipeline that gives the model's probabilities: `predict_proba` takes texts, and `classes_` are its frames.

    Its steps are `features`, a union of `words` and `pieces`, and `frames`. They are as if fitted; what scikit-learn
    does with a pipeline, as `get_params`, `clone` and cross-validation, it does with this one.
    """
    union = FeatureUnion([(family, _vectorizer(family, getattr(model.features, family))) for family in FAMILIES])
    return Pipeline([("features", union), ("frames", _classifier(model))])


def _vectorizer(family: str, vocabulary: Vocabulary) -> TfidfVectorizer | str:
    if not vocabulary.terms:
        return "drop"  # scikit-learn refuses an empty vocabulary
    vectorizer = TfidfVectorizer(
        preprocessor=fold_case,
        lowercase=False,
        sublinear_tf=True,
        vocabulary=list(vocabulary.terms),
        **term_settings(family),
    )
    vectorizer.idf_ = vocabulary.idf
    return vectorizer


def _classifier(model: FrameModel) -> FrameClassifier:
    classifier = FrameClassifier(_regression(), list(model.frames), model.thresholds.tolist())
    classifier.estimators_ = [
        _fitted(weights, intercept) for weights, intercept in zip(model.coefficients, model.intercepts, strict=True)
    ]
    classifier.classes_ = np.array(model.frames)
    classifier.n_features_in_ = len(model.features)
    return classifier


def _fitted(weights: Floats, intercept: float) -> LogisticRegression:
    line = _regression()
    line.classes_ = np.array([False, True])
    line.coef_, line.intercept_ = weights[np.newaxis], np.array([intercept])
    line.n_features_in_ = len(weights)
    return line


def _regression() -> LogisticRegression:
    return LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=10_000)
