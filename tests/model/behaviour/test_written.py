import re

import pytest

from framing.errors import InputError
from framing.model.behaviour.cases import MOST_EACH, SAID, carriers, changed_cases, written_cases
from framing.model.behaviour.written import LANGUAGES, fill, fillings, parse_written, read_written, slots_of

LETTERS = {"en": "[A-Za-z]", "ru": "[А-Яа-яЁё]", "kk": "[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]"}


@pytest.fixture(params=LANGUAGES)
def written(request):
    return read_written(request.param)


def all_cases(written, codebook):
    starts = carriers(written, codebook.keys, 7)
    return [*written_cases(written, codebook.keys, 7), *changed_cases(starts, written, 7)]


def test_every_slot_is_filled_and_every_sentence_is_of_its_language(written, unrest) -> None:
    cases = all_cases(written, unrest)
    for text in {text for case in cases for text in (case.text, case.before) if text}:
        assert not re.search(r"[{}]|\s\s|\s[.,]|\.\.", text), text
        assert text[0] in "«“" or text[0].isupper(), text
        assert len(re.findall(LETTERS[written.language], text)) > 0.7 * sum(map(str.isalpha, text)), text


def test_frames_are_those_of_the_codebook_that_is_named(written, unrest) -> None:
    assert written.codebook == unrest.id
    assert {each.frame for each in (*written.assertions, *written.names)} <= set(unrest.keys)
    assert written.relabel.frame in unrest.keys


def test_every_frame_has_sentences_that_are_denied_and_names_in_english(unrest) -> None:
    english = read_written("en")
    assert {each.frame for each in english.assertions} == set(unrest.keys)
    assert {each.frame for each in english.names} == set(unrest.keys)


def test_there_are_tens_of_each_kind_and_no_more_of_a_frame_than_are_asked_for(unrest) -> None:
    for language, least in (("en", 20), ("ru", 20)):
        cases = all_cases(read_written(language), unrest)
        kinds = {case.kind for case in cases}
        assert len(kinds) == 11
        for kind in kinds:
            mine = [case for case in cases if case.kind == kind]
            assert len(mine) >= least, (language, kind)
            assert len(set(mine)) == len(mine)
            frames = [case.frame for case in mine if case.frame]
            assert all(frames.count(frame) <= MOST_EACH for frame in frames)


def test_what_is_compared_is_not_the_same(written, unrest) -> None:
    assert all(case.text != case.before for case in all_cases(written, unrest))


def test_a_sentence_becomes_a_clause_only_where_its_first_word_is_no_name(unrest) -> None:
    english = read_written("en")
    assert english.said("The troops left.", 0) == "The minister said that the troops left."
    assert english.said("Moscow sent troops.", 0) == "The minister said: “Moscow sent troops.”"
    quoted = {case.text for case in all_cases(english, unrest) if case.kind == SAID}
    assert any("said that" in text for text in quoted)


def test_slots_are_filled_in_the_order_of_the_lists() -> None:
    words = {"a": ["x", "y"], "b": ["1", "2"]}
    assert slots_of("{a} {b}") == ("a", "b")
    assert [fill("{a} {b}", each) for each in fillings(["{a}", "{b}"], words)] == ["X 1", "X 2", "Y 1", "Y 2"]


def test_a_language_without_sentences_has_none() -> None:
    assert read_written("../../etc/passwd") is None


@pytest.mark.parametrize(
    "text", ["language = ", 'language = "xx"', 'language = "xx"\ncodebook = "c"\n[[swaps]]\nkind = 3']
)
def test_what_is_no_file_of_sentences_is_refused_with_its_name(text) -> None:
    with pytest.raises(InputError, match=r"xx\.toml"):
        parse_written(text, "xx.toml")
