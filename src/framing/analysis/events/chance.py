"""How likely an outlet that tells of an event like the others has none of something in all of its sentences: pure.

Sentences of one article resemble each other, so that ten from one article say less than ten from ten: the number of
them that have a thing is beta-binomial, with a rate of the event and one correlation within articles. How much events
differ in their rate, and how much articles of one event do, is learned from all events of the corpus together, with
what is not known of it carried along; and the rate of one event is known no better than its other articles let it be.
So the chance is a posterior predictive one (Gelman et al. 2013, Bayesian Data Analysis, chapter 5), worked out on a
grid: no rate is taken for known. With few articles it is larger than (1 - rate)^sentences, which takes them for known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln
from scipy.stats import beta

from framing.analysis.scored import Floats, Rows

CORRELATIONS = (0.001, 0.02, 0.05, 0.1, 0.17, 0.25, 0.35, 0.5)  # of two sentences of an article, within an event
_MEANS = (0.003, 0.01, 0.02, 0.04, 0.07, 0.11, 0.17, 0.25, 0.35, 0.5, 0.7)  # of the rates of events
_SIZES = (0.7, 2.0, 5.0, 12.0, 30.0, 100.0)  # how alike these rates are: alpha + beta of their distribution
_NODES = 60  # rates; they lie closer at 0 and 1
_EDGES = np.sin(np.linspace(0, np.pi / 2, _NODES + 1)) ** 2
_RATES = np.sin((np.arange(_NODES) + 0.5) * np.pi / 2 / _NODES) ** 2
_AT_ONCE = 500  # events or cells
_WORTH = 0.3  # of a plain estimate of the chance: what is above is not worked out, and is no omission


@dataclass(frozen=True, eq=False)
class Told:
    """One thing (a frame, a voice, a speaker) in the articles of all events; an article is in one event.

    Attributes:
        event: number of the event of each article, 0 to events - 1.
        having: sentences of it that have the thing.
        of: sentences of it, 1 or more.
        met: whether the thing is looked for in an event only because it was met there, as a speaker is.
    """

    event: Rows
    having: Rows
    of: Rows
    met: bool = False


def chances(told: Told, cells: Sequence[Rows], seen: float = 1.0) -> Floats:
    """Of each cell the chance that none of its sentences is seen to have the thing; 1 where it is plainly large.

    Args:
        told: the articles.
        cells: of each outlet in an event, the numbers of its articles in `told`; the others of the event are those it
            is compared with. Two articles or more are in the event.
        seen: what share of the others' rate is seen in an outlet that tells like them, above 0 to 1: less than 1 where
            a part of what the model sees in the others is not there, or where it may miss more.
    """
    events = int(told.event.max()) + 1 if len(told.event) else 0
    lengths, counts = _sums(told, cells)
    worth = np.flatnonzero(_plain(told, lengths, counts, seen) <= _WORTH)
    found = np.ones(len(cells))
    if not len(worth):
        return found
    kinds, kind = np.unique(np.column_stack([told.having, told.of]), axis=0, return_inverse=True)
    logs = _log_likelihood(kinds[:, 0], kinds[:, 1], _RATES)
    none = {int(n): _log_likelihood(np.zeros(1), np.array([n]), seen * _RATES)[0] for n in np.unique(told.of)}
    absent = {int(n): _log_likelihood(np.zeros(1), np.array([n]), _RATES)[0] for n in np.unique(told.of)}
    likelihood = np.zeros((events, *logs.shape[1:]))
    np.add.at(likelihood, told.event, logs[kind.ravel()])
    nothing = np.zeros_like(likelihood)
    if told.met:
        np.add.at(nothing, told.event, np.stack([absent[int(n)] for n in told.of]))
    priors = _priors()
    marginal = _log_marginal(likelihood, priors)
    if told.met:  # an event in which nobody has it would not have been looked at
        marginal -= np.log1p(-np.minimum(np.exp(_log_marginal(nothing, priors)), 1 - 1e-12))
    total = marginal.sum(axis=0)
    for start in range(0, len(worth), _AT_ONCE):
        some = worth[start : start + _AT_ONCE]
        of_event = told.event[[cells[i][0] for i in some]]
        own = np.stack([logs[kind.ravel()[cells[i]]].sum(axis=0) for i in some])
        unseen = np.stack([sum(none[int(n)] for n in told.of[cells[i]]) for i in some])
        others = likelihood[of_event] - own
        # How events and articles differ, by all other events, and then by the others of this one.
        weight = total - marginal[of_event]
        found[some] = _predictive(weight, others, unseen, priors)
    return found


def _sums(told: Told, cells: Sequence[Rows]) -> tuple[Floats, Floats]:
    """Sentences of each cell, and (having, of) of the others in its event."""
    events = int(told.event.max()) + 1 if len(told.event) else 0
    having = np.bincount(told.event, told.having, events)
    of = np.bincount(told.event, told.of, events)
    lengths, counts = np.zeros(len(cells)), np.zeros((len(cells), 2))
    for number, cell in enumerate(cells):
        event = told.event[cell[0]]
        lengths[number] = told.of[cell].sum()
        counts[number] = having[event] - told.having[cell].sum(), of[event] - lengths[number]
    return lengths, counts


def _plain(told: Told, lengths: Floats, counts: Floats, seen: float) -> Floats:
    """(1 - rate)^sentences: never much more than the chance, and often less."""
    rate = np.divide(counts[:, 0], counts[:, 1], out=np.zeros(len(counts)), where=counts[:, 1] > 0)
    plain: Floats = (1 - seen * rate) ** lengths
    return plain


def _log_likelihood(having: Rows | Floats, of: Rows, rates: Floats) -> Floats:
    """(kinds of articles, correlations, rates): beta-binomial, without the number of orders, which is all the same."""
    size = (1 / np.array(CORRELATIONS) - 1)[:, np.newaxis]
    first, second = rates * size, (1 - rates) * size
    have, lack = having[:, np.newaxis, np.newaxis], (of - having)[:, np.newaxis, np.newaxis]
    found: Floats = betaln(first + have, second + lack) - betaln(first, second)
    return found


def _priors() -> Floats:
    """(distributions of the rates of events, rates): the weight of each rate."""
    means, sizes = (part.ravel()[:, np.newaxis] for part in np.meshgrid(_MEANS, _SIZES))
    shares: Floats = np.diff(beta.cdf(_EDGES, means * sizes, (1 - means) * sizes), axis=1)
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _log_marginal(likelihood: Floats, priors: Floats) -> Floats:
    """(events, correlations x distributions) of (events, correlations, rates)."""
    largest = likelihood.max(axis=2, keepdims=True)
    sums = np.exp(likelihood - largest) @ priors.T
    logs: Floats = np.log(np.maximum(sums, 1e-300)) + largest
    flat: Floats = logs.reshape(len(likelihood), -1)
    return flat


def _predictive(weight: Floats, others: Floats, unseen: Floats, priors: Floats) -> Floats:
    """(cells,): sum over correlations, distributions and rates of what the others make likely, times none."""
    of_others, with_none = _log_marginal(others, priors), _log_marginal(others + unseen, priors)
    largest = (weight + of_others).max(axis=1, keepdims=True)
    likely = np.exp(weight + of_others - largest)
    none = np.exp(weight + with_none - largest)
    chance: Floats = none.sum(axis=1) / likely.sum(axis=1)
    return np.clip(chance, 0, 1)
