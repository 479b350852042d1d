"""What is remembered of words changes no answer and stays small."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.voices import words
from framing.corpus.voices.countries import COUNTRIES
from framing.corpus.voices.cues import CueReader
from framing.corpus.voices.sources import Sources
from framing.corpus.voices.words import TOKEN, Memo, Names, Tokens, meanings_of

NAMES = [name.rstrip("*") for lists in COUNTRIES.values() for names in lists for name in names.split("|") if name]
FILLERS = [
    "the",
    "of",
    "city",
    "“",
    '"',
    "—",
    "state",
    "department",
    "new",
    "north",
    "said",
    "US",
    "us",
    "в",
    "и",
    "\n",
]
TEXTS = st.lists(
    st.sampled_from(NAMES) | st.sampled_from(NAMES).map(str.title) | st.sampled_from(FILLERS) | st.text(max_size=4),
    max_size=12,
).flatmap(lambda parts: st.sampled_from([" ", ", ", "", "-"]).map(lambda joint: joint.join(parts)))


@given(TEXTS)
def test_tokens_are_what_the_pattern_finds_word_by_word(text):
    expected = [token for word in text.split() for token in TOKEN.findall(word)]
    for _ in range(2):  # fresh, and remembered
        tokens = Tokens(text)
        assert (tokens.shown, tokens.low) == (expected, [token.lower() for token in expected])


@given(st.text(alphabet="ab ,“”\n", max_size=60))
def test_the_place_of_each_token_holds_the_token(text):
    tokens = Tokens(text)
    places = [tokens.span(index, index) for index in range(tokens.count)]
    assert [text[start:end] for start, end in places] == tokens.shown
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@given(st.lists(TEXTS, max_size=2))  # too few mentions to stop early
def test_home_is_the_country_that_a_count_over_every_token_finds(texts):
    lexicon = SOURCES._lexicon
    counts: Counter[str] = Counter()
    for text in texts:
        tokens = Tokens(text)
        for index in range(tokens.count):
            found = lexicon.at(tokens, index)
            if found is not None and found.meaning.kind in ("country", "seat"):
                counts[found.meaning.value] += 1 if counts else 3
    expected = counts.most_common(1)[0] if counts else ("", 0)
    assert SOURCES.home_of([text.split() for text in texts]) == expected


@given(
    st.lists(st.sampled_from(["said", "Said", "claims", "the", "claim", "wrote", "his", "port", "деді,"]), max_size=6)
)
def test_triggers_of_many_sentences_are_those_of_each(parts):
    sentences = [parts, parts[1:], parts[::-1]]
    one_by_one = [index for index, sentence in enumerate(sentences) if CUES.is_trigger(" ".join(sentence))]
    assert list(CUES.triggered(sentences)) == one_by_one


def test_a_memo_asks_once_for_a_word_and_forgets_when_it_is_full(monkeypatch):
    monkeypatch.setattr(words, "_MOST_KEPT", 3)
    asked: list[str] = []
    memo = Memo(lambda word: asked.append(word) or word.upper())
    assert [memo["a"], memo["a"], memo["b"]] == ["A", "A", "B"]
    assert asked == ["a", "b"]
    for number in range(20):
        memo[str(number)]
        assert len(memo) <= 3
    long = "x" * 1000
    assert memo[long] == long.upper()
    assert long not in memo


def test_the_second_word_of_a_wanted_name_is_known_under_its_endings():
    names = Names(meanings_of({True: ["costa rica|peru"], False: ["state department"]}))
    is_second = names.second_words(bool)
    assert [is_second(word) for word in ("rica", "rica’s", "peru", "costa", "department")] == [True, True] + [False] * 3
    assert [names.may_go_on(word) for word in ("costa", "state", "peru", "rica")] == [True, True, False, False]


SOURCES = Sources({}, ())
CUES = CueReader(SOURCES)
