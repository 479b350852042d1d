"""How likely an outlet that tells of an event like the others has none of something in all of its sentences: pure.

Sentences of one article resemble each other, so that ten from one article say less than ten from ten: the number of
them that have a thing is beta-binomial, with a rate of the event and one correlation within articles. How much events
differ in their rate, and how much articles of one event do, is learned from all events of the corpus together, with
what is not known of it carried along; an outlet that leaves the thing out of an event altogether, which is what is
looked for, does not count as such a difference. The rate of one event is known no better than its other articles let it
be. So the chance is a posterior predictive one (Gelman et al. 2013, Bayesian Data Analysis, chapter 5), worked out on a
grid: no rate is taken for known. With few articles it is larger than (1 - rate)^sentences, which takes them for known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.special import betaln, logsumexp
from scipy.stats import beta

from framing.analysis.scored import Bools, Floats, Rows

CORRELATIONS = (0.001, 0.02, 0.05, 0.1, 0.17, 0.25, 0.35, 0.5)  # of two sentences of an article, within an event
_MEANS = (0.003, 0.01, 0.02, 0.04, 0.07, 0.11, 0.17, 0.25, 0.35, 0.5, 0.7)  # of the rates of events
_SIZES = (0.7, 2.0, 5.0, 12.0, 30.0, 100.0)  # how alike these rates are: alpha + beta of their distribution
_NODES = 60  # rates; they lie closer at 0 and 1
_EDGES = np.sin(np.linspace(0, np.pi / 2, _NODES + 1)) ** 2
_RATES = np.sin((np.arange(_NODES) + 0.5) * np.pi / 2 / _NODES) ** 2
LEFT_OUT = (0.0, 0.03, 0.1, 0.2)  # share of outlets in events that leave the thing out altogether
MOST_LEARNED = 3_000  # events
_AT_ONCE = 250  # events or cells
_WORTH = 0.3  # of a plain estimate of the chance: what is above is not worked out, and is no omission


@dataclass(frozen=True, eq=False)
class Told:
    """One thing (a frame, a voice, a speaker) in the articles of all events; an article is in one event.

    Attributes:
        event: number of the event of each article, 0 to events - 1.
        outlet: number of its outlet.
        having: sentences of it that have the thing.
        of: sentences of it, 1 or more.
        met: whether the thing is looked for in an event only because it was met there, as a speaker is.
    """

    event: Rows
    outlet: Rows
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
            a part of what the model sees in the others is not there.
    """
    found = np.ones(len(cells))
    worth: Rows = np.flatnonzero(_plain(told, cells, seen) <= _WORTH)
    if not len(worth):
        return found
    priors, logs = _priors(), _Logs(told.having, told.of, _RATES)
    none = _Logs(np.zeros_like(told.of), told.of, seen * _RATES)
    marginal = _marginals(told, priors, _learned_from(int(told.event.max()) + 1))
    total = sum(marginal.values(), np.zeros(()))
    event_of = told.event[[cells[i][0] for i in worth.tolist()]]
    asked, at = np.unique(event_of, return_inverse=True)
    articles = np.flatnonzero(np.isin(told.event, asked))
    likelihood = logs.summed(articles, np.searchsorted(asked, told.event[articles]), len(asked))
    for start in range(0, len(worth), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        own, unseen = (np.stack([part.sum(cells[i]) for i in worth[some].tolist()]) for part in (logs, none))
        # How events and articles differ, by all other events, and then by the others of this one.
        weight = np.stack([total - marginal.get(event, 0.0) for event in event_of[some].tolist()])
        found[worth[some]] = _predictive(logsumexp(weight, axis=1), likelihood[at[some]] - own, unseen, priors)
    return found


class _Logs:
    """Log likelihood of each article on the grid; articles of one length and count share theirs."""

    def __init__(self, having: Rows, of: Rows, rates: Floats) -> None:
        kinds, kind = np.unique(np.column_stack([having, of]), axis=0, return_inverse=True)
        self._of_kind = _log_likelihood(kinds[:, 0], kinds[:, 1], rates)
        self._kind = kind.ravel()

    def sum(self, articles: Rows) -> Floats:
        """(correlations, rates): of some articles together."""
        total: Floats = self._of_kind[self._kind[articles]].sum(axis=0)
        return total

    def summed(self, articles: Rows, group: Rows, groups: int) -> Floats:
        """(groups, correlations, rates): of the articles of each group."""
        counts = sp.csr_matrix((np.ones(len(articles)), (group, self._kind[articles])), (groups, len(self._of_kind)))
        flat: Floats = counts @ self._of_kind.reshape(len(self._of_kind), -1)
        return flat.reshape(groups, *self._of_kind.shape[1:])


def _learned_from(events: int) -> Rows:
    """The events by which it is learned how they differ: all, or MOST_LEARNED of them, evenly taken."""
    return np.unique(np.linspace(0, events - 1, min(events, MOST_LEARNED)).astype(np.intp))


def _marginals(told: Told, priors: Floats, events: Rows) -> dict[int, Floats]:
    """Event to (shares left out, correlations x distributions): log likelihood of what is told of it.

    An outlet leaves the thing out of an event altogether with one of LEFT_OUT as its chance, else it tells like the
    others. Without that, the very omissions that are looked for would make articles look as if they differed by chance.
    """
    logs, none = _Logs(told.having, told.of, _RATES), _Logs(np.zeros_like(told.of), told.of, _RATES)
    found: dict[int, Floats] = {}
    for start in range(0, len(events), _AT_ONCE):
        some = events[start : start + _AT_ONCE]
        articles = np.flatnonzero(np.isin(told.event, some))
        pairs = np.column_stack([told.event[articles], told.outlet[articles]])
        outlets, of = np.unique(pairs, axis=0, return_inverse=True)
        event = np.searchsorted(some, outlets[:, 0])
        has = np.bincount(of.ravel(), told.having[articles]) > 0
        marginal = _mixed(logs.summed(articles, of.ravel(), len(outlets)), ~has, event, priors)
        if told.met:  # an event in which nobody has it would not have been looked at
            nothing = _mixed(none.summed(articles, of.ravel(), len(outlets)), np.ones_like(has), event, priors)
            marginal -= np.log1p(-np.minimum(np.exp(nothing), 1 - 1e-9))
        found.update(zip(some.tolist(), marginal, strict=True))
    return found


def _mixed(likelihood: Floats, without: Bools, event: Rows, priors: Floats) -> Floats:
    """(events, shares left out, correlations x distributions) of the outlets' (correlations, rates)."""
    events = int(event.max()) + 1
    shares = []
    for share in LEFT_OUT:
        left = np.where(without, np.log(share), -np.inf)[:, np.newaxis, np.newaxis] if share else -np.inf
        outlets = np.logaddexp(np.log1p(-share) + likelihood, left)
        together = np.zeros((events, *likelihood.shape[1:]))
        np.add.at(together, event, outlets)
        shares.append(_log_marginal(together, priors))
    return np.stack(shares, axis=1)


def _plain(told: Told, cells: Sequence[Rows], seen: float) -> Floats:
    """(1 - rate)^sentences of each cell: never much more than the chance, and often less."""
    if not len(cells):
        return np.empty(0)
    having, of = np.bincount(told.event, told.having), np.bincount(told.event, told.of)
    event = told.event[[cell[0] for cell in cells]]
    lengths = np.array([told.of[cell].sum() for cell in cells])
    have = having[event] - [told.having[cell].sum() for cell in cells]
    plain: Floats = (1 - seen * have / np.maximum(of[event] - lengths, 1)) ** lengths
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
