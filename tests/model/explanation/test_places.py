from framing.model.explanation.places import Span, Term, shares, word_spans


def test_a_word_reaches_from_space_to_space_without_the_marks_around_it() -> None:
    text = "«Anti-Terrorism» centre’s  …"
    assert [text[span.start : span.end] for span in word_spans(text)] == ["Anti-Terrorism", "centre’s", "…"]
    assert word_spans("a b") == (Span(0, 1), Span(2, 3))


def test_two_words_in_a_row_belong_half_to_each_and_a_term_that_is_not_there_to_none() -> None:
    terms = [Term("words", "fire and"), Term("words", "and"), Term("words", "water"), Term("pieces", " fir")]
    assert shares("Fire and smoke and", terms).toarray().tolist() == [
        [0.5, 0, 0, 1],
        [0.5, 0.5, 0, 0],
        [0, 0, 0, 0],
        [0, 0.5, 0, 0],
    ]


def test_two_words_inside_of_one_stretch_are_one_place() -> None:
    terms = [Term("words", "anti terror"), Term("words", "terror")]
    assert shares("Anti-Terror now", terms).toarray().tolist() == [[1, 1], [0, 0]]
