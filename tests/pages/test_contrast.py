import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.pages.contrast import READABLE, contrast, readable_pair

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_black_on_white_has_the_largest_contrast_there_is():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_grey_that_just_fails_on_white_is_the_published_one():
    # WebAIM's contrast checker: #767676 on white 4.54:1 passes, #777777 4.48:1 does not.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.005)


@given(COLOURS, COLOURS)
def test_the_text_of_a_frame_can_be_read_whatever_colours_the_codebook_names(background, text):
    assert contrast(*readable_pair(background, text)) >= READABLE


@given(COLOURS)
def test_a_pair_that_can_be_read_stays_as_the_codebook_has_it(text):
    if contrast("#FFFFFF", text) >= READABLE:
        assert readable_pair("#FFFFFF", text) == ("#FFFFFF", text)


@pytest.mark.parametrize("hostile", ["red", "url(//example.org/a)", "#FFF;background:url(x)", '"><script>', ""])
def test_what_is_no_colour_does_not_reach_the_page(hostile):
    assert readable_pair(hostile, hostile) == ("#DDDDDD", "#000000")
