"""Whether a figure means less than it seems: it could be chance, leakage or the outlet, or stand on too few labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from framing.codebook import Codebook
from framing.errors import InputError, NotEnoughData
from framing.model.evaluation.groups import outlet_groups
from framing.model.evaluation.held_out import hold_out
from framing.model.evaluation.leakage import (
    Leakage,
    OutletPrediction,
    document_parts,
    find_leakage,
    predict_outlets,
)
from framing.model.evaluation.learning_curve import LearningCurve, learning_curve
from framing.model.evaluation.signal import Signal, find_signal
from framing.model.learning.examples import NO_COPIES, Examples, make_examples
from framing.model.learning.profile import DEFAULT_PROFILE
from framing.model.learning.weights import RandomSlice

Tell = Callable[[str], None]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Checks:
    """What was found; None where there is too little for a check, and `not_made` says why.

    Attributes:
        signal: whether labels have anything to do with words.
        leakage: what a random split of sentences would have added.
        outlets: whether sentences give their outlet away.
        curve: figures over the number of documents.
        not_made: name of a check (signal, leakage, outlets, curve) to the reason.
    """

    signal: Signal | None = None
    leakage: Leakage | None = None
    outlets: OutletPrediction | None = None
    curve: LearningCurve | None = None
    not_made: Mapping[str, str] = field(default_factory=dict)


def _nothing(line: str) -> None:
    """Says nothing."""


def run_checks(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    documents: pd.DataFrame,
    *,
    copies: Mapping[str, str] = NO_COPIES,
    chance: RandomSlice | None = None,
    profile: str = DEFAULT_PROFILE,
    seed: int = 7,
    tell: Tell = _nothing,
) -> Checks:
    """All checks that there is enough for.

    It takes about four times as long as `evaluate`.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        documents: DOCUMENTS, for their outlets.
        copies: see `evaluate`.
        chance: see `evaluate`.
        profile: of the model in leakage and curve; signal and outlets have machines of their own.
        seed: of folds, draws and permutations.
        tell: is told in words what is done next.

    Raises:
        InputError: see `train`.
        NotEnoughData: there is one document only, or no example at all.
    """
    examples = make_examples(sentences, gold, codebook, copies, chance)
    if examples.documents < 2:
        raise NotEnoughData(
            "All labelled sentences are from one document, so none can be held out. Label sentences of another one."
        )
    folds = document_parts(examples, seed=seed)
    tell(f"Checks: first {len(folds.parts)} folds of whole documents, to compare with.")
    with threadpool_limits(limits=1):
        held_out = hold_out(examples, folds, profile=profile, seed=seed)
    not_made: dict[str, str] = {}

    def made(name: str, words: str, check: Callable[[], Found]) -> Found | None:
        tell(f"Checks: {words}")
        try:
            return check()
        except (InputError, NotEnoughData) as error:
            not_made[name] = str(error)
            return None

    return Checks(
        signal=made("signal", "200 permutations of the labels.", lambda: find_signal(examples, seed=seed)),
        leakage=made(
            "leakage",
            "a random split of sentences.",
            lambda: find_leakage(examples, folds, held_out, profile=profile, seed=seed),
        ),
        outlets=made(
            "outlets",
            "whether sentences give their outlet away.",
            lambda: predict_outlets(examples, _outlets(examples, sentences, documents), seed=seed),
        ),
        curve=made(
            "curve",
            "the learning curve, which takes longest.",
            lambda: learning_curve(examples, folds, held_out, profile=profile, seed=seed),
        ),
        not_made=not_made,
    )


def _outlets(examples: Examples, sentences: pd.DataFrame, documents: pd.DataFrame) -> NDArray[np.str_]:
    """The outlet of each labelled sentence, empty where it is not known; a copy has its own, not the original's."""
    outlet_of = outlet_groups(documents).of
    document_of = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    return np.array([outlet_of.get(document_of[name], "") for name in examples.sentence_ids], dtype=str)
