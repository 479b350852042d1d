"""What is hidden is hidden in all its forms and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.analysis.leak.hiding import MARK, Hider, loaded_words, outlet_names, place_names
from framing.codebook import Codebook, Frame


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("The Daily Herald's reporter saw it.", f"The {MARK} reporter saw it.", 2),
        ("Daily news, said the herald.", "Daily news, said the herald.", 0),
        ("Об этом пишет «Казахстанская правда».", f"Об этом пишет «{MARK}».", 2),
        ("в Казахстанской правде", f"в {MARK}", 2),
        ("Egemen told tengri what it knows", f"{MARK} told {MARK} what it knows", 2),
    ],
)
def test_names_of_outlets_are_hidden_in_their_forms(text, expected, words):
    outlets = outlet_names(["Daily Herald", "Казахстанская правда", "tengri.kz", "Egemen", "", "ab"])
    assert Hider(outlets).hide([text]) == ([expected], [words])


@pytest.mark.parametrize(
    "text", ["Kazakh police", "в Казахстане", "Қазақстанда жаңбыр", "Moscow said", "Вашингтон молчит", "the British"]
)
def test_places_are_hidden_in_three_languages(text):
    hidden, words = Hider(place_names()).hide([text])
    assert words == [1]
    assert MARK in hidden[0]


@pytest.mark.parametrize(
    "text",
    [
        "Almaty's airport", "in Taraz", "the Zhanaozen strike", "митинг в Алматы", "алматинские власти", "из Караганды",
        "карагандинский суд", "под Шымкентом", "в Алма-Ате", "Алматыда жаңбыр", "Таразда", "Қарағандыдан келді",
    ],
)  # fmt: skip
def test_larger_cities_of_kazakhstan_are_places_in_their_forms(text):
    hidden, words = Hider(place_names()).hide([text])
    assert words == [1]
    assert MARK in hidden[0]


@pytest.mark.parametrize(
    "text", ["много семей осталось без света", "Сот оны ақтау туралы шешім шығарды", "oral history"]
)
def test_common_words_that_cities_are_called_by_stay(text):
    assert Hider(place_names()).hide([text]) == ([text], [0])


def test_loaded_words_are_those_of_the_frame_and_not_those_of_every_sentence():
    frames = (
        Frame("riot", "Riot", "1", "#000000", "#FFFFFF", "rioters attack the police", positive=("The rioting mob.",)),
        Frame("march", "March", "2", "#000000", "#FFFFFF", "peaceful people march"),
    )
    codebook = Codebook("b", "1", "B", frames)
    found = loaded_words(codebook, "riot", ["the rioters attack", "the police saw the mob", "the people march"] * 5)
    assert {"riote*", "rioti*", "attac*", "mob"} <= set(found)
    assert not {"the", "peace*"} & set(found)


@given(st.lists(st.sampled_from(["Herald", "herald’s", "«Herald»", "rain", "in", ",", "Heraldry", "  ", "\n"])))
def test_what_stands_around_a_name_stays_as_it_was(pieces):
    text = " ".join(pieces)
    hidden, words = Hider(["Herald"]).hide([text])
    assert hidden[0].count(MARK) == words[0]
    assert Hider(["Herald"]).hide(hidden) == (hidden, [0])
    assert [word for word in hidden[0].split() if MARK not in word] == [
        word for word in text.split() if not word.lower().strip("«»").startswith("herald") or word == "Heraldry"
    ]


@given(st.text())
def test_nothing_hidden_is_the_same_text(text):
    assert Hider(()).hide([text]) == ([text], [0])
