"""What stands beside a disputed sentence: the votes and what annotators wrote, and nobody's name."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.decisions import Decision
from framing.codebook import Codebook
from framing.doccano.pushing.upload_rows import check_rows
from framing.doccano.teams.rulings import adjudication_project, notes_of, ruling_target, votes_of
from framing.errors import InputError

SAID = Decision("d", 0, 9, "aigul", "confirmed", (), ("cost",), "today", "tram#ab12", "f" * 16, False, "person")


def by(annotator: str, comment: str, **more: Any) -> Decision:
    return replace(SAID, annotator=annotator, comment=comment, **more)


def row(sentence: str) -> dict[str, Any]:
    return {"text": "It costs.", "label": [], "before": "b", "after": "a", "sentence": sentence}


def test_comments_stand_once_in_an_order_that_does_not_tell_who_wrote_them() -> None:
    found = notes_of([by("aigul", "zeal"), by("berik", "doubt:  cost\n"), by("dana", "doubt: cost"), by("erlan", "")])
    assert found == {"d:0-9": "“doubt: cost” (by 2); “zeal”"}


def test_the_last_comment_counts_and_none_of_who_ruled_or_did_exercises() -> None:
    others = (by("ruth", "no", ruling=True), by("dana", "no", training=True), by("berik", "no", showing=2))
    assert notes_of([by("aigul", "first"), by("aigul", "then"), *others]) == {"d:0-9": "“then”"}


def test_long_comments_are_cut() -> None:
    (alone,) = notes_of([by("aigul", "x" * 5000)]).values()
    assert (len(alone), alone[-3:]) == (304, " …”")
    (many,) = notes_of([by(f"a{n}", f"{n:03} " + "y" * 400) for n in range(50)]).values()
    assert len(many) <= 1502


@given(st.text(st.characters(codec=None), max_size=60))  # half characters and NUL too
def test_whatever_was_written_doccano_can_store_it(comment: str) -> None:
    notes = notes_of([by("aigul", comment)])
    target = ruling_target("tram", [row("d:0-9"), row("d:10-12")], {"d:0-9": "cost 1 of 2", "d:10-12": ""}, notes, [])
    check_rows(target.rows)


def test_a_row_shows_votes_and_notes_before_the_rest_and_the_card_says_what_it_is_for(tram_book: Codebook) -> None:
    target = ruling_target("tram", [row("d:0-9")], {"d:0-9": "cost 1 of 2"}, {}, ["ruth"])
    assert list(target.rows[0].items()) == [
        ("text", "It costs."),
        ("label", []),
        ("votes", "cost 1 of 2"),
        ("notes", "(none)"),
        ("before", "b"),
        ("after", "a"),
        ("sentence", "d:0-9"),
    ]
    card = target.card(tram_book, "ab12")
    assert (target.name, card.team, card.ruling, len(card.reasons)) == ("tram adjudication", "tram", True, 3)


def test_votes_of_a_program_are_not_shown_as_those_of_people() -> None:
    table = pd.DataFrame(
        [["d:0-9", "cost: 1 of 2", "person"], ["d:9-12", "cost: 2 of 3", "automated coder"]],
        columns=["sentence_id", "votes", "made_by"],
    )
    assert votes_of(table) == {
        "d:0-9": "cost: 1 of 2",
        "d:9-12": "cost: 2 of 3 (passes of an automated coder, not people)",
    }


def test_a_name_that_doccano_would_not_take_is_refused() -> None:
    with pytest.raises(InputError, match="would have a name of 101 characters"):
        adjudication_project("x" * 88)
