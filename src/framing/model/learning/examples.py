"""What a model learns from: sentences beside their gold labels, checked and in one fixed order.

The order is that of the sentence ids, whatever order the tables came in, so that the same labels
always give the same model. A frame on which nobody decided is missing (NaN), never absent.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing import tables
from framing.codebook import Codebook
from framing.errors import InputError, NotEnoughData
from framing.model.learning.weights import RandomSlice, figure_basis

NO_COPIES: Mapping[str, str] = {}


@dataclass(frozen=True)
class FrameCount:
    """How much is known about one frame: sentences decided on, those that have it, and the documents of the latter."""

    frame: str
    sentences: int
    positives: int
    documents: int


@dataclass(frozen=True, eq=False)
class Examples:
    """Labelled sentences by sentence id.

    Attributes:
        labels: (sentences, frames) with 1, 0 and NaN for not decided.
        targets: (sentences, frames) what a model learns from: the share of those who say that the frame is there, 0 to
            1, NaN for not decided.
        single_label: whether a sentence has at most one frame.
        weights: of each sentence in figures and thresholds, 0 where it only teaches; see `Basis`.
        by_chance: whether the sentences that have a weight were drawn by chance.
        notes: what a reader must know of that.
    """

    sentence_ids: tuple[str, ...]
    document_ids: npt.NDArray[np.str_]
    texts: tuple[str, ...]
    frames: tuple[str, ...]
    labels: npt.NDArray[np.float64]
    targets: npt.NDArray[np.float64]
    single_label: bool
    weights: npt.NDArray[np.float64]
    by_chance: bool
    notes: tuple[str, ...]
    made_by: Mapping[str, int]
    digest: str

    @property
    def documents(self) -> int:
        """How many documents the sentences are from."""
        return len(set(self.document_ids.tolist()))

    def counts(self) -> tuple[FrameCount, ...]:
        """What is known about each frame, in the codebook's order."""
        return tuple(
            FrameCount(
                frame=frame,
                sentences=int(np.isfinite(column).sum()),
                positives=int((column == 1).sum()),
                documents=len(set(self.document_ids[column == 1].tolist())),
            )
            for frame, column in zip(self.frames, self.labels.T, strict=True)
        )


def make_examples(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    copies: Mapping[str, str] = NO_COPIES,
    chance: RandomSlice | None = None,
) -> Examples:
    """The sentences that have gold labels, beside them. Copies of a document count as that document.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        copies: document_id to that of the document it repeats.
        chance: the random slice, if one was drawn.

    Raises:
        InputError: a table is not as it must be; gold names a sentence or frame that is not there; a text is
            empty or broken.
        NotEnoughData: gold is empty, or says of no sentence that a frame is there.
    """
    gold = tables.GOLD.check(gold, "gold")
    _check_characters(sentences)
    sentences = tables.SENTENCES.check(sentences, "sentences")
    if gold.empty:
        raise NotEnoughData("There is no gold label yet. Label sentences, run framing pull, and train again.")
    _check_frames(gold, codebook)
    used = _labelled(sentences, gold)
    _check_texts(used)
    if not gold["present"].any():
        raise NotEnoughData(
            "No sentence has any frame in gold: a model needs examples. Label sentences that have frames."
        )
    present = gold["present"].astype(float)
    sure = gold["probability"].round() == present  # a label never teaches its opposite
    gold = gold.assign(label=present, target=gold["probability"].where(sure, present))
    labels, targets = (
        gold.pivot(index="sentence_id", columns="frame", values=column)
        .reindex(index=used["sentence_id"], columns=list(codebook.keys))
        .to_numpy(np.float64)
        for column in ("label", "target")
    )
    basis = figure_basis(used["sentence_id"].tolist(), chance)
    return Examples(
        sentence_ids=tuple(used["sentence_id"]),
        document_ids=np.array([_original(name, copies) for name in used["document_id"]], dtype=str),
        texts=tuple(used["text"]),
        frames=codebook.keys,
        labels=labels,
        targets=targets,
        single_label=codebook.single_label,
        weights=basis.weights,
        by_chance=basis.by_chance,
        notes=basis.notes,
        made_by={str(maker): int(count) for maker, count in gold["made_by"].value_counts().sort_index().items()},
        digest=_digest(used, gold, basis.weights.tolist() if basis.by_chance else []),
    )


def _original(document_id: str, copies: Mapping[str, str]) -> str:
    """The document at the end of a chain of copies; every copy repeats an earlier document, so the chain ends."""
    seen = {document_id}
    while (first := copies.get(document_id, document_id)) not in seen:
        seen.add(first)
        document_id = first
    return document_id


def _check_frames(gold: pd.DataFrame, codebook: Codebook) -> None:
    unknown = sorted(set(gold["frame"]) - set(codebook.keys))
    if unknown:
        raise InputError(
            f"Gold decides on frame {unknown[0]!r}, which the codebook {codebook.id} {codebook.version} does not have. "
            "Give the codebook that the labels were made under."
        )


def _labelled(sentences: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    missing = sorted(set(gold["sentence_id"]) - set(sentences["sentence_id"]))
    if missing:
        raise InputError(
            f"Gold labels sentence {missing[0]!r}, which is not among the sentences ({len(missing)} such). "
            "Give the sentences that were labelled; run framing ingest again if their files have changed."
        )
    used = sentences[sentences["sentence_id"].isin(gold["sentence_id"])]
    return used.sort_values("sentence_id", ignore_index=True)


def _check_texts(sentences: pd.DataFrame) -> None:
    for sentence_id, text in zip(sentences["sentence_id"], sentences["text"], strict=True):
        if not text.strip():
            raise InputError(
                f"Sentence {sentence_id!r} has a label but no text. Take it out of the labels, or restore it."
            )


def _check_characters(sentences: pd.DataFrame) -> None:
    """Refuses half a character, as a JSON escape can smuggle it in: pandas and our own files stop at it."""
    for text in sentences.get("text", ()):
        try:
            str(text).encode("utf-8")
        except UnicodeEncodeError as error:
            start = str(text)[: error.start][-30:]
            raise InputError(
                f"A sentence holds half a character (a lone surrogate) after {start!r}. Save its file as UTF-8."
            ) from error


def _digest(sentences: pd.DataFrame, gold: pd.DataFrame, weights: list[float]) -> str:
    """SHA-256 of everything that the model learns from; weights, which thresholds depend on, if there are some."""
    texts = sentences[["sentence_id", "document_id", "text"]]
    labels = gold.sort_values(["sentence_id", "frame"])[["sentence_id", "frame", "present", "probability", "made_by"]]
    learned = [texts.to_numpy().tolist(), labels.to_numpy().tolist(), *([weights] if weights else [])]
    content = json.dumps(learned, ensure_ascii=True)
    return hashlib.sha256(content.encode("ascii")).hexdigest()
