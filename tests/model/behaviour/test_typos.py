from hypothesis import given
from hypothesis import strategies as st

from framing.model.behaviour.typos import drop_letter, swap_letters

TEXTS = st.lists(st.sampled_from(["the", "armed", "gangs", "Погромщики", "в", "Алматы", "тәртіп", "aaaa", "«city»,"]))


@given(TEXTS.map(" ".join), st.integers(0, 5))
def test_swapped_letters_are_the_same_letters_and_dropped_ones_are_one_fewer(text, seed) -> None:
    swapped, dropped = swap_letters(text, seed), drop_letter(text, seed)
    assert sorted(swapped) == sorted(text)
    errors = -(-len(text.split()) // 6)
    assert len(text) - errors <= len(dropped) <= len(text)
    assert sum(one != other for one, other in zip(text, swapped, strict=True)) <= 2 * errors
    assert (swap_letters(text, seed), drop_letter(text, seed)) == (swapped, dropped)


def test_a_word_keeps_its_first_and_last_letter_and_a_short_one_all() -> None:
    for seed in range(30):
        for damaged in (swap_letters("terrorists", seed), drop_letter("terrorists", seed)):
            assert damaged != "terrorists"
            assert (damaged[0], damaged[-1]) == ("t", "s")
    assert swap_letters("the cat is on it", 1) == "the cat is on it"
    assert drop_letter("2022", 1) == "2022"
