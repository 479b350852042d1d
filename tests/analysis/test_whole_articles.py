"""Articles drawn whole, labelled, and their shares corrected: the whole way, on corpora of which the truth is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framing.analysis.grouped import ungrouped_units
from framing.analysis.labelled import Labelled, units_of
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.prevalence.shares import Shares
from framing.analysis.scored import Scored
from framing.analysis.tables import CORRECTED
from framing.analysis.units import Unit, Units
from framing.model.learning.weights import random_slice
from framing.sampling.random_slice import draw_slice
from framing.tables import ANNOTATIONS, GOLD, SAMPLE

FRAME = "storm"
OF_ARTICLES = 0.4  # have the frame: the headline has it, and each other sentence at a chance of 0.4
SHARES: dict[Unit, float] = {"article": 0.4, "headline": 0.4, "sentence": 0.4 * (1 + 0.4 * 2) / 3}  # three on average
ARTICLES = 140
STUDIES = 40


class Study:
    """Articles of 1 to 5 sentences; a model that sees the frame too often; some articles labelled."""

    def __init__(self, make, seed: int, *, articles: int = 60, stops_early: float = 0.0) -> None:
        chance = np.random.default_rng(seed)
        sizes = chance.integers(1, 6, ARTICLES)
        document = np.repeat(np.arange(ARTICLES), sizes)
        telling = chance.random(ARTICLES) < OF_ARTICLES
        first = np.searchsorted(document, np.arange(ARTICLES))
        has = telling[document] & (chance.random(len(document)) < 0.4)
        has[first[telling]] = True  # one at least
        seen = np.where(has, chance.random(len(has)) < 0.8, chance.random(len(has)) < 0.15)
        self.corpus: Scored = make(
            {f"d{number}": ["headline"] + ["body"] * (size - 1) for number, size in enumerate(sizes)},
            chances=np.where(seen, 0.8, 0.1).tolist(),
        )
        sentences = self.corpus.sentences
        ids, articles_ = sentences["sentence_id"].tolist(), sentences["document_id"].tolist()
        sample = draw_slice(ids, [""] * len(ids), SAMPLE.table(), articles, document_ids=articles_, seed=seed)
        has_it = dict(zip(ids, has.tolist(), strict=True))
        self.missing = {
            rows["sentence_id"].iloc[-1]
            for _, rows in sample.groupby(sample["sentence_id"].str.partition(":")[0])
            if chance.random() < stops_early
        }
        gold = GOLD.table(
            {"sentence_id": name, "frame": FRAME, "present": has_it[name], "votes": 1, "voters": 1}
            | {"probability": 1.0, "how": "unanimous", "reason": "", "codebook": "c", "made_by": "person"}
            for name in sample["sentence_id"]
            if name not in self.missing
        )
        nothing = pd.DataFrame(columns=["sentence_id", "frame"])
        self.labelled = Labelled(gold, nothing, random_slice(sample, ANNOTATIONS.table()))

    def units(self, unit: Unit) -> Units:
        return units_of(self.corpus, self.labelled, unit).of_frames([FRAME])

    def shares(self, unit: Unit) -> Shares:
        units, groups, _ = ungrouped_units(self.corpus, self.units(unit))
        return estimate_shares(units, groups, ("all",), draws=100)


def holds(shares: Shares, truth: float) -> bool:
    return bool(shares.low[0, 0] <= truth <= shares.high[0, 0])


@pytest.fixture(scope="module")
def studies(scored) -> list[Study]:
    """In every second one some articles are not labelled to the end."""
    return [Study(scored, seed, articles=70, stops_early=0.1 * (seed % 2)) for seed in range(STUDIES)]


@pytest.mark.parametrize("unit", SHARES)
def test_intervals_hold_the_truth_as_often_as_they_say_where_articles_were_drawn(studies, unit: Unit) -> None:
    found = [study.shares(unit) for study in studies]
    truth = SHARES[unit]
    # Of 40 intervals that hold it 95 times of 100, fewer than 33 hold it about once in a thousand such rounds.
    assert sum(holds(shares, truth) for shares in found) >= 33
    assert np.mean([shares.value[0, 0] for shares in found]) == pytest.approx(truth, abs=0.03)  # three standard errors
    assert {str(shares.estimate[0, 0]) for shares in found} == {CORRECTED}


def test_without_correction_articles_would_be_counted_far_too_often(studies) -> None:
    assert np.mean([study.units("article").predicted.mean() for study in studies]) > OF_ARTICLES + 0.1


def test_an_article_counts_only_if_it_is_labelled_to_the_end_and_it_is_said_what_is_missing(scored) -> None:
    study = Study(scored, 1, stops_early=0.15)
    units = study.units("article")
    short = {name.partition(":")[0] for name in study.missing}
    sizes = study.corpus.sentences["document_id"].value_counts()
    none = sum(sizes[name] == 1 for name in short)  # of these the only sentence is missing
    assert 0 < none < len(short)
    standing = units.names[units.weight > 0]
    assert not short & set(standing)
    assert len(standing) == 60 - len(short)
    assert units.weight.sum() == pytest.approx(ARTICLES)  # those that count stand for the others
    assert units.incomplete == (
        f"Shares of articles are corrected by {60 - len(short)} of the 60 articles of the random slice, those of which "
        f"every coded sentence is labelled. {len(short) - none} are labelled in part and {none} not at all: "
        f"{len(short)} of their sentences are missing. Label them: framing push."
    )
    assert study.units("sentence").incomplete == study.units("headline").incomplete == ""
    assert Study(scored, 1).units("article").incomplete == ""


def test_where_no_article_is_labelled_to_the_end_shares_are_counts_and_it_is_said(scored) -> None:
    units = Study(scored, 1, stops_early=1.0).units("article")
    assert not units.weight.any()
    assert units.why_unlabelled.startswith("Of none of the 60 articles of the random slice every coded sentence is")
    assert "60 of their sentences are missing" in units.why_unlabelled


def test_a_proposal_in_sight_takes_the_whole_article_out(scored) -> None:
    study = Study(scored, 1)
    chance = study.labelled.chance
    one = str(chance.drawn["sentence_id"].iloc[0])
    study.labelled = replace(study.labelled, chance=replace(chance, assisted=frozenset({one})))
    units = study.units("article")
    assert units.weight[units.names == one.partition(":")[0]] == 0
    assert "1 of their sentences are missing, 1 of them with a proposal in sight, which does not count" in (
        units.incomplete
    )
