import pandas as pd
import pytest

from framing.report.limits import corpus_in_words


@pytest.mark.parametrize(
    ("sources", "dates", "said"),
    [
        (["Bay", "Bay "], ["2022-01", "2022-01-05T10:00"], "Two articles of Bay, 2022-01 to 2022-01-05"),
        (["B", "A", "B"], ["2022-02-01", "", "2022-01-05"],
         "Three articles of B and A, 2022-01-05 to 2022-02-01 (1 without a date)"),
        (list("ABCDE"), [""] * 5, "Five articles of A, B, C, D and 1 more outlet, without dates"),
        (["", " "], ["spring", ""], "Two articles of outlets without a name, without dates"),
        (["A\u202e" + "x" * 10_000], ["2022-01-05"], f"One article of A{'x' * 58}…, 2022-01-05"),
    ],
)  # fmt: skip
def test_a_corpus_is_named_by_its_outlets_and_days(sources, dates, said):
    assert corpus_in_words(pd.DataFrame({"source": sources, "date": dates}, dtype="str")) == said
