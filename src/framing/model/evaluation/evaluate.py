"""How well a model finds each frame in articles that it has not seen.

Whole documents are held out, each once, and everything is learned again without them: words,
weights, thresholds. Beside each figure stands what it costs nothing to reach, saying yes to everything and
counting the codebook's words, and what one person reaches beside the others, because an F1 of 0.4 is a success
for a rare frame that people disagree on and a failure for a common one.

Where a random slice was drawn, everything is learned from all labels and every figure stands on the slice alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from framing import tables
from framing.codebook import Codebook
from framing.errors import NotEnoughData
from framing.model.evaluation.by_frame import (
    FrameDraws,
    frame_table,
    frames_with_figure,
    summary_row,
    summary_table,
)
from framing.model.evaluation.calibration import Calibration, calibration
from framing.model.evaluation.ceiling import Ceiling, Predicted, human_ceiling
from framing.model.evaluation.confusions import confusions
from framing.model.evaluation.dictionary import dictionary_predictions
from framing.model.evaluation.groups import Groups
from framing.model.evaluation.held_out import (
    MOST_FOLDS,
    OUT_OF_FOLD,
    Folds,
    HeldOut,
    Judged,
    held_out_scores,
    hold_out,
    judged,
    make_folds,
)
from framing.model.evaluation.remarks import evaluation_warnings
from framing.model.learning.examples import NO_COPIES, Examples, make_examples, original_document
from framing.model.learning.weights import RandomSlice, figure_basis

__all__ = ["OUT_OF_FOLD", "Evaluation", "evaluate"]

_NAMED = 3  # documents that a warning names


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Figures on held-out documents.

    Attributes:
        table: see `evaluate`.
        documents: how many there are labels from.
        sentences: how many are labelled.
        counted: how many of them figures stand on; fewer where a random slice was drawn.
        by_chance: whether these were drawn by chance.
        by: what was held out together: document, outlet, month or event.
        folds: how, in words.
        warnings: what a reader must know; first what the figures stand on.
        out_of_fold: SCORES of each sentence held out, also of those that figures do not stand on.
        summary: figures over frames: see `framing.model.evaluation.by_frame.summary_table`; with `people_macro_f1` if
            there is a human ceiling.
        ceiling: one person against the rest.
        calibration: whether the probabilities mean what they say.
        confusions: see `framing.model.evaluation.confusions.confusions`.
        judged: what every figure stands on, sentence by sentence.
    """

    table: pd.DataFrame
    documents: int
    sentences: int
    counted: int
    by_chance: bool
    by: str
    folds: str
    warnings: tuple[str, ...]
    out_of_fold: pd.DataFrame
    summary: pd.DataFrame
    ceiling: Ceiling
    calibration: Calibration
    confusions: pd.DataFrame
    judged: Judged

    @property
    def basis(self) -> str:
        """What the figures stand on, if it was drawn by chance: the first of `warnings`, and a fact; else empty."""
        return self.warnings[0] if self.by_chance else ""

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the frames that have one; NaN if none has."""
        return float(self.table["f1"].mean())

    @property
    def macro_average_precision(self) -> float:
        """The mean average precision of the frames that have one; NaN if none has."""
        return float(self.table["average_precision"].mean())


def evaluate(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    copies: Mapping[str, str] = NO_COPIES,
    chance: RandomSlice | None = None,
    annotations: pd.DataFrame | None = None,
    groups: Groups | None = None,
    seed: int = 7,
) -> Evaluation:
    """Precision, recall, F1 and more of each frame on documents that were held out.

    Up to 10 documents, each is left out once; beyond that there are 10 folds of whole documents. Where the rest
    has too few examples to learn a frame, the frame counts as not found in the fold: that is what `train` does.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        copies: document_id to that of the document it repeats: a copy is never held out beside what it repeats.
        chance: the random slice, if one was drawn: then every count is of the slice, and every figure and interval
            weighs its sentences by how many each stands for.
        annotations: ANNOTATIONS of which gold was made, for the human ceiling.
        groups: what is held out together instead of single documents; sentences of documents without a group are set
            aside, and a warning names these. Intervals are over documents all the same.
        seed: of folds and draws.

    Returns:
        The `table` has one row per frame of the codebook, in its order: `frame`, `sentences` (decided on this frame:
        those with a tie or without a decision are left out of its figures), `positives` (of them, with the frame),
        `documents_with` (it), `precision`, `recall`, `f1`, `average_precision`, each with the ends of its 95 % interval
        over documents (`precision_low` and so on; those of F1 are `low` and `high`; NaN below 20 documents),
        `always_f1` (the F1 of saying yes to every sentence), `dictionary_f1` with its interval and `dictionary_share`
        (of the sentences where the codebook's words say yes), `people_f1` with its interval (see `ceiling`), `note`.
        With fewer than 20 positive sentences every figure is NaN, and `note` says so.

    Raises:
        InputError: see `train`.
        NotEnoughData: there is one document or group only, or no example at all.
    """
    aside: tuple[str, ...] = ()
    if groups is not None:
        sentences, gold, aside = _with_group(sentences, gold, groups)
    examples = make_examples(sentences, gold, codebook, copies, chance)
    held_together = _groups_of(examples, sentences, groups)
    folds = make_folds(held_together, examples.document_ids, seed=seed)
    with threadpool_limits(limits=1):
        held_out = hold_out(examples, folds, seed=seed)
    found = judged(examples, held_out, folds)
    resampling = found.resampled(seed)
    numbers = frames_with_figure(found, by_chance=examples.by_chance)
    dictionary = dictionary_predictions(examples, codebook, folds)[examples.weights > 0]
    draws = FrameDraws(found, numbers, resampling, dictionary)
    figured = [found.frames[number] for number in numbers]
    ceiling = _ceiling(annotations, sentences, examples, held_out, copies, chance, figured, seed)
    table = _with_people(frame_table(found, draws, by_chance=examples.by_chance), ceiling)
    return Evaluation(
        table=table,
        documents=examples.documents,
        sentences=len(examples.texts),
        counted=len(found.sentence_ids),
        by_chance=examples.by_chance,
        by="document" if groups is None else groups.by,
        folds=_folds_in_words(examples, held_together, groups),
        warnings=(*evaluation_warnings(examples, table, found), *_group_warnings(folds, groups), *aside),
        out_of_fold=held_out_scores(examples, held_out.probabilities),
        summary=_summary(draws, ceiling),
        ceiling=ceiling,
        calibration=calibration(found, numbers, resampling),
        confusions=confusions(found, codebook),
        judged=found,
    )


def _with_group(
    sentences: pd.DataFrame, gold: pd.DataFrame, groups: Groups
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Sentences and labels of documents that have a group; and what is said of the others."""
    gold = tables.GOLD.check(gold, "gold")
    sentences = tables.SENTENCES.check(sentences, "sentences")
    has = sentences["document_id"].isin(list(groups.of))
    left = sentences[~has & sentences["sentence_id"].isin(gold["sentence_id"])]
    if left.empty:
        return sentences, gold, ()
    names = sorted(set(left["document_id"]))
    kept = gold[~gold["sentence_id"].isin(left["sentence_id"])]
    if kept.empty:
        raise NotEnoughData(f"Every labelled sentence is of a document without a group: {groups.unknown}.")
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else "")
    how_many = "1 sentence" if len(left) == 1 else f"{len(left):,} sentences"
    documents = "1 document" if len(names) == 1 else f"{len(names):,} documents"
    are = "is" if len(left) == 1 else "are"
    said = f"{how_many} of {documents} {are} set aside, because {groups.unknown}: {named}."
    return sentences[has], kept, (said,)


def _groups_of(examples: Examples, sentences: pd.DataFrame, groups: Groups | None) -> NDArray[np.str_]:
    """What each row is held out with.

    Raises:
        NotEnoughData: there is one only.
    """
    if groups is None:
        if examples.documents < 2:
            raise NotEnoughData(
                "All labelled sentences are from one document, so none can be held out. Label sentences of another one."
            )
        return examples.document_ids
    document = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    found = np.array([groups.of[document[name]] for name in examples.sentence_ids], dtype=str)
    if len(set(found.tolist())) < 2:
        raise NotEnoughData(
            f"All labelled sentences are of one {groups.by}, {found[0]}, so none can be held out. Label sentences of "
            f"another one, or hold out documents: --by document."
        )
    return found


def _ceiling(
    annotations: pd.DataFrame | None,
    sentences: pd.DataFrame,
    examples: Examples,
    held_out: HeldOut,
    copies: Mapping[str, str],
    chance: RandomSlice | None,
    frames: Sequence[str],
    seed: int,
) -> Ceiling:
    if annotations is None:
        return Ceiling(pd.DataFrame(), why_none="no decisions of single annotators were given")
    coded = sentences.loc[sentences["kind"].isin(tables.CODED_KINDS), "sentence_id"]
    annotations = annotations[annotations["sentence_id"].isin(coded)]
    of = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    ids = sorted(set(annotations["sentence_id"]) | set(examples.sentence_ids))
    weights = figure_basis(ids, chance).weights
    return human_ceiling(
        annotations,
        {name: original_document(of[name], copies) for name in ids},
        dict(zip(ids, weights.tolist(), strict=True)),
        Predicted(examples.sentence_ids, examples.frames, held_out.predicted),
        frames,
        seed=seed,
    )


def _with_people(table: pd.DataFrame, ceiling: Ceiling) -> pd.DataFrame:
    """The table with the human ceiling before `note`."""
    people = pd.DataFrame(index=table["frame"], columns=["people_f1", "people_f1_low", "people_f1_high"], dtype=float)
    if len(ceiling.table):
        people = ceiling.table.set_index("frame")[list(people.columns)].reindex(table["frame"])
    for name in people.columns:
        table.insert(len(table.columns) - 1, name, people[name].to_numpy())
    return table


def _summary(draws: FrameDraws, ceiling: Ceiling) -> pd.DataFrame:
    table = summary_table(draws)
    if not ceiling.frames:
        return table
    row = summary_row("people_macro_f1", ceiling.people, ceiling.frames)
    return pd.concat([table, pd.DataFrame([row])], ignore_index=True)


def _folds_in_words(examples: Examples, held_together: NDArray[np.str_], groups: Groups | None) -> str:
    by = "document" if groups is None else groups.by
    count = len(set(held_together.tolist()))
    of = "" if groups is None else f" of {examples.documents} documents"
    if count <= MOST_FOLDS:
        return f"leave one {by} out, {count} {by}s{of}"
    return f"{MOST_FOLDS} folds of whole {by}s, {count} {by}s{of}"


def _group_warnings(folds: Folds, groups: Groups | None) -> tuple[str, ...]:
    """What to know where whole groups were held out."""
    if groups is None:
        return ()
    alike = (
        f"Intervals are over documents, as if there were no other {groups.by}s than these: one that is not among them "
        "may be further off than they say."
    )
    if not folds.kept_back:
        return (alike,)
    copies = (
        f"{folds.kept_back:,} sentences are of a text that ran in several {groups.by}s: while one of these is held "
        "out, they do not teach."
    )
    return (alike, copies)
