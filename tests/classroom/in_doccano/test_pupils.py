import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.classroom.in_doccano.pupils import MOST_PUPILS, draw_pupils
from framing.errors import InputError
from framing.languages.words import LANGUAGES, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_class_gets_names_and_passwords_that_any_keyboard_has(language: str) -> None:
    drawn = draw_pupils(language, MOST_PUPILS, [], random.Random(1).choice)
    assert len({pupil.pseudonym for pupil in drawn}) == MOST_PUPILS
    for pupil in drawn:
        assert re.fullmatch(r"[a-z]{2,12}-[a-z]{2,12}", pupil.pseudonym)
        assert re.fullmatch(r"[a-z]{2,10}-[2-9]{4}-[a-z]{2,10}", pupil.password)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_small_class_no_two_animals_are_alike(language: str) -> None:
    drawn = draw_pupils(language, 20, [], random.Random(1).choice)
    assert len({pupil.pseudonym.partition("-")[2] for pupil in drawn}) == 20


@given(st.integers(0, 40), st.integers(0, 40), st.integers())
def test_who_comes_later_has_a_name_of_their_own(first: int, later: int, seed: int) -> None:
    choose = random.Random(seed).choice
    names = [pupil.pseudonym for pupil in draw_pupils("en", first, [], choose)]
    names += [pupil.pseudonym for pupil in draw_pupils("en", later, names, choose)]
    assert len(set(names)) == first + later


def test_a_password_does_not_show_where_a_pupil_is_printed() -> None:
    (pupil,) = draw_pupils("en", 1, [], random.Random(1).choice)
    assert pupil.password not in repr(pupil)


def test_when_the_names_are_used_up_it_is_said() -> None:
    adjectives, animals = (words("en")(f"pseudonyms.{name}").split() for name in ("adjectives", "animals"))
    every = [f"{adjective}-{animal}" for adjective in adjectives for animal in animals]
    assert len(every) > 2 * MOST_PUPILS
    (last,) = draw_pupils("en", 1, every[1:], random.Random(1).choice)
    assert last.pseudonym == every[0]
    with pytest.raises(InputError, match="no more to draw"):
        draw_pupils("en", 1, every, random.Random(1).choice)
