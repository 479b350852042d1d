import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.model.keeping.fields import read_text
from framing.model.keeping.figures import figures_as_json, figures_of, one_line, read_figures


def test_the_figures_are_those_of_the_evaluation_to_six_digits(evaluation):
    figures = figures_of(evaluation)
    assert figures.macro_f1 == pytest.approx(evaluation.macro_f1, abs=5e-7)
    assert figures.macro_average_precision == pytest.approx(evaluation.macro_average_precision, abs=5e-7)
    for row, expected in zip(figures.frames, evaluation.table.to_dict(orient="records"), strict=True):
        assert all(row[name] == expected[name] for name in ("frame", "positives", "note"))
        assert row["f1"] == pytest.approx(expected["f1"], abs=5e-7, nan_ok=True)


def test_what_is_written_comes_back(evaluation):
    figures = figures_of(evaluation)
    again = read_figures(figures_as_json(figures), "here")
    assert figures_as_json(again) == figures_as_json(figures)


def test_a_difference_in_the_last_bits_changes_nothing(evaluation):
    moved = evaluation.table.assign(f1=evaluation.table["f1"] * (1 - 2**-52))
    assert figures_as_json(figures_of(dataclasses.replace(evaluation, table=moved))) == figures_as_json(
        figures_of(evaluation)
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"precision": 1.5}, "between 0 and 1"),
        ({"precision": "high"}, "not a number"),
        ({"precision": True}, "not a number"),
        ({"precision": 10**400}, "not a number"),
        ({"f1": 0.3}, "f1 is not that of precision and recall"),
        ({"low": 0.9, "high": 0.1}, "ends before it begins"),
        ({"positives": 500}, "does not hold"),
        ({"documents_with": -1}, "whole number"),
        ({"positives": 6}, "fewer than 20 examples"),
        ({"frame": "../x"}, "no key of a frame"),
        ({"note": "a\nb"}, "line of text"),
        ({"note": None}, "line of text"),
    ],
)
def test_figures_of_a_frame_that_cannot_be_are_refused(evaluation, change, reason):
    value = figures_as_json(figures_of(evaluation))
    value["frames"][0] |= change
    with pytest.raises(InputError, match=reason):
        read_figures(value, "here")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"macro_f1": 0.123}, "mean of f1"),
        ({"macro_f1": None}, "mean of f1"),
        ({"macro_average_precision": 0.123}, "mean of average_precision"),
        ({"counted": 10**6}, "more sentences than there are"),
        ({"by_chance": 1}, "neither true nor false"),
        ({"warnings": ["a", 1]}, "line of text"),
        ({"frames": {}}, "list"),
    ],
)
def test_figures_that_cannot_be_are_refused(evaluation, change, reason):
    value = figures_as_json(figures_of(evaluation)) | change
    with pytest.raises(InputError, match=reason):
        read_figures(value, "here")


@given(st.text(max_size=40))
def test_any_text_comes_to_one_line_that_a_file_may_hold(text):
    line = one_line(text * 20)
    assert read_text(line, "here") == line
    assert one_line(line) == line


def test_no_figure_is_null_in_a_file(evaluation):
    rows = figures_as_json(figures_of(evaluation))["frames"]
    parade = next(row for row in rows if row["frame"] == "parade")  # 14 examples
    assert parade["f1"] is None
    assert math.isnan(next(row for row in figures_of(evaluation).frames if row["frame"] == "parade")["f1"])
