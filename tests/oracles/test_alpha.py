"""Alpha beside three other programs. crowd-kit's asks nltk's: it differs from that only in how it is called."""

import random
from collections import Counter

import krippendorff
import numpy as np
import pandas as pd
import pytest
from crowdkit.metrics.data import alpha_krippendorff
from nltk.metrics.agreement import AnnotationTask

from framing.agreement.alpha import krippendorff_alpha
from framing.agreement.by_frame import by_frame
from framing.agreement.by_pair import by_pair
from framing.agreement.votes import votes_of
from framing.annotation.decisions import Decision

Triples = list[tuple[str, str, str]]  # annotator, unit, value


def table(seed: int) -> Triples:
    """A table made by chance: 2 to 6 annotators, 2 to 6 values, labels missing, some units unanimous or with one label.

    At least one unit has two labels and at least two values are paired, so that every program has a figure.
    """
    chance = random.Random(seed)
    annotators, values, units = chance.randint(2, 6), chance.randint(2, 6), chance.randint(3, 80)
    missing, unanimous, bias = chance.random() * 0.8, chance.random() * 0.6, chance.random() * 3
    weights = [(1 + value) ** -bias for value in range(values)]
    rows = [("a0", "first", "v0"), ("a1", "first", "v1")]
    for unit in range(units):
        same = chance.choices(range(values), weights)[0] if chance.random() < unanimous else None
        for annotator in range(annotators):
            if chance.random() >= missing:
                value = chance.choices(range(values), weights)[0] if same is None else same
                rows.append((f"a{annotator}", f"u{unit}", f"v{value}"))
    return rows


def counts_of(rows: Triples) -> pd.DataFrame:
    """(units, values)."""
    votes = Counter((unit, value) for _, unit, value in rows)
    return pd.Series(votes).unstack(fill_value=0)


TABLES = [table(seed) for seed in range(200)]
COUNTS = [counts_of(rows) for rows in TABLES]


def test_the_tables_have_what_makes_alpha_hard() -> None:
    counts = [each.to_numpy() for each in COUNTS]
    labels = [each.sum(axis=1) for each in counts]
    assert sum((each == 1).any() for each in labels) > 100  # units that do not count
    assert sum(len(set(each[each > 1])) > 1 for each in labels) > 100  # units of different weight
    assert sum(((each.max(axis=1) == n) & (n > 1)).any() for each, n in zip(counts, labels, strict=True)) > 100
    assert {each.shape[1] for each in counts} == {2, 3, 4, 5, 6}


@pytest.mark.parametrize("seed", range(200))
def test_alpha_is_that_of_the_other_programs(seed: int) -> None:
    rows, counts = TABLES[seed], COUNTS[seed]
    ours = krippendorff_alpha(counts)
    theirs = krippendorff.alpha(value_counts=counts.to_numpy(), level_of_measurement="nominal")
    answers = pd.DataFrame(rows, columns=["worker", "task", "label"])
    assert ours == pytest.approx(theirs, abs=1e-9)
    assert ours == pytest.approx(AnnotationTask(rows).alpha(), abs=1e-9)
    assert ours == pytest.approx(alpha_krippendorff(answers), abs=1e-9)
    assert np.isfinite(ours)


def ledger_of(rows: Triples) -> list[Decision]:
    """A decision for each label; the frame was seen where the value is the first."""
    return [
        Decision(unit, 0, 1, annotator, "confirmed", ("seen",) if value == "v0" else (), ("seen",), "", "p", "c",
                 assisted=False, made_by="person")
        for annotator, unit, value in rows
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(0, 200, 5))
def test_alpha_of_a_ledger_and_of_each_pair_is_that_of_krippendorff_s_program(seed: int) -> None:
    votes = votes_of(ledger_of(TABLES[seed]))
    values = [(annotator, unit, float(value == "v0")) for annotator, unit, value in TABLES[seed]]
    matrix = pd.DataFrame(values, columns=["annotator", "unit", "value"]).pivot(index="annotator", columns="unit")
    frame = by_frame(votes, draws=2).iloc[0]
    assert np.isnan(frame["alpha"]) == (frame["sentences"] < 20 or frame["present"] in (0, frame["decisions"]))
    if not np.isnan(frame["alpha"]):
        theirs = krippendorff.alpha(matrix.to_numpy(), level_of_measurement="nominal")
        assert frame["alpha"] == pytest.approx(theirs, abs=1e-9)
    for pair in by_pair(votes, draws=2).query("frame != '' and alpha.notna()").itertuples():
        two = matrix.loc[[pair.first, pair.second]].to_numpy()
        assert pair.alpha == pytest.approx(krippendorff.alpha(two, level_of_measurement="nominal"), abs=1e-9)
