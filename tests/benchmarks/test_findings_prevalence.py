"""The benchmark of coverage knows the truth of the corpora that it makes."""

from dataclasses import replace

import numpy as np
import pytest
from findings_prevalence import KINDS, Cell, Corpus, articles, rows_of, share_of_articles, stratified

CORPUS = Corpus(documents=6_000, prevalence=0.05, icc=0.1, labelled=200)


@pytest.mark.parametrize("icc", [0.0, 0.1])
def test_the_share_of_articles_is_that_of_many_articles(icc: float) -> None:
    corpus = replace(CORPUS, icc=icc)
    made = articles(corpus, np.random.default_rng(1))
    assert made.truth == share_of_articles(corpus)
    assert made.own == pytest.approx(made.truth, abs=4 * np.sqrt(0.25 / 6_000))


def test_two_outlets_together_have_the_prevalence_of_the_cell_and_weights_that_stand_for_all() -> None:
    made = stratified(CORPUS, np.random.default_rng(1))
    assert made.own == pytest.approx(0.05, abs=0.005)
    assert len(set(made.units.weight[made.units.weight > 0])) == 2
    assert made.units.weight.sum() == pytest.approx(len(made.units))


def cell(kind: str, coverage: float) -> Cell:
    return Cell(kind, CORPUS, coverage, 0.0, 0.0, 0.99, 0.1, 0.0, 0.3, 0.95, 0.2)


def test_bars_are_about_the_cells_of_their_kind() -> None:
    cells = [cell(KINDS[0].name, 0.96), cell(KINDS[0].name, 0.92), cell(KINDS[1].name, 0.89)]
    rows = {row.key: row for row in rows_of(cells)}
    assert rows["findings/coverage, mean"].ours == pytest.approx(94)
    assert rows["findings/coverage, worst cell"].ours == pytest.approx(92)
    assert rows["findings/coverage, worst cell"].verdict == "met"
    assert rows["findings/coverage, further kinds, worst cell"].verdict == "missed"
