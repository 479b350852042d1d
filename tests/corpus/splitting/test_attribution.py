import pytest

from framing.corpus.splitting.attribution import continues_quotation, is_bare_attribution, starts_with_tail


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("“We will stay here,”", "– said the driver."),
        ("“We will stay here “,", "– said the driver."),
        ("We will stay here,", "– writes the channel of the drivers."),
        ("“We will stay here,”", "Mr Lind said in a statement."),
        ("“Will you stay?”", "Anna Lind asked."),
        ("«Мы останемся здесь»,", "— заявил водитель."),
        ("«Мы останемся здесь»", "— сообщает агентство."),
        ("«Біз осында қаламыз»,", "– деді жүргізуші."),
    ],
)
def test_a_line_that_names_the_speaker_continues_the_quotation(before, text):
    assert continues_quotation(before, text)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("They want three things,", "- lower prices,"),
        ("“We will stay here.”", "Mr Lind said in a statement that all is well."),
        ("They stayed.", "Mr Lind said in a statement."),
        ("“Will you stay?”", "Police said 12 people were hurt."),
        ("They stayed,", "– Said the driver."),
    ],
)
def test_another_line_does_not(before, text):
    assert not continues_quotation(before, text)


def test_a_tail_is_a_dash_and_a_small_letter():
    assert starts_with_tail("– said he")
    assert starts_with_tail("—сказал он")
    assert not starts_with_tail("– Said he")
    assert not starts_with_tail("– 5 degrees")
    assert not starts_with_tail("said he")


def test_a_bare_attribution_must_end_or_say_where():
    assert is_bare_attribution("Anna Lind said.")
    assert is_bare_attribution("he wrote on his page")
    assert is_bare_attribution("Anna Lind said Tuesday.")
    assert is_bare_attribution("Anna Lind asked the crowd.")
    assert is_bare_attribution("Ms. Lind wondered as it rained.")
    assert not is_bare_attribution("Anna Lind said she would come.")
    assert not is_bare_attribution("Anna Lind said the road was closed.")
