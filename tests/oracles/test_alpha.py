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
