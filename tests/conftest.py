"""What all tests share: how many examples hypothesis tries, and the way to the repository's own data."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("default", max_examples=50, deadline=None)
# On CI the same examples each time, so that a run says something about the change and not about luck; anywhere else
# new ones each time, and `HYPOTHESIS_PROFILE=search pytest tests/corpus` looks for long.
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("search", max_examples=2_000, deadline=None)
on_ci = os.environ.get("CI", "").lower() == "true"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if on_ci else "default"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes get no name of their own: archives hold the time at which they were made, and two workers must agree."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds seeds/ and annotations/."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def weather_model():
    """A model small enough to score on paper: storm is 4 points, wheat -2; for the other frame the other way round."""
    import numpy as np

    from framing.model.learning.examples import FrameCount
    from framing.model.learning.features import Features, Vocabulary
    from framing.model.learning.train import FrameModel

    return FrameModel(
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


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away settings of the person who runs the tests; where environments and the browser are may stay."""
    kept = {"FRAMING_DOCCANO_ENVIRONMENTS", "FRAMING_CHROMIUM"}
    for name in [name for name in os.environ if name.startswith("FRAMING_") and name not in kept]:
        monkeypatch.delenv(name)


# What Doccano 1.8.4 answers, as far as tests without it imitate it: status, content type, keys of the JSON.
# tests/e2e/test_roundtrip.py compares it with the real one.
@pytest.fixture(scope="session")
def doccano_answers() -> dict[str, tuple[int, str, set[str]]]:
    """Request to the shape of Doccano's answer."""
    return {
        "GET /v1/me": (403, "application/json", {"detail"}),  # nobody is logged in
        "POST /v1/auth/login/": (400, "application/json", {"non_field_errors"}),  # with a wrong password
        "GET /v1/no-such-address": (200, "text/html", set()),
    }
