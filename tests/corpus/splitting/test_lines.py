from framing.corpus.splitting.lines import read_lines, show_lines


def test_lines_stand_where_their_offsets_say_and_know_their_blocks():
    text = "\u00a0One.\r\nTwo. \n\n \t\n  Three.\u2028Four."
    lines = read_lines(text)
    assert [(line.text, line.opens_block) for line in lines] == [
        ("One.", True),
        ("Two.", False),
        ("Three.", True),
        ("Four.", False),
    ]
    assert all(text[line.start : line.end] == line.text for line in lines)


def test_a_paragraph_wrapped_at_a_fixed_width_is_one_line():
    text = (
        "The ferry to the island was late again on Monday because the\r\n"
        "captain had lost the key to the engine room and nobody on the\r\n"
        "quay knew where to look for it."
    )
    (line,) = read_lines(text)
    assert line.text == text.replace("\r\n", "  ")
    assert (line.start, line.end) == (0, len(text))


def test_paragraphs_of_one_line_each_stay_apart():
    text = "The ferry to the island was late again on Monday.\nNobody knew why it had been so late again this week.\n"
    assert len(read_lines(text)) == 2


def test_a_text_of_white_space_has_no_lines():
    assert read_lines(" \n\u00a0\n") == []


def test_a_text_is_shown_with_spaces_in_place_of_the_line_ends_that_join():
    wrapped = (
        "The ferry to the island was late again on Monday because the\ncaptain had lost the key and nobody knew why.\n"
    )
    text = f"Ferry\n\n{wrapped}\nEnd.\n"
    shown = show_lines(text, read_lines(text))
    assert shown == text.replace("the\ncaptain", "the captain")
    assert show_lines("One.\nTwo.", read_lines("One.\nTwo.")) == "One.\nTwo."
