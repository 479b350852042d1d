"""Units of a scored corpus with what people decided on them, and with what chance they came to be labelled. Pure.

Only labels that were drawn by chance from this very corpus say how far a model's counts are off, each standing for as
many units as its chance says (Horvitz and Thompson 1952, JASA 47). Everything else is refused with what is missing.

An article has a frame if at least one of its coded sentences has it. Where sentences were drawn one by one, what is
known of articles is no fair picture of them: one in which a sentence with the frame was drawn is known to have it, and
one that has none is known only if all of it was labelled, which happens to short ones. So articles count as drawn by
chance only where the slice is of whole articles: where each article of which it has a sentence is in it with all of its
coded sentences, all by one chance. That is so where articles were drawn (`document_ids` of
`framing.sampling.random_slice.draw_slice`), or where everything was labelled. Of these,
one of which some sentence was never decided on corrects nothing, also if another one has the frame: to take it for the
one and not for the other would make the frame look more frequent than it is.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from framing.analysis.scored import Bools, Floats, Rows, Scored
from framing.analysis.units import Unit, Units
from framing.model.learning.weights import RandomSlice, stands_for

_DRAW = "framing suggest --for estimation, then framing push"
_DRAW_ARTICLES = "framing suggest --for estimation --unit article, then framing push"
_TIED = 0.5


@dataclass(frozen=True, eq=False)
class Labelled:
    """What was decided on sentences, and how they were drawn.

    Attributes:
        gold: GOLD.
        ties: `sentence_id` and `frame` of what annotators differ on, so that gold has no row.
        chance: the slice in force; None if there is none.
    """

    gold: pd.DataFrame
    ties: pd.DataFrame
    chance: RandomSlice | None


class _Known(NamedTuple):
    """Of each sentence: the truth of each frame, what it stands for, why nothing stands for others, who decided."""

    truth: Floats
    weight: Floats
    why: str
    made_by: str


def units_of(scored: Scored, labelled: Labelled | None, unit: Unit) -> Units:
    """The units of a corpus.

    Truth is that of gold; of what annotators are tied about it is a half, as they say it. A unit has a weight only if
    it is of the random slice of this corpus, somebody decided on it, and no proposal was in sight.

    Args:
        scored: the corpus.
        labelled: None where nobody decided anything.
        unit: which.
    """
    known = _known(scored, labelled, _DRAW_ARTICLES if unit == "article" else _DRAW)
    document = _document_numbers(scored)
    if unit == "article":
        return _articles(scored, labelled, known, document)
    chosen = (
        np.ones(len(scored.sentences), dtype=np.bool_)
        if unit == "sentence"
        else (scored.sentences["kind"] == "headline").to_numpy()
    )
    weight = known.weight[chosen]
    why = known.why
    if not why and not weight.any():
        why = (
            "No headline of the random slice is labelled. Draw as many of each kind: framing suggest --for estimation "
            "--by kind --equal, then framing push."
        )
    return Units(
        unit=unit,
        names=scored.sentences.loc[chosen, "sentence_id"].to_numpy(dtype=object),
        document=document[chosen],
        documents=len(scored.documents),
        frames=scored.frames,
        probabilities=scored.probabilities[chosen],
        predicted=scored.predicted[chosen],
        truth=known.truth[chosen],
        weight=weight,
        why_unlabelled=why,
        made_by=known.made_by,
    )


def _document_numbers(scored: Scored) -> Rows:
    numbers = dict(zip(scored.documents["document_id"], range(len(scored.documents)), strict=True))
    return np.array([numbers[name] for name in scored.sentences["document_id"]], dtype=np.intp)


def _known(scored: Scored, labelled: Labelled | None, draw: str) -> _Known:
    count = len(scored.sentences)
    nothing = np.full((count, len(scored.frames)), np.nan), np.zeros(count)
    if labelled is None:
        return _Known(*nothing, f"No sentence of this corpus is labelled. Draw some by chance: {draw}.", "")
    row = dict(zip(scored.sentences["sentence_id"], range(count), strict=True))
    truth = _truth(scored, labelled, row)
    decided = np.isfinite(truth).any(axis=1)
    if not decided.any():
        return _Known(*nothing, f"No sentence of this corpus is labelled. Draw some by chance: {draw}.", "")
    weight = np.zeros(count)
    why = _why_not(scored, labelled.chance, int(decided.sum()), draw)
    ids = scored.sentences["sentence_id"].to_numpy(dtype=object)
    if not why and labelled.chance is not None:
        for name, number in stands_for(labelled.chance, ids[decided].tolist()).items():
            weight[row[name]] = number
        why = "" if weight.any() else _none_labelled(labelled.chance)
    standing = weight > 0 if weight.any() else decided
    counts = labelled.gold["sentence_id"].isin(ids[standing].tolist())
    return _Known(truth, weight, why, " and ".join(sorted(set(labelled.gold.loc[counts, "made_by"]), reverse=True)))


def _truth(scored: Scored, labelled: Labelled, row: dict[str, int]) -> Floats:
    """(sentences, frames)."""
    truth = np.full((len(row), len(scored.frames)), np.nan)
    column = {frame: number for number, frame in enumerate(scored.frames)}
    for table, values in ((labelled.ties, None), (labelled.gold, labelled.gold["present"])):
        there = (table["sentence_id"].isin(row.keys()) & table["frame"].isin(column.keys())).to_numpy()
        rows = table.loc[there, "sentence_id"].map(row).to_numpy(dtype=np.intp)
        columns = table.loc[there, "frame"].map(column).to_numpy(dtype=np.intp)
        truth[rows, columns] = _TIED if values is None else values.to_numpy(dtype=np.float64)[there]
    return truth


def _why_not(scored: Scored, chance: RandomSlice | None, labelled: int, draw: str) -> str:
    """Why no label of this corpus corrects anything; empty if some may."""
    if chance is None:
        return (
            f"The {labelled:,} labelled sentences were not drawn by chance, so they say nothing of how often a frame "
            f"occurs. Draw some: {draw}."
        )
    drawn_from = str(chance.drawn["corpus"].iloc[0])
    if drawn_from != scored.corpus:
        here = int(chance.drawn["sentence_id"].isin(scored.sentences["sentence_id"]).sum())
        return (
            f"The random slice was drawn from another corpus ({drawn_from}) than this one ({scored.corpus}): "
            f"{here:,} of its {len(chance.drawn):,} sentences are here. Draw one from this corpus: {draw}."
        )
    return ""


def _none_labelled(chance: RandomSlice) -> str:
    helped = len(chance.assisted)
    beside = f"; {helped:,} were, with a proposal in sight, which does not count" if helped else ""
    return (
        f"Of the {len(chance.drawn):,} sentences of the random slice none is labelled yet{beside}. Label them: "
        "framing push."
    )


def _articles(scored: Scored, labelled: Labelled | None, known: _Known, document: Rows) -> Units:
    """One unit a document, in their order."""
    first = np.flatnonzero(np.diff(document, prepend=-1))

    def none_of(values: Floats) -> Floats:
        return np.asarray(np.multiply.reduceat(1 - values, first, axis=0))

    decided = np.isfinite(known.truth)
    whole = np.logical_and.reduceat(decided, first, axis=0)
    seen = 1 - none_of(np.where(decided, known.truth, 0.0))
    weight, why, incomplete = _weight_of_articles(scored, labelled, known, first)
    truth = np.where(whole | ((seen == 1) & (weight == 0)[:, np.newaxis]), seen, np.nan)
    return Units(
        unit="article",
        names=scored.documents["document_id"].to_numpy(dtype=object),
        document=np.arange(len(first), dtype=np.intp),
        documents=len(scored.documents),
        frames=scored.frames,
        probabilities=1 - none_of(scored.probabilities),
        predicted=np.logical_or.reduceat(scored.predicted, first, axis=0),
        truth=truth,
        weight=weight,
        why_unlabelled=why,
        made_by=known.made_by,
        incomplete=incomplete,
    )


def _weight_of_articles(
    scored: Scored, labelled: Labelled | None, known: _Known, first: Rows
) -> tuple[Floats, str, str]:
    """What each article stands for; why none stands for others if none does; and see `Units.incomplete`."""
    nothing = np.zeros(len(first))
    if known.why or labelled is None or labelled.chance is None:
        return nothing, known.why, ""
    drawn = labelled.chance.drawn
    chance_of = dict(zip(drawn["sentence_id"], drawn["inclusion_probability"], strict=True))
    chance = np.array([chance_of.get(name, 0.0) for name in scored.sentences["sentence_id"]])
    low, high = np.minimum.reduceat(chance, first), np.maximum.reduceat(chance, first)
    touched, parted = high > 0, low < high * (1 - 1e-9)
    if parted.any():
        why = (
            f"The random slice is of sentences, not of whole articles: of the {int(touched.sum()):,} articles that it "
            f"touches, {int((touched & ~parted).sum()):,} are in it whole. Whether an article has at least one "
            "sentence with a frame is known only of a whole one, so these shares are counts of predictions. Draw whole "
            f"ones: {_DRAW_ARTICLES}."
        )
        return nothing, why, ""
    counts: Bools = known.weight > 0
    complete: Bools = touched & np.logical_and.reduceat(counts, first)
    incomplete = _incomplete(scored, labelled.chance, counts, first, touched)
    if not complete.any():
        return nothing, incomplete, ""
    stratum_of = dict(zip(drawn["sentence_id"], drawn["stratum"], strict=True))
    strata = np.array([stratum_of.get(name, "") for name in scored.sentences["sentence_id"].to_numpy()[first]])
    weight = np.zeros(len(first))
    for stratum in set(strata[complete]):
        own = strata == stratum
        weight[own & complete] = (1 / high[own & touched]).sum() / (own & complete).sum()
    return weight, "", incomplete


def _incomplete(scored: Scored, chance: RandomSlice, counts: Bools, first: Rows, touched: Bools) -> str:
    """How many articles of a slice of whole ones are labelled in part or not at all, and how much of them is missing.

    Args:
        scored: the corpus.
        chance: the slice.
        counts: of each sentence, whether it is labelled and counts.
        first: number of the first sentence of each article.
        touched: of each article, whether it was drawn.
    """
    size = np.diff(np.append(first, len(counts)))
    done = np.add.reduceat(counts.astype(np.intp), first)
    lacking = touched & (done < size)
    if not lacking.any():
        return ""
    some = int((lacking & (done > 0)).sum())
    none = int(lacking.sum()) - some
    missing = int((size - done)[lacking].sum())
    inside = np.repeat(lacking, size)
    helped = int(scored.sentences.loc[inside, "sentence_id"].isin(chance.assisted).sum())
    beside = f", {helped:,} of them with a proposal in sight, which does not count" if helped else ""
    drawn, whole = int(touched.sum()), int((touched & ~lacking).sum())
    basis = (
        f"Shares of articles are corrected by {whole:,} of the {drawn:,} articles of the random slice, those of which "
        "every coded sentence is labelled."
        if whole
        else f"Of none of the {drawn:,} articles of the random slice every coded sentence is labelled, so these shares "
        "are counts of predictions."
    )
    return (
        f"{basis} {some:,} are labelled in part and {none:,} not at all: {missing:,} of their sentences are missing"
        f"{beside}. Label them: framing push."
    )
