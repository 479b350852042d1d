import pytest
import sentencex

from framing.corpus import boundaries
from framing.corpus.boundaries import sentence_spans


def split(line: str, language: str = "en") -> list[str]:
    return [line[start:end] for start, end in sentence_spans(line, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The bridge is open.", "Cars may pass!", "Why not?", "Nobody knows."]),
        ("ru", ["Мост открыт.", "Машины едут!", "Почему нет?", "Никто не знает."]),
        ("kk", ["Көпір ашық.", "Көліктер жүріп жатыр!", "Неге болмасқа?", "Ешкім білмейді."]),
        ("xx", ["Der Weg ist offen.", "Niemand weiß es."]),
    ],
)
def test_sentences_end_with_a_full_stop_and_question_and_exclamation_marks(language, sentences):
    assert split(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["“We came at noon.", "Nobody was there.", "We went home,” said the driver."]),
        ("en", ['She said: "It is late.', 'Go home."', "They went."]),
        ("ru", ["«Мы пришли в полдень.", "Никого не было.", "Мы ушли», — сказал водитель."]),
        ("kk", ["«Біз түсте келдік.", "Ешкім болмады.", "Біз кеттік», – деді жүргізуші."]),
    ],
)
def test_a_quotation_is_split_and_its_marks_stay(language, sentences):
    assert split(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "“Who paid for it?” asked the mayor."),
        ("en", "“Nobody!” the mayor said."),
        ("en", "“Who paid for it?” Mayor Lind said."),
        ("en", "“Nobody paid!” – said the mayor."),
        ("ru", "«Кто за это заплатил?» — спросил мэр."),
        ("ru", "«Никто!» – ответила она."),
        ("ru", "— Кто заплатил? — спросил он."),
        ("kk", "«Кім төледі?» – деп сұрады әкім."),
    ],
)
def test_who_said_it_stays_with_the_quotation(language, line):
    assert split(line, language) == [line]


def test_a_sentence_that_only_starts_like_an_attribution_stands_alone():
    assert split("“Who paid for it?” Police said that nobody did.") == [
        "“Who paid for it?”",
        "Police said that nobody did.",
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Dr. Lind met Gen. Okafor at 5 p.m. on Jan. 5 near No. 7."),
        ("en", "“Ask Mr. Lind of the U.S. Senate about it.”"),
        ("ru", "Он живёт в г. Алматы на ул. Абая, д. 5."),
        ("ru", "Банк выдал 5 тыс. руб. и ещё 3 млн. тенге."),
        ("ru", "Книга Дж. Смита, т. е. старая, лежит у оз. Балхаш."),
        ("kk", "Ол 2022 ж. қаңтарда келді."),
    ],
)
def test_an_abbreviation_ends_nothing(language, line):
    assert split(line, language) == [line]


@pytest.mark.parametrize("line", ["1. The road is closed.", "12) Закрыта дорога.", "IV. The road.", "3.1. Roads."])
def test_a_list_number_stays_with_its_item(line):
    assert split(line) == [line]


def test_a_name_that_lost_its_sentence_joins_the_one_before():
    assert split("The march went on to the old town. Nord-Ost… Then it rained.") == [
        "The march went on to the old town. Nord-Ost…",
        "Then it rained.",
    ]


def test_an_omission_in_brackets_ends_nothing():
    line = "“They came [...] Friday and left.”"
    assert split(line) == [line]


def test_marks_without_a_word_join_a_neighbour():
    assert split("It is over. 🎉 !!!") == ["It is over. 🎉 !!!"]


def test_a_colon_in_a_line_ends_nothing():
    line = "They had one demand: Open the bridge!"
    assert split(line) == [line]


def test_a_panic_of_the_library_leaves_punctuation_to_decide(monkeypatch):
    class Panic(BaseException):
        pass

    def panic(*_: str) -> None:
        raise Panic

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", panic)
    assert split("Dr. Lind came. He left.") == ["Dr. Lind came.", "He left."]


def test_text_on_which_the_library_panics_is_split_all_the_same():
    # facts known of sentencex 1.0.32: 'B\u2028.' makes it panic
    assert split("B\u2028.") == ["B\u2028."]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_is_not_taken_for_a_panic(monkeypatch, stop):
    def interrupt(*_: str) -> None:
        raise stop

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", interrupt)
    with pytest.raises(stop):
        split("One. Two.")


def test_a_line_with_too_many_opening_marks_is_not_given_to_the_library(monkeypatch):
    monkeypatch.setattr(boundaries, "_MARKS_TIMES_LENGTH", 100)
    monkeypatch.setattr(sentencex, "get_sentence_boundaries", lambda *_: pytest.fail("was called"))
    assert split("“One is here. “Two is here. “Three is here.") == [
        "“One is here.",
        "“Two is here.",
        "“Three is here.",
    ]


@pytest.mark.parametrize(
    "before", ["for", "in", "of", "since", "until", "by", "In early", "last", "on 5", "until the end of"]
)
def test_the_month_of_may_ends_a_sentence(before):
    line = f"Nobody booked a room {before} May. Hotels counted the cost."
    assert split(line) == [f"Nobody booked a room {before} May.", "Hotels counted the cost."]


@pytest.mark.parametrize(
    "line",
    ["The bridge opened in May. 5 years passed.", "They met on May. 5 near the bridge.", "It opens in May. or later."],
)
def test_may_with_a_full_stop_before_a_number_or_a_small_letter_ends_nothing(line):
    assert split(line) == [line]


def test_a_quotation_that_ends_with_may_ends_a_sentence():
    assert split("“It will open in May.” Nobody believed it.") == ["“It will open in May.”", "Nobody believed it."]
