from framing.corpus.splitting.lines import Line
from framing.corpus.splitting.punctuation import list_steps, punctuation_breaks


def test_a_break_is_the_white_space_between_two_sentences_of_a_line():
    assert punctuation_breaks("One. Two.  Three.\nFour. Five.") == [(4, 5), (9, 11), (23, 24)]


def test_a_break_without_white_space_is_empty():
    assert punctuation_breaks("It ended.Then it rained.") == [(9, 9)]


def test_the_steps_of_a_list_stand_where_the_line_does():
    text = "1. Roads  2. Bridges 4. Ferries 3. Trams"
    assert list(list_steps(Line(100, 100 + len(text), text, opens_block=True))) == [(108, 110), (131, 132)]


def test_a_line_that_is_no_list_has_no_steps():
    assert list(list_steps(Line(0, 24, "5 roads 2. bridges 3. no", opens_block=True))) == []


def test_a_mark_at_the_start_of_a_line_ends_no_sentence_of_its_own():
    assert punctuation_breaks("One\n. Two") == []
    assert punctuation_breaks("One\n… Two") == []


def test_an_opening_mark_at_the_end_of_a_line_begins_no_sentence_of_its_own():
    assert punctuation_breaks("One. (\nTwo.)") == []
