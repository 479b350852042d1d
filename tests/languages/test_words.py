import re
from string import Formatter

import pytest

from framing.errors import InputError
from framing.languages.words import FORMS, LANGUAGES, Text, form, words


def keys(language: str) -> dict[str, Text]:
    return {
        f"{section}.{name}": text for section, texts in words(language).texts.items() for name, text in texts.items()
    }


def places(text: Text) -> set[str]:
    texts = [text] if isinstance(text, str) else text.values()
    return {name for one in texts for _, name, _, _ in Formatter().parse(one) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_with_the_same_places(language) -> None:
    ours, english = keys(language), keys("en")
    assert list(ours) == list(english)
    assert {key: places(text) for key, text in ours.items()} == {key: places(text) for key, text in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_written_out_and_those_that_count_have_every_form(language) -> None:
    for key, text in keys(language).items():
        if isinstance(text, str):
            assert text.strip(), key
        else:
            assert tuple(text) == FORMS[language], key
            assert "number" in places(text), key


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_text_of_another_language_is_left_in_english(language) -> None:
    for key, text in keys(language).items():
        for one in [text] if isinstance(text, str) else text.values():
            rest = re.sub(r"\{\w*\}|[A-Z][A-Za-z]*|https?://\S+|[\w-]+\.(?:csv|html|zip|py)\b", "", one)
            assert not re.search(r"[a-z]{4}", rest), f"{key}: {one}"


@pytest.mark.parametrize(("language", "mark"), [("ru", r"\bоценк"), ("kk", r"\bбаға(?:с\w+|л\w+|ға|да)?\b")])
def test_a_score_of_a_program_is_not_called_as_a_mark_at_school_is(language, mark) -> None:
    english = keys("en")
    named = [key for key, text in keys(language).items() if re.search(mark, str(text), re.IGNORECASE)]
    assert "teacher.aim_text" in named  # where it says that scores are never marks
    assert [key for key in named if not re.search(r"\bmark|\bjudg", str(english[key]), re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("number", "russian", "english"),
    [(0, "many", "other"), (1, "one", "one"), (2, "few", "other"), (5, "many", "other"), (11, "many", "other"),
     (12, "many", "other"), (21, "one", "other"), (22, "few", "other"), (111, "many", "other")],
)  # fmt: skip
def test_the_number_chooses_the_form(number, russian, english) -> None:
    assert (form("ru", number), form("en", number), form("kk", number)) == (russian, english, "other")


def test_a_text_is_filled_in() -> None:
    assert words("ru")("count.sentences", number=3) == "3 предложения"
    assert words()("count.sentences", number=1) == "1 sentence"


def test_a_language_that_there_is_not_is_named() -> None:
    with pytest.raises(InputError, match="no pages in 'xx'"):
        words("xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_name_on_all_pages_of_a_lesson(language) -> None:
    say = words(language)
    assert say("try.none") == say("answers.none_of_these")
    assert say("pack.lesson_1").endswith(say("results.title"))
    assert say("results.title") in say("teacher.lesson_1")
    assert say("pack.try_title") == say("try.title")
    assert say("pack.fails_title") == say("fails.title") == say("fails.heading")


@pytest.mark.parametrize(
    ("language", "familiar"),
    [
        (
            "ru",
            r"\b(ты|теб[еяё]|тобой|тво\w+|выбери|возьми|запиши|отмечай|ставь|очисти|сохрани|обыграй|обмани|назови)\b",
        ),
        ("kk", r"\b(сен|сені|сенің|саған|таңда|белгіле|жазба|тазарт|сақта|қой|жең|алда|тапсыр|өзің)\b"),
    ],
)
def test_pupils_are_spoken_to_in_one_way(language, familiar) -> None:
    pages = ("pack", "card", "worksheet", "label", "pairs", "try", "fails")
    for section in pages:
        for name, text in words(language).section(section).items():
            assert not re.search(familiar, str(text).lower()), f"{section}.{name}: {text}"
