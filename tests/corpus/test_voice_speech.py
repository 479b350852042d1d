"""What is skipped for speed is nothing: each shortcut against the same without it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing.corpus.sentences import Sentence
from framing.corpus.voice import VoiceCoder
from framing.corpus.voices.cue_words import cue_words
from framing.corpus.voices.cues import CueReader
from framing.corpus.voices.lands import Lands
from framing.corpus.voices.quotations import _FREE_DASH, Quotations
from framing.corpus.voices.sources import Home, Sources

_CUES = sorted(cue_words().starts)
_NAMES = [
    "the",
    "his",
    "a",
    "Mayor",
    "Ann",
    "Lind",
    "he",
    "ministers",
    "protesters",
    "мэр",
    "Петров",
    "он",
    "әкім",
    "ол",
]
_SPACES = [" ", " ", " ", ", ", " “", " «", " — ", "\n"]
_MARKS = [". ", ": ", "” ", "», — "]  # not looked for behind a cue with a capital letter, which begins a sentence
_PAIRS = st.one_of(
    st.tuples(st.sampled_from([*_CUES, *_NAMES]), st.sampled_from(_SPACES + _MARKS)),
    st.tuples(st.sampled_from(_CUES).map(str.capitalize), st.sampled_from(_SPACES)),
)
TEXTS = st.lists(_PAIRS, min_size=1, max_size=12).map(
    lambda pairs: "".join(word + between for word, between in pairs).strip(" \n,")
)
_PIECES = st.sampled_from(["— ", " – ", "-", "\u00a0- ", "\n— ", "\n-", "―", " −", "a", "b.", " "])
DASHES = st.lists(_PIECES, min_size=1, max_size=3).map("".join).map(str.strip).filter(bool)
LANDS = ["Norland", "Kazakhstan", "France", "Astana", "the minister", "of Norland", "Norland’s government", "Ann"]


def sentences_of(texts: list[str]) -> list[Sentence]:
    return [Sentence(f"d:{at}", "d", at + 1, 0, len(text), text, "body", at // 2) for at, text in enumerate(texts)]


@given(st.lists(TEXTS, min_size=1, max_size=5))
@example(["Protesters claim that the mayor lied."])
@example(["Протестующие, сообщил мэр, ушли", "his claim"])
@example(["according “", "Conclude “accuse"])
def test_a_sentence_that_is_not_read_closely_for_want_of_a_cue_tells_nothing(texts):
    sentences = sentences_of(texts)
    found = VoiceCoder({"official": ["Lind"]}).code(sentences)
    has_trigger = CueReader.triggered
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CueReader, "triggered", lambda _, words: list(range(len(words))))
        patch.setattr(CueReader, "is_trigger", lambda reader, text: has_trigger(reader, [text.split()]) != [])
        all_read = VoiceCoder({"official": ["Lind"]}).code(sentences)
    assert [each[:-1] for each in found] == [each[:-1] for each in all_read]  # all but the confidence


@given(st.lists(DASHES, min_size=1, max_size=3))
@example(["a – b"])
@example(["a-b", "−b"])
@example(["a\n―b"])
def test_free_dashes_are_found_in_the_whole_as_in_each_sentence(texts):
    found = Quotations(sentences_of(texts), str.isalpha, str.isalpha)
    assert found._dashed == {index for index, text in enumerate(texts) if _FREE_DASH.search(text)}


@given(st.lists(st.lists(st.sampled_from(LANDS), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=8))
def test_countries_that_no_list_knows_are_those_of_the_text_unless_a_known_one_is_named_eight_times(texts):
    words = [text.split() for text in texts]
    sources = Sources({}, ())
    is_certain = sources.home_of(words)[1] >= 8
    expected = {} if is_certain else Lands(texts, sources.is_word).scores
    counted_first, counted_later = Home(sources, texts, words), Home(sources, texts, words)
    assert counted_first.country == (counted_later.lands and counted_later.country)
    assert counted_first.lands.scores == counted_later.lands.scores == expected
