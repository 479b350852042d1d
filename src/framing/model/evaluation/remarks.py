"""What a reader of an evaluation must know, in words."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.annotation.decisions import AUTOMATED, PERSON
from framing.model.evaluation.groups import Groups
from framing.model.evaluation.held_out import MOST_FOLDS, Folds, Judged, fold_count
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST
from framing.model.learning.examples import Examples
from framing.model.learning.fit import FIGURE_AT_LEAST


def evaluation_warnings(
    examples: Examples, table: pd.DataFrame, judged: Judged, groups: Groups | None = None
) -> list[str]:
    """What to know of these figures; first what they stand on.

    Args:
        examples: what was learned from and held out.
        table: the figures of each frame, see `framing.model.evaluation.evaluate.evaluate`.
        judged: what they stand on.
        groups: what was held out together, if not single documents.
    """
    warnings = list(examples.notes)
    by = "document" if groups is None else groups.by
    units = len(set(judged.held_together.tolist()))
    if units < INTERVAL_AT_LEAST:
        why = "" if groups is None else f", because the sentences of one {by} resemble each other"
        warnings.append(
            f"{len(judged.sentence_ids):,} sentences of {units} {by}s are too few for intervals: "
            f"{INTERVAL_AT_LEAST} {by}s are needed{why}."
        )
    undecided = _undecided(examples)
    if undecided:
        have, are = ("has", "is") if undecided == 1 else ("have", "are")
        warnings.append(
            f"Of {len(examples.texts):,} sentences, {undecided:,} {have} a tie or no decision on some frame and {are} "
            "left out there: the figures are for sentences on which the coders agree."
        )
    if AUTOMATED in examples.made_by:
        labels = f"{examples.made_by[AUTOMATED]:,} of {sum(examples.made_by.values()):,} labels"
        people = "" if PERSON in examples.made_by else " None was made by a person."
        warnings.append(
            f"{labels} were made by an automated coder: there, the figures say how well the model imitates it.{people}"
        )
    few = int((table["positives"] < FIGURE_AT_LEAST).sum())
    if few:
        warnings.append(
            f"{few} of {len(table)} frames have fewer than {FIGURE_AT_LEAST} positive sentences"
            f"{' in the random slice' if examples.by_chance else ''} and get no figures."
        )
    return [*warnings, *_baseline_warnings(table)]


def _baseline_warnings(table: pd.DataFrame) -> list[str]:
    """That the model does no better than what costs nothing."""
    model = float(table["f1"].mean())
    others = {
        "Saying yes to every sentence": float(table["always_f1"].mean()),
        "Looking for the codebook's words": float(table["dictionary_f1"].mean()),
    }
    return [
        f"{what} does as well as the model: macro-F1 {value:.2f} beside {model:.2f}."
        for what, value in others.items()
        if value >= model
    ]


def folds_in_words(examples: Examples, held_together: NDArray[np.str_], groups: Groups | None) -> str:
    """How documents or groups of them were held out."""
    by = "document" if groups is None else groups.by
    count = len(set(held_together.tolist()))
    of = "" if groups is None else f" of {examples.documents} documents"
    if count <= MOST_FOLDS:
        return f"leave one {by} out, {count} {by}s{of}"
    return f"{fold_count(held_together)} folds of whole {by}s, {count} {by}s{of}"


def group_warnings(folds: Folds, groups: Groups | None) -> tuple[str, ...]:
    """What to know where whole groups were held out."""
    if groups is None or not folds.kept_back:
        return ()
    return (
        f"{folds.kept_back:,} sentences are of a text that ran in several {groups.by}s: while one of these is held "
        "out, they do not teach.",
    )


def _undecided(examples: Examples) -> int:
    """Sentences without a label on some frame; a frame that nobody decided on at all has a note of its own."""
    decided = np.isfinite(examples.labels)
    return int((~decided[:, decided.any(axis=0)]).any(axis=1).sum())
