"""Cells that a spreadsheet must not run."""

import re

from hypothesis import given
from hypothesis import strategies as st

from framing.cells import as_read_back, spreadsheet_safe


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_only_an_apostrophe_is_ever_added_to_a_cell_on_one_line(text: str) -> None:
    assert spreadsheet_safe(text) in (text, "'" + text)


@given(st.text(" \u3000\xa0=+-@\uff1da\t\n"))
def test_no_cell_begins_like_a_formula_behind_any_blanks(text: str) -> None:
    assert not re.match(r"\s*[=+\-@\uff1d]|\t", spreadsheet_safe(text))


def test_what_is_no_text_stays() -> None:
    assert spreadsheet_safe(-0.5) == -0.5


def test_characters_that_end_a_text_for_r_or_move_a_terminal_become_a_space() -> None:
    assert spreadsheet_safe("a\x00b\x1b[2Jc\x9bd\te") == "a b [2Jc d\te"
    assert spreadsheet_safe("\x00=1+1") == "' =1+1"


@given(st.text(st.sampled_from("'=+\uff1d \t\n\r\x00\x85\u2028a"), max_size=8))
def test_a_text_as_a_reader_of_its_cell_has_it_comes_back_the_same(text: str) -> None:
    read = as_read_back(text)
    assert as_read_back(spreadsheet_safe(read)) == read
    assert as_read_back(read) == read
