"""How far annotators agree on who says a sentence: voices are one nominal scale, each sentence has one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.agreement.confusions import confused_values
from framing.agreement.figures import Tally, figures, pooled
from framing.annotation.decisions import AUTOMATED, PERSON
from framing.errors import NotEnoughData


@dataclass(frozen=True)
class VoiceAgreement:
    """Agreement on voices.

    Attributes:
        alpha: nominal, over all voices; NaN where `note` says why.
        low: the lower end of its 95 % interval, and `high` the upper; NaN where there is none.
        sentences: on which two or more annotators named a voice.
        documents: they are from.
        could_not_tell: decisions without a voice, which do not count.
        made_by: person, or automated coder.
        voices: one row per voice, each against all others, lowest first: `voice` and the columns `alpha` to `note` of
            `framing.agreement.by_frame.by_frame`.
        confused: `first` and `second` (voices), `sentences`, `pairs` of annotators who differ so, and of how many who
            differ about either: `of_first`, `of_second`; the most frequent first.
    """

    alpha: float
    low: float
    high: float
    note: str
    sentences: int
    documents: int
    could_not_tell: int
    made_by: str
    voices: pd.DataFrame
    confused: pd.DataFrame


def by_voice(voices: pd.DataFrame, documents: Mapping[str, str], *, draws: int = 1000, seed: int = 7) -> VoiceAgreement:
    """Agreement on voices, of people where two of them coded one sentence, else of the automated coder.

    Args:
        voices: VOICES that people or automated coders gave; an empty voice means that it could not be told.
        documents: the document_id of each sentence_id.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Raises:
        NotEnoughData: no sentence has voices by two annotators.
    """
    for made_by in (PERSON, AUTOMATED):
        coded = voices[voices["made_by"] == made_by]
        named = coded[coded["voice"] != ""]
        counts = pd.crosstab(named["sentence_id"], named["voice"])
        counts = counts[counts.sum(axis=1) > 1]
        if len(counts):
            break
    else:
        raise NotEnoughData(
            "No sentence has voices by two annotators. Ask two people about the same sentences: framing push --voice."
        )
    document, _ = pd.factorize(np.array([documents[name] for name in counts.index], dtype=object), sort=True)
    parts = _each_against_the_rest(counts.to_numpy(np.float64), document)
    rows = [
        {"voice": voice, **figures(part, draws=draws, seed=seed)}
        for voice, part in zip(counts.columns, parts, strict=True)
        if part.yes.any()
    ]
    alpha, low, high, note = pooled(parts, draws=draws, seed=seed)
    table = pd.DataFrame(rows).sort_values("alpha", kind="stable", na_position="first", ignore_index=True)
    return VoiceAgreement(
        alpha, low, high, note, len(counts), len(np.unique(document)), int((coded["voice"] == "").sum()), made_by,
        voices=table, confused=confused_values(counts, tuple(counts.columns)),
    )  # fmt: skip


def _each_against_the_rest(counts: npt.NDArray[np.float64], document: npt.NDArray[np.int64]) -> list[Tally]:
    voters = counts.sum(axis=1)
    return [Tally(counts[:, number], voters, document) for number in range(counts.shape[1])]
