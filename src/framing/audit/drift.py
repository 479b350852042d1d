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
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from framing.audit.decided import Answers, Record, answers, blocks_of, by_annotator
from framing.audit.finding import SIGNIFICANT, Checked, Finding, checked, counted, holm, p_text

SENTENCES_AT_LEAST = 60  # that others saw too: 30 early and 30 late
BLOCKS_AT_LEAST = 8  # stretches of one article: fewer can be shuffled in too few ways
SEEN_AT_LEAST = 10  # sentences in which somebody sees the frame
BLOCKS_AT_MOST = (
    200  # neighbours are put together beyond that: enough to shuffle, and as much memory whatever the study
)
FEW, MANY = 499, 9_999  # shuffles: the first to see whether the second are worth it
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

    Where one drifts, the others seem to move the other way. So who moves most is named, what that annotator says of the
    frame is set aside, and the others are looked at again without it, until nothing is left to name.

    Args:
        record: of the study; only people are looked at.
        frames: keys, in the codebook's order.
        seed: of the shuffles.
    """
    people = by_annotator(record.people)
    decisions = [decision for own in people.values() for decision in own]
    said = answers(decisions, frames)
    series = _Series(tuple(people), said, blocks_of(decisions))
    first, untold = series.trends(seed)
    if not first:
        return Checked("drift", (), _why_not(record, untold))
    named, trends = [], first
    while worst := _worst(trends):
        named += worst
        series.set_aside(worst)
        trends, _ = series.trends(seed) if len(people) > 2 else ([], [])
    pair = " and ".join(people) if len(people) == 2 else ""
    note = f"{counted(len(first), 'test')} (permutation of stretches of one article, corrected by Holm)."
    if untold:
        note += f" Too little of {', '.join(untold)}: {_NEEDED}."
    return checked("drift", [_finding(trend, pair) for trend in named], note)


def _worst(trends: Sequence[_Trend]) -> list[_Trend]:
    """Of each frame the trend that goes farthest, of those that are more than chance; its p-value corrected.

    All frames together are looked at when no single one is left.
    """
    corrected = holm([trend.p for trend in trends]).tolist()
    more = [replace(trend, p=p) for trend, p in zip(trends, corrected, strict=True) if p <= SIGNIFICANT]
    more.sort(key=lambda trend: -abs(trend.late - trend.early))
    of_frame = {trend.frame: trend for trend in reversed(more)}
    in_all = of_frame.pop("", None)
    return list(of_frame.values()) or ([in_all] if in_all else [])


_NEEDED = (
    f"{SENTENCES_AT_LEAST} sentences that others decided on too are needed, "
    f"in {BLOCKS_AT_LEAST} stretches of one article"
)


def _why_not(record: Record, untold: Sequence[str]) -> str:
    if not record.people:
        return "Nothing was labelled by people, and the passes of a program have no early and late."
    return f"Too little to tell of {', '.join(untold)}: {_NEEDED}."


@dataclass(eq=False)
class _Series:
    """Everybody's answers one after the other, each in the own order; what was set aside is NaN in `said.cells`."""

    people: tuple[str, ...]
    said: Answers
    blocks: NDArray[np.intp]

    def set_aside(self, trends: Sequence[_Trend]) -> None:
        """Takes out what was named, so that nobody is compared with it."""
        for trend in trends:
            columns = [self.said.frames.index(trend.frame)] if trend.frame else range(len(self.said.frames))
            for column in columns:
                self.said.cells[self.said.annotators == trend.annotator, column] = np.nan

    def trends(self, seed: int) -> tuple[list[_Trend], list[str]]:
        """Of each annotator with enough to tell; and the names of the others.

        Of two people only the first: the other one's distances are the same with another sign.
        """
        distance, found, untold = self.said.beside_others(), list[_Trend](), list[str]()
        for name in self.people[:1] if len(self.people) == 2 else self.people:
            mine = np.flatnonzero((self.said.annotators == name) & np.isfinite(distance).any(axis=1))
            if len(mine) < SENTENCES_AT_LEAST or len(set(self.blocks[mine].tolist())) < BLOCKS_AT_LEAST:
                untold.append(name)
            else:
                found += self._of_one(name, mine, distance[mine], np.random.default_rng(seed))
        return found, untold

    def _of_one(
        self, name: str, rows: NDArray[np.intp], distance: Floats, rng: np.random.Generator
    ) -> Iterator[_Trend]:
        away = np.nanmean(np.abs(distance), axis=1)
        for frame, column in zip(("", *self.said.frames), (away, *distance.T), strict=True):
            known = np.flatnonzero(np.isfinite(column))
            blocks = np.unique(self.blocks[rows[known]], return_inverse=True)[1]
            too_few = len(known) < SENTENCES_AT_LEAST or blocks.max() + 1 < BLOCKS_AT_LEAST
            if too_few or np.count_nonzero(column[known]) < SEEN_AT_LEAST or not self._can_tell(frame):
                continue
            half = len(known) // 2
            late = known[half:]
            apart = late[np.argsort(-np.abs(column[late]), kind="stable")]
            yield _Trend(
                annotator=name,
                frame=frame,
                early=float(column[known[:half]].mean()),
                late=float(column[late].mean()),
                sentences=len(known),
                frames=1 if frame else len(self.said.frames),
                p=_p_value(column[known], blocks, rng, two_sided=bool(frame)),
                apart=tuple(self.said.sentences[rows[apart[column[apart] != 0]]].tolist()),
            )

    def _can_tell(self, frame: str) -> bool:
        """Whether three or more are left to compare: of two who part, nobody can say which one moved."""
        columns = [self.said.frames.index(frame)] if frame else list(range(len(self.said.frames)))
        left = np.isfinite(self.said.cells[:, columns]).any(axis=1)
        return len(set(self.said.annotators[left].tolist())) > 2 or len(self.people) == 2


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


def _finding(trend: _Trend, pair: str) -> Finding:
    late = trend.sentences - trend.sentences // 2
    test = f"permutation test, {p_text(trend.p)} after Holm"
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
