"""A model as a scikit-learn pipeline, for those who work with one: built by this code from the model's numbers.

The pipeline is made of scikit-learn's own parts. Which parts, and with which patterns and settings, stands in this
package: from a model come terms, weights and names alone. (A file that may name a class or a setting of one can do
harm without any forbidden type: a vectorizer told to read `input="filename"` opens the file that a text names.)
"""

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils.validation import check_is_fitted

from framing.model.learning.features import FAMILIES, FAMILY_WEIGHTS, Floats, Vocabulary, fold_case, term_settings
from framing.model.learning.lines import learn_lines
from framing.model.learning.links import decide, link_scores, read_link
from framing.model.learning.train import FrameModel

# scikit-learn names its arguments X and y, and finds them by these names.
# ruff: noqa: N803


class FrameClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A line per frame; from their scores come probabilities, and from these, by thresholds, decisions.

    Attributes:
        frames: their names, in the order of the columns.
        thresholds: of each frame.
        link: how scores become probabilities and decisions, see `framing.model.learning.links`.
        classes_: the frames, once fitted.
        coef_: (frames, features), once fitted.
        intercept_: of each frame, once fitted.
    """

    def __init__(self, frames: Any, thresholds: Any, link: Any = "each") -> None:
        self.frames = frames
        self.thresholds = thresholds
        self.link = link

    def fit(self, X: Any, y: Any) -> "FrameClassifier":
        """Learns the lines; the thresholds stay, and nothing is calibrated: `framing train` does both.

        Args:
            X: (rows, features).
            y: (rows, frames) of 1, 0 and NaN where it is not decided; shares between teach by what they are.
        """
        rows = sp.csr_matrix(X)
        lines = learn_lines(rows, np.asarray(y, dtype=np.float64), read_link(self.link))
        return self.hold(lines.coefficients, lines.intercepts)

    def predict_proba(self, X: Any) -> Any:
        """The probability of each frame in each row, (rows, frames)."""
        check_is_fitted(self)
        return link_scores(np.asarray(X @ self.coef_.T + self.intercept_), read_link(self.link))

    def predict(self, X: Any) -> Any:
        """Whether each frame is predicted in each row, (rows, frames), 0 or 1."""
        found = self.predict_proba(X)
        return decide(found, np.asarray(self.thresholds), read_link(self.link)).astype(int)

    def hold(self, coefficients: Floats, intercepts: Floats) -> "FrameClassifier":
        """This classifier, as if it had learned these lines."""
        self.coef_, self.intercept_ = coefficients, intercepts
        self.classes_ = np.array(self.frames)
        self.n_features_in_ = coefficients.shape[1]
        return self


def rebuild(model: FrameModel) -> Pipeline:
    """The pipeline that gives the model's probabilities: `predict_proba` takes texts, and `classes_` are its frames.

    Its steps are `features`, a union of `words` and `pieces`, and `frames`. They are as if fitted; what scikit-learn
    does with a pipeline, as `get_params`, `clone` and cross-validation, it does with this one. A clone that is fitted
    again weighs terms as scikit-learn does, not as `framing train`.
    """
    union = FeatureUnion(
        [(family, _vectorizer(family, getattr(model.features, family))) for family in FAMILIES],
        transformer_weights=dict(FAMILY_WEIGHTS),
    )
    classifier = FrameClassifier(list(model.frames), model.thresholds.tolist(), model.link)
    return Pipeline([("features", union), ("frames", classifier.hold(model.coefficients, model.intercepts))])


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
