"""Annotators who decide differently late than early, beside the others who saw the same sentences. Pure.

What somebody says early and late cannot be compared as such, because the articles differ. What is compared is how far a
decision is from what the others said of the same sentence: whether somebody comes to see a frame more or less often
than they do, and whether the difference grows in all. Sentences of one article resemble each other, so chance is tried
out by shuffling whole stretches of one article, never single sentences (a permutation test, two-sided for frames and
one-sided for all of them together). All tests of a study are corrected together (Holm).

Programs have no early and late, and are left out. Where all sentences were seen by the same two people, nobody can tell
who of them drifts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.annotation.decisions import Decision
from framing.audit.decided import Record, answers, beside_others, blocks_of, by_annotator
from framing.audit.finding import SIGNIFICANT, Checked, Finding, checked, counted, holm, p_text

SENTENCES_AT_LEAST = 60  # that others saw too: 30 early and 30 late
BLOCKS_AT_LEAST = 8  # stretches of one article: fewer can be shuffled in too few ways
SEEN_AT_LEAST = 10  # sentences in which somebody sees the frame
BLOCKS_AT_MOST = (
    200  # neighbours are put together beyond that: enough to shuffle, and as much memory whatever the study
)
FEW, MANY = 999, 19_999  # shuffles: the first to see whether the second are worth it
WORTH_IT = 0.1  # p-value after the first shuffles; what is above it cannot be below 0.05 when corrected

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Trend:
    """How one annotator's distance from the others goes; `frame` is empty for all frames together."""

    annotator: str
    frame: str
    early: float
    late: float
    sentences: int
    frames: int
    p: float
    apart: tuple[str, ...]  # the late sentences in which the annotator is away from the others, farthest first


def drift(record: Record, frames: Sequence[str], *, seed: int = 7) -> Checked:
    """Who sees a frame more or less often than the others late, beside early, or differs from them more in all.

    Args:
        record: of the study; only people are looked at.
        frames: keys, in the codebook's order.
        seed: of the shuffles.
    """
    trends, untold = [], []
    people = by_annotator(record.people)
    for name, table, blocks in _series(people, frames):
        if len(table) < SENTENCES_AT_LEAST or blocks.max(initial=-1) + 1 < BLOCKS_AT_LEAST:
            untold.append(name)
            continue
        trends += list(_trends(name, table, blocks, np.random.default_rng(seed)))
    if not trends:
        return Checked("drift", (), _why_not(record, untold))
    corrected = holm([trend.p for trend in trends])
    pair = " and ".join(people) if len(people) == 2 else ""
    findings = [
        _finding(trend, p, pair) for trend, p in zip(trends, corrected.tolist(), strict=True) if p <= SIGNIFICANT
    ]
    note = f"{counted(len(trends), 'test')} (permutation of stretches of one article, corrected by Holm)."
    if untold:
        note += f" Too little of {', '.join(untold)}: {_NEEDED}."
    return checked("drift", findings, note)


_NEEDED = (
    f"{SENTENCES_AT_LEAST} sentences that others decided on too are needed, "
    f"in {BLOCKS_AT_LEAST} stretches of one article"
)


def _why_not(record: Record, untold: Sequence[str]) -> str:
    if not record.people:
        return "Nothing was labelled by people, and the passes of a program have no early and late."
    return f"Too little to tell of {', '.join(untold)}: {_NEEDED}."


def _series(
    people: dict[str, tuple[Decision, ...]], frames: Sequence[str]
) -> Iterator[tuple[str, pd.DataFrame, NDArray[np.intp]]]:
    """For each annotator the distances from the others, in order, of the sentences that others saw; and their blocks.

    Of two people only the first: the other one's distances are the same with another sign.
    """
    decisions = [decision for own in people.values() for decision in own]
    table = answers(decisions, frames)
    distance = table - beside_others(table)
    start = 0
    for number, (name, own) in enumerate(people.items()):
        part = distance.iloc[start : start + len(own)]
        start += len(own)
        shared = part.notna().any(axis=1).to_numpy()
        if number and len(people) == 2:
            return
        kept = [decision for decision, is_shared in zip(own, shared, strict=True) if is_shared]
        yield name, part[shared].droplevel("annotator"), blocks_of(kept)


def _trends(name: str, table: pd.DataFrame, blocks: NDArray[np.intp], rng: np.random.Generator) -> Iterator[_Trend]:
    values = table.to_numpy(np.float64)
    away = np.nanmean(np.abs(values), axis=1)
    for frame, column in zip(("", *table.columns), (away, *values.T), strict=True):
        known = np.isfinite(column)
        if known.sum() < SENTENCES_AT_LEAST or (np.abs(column[known]) > 0).sum() < SEEN_AT_LEAST:
            continue
        series, where = column[known], np.unique(blocks[known], return_inverse=True)[1]
        if where.max() + 1 < BLOCKS_AT_LEAST:
            continue
        half = len(series) // 2
        late = np.flatnonzero(known)[half:]
        apart = late[np.argsort(-np.abs(column[late]), kind="stable")]
        yield _Trend(
            annotator=name,
            frame=str(frame),
            early=float(series[:half].mean()),
            late=float(series[half:].mean()),
            sentences=len(series),
            frames=1 if frame else len(table.columns),
            p=_p_value(series, where, rng, two_sided=bool(frame)),
            apart=tuple(str(table.index[row]) for row in apart if column[row] != 0),
        )


def _p_value(series: Floats, blocks: NDArray[np.intp], rng: np.random.Generator, *, two_sided: bool) -> float:
    """Of the difference between late and early, by shuffling the blocks.

    A block belongs to the half in which its middle lies, for what was observed as for every shuffle. Counted with the
    one that was observed, as Phipson and Smyth (2010) say, so that it is never 0.
    """
    count = int(blocks.max()) + 1
    if count > BLOCKS_AT_MOST:
        blocks = blocks * BLOCKS_AT_MOST // count
    sizes = np.bincount(blocks).astype(np.float64)
    sums = np.bincount(blocks, weights=series).astype(np.float64)
    observed = _differences(np.arange(len(sizes))[np.newaxis], sums, sizes)[0]
    p = 1.0
    for draws in (FEW, MANY):
        orders = rng.permuted(np.tile(np.arange(len(sizes)), (draws, 1)), axis=1)
        found = _differences(orders, sums, sizes)
        more = np.abs(found) >= abs(observed) - 1e-12 if two_sided else found >= observed - 1e-12
        p = float((1 + more.sum()) / (1 + draws))
        if p > WORTH_IT:
            break
    return p


def _differences(orders: NDArray[np.signedinteger], sums: Floats, sizes: Floats) -> Floats:
    """Mean of the late half less that of the early one, for each order of the blocks, (orders, blocks)."""
    ordered = sizes[orders]
    late = np.cumsum(ordered, axis=1) - ordered / 2 >= sizes.sum() / 2
    late_size = (ordered * late).sum(axis=1)
    late_sum = (sums[orders] * late).sum(axis=1)
    early_size = np.maximum(sizes.sum() - late_size, 1)
    return np.asarray(late_sum / np.maximum(late_size, 1) - (sums.sum() - late_sum) / early_size)


def _finding(trend: _Trend, p: float, pair: str) -> Finding:
    late = trend.sentences - trend.sentences // 2
    test = f"permutation test, {p_text(p)} after Holm"
    who = pair or trend.annotator
    if trend.frame:
        how = f"says {trend.frame} {_points(trend.early)} than the others early and {_points(trend.late)} late"
        if pair:
            how = f"drift apart: {trend.annotator} {how.replace('the others', 'the other')}"
        why = f"{who} {how}, on {counted(trend.sentences, 'sentence')} ({test})."
        todo = (
            f"Show {who} the codebook's rule for {trend.frame}, and the {counted(len(trend.apart), 'late sentence')} "
            "with another answer than the others'."
        )
        score = abs(trend.late - trend.early) * late
    else:
        verb = "differ from each other" if pair else "differs from the others"
        why = (
            f"{who} {verb} on {trend.early:.1%} of the answers early and {trend.late:.1%} late, "
            f"on {counted(trend.sentences, 'sentence')} ({test})."
        )
        todo = f"Talk with {who}, and look at the late sentences again."
        score = (trend.late - trend.early) * late * trend.frames
    where = f"{who}, {trend.frame}" if trend.frame else who
    return Finding("drift", where, why, todo, float(score), trend.apart)


def _points(difference: float) -> str:
    """A difference of rates in words: 12 points more often."""
    points = abs(difference) * 100
    return "as often" if points < 0.5 else f"{points:.0f} points {'more' if difference > 0 else 'less'} often"
