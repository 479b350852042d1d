from dataclasses import replace

import pytest

from framing.errors import GateFailed, InputError
from framing.model.evaluation.evaluate import evaluate
from framing.model.evaluation.gate import check_bars, hold


@pytest.fixture(scope="module")
def evaluation(corpus, codebook):
    return evaluate(*corpus, codebook)


def test_figures_that_reach_their_bars_pass(evaluation):
    f1 = float(evaluation.table.set_index("frame").loc["storm", "f1"])
    hold(evaluation, {"macro_f1": evaluation.macro_f1, "frame:storm": f1, "average_precision": 0.5, "micro_f1": 0})


def test_a_figure_that_is_not_reached_fails_and_all_of_them_are_named(evaluation):
    table = evaluation.summary.assign(value=0.4996)
    low = replace(evaluation, summary=table)
    with pytest.raises(GateFailed) as caught:
        hold(low, {"macro_f1": 0.5, "micro_f1": 0.9, "average_precision": 0.1})
    assert str(caught.value) == ("Macro-F1 does not reach 0.5: it is 0.4996. Micro-F1 does not reach 0.9: it is 0.50.")


def test_too_few_examples_fail_even_the_lowest_bar(evaluation):
    with pytest.raises(GateFailed, match=r"F1 of parade does not reach 0: too few examples \(\d+\)\."):
        hold(evaluation, {"frame:parade": 0.0})


def test_a_bar_for_what_there_is_not_is_refused(codebook):
    for bar in ("frame:flood", "accuracy"):
        with pytest.raises(InputError, match="frame"):
            check_bars({bar: 0.5}, codebook.keys)
    check_bars({"macro_f1": 0.5, "frame:storm": 0.1}, codebook.keys)
