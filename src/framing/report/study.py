"""What a study recorded of its methods, which `framing.report.methods` puts into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from framing.analysis.findings import Findings
from framing.codebook import Codebook
from framing.model.keeping.figures import Figures
from framing.model.learning.weights import RandomSlice


@dataclass(frozen=True)
class Exercises:
    """Answers of people to sentences whose label was known, before they labelled others: first answers only."""

    people: int
    right: int
    answered: int


@dataclass(frozen=True)
class Repeats:
    """Sentences that people were shown a second time, and on how many they chose the same frames again."""

    same: int
    shown: int


@dataclass(frozen=True, eq=False)
class Study:
    """What a study recorded of its methods; None and empty where it recorded nothing.

    Attributes:
        findings: what was found.
        codebook: the frames and voices.
        annotations: ANNOTATIONS that stand.
        gold: GOLD.
        ties: how many decisions stayed open, because annotators were tied.
        chance: the random slice that figures stand on.
        exercises: of training.
        agreement: a row per frame, see `framing.agreement.by_frame.by_frame`.
        repeats: of people.
        profile: of the model.
        set_aside: documents that a run could not read and that no figure counts.
        trained_on: sentences that the model learned from.
        labels_by: who made the labels that the model learned from, and how many.
        figures: of its evaluation.
        versions: of the software, by name.
    """

    findings: Findings
    codebook: Codebook
    annotations: pd.DataFrame
    gold: pd.DataFrame
    ties: int = 0
    chance: RandomSlice | None = None
    exercises: Exercises | None = None
    agreement: pd.DataFrame | None = None
    repeats: Repeats | None = None
    profile: str = ""
    set_aside: int = 0
    trained_on: int | None = None
    labels_by: Mapping[str, int] = field(default_factory=dict)
    figures: Figures | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
