"""Planted changes of a time line found, changes found where there are none, and whether weekly intervals hold.

A line of 26 weeks and 60 sentences a week, in articles of 5 to 40 sentences; the share rises by 10 points from a week
that chance chooses, at least three weeks from either end. 200 sentences are labelled by chance. Found is a change of
the right direction within one week of where it was planted. The same test on the truth of all sentences stands beside:
no method that sees 60 sentences a week can do better than about that, and a classifier's view holds a part of it only.

False alarms: dates of documents with a planted change are shuffled; and, apart, two outlets that never change, one with
more of the frame than the other, of which now one and now the other writes more.
"""

from dataclasses import replace
from typing import Any

import figures
import numpy as np
import pandas as pd
from made_scores import Corpus, propensities, scored

from framing.analysis.time_line.line import EITHER, GRADUAL, TimeLine, time_line
from framing.analysis.time_line.periods import Calendar, calendar_of
from framing.analysis.units import Units

# Fixed before anything was tuned on them.
SEED = 20_260_302
LEVELS = ((0.05, 0.15), (0.20, 0.30), (0.45, 0.55))
ICCS = (0.0, 0.1)
WEEKS, SENTENCES, EDGE = 26, 60, 3
LABELLED = 200
RUNS, QUICK = 200, 8  # time lines a cell
SHUFFLES = 499  # of dates in each
MORE = ((60, 800), (240, 200), (240, 800))  # sentences a week and labelled sentences, where 60 and 200 are too few
WITHIN = 1  # weeks

Cell = tuple[float, float, float]
CELLS: tuple[Cell, ...] = tuple((before, after, icc) for before, after in LEVELS for icc in ICCS)


def measure(*, quick: bool) -> tuple[list[figures.Row], dict[str, Any]]:
    runs = QUICK if quick else RUNS
    cells = {cell: [_planted(cell, number) for number in range(runs)] for cell in CELLS}
    quiet = {cell: [_shuffled(cell, number) for number in range(runs)] for cell in CELLS}
    mixed = [_mixed(icc, number) for icc in ICCS for number in range(runs)]
    trends = [_trend(icc, number) for icc in ICCS for number in range(runs)]
    more = {
        (sentences, labelled): [
            _planted(cell, number, sentences, labelled) for cell in CELLS for number in range(runs // 4)
        ]
        for sentences, labelled in MORE
    }
    everything = [run for some in cells.values() for run in some]
    alarms = [run for some in quiet.values() for run in some]
    rows = [
        _row("found", "planted change of 10 points found within a week", _mean(everything, "found"),
             _mean(everything, "found_truth"), figures.at_least(80)),
        _row("seen", "planted change of 10 points seen, at any week", _mean(everything, "seen"),
             _mean(everything, "seen_truth")),
        _row("false", "changes found on shuffled dates", _mean(alarms, "seen"), _mean(alarms, "seen_truth"),
             figures.at_most(6.5)),
        _row("mix", "changes found where only the mix of outlets changes", _mean(mixed, "seen"), None,
             figures.at_most(6.5)),
        _row("trend", "steady rises of 20 points told as a trend, of those seen", _mean(trends, "told"), None),
        _row("doubted", "steady rises told as a trend or as what may be one", _mean(trends, "doubted"), None),
        _row("either", "planted changes found of which it is said that they may be a trend",
             _mean(everything, "either"), None),
        _row("covered", "weekly 95 % intervals that hold the planted share", _mean(everything, "covered"), None),
        _row("covered_mix", "the same with two outlets whose mix changes", _mean(mixed, "covered"), None),
        _row("step", "95 % intervals of a change found that hold the planted step", _mean(everything, "step"), None),
        _row("drift", "warned that the model errs otherwise early and late, where it does not",
             _mean(everything, "drift"), None),
    ]  # fmt: skip
    rows += [
        _row(f"found_{sentences}_{labelled}",
             f"found within a week with {sentences} sentences a week and {labelled} labelled",
             _mean(some, "found"), _mean(some, "found_truth"))
        for (sentences, labelled), some in more.items()
    ]  # fmt: skip
    return rows, {"time_line": {_named(cell): _summary(cells[cell], quiet[cell]) for cell in CELLS}}


# -- runs ------------------------------------------------------------------------------------------------------------


def _planted(cell: Cell, number: int, sentences: int = SENTENCES, labelled: int = LABELLED) -> dict[str, float]:
    before, after, icc = cell
    chance = _chance("planted", cell, number, sentences, labelled)
    planted = int(chance.integers(EDGE, WEEKS - EDGE + 1))
    share = np.where(np.arange(WEEKS) >= planted, after, before)
    units, truth, documents = _corpus(share, icc, chance, sentences, labelled)
    ours, theirs = _both(units, truth, calendar_of(documents))
    found, right, right_truth = _changes(ours), _right(ours, planted), _right(theirs, planted)
    step = after - before
    return {
        "found": bool(right),
        "found_truth": bool(right_truth),
        "seen": bool(found),
        "seen_truth": bool(_changes(theirs)),
        "extra": len(found) > 1,
        "either": any(EITHER in row["note"] for row in right) if right else np.nan,
        "step": np.mean([row["low"] <= step <= row["high"] for row in right]) if right else np.nan,
        "size": np.mean([row["after"] - row["before"] for row in right]) if right else np.nan,
        "covered": _covered(ours, share),
        "drift": any("err otherwise" in line for line in ours.warnings),
    }


def _shuffled(cell: Cell, number: int) -> dict[str, float]:
    before, after, icc = cell
    chance = _chance("shuffled", cell, number)
    share = np.where(np.arange(WEEKS) >= WEEKS // 2, after, before)
    units, truth, documents = _corpus(share, icc, chance)
    documents = documents.assign(date=chance.permutation(documents["date"].to_numpy()))
    ours, theirs = _both(units, truth, calendar_of(documents))
    return {"seen": bool(_changes(ours)), "seen_truth": bool(_changes(theirs))}


def _mixed(icc: float, number: int) -> dict[str, float]:
    """Outlets at 10 and 40 per cent; the first writes a fifth of all in one half of the weeks, four fifths after."""
    chance = _chance("mixed", icc, number)
    levels, turn = np.array([0.10, 0.40]), int(chance.integers(EDGE, WEEKS - EDGE + 1))
    lengths, week = _articles(chance, SENTENCES)
    outlet = (chance.random(len(week)) < np.where(week >= turn, 0.8, 0.2)).astype(np.intp)
    units, _ = _scored(lengths, levels[outlet], icc, chance, LABELLED)
    documents = pd.DataFrame({"source": np.array(["A", "B"])[outlet], "date": _dates(week)})
    line = time_line(units, calendar_of(documents), draws=SHUFFLES, seed=number)
    mix = np.bincount(outlet, lengths) / lengths.sum()
    return {"seen": bool(_changes(line)), "covered": _covered(line, np.full(WEEKS, mix @ levels))}


def _trend(icc: float, number: int) -> dict[str, float]:
    chance = _chance("trend", icc, number)
    units, _, documents = _corpus(np.linspace(0.2, 0.4, WEEKS), icc, chance)
    found = _changes(time_line(units, calendar_of(documents), draws=SHUFFLES, seed=number))
    if not found:
        return {"told": np.nan, "doubted": np.nan}
    return {
        "told": all(row["note"].startswith(GRADUAL) for row in found),
        "doubted": all(row["note"].startswith((GRADUAL, EITHER)) for row in found),
    }


def _both(units: Units, truth: np.ndarray, calendar: Calendar) -> tuple[TimeLine, TimeLine]:
    """Of the classifier, and the same test on the truth of all sentences, which corrects nothing."""
    known = replace(
        units,
        predicted=truth[:, np.newaxis] > 0,
        probabilities=truth[:, np.newaxis],
        truth=np.full_like(units.truth, np.nan),
        weight=np.zeros_like(units.weight),
    )
    return time_line(units, calendar, draws=SHUFFLES), time_line(known, calendar, draws=SHUFFLES)


# -- corpora ---------------------------------------------------------------------------------------------------------


def _corpus(
    share: np.ndarray, icc: float, chance: np.random.Generator, sentences: int = SENTENCES, labelled: int = LABELLED
) -> tuple[Units, np.ndarray, pd.DataFrame]:
    """Units, their truth, and documents of one outlet, with the share of each week."""
    lengths, week = _articles(chance, sentences)
    units, truth = _scored(lengths, share[week], icc, chance, labelled)
    return units, truth, pd.DataFrame({"source": "A", "date": _dates(week)})


def _articles(chance: np.random.Generator, sentences: int) -> tuple[np.ndarray, np.ndarray]:
    """Length and week of articles; the last of a week is cut so that the week has its sentences."""
    lengths, weeks = [], []
    for week in range(WEEKS):
        left = sentences
        while left > 0:
            lengths.append(min(4 + int(chance.geometric(1 / 12)), 40, left))
            weeks.append(week)
            left -= lengths[-1]
    return np.array(lengths), np.array(weeks)


def _scored(
    lengths: np.ndarray, share: np.ndarray, icc: float, chance: np.random.Generator, labelled: int
) -> tuple[Units, np.ndarray]:
    own = np.array([propensities(Corpus(1, mean, icc, 0), chance)[0] for mean in share])
    document = np.repeat(np.arange(len(lengths)), lengths)
    truth = (chance.random(len(document)) < own[document]).astype(np.float64)
    return scored(document, truth, Corpus(len(lengths), 0.0, icc, labelled), chance), truth


def _dates(week: np.ndarray) -> np.ndarray:
    days = 7 * week + np.arange(len(week)) % 7
    return (np.datetime64("2026-01-05") + days.astype("timedelta64[D]")).astype(str)


def _week(day: str) -> int:
    return int((np.datetime64(day) - np.datetime64("2026-01-05")).astype(int)) // 7


def _chance(*key: object) -> np.random.Generator:
    return np.random.default_rng([SEED, *map(ord, repr(key))])


# -- figures ---------------------------------------------------------------------------------------------------------


def _changes(line: TimeLine) -> list[dict[str, Any]]:
    return line.changes.to_dict(orient="records")


def _right(line: TimeLine, planted: int) -> list[dict[str, Any]]:
    """Rises within a week of the planted one that are not told as a trend."""
    return [
        row
        for row in _changes(line)
        if row["after"] > row["before"]
        and abs(_week(row["period"]) - planted) <= WITHIN
        and not row["note"].startswith(GRADUAL)
    ]


def _covered(line: TimeLine, share: np.ndarray) -> float:
    table = line.table
    return float(((table["low"] <= share) & (share <= table["high"])).mean())


def _mean(runs: list[dict[str, float]], name: str) -> float:
    """In per cent, of the runs that have it."""
    return 100 * float(np.nanmean([run[name] for run in runs]))


def _row(key: str, what: str, ours: float, truth: float | None, bar: figures.Bar | None = None) -> figures.Row:
    peer = "" if truth is None else "on true labels"
    return figures.judged(figures.Row(f"findings/time_line/{key}", what, ours, "%", peer, truth, bar=bar))


def _named(cell: Cell) -> str:
    before, after, icc = cell
    return f"{before:.0%} to {after:.0%}, ICC {icc:g}"


def _summary(runs: list[dict[str, float]], quiet: list[dict[str, float]]) -> dict[str, float]:
    names: tuple[str, ...] = (
        "found",
        "found_truth",
        "seen",
        "seen_truth",
        "extra",
        "either",
        "step",
        "covered",
        "drift",
    )
    told = {name: _mean(runs, name) for name in names}
    return {
        **told,
        "size": _mean(runs, "size"),
        "false": _mean(quiet, "seen"),
        "false_truth": _mean(quiet, "seen_truth"),
    }
