"""Studies that are simulated: who says what of which sentence is drawn, with what is planted in it known."""

from collections.abc import Callable

import numpy as np
import pytest

from framing.annotation.decisions import Decision
from framing.audit.decided import Record, record

FRAMES = ("cost", "clean_air")


def decision(sentence: int, annotator: str, *frames: str, document: str = "d0", **more: object) -> Decision:
    """One confirmed decision of a person on a sentence of 60 characters."""
    values: dict[str, object] = {
        "document_id": document,
        "start": 100 * sentence,
        "end": 100 * sentence + 60,
        "annotator": annotator,
        "state": "confirmed",
        "frames": frames,
        "offered": FRAMES,
        "at": "",
        "project": "tram#1",
        "codebook": "0123456789abcdef",
        "assisted": False,
        "made_by": "person",
    }
    return Decision(**{**values, **more})  # type: ignore[arg-type]


def at(seconds: float) -> str:
    """So many seconds after nine o'clock."""
    whole = int(seconds)
    return f"2026-03-02T{9 + whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}+00:00"


def simulated(seed: int, people: int = 3, documents: int = 16, each: int = 5, late_yes: float = 0.0) -> Record:
    """Annotators who err, each in an own way, more in some articles than in others, and not more as they go on.

    With `late_yes` the first one says "cost" with that chance, whatever the sentence says, in the second half.
    """
    draw = np.random.default_rng(seed)
    article = np.repeat(np.arange(documents), each)
    prevalence = draw.beta(1, 3, size=(documents, len(FRAMES)))
    truth = draw.random((len(article), len(FRAMES))) < prevalence[article]
    hard = draw.gamma(1, 1, size=documents)[article] * draw.gamma(1, 1, size=len(article))
    found = []
    for person in range(people):
        skill, bias = draw.uniform(0.06, 0.2), draw.uniform(-0.5, 0.5, len(FRAMES))
        wrong = np.clip(skill * hard[:, None] * (1 + np.where(truth, -bias, bias)), 0, 0.5)
        said = truth ^ (draw.random(truth.shape) < wrong)
        if person == 0 and late_yes:
            said[len(said) // 2 :, 0] |= draw.random(len(said) - len(said) // 2) < late_yes
        for number, answers in enumerate(said):
            frames = [frame for frame, yes in zip(FRAMES, answers, strict=True) if yes]
            found.append(decision(number, f"person{person}", *frames, document=f"d{article[number]}"))
    return record(found)


@pytest.fixture
def decide() -> Callable[..., Decision]:
    return decision


@pytest.fixture
def clock() -> Callable[[float], str]:
    return at


@pytest.fixture
def simulate() -> Callable[..., Record]:
    return simulated
