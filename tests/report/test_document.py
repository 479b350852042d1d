import re

from framing.corpus.documents import Document
from framing.corpus.sentences import split_document
from framing.corpus.voice import Voice
from framing.report.document import ShownDocument, show_document
from framing.report.pages import render_document, voice_numbers

TEXT = "Bridge opens\n\n“It is safe. It is dry,” said Orla Quist. The river is low.\n\nShare on Facebook\n"


def shown(text: str = TEXT, said: tuple[str, ...] = ("outlet", "official", "official", "outlet")) -> ShownDocument:
    document = Document("d1", text, "", "Tribune", "", "2024-05-01", "en", "")
    sentences = split_document(document)
    coded = [s for s in sentences if s.kind not in ("boilerplate", "byline", "link-list")]
    voices = [
        Voice(s.sentence_id, voice, *(("none", "") if voice == "outlet" else ("direct", "Orla Quist")), "rule", "high")
        for s, voice in zip(coded, said, strict=False)
    ]
    return show_document(document, sentences, voices, {3: "a button"})


def test_sentences_to_label_are_numbered_and_others_say_why_they_are_kept_apart() -> None:
    found = [(s.number, s.kind, s.why) for paragraph in shown().paragraphs for s in paragraph.sentences]
    assert found == [
        (1, "headline", ""),
        (2, "body", ""),
        (3, "body", ""),
        (4, "body", ""),
        (0, "boilerplate", "a button"),
    ]


def test_sentences_that_one_speaker_says_in_a_row_are_one_saying() -> None:
    body = shown().paragraphs[1]
    assert [(first, last, voice.voice) for first, last, voice in body.sayings] == [(2, 3, "official")]


def test_the_page_marks_every_sentence_with_its_offsets_and_says_who_found_the_voices() -> None:
    page = render_document(shown())
    assert re.findall(r'title="Characters (\d+) to (\d+)', page) == [
        ("0", "12"),
        ("14", "26"),
        ("27", "55"),
        ("56", "73"),
        ("75", "92"),
    ]
    assert "found by rules, not by people" in page
    assert "2–3" in page
    assert "a button" in page


def test_the_outlet_has_no_colour_and_every_other_voice_has_one() -> None:
    numbers = voice_numbers(shown())
    assert numbers == {"outlet": 0, "official": 1}
    many = voice_numbers(shown(TEXT, ("a", "b", "c", "d")))
    assert len(set(many.values())) == 4
    assert 0 not in many.values()


def test_hostile_text_is_shown_as_text() -> None:
    hostile = "<script>alert(1)</script> & \u202e\x07 said “<b>no</b>” in the square."
    page = render_document(shown(hostile, ("</style><script>x</script>",)))
    assert "<script" not in page
    assert "<b>no" not in page
    assert "\x07" not in page
    assert "default-src 'none'" in page


def test_a_very_long_document_is_cut_and_says_so() -> None:
    page = render_document(shown("It rains.\n" * 6_000, ()))
    assert page.count('class="sentence') == 5_000
    assert "1,000 sentences more do not" in page
