"""Shares of units: corrected by the labelled ones of each group, and refused where these are too few."""

from dataclasses import replace

import numpy as np
import pytest

from framing.analysis.prevalence.correction import ADJUSTED_COUNT
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.analysis.units import Units
from framing.tables import UNCORRECTED


def made(documents: int = 40, each: int = 10, labelled: int = 200, seed: int = 1) -> Units:
    """Sentences of which a fifth have the frame, and a model that sees it too often."""
    chance = np.random.default_rng(seed)
    count = documents * each
    truth = (chance.random(count) < 0.2).astype(np.float64)
    probability = np.clip(0.2 + 0.5 * truth + chance.normal(0, 0.2, count), 0, 1)
    drawn = chance.choice(count, labelled, replace=False)
    seen, weight = np.full(count, np.nan), np.zeros(count)
    seen[drawn], weight[drawn] = truth[drawn], count / max(labelled, 1)
    return Units(
        unit="sentence",
        names=np.array([f"s{at}" for at in range(count)], dtype=object),
        document=np.repeat(np.arange(documents), each),
        documents=documents,
        frames=("storm",),
        probabilities=probability[:, np.newaxis],
        predicted=(probability > 0.4)[:, np.newaxis],
        truth=seen[:, np.newaxis],
        weight=weight,
    )


def everything(units: Units) -> np.ndarray:
    return np.zeros(len(units), dtype=np.intp)


def test_a_share_is_corrected_and_has_an_interval_around_it() -> None:
    units = made()
    shares = estimate_shares(units, everything(units), ["all"])
    row = shares.table("").iloc[0]
    assert row["estimate"] == CORRECTED
    assert 0 < row["low"] < row["share"] < row["high"] < 1
    assert (row["of"], row["documents"], row["labelled"]) == (400, 40, 200)
    assert shares.draws.shape == (1000, 1, 1)


def test_a_group_with_too_few_labelled_units_says_how_many_are_missing() -> None:
    units = made(labelled=38)
    row = estimate_shares(units, everything(units), ["all"]).table("").iloc[0]
    assert row["estimate"] == TOO_LITTLE
    assert np.isnan([row["share"], row["low"], row["high"]]).all()
    assert "label 12 more" in row["note"]


def test_without_any_labelled_unit_the_count_is_named_uncorrected() -> None:
    units = made(labelled=0)
    row = estimate_shares(units, everything(units), ["all"]).table("").iloc[0]
    assert row["estimate"] == UNCORRECTED
    assert row["share"] == pytest.approx(row["predicted"] / row["of"])
    assert row["low"] < row["share"] < row["high"]


def test_a_group_is_corrected_by_its_own_labelled_units_only() -> None:
    units = made()
    groups = (units.document % 2).astype(np.intp)
    both = estimate_shares(units, groups, ["even", "odd"])
    alone = estimate_shares(units, np.where(groups == 0, 0, -1), ["even"])
    assert both.value[0] == pytest.approx(alone.value[0])
    turned = replace(units, truth=np.where((groups == 1)[:, np.newaxis], 1 - units.truth, units.truth))
    assert estimate_shares(turned, groups, ["even", "odd"]).value[0] == pytest.approx(both.value[0])


def test_below_twenty_documents_there_is_a_share_without_an_interval() -> None:
    units = made(documents=19, labelled=100)
    shares = estimate_shares(units, everything(units), ["all"])
    row = shares.table("").iloc[0]
    assert 0 < row["share"] < 1
    assert np.isnan([row["low"], row["high"]]).all()
    assert "20 documents" in row["note"]
    assert np.isnan(shares.standard_error).all()


def test_no_frame_in_the_slice_still_has_an_upper_end() -> None:
    units = replace(made(), truth=np.where(np.isnan(made().truth), np.nan, 0.0))
    row = estimate_shares(units, everything(units), ["all"]).table("").iloc[0]
    assert row["share"] == 0 == row["low"]
    assert 3 / 200 < row["high"] < 0.1  # three over the number of units, were they independent


def test_a_group_without_labelled_units_borrows_none_of_another() -> None:
    units = made()
    own = units.document % 2 == 1
    units = replace(units, truth=np.where(own[:, np.newaxis], np.nan, units.truth))
    rows = estimate_shares(units, own.astype(np.intp), ["labelled", "bare", "empty"]).table("source").set_index("group")
    assert rows["estimate"].to_dict() == {"labelled": CORRECTED, "bare": TOO_LITTLE, "empty": TOO_LITTLE}
    assert "0 of its 50 needed sentences" in rows.loc["bare", "note"]
    assert rows.loc["empty", "note"] == "There is no sentence here."
    assert np.isnan(rows.loc["bare", "share"])


def test_a_small_group_that_is_labelled_whole_needs_no_more() -> None:
    units = made(documents=30, each=1, labelled=30)
    row = estimate_shares(units, everything(units), ["all"]).table("").iloc[0]
    assert (row["estimate"], row["labelled"]) == (CORRECTED, 30)
    assert row["share"] == pytest.approx(units.truth.mean())
    assert row["low"] < row["share"] < row["high"]


def test_why_nothing_is_labelled_is_told() -> None:
    units = replace(made(labelled=0), why_unlabelled="The slice is of another corpus.")
    assert estimate_shares(units, everything(units), ["all"]).note[0, 0] == "The slice is of another corpus."


def test_the_same_seed_makes_the_same_draws_for_all_groups() -> None:
    units = made()
    first = estimate_shares(units, everything(units), ["all"], seed=3)
    again = estimate_shares(units, everything(units), ["all"], seed=3)
    other = estimate_shares(units, everything(units), ["all"], seed=4)
    assert (first.draws == again.draws).all()
    assert (other.draws != again.draws).any()
    # Two groups that are the same documents differ in no draw: differences are taken draw by draw.
    half = (np.arange(len(units)) % 2).astype(np.intp)
    mirrored = replace(
        units,
        probabilities=np.repeat(units.probabilities[::2], 2, axis=0),
        truth=np.repeat(np.where(np.isnan(units.truth), 0.0, units.truth)[::2], 2, axis=0),
        weight=np.ones(len(units)),
    )
    both = estimate_shares(mirrored, half, ["one", "other"])
    assert both.draws[:, 0] == pytest.approx(both.draws[:, 1])


def test_the_adjusted_count_has_no_figure_where_the_model_cannot_tell() -> None:
    units = replace(made(), predicted=np.ones((400, 1), dtype=bool))
    shares = estimate_shares(units, everything(units), ["all"], estimator=ADJUSTED_COUNT)
    assert shares.estimate[0, 0] == TOO_LITTLE
    assert "no figure" in shares.note[0, 0]
    assert np.isnan([shares.value, shares.low, shares.high, shares.standard_error]).all()
