"""A model of words and pairs of words as data for a page, which scores a sentence as framing does. Pure."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from framing.classroom.letters import letter_tables
from framing.codebook import Codebook
from framing.errors import InputError, ModelMismatch
from framing.model.learning.examples import NO_COPIES
from framing.model.learning.features import FAMILY_WEIGHTS, WORDS
from framing.model.learning.train import FrameModel, train
from framing.model.learning.weights import RandomSlice

PROFILE = "fast"  # words alone: a script of a few lines can count them


def lesson_model(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    copies: Mapping[str, str] = NO_COPIES,
    chance: RandomSlice | None = None,
    seed: int = 7,
) -> FrameModel:
    """The model of a lesson: of words alone, and of the frames of its codebook. The same labels give the same model.

    Args:
        sentences: SENTENCES.
        gold: GOLD; what it says of other frames is left out.
        codebook: of the lesson, a subset of the one that the labels were made under.
        copies: document_id to that of the document it repeats.
        chance: the random slice, if one was drawn.
        seed: of the folds that are held out.

    Raises:
        InputError: gold does not belong to these sentences.
        NotEnoughData: no frame of the lesson has enough examples.
    """
    own = gold[gold["frame"].isin(codebook.keys)]
    return train(sentences, own, codebook, copies=copies, chance=chance, profile=PROFILE, seed=seed)


def check_words_only(model: FrameModel, codebook: Codebook) -> None:
    """Nothing, if a page can run the model, and it is of the codebook.

    Raises:
        InputError: it looks at more than words.
        ModelMismatch: it is of another codebook, or knows none of the frames.
    """
    if model.features.pieces.terms or model.features.embedding:
        raise InputError(
            f"A page runs models of words alone, and this one is of profile {model.profile}. Name no model, and the "
            f"lesson trains its own; or train one: framing train --profile {PROFILE} --model models/words."
        )
    if model.codebook != codebook.fingerprint or not set(model.frames) & set(codebook.keys):
        raise ModelMismatch(
            f"The model was trained with codebook {model.codebook_id} {model.codebook_version} ({model.codebook}) on "
            f"{', '.join(model.frames)}; the lesson is of {codebook.id} {codebook.version} ({codebook.fingerprint}) "
            f"and {', '.join(codebook.keys)}. Name no model, and the lesson trains its own."
        )


def word_model(model: FrameModel) -> dict[str, Any]:
    """The model as JSON has it: what `word_model.js` reads.

    Returns:
        `frames`: keys. `terms`: words and pairs of words. `numbers`: 64-bit floats, the least byte first, in base 64:
        the weight of each term; of each term its coefficients of all frames; the intercepts; the thresholds.
        `length` of a text's row. `link`, see framing.model.learning.links. `letters`, see letter_tables.
    """
    numbers = np.concatenate(
        [model.features.words.idf, model.coefficients.T.ravel(), model.intercepts, model.thresholds]
    )
    return {
        "frames": list(model.frames),
        "terms": list(model.features.words.terms),
        "numbers": base64.b64encode(numbers.astype("<f8").tobytes()).decode("ascii"),
        "length": FAMILY_WEIGHTS[WORDS],
        "link": model.link,
        "letters": letter_tables(),
    }
