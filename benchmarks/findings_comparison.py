"""Groups compared: equal ones that are called different, and planted differences that are found.

Halves: of the documents of one outlet, five frames that go together somewhat. In 5 of 100 corpora the comparison may
call a frame different, after Holm. Beside it stands a t-test over the same standard error; and below it two other ways
to be equal: a quarter of the documents against the rest, and two outlets with the same shares of which one has fewer
and shorter articles and fewer labels, which no dealing out of documents makes alike.

Planted differences: of ten points, between two outlets of 40 articles each, 200 sentences labelled of each, one frame.
Beside it stand the same test on the true labels of all sentences, which nobody has, the same test on the 200 labels
without a model, which is what is to be beaten, and the power that follows from the variance on paper. The same with
the correction for a family of five comparisons is told without a bar: the labels, not the test, are what is short.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import figures
import numpy as np
from made_scores import SEPARATION, Corpus, Floats, make, scored
from scipy.stats import beta, norm
from scipy.stats import t as student

from framing.analysis.comparison.parts import parts_of, studentised
from framing.analysis.comparison.permutation import p_values
from framing.analysis.comparison.power import LEVEL, power_of
from framing.analysis.units import Bools, Units
from framing.audit.finding import holm

# Fixed before anything was tuned on them.
SEED = 8_001
CORPORA, QUICK = 1_000, 30
ICCS = (0.0, 0.1)
DOCUMENTS, LABELLED = 40, 200  # of a side
PREVALENCES = (0.05, 0.1, 0.2, 0.3, 0.45)  # of the frames of one outlet
TOGETHER = 0.3  # correlation of any two frames, of documents and of sentences, on the scale of a normal distribution
PLANTED = ((0.05, 0.15), (0.2, 0.3), (0.45, 0.55))
FAMILY = 5
FAMILY_WISE = (3.5, 6.5)  # % of corpora
OF_TRUTH, OFF_PAPER = 0.6, 5.0  # share of the power on true labels, points from the power on paper

Sides = tuple[Units, Bools]


def measure(*, quick: bool) -> tuple[list[figures.Row], dict[str, Any]]:
    """Rows and details; see the module."""
    corpora = QUICK if quick else CORPORA
    rows: list[figures.Row] = []
    equal = {f"{name}, icc {icc:g}": alarms(name, icc, corpora) for icc in ICCS for name in EQUAL}
    for name, found in equal.items():
        rows += rows_of_alarms(name, found)
    planted = {}
    for one, other in PLANTED:
        for icc in ICCS:
            found = planted[f"{one:.0%} and {other:.0%}, icc {icc:g}"] = power(one, other, icc, corpora)
            rows += rows_of_power(f"{one:.0%} and {other:.0%}, icc {icc:g}", found)
    return rows, {
        "comparison": {
            "corpora": corpora,
            "equal": {name: asdict(found) for name, found in equal.items()},
            "planted": {name: asdict(found) for name, found in planted.items()},
        }
    }


# -- equal groups ----------------------------------------------------------------------------------------------------


def outlet(documents: int, longer: float, labelled: int, icc: float, chance: np.random.Generator) -> Units:
    """Sentences of one outlet with five frames; of the same sentences people decide on each."""
    lengths = np.minimum(4 + chance.geometric(1 / longer, documents), 40)
    document = np.repeat(np.arange(documents), lengths)
    share = np.tile(PREVALENCES, (documents, 1))
    if icc:
        size = 1 / icc - 1
        share = beta.ppf(norm.cdf(joined_normals(documents, chance)), share * size, (1 - share) * size)
    truth = (norm.cdf(joined_normals(len(document), chance)) < share[document]).astype(np.float64)
    each = [
        scored(document, truth[:, at], Corpus(documents, prevalence, icc, labelled), chance)
        for at, prevalence in enumerate(PREVALENCES)
    ]
    seen = np.isfinite(each[0].truth)
    return replace(
        each[0],
        frames=tuple(f"frame {prevalence:g}" for prevalence in PREVALENCES),
        probabilities=np.concatenate([units.probabilities for units in each], axis=1),
        predicted=np.concatenate([units.predicted for units in each], axis=1),
        truth=np.where(seen, truth, np.nan),
    )


def joined_normals(count: int, chance: np.random.Generator) -> Floats:
    """(count, frames), any two columns with the same correlation."""
    shared, own = chance.normal(size=(count, 1)), chance.normal(size=(count, len(PREVALENCES)))
    return np.asarray(np.sqrt(TOGETHER) * shared + np.sqrt(1 - TOGETHER) * own)


def part_of_one(documents: int, icc: float, chance: np.random.Generator) -> Sides:
    """Some documents of an outlet of 80, and the rest."""
    units = outlet(2 * DOCUMENTS, 12, 2 * LABELLED, icc, chance)
    chosen = chance.choice(2 * DOCUMENTS, documents, replace=False)
    return units, np.isin(units.document, chosen)


def side_by_side(one: Units, other: Units) -> Sides:
    """Two outlets."""
    both = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in ("names", "probabilities", "predicted", "truth", "weight")
    }
    document = np.concatenate([one.document, other.document + one.documents])
    units = replace(one, **both, document=document, documents=one.documents + other.documents)
    return units, document < one.documents


EQUAL = {
    "halves": lambda icc, chance: part_of_one(DOCUMENTS, icc, chance),
    "a quarter": lambda icc, chance: part_of_one(DOCUMENTS // 2, icc, chance),
    "unlike outlets": lambda icc, chance: side_by_side(
        outlet(60, 14, 350, icc, chance), outlet(20, 6, 60, icc, chance)
    ),
}


@dataclass(frozen=True)
class Alarms:
    """% of corpora in which some frame is called different, and of frames by themselves."""

    family_wise: float
    each: float
    by_t_test: float


def alarms(name: str, icc: float, corpora: int) -> Alarms:
    """Of equal groups that were called different."""
    chance = np.random.default_rng([SEED, *name.encode(), round(100 * icc)])
    dealt, tested = [], []
    for corpus in range(corpora):
        units, first = EQUAL[name](icc, chance)
        dealt.append(p_values(units, first, ~first, seed=corpus, finest=LEVEL / FAMILY))
        tested.append(t_test(units, first))
    return Alarms(family_wise(dealt), 100 * float(np.mean(np.array(dealt) <= LEVEL)), family_wise(tested))


def t_test(units: Units, first: Bools) -> Floats:
    parts = parts_of(units, first)
    freedom = len(parts.first) - 2
    return np.asarray(2 * student.sf(np.abs(studentised(parts, parts.as_they_are())[0]), freedom))


def family_wise(p_values_of_corpora: Iterable[Floats]) -> float:
    return 100 * float(np.mean([min(holm(p.tolist())) <= LEVEL for p in p_values_of_corpora]))


def rows_of_alarms(name: str, found: Alarms) -> list[figures.Row]:
    key, text = f"comparison/equal, {name}", f"equal groups called different, {name}"
    row = figures.Row(key, text, found.family_wise, "%", "t-test", found.by_t_test)
    if not name.startswith("halves"):
        return [row]
    low, high = FAMILY_WISE
    return [
        figures.judged(replace(row, key=f"{key}, at most", bar=figures.at_most(high), headline=True)),
        figures.judged(replace(row, key=f"{key}, at least", bar=figures.at_least(low))),
    ]


# -- planted differences ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Power:
    """% of corpora in which the difference is found: alone, and at the first step of Holm in a family of five."""

    ours: tuple[float, float]
    on_truth: tuple[float, float]
    labels_only: tuple[float, float]
    on_paper: tuple[float, float]


def power(one: float, other: float, icc: float, corpora: int) -> Power:
    """Of a planted difference that was found."""
    chance = np.random.default_rng([SEED, round(100 * one), round(100 * icc)])
    found: dict[str, list[float]] = {"ours": [], "on_truth": [], "labels_only": []}
    for corpus in range(corpora):
        (left, left_truth), (right, right_truth) = (
            make(Corpus(DOCUMENTS, share, icc, LABELLED), chance) for share in (one, other)
        )
        units, first = side_by_side(left, right)
        truth = np.concatenate([left_truth, right_truth])[:, np.newaxis]
        everything = replace(units, probabilities=truth, truth=truth, weight=np.ones(len(truth)))
        labels = replace(units, probabilities=np.zeros_like(truth))
        for name, asked in (("ours", units), ("on_truth", everything), ("labels_only", labels)):
            found[name].append(float(p_values(asked, first, ~first, seed=corpus)[0]))
    paper = standard_error(one, other, icc)
    return Power(
        **{name: (shared(p, 1), shared(p, FAMILY)) for name, p in found.items()},
        on_paper=tuple(  # type: ignore[arg-type]
            100 * float(power_of(other - one, paper, 2 * DOCUMENTS, family)) for family in (1, FAMILY)
        ),
    )


def shared(p: list[float], family: int) -> float:
    return 100 * float(np.mean(np.array(p) <= LEVEL / family))


def standard_error(one: float, other: float, icc: float) -> float:
    """Of the difference of two corrected shares, on paper.

    The variance of a share is that of the truth of all sentences, which documents make larger (Kish 1965: 1 + (size of
    the document of a sentence - 1) * icc), and that of what the model leaves unexplained, of sentences labelled out of
    so many (Särndal, Swensson and Wretman 1992, section 6.6), with the slope that both groups have together.
    """
    size, squared = lengths()
    sentences = DOCUMENTS * size
    spread, along = score_moments((one + other) / 2)
    slope = along / spread
    variance = 0.0
    for share in (one, other):
        spread, along = score_moments(share)
        of_truth = share * (1 - share)
        unexplained = of_truth - 2 * slope * along + slope**2 * spread
        variance += of_truth * (1 + (squared / size - 1) * icc) / sentences
        variance += unexplained * (1 / LABELLED - 1 / sentences)
    return float(np.sqrt(variance))


def lengths() -> tuple[float, float]:
    """Mean of the sentences of a made document, and of their square."""
    beyond = np.arange(1, 2_000)
    chance, size = (1 / 12) * (11 / 12) ** (beyond - 1), np.minimum(4 + beyond, 40)
    return float(np.sum(chance * size)), float(np.sum(chance * size**2))


def score_moments(share: float) -> tuple[float, float]:
    """Variance of the made classifier's probability, and its covariance with the truth."""
    at = np.linspace(-9, 11, 40_001)
    probability = 1 / (1 + np.exp(-SEPARATION * (at - SEPARATION / 2)))
    step = at[1] - at[0]
    without, with_it = norm.pdf(at) * step, norm.pdf(at, SEPARATION) * step
    density = (1 - share) * without + share * with_it
    mean = float(np.sum(density * probability))
    spread = float(np.sum(density * probability**2)) - mean**2
    return spread, share * (float(np.sum(with_it * probability)) - mean)


def rows_of_power(name: str, found: Power) -> list[figures.Row]:
    alone, family = (
        figures.Row(
            f"comparison/planted, {name}{of}",
            f"planted ten points found, {name}{of}",
            found.ours[at],
            "%",
            "true labels of all",
            found.on_truth[at],
            ratio=found.ours[at] / max(found.on_truth[at], 1e-9),
        )
        for at, of in enumerate(("", f", one of {FAMILY}"))
    )
    off = figures.Row(
        f"comparison/planted, {name}, off paper",
        f"points from the power on paper, {name}",
        abs(found.ours[0] - found.on_paper[0]),
        "",
        bar=figures.at_most(OFF_PAPER),
    )
    only = replace(
        alone, key=f"{alone.key}, labels only", peer="the labels without a model", theirs=found.labels_only[0],
        ratio=found.ours[0] / max(found.labels_only[0], 1e-9), bar=figures.times_at_least(1.0),
    )  # fmt: skip
    barred = replace(alone, bar=figures.times_at_least(OF_TRUTH), headline=True)
    return [figures.judged(row) for row in (barred, off, only, family)]
