"""Intervals of alpha: documents are resampled, because the sentences of one article are not independent. Pure.

The plain percentiles of resampled alphas are too narrow: with 40 documents and a rare frame that comes in clusters
they hold the truth in 85 to 92 of 100 studies, not in 95. `benchmarks/agreement.py` measures how often these do.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import betaincinv

from framing.agreement.alpha import Floats, alpha_of

_LOW, _HIGH = 0.025, 0.975
_ONE_VOTE = 2.0  # the pairs that disagree in a sentence where one vote differs from all others, as alpha weights them
_FEW = 10  # documents in which annotators differ: with fewer, the bootstrap alone holds the truth in 50 to 90 %
_LOWEST = -1.0  # alpha in the long run is never lower, whatever annotators do
_CELLS = 1_000_000  # draws times documents that are held at once


def alpha_interval(sums: Floats, *, draws: int = 1000, seed: int = 7) -> tuple[float, float]:
    """95 % interval of alpha: a studentized bootstrap of documents on the scale of log(1 - alpha).

    How far log(1 - alpha) of a draw of documents lies from that of the sample is divided by the draw's own standard
    error, and the quantiles of these ratios stand for those of a normal distribution. So the interval is as lopsided
    as what it is about, and as wide as few documents ask for. Draws in which alpha is 1 or undefined are left out.

    No draw holds a disagreement that the sample does not hold. So where annotators differ in fewer than 10 documents,
    the lower end is at most the alpha of a sample in which they differ in as many as the exact limit of the share
    allows. If they never differ, one vote that differs is assumed in each of those, and the upper end is 1.

    Sources: Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 12.5 (studentized); Davison & Hinkley
    (1997), Bootstrap Methods and their Application, sections 2.7.2 (linearised standard error) and 3.8 (clusters);
    Clopper & Pearson (1934), Biometrika 26, 404-413 (limit of a share).

    Args:
        sums: (documents, 3) or (documents, parts, 3): what `value_sums` gives, added up over the sentences of each
            document. Alpha is `alpha_of` their sum over documents.
        draws: of documents.
        seed: of the draws.

    Returns:
        The lower and the upper end, between -1 and 1; NaN where alpha, or nearly every draw of it, is undefined.
    """
    parts = sums if sums.ndim == 3 else sums[:, None, :]
    alpha = float(alpha_of(parts.sum(axis=0)))
    if np.isnan(alpha):
        return np.nan, np.nan
    low, high = _studentized(parts, draws, seed) if alpha < 1 else (1.0, 1.0)
    return max(_LOWEST, min(low, _lowest_by_share(parts))), high


def _studentized(parts: Floats, draws: int, seed: int) -> tuple[float, float]:
    """The ends of the interval by the studentized bootstrap."""
    log_distance, error = (float(value[0]) for value in _log_distance(parts, np.ones((1, len(parts)))))
    drawn = [_log_distance(parts, weights) for weights in _draws_of(len(parts), draws, seed)]
    log_distances, errors = (np.concatenate(values) for values in zip(*drawn, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (log_distances - log_distance) / errors
    ratios = ratios[np.isfinite(ratios)]
    if len(ratios) < draws / 10:
        return np.nan, np.nan
    smallest, largest = np.quantile(ratios, [_LOW, _HIGH], method="weibull")
    low, high = 1 - np.exp(log_distance - error * np.array([smallest, largest]))
    return float(low), float(high)


def _log_distance(parts: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """log(1 - alpha) and its linearised standard error where document i counts weights[:, i] times; both (draws,).

    1 - alpha is disagreement observed over expected. A document's influence on its logarithm is its share of the
    observed minus what it adds to the expected; over all documents that is 0, and the squares make up the variance.
    """
    flat = parts.reshape(len(parts), -1)
    totals = (weights @ flat).reshape(-1, *parts.shape[1:])
    observed, given, votes = np.moveaxis(totals, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(votes > 0, given / votes, 0)
        expected = (2 * given * (1 - share)).sum(axis=1, keepdims=True)
        by_sum = [
            np.broadcast_to(1 / observed.sum(axis=1, keepdims=True), observed.shape),
            (4 * share - 2) / expected,
            -2 * share**2 / expected,
        ]
        influence = np.stack(by_sum, axis=-1).reshape(len(totals), -1) @ flat.T
        return np.log(1 - alpha_of(totals)), np.sqrt((weights * influence**2).sum(axis=1))


def _draws_of(documents: int, draws: int, seed: int) -> Iterator[Floats]:
    """(some draws, documents): how often each document was drawn; all draws together, a block at a time."""
    chance = np.random.default_rng(seed)
    block = max(1, _CELLS // documents)
    for start in range(0, draws, block):
        size = min(block, draws - start)
        drawn = chance.integers(documents, size=(size, documents)) + documents * np.arange(size)[:, None]
        yield np.bincount(drawn.ravel(), minlength=size * documents).reshape(size, documents).astype(np.float64)


def _lowest_by_share(parts: Floats) -> float:
    """Alpha if the share of documents in which annotators differ were at its upper limit; 1 if these are not few."""
    documents, differ = len(parts), int((parts[..., 0].sum(axis=1) > 0).sum())
    if differ >= min(_FEW, documents):
        return 1.0
    limit = documents * float(betaincinv(differ + 1, documents - differ, _HIGH))
    totals = parts.sum(axis=0)
    if differ:
        totals[:, 0] *= limit / differ
    else:  # a pair that differs may be counted in two parts: see `alpha_of`
        totals[:, 0] = limit * _ONE_VOTE * min(len(totals), 2) / len(totals)
    return float(alpha_of(totals))
