"""Gold labels to a model: one calibrated line per frame over shared counts of words and pieces of words.

A frame is learned only from sentences on which somebody decided about it. A frame of a
single example is left out and named; one of fewer than 20 is learned, and marked wherever it is spoken of: at 100
labels most frames are such, and never to find them is worse than to find some of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

import framing
from framing.codebook import Codebook
from framing.errors import ModelMismatch, NotEnoughData
from framing.model.caution.reference import Reference, make_reference
from framing.model.caution.sets import Sets, conformal_sets
from framing.model.learning.counting.counter import batches
from framing.model.learning.examples import NO_COPIES, FrameCount, make_examples
from framing.model.learning.features import Features, Floats
from framing.model.learning.fit import FIGURE_AT_LEAST, fit_frames, part_probabilities, row_probabilities
from framing.model.learning.links import Link, decide
from framing.model.learning.profile import DEFAULT_PROFILE, find_profile
from framing.model.learning.weights import RandomSlice

_BATCH, _LETTERS = 1024, 2**20  # sentences turned into numbers at a time, so that memory stays flat


@dataclass(frozen=True, eq=False)
class FrameModel:
    """A trained model: everything that scoring needs, and where it comes from."""

    frames: tuple[str, ...]  # those it has learned, in the codebook's order; rows of the arrays
    features: Features
    coefficients: Floats  # (frames, features)
    intercepts: Floats
    thresholds: Floats  # a frame is predicted where its probability is at least this
    left_out: Mapping[str, str]  # frame of the codebook that was not learned, and why
    examples: tuple[FrameCount, ...]  # of every frame of the codebook
    sentences: int
    documents: int
    made_by: Mapping[str, int]  # gold labels by who made them
    codebook_id: str
    codebook_version: str
    codebook: str  # fingerprint
    training_sha256: str  # of everything it learned from
    seed: int
    versions: Mapping[str, str]
    gold_sha256: str = ""  # of its labels alone
    sentences_sha256: str = ""  # of its sentences alone
    profile: str = DEFAULT_PROFILE
    link: Link = "each"  # how scores become probabilities, and these decisions
    sets: Sets | None = None  # what cannot be ruled out: a pair of cut-offs per frame
    reference: Reference | None = None  # what its training text was like

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """The probability of each frame in each text, (texts, frames), 0 to 1.

        Calibrated on documents that were held out; those of the frames of `few_examples` are a rough guess.
        """
        if len(texts) == 1:
            return self._of_one(texts[0])
        found = [
            part_probabilities(
                [part for part in self.features.parts(batch) if part is not None],
                self._columns,
                self.intercepts,
                self.link,
            )
            for batch in batches(texts, _BATCH, _LETTERS)
        ]
        return np.vstack(found) if found else np.empty((0, len(self.frames)))

    def _of_one(self, text: str) -> Floats:
        values, terms, vector = self.features.row(text)
        parts = [(values, self._columns[0][terms])]
        if vector is not None:
            parts.append((vector, self._columns[1]))
        return row_probabilities(parts, self.intercepts, self.link)

    @cached_property
    def _columns(self) -> tuple[Floats, ...]:
        """The coefficients of the terms and of the vector, if there is one, (columns, frames) each."""
        ends = [self.features.terms] if self.features.embedding else []
        return tuple(map(np.ascontiguousarray, np.split(self.coefficients.T, ends)))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_columns"}  # for other processes

    def predicted(self, probabilities: Floats) -> NDArray[np.bool_]:
        """Which frames these probabilities predict, (texts, frames); at most one of a single-label codebook."""
        return decide(probabilities, self.thresholds, self.link)

    @property
    def few_examples(self) -> tuple[str, ...]:
        """The learned frames that have too few examples for a figure."""
        return tuple(c.frame for c in self.examples if c.frame in self.frames and c.positives < FIGURE_AT_LEAST)


def train(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    copies: Mapping[str, str] = NO_COPIES,
    chance: RandomSlice | None = None,
    profile: str = DEFAULT_PROFILE,
    seed: int = 7,
) -> FrameModel:
    """A model of every frame that has enough examples.

    The same sentences and labels, in whatever order, and the same seed give the same model. A sentence on which
    people were not of one mind teaches by the share of their votes, if that serves on documents that were held out.
    Probabilities are calibrated and thresholds chosen on documents that were held out. With fewer than 8 positive
    sentences those of a frame are only as high on average as it is common, and stretched like those of other frames;
    with one document they stay as they are, and thresholds at 0.5. If there is a random slice, all labels teach, and
    both are chosen on the sentences of the slice, each weighted by how many it stands for; a frame that has no
    positive sentence in it stays as it is.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        copies: document_id to that of the document it repeats: a copy is never held out beside what it repeats.
        chance: the random slice, if one was drawn.
        profile: what to look at in a text, see `framing.model.learning.profile`.
        seed: of the folds that are held out.

    Raises:
        InputError: there is no such profile; a table is not as it must be, or gold does not belong to these sentences
            or this codebook.
        NotEnoughData: no frame has enough examples.
    """
    chosen = find_profile(profile)
    examples = make_examples(sentences, gold, codebook, copies, chance)
    with threadpool_limits(limits=1):  # the order of additions, so the last digit, depends on the number of threads
        counts = chosen.count(examples.texts)
        fit = fit_frames(examples, counts, np.arange(len(examples.texts)), seed=seed)
    if not fit.learned:
        reasons = "; ".join(f"{frame}: {reason}" for frame, reason in fit.left_out.items())
        raise NotEnoughData(f"No frame can be learned yet. Label more sentences. {reasons}.")
    learned = list(fit.learned)
    return FrameModel(
        frames=tuple(examples.frames[number] for number in learned),
        features=fit.features.features,
        coefficients=fit.coefficients,
        intercepts=fit.intercepts,
        thresholds=fit.thresholds,
        left_out=fit.left_out,
        examples=examples.counts(),
        sentences=len(examples.texts),
        documents=examples.documents,
        made_by=examples.made_by,
        codebook_id=codebook.id,
        codebook_version=codebook.version,
        codebook=codebook.fingerprint,
        training_sha256=examples.digests.everything,
        gold_sha256=examples.digests.gold,
        sentences_sha256=examples.digests.sentences,
        seed=seed,
        versions={"framing": framing.__version__}
        | {name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
        profile=profile,
        link=fit.link,
        sets=conformal_sets(examples.labels[:, learned], fit.outside[:, learned], examples.weights),
        reference=make_reference(examples.texts, examples.document_ids, seed=seed),
    )


def check_codebook(model: FrameModel, codebook: Codebook) -> None:
    """Nothing, if the model was trained with this codebook.

    Raises:
        ModelMismatch: it was trained with another one.
    """
    if model.codebook != codebook.fingerprint:
        raise ModelMismatch(
            f"The model was trained with codebook {model.codebook_id} {model.codebook_version} ({model.codebook}), "
            f"this one is {codebook.id} {codebook.version} ({codebook.fingerprint}). Train again: framing train."
        )
    frames = tuple(count.frame for count in model.examples)
    if frames != codebook.keys:  # a file can claim any fingerprint
        raise ModelMismatch(
            f"The model names the codebook {codebook.id} {codebook.version} ({codebook.fingerprint}), whose frames are "
            f"{', '.join(codebook.keys)}, and is of {', '.join(frames)}. Train again: framing train."
        )
