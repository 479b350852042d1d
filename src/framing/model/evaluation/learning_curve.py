"""What models of fewer documents find in the same held-out documents, and whether the curve still rises at its end.

Every size is tried several times, with other documents, and the smaller are parts of the larger. Everything is learned
anew for each, words, weights and thresholds, so that the last point is an evaluation like any other.

A curve says what labels like these brought so far. It does not say what labels chosen in another way would bring, nor
what another codebook, or annotators who agree better, would. `framing budget` puts it into a forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from framing.errors import NotEnoughData
from framing.model.evaluation.by_frame import FrameDraws, frames_with_figure
from framing.model.evaluation.held_out import Folds, HeldOut, Judged, hold_out, judged
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST, Figure, Floats, Rows, figure_of, mean_of
from framing.model.learning.examples import Examples
from framing.model.learning.profile import DEFAULT_PROFILE

SHARES = (0.25, 0.4, 0.6, 0.8, 1.0)  # of the documents that a fold may learn from
DRAWS = 3  # of the documents of each smaller size
_END = 0.4  # from here on the slope is taken: the last 1.3 doublings
_LITTLE = 0.01  # of average precision, for twice the labels
_FEWEST = 2  # documents to learn from


@dataclass(frozen=True)
class CurvePoint:
    """Figures of models that learned from a share of the documents.

    Attributes:
        share: of the documents that a fold may learn from.
        documents: of a fold, on average.
        sentences: the same.
        macro_f1: over the frames of the curve; its interval has the chance of which documents teach and which judge.
        macro_average_precision: the same.
    """

    share: float
    documents: float
    sentences: float
    macro_f1: Figure
    macro_average_precision: Figure


@dataclass(frozen=True)
class LearningCurve:
    """Points from few documents to all, and how steep the end is.

    Attributes:
        points: the smallest first.
        draws: how often each but the last was drawn.
        frames: those that have a figure today.
        f1_per_doubling: what twice the sentences brought, over the end of the curve.
        average_precision_per_doubling: the same.
    """

    points: tuple[CurvePoint, ...]
    draws: int
    frames: tuple[str, ...]
    f1_per_doubling: Figure
    average_precision_per_doubling: Figure

    @property
    def verdict(self) -> str:
        """Of average precision: "rising" (the interval is above 0), "flat" (below 0.01) or "open"."""
        slope = self.average_precision_per_doubling
        if slope.low > 0:
            return "rising"
        return "flat" if slope.high < _LITTLE else "open"


@dataclass(frozen=True, eq=False)
class _Tried:
    """Figures of one size and draw, in the sample and each draw of documents that judge; and what was learned from."""

    f1: Floats
    average_precision: Floats
    documents: float
    sentences: float


def learning_curve(
    examples: Examples, folds: Folds, held_out: HeldOut, *, profile: str = DEFAULT_PROFILE, seed: int = 7
) -> LearningCurve:
    """The curve of macro-F1 and macro average precision over the number of documents learned from.

    Args:
        examples: the labelled sentences.
        folds: of whole documents; every point judges the same ones.
        held_out: the predictions in these by all that may be learned from, which is the last point.
        profile: see `train`.
        seed: of the draws.

    Raises:
        NotEnoughData: no frame has a figure, or there are fewer than 10 documents.
    """
    whole = judged(examples, held_out, folds)
    frames = frames_with_figure(whole, by_chance=examples.by_chance)
    if not frames or examples.documents < 2 * len(SHARES):
        raise NotEnoughData(
            f"A learning curve needs {2 * len(SHARES)} documents and a frame with enough examples for a figure. "
            "Label more."
        )
    everything = _judge(whole, frames, folds, examples, seed)
    tried = {share: [everything] * DRAWS for share in SHARES}
    for draw in range(DRAWS):
        order = np.random.default_rng([seed, draw]).permutation(np.unique(examples.document_ids))
        for share in SHARES[:-1]:
            fewer = _fewer(examples.document_ids, folds, order, share)
            with threadpool_limits(limits=1):
                found = hold_out(examples, fewer, profile=profile, seed=seed)
            tried[share][draw] = _judge(judged(examples, found, folds), frames, fewer, examples, seed)
    return _curve(tried, tuple(examples.frames[number] for number in frames), seed)


def _fewer(documents: NDArray[np.str_], folds: Folds, order: NDArray[np.str_], share: float) -> Folds:
    """The same documents held out, and of the others the first of `order` to learn from."""
    rank = {name: place for place, name in enumerate(order.tolist())}
    places = np.array([rank[name] for name in documents.tolist()])
    parts: list[tuple[Rows, Rows]] = []
    for inside, held in folds.parts:
        there = np.unique(places[inside])
        last = there[min(len(there), max(_FEWEST, round(share * len(there)))) - 1]
        parts.append((inside[places[inside] <= last], held))
    return Folds(tuple(parts), folds.of, folds.kept_back)


def _judge(found: Judged, frames: Sequence[int], folds: Folds, examples: Examples, seed: int) -> _Tried:
    draws = FrameDraws(found, frames, found.resampled(seed), np.zeros_like(found.predicted))
    return _Tried(
        mean_of(draws.f1),
        mean_of(draws.average_precision),
        float(np.mean([len(np.unique(examples.document_ids[inside])) for inside, _ in folds.parts])),
        float(np.mean([len(inside) for inside, _ in folds.parts])),
    )


def _curve(tried: dict[float, list[_Tried]], frames: tuple[str, ...], seed: int) -> LearningCurve:
    sentences = np.array([np.mean([part.sentences for part in parts]) for parts in tried.values()])
    f1 = _one_draw_each(np.array([[part.f1 for part in parts] for parts in tried.values()]), seed)
    precision = _one_draw_each(np.array([[part.average_precision for part in parts] for parts in tried.values()]), seed)
    points = tuple(
        CurvePoint(
            share,
            float(np.mean([part.documents for part in parts])),
            float(sentences[place]),
            figure_of(f1[place]),
            figure_of(precision[place]),
        )
        for place, (share, parts) in enumerate(tried.items())
    )
    end = np.array([share >= _END for share in tried])
    slopes = [figure_of(slope_per_doubling(sentences[end], values[end])) for values in (f1, precision)]
    return LearningCurve(points, DRAWS, frames, *slopes)


def _one_draw_each(values: Floats, seed: int) -> Floats:
    """(sizes, lines): first the mean over draws of what teaches, then for each draw of what judges one of them.

    The same one at all sizes, because the documents of a smaller size are among those of a larger.
    """
    lines = values.shape[2]
    chosen = np.random.default_rng(seed).integers(values.shape[1], size=lines)
    found = values[:, chosen, np.arange(lines)]
    found[:, 0] = values[:, :, 0].mean(axis=1)
    return np.asarray(found)


def slope_per_doubling(sentences: Floats, values: Floats) -> Floats:
    """What each column of `values` gains with twice the sentences, by least squares."""
    doublings = np.log2(sentences) - np.log2(sentences).mean()
    return np.asarray(doublings @ values / (doublings**2).sum())


def curve_in_words(curve: LearningCurve) -> str:
    """What the end of the curve says about more labels, and no more than that."""
    slope = curve.average_precision_per_doubling
    gain = f"Over the end of the curve, twice the sentences changed macro average precision by {slope.value:+.3f}"
    if not slope.low <= slope.high:
        return f"{gain}. With fewer than {INTERVAL_AT_LEAST} documents it cannot be said whether that is chance."
    gain += f" ({slope.low:+.3f} to {slope.high:+.3f})"
    if curve.verdict == "rising":
        return f"{gain}. It still rises: more labels, chosen like these, will probably help."
    if curve.verdict == "flat":
        return (
            f"{gain}. It is flat: more labels like these will hardly help. Rare frames, the codebook and how far "
            "annotators agree are the next places to look."
        )
    return f"{gain}. That is too uncertain to say whether more labels like these would help."
