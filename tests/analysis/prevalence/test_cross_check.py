"""A word where two corrections disagree, and none where they do not."""

from dataclasses import replace

import numpy as np

from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.units import Units


def corpus() -> Units:
    """40 documents of 10 sentences, every other one labelled; a fifth has the frame, and the model is right of all."""
    count = 400
    truth = np.arange(count) % 5 == 0
    labelled = np.arange(count) % 20 < 10
    return Units(
        unit="sentence",
        names=np.arange(count).astype(object),
        document=np.repeat(np.arange(40), 10),
        documents=40,
        frames=("storm",),
        probabilities=np.full((count, 1), 0.5),
        predicted=truth[:, np.newaxis],
        truth=np.where(labelled, truth, np.nan)[:, np.newaxis],
        weight=np.where(labelled, 2.0, 0.0),
    )


def note(units: Units) -> str:
    return str(estimate_shares(units, np.zeros(len(units), dtype=np.intp), ["all"]).note[0, 0])


def test_two_that_agree_need_no_word() -> None:
    assert note(corpus()) == ""


def test_two_that_disagree_beyond_their_intervals_are_both_told() -> None:
    # No slice drawn by chance looks so: the model sees the frame in all sentences that are not labelled. The scores say
    # nothing, so the labels alone make the share, 0.2; the rates, which are perfect, make it 0.6.
    units = corpus()
    said = note(replace(units, predicted=units.predicted | (units.weight == 0)[:, np.newaxis]))
    assert said.startswith("The adjusted count says 0.600 (")
