"""Whether omissions that were planted are listed, and how many are listed that were not planted.

Made corpora: events told by two to six outlets, frames whose rate differs from event to event, articles that differ
within an event, and a model that misses some sentences and sees others that are none. In some outlets a frame was taken
out of all that they tell of an event. The rule could have listed such a one if the chance of none seen, by the true
rate, recall and lengths, is below 5 %, and if the model sees none; recall is over those. The grid and the seeds were
fixed before anything was tuned.
"""

from dataclasses import dataclass
from itertools import product

import figures
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaln
from scipy.stats import beta

from framing.analysis.events.omissions import CHANCE, Trust, find_omissions
from framing.analysis.scored import Scored

ICC = (0.0, 0.1)  # of two sentences of an article, within an event
RECALL = (0.6, 0.8)
FALSE_POSITIVES = (0.005, 0.03)  # share of sentences without the frame that the model takes for it
RATES = {"rare": 0.05, "some": 0.12, "common": 0.25, "frequent": 0.45}  # frame to the mean of its rates over events
LIKE = 4.0  # alpha + beta of the distribution of rates over events
EVENTS, OUTLETS = 150, 10
POINTS, NODES = 100, 200  # at which integrals over propensities of articles and rates of events are worked out
PLANTED = 0.1  # of the outlets in events, frame by frame
SEEDS = (1, 2, 3, 4, 5, 6)
EVALUATED = 150  # sentences with the frame, and predictions of it, that the model was evaluated on
RECALL_BAR, FALSE_BAR = 0.8, 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """A corpus, and a row per outlet in an event and frame: `event`, `source`, `key`, `deleted`, `allowed`."""

    scored: Scored
    events: pd.DataFrame
    cells: pd.DataFrame
    trust: dict[str, Trust]


def measure(*, quick: bool) -> tuple[list[figures.Row], dict[str, object]]:
    """Rows and details."""
    grid = list(product(ICC, RECALL, FALSE_POSITIVES))
    found = pd.DataFrame([_cell(*cell, SEEDS[:1] if quick else SEEDS) for cell in (grid[::5] if quick else grid)])
    print(found.round(4).to_string(index=False), flush=True)
    rows = [
        _row(
            "recall",
            "planted omissions listed, where the planted rate allows it",
            found,
            "listed",
            "allowed",
            RECALL_BAR,
        ),
        _row(
            "recall, tellable",
            "the same, where what others tell allows it",
            found,
            "listed_tellable",
            "tellable",
            RECALL_BAR,
        ),
        _row(
            "false",
            "listed where nothing is planted, of what could be",
            found,
            "claims_without",
            "possible_without",
            FALSE_BAR,
        ),
        _row(
            "false of all",
            "the same, of all outlets, events and frames",
            found,
            "claims_without",
            "cells_without",
            FALSE_BAR,
        ),
        _row("not planted", "of the listed, not planted", found, "false", "claims"),
        _row("recall, surest", "planted ones with a false share of 5 % at most", found, "listed_sure", "allowed"),
        _row("not planted, surest", "of these, not planted", found, "false_sure", "claims_sure"),
    ]
    return rows, {"omission": found.to_dict("records")}


def _row(key: str, what: str, found: pd.DataFrame, part: str, whole: str, bar: float | None = None) -> figures.Row:
    value = float(found[part].sum() / max(found[whole].sum(), 1))
    least = key.startswith("recall")
    limit = None if bar is None else figures.at_least(bar) if least else figures.at_most(bar)
    headline = key in ("recall", "recall, tellable", "false")
    return figures.judged(figures.Row(f"omission/{key}", what, value, "", bar=limit, headline=headline))


def _cell(icc: float, recall: float, false_positives: float, seeds: tuple[int, ...]) -> dict[str, object]:
    total: dict[str, float] = {}
    for seed in seeds:
        planted, without = (make(icc, recall, false_positives, seed, share) for share in (PLANTED, 0.0))
        for name, value in {**_planted(planted), **_without(without)}.items():
            total[name] = total.get(name, 0) + value
    return {
        "icc": icc,
        "recall": recall,
        "false_positives": false_positives,
        "found": total["listed"] / total["allowed"],
        "false_share": total["false"] / max(total["claims"], 1),
        "claimed": total["claims_without"] / total["cells_without"],
        **total,
    }


def _planted(made: Made) -> dict[str, float]:
    counts = {name: made.cells[name].sum() for name in ("deleted", "allowed", "tellable")}
    listed = find_omissions(made.scored, made.events, made.trust).omissions
    for name, share in (("", 1.0), ("_sure", FALSE_BAR)):
        claims = listed[listed["false_share"] <= share]
        cells = made.cells.merge(claims[["event", "source", "key"]], how="left", indicator="claimed")
        claimed = cells["claimed"] == "both"
        counts |= {
            f"listed{name}": (claimed & cells["allowed"]).sum(),
            f"listed_tellable{name}": (claimed & cells["tellable"]).sum(),
            f"claims{name}": claimed.sum(),
            f"false{name}": (claimed & ~cells["deleted"]).sum(),
        }
    return {name: float(value) for name, value in counts.items()}


def _without(made: Made) -> dict[str, float]:
    found = find_omissions(made.scored, made.events, made.trust)
    return {
        "cells_without": float(len(made.cells)),
        "claims_without": float(len(found.omissions)),
        "possible_without": float(found.possible),
        "by_chance_without": found.by_chance,
    }


def make(icc: float, recall: float, false_positives: float, seed: int, share: float) -> Made:
    """A corpus in which this share of what outlets have on an event was taken out, frame by frame."""
    chance = np.random.default_rng([seed, int(share * 100), int(icc * 100), int(recall * 100)])
    articles = _articles(chance)
    of = np.minimum(4 + chance.geometric(1 / 12, len(articles)), 40)
    rows = np.repeat(np.arange(len(articles)), of)
    seen = np.zeros((len(rows), len(RATES)), dtype=bool)
    cells, trust = [], {}
    for number, (frame, rate) in enumerate(RATES.items()):
        rates = chance.beta(rate * LIKE, (1 - rate) * LIKE, EVENTS)[articles["number"]]
        told = _cells(articles, of, rates, icc, recall, chance.random(10**4) < share, frame)
        gone = articles.merge(told, on=["event", "source"])["deleted"].to_numpy()
        true = (chance.random(len(rows)) < _propensities(rates, icc, chance)[rows]) & ~gone[rows]
        told["knowable"] = _knowable(articles, of, np.bincount(rows, true, len(articles)), rate, icc, recall)
        seen[:, number] = chance.random(len(rows)) < np.where(true, recall, false_positives)
        trust[frame] = _trust(true, seen[:, number], recall, chance)
        has = pd.Series(seen[:, number]).groupby(
            [articles["event"].to_numpy()[rows], articles["source"].to_numpy()[rows]]
        )
        told["seen"] = pd.MultiIndex.from_frame(told[["event", "source"]]).map(has.any())
        unseen = told["deleted"] & ~told["seen"].astype(bool)
        told["allowed"], told["tellable"] = (unseen & (told[name] < CHANCE) for name in ("chance", "knowable"))
        cells.append(told)
    return Made(_scored(articles, rows, seen), _events(articles), pd.concat(cells, ignore_index=True), trust)


def _articles(chance: np.random.Generator) -> pd.DataFrame:
    told = []
    for number in range(EVENTS):
        outlets = chance.choice(OUTLETS, int(chance.integers(2, 7)), replace=False)
        twice = outlets[: int(chance.integers(0, 3))]
        told += [(number, f"e{number:04}", f"outlet {outlet}") for outlet in (*outlets, *twice)]
    table = pd.DataFrame(told, columns=["number", "event", "source"])
    return table.assign(document_id=[f"d{at:05}" for at in range(len(table))])


def _propensities(rates: Floats, icc: float, chance: np.random.Generator) -> Floats:
    if icc == 0:
        return rates
    size = 1 / icc - 1
    return chance.beta(rates * size, (1 - rates) * size)


def _cells(
    articles: pd.DataFrame,
    of: NDArray[np.int64],
    rates: Floats,
    icc: float,
    recall: float,
    picked: NDArray[np.bool_],
    frame: str,
) -> pd.DataFrame:
    """Outlets in events, whether the frame is taken out, and the chance of none seen if it is not."""
    of_event, event = np.unique(rates, return_inverse=True)
    logs = _log_none(_propensity_points(of_event, icc)[event], of, recall)
    table = articles.assign(log=logs).groupby(["event", "source"], as_index=False)["log"].sum()
    return table.assign(key=frame, chance=np.exp(table["log"]), deleted=picked[: len(table)]).drop(columns="log")


def _propensity_points(rates: Floats, icc: float) -> Floats:
    """(rates, points): propensities of articles of which each is as likely as another."""
    if icc == 0:
        return rates[:, np.newaxis]
    size = 1 / icc - 1
    at = (np.arange(POINTS) + 0.5) / POINTS
    return np.asarray(beta.ppf(at, (rates * size)[:, np.newaxis], ((1 - rates) * size)[:, np.newaxis]))


def _log_none(points: Floats, of: NDArray[np.int64], recall: float) -> Floats:
    """Log of the chance that no sentence with the frame is seen in an article: mean of (1 - recall * propensity)^of."""
    return np.log(np.maximum(((1 - recall * points) ** of[:, np.newaxis]).mean(axis=1), 1e-300))


def _knowable(
    articles: pd.DataFrame, of: NDArray[np.int64], having: Floats, rate: float, icc: float, recall: float
) -> Floats:
    """Of each outlet in an event the chance of none seen, by the true labels of the others' sentences there."""
    nodes = (np.arange(NODES) + 0.5) / NODES
    size = 1e6 if icc == 0 else 1 / icc - 1
    prior = beta.logpdf(nodes, rate * LIKE, (1 - rate) * LIKE)
    have, lack = having[:, np.newaxis], (of - having)[:, np.newaxis]
    first, second = nodes * size, (1 - nodes) * size
    likely = betaln(first + have, second + lack) - betaln(first, second)
    points = _propensity_points(nodes, icc)
    none = np.stack([_log_none(points, np.full(len(nodes), n), recall) for n in range(of.max() + 1)])[of]
    codes = articles.groupby(["event", "source"]).ngroup().to_numpy()
    own, unseen = (
        np.stack([np.bincount(codes, part[:, at]) for at in range(NODES)], axis=1) for part in (likely, none)
    )
    event = articles.groupby(["event", "source"])["number"].first().to_numpy()
    others = (
        np.stack([np.bincount(articles["number"], likely[:, at]) for at in range(NODES)], axis=1)[event] - own + prior
    )
    weight = np.exp(others - others.max(axis=1, keepdims=True))
    known: Floats = (weight * np.exp(unseen)).sum(axis=1) / weight.sum(axis=1)
    return known


def _trust(true: NDArray[np.bool_], seen: NDArray[np.bool_], recall: float, chance: np.random.Generator) -> Trust:
    """As an evaluation on some sentences would have it."""
    precision = chance.binomial(EVALUATED, (true & seen).sum() / max(seen.sum(), 1)) / EVALUATED
    return Trust(precision, chance.binomial(EVALUATED, recall) / EVALUATED)


def _events(articles: pd.DataFrame) -> pd.DataFrame:
    return articles[["document_id", "event"]].assign(similarity=0.5, copy_of="")


def _scored(articles: pd.DataFrame, rows: NDArray[np.intp], seen: NDArray[np.bool_]) -> Scored:
    names = articles["document_id"].to_numpy()[rows]
    sentences = pd.DataFrame(
        {
            "sentence_id": [f"{name}:{at}-{at + 1}" for at, name in enumerate(names)],
            "document_id": names,
            "position": 1,
            "kind": "body",
            "voice": "outlet",
            "voice_by": "rules",
            "speaker": "",
        }
    )
    documents = articles[["document_id", "source"]]
    return Scored(sentences, documents, tuple(RATES), np.where(seen, 0.9, 0.1), seen, "m")
