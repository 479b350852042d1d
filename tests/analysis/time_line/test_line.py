"""Time lines: the mix of outlets is held fixed, changes are found, and little text is called little."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.analysis.time_line.line import GRADUAL, time_line
from framing.analysis.time_line.periods import calendar_of
from framing.analysis.time_line.words import change_in_words
from framing.analysis.units import Units
from framing.errors import NotEnoughData
from framing.tables import UNCORRECTED

FIRST = "2026-01-05"
OUTLETS = ("Егемен Қазақстан", "Ведомости")
HIGH, LOW = [1, 1, 0, 0, 0] * 4, [1, 0, 0, 0, 0] * 4  # 40 and 20 per cent of 20 sentences


def documents_of(rows: list[tuple[str, str]]) -> pd.DataFrame:
    """Of (outlet, date) of each."""
    return pd.DataFrame(rows, columns=["source", "date"], dtype="str")


def units_of(flags: list[list[int]], frames: tuple[str, ...] = ("storm",)) -> Units:
    """Sentences of each document, of which the model sees every frame where the flag is 1; nobody labelled any."""
    document = np.repeat(np.arange(len(flags)), [len(each) for each in flags])
    seen = np.tile(np.concatenate([np.array(each, dtype=bool) for each in flags])[:, np.newaxis], len(frames))
    return Units(
        unit="sentence",
        names=np.array([f"d{of}:{at}" for at, of in enumerate(document)], dtype=object),
        document=document,
        documents=len(flags),
        frames=frames,
        probabilities=seen.astype(np.float64),
        predicted=seen,
        truth=np.full(seen.shape, np.nan),
        weight=np.zeros(len(seen)),
        why_unlabelled="Nobody labelled a random slice.",
    )


def days(first: str, count: int, step: int = 1) -> list[str]:
    start = np.datetime64(first)
    return [str(start + np.timedelta64(step * number, "D")) for number in range(count)]


def line_of(rows: list[tuple[str, str, list[int]]], **options):
    documents = documents_of([row[:2] for row in rows])
    return time_line(units_of([row[2] for row in rows]), calendar_of(documents), draws=99, **options)


def test_showing_one_frame_makes_no_p_smaller():
    chance = np.random.default_rng(3)
    dates = days(FIRST, 60)
    units = units_of([LOW if number < 30 else HIGH for number in range(60)], ("storm", "rain", "wind"))
    predicted = np.where(np.arange(3) == 0, units.predicted, chance.random(units.predicted.shape) < 0.3)
    units = replace(units, predicted=predicted, probabilities=predicted.astype(np.float64))
    calendar = calendar_of(documents_of([(OUTLETS[0], date) for date in dates]))
    every = time_line(units, calendar, draws=99)
    one = time_line(units, calendar, draws=99, frames=["storm"])
    assert list(one.table["frame"].unique()) == ["storm"]
    own = [table[table["frame"] == "storm"].reset_index(drop=True) for table in (every.table, every.changes)]
    pd.testing.assert_frame_equal(one.table, own[0])
    pd.testing.assert_frame_equal(one.changes, own[1])
    assert len(one.changes) == 1
    assert time_line(units, calendar, draws=99, frames=["rain"]).changes.empty


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=6))
@settings(max_examples=12)
def test_who_writes_how_much_moves_no_share_where_outlets_stay_as_they_are(written):
    rows = [
        (outlet, FIRST if week == 0 else days(FIRST, week + 1, 7)[-1], flags)
        for week, counts in enumerate(written)
        for outlet, flags, count in zip(OUTLETS, (HIGH, LOW), counts, strict=True)
        for _ in range(count)
    ]
    table = line_of(rows).table
    high, low = np.sum(written, axis=0)
    assert table["share"].tolist() == pytest.approx([(0.4 * high + 0.2 * low) / (high + low)] * len(written))


def test_an_outlet_that_is_missing_is_named_and_its_absence_is_no_movement():
    weeks = days(FIRST, 3, 7)
    rows = [(outlet, week, flags) for week in weeks for outlet, flags in zip(OUTLETS, (HIGH, LOW), strict=True)]
    table = line_of([*rows[:2], rows[2], *rows[4:]]).table  # the second week has the first outlet only
    assert table["share"].tolist() == pytest.approx([(0.4 * 3 + 0.2 * 2) / 5] * 3)
    assert OUTLETS[1] in table["note"][1]
    assert "moved as the others did" in table["note"][1]
    assert not table["note"][[0, 2]].str.contains(OUTLETS[1]).any()
    assert "usual mix" not in table["note"][1]  # three fifths of it are there
    alone = line_of([*rows[:1] * 4, rows[1], rows[3], *rows[4:]]).table  # five articles of one, three of the other
    assert "Only 38% of the usual mix" in alone["note"][1]


def test_the_order_of_documents_changes_nothing():
    rows = made_rows(steps=(0.2, 0.6))
    ordered, turned = line_of(rows), line_of(rows[::-1])
    drawn = ["low", "high", "p"]  # by chance: which documents are drawn, and which dates they get
    pd.testing.assert_frame_equal(ordered.table.drop(columns=drawn[:2]), turned.table.drop(columns=drawn[:2]))
    pd.testing.assert_frame_equal(ordered.table, turned.table, atol=0.02)
    pd.testing.assert_frame_equal(ordered.changes.drop(columns=drawn), turned.changes.drop(columns=drawn))


def test_few_sentences_are_told_as_too_little_with_their_count():
    table = line_of([("A", FIRST, HIGH), ("A", "2026-01-12", [1, 0, 1])]).table
    assert table["estimate"].tolist() == [UNCORRECTED, TOO_LITTLE]
    assert table["share"].isna().tolist() == [False, True]
    assert table["note"][1] == "3 sentences; a share needs 20."


def test_weeks_without_an_article_are_rows_without_a_share():
    table = line_of([("A", FIRST, HIGH), ("A", "2026-01-19", HIGH)]).table
    assert table["of"].tolist() == [20, 0, 20]
    assert table["share"].isna().tolist() == [False, True, False]


def test_one_period_is_a_line_without_changes_and_says_why():
    line = line_of([("A", FIRST, HIGH)] * 30)
    assert line.table["share"].tolist() == pytest.approx([0.4])
    assert len(line.changes) == 0
    assert "needs 6 weeks" in line.why_no_changes


def test_no_unit_in_a_dated_document_is_told():
    documents = documents_of([("A", FIRST), ("A", "")])
    with pytest.raises(NotEnoughData, match="no sentence in a document with a date"):
        time_line(units_of([[], HIGH]), calendar_of(documents))


def test_documents_without_a_date_are_counted_and_left_out():
    line = line_of([("A", FIRST, HIGH), ("A", "", LOW)])
    assert line.table["of"].tolist() == [20]
    assert line.warnings == (
        "1 document has no date that says its week, and no place on the time line.",
    )  # fmt: skip


# -- changes ---------------------------------------------------------------------------------------------------------


def made_rows(steps: tuple[float, ...], weeks: int = 8, seed: int = 1) -> list[tuple[str, str, list[int]]]:
    """Six articles of 10 sentences a week, `weeks` weeks at each share."""
    chance = np.random.default_rng(seed)
    shares = np.repeat(steps, weeks)
    return [
        (OUTLETS[number % 2], week, chance.binomial(1, share, 10).tolist())
        for week, share in zip(days(FIRST, len(shares), 7), shares, strict=True)
        for number in range(6)
    ]


def test_a_jump_is_found_in_its_week_with_its_levels():
    line = line_of(made_rows((0.2, 0.6)))
    (change,) = line.changes.to_dict(orient="records")
    assert change["period"] == days(FIRST, 9, 7)[-1]
    assert change["before"] == pytest.approx(0.2, abs=0.06)
    assert change["after"] == pytest.approx(0.6, abs=0.06)
    assert change["low"] < 0.4 < change["high"]
    assert change["p"] == pytest.approx(0.01)  # 1 of 100: no shuffle of 99 has as much
    assert not change["note"].startswith(GRADUAL)
    assert change["first"] <= change["period"] <= change["last"]
    known = {**change, "before": 0.2, "after": 0.6, "note": "", "first": "2026-03-02", "last": "2026-03-02"}
    assert change_in_words(known, "week") == "rose from 20 % to 60 % in the week of 2026-03-02 (p = 0.010)"


def test_a_change_whose_week_is_not_sure_has_the_first_and_the_last():
    chance = np.random.default_rng(5)
    rows = [
        (OUTLETS[number % 2], week, chance.binomial(1, 0.2 if at < 12 else 0.42, 10).tolist())
        for at, week in enumerate(days(FIRST, 24, 7))
        for number in range(3)
    ]
    (change,) = line_of(rows).changes.to_dict(orient="records")
    assert change["first"] < change["last"]
    said = change_in_words(change, "week")
    assert f", from {change['first']} at the earliest to {change['last']} at the latest (p" in said


def test_two_jumps_are_found_and_levels_reach_to_the_next():
    line = line_of(made_rows((0.2, 0.6, 0.3)))
    assert line.changes["period"].tolist() == [days(FIRST, 9, 7)[-1], days(FIRST, 17, 7)[-1]]
    assert line.changes["after"][0] == line.changes["before"][1] == pytest.approx(0.6, abs=0.06)


def test_a_steady_rise_is_told_as_one():
    line = line_of(made_rows(tuple(np.linspace(0.05, 0.9, 16)), weeks=1))
    (change,) = line.changes.to_dict(orient="records")
    assert change["note"].startswith(GRADUAL)
    assert change["first"] == change["last"] == ""
    assert "step by step" in change_in_words(change, "week")


def test_a_text_that_is_run_again_and_again_is_no_change():
    # In the second half every article runs an agency's one text, in which the frame is everywhere.
    rows = [("A", week, [1] * 10 if number >= 8 else [0, 1] * 5) for number, week in enumerate(days(FIRST, 16, 7))] * 3
    documents = documents_of([row[:2] for row in rows])
    units, calendar = units_of([row[2] for row in rows]), calendar_of(documents)
    story = np.array([8 if sum(row[2]) == 10 else number for number, row in enumerate(rows)])
    assert len(time_line(units, calendar, draws=99).changes) == 1
    line = time_line(units, calendar, story=story, draws=99)
    assert len(line.changes) == 0
    assert line.table["share"].iloc[-1] == pytest.approx(1)  # they are counted


def test_a_line_of_outlets_with_one_article_each_can_move_and_says_what_counts_as_one():
    rows = made_rows((0.2, 0.6))
    line = line_of([(f"outlet {number}", week, flags) for number, (_, week, flags) in enumerate(rows)])
    assert line.changes["period"].tolist() == [days(FIRST, 9, 7)[-1]]
    assert line.table["share"].iloc[-1] > line.table["share"].iloc[0] + 0.1
    assert "96 outlets count as one on the time line, 'other outlets'" in line.warnings[0]


def test_a_change_of_the_mix_is_no_change():
    chance = np.random.default_rng(3)
    rows = [
        (OUTLETS[rare], week, chance.binomial(1, (0.2, 0.6)[rare], 10).tolist())
        for number, week in enumerate(days(FIRST, 16, 7))
        for rare in ([0] * 5 + [1] if number < 8 else [1] * 5 + [0])
    ]
    assert len(line_of(rows).changes) == 0


def test_frames_that_are_never_or_always_seen_have_no_change():
    rows = made_rows((0.2, 0.6))
    units = units_of([row[2] for row in rows], ("moves", "never", "always"))
    predicted = units.predicted.copy()
    predicted[:, 1], predicted[:, 2] = False, True
    line = time_line(
        replace(units, predicted=predicted), calendar_of(documents_of([row[:2] for row in rows])), draws=99
    )
    assert line.changes["frame"].tolist() == ["moves"]
    never = line.table[line.table["frame"] == "never"]
    assert (never["share"] == 0).all()
    assert (never["high"] > 0).all()


def test_copies_make_intervals_as_wide_as_stories_do():
    chance = np.random.default_rng(11)
    told = [(week, chance.binomial(1, 0.3, 10).tolist()) for week in days(FIRST, 4, 7) for _ in range(10)]
    alone = line_of([("A", *each) for each in told]).table
    rows = [(f"outlet {outlet}", *each) for each in told for outlet in range(10)]
    copied = line_of(rows, story=np.repeat(np.arange(40), 10)).table
    wide = [(table["high"] - table["low"]).to_numpy() for table in (alone, copied)]
    assert wide[1] == pytest.approx(wide[0], rel=0.05)
    assert copied["documents"].tolist() == [100] * 4
    assert (line_of(rows).table[["low", "high"]].diff(axis=1)["high"] < 0.6 * wide[1]).all()  # taken for 400 articles


def test_copies_within_one_outlet_count_once_as_well():
    chance = np.random.default_rng(12)
    told = [(week, chance.binomial(1, 0.3, 10).tolist()) for week in days(FIRST, 4, 7) for _ in range(10)]
    alone = line_of([("A", *each) for each in told]).table
    copied = line_of([("A", *each) for each in told for _ in range(10)], story=np.repeat(np.arange(40), 10)).table
    wide = [(table["high"] - table["low"]).to_numpy() for table in (alone, copied)]
    assert wide[1] == pytest.approx(wide[0], rel=0.05)


def test_fewer_than_20_stories_give_no_interval_however_often_they_ran():
    rows = [("A", FIRST, HIGH) for _ in range(40)]
    assert line_of(rows, story=np.arange(40) // 2).table["low"].notna().all()
    assert line_of(rows, story=np.arange(40) // 3).table["low"].isna().all()


def test_a_change_told_by_copies_is_as_unsure_as_one_told_by_stories():
    rows = made_rows((0.2, 0.6))
    alone = line_of(rows).changes
    copied = line_of([row for row in rows for _ in range(5)], story=np.repeat(np.arange(len(rows)), 5)).changes
    assert copied["period"].tolist() == alone["period"].tolist()
    wide = [float((changes["high"] - changes["low"]).iloc[0]) for changes in (alone, copied)]
    assert wide[1] == pytest.approx(wide[0], rel=0.05)


def test_without_copies_it_is_the_same_to_the_last_digit():
    rows = made_rows((0.2, 0.6))
    plain, numbered = line_of(rows), line_of(rows, story=np.arange(len(rows)))
    pd.testing.assert_frame_equal(plain.table, numbered.table, check_exact=True)
    pd.testing.assert_frame_equal(plain.changes, numbered.changes, check_exact=True)


# -- correction ------------------------------------------------------------------------------------------------------


def labelled_units(share: np.ndarray, seed: int = 5) -> tuple[Units, pd.DataFrame]:
    """One article of 20 sentences a day: of sentences with the frame the model sees 70 of 100, of the others 20."""
    chance = np.random.default_rng(seed)
    document = np.repeat(np.arange(len(share)), 20)
    truth = (chance.random(len(document)) < share[document]).astype(np.float64)
    predicted = chance.random(len(document)) < np.where(truth > 0, 0.7, 0.2)
    drawn = chance.choice(len(document), 600, replace=False)
    seen, weight = np.full(len(document), np.nan), np.zeros(len(document))
    seen[drawn], weight[drawn] = truth[drawn], len(document) / 600
    units = replace(
        units_of([[0] * 20] * len(share)),
        probabilities=np.where(predicted, 0.8, 0.1)[:, np.newaxis],
        predicted=predicted[:, np.newaxis],
        truth=seen[:, np.newaxis],
        weight=weight,
        why_unlabelled="",
    )
    return units, documents_of([("A", day) for day in days(FIRST, len(share))])


def test_a_movement_is_shown_as_large_as_it_is_and_not_as_the_model_shows_it():
    units, documents = labelled_units(np.repeat([0.1, 0.5], 98))
    line = time_line(units, calendar_of(documents), draws=199)
    assert set(line.table["estimate"]) == {CORRECTED}
    first, last = line.table["share"][:14].mean(), line.table["share"][14:].mean()
    # Counted, it would be (0.7 - 0.2) * 40 = 20 points, from 25 to 45 per cent.
    assert first == pytest.approx(0.1, abs=0.07)
    assert last == pytest.approx(0.5, abs=0.07)
    (change,) = line.changes.to_dict(orient="records")
    assert change["period"] == days(FIRST, 15, 7)[-1]
    assert change["low"] < 0.4 < change["high"]
    assert all("erred alike in all periods" in note for note in line.table["note"])
    assert not line.warnings


def test_a_model_that_errs_otherwise_early_than_late_is_warned_of():
    units, documents = labelled_units(np.full(196, 0.3))
    late = units.document >= 98
    predicted = units.predicted | (late & (np.arange(len(units)) % 3 == 0))[:, np.newaxis]
    units = replace(units, predicted=predicted, probabilities=np.where(predicted, 0.8, 0.1))
    (warning,) = time_line(units, calendar_of(documents), draws=199).warnings
    assert warning.startswith("storm: the model seems to err otherwise early than late (p = 0.005)")


def test_a_slice_that_says_too_little_of_the_model_corrects_nothing():
    units, documents = labelled_units(np.repeat([0.1, 0.5], 98))
    units = replace(units, truth=np.where(np.isnan(units.truth), np.nan, 0.0))  # the frame is in no labelled sentence
    table = time_line(units, calendar_of(documents), draws=99).table
    assert set(table["estimate"]) == {UNCORRECTED}
    assert "Label more, drawn by chance" in table["note"][0]
    assert table["low"].notna().all()
