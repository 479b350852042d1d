import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import tables
from framing.agreement.alpha import krippendorff_alpha
from framing.agreement.by_frame import agreement_by_frame, identical_sets
from framing.errors import InputError, NotEnoughData

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
BINARY = ("0100000010", "1110010000")  # section A: two observers, ten units; alpha = 0.095


def annotations(observers, frame="storm", made_by="person", state="confirmed"):
    """ANNOTATIONS from one text per annotator: 1 yes, 0 no, . not offered; sentence n is `s<n>`."""
    return tables.ANNOTATIONS.table(
        {
            "sentence_id": f"s{number}",
            "annotator": f"{made_by} {observer}",
            "frame": frame,
            "present": vote == "1",
            "state": state,
            "at": "2026-01-01T00:00:00Z",
            "project": "p",
            "codebook": "c",
            "assisted": False,
            "made_by": made_by,
        }
        for observer, votes in enumerate(observers)
        for number, vote in enumerate(votes)
        if vote != "."
    )


def spread(count, documents):
    """sentence_id -> document_id, sentences dealt to so many documents."""
    return {f"s{number}": f"d{number % documents}" for number in range(count)}


def only(table):
    assert len(table) == 1
    return table.iloc[0]


def test_alpha_of_a_frame_is_the_published_alpha_of_two_observers():
    # The ten units of section A three times over: coincidences 3 x (4 disagreeing of 14 zeros and 6 ones), so
    # alpha = 1 - (60 - 1) * 12 / (42 * 18).
    row = only(agreement_by_frame(annotations([votes * 3 for votes in BINARY]), spread(30, 5)))
    assert row["alpha"] == pytest.approx(1 - 59 * 12 / (42 * 18))
    assert (row["sentences"], row["documents"], row["present"], row["decisions"]) == (30, 5, 18, 60)
    # one unit of ten has two ones; six ones in all: 2 * 1 / (2 * 1 + 4)
    assert row["positive_agreement"] == pytest.approx(1 / 3)


votes_of_a_unit = st.text("01.", min_size=4, max_size=4)


@given(st.lists(votes_of_a_unit, min_size=20, max_size=60))
def test_the_frame_s_alpha_is_that_of_its_counts_whatever_is_missing(units):
    observers = ["".join(column) for column in zip(*units, strict=True)]
    counts = np.array([[unit.count("0"), unit.count("1")] for unit in units])
    try:
        row = only(agreement_by_frame(annotations(observers), spread(len(units), 7), draws=10))
    except NotEnoughData:
        assert (counts.sum(axis=1) < 2).all()
        return
    pairable = int((counts.sum(axis=1) > 1).sum())
    assert row["sentences"] == pairable
    expected = krippendorff_alpha(counts) if pairable >= 20 else math.nan
    assert row["alpha"] == pytest.approx(expected, nan_ok=True)
    assert bool(row["note"]) == (math.isnan(row["alpha"]) or math.isnan(row["low"]))


def test_a_sentence_with_one_annotator_does_not_count():
    row = only(agreement_by_frame(annotations(["01" * 10 + "1" * 5, "01" * 10 + "....."]), spread(25, 3)))
    assert (row["sentences"], row["decisions"], row["alpha"]) == (20, 40, 1.0)


def test_below_20_sentences_there_is_no_alpha_and_the_note_says_so():
    row = only(agreement_by_frame(annotations(BINARY), spread(10, 5)))
    assert math.isnan(row["alpha"])
    assert row["note"] == "fewer than 20 sentences: no alpha"
    assert row["present"] == 6


def test_without_variation_alpha_is_undefined_and_the_note_says_why():
    row = only(agreement_by_frame(annotations(["0" * 25, "0" * 25]), spread(25, 25)))
    assert math.isnan(row["alpha"])
    assert row["note"] == "nobody saw it: alpha is undefined"
    assert math.isnan(row["positive_agreement"])
    row = only(agreement_by_frame(annotations(["1" * 25, "1" * 25]), spread(25, 25)))
    assert math.isnan(row["alpha"])
    assert row["note"] == "everybody always saw it: alpha is undefined"
    assert (row["positive_agreement"], row["observed_agreement"]) == (1, 1)


def test_a_frame_that_one_annotator_only_was_offered_says_so():
    table = pd.concat([annotations(["01" * 10, "01" * 10], "storm"), annotations(["01" * 10, "." * 20], "harvest")])
    row = agreement_by_frame(table, spread(20, 4)).iloc[0]
    assert (row["frame"], row["sentences"], row["note"]) == ("harvest", 0, "only one annotator")


@pytest.mark.parametrize(("documents_with", "given_"), [(3, False), (4, True)])
def test_an_interval_needs_a_frame_that_is_seen_in_four_documents(documents_with, given_):
    # 100 sentences in 25 documents; both see the frame in 12 sentences of so many documents, one alone once more.
    number_of = {f"s{number}": number for number in range(100)}
    seen = {f"s{number}" for number in range(12 * 25) if number % 25 < documents_with}
    seen = set(sorted(seen & number_of.keys(), key=number_of.get)[:12])
    columns = ["11" if name in seen else "00" for name in number_of]
    columns[columns.index("11")] = "10"
    row = only(agreement_by_frame(annotations(["".join(each) for each in zip(*columns, strict=True)]), spread(100, 25)))
    assert math.isfinite(row["low"]) is given_
    assert (f"seen in too few documents ({documents_with})" in row["note"]) is not given_


@pytest.mark.parametrize(("documents", "given_"), [(19, False), (20, True)])
def test_an_interval_needs_20_documents(documents, given_):
    row = only(agreement_by_frame(annotations([votes * 6 for votes in BINARY]), spread(60, documents)))
    assert math.isfinite(row["low"]) is given_
    assert math.isfinite(row["high"]) is given_
    assert ("too few documents (19)" in row["note"]) is not given_


@pytest.mark.parametrize(("seen_in", "rare"), [(1, True), (9, True), (10, False)])
def test_a_frame_seen_in_fewer_than_10_sentences_has_alpha_without_interval_and_says_that_it_says_little(seen_in, rare):
    votes = "1" * seen_in + "0" * (40 - seen_in)
    row = only(agreement_by_frame(annotations([votes, votes]), spread(40, 40)))
    assert (row["alpha"], row["seen_in"]) == (1.0, seen_in)
    assert math.isnan(row["low"]) is math.isnan(row["high"]) is rare
    sentences = "1 sentence" if seen_in == 1 else f"{seen_in} sentences"
    assert row["note"] == (f"seen in only {sentences}: alpha says little" if rare else "")


def test_a_frame_is_seen_in_a_sentence_where_one_annotator_of_two_sees_it():
    # Both see it in five sentences, the first alone in three more, the second alone in two; one voter does not count.
    first, second = "11111111" + "0" * 32 + "1", "11111000" + "11" + "0" * 30 + "."
    row = only(agreement_by_frame(annotations([first, second]), spread(41, 41)))
    assert (row["seen_in"], row["present"], row["note"]) == (10, 15, "")


def test_a_rare_frame_without_alpha_keeps_the_reason_for_that():
    row = only(agreement_by_frame(annotations(["1" * 3 + "0" * 7] * 2), spread(10, 5)))
    assert (row["seen_in"], row["note"]) == (3, "fewer than 20 sentences: no alpha")
    row = only(agreement_by_frame(annotations(["0" * 25] * 2), spread(25, 5)))
    assert (row["seen_in"], row["note"]) == (0, "nobody saw it: alpha is undefined")


def test_the_interval_holds_alpha_and_depends_only_on_the_seed():
    table, documents = annotations([votes * 6 for votes in BINARY]), spread(60, 30)
    first = only(agreement_by_frame(table, documents, seed=1))
    assert first["low"] < first["alpha"] < first["high"]
    shuffled = table.sample(frac=1, random_state=0)
    pd.testing.assert_series_equal(first, only(agreement_by_frame(shuffled, pd.Series(documents), seed=1)))
    assert only(agreement_by_frame(table, documents, seed=2))["low"] != first["low"]


def test_the_interval_is_wider_where_sentences_of_a_document_resemble_each_other():
    # 20 documents of 5 sentences; the same votes, once alike within each document, once dealt over all documents.
    alike = [
        "".join(digit * 5 for digit in "01010101010101010101"),
        "".join(digit * 5 for digit in "01010101011010101010"),
    ]
    together = {f"s{number}": f"d{number // 5}" for number in range(100)}
    apart = {f"s{number}": f"d{(number // 5 + number) % 20}" for number in range(100)}
    clustered, dealt = (only(agreement_by_frame(annotations(alike), where)) for where in (together, apart))
    assert clustered["alpha"] == dealt["alpha"]
    assert clustered["high"] - clustered["low"] > 1.5 * (dealt["high"] - dealt["low"])


def test_frames_without_alpha_come_first_and_then_the_lowest():
    table = pd.concat(
        [
            annotations(["01" * 10, "01" * 10], "clear"),
            annotations(["01" * 10, "0" * 20], "vague"),
            annotations(["1", "1"], "rare"),
        ]
    )
    assert agreement_by_frame(table, spread(20, 4))["frame"].tolist() == ["rare", "vague", "clear"]


def test_only_confirmed_decisions_count():
    table = pd.concat(
        [
            annotations(["01" * 10, "01" * 10]),
            annotations(["10" * 10], "storm", state="labelled").assign(annotator="p9"),
        ]
    )
    assert only(agreement_by_frame(table, spread(20, 4)))["alpha"] == 1.0


def test_people_and_the_automated_coder_are_never_measured_together():
    people, automated = annotations(["01" * 10, "01" * 10]), annotations(["10" * 10] * 3, made_by="automated coder")
    row = only(agreement_by_frame(pd.concat([people, automated]), spread(20, 4)))
    assert (row["made_by"], row["alpha"], row["decisions"]) == ("person", 1.0, 40)


def test_one_person_beside_the_automated_coder_leaves_a_table_about_the_automated_coder():
    person, automated = annotations(["10" * 10]), annotations(["01" * 10] * 3, made_by="automated coder")
    row = only(agreement_by_frame(pd.concat([person, automated]), spread(20, 4)))
    assert (row["made_by"], row["alpha"], row["decisions"]) == ("automated coder", 1.0, 60)


def test_a_single_annotator_is_not_agreement():
    for figure in (lambda table: agreement_by_frame(table, spread(20, 4)), identical_sets):
        with pytest.raises(NotEnoughData, match="two annotators"):
            figure(annotations(["01" * 10]))
        with pytest.raises(NotEnoughData, match="two annotators"):
            figure(tables.ANNOTATIONS.table())


def test_a_sentence_without_a_document_is_named():
    with pytest.raises(InputError, match="'s19'"):
        agreement_by_frame(annotations(["01" * 10, "01" * 10]), spread(19, 4))


def test_sets_are_identical_where_no_frame_differs():
    # s0: both say storm only; s1: they differ on harvest; s2: both say nothing; s3: one annotator only.
    table = pd.concat([annotations(["1001", "100."], "storm"), annotations(["0101", "000."], "harvest")])
    assert identical_sets(table) == (2, 3)


def test_a_frame_that_one_annotator_was_not_offered_does_not_make_sets_differ():
    table = pd.concat([annotations(["11", "11"], "storm"), annotations(["11", ".0"], "harvest")])
    assert identical_sets(table) == (1, 2)


def test_ten_thousand_sentences_with_a_thousand_draws_take_less_than_ten_seconds():
    generator = np.random.default_rng(0)
    observers = ["".join(generator.choice(["0", "1"], 10_000, p=[0.9, 0.1])) for _ in range(2)]
    table, start = annotations(observers), time.process_time()
    agreement_by_frame(table, spread(10_000, 500), draws=1000)
    assert time.process_time() - start < 10  # it takes a tenth of a second; a loop over draws takes minutes
