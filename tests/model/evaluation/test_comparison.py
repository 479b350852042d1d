from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from framing.errors import InputError
from framing.model.evaluation.comparison import aligned, compare, held_out_table


@pytest.fixture(scope="module")
def two(make_judged):
    """A model, and one that errs where the first does and elsewhere."""
    chance = np.random.default_rng(8)
    truth = (chance.random((120, 2)) < 0.5).astype(float)
    truth[3, 1] = np.nan
    wrong = chance.random((120, 2)) < 0.2
    better = (truth == 1) ^ wrong
    worse = better ^ (chance.random((120, 2)) < 0.15)
    make = {"documents": np.arange(120) // 3, "folds": np.arange(120) // 12}
    return make_judged(truth, better, **make), make_judged(truth, worse, **make)


def test_the_difference_is_that_of_the_figures_and_its_interval_is_narrower_than_theirs(two):
    better, worse = two
    found = compare(better, worse, "the other", seed=7).table.set_index(["figure", "frame"])
    decided = better.decided[:, 1]
    mine, theirs = (f1_score(j.truth[decided, 1], j.predicted[decided, 1]) for j in two)
    row = found.loc[("f1", "f1")]
    assert (row["this"], row["other"]) == pytest.approx((mine, theirs))
    assert row["difference"] == pytest.approx(mine - theirs)
    assert 0 < row["low"] < row["difference"] < row["high"]
    macro = found.loc[("macro_f1", "")]
    parts = found.loc["f1"]["difference"]
    assert macro["difference"] == pytest.approx(parts.mean())
    assert macro["high"] - macro["low"] < (parts.max() + 0.5)


def test_a_model_is_no_better_than_itself(two):
    found = compare(two[0], two[0], "itself", seed=7).table
    assert (found[["difference", "low", "high"]] == 0).all(axis=None)


def test_the_other_way_round_the_difference_has_the_other_sign(two):
    there, back = (compare(*pair, "other", seed=7).table for pair in (two, two[::-1]))
    np.testing.assert_allclose(there["difference"], -back["difference"])
    np.testing.assert_allclose(there["low"], -back["high"])


def test_what_was_written_and_read_compares_as_what_is_in_memory(two):
    better, worse = two
    worse = replace(worse, probabilities=np.where(np.arange(120)[:, None] < 12, np.nan, worse.probabilities))
    worse = replace(worse, predicted=worse.predicted & np.isfinite(worse.probabilities))
    read = aligned(held_out_table(worse).sample(frac=1, random_state=1), better, "file")
    found, expected = (compare(better, other, "other", seed=7).table for other in (read, worse))
    np.testing.assert_allclose(found.iloc[:, 2:].astype(float), expected.iloc[:, 2:].astype(float))


def changed(table, column, value):
    return table.assign(**{column: [value, *table[column][1:]]})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda table: table.iloc[1:], "1 decisions are only in this evaluation and 0 only in the file, such as f0 of"),
        (lambda table: changed(table, "sentence_id", "elsewhere"), "1 only in the file"),
        (lambda table: changed(table, "frame", "another"), "judged other sentences or frames"),
        (lambda table: changed(table, "present", not table["present"].iloc[0]), "was made with other labels: 1 differ"),
        (lambda table: changed(table, "weight", 2.0), "another random slice"),
        (lambda table: changed(table, "fold", 9), "the same --by"),
        (lambda table: changed(table, "probability", float("nan")), "probability is empty"),
        (lambda table: changed(table, "probability", 1.5), "0 to 1"),
        (lambda table: table.iloc[[0, *range(len(table))]], "more than one row"),
    ],
)
def test_a_file_of_another_evaluation_is_refused(two, change, why):
    table = held_out_table(two[1])
    with pytest.raises(InputError, match=why):
        aligned(change(table), two[0], "h.jsonl")


def test_below_20_documents_a_difference_has_no_interval(two):
    few = [replace(judged, held_together=np.array([f"d{n % 19}" for n in range(120)])) for judged in two]
    found = compare(*few, "other", seed=7).table
    assert found["difference"].notna().all()
    assert found[["low", "high"]].isna().all(axis=None)
