import time

import pytest

from framing.corpus.reading.markdown import render


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("# Water rises #\n", "Water rises"),
        ("Water rises\n===\nText.", "Water rises\nText."),
        ("One line\nof a paragraph.\n\nThe next.", "One line of a paragraph.\nThe next."),
        ("A **bold** and *soft* and __loud__ _word_.", "A bold and soft and loud word."),
        ("See [the *report*](https://a.b/c_(d) 'x') here.", "See the report here."),
        ("See [the report][1].\n\n[1]: https://a.b", "See the report."),
        ("![The bridge](a.jpg)", "The bridge"),
        ("> He said\n> nothing.", "He said nothing."),
        ("- one\n- two\n\n1. three", "one\ntwo\nthree"),
        ("Above\n\n---\n\nBelow", "Above\nBelow"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        (r"1\. Not \*this\*", "1. Not *this*"),
        ("«Мост» – **закрыт**", "«Мост» – закрыт"),
        ("A<br>b <https://a.b> <b>c</b>", "A b https://a.b c"),
        ("– Мы вывезли всех, – сказал он.", "– Мы вывезли всех, – сказал он."),
    ],
)
def test_marks_are_taken_off_and_a_paragraph_is_a_line(marked, plain):
    assert render(marked)[0] == plain


def test_front_matter_says_what_the_text_is_and_is_no_text():
    text, fields = render('---\ntitle: "A: b"\ndate: 2022-01-05\nauthor: [A, B]\ntags:\n  - x\n---\nText.\n')
    assert (text, fields) == ("Text.", {"title": "A: b", "date": "2022-01-05", "author": "A, B"})


def test_a_rule_at_the_beginning_is_no_front_matter():
    assert render("---\nText without an end")[0] == "Text without an end"


@pytest.mark.parametrize(
    "sign", ["[", "*", "_", "`", "![", "[a](", "**a", "<a ", "\\", "> ", "#", "- ", "~~", "<!--", "__a_"]
)
def test_a_long_line_of_one_mark_takes_linear_time(sign):
    started = time.process_time()
    render(sign * (300_000 // len(sign)))
    assert time.process_time() - started < 10
