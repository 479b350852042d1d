import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing.corpus.documents import Document
from framing.corpus.read import read_documents
from framing.corpus.sentences import Sentence, split_document
from framing.tables import CODED_KINDS, KINDS, SENTENCES, make_sentence_id

ROOT = Path(__file__).parents[2]
FIRST = "The ferry to the island was late again on Monday, and nobody on the quay could say why that was."
LAST = "The harbour office said that it would look into the matter."


def document(text: str, language: str = "en", title: str = "") -> Document:
    return Document("d1", text, title, "", "", "", language, "")


def coded(text: str, language: str = "en") -> list[str]:
    return [sentence.text for sentence in split_document(document(text, language)) if sentence.kind in CODED_KINDS]


def test_a_sentence_has_its_name_place_kind_and_paragraph():
    text = "Ferry late\n\n\u00a0One came. Two left.\n"
    assert split_document(document(text)) == [
        Sentence("d1:0-10", "d1", 1, 0, 10, "Ferry late", "headline", 1),
        Sentence("d1:13-22", "d1", 2, 13, 22, "One came.", "body", 2),
        Sentence("d1:23-32", "d1", 3, 23, 32, "Two left.", "body", 2),
    ]


def test_the_fields_are_those_of_the_table():
    assert Sentence._fields == tuple(SENTENCES.columns)


def test_offsets_count_code_points():
    text = "🚢 ушёл. Қайық келді."
    assert [(s.start, s.end) for s in split_document(document(text, "kk"))] == [(0, 7), (8, 20)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("“We wait. We are cold,”\n\n– said a passenger. It rained.", "en", "We are cold,”\n\n– said a passenger."),
        ("We are cold,\r\n\r\n– writes a passenger.", "en", "We are cold,\r\n\r\n– writes a passenger."),
        ("“We are cold,”\n\nMs Lind said in a letter.", "en", "“We are cold,”\n\nMs Lind said in a letter."),
        ("The office spoke of a\n\n“small delay”.", "en", "The office spoke of a\n\n“small delay”."),
        ("«Нам холодно»,\n\n— сказала она. Шёл дождь.", "ru", "«Нам холодно»,\n\n— сказала она."),
        ("«Бізге суық»,\n\n– деді ол. Жаңбыр жауды.", "kk", "«Бізге суық»,\n\n– деді ол."),
    ],
)
def test_a_sentence_that_goes_on_in_the_next_paragraph_is_one(text, language, expected):
    assert expected in coded(f"{FIRST}\n\n{text}\n\n{LAST}", language)


def test_a_sentence_over_two_paragraphs_belongs_to_the_first():
    found = split_document(document(f"{FIRST}\n\n“Cold,”\n\n– said she. It rained."))
    assert [(sentence.text, sentence.paragraph) for sentence in found[1:]] == [
        ("“Cold,”\n\n– said she.", 2),
        ("It rained.", 3),
    ]


def test_a_quotation_that_opens_again_in_the_next_paragraph_is_two_sentences():
    assert coded("“We wait for the boat.\n\n“We are cold.”") == ["“We wait for the boat.", "“We are cold.”"]


def test_an_item_of_a_list_of_links_is_one_piece():
    items = [f"{number}. Ferry late. Rain in the U.S. again" for number in range(1, 7)]
    found = split_document(document("\n".join([FIRST, *items])))
    assert [sentence.text for sentence in found if sentence.kind == "link-list"] == items


def test_the_given_title_does_not_change_the_text():
    text = "Nothing else happened."
    (sentence,) = split_document(document(text, title="Ferry late"))
    assert sentence.text == text


def test_a_text_without_words_has_sentences_of_boilerplate_only():
    assert {sentence.kind for sentence in split_document(document("…\n***\n"))} == {"boilerplate"}


def test_every_coded_span_of_the_starter_annotations_is_a_sentence_of_ours():
    events = [json.loads(line) for line in (ROOT / "annotations" / "starter.jsonl").read_text("utf-8").splitlines()]
    annotated = {(event["document_id"], event["start"], event["end"]) for event in events}
    ours = {
        (sentence.document_id, sentence.start, sentence.end)
        for seed in read_documents([ROOT / "seeds"])
        if isinstance(seed, Document)
        for sentence in split_document(seed)
        if sentence.kind in CODED_KINDS
    }
    assert len(annotated) == 186
    assert ours == annotated


PIECES = st.sampled_from(
    """. ! ? … ... , : ; – — - " “ ” « » „ ‘ ’ ' ( ) [ ] \n \n\n \r\n \u2028 \u00a0 \u0085 \ufeff \u200b %s {{a}} 1.
    12) • I II. said сказал деді A Б Қ é 🚢 🇰🇿 Mr. г. ж. т.е. U.S. cookies By Share Comments Автор: Photo: 0 2022
    says.The""".split(" ")  # noqa: SIM905
)
WORDS = st.text(alphabet="abcKLабвКЛәғқңөұүһіӘҒҚ", min_size=1, max_size=8)
PAGES = st.lists(st.one_of(PIECES, WORDS), max_size=60).flatmap(
    lambda pieces: st.sampled_from([" ", "", "\n"]).map(lambda between: between.join(pieces))
)
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.one_of(ANY, PAGES), st.sampled_from(["en", "ru", "kk", "de", ""]), st.sampled_from(["", "A", "Share"]))
@example("B\u2028.", "en", "")
@example("“" * 50 + "a. B", "en", "")
@example("\u00a0.\u00a0“ .”\u00a0A", "en", "")
def test_nothing_is_lost_and_offsets_are_exact_for_any_text(text, language, title):
    found = split_document(document(text, language, title))
    covered = [0] * len(text)
    end = 0
    for position, sentence in enumerate(found, 1):
        assert sentence.position == position
        assert sentence.sentence_id == make_sentence_id("d1", sentence.start, sentence.end)
        assert end <= sentence.start < sentence.end
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert sentence.kind in KINDS
        end = sentence.end
        covered[sentence.start : sentence.end] = [1] * len(sentence.text)
    assert all(count or character.isspace() for count, character in zip(covered, text, strict=True))


@pytest.mark.parametrize("quotes", ["split", "keep"])
@pytest.mark.parametrize(
    "unit",
    [
        ".", ". ", "… ", "“", "“a. B ", "a.” ", "word ", "This is one. ", "a\n", "- a\n", "1. a\n", "1. A 2. B ",
        "«a» ", "'a ", '"', " ", "\t", "\u00a0.", "—", "— A. ", "1", "(", ". . . ", "[1].", "A. ", "Mr. ", "Nord-Ost… ",
        "a,\n– said b,\n",
    ],
)  # fmt: skip
def test_many_marks_of_one_kind_are_split_without_loss(unit, quotes):
    # Anything that is not linear takes minutes here; seconds are measured by a benchmark and not in tests.
    text = unit * (50_000 // len(unit))
    found = split_document(document(text), quotes=quotes)
    assert "".join("".join(sentence.text.split()) for sentence in found) == "".join(text.split())


def test_quotations_can_be_kept():
    text = "Ferry late\n\n“One came. Two left,” she said. It rained."
    kept = split_document(document(text), quotes="keep")
    assert [sentence.text for sentence in kept] == ["Ferry late", "“One came. Two left,” she said.", "It rained."]
