import pytest

from framing.model.evaluation.evaluate import evaluate
from framing.model.evaluation.remarks import evaluation_warnings
from framing.model.learning.examples import make_examples


@pytest.fixture(scope="module")
def evaluation(corpus, codebook):
    return evaluate(*corpus, codebook)


@pytest.mark.parametrize(
    ("column", "words"),
    [("always_f1", "Saying yes to every sentence"), ("dictionary_f1", "Looking for the codebook's words")],
)
def test_a_model_that_does_no_better_than_what_costs_nothing_is_warned_about(
    corpus, codebook, evaluation, column, words
):
    examples = make_examples(*corpus, codebook)
    assert not any("as well as the model" in line for line in evaluation.warnings)
    as_good = evaluation.table.assign(**{column: evaluation.table["f1"]})
    found = evaluation_warnings(examples, as_good, evaluation.judged)
    f1 = evaluation.macro_f1
    assert found[-1] == f"{words} does as well as the model: macro-F1 {f1:.2f} beside {f1:.2f}."


def test_without_any_figure_nothing_is_said_to_be_as_good(corpus, codebook, evaluation):
    nothing = evaluation.table.assign(f1=float("nan"), always_f1=float("nan"), dictionary_f1=float("nan"))
    found = evaluation_warnings(make_examples(*corpus, codebook), nothing, evaluation.judged)
    assert not any("as well as the model" in line for line in found)
