"""What a model says of a few texts, kept beside it: another machine must come to the same.

A model is the same only if the same text gives the same numbers. That depends on more than its files: on what this
Python calls a letter and how scikit-learn counts. So the trainer's answers travel with the model and are compared.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from framing.errors import ModelMismatch
from framing.model.keeping.fields import LONGEST_TEXT, read_list, read_mapping, read_share, read_text, refuse
from framing.model.learning.train import FrameModel

TOLERANCE = 1e-6  # above what the order of additions changes, below what changes a decision

_MOST_PROBES = 20
_TEXTS = (
    "The minister said on Monday that calm had returned to the city.",
    "Тысячи людей вышли на площадь; войска открыли огонь.",
    "Халық алаңға шықты, бейбіт шеру басталды.",
    "Cafe\u0301 NAI\u0308VE — и\u0306 İSTANBUL ﬁn 2022 №5",  # typed in other ways
    "!",
)


@dataclass(frozen=True)
class Probe:
    """A text, and the probability of each of the model's frames in it."""

    text: str
    probabilities: tuple[float, ...]


def make_probes(model: FrameModel) -> tuple[Probe, ...]:
    """The model's answers to some texts of ours, and to one made of its own words."""
    words = model.features.words.terms
    spread = words[:: max(1, len(words) // 40)]
    own = " ".join(" ".join(spread).split())[:LONGEST_TEXT]
    texts = [text for text in (*_TEXTS, own) if text.isprintable()]
    return tuple(Probe(text, tuple(row)) for text, row in zip(texts, _answers(model, texts).tolist(), strict=True))


def read_probes(value: Any, frames: int, where: str) -> tuple[Probe, ...]:
    """The probes in a manifest.

    Raises:
        InputError: they are none.
    """
    entries = [read_mapping(entry, where) for entry in read_list(value, where)]
    probes = tuple(
        Probe(
            text=read_text(entry.get("text"), where),
            probabilities=tuple(read_share(number, where) for number in read_list(entry.get("probabilities"), where)),
        )
        for entry in entries[: _MOST_PROBES + 1]
    )
    if not 0 < len(probes) <= _MOST_PROBES or any(len(probe.probabilities) != frames for probe in probes):
        refuse(where, f"there must be 1 to {_MOST_PROBES} of them, with a probability for each frame")
    return probes


def check_probes(model: FrameModel, probes: tuple[Probe, ...], where: str) -> None:
    """Nothing, if the model says here what it said where it was trained.

    Raises:
        ModelMismatch: it says something else.
    """
    answers = _answers(model, [probe.text for probe in probes])
    apart = float(np.abs(answers - np.array([probe.probabilities for probe in probes])).max())
    if not apart <= TOLERANCE:
        with_versions = ", ".join(f"{name} {version}" for name, version in sorted(model.versions.items()))
        raise ModelMismatch(
            f"{where}: here the model gives other probabilities than where it was trained, by up to {apart:.2g}. "
            f"Its files were changed, or this installation reads texts otherwise; it was trained with {with_versions}. "
            "Install these versions, get the model again, or train it again."
        )


def _answers(model: FrameModel, texts: list[str]) -> Any:
    with threadpool_limits(limits=1):
        return model.probabilities(texts)
