"""Groups compared: signs, corrections, verdicts, and what is said where there is too little."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framing.analysis.comparison.compare import FAINT, PAIRS_UP_TO, REST, compare_groups
from framing.analysis.comparison.copies import copies_together
from framing.analysis.tables import COMPARISON, CORRECTED, TOO_LITTLE
from framing.errors import InputError, NotEnoughData
from framing.tables import UNCORRECTED

HOSTILE = ["=HYPERLINK(1)", "<script>alert(1)</script>", "\u202eteltuo", "x" * 10_000]


def of_outlets(units, documents=30):
    return (units.document // documents).astype(np.intp)


def compared(units, names, **asked):
    return compare_groups(units, of_outlets(units), names, by="outlet", draws=200, **asked)[1]


def test_a_planted_difference_is_found_and_is_within_its_interval(made):
    table = compared(made((0.1, 0.5), frames=2), ["a", "b"])
    COMPARISON.check(table, "made")
    assert table["verdict"].tolist() == ["differ", "differ"]
    assert ((table["low"] < -0.4) & (table["high"] > -0.4)).all()
    assert (table["estimate"] == CORRECTED).all()
    assert (table["detectable"] < FAINT).all()


def test_the_difference_is_that_of_the_shares_which_are_shown(made):
    units = made((0.2, 0.4), frames=2)
    shares, table = compare_groups(units, of_outlets(units), ["a", "b"], by="outlet", draws=200)
    assert table["difference"].tolist() == (shares.value[0] - shares.value[1]).tolist()


def test_groups_that_change_places_change_the_sign(made):
    units = made((0.2, 0.4), frames=2)
    turned = compare_groups(units, 1 - of_outlets(units), ["b", "a"], by="outlet", draws=200)[1]
    table = compared(units, ["a", "b"])
    assert table["difference"].to_numpy() == pytest.approx(-turned["difference"].to_numpy())
    assert table["low"].to_numpy() == pytest.approx(-turned["high"].to_numpy())
    assert table["detectable"].to_numpy() == pytest.approx(turned["detectable"].to_numpy())
    assert table["p"].to_numpy() == pytest.approx(turned["p"].to_numpy(), abs=0.05)  # other deals


def test_p_values_after_holm_are_no_smaller_and_in_the_same_order(made):
    table = compared(made((0.2, 0.3, 0.35), frames=3), ["a", "b", "c"])
    assert len(table) == 9
    assert (table["p_holm"] >= table["p"]).all()
    assert table.sort_values("p")["p_holm"].is_monotonic_increasing
    assert table["p_holm"].min() == pytest.approx(min(1, 9 * table["p"].min()))
    assert ((table["verdict"] == "differ") == (table["p_holm"] <= 0.05)).all()


def test_equal_groups_do_not_differ_at_all(made):
    units = made((0.3,), documents=30, labelled=1.0)
    twice = {
        name: np.concatenate([getattr(units, name)] * 2)
        for name in ("names", "probabilities", "predicted", "truth", "weight")
    }
    units = replace(units, **twice, document=np.concatenate([units.document, units.document + 30]), documents=60)
    row = compared(units, ["a", "b"]).iloc[0]
    assert row["difference"] == 0
    assert row["p"] == row["p_holm"] == 1
    assert row["verdict"] == "no difference seen"


def test_more_comparisons_make_the_detectable_difference_larger(made):
    units = made((0.3, 0.3, 0.3), frames=3)
    all_pairs, one = compared(units, ["a", "b", "c"]), compared(units.of_frames(["frame 0"]), ["a", "b", "c"])
    assert all_pairs.loc[0, "detectable"] > one.loc[0, "detectable"]


def test_a_frame_that_is_nowhere_is_not_tested_and_costs_the_others_nothing(made):
    units = made((0.2, 0.4), frames=2)
    nowhere = np.arange(2) == 1
    units = replace(
        units,
        truth=np.where(nowhere & ~np.isnan(units.truth), 0.0, units.truth),
        predicted=units.predicted & ~nowhere,
    )
    both, one = compared(units, ["a", "b"]), compared(units.of_frames(["frame 0"]), ["a", "b"])
    pd.testing.assert_series_equal(both.iloc[0], one.iloc[0])
    assert both.loc[1, "verdict"] == TOO_LITTLE
    assert both.loc[1, ["p", "p_holm", "detectable"]].isna().all()
    assert both.loc[1, "note"].startswith("Not tested: neither the model nor a label")
    seen = units.predicted.copy()
    seen[0, 1] = True  # once, in one of both: it is tested
    assert compared(replace(units, predicted=seen), ["a", "b"])["p"].notna().all()


def test_all_can_be_compared_with_one(made):
    table = compared(made((0.2, 0.3, 0.4)), ["a", "b", "c"], against="b")
    assert list(zip(table["group"], table["other"], strict=True)) == [("a", "b"), ("c", "b")]


def test_of_many_groups_each_is_compared_with_the_rest(made):
    count = PAIRS_UP_TO + 1
    units = made((0.6, *[0.2] * (count - 1)), labelled=0.7)
    table = compared(units, [f"o{at}" for at in range(count)])
    assert table["group"].tolist() == [f"o{at}" for at in range(count)]
    assert (table["other"] == REST).all()
    assert table.loc[0, "verdict"] == "differ"
    assert table.loc[0, "difference"] == pytest.approx(0.4, abs=0.1)
    assert table.loc[1, "difference"] == pytest.approx(-0.04, abs=0.1)  # of the rest, one has 0.6


def test_a_group_with_few_labels_is_too_little_to_tell(made):
    units = made((0.1, 0.5))
    few = (of_outlets(units) == 0) | (np.arange(len(units)) % 20 == 0)
    row = compared(replace(units, weight=units.weight * few), ["a", "b"]).iloc[0]
    assert row["verdict"] == row["estimate"] == TOO_LITTLE
    assert row[["difference", "low", "high", "p", "p_holm", "detectable"]].isna().all()
    assert "b: " in row["note"]
    assert "label" in row["note"]


def test_a_comparison_that_would_overlook_thirty_points_is_not_made(made):
    units = made((0.2, 0.9), documents=26, sentences=10, labelled=0.25)
    units = replace(units, probabilities=np.full(units.probabilities.shape, 0.5))
    chance = np.random.default_rng(1)  # documents that are all or nothing: ten sentences tell no more than one
    whole = (chance.random(52) < np.repeat([0.4, 0.6], 26))[units.document].astype(np.float64)
    units = replace(units, truth=np.where(np.isnan(units.truth), np.nan, whole[:, np.newaxis]))
    row = compare_groups(units, of_outlets(units, 26), ["a", "b"], by="outlet", draws=200)[1].iloc[0]
    assert row["detectable"] > FAINT
    assert row["verdict"] == TOO_LITTLE
    assert np.isnan(row["p"])
    assert np.isnan(row["p_holm"])
    assert "30%" in row["note"]


def test_without_a_slice_nothing_is_called_different(made):
    units = made((0.1, 0.6))
    row = compared(replace(units, weight=np.zeros(len(units))), ["a", "b"]).iloc[0]
    assert (row["estimate"], row["verdict"]) == (UNCORRECTED, TOO_LITTLE)
    assert np.isnan(row["p"])
    assert row["difference"] < -0.3
    assert "takes labels" in row["note"]


def test_what_the_caller_knows_is_not_corrected_is_marked_so(made):
    units = made((0.1, 0.6))
    row = compared(units, ["a", "b"], note="voice by rule, uncorrected").iloc[0]
    assert row["estimate"] == UNCORRECTED
    assert row["note"] == "voice by rule, uncorrected"
    assert row["verdict"] == "differ"


def test_parts_of_the_same_documents_are_compared(made):
    units = made((0.3,), documents=60, sentences=20)
    voices = (np.arange(len(units)) % 4 == 0).astype(np.intp)
    truth = np.where((voices == 1)[:, np.newaxis], np.where(np.isnan(units.truth), np.nan, 1.0), units.truth)
    table = compare_groups(replace(units, truth=truth), voices, ["outlet", "source"], by="voice", draws=200)[1]
    assert table["verdict"].tolist() == ["differ"]


def test_a_story_that_all_ran_tells_no_difference_and_is_no_chance_twice(made):
    units = made((0.3, 0.3), labelled=1.0)
    ids = [f"d{at}" for at in range(60)]
    copies = {f"d{at + 30}": f"d{at}" for at in range(30)}
    apart = compared(units, ["a", "b"]).iloc[0]
    together = compare_groups(
        copies_together(units, ids, copies), of_outlets(units), ["a", "b"], by="outlet", draws=200
    )[1].iloc[0]
    assert together["difference"] == apart["difference"]
    assert 0 < together["p"] <= 1


@pytest.mark.parametrize(("names", "said"), [(["only"], "only one outlet, 'only'"), ([], "no outlet at all")])
def test_one_group_cannot_be_compared(made, names, said):
    units = made((0.3,))
    with pytest.raises(NotEnoughData, match=said):
        compare_groups(units, of_outlets(units), names, by="outlet")


def test_a_group_that_is_not_there_is_named_beside_those_that_are(made):
    with pytest.raises(InputError, match=r"no outlet 'z' to compare with. There are: 'a', 'b'\."):
        compared(made((0.3, 0.3)), ["a", "b"], against="z")


def test_names_are_text_whatever_is_in_them(made):
    table = compared(made((0.2, 0.3, 0.4, 0.5)), HOSTILE)
    assert isinstance(table, pd.DataFrame)
    assert set(table["group"]) | set(table["other"]) == set(HOSTILE)
