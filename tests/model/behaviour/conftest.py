import numpy as np
import pytest

from framing.codebook import read_codebook
from framing.model.learning.examples import FrameCount
from framing.model.learning.features import FAMILY_WEIGHTS, PIECES, Features, Vocabulary
from framing.model.learning.train import FrameModel


@pytest.fixture(scope="session")
def unrest(repository):
    return read_codebook(repository / "annotations" / "codebook.toml")


@pytest.fixture(scope="session")
def keyword_model():
    """Makes a model of one frame that looks for pieces of words and for nothing else.

    A text that holds one of `pieces`, each of five letters, has the score 1 / (1 + e^-3), one that also holds one of
    `against` less, and a text with none 1 / (1 + e^2). `words` are known and say nothing.
    """

    def make(*pieces, against=(), frame="terrorist_attack", positives=100, words=(), left_out=None):
        terms = tuple(sorted((*pieces, *against)))
        longest = FAMILY_WEIGHTS[PIECES]  # the length of a text's pieces; one of them alone has all of it
        weights = [(-20.0 if term in against else 5.0) / longest for term in terms]
        known = tuple(sorted(words))
        return FrameModel(
            frames=(frame,),
            features=Features(Vocabulary(known, np.ones(len(known))), Vocabulary(terms, np.ones(len(terms)))),
            coefficients=np.array([[0.0] * len(known) + weights]),
            intercepts=np.array([-2.0]),
            thresholds=np.array([0.5]),
            left_out=left_out or {},
            examples=(FrameCount(frame, 1000, positives, 50),),
            sentences=1000,
            documents=50,
            made_by={"person": 1000},
            codebook_id="unrest-2022",
            codebook_version="0",
            codebook="c0de",
            training_sha256="",
            seed=7,
            versions={},
        )

    return make
