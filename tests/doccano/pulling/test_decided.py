"""What answers in Doccano mean, and what they add to the ledger: without a server."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from framing.annotation.decisions import Decision
from framing.doccano.project import tasks
from framing.doccano.project.answers import answers_from_exports
from framing.doccano.project.card import ProjectCard
from framing.doccano.pulling.additions import additions
from framing.doccano.pulling.decided import Pulled, decisions_from_answers, decisions_from_exports

CARD = ProjectCard(
    "tram#ab12", "tram 1.0.0", "0123456789abcdef", (("cost", "cost to the public"), ("clean_air", "clean air"))
)


IDS = itertools.count(1)


def row(sentence: object, labels: list[str], **more: object) -> dict[str, Any]:
    return {"id": next(IDS), "text": "x", tasks.ID_KEY: sentence, "label": labels, "Comments": [], **more}


def read(everything: dict[str, Any], confirmed: dict[str, Any], **options: Any) -> Pulled:
    return decisions_from_exports(everything, confirmed, CARD, at="today", **options)


def test_two_exports_tell_the_four_states_apart() -> None:
    chosen = ["clean air", "cost to the public"]
    everything = [row("d:0-1", chosen), row("d:1-2", []), row("d:2-3", ["clean air"]), row("d:3-4", [])]
    pulled = read({"aigul": everything}, {"aigul": everything[:2]})
    assert [(d.sentence_id, d.state, d.frames) for d in pulled.decisions] == [
        ("d:0-1", "confirmed", ("cost", "clean_air")),  # in the codebook's order
        ("d:1-2", "confirmed", ()),
        ("d:2-3", "labelled", ("clean_air",)),
    ]
    assert dict(pulled.progress[0]) == {"annotator": "aigul", "labelled": 1, "empty": 1, "unconfirmed": 1, "unseen": 1}
    assert pulled.problems == ()


def test_a_decision_says_who_by_which_codebook_and_what_was_offered() -> None:
    rows = [row("d:0-1", [], Comments=["first", "second"])]
    pulled = read({"berik": rows, "aigul": rows}, {"berik": rows, "aigul": rows}, automated=["berik"])
    aigul, berik = pulled.decisions
    assert (aigul.annotator, aigul.made_by, berik.annotator, berik.made_by) == (
        "aigul",
        "person",
        "berik",
        "automated coder",
    )
    assert (aigul.project, aigul.codebook, aigul.at) == (CARD.project, CARD.fingerprint, "today")
    assert aigul.offered == ("cost", "clean_air")
    assert (aigul.document_id, aigul.start, aigul.end) == ("d", 0, 1)
    assert aigul.comment == "first; second"


def test_an_annotator_without_any_confirmed_row_is_read() -> None:
    assert read({"aigul": [row("d:0-1", ["clean air"])]}, {}).decisions[0].state == "labelled"


def test_a_label_that_somebody_added_by_hand_is_reported_once_and_left_out() -> None:
    rows = [row("d:0-1", ["clean air", "my own"]), row("d:1-2", ["my own"])]
    pulled = read({"aigul": rows}, {"aigul": rows})
    assert [decision.frames for decision in pulled.decisions] == [("clean_air",), ()]
    assert [problem for problem in pulled.problems if "'my own'" in problem] == list(pulled.problems)
    assert len(pulled.problems) == 1


@pytest.mark.parametrize(
    "name",
    [
        None,
        7,
        "",
        "d",
        "d:",
        "d:1",
        ":0-1",
        "d:5-5",
        "d:5-2",
        "d:-1-2",
        "d:1-2 ",
        "d:01-2",
        "d:٣-٤",
        "d:0-" + "9" * 5000,
    ],
)
def test_an_example_that_framing_did_not_push_is_reported_and_left_out(name: object) -> None:
    foreign = row(name, ["clean air"])
    foreign["id"] = 77
    pulled = read({"aigul": [foreign]}, {"aigul": [foreign]})
    assert pulled.decisions == ()
    assert pulled.problems == ("example 77 was not pushed by framing and is left out",)


def test_a_sentence_that_stands_twice_is_reported_and_its_labels_are_not_lost() -> None:
    for pair in ([row("d:0-1", []), row("d:0-1", ["clean air"])], [row("d:0-1", ["clean air"]), row("d:0-1", [])]):
        pulled = read({"aigul": pair}, {"aigul": pair})
        assert [decision.frames for decision in pulled.decisions] == [("clean_air",)]
        assert pulled.problems == ("sentence d:0-1 stands more than once in the project",)


VOICES = ProjectCard(
    "tram#cd34", "tram 1.0.0", "0123456789abcdef", (("outlet", "the paper"), ("city_hall", "city hall")), "voices"
)


def read_voices(everything: list[dict[str, Any]], confirmed: list[dict[str, Any]]) -> Pulled:
    return decisions_from_exports({"aigul": everything}, {"aigul": confirmed}, VOICES, at="today")


def test_a_voice_its_absence_and_what_was_not_confirmed_are_told_apart() -> None:
    rows = [row("d:0-1", ["city hall"]), row("d:1-2", []), row("d:2-3", ["the paper"]), row("d:3-4", [])]
    pulled = read_voices(rows, rows[:2])
    assert [(d.sentence_id, d.state, d.voice) for d in pulled.decisions] == [
        ("d:0-1", "confirmed", "city_hall"),
        ("d:1-2", "confirmed", ""),  # could not tell
        ("d:2-3", "labelled", "outlet"),
    ]
    assert all(decision.is_voice and not decision.frames for decision in pulled.decisions)
    assert pulled.decisions[0].project == "tram#cd34"
    assert dict(pulled.progress[0]) == {"annotator": "aigul", "labelled": 1, "empty": 1, "unconfirmed": 1, "unseen": 1}


def test_two_voices_on_a_sentence_are_reported_and_none_of_them_is_chosen() -> None:
    rows = [row("d:0-1", ["city hall", "the paper"])]
    pulled = read_voices(rows, rows)
    assert pulled.decisions == ()
    assert pulled.problems == (
        "aigul gave sentence d:0-1 several voices (outlet, city_hall): "
        "it is left out until the key of the wrong one is pressed there",
    )


def test_a_label_added_by_hand_is_no_voice_and_does_not_mean_that_nobody_could_tell() -> None:
    rows = [row("d:0-1", ["my own"]), row("d:1-2", ["my own", "city hall"])]
    pulled = read_voices(rows, rows)
    assert [(d.sentence_id, d.voice) for d in pulled.decisions] == [("d:1-2", "city_hall")]
    assert pulled.problems == ("the label 'my own' is none of the project's voices and is left out",)


def test_a_decision_is_assisted_where_a_proposal_was_shown_or_doccano_proposes_itself() -> None:
    rows = [
        row("d:0-1", [], model="clean air 0.91"),
        row("d:1-2", [], model="no frame"),
        row("d:2-3", [], model="(none shown)"),
        row("d:3-4", [], model=None),  # pushed before there were proposals
        row("d:4-5", []),
    ]
    pulled = read({"aigul": rows}, {"aigul": rows})
    assert [decision.assisted for decision in pulled.decisions] == [True, True, False, False, False]
    labelled = [replace_label(each, ["clean air"]) for each in rows]
    assert [d.assisted for d in read({"aigul": labelled}, {}).decisions] == [True, True, False, False, False]
    by_doccano = decisions_from_exports({"a": rows}, {"a": rows}, replace(CARD, assisted=True), at="today")
    assert all(decision.assisted for decision in by_doccano.decisions)


def replace_label(found: dict[str, Any], labels: list[str]) -> dict[str, Any]:
    return {**found, "label": labels}


# -- what it adds to the ledger -------------------------------------------------------------


def answered(
    *rows: dict[str, Any], labels: tuple[str, ...] = ("cost to the public", "clean air"), **more: Any
) -> Pulled:
    answers = answers_from_exports({"aigul": rows}, {"aigul": rows}, **more)
    return decisions_from_answers(answers, CARD, at="today", labels=labels)


def added(ledger: Sequence[Decision], pulled: Pulled) -> tuple[list[Decision], list[str]]:
    return additions(ledger, pulled, CARD, at="tomorrow", puller="admin")


COST, AIR = row("d:0-1", ["cost to the public"]), row("d:1-2", ["clean air"])


def test_what_was_pulled_before_is_not_added_again() -> None:
    pulled = answered(COST, AIR)
    lines, notes = added([], pulled)
    assert (lines, notes) == (list(pulled.decisions), [])
    assert added(lines, pulled) == ([], [])


def test_what_was_asked_before_is_told_only_if_labels_meant_something_else_or_were_others() -> None:
    before, now = answered(COST, AIR).decisions, answered(COST, AIR)

    def notes(**changes: Any) -> list[str]:
        return additions(before, now, replace(CARD, **changes), at="tomorrow", puller="admin")[1]

    assert notes(labels=tuple(reversed(CARD.labels))) == []
    assert notes(fingerprint="1" * 16, alike=("2" * 16, CARD.fingerprint)) == []
    assert "2 decisions taken when the project asked by another codebook" in notes(fingerprint="1" * 16)[0]
    assert notes(fingerprint="1" * 16, alike=(CARD.fingerprint,), labels=(*CARD.labels, ("noise", "noise"))) != []


def test_a_sentence_that_is_no_longer_there_keeps_its_decisions_and_is_named() -> None:
    lines, notes = added(answered(COST, AIR).decisions, answered(AIR))
    assert lines == []
    assert [note for note in notes if "1 sentence that somebody decided on are no longer" in note and "d:0-1" in note]


def test_a_decision_with_a_label_that_the_project_lost_stays_whatever_the_project_says() -> None:
    before = answered(COST, AIR).decisions
    for labels in ([], ["price"]):  # it was deleted, or renamed
        now = answered({**COST, "label": labels}, AIR, labels=("price", "clean air"))
        assert now.missing == ("cost",)
        assert added(before, now)[0] == []
    told = answered({**COST, "label": ["price"]}, AIR, labels=("price", "clean air")).problems
    assert len(told) == 1
    assert "'cost to the public'; it has others: 'price'" in told[0]


def test_a_label_under_its_former_name_is_known_while_a_change_is_under_way() -> None:
    card = replace(CARD, former=(("price", "cost"),))
    answers = answers_from_exports({"a": [row("d:0-1", ["price"])]}, {})
    pulled = decisions_from_answers(answers, card, at="today", labels=("price", "clean air"))
    assert (pulled.missing, pulled.problems) == ((), ())
    assert pulled.decisions[0].frames == ("cost",)


def test_somebody_who_left_keeps_the_decisions_and_who_pulls_is_there_without_any() -> None:
    before = answered(COST).decisions
    nobody = decisions_from_answers(answers_from_exports({"berik": [COST]}, {}), CARD, at="today")
    lines, notes = added(before, nobody)
    assert [d.annotator for d in lines] == ["berik"]
    assert notes[0].startswith("aigul is no member of the project any more: 1 decision in the ledger stay")
    mine = [replace(decision, annotator="admin") for decision in before]
    assert [d.state for d in added(mine, nobody)[0]] == ["labelled", "withdrawn"]


def test_in_exercises_the_feedback_of_others_is_nobodys_work_and_is_withdrawn_where_it_was_taken_for_that() -> None:
    card = replace(CARD, training=True, team="tram", annotator="aigul")
    comments = [("framing", COST["id"], "Codebook: This is nothing.", "2026-01-02")]
    answers = answers_from_exports({"aigul": [COST, AIR], "framing": [COST, AIR]}, {"aigul": [COST]}, comments)
    pulled = decisions_from_answers(answers, card, at="today")
    assert {decision.annotator for decision in pulled.decisions} == {"aigul"}
    assert [row["annotator"] for row in pulled.progress] == ["aigul"]
    assert additions(pulled.decisions, pulled, card, at="today", puller="framing") == ([], [])
    taken_for_work = replace(pulled.decisions[0], annotator="framing", frames=(), state="labelled", comment="Codebook")
    lines, notes = additions([*pulled.decisions, taken_for_work], pulled, card, at="today", puller="somebody")
    assert ([(line.annotator, line.state) for line in lines], notes) == ([("framing", "withdrawn")], [])
    # Where sentences are labelled, what the staff says counts.
    assert {d.annotator for d in decisions_from_answers(answers, CARD, at="today").decisions} == {"aigul", "framing"}


def test_comments_go_to_who_wrote_them_with_their_time_and_those_of_strangers_nowhere() -> None:
    rows = [row("d:0-1", [], Comments=["of somebody else"]), row("d:1-2", [])]
    first, second = (each["id"] for each in rows)
    comments = [("aigul", first, "one", "2026-01-01"), ("zulfiya", first, "two", "2026-01-02")]
    comments += [("aigul", first, "three", "2026-01-03"), ("aigul", second, "split", "2026-01-04")]
    answers = answers_from_exports({"aigul": rows}, {"aigul": rows[:1]}, comments)
    pulled = decisions_from_answers(answers, CARD, at="today")
    assert [(d.sentence_id, d.state, d.comment, d.commented_at) for d in pulled.decisions] == [
        ("d:0-1", "confirmed", "one; three", "2026-01-03"),
        ("d:1-2", "labelled", "split", "2026-01-04"),
    ]
    counted = {name: pulled.progress[0][name] for name in ("labelled", "empty", "unconfirmed", "unseen")}
    assert counted == {"labelled": 0, "empty": 1, "unconfirmed": 0, "unseen": 1}


def test_a_text_that_is_not_what_was_pushed_is_told_with_the_first_of_them() -> None:
    answers = answers_from_exports({"aigul": [COST, AIR]}, {})
    texts = {"d:0-1": "another", "d:1-2": "x", "d:2-3": "not there"}
    problems = decisions_from_answers(answers, CARD, at="today", texts=texts).problems
    assert [problem for problem in problems if "1 sentence is not what was pushed (the first: d:0-1)" in problem]


def test_of_two_examples_of_a_sentence_the_confirmed_answer_counts_and_no_comment_is_lost() -> None:
    first, second = row("d:0-1", ["clean air"], Comments=["a"]), row("d:0-1", [], Comments=["b"])
    pulled = read({"aigul": [first, second]}, {"aigul": [second]})
    assert [(d.state, d.frames, d.comment) for d in pulled.decisions] == [("confirmed", (), "b; a")]
