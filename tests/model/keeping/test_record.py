import json

import pytest

from framing.errors import InputError
from framing.model.keeping.record import PassRate, Record, make_record, read_record, record_as_json, record_sha256


def test_a_record_comes_back(record):
    assert read_record(json.loads(json.dumps(record_as_json(record))), "here") == record


def test_a_record_of_nothing_comes_back():
    assert read_record(record_as_json(Record()), "here") == Record()


def test_texts_from_outside_come_to_one_line():
    record = make_record(None, ["two\nlines \u202e"], [PassRate("a\tb", "en\n", 1, 2)])
    assert record.warnings == ("two lines",)
    assert record.behaviour == (PassRate("a b", "en", 1, 2),)


def test_another_figure_warning_or_pass_rate_gives_another_name(evaluation):
    records = [
        Record(),
        make_record(evaluation),
        make_record(None, ["a"]),
        make_record(None, [], [PassRate("negation", "en", 1, 2)]),
        make_record(None, [], [PassRate("negation", "en", 2, 2)]),
    ]
    assert len({record_sha256(record) for record in records}) == len(records)


@pytest.mark.parametrize("rate", [{}, [], {"check": "a", "language": "en", "passed": 3, "cases": 2}])
def test_a_pass_rate_that_cannot_be_is_refused(rate):
    with pytest.raises(InputError, match="behaviour"):
        read_record({"figures": None, "behaviour": [rate], "warnings": []}, "here")
