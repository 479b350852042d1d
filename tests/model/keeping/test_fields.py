import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.model.keeping.fields import one_line, read_frame, read_hex, read_number, read_share, read_text


@given(st.text(max_size=40))
def test_any_text_comes_to_one_line_that_a_file_may_hold(text):
    line = one_line(text * 20)
    assert read_text(line, "here") == line
    assert one_line(line) == line


def test_words_stay_as_they_are_on_one_line():
    assert one_line(" a\tb\n  Қазақ \u202e!") == "a b Қазақ !"


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (read_text, "a\nb"),
        (read_text, "\u202ea"),
        (read_text, 3),
        (read_number, float("nan")),
        (read_number, float("inf")),
        (read_number, 2e6),
        (read_number, True),
        (read_number, "1"),
        (read_share, -0.1),
        (read_share, 1.1),
        (read_frame, "Storm"),
        (read_frame, "storm/../x"),
        (read_frame, "a" * 101),
    ],
)
def test_a_value_that_cannot_be_is_refused_where_it_stands(read, value):
    with pytest.raises(InputError, match=r"^here is not usable: "):
        read(value, "here")


@pytest.mark.parametrize("value", ["", "A" * 16, "0" * 15, "g" * 16, 0, "٠" * 16])
def test_what_is_no_hash_is_refused(value):
    with pytest.raises(InputError, match="hexadecimal"):
        read_hex(value, 16, "here")
