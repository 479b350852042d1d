import copy
import dataclasses
import json

import pytest

from framing.errors import InputError
from framing.model.evaluation.abstention import in_short
from framing.model.keeping.figures import (
    ABSTENTION,
    ANSWERS,
    CALIBRATION,
    COVERAGE,
    FRAMES,
    PEOPLE,
    SUMMARY,
    figures_of,
    read_figures,
)


@pytest.fixture(scope="module")
def found(evaluation):
    return figures_of(evaluation)


@pytest.fixture
def value(found):
    """The figures as JSON, for a test to change."""
    return json.loads(json.dumps(dataclasses.asdict(found)))


def test_the_figures_are_those_of_the_evaluation_to_six_digits(evaluation, found):
    assert found.summary["macro_f1"]["value"] == pytest.approx(evaluation.macro_f1, abs=5e-7)
    expected_mean = evaluation.macro_average_precision
    assert found.summary["macro_average_precision"]["value"] == pytest.approx(expected_mean, abs=5e-7)
    for row, expected in zip(found.frames, evaluation.table.to_dict(orient="records"), strict=True):
        assert all(row[name] == expected[name] for name in ("frame", "sentences", "positives", "note"))
        assert (row["f1"] is None) == (expected["f1"] != expected["f1"])
        assert row["f1"] is None or row["f1"] == pytest.approx(expected["f1"], abs=5e-7)


def test_every_column_of_an_evaluation_has_its_place(evaluation):
    assert set(evaluation.table.columns) == set(FRAMES)
    assert set(evaluation.summary.columns) == {"figure", *SUMMARY}
    assert set(evaluation.calibration.table.columns) == set(CALIBRATION)
    assert set(in_short(evaluation.abstention).columns) == set(ABSTENTION)
    assert set(evaluation.answers.columns) == set(ANSWERS)
    assert set(evaluation.coverage.columns) == set(COVERAGE)
    assert {"people", "model", "gap", "frames", "why_none"} <= set(PEOPLE)


def test_what_is_written_comes_back(found, value):
    assert read_figures(value, "here") == found


def test_a_difference_in_the_last_bits_changes_nothing(evaluation, found):
    moved = evaluation.table.assign(f1=evaluation.table["f1"] * (1 - 2**-52))
    assert figures_of(dataclasses.replace(evaluation, table=moved)) == found


def test_no_figure_is_none(found):
    parade = next(row for row in found.frames if row["frame"] == "parade")  # 14 examples
    assert parade["f1"] is None
    assert parade["note"] == "too few examples (14)"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"precision": 1.5}, "between 0 and 1"),
        ({"precision": "high"}, "not a number"),
        ({"precision": True}, "not a number"),
        ({"precision": 10**400}, "not a number"),
        ({"f1": 0.3}, "f1 is not that of precision and recall"),
        ({"positives": 500}, "does not hold"),
        ({"documents_with": -1}, "whole number"),
        ({"low": 0.9, "high": 0.8}, "ends below"),
        ({"recall_low": 0.9, "recall_high": 0.8}, "ends below"),
        ({"always_f1": 0.01}, "always_f1 is not that"),
        ({"positives": 6}, "fewer than 20 examples"),
        ({"frame": "../x"}, "no key of a frame"),
        ({"note": "a\nb"}, "line of text"),
        ({"note": None}, "line of text"),
        ({"extra": 1}, "no more and no less"),
    ],
)
def test_figures_of_a_frame_that_cannot_be_are_refused(value, change, reason):
    value["frames"][0] |= change
    with pytest.raises(InputError, match=reason):
        read_figures(value, "here")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"counted": 10**6}, "more sentences than there are"),
        ({"by_chance": 1}, "neither true nor false"),
        ({"warnings": ["a", 1]}, "line of text"),
        ({"frames": {}}, "list"),
        ({"frames": [], "coverage": [], "calibration": []}, "not over the frames"),
        ({"summary": {}}, "lacks always_macro_f1"),
        ({"documents": 10**6}, "more documents than sentences"),
        ({"counted": 0}, "all that count"),
        ({"people": {}}, "no more and no less"),
        ({"calibration": [{"frame": "storm"}]}, "no more and no less"),
        ({"abstention": [{"promised": "80 %"}]}, "no more and no less"),
        ({"coverage": [dict.fromkeys(COVERAGE) | {"frame": "a", "sentences": 1, "positives": 2}]}, "more positive"),
    ],
)
def test_figures_that_cannot_be_are_refused(value, change, reason):
    with pytest.raises(InputError, match=reason):
        read_figures(value | change, "here")


@pytest.mark.parametrize("name", ["macro_f1", "macro_average_precision", "always_macro_f1", "dictionary_macro_f1"])
@pytest.mark.parametrize("number", [0.123, None])
def test_a_mean_that_is_not_that_of_the_frames_is_refused(value, name, number):
    other = copy.deepcopy(value)
    other["summary"][name]["value"] = number
    with pytest.raises(InputError, match=f"{name} is not the mean"):
        read_figures(other, "here")


def test_a_weighted_share_of_positive_sentences_is_no_contradiction(value):
    other = copy.deepcopy(value) | {"by_chance": True}
    frame = next(row for row in other["frames"] if row["always_f1"] is not None)
    frame["always_f1"] /= 2
    of = [row["always_f1"] for row in other["frames"] if row["always_f1"] is not None]
    other["summary"]["always_macro_f1"] |= {"value": sum(of) / len(of)}
    assert read_figures(other, "here").by_chance


@pytest.mark.parametrize("table", ["calibration", "coverage"])
def test_a_row_of_more_sentences_than_its_frame_has_is_refused(value, table):
    columns = {"calibration": CALIBRATION, "coverage": COVERAGE}[table]
    row = dict.fromkeys(columns) | {"frame": "storm", "sentences": 10**5, "positives": 1}
    row |= {"note": ""} if "note" in columns else {}
    with pytest.raises(InputError, match="more sentences than the frame has"):
        read_figures(value | {table: [row]}, "here")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"yes_hits": 10**6}, "more yes answers are right than there are"),
        ({"no": 10**6}, "more sentences are answered"),
        ({"yes": 3, "yes_hits": 3, "yes_right": 1.0}, "fewer than 20 answers"),
        ({"no_right": 1.5}, "between 0 and 1"),
    ],
)
def test_answers_that_cannot_be_are_refused(value, change, reason):
    value["answers"][0] |= change
    with pytest.raises(InputError, match=reason):
        read_figures(value, "here")
