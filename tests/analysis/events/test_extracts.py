"""Sentences that tell the same thing stand side by side, once an outlet, and what nobody else tells is left over."""

import pandas as pd
import pytest

from framing.analysis.events.extracts import align
from framing.errors import InputError

STORM = "A storm tore roofs from forty houses in Brenton on Monday night."
STORM_TOLD_AGAIN = "In Brenton forty houses lost roofs to the storm."
MAYOR = "Mayor Lind promised money for new roofs within a week."
MAYOR_TOLD_AGAIN = "Money will come within a week, promised mayor Lind."
CATS = "Cats were seen on chimneys."


def of_one_event(*names, copy_of=()):
    copies = dict(copy_of)
    return pd.DataFrame(
        {"document_id": names, "event": names[0], "similarity": 0.5, "copy_of": [copies.get(n, "") for n in names]}
    )


@pytest.fixture
def told(made):
    made.article("a", "Gazette", [STORM, MAYOR, CATS], title="Storm", frames=["security", "economy", ""])
    made.article("b", "Herald", [MAYOR_TOLD_AGAIN, STORM_TOLD_AGAIN], frames=["", "security"])
    return made


def test_what_tells_the_same_stands_in_one_row_in_the_order_of_the_first_outlet(told):
    extract = align(told.scored(), of_one_event("a", "b"), "a")
    assert extract.sources == ("Gazette", "Herald")
    assert extract.title == "Storm"
    assert [[cell.text for cell in row.cells] for row in extract.rows] == [
        [STORM, STORM_TOLD_AGAIN],
        [MAYOR, MAYOR_TOLD_AGAIN],
    ]
    assert [row.differs for row in extract.rows] == [False, True]
    assert extract.rows[1].cells[0].frames == ("economy",)
    assert extract.unmatched == ("a:2-3",)


def test_an_outlet_has_one_sentence_a_row_and_none_where_it_tells_nothing_like_it(told):
    told.article("c", "Tribune", [STORM_TOLD_AGAIN])
    extract = align(told.scored(), of_one_event("a", "b", "c"), "a")
    for row in extract.rows:
        there = [cell for cell in row.cells if cell is not None]
        assert len(row.cells) == 3
        assert len(there) >= 2
        assert len({cell.source for cell in there}) == len(there)
    assert [cell is None for cell in extract.rows[-1].cells] == [False, False, True]


def test_articles_without_an_outlet_are_not_one_outlet(made):
    for name, source in (("a", ""), ("b", ""), ("c", "Gazette")):
        made.article(name, source, [STORM, CATS])
    extract = align(made.scored(), of_one_event("a", "b", "c"), "a")
    assert sorted(zip(extract.sources, extract.told_by, strict=True)) == [
        ("", ("a",)),
        ("", ("b",)),
        ("Gazette", ("c",)),
    ]
    assert all(None not in row.cells for row in extract.rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The situation is changing rapidly, though.", "People wanted to improve the situation in their country."),
        (
            "All over the country crowds began to pull down monuments of the old leader, though not everywhere with "
            "success.",
            "The foreign soldiers completed their mission and began to leave the country with success on a snowy day.",
        ),
        ("Зимой цены на газ в городе выросли вдвое.", "Сильные морозы в городе прошли без аварий."),
    ],
)
def test_a_word_or_two_in_common_do_not_set_sentences_side_by_side(told, one, other):
    told.article("c", "Tribune", [one])
    told.article("d", "Courier", [other])
    extract = align(told.scored(), of_one_event("a", "b", "c", "d"), "a")
    together = [{cell.text for cell in row.cells if cell is not None} for row in extract.rows]
    assert {one, other} & set().union(*together) == set()
    assert len(together) == 2


def test_a_copy_is_not_set_beside_what_it_repeats(told):
    told.article("c", "Tribune", [STORM, MAYOR, CATS], copy_of="a")
    extract = align(told.scored(), of_one_event("a", "b", "c", copy_of={"c": "a"}), "a")
    assert extract.sources == ("Gazette", "Herald")


def test_an_event_that_is_not_there_is_named(told):
    with pytest.raises(InputError, match="no event 'x'"):
        align(told.scored(), of_one_event("a", "b"), "x")


def test_extracts_need_texts(told):
    scored = told.scored()
    del scored.sentences["text"]
    with pytest.raises(InputError, match="without-texts"):
        align(scored, of_one_event("a", "b"), "a")
