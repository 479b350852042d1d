import pytest

from framing.corpus.splitting.abbreviations import ABBREVIATIONS, STARTERS, ends_no_sentence, starts_sentence


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("She met Dr", "Lind in the hall"),
        ("She met Dr", "No in the cinema"),
        ("The road is No", "5 on the map"),
        ("The U.S", "Senate voted"),
        ("Bo W", "Lind came"),
        ("At 5 p.m", "Lind came"),
        ("It opens at 5 p.m", "Friday"),
        ("Он живёт в г", "Алматы"),
        ("Школа № 294 г", "Шахты закрыта"),
        ("В 2014 г", "США ввели санкции"),
        ("Это было в т. е", "Казахстане"),
    ],
)
def test_an_abbreviation_before_what_belongs_to_it_goes_on(left, right):
    assert ends_no_sentence(left.split()[-1], left, right, right[0])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("She went", "Then it rained"),
        ("There is one answer: No", "That is wrong"),
        ("She moved to the U.S", "Then it rained"),
        ("She chose plan B", "The plan failed"),
        ("She left at 5 p.m", "Lind came"),
        ("Он уехал в 2014 г", "США ввели санкции"),
        ("Купили хлеб и т. д", "Потом ушли"),
        ("Рост 180 см", "Вес 80 кг"),
    ],
)
def test_before_what_starts_a_sentence_it_ends_one(left, right):
    assert not ends_no_sentence(left.split()[-1], left, right, right[0])


def test_a_word_that_starts_sentences_is_known_without_its_comma():
    assert starts_sentence("Meanwhile, it rained")
    assert not starts_sentence("Senate")
    assert not starts_sentence("В. Щербы")  # an initial and not the preposition
    assert not starts_sentence("")


def test_abbreviations_are_in_small_letters_and_without_their_full_stop():
    assert all(word == word.lower() and not word.endswith(".") for word in ABBREVIATIONS)
    assert all(word[0].isupper() for word in STARTERS)
