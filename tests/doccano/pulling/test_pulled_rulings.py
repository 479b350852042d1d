"""What answers in a project for rulings mean, and what they add to the ledger: without a server."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from framing.annotation.decisions import Decision, annotations_table
from framing.doccano.project import tasks
from framing.doccano.project.answers import answers_from_exports
from framing.doccano.project.card import ProjectCard, description, read_card
from framing.doccano.project.reasons import REASONS
from framing.doccano.pulling.additions import additions
from framing.doccano.pulling.decided import Pulled, decisions_from_answers

NAMES = {reason.key: reason.name for reason in REASONS}
GAP, SLIP, AMBIGUOUS = NAMES["codebook_gap"], NAMES["slip"], NAMES["ambiguous"]
CARD = ProjectCard(
    "tram#ab12",
    "tram 1.0.0",
    "0123456789abcdef",
    (("cost", "cost to the public"), ("slip", "landslide")),  # a frame may have the key of a reason
    team="tram",
    ruling=True,
    reasons=tuple(NAMES.items()),
)
IDS = itertools.count(1)


def row(sentence: str, *labels: str) -> dict[str, Any]:
    return {"id": next(IDS), "text": "x", tasks.ID_KEY: sentence, "label": list(labels), "Comments": []}


def ruled(
    *rows: dict[str, Any], open_ones: Sequence[dict[str, Any]] = (), labels: Sequence[str] | None = None
) -> Pulled:
    answers = answers_from_exports({"ruth": [*rows, *open_ones]}, {"ruth": rows})
    return decisions_from_answers(answers, CARD, at="today", labels=labels)


def added(ledger: Sequence[Decision], pulled: Pulled) -> list[Decision]:
    return additions(ledger, pulled, CARD, at="tomorrow", puller="admin")[0]


def test_a_card_for_rulings_comes_back_from_the_description() -> None:
    assert read_card(description(CARD)) == CARD


def test_a_ruling_has_its_frames_and_one_reason_and_was_offered_the_frames_only() -> None:
    pulled = ruled(row("d:0-1", "cost to the public", GAP), row("d:1-2", "landslide"), row("d:2-3", SLIP))
    assert [(d.frames, d.reason) for d in pulled.decisions] == [
        (("cost",), "codebook_gap"),
        (("slip",), ""),
        ((), "slip"),
    ]
    assert {(d.ruling, d.state, d.offered, d.annotator, d.counts) for d in pulled.decisions} == {
        (True, "confirmed", ("cost", "slip"), "ruth", False)
    }
    assert pulled.problems == ()
    assert [pulled.progress[0][name] for name in ("labelled", "empty", "unconfirmed")] == [2, 1, 0]
    assert annotations_table(pulled.decisions).empty


def test_a_ruling_with_two_reasons_counts_without_one_and_is_named() -> None:
    pulled = ruled(row("d:0-1", "cost to the public", GAP, SLIP))
    assert [(d.frames, d.reason) for d in pulled.decisions] == [(("cost",), "")]
    assert [("ruth" in told, "d:0-1" in told, "codebook_gap, slip" in told) for told in pulled.problems] == [
        (True,) * 3
    ]


def test_a_reason_without_enter_is_not_a_ruling_yet() -> None:
    pulled = ruled(open_ones=[row("d:0-1", AMBIGUOUS)])
    assert [(d.state, d.reason) for d in pulled.decisions] == [("labelled", "ambiguous")]
    assert pulled.progress[0]["unconfirmed"] == 1


def test_another_reason_is_a_new_line_and_the_same_is_none() -> None:
    sentence = row("d:0-1", GAP)
    before = list(ruled(sentence).decisions)
    assert added(before, ruled(sentence)) == []
    assert [line.reason for line in added(before, ruled({**sentence, "label": [SLIP]}))] == ["slip"]


@pytest.mark.parametrize("labels", [[], ["lapse"]])  # the label was deleted, or renamed
def test_a_ruling_whose_reason_the_project_lost_stays_as_it_is(labels: list[str]) -> None:
    sentence, other = row("d:0-1", SLIP), row("d:1-2", "landslide")
    before = ruled(sentence, other).decisions
    now = ruled(
        {**sentence, "label": labels}, other, labels=["cost to the public", "landslide", GAP, AMBIGUOUS, "lapse"]
    )
    assert (now.missing, now.missing_reasons) == ((), ("slip",))
    assert added(before, now) == []
    assert [repr(SLIP) in told for told in now.problems] == [True]


def test_a_label_made_by_hand_is_reported_and_the_ruling_counts() -> None:
    pulled = ruled(row("d:0-1", "my own", "cost to the public", GAP))
    assert [(d.frames, d.reason) for d in pulled.decisions] == [(("cost",), "codebook_gap")]
    assert pulled.problems == ("the label 'my own' is none of the project's frames and is left out",)


def test_a_project_for_labels_knows_no_reason() -> None:
    answers = answers_from_exports({"aigul": [row("d:0-1", GAP)]}, {})
    plain = decisions_from_answers(answers, replace(CARD, ruling=False, reasons=()), at="today")
    assert plain.decisions == ()
    assert plain.problems == (f"the label {GAP!r} is none of the project's frames and is left out",)
