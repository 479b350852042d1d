import json

import pytest

from framing.errors import InputError
from framing.model.keeping.record import PassRate, Record, make_record, read_record, record_as_json, record_sha256


def test_a_record_comes_back(record):
    assert read_record(json.loads(json.dumps(record_as_json(record))), "here") == record


def test_a_record_of_nothing_comes_back():
    assert read_record(record_as_json(Record()), "here") == Record()


def test_texts_from_outside_come_to_one_line():
    record = make_record(None, ["two\nlines \u202e"], [PassRate("a\tb", "en\n", "gone", 1, 2)])
    assert record.warnings == ("two lines",)
    assert record.behaviour == (PassRate("a b", "en", "gone", 1, 2),)


def test_another_figure_warning_or_pass_rate_gives_another_name(evaluation):
    records = [
        Record(),
        make_record(evaluation),
        make_record(None, ["a"]),
        make_record(None, [], [PassRate("negation", "en", "gone", 1, 2)]),
        make_record(None, [], [PassRate("negation", "en", "gone", 2, 2)]),
    ]
    assert len({record_sha256(record) for record in records}) == len(records)


RATE = {"check": "a", "language": "en", "expected": "gone", "passed": 1, "cases": 2}


def test_a_rate_is_missed_where_nothing_may_change_and_only_there():
    assert PassRate("place swapped", "en", "same", 94, 100).missed
    assert not PassRate("place swapped", "en", "same", 95, 100).missed
    assert not PassRate("place swapped", "en", "same", 0, 0).missed
    assert not PassRate("negation", "en", "falls", 0, 100).missed


@pytest.mark.parametrize("rate", [{}, [], RATE | {"passed": 3}, RATE | {"expected": "luck"}])
def test_a_pass_rate_that_cannot_be_is_refused(rate):
    with pytest.raises(InputError, match="behaviour"):
        read_record({"figures": None, "behaviour": [rate], "warnings": []}, "here")
