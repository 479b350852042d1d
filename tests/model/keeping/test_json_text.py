import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import FramingError, InputError
from framing.model.keeping.json_text import read_json, read_ours, write_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text('aй"\\'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abя", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abя", max_size=3), VALUES, max_size=4))
def test_what_is_written_comes_back_and_is_written_the_same(value):
    content = write_json(value)
    assert read_json(content, "here") == value == json.loads(content)
    assert write_json(dict(reversed(value.items()))) == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value"),
        (b"[" * 40_000, "recursion"),
        (b'{"a":' * 40_000, "recursion"),
        (b"9" * 9_000, "digits"),
        (b"NaN", "no number"),
        (b"-Infinity", "no number"),
        (b'{"a": 1, "b": 2, "a": 1}', "'a' is there twice"),
        (b'{"x": {"\\u202e": 1, "\\u202e": 2}}', r"u202e' is there twice"),
        (b"\xff\xfe", "utf-8"),
        (b"\xef\xbb\xbf{}", "BOM|Expecting"),
        (b"{} {}", "Extra data"),
    ],
)
def test_what_reads_in_two_ways_or_cannot_be_read_is_refused_with_the_reason(content, reason):
    with pytest.raises(InputError, match=f"^here is damaged: .*{reason}"):
        read_json(content, "here")


@pytest.mark.parametrize("content", [b"[]", b"null", b"{}", b'{"format": "other"}', b'"framing-model"'])
def test_another_file_is_refused(content):
    with pytest.raises(InputError, match="does not begin as a framing-model"):
        read_ours(content, "here")


def test_a_number_that_is_none_cannot_be_written():
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="JSON"):
            write_json({"a": value})


@given(st.binary(max_size=40))
def test_whatever_the_bytes_are_they_are_read_or_refused(content):
    with pytest.raises(FramingError, match=r"^here "):
        read_ours(content, "here")


@pytest.mark.parametrize("filled", [b"0," * 2_000_001, b"[]" * 50_001, b"{}" * 50_001, b'"a":' * 50_001])
def test_more_values_than_any_model_has_are_refused_before_they_are_read(filled):
    with pytest.raises(InputError, match="more values, tables or names"):
        read_json(b"[" + filled + b"0]", "here")
