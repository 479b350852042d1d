"""How well a model finds each frame in articles that it has not seen.

Whole documents are held out, each once, and everything is learned again without them: words,
weights, thresholds. Beside each figure stands what it costs nothing to reach, saying yes to everything and
counting the codebook's words, and what one person reaches beside the others, because an F1 of 0.4 is a success
for a rare frame that people disagree on and a failure for a common one.

Where a random slice was drawn, everything is learned from all labels and every figure stands on the slice alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from threadpoolctl import threadpool_limits

from framing import tables
from framing.codebook import Codebook
from framing.model.caution.sets import LEVEL
from framing.model.evaluation.abstention import LEVELS, abstention
from framing.model.evaluation.answers import answers_right
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
from framing.model.evaluation.coverage import coverage
from framing.model.evaluation.dictionary import dictionary_predictions
from framing.model.evaluation.groups import Groups, held_together_of, with_group
from framing.model.evaluation.held_out import (
    OUT_OF_FOLD,
    HeldOut,
    Judged,
    held_out_scores,
    hold_out_cautiously,
    judged,
    make_folds,
)
from framing.model.evaluation.remarks import evaluation_warnings, folds_in_words, group_warnings
from framing.model.learning.examples import NO_COPIES, Examples, make_examples, original_document
from framing.model.learning.profile import DEFAULT_PROFILE
from framing.model.learning.weights import RandomSlice, figure_basis

__all__ = ["OUT_OF_FOLD", "Evaluation", "evaluate"]

_USUAL = LEVELS.index(LEVEL)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Figures on held-out documents.

    Attributes:
        table: see `evaluate`.
        documents: how many there are labels from.
        sentences: how many are labelled.
        counted: how many of them figures stand on; fewer where a random slice was drawn.
        by_chance: whether these were drawn by chance.
        profile: what the model looks at in a text.
        by: what was held out together: document, outlet, month or event.
        folds: how, in words.
        warnings: what a reader must know; first what the figures stand on.
        out_of_fold: SCORES of each sentence held out, also of those that figures do not stand on.
        summary: figures over frames: see `framing.model.evaluation.by_frame.summary_table`; with `people_macro_f1` if
            there is a human ceiling.
        ceiling: one person against the rest.
        calibration: whether the probabilities mean what they say.
        abstention: what is gained by answering "not sure": see `framing.model.evaluation.abstention.abstention`.
        answers: how often "yes" and "no" are right: see `framing.model.evaluation.answers.answers_right`.
        coverage: whether the sets of answers hold what they promise: see `framing.model.evaluation.coverage.coverage`.
        confusions: see `framing.model.evaluation.confusions.confusions`.
        judged: what every figure stands on, sentence by sentence.
    """

    table: pd.DataFrame
    documents: int
    sentences: int
    counted: int
    by_chance: bool
    profile: str
    by: str
    folds: str
    warnings: tuple[str, ...]
    out_of_fold: pd.DataFrame
    summary: pd.DataFrame
    ceiling: Ceiling
    calibration: Calibration
    abstention: pd.DataFrame
    answers: pd.DataFrame
    coverage: pd.DataFrame
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
    profile: str = DEFAULT_PROFILE,
    seed: int = 7,
) -> Evaluation:
    """Precision, recall, F1 and more of each frame on documents that were held out.

    Up to 10 documents, each is left out once; beyond that there are 10 folds of whole documents, or 5 of more than
    2,000 sentences. Where the rest has too few examples to learn a frame, the frame counts as not found in the fold:
    that is what `train` does.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        copies: document_id to that of the document it repeats: a copy is never held out beside what it repeats.
        chance: the random slice, if one was drawn: then every count is of the slice, and every figure and interval
            weighs its sentences by how many each stands for.
        annotations: ANNOTATIONS of which gold was made, for the human ceiling.
        groups: what is held out together instead of single documents; sentences of documents without a group are set
            aside, and a warning names these. Intervals are over groups, and there are none below 20 groups.
        profile: what the model looks at in a text, see `framing.model.learning.profile`.
        seed: of folds and draws.

    Returns:
        The `table` has one row per frame of the codebook, in its order: `frame`, `sentences` (decided on this frame:
        those with a tie or without a decision are left out of its figures), `positives` (of them, with the frame),
        `documents_with` (it), `precision`, `recall`, `f1`, `average_precision`, each with the ends of its 95 % interval
        over documents (`precision_low` and so on; those of F1 are `low` and `high`; NaN below 20 documents or groups),
        `always_f1` (the F1 of saying yes to every sentence), `dictionary_f1` with its interval and `dictionary_share`
        (of the sentences where the codebook's words say yes), `people_f1` with its interval (see `ceiling`), `note`.
        With fewer than 20 positive sentences every figure is NaN, and `note` says so.

    Raises:
        InputError: see `train`.
        NotEnoughData: there is one document or group only, or no example at all.
    """
    aside: tuple[str, ...] = ()
    if groups is not None:
        sentences, gold, aside = with_group(sentences, gold, groups)
    examples = make_examples(sentences, gold, codebook, copies, chance)
    held_together = held_together_of(examples, sentences, groups)
    folds = make_folds(held_together, examples.document_ids, seed=seed)
    with threadpool_limits(limits=1):
        held_out, caution = hold_out_cautiously(examples, folds, profile=profile, seed=seed)
    found = judged(examples, held_out, folds, held_together)
    resampling = found.resampled(seed)
    numbers = frames_with_figure(found, by_chance=examples.by_chance)
    dictionary = dictionary_predictions(examples, codebook, folds)[examples.weights > 0]
    draws = FrameDraws(found, numbers, resampling, dictionary)
    figured = [found.frames[number] for number in numbers]
    ceiling = _ceiling(annotations, sentences, examples, held_out, copies, chance, figured, groups, seed)
    table = _with_people(frame_table(found, draws, by_chance=examples.by_chance), ceiling)
    return Evaluation(
        table=table,
        documents=examples.documents,
        sentences=len(examples.texts),
        counted=len(found.sentence_ids),
        by_chance=examples.by_chance,
        profile=profile,
        by="document" if groups is None else groups.by,
        folds=folds_in_words(examples, held_together, groups),
        warnings=(*evaluation_warnings(examples, table, found, groups), *group_warnings(folds, groups), *aside),
        out_of_fold=held_out_scores(examples, held_out.probabilities),
        summary=_summary(draws, ceiling),
        ceiling=ceiling,
        calibration=calibration(found, numbers, resampling),
        abstention=abstention(
            examples.labels, caution.answers, held_together, examples.weights, examples.frames, seed=seed
        ),
        answers=answers_right(found, caution.answers[_USUAL][examples.weights > 0], numbers, resampling),
        coverage=coverage(found, caution.sets[examples.weights > 0], numbers, resampling),
        confusions=confusions(found, codebook),
        judged=found,
    )


def _ceiling(
    annotations: pd.DataFrame | None,
    sentences: pd.DataFrame,
    examples: Examples,
    held_out: HeldOut,
    copies: Mapping[str, str],
    chance: RandomSlice | None,
    frames: Sequence[str],
    groups: Groups | None,
    seed: int,
) -> Ceiling:
    if annotations is None:
        return Ceiling(pd.DataFrame(), why_none="no decisions of single annotators were given")
    coded = sentences.loc[sentences["kind"].isin(tables.CODED_KINDS), "sentence_id"]
    if groups is not None:
        coded = coded[sentences["document_id"].isin(list(groups.of))]
    annotations = annotations[annotations["sentence_id"].isin(coded)]
    of = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    ids = sorted(set(annotations["sentence_id"]) | set(examples.sentence_ids))
    weights = figure_basis(ids, chance).weights
    return human_ceiling(
        annotations,
        {name: original_document(of[name], copies) if groups is None else groups.of[of[name]] for name in ids},
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
