import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.sentences import Sentence
from framing.corpus.voices.quotations import Quotations


def quoted(*paragraphs: list[str]) -> list[list[str]]:
    """What of each sentence stands in quotation; `said` and `сказал` are the verbs of reporting."""
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs, 1):
        sentences += [Sentence("", "d", 1, 0, len(text), text, "body", number) for text in paragraph]
    found = Quotations(sentences, {"said", "сказал"}.__contains__, lambda text: "said" in text)
    return [
        [sentence.text[span.start : span.end] for span in found.spans.get(index, [])]
        for index, sentence in enumerate(sentences)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said: “No.”", ["“No.”"]),
        ("“No,” he said. “Not now.”", ["“No,”", "“Not now.”"]),
        ("“She said ‘no’ to me,” he said.", ["“She said ‘no’ to me,”"]),
        ("«Мы на «Чайке» и ждём», — сказал он.", ["«Мы на «Чайке» и ждём»"]),
        ("«Мы ждём «Чайку», — сказал он.", ["«Мы ждём «Чайку»"]),
        ("“No “, – said he.", ["“No “"]),
        ("„Nein“, sagte er.", ["„Nein“"]),
        ("»Nein«, sagte er.", ["»Nein«"]),
        ('A 19" screen and a 21" screen.', []),
        ("It’s the boys’ and the girls’ turn in the ’90s.", []),
        ("Rock 'n' roll isn't dead.", ["'n'"]),
        ("'It isn't dead,' he said.", ["'It isn't dead,'"]),
        ("— Нет, — сказал он. — Не сейчас.", ["— Нет,", "Не сейчас."]),
        ("Нет, — сказал он.", ["Нет,"]),
        ("A dash — like this one — quotes nothing.", []),
    ],
)
def test_what_stands_between_marks_is_quoted(text, expected):
    assert quoted([text]) == [expected]


def test_a_quotation_without_end_runs_to_the_end_of_its_paragraph():
    assert quoted(["“One.", "Two."], ["Three."]) == [["“One."], ["Two."], []]


def test_an_odd_opening_mark_in_mid_clause_quotes_no_more_than_its_sentence():
    assert quoted(["The so-called “heroes left early.", "Nobody saw them."])[1] == []


def test_a_closing_mark_alone_quotes_from_the_start_of_the_paragraph():
    assert quoted(["Zero."], ["One.", "Two,” he said."]) == [[], ["One."], ["Two,”"]]


def test_paragraphs_that_open_again_are_one_quotation():
    sentences = [Sentence("", "d", 1, 0, 5, text, "body", number) for number, text in enumerate(["“One.", "“Two.”"], 1)]
    spans = Quotations(sentences, str.isspace, str.isspace).spans
    assert spans[0][0].quotation == spans[1][0].quotation


def test_paragraphs_after_a_closed_quotation_are_another():
    sentences = [
        Sentence("", "d", 1, 0, 6, text, "body", number) for number, text in enumerate(["“One.”", "“Two.”"], 1)
    ]
    spans = Quotations(sentences, str.isspace, str.isspace).spans
    assert spans[0][0].quotation != spans[1][0].quotation


@given(st.lists(st.lists(st.text(alphabet="ab ,.’'“”„«»‹›\"‘`—–\n", min_size=1, max_size=20), max_size=3), max_size=4))
def test_spans_lie_in_their_sentence_in_order_and_apart(paragraphs):
    sentences = [
        Sentence("", "d", 1, 0, len(text), text, "body", number)
        for number, paragraph in enumerate(paragraphs)
        for text in paragraph
    ]
    for index, spans in Quotations(sentences, str.isalpha, str.isalpha).spans.items():
        ends = [0, *(end for span in spans for end in (span.start, span.end)), len(sentences[index].text)]
        assert ends == sorted(ends)
        assert all(span.start < span.end for span in spans)
