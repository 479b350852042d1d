"""A model small enough to score on paper."""

import numpy as np
import pytest

from framing.model.learning.examples import FrameCount
from framing.model.learning.features import Features, Vocabulary
from framing.model.learning.train import FrameModel

# Two words: storm 4 points, wheat -2; the other frame the other way round.
MODEL = FrameModel(
    frames=("storm", "harvest"),
    features=Features(Vocabulary(("storm", "wheat"), np.array([1.0, 1.0])), Vocabulary((), np.empty(0))),
    coefficients=np.array([[4.0, -2.0], [-2.0, 4.0]]),
    intercepts=np.array([-1.0, -1.0]),
    thresholds=np.array([0.5, 0.9]),
    left_out={"parade": "too few examples to learn (3)"},
    examples=tuple(FrameCount(frame, 30, 20, 4) for frame in ("storm", "harvest")),
    sentences=30,
    documents=4,
    made_by={"person": 60},
    codebook_id="weather",
    codebook_version="1.0",
    codebook="0123456789abcdef",
    training_sha256="0" * 64,
    seed=7,
    versions={},
)


@pytest.fixture(scope="session")
def model() -> FrameModel:
    return MODEL
