"""Frames by voice: corrected by what people coded, or not at all."""

from dataclasses import replace

import numpy as np
import pytest

from framing.analysis.coded_voices import by_people
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.units import Units


def units() -> Units:
    chance = np.random.default_rng(1)
    truth = (chance.random((1_200, 1)) < 0.3).astype(np.float64)
    drawn = chance.random(1_200) < 0.5
    return Units(
        unit="sentence",
        names=np.array([f"s{at}" for at in range(1_200)], dtype=object),
        document=np.repeat(np.arange(120), 10),
        documents=120,
        frames=("storm",),
        probabilities=np.clip(truth + chance.normal(0, 0.1, truth.shape), 0, 1),
        predicted=truth > 0.5,
        truth=np.where(drawn[:, np.newaxis], truth, np.nan),
        weight=np.where(drawn, 1.0 + np.arange(1_200) % 2, 0.0),
        made_by="person",
    )


def test_the_share_of_a_voice_is_that_of_the_sentences_whose_voice_people_coded():
    found = by_people(units(), np.ones(1_200, dtype=np.bool_))
    voice = (np.arange(1_200) % 3 == 0).astype(np.intp)  # of those that are not drawn, by a rule: may be wrong
    shares = estimate_shares(found, voice, ("outlet", "official"), draws=50)
    for group in (0, 1):
        own = units().drawn[:, 0] & (voice == group)
        expected = np.average(units().truth[own, 0], weights=units().weight[own])
        assert shares.value[group, 0] == pytest.approx(expected)


def test_a_slice_of_which_one_voice_is_not_coded_corrects_nothing():
    coded = np.ones(1_200, dtype=np.bool_)
    coded[np.flatnonzero(units().weight > 0)[0]] = False
    assert by_people(units(), coded) is None


def test_voices_of_sentences_outside_the_slice_need_no_person():
    assert by_people(units(), units().weight > 0) is not None


def test_without_a_slice_nothing_is_corrected():
    assert by_people(replace(units(), weight=np.zeros(1_200)), np.ones(1_200, dtype=np.bool_)) is None
