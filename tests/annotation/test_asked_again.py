"""Which answer is the first where an annotator was asked again."""

from dataclasses import replace

from framing.annotation.asked_again import asked_first, shown_twice
from framing.annotation.decisions import Decision, annotations_table, current

ONE = Decision(
    document_id="tram-1",
    start=0,
    end=24,
    annotator="aigul",
    state="confirmed",
    frames=("cost",),
    offered=("cost", "clean_air"),
    at="monday",
    project="tram#1",
    codebook="0123456789abcdef",
    assisted=False,
    made_by="person",
)
TWO = replace(ONE, start=25, end=60, frames=())
NEW_CARD = {"offered": ("noise", "clean_air", "cost"), "codebook": "fedcba9876543210"}
AUDIT = replace(ONE, project="audit#2", frames=("clean_air",))


def first_of(*ledger: Decision) -> tuple[list[Decision], int]:
    return asked_first(current(ledger), ledger)


def test_an_audit_does_not_replace_what_was_said_first() -> None:
    assert first_of(ONE, TWO, AUDIT) == ([ONE, TWO], 1)


def test_the_last_word_in_the_first_project_counts_also_where_it_came_after_the_audit() -> None:
    changed = replace(ONE, frames=())
    assert first_of(ONE, AUDIT, changed) == ([changed], 1)
    assert first_of(ONE, AUDIT, replace(ONE, state="withdrawn")) == ([AUDIT], 0)


def test_under_a_newer_codebook_a_sentence_is_asked_for_the_first_time() -> None:
    newer = replace(AUDIT, project="again#3", **NEW_CARD)  # type: ignore[arg-type]
    assert first_of(ONE, newer) == ([ONE, newer], 0)
    again = replace(newer, project="audit#4", frames=())
    assert first_of(ONE, AUDIT, newer, again) == ([ONE, newer], 1)


def test_a_frame_that_a_later_project_offers_first_is_no_second_question() -> None:
    one, other = replace(ONE, offered=("cost",)), replace(ONE, project="q#2", offered=("clean_air",), frames=())
    assert first_of(one, other) == ([one, other], 0)
    both = replace(AUDIT, frames=("cost", "clean_air"))
    assert first_of(one, both) == ([one, replace(both, offered=("clean_air",), frames=("clean_air",))], 1)


def test_labels_that_were_not_confirmed_are_no_first_answer_and_take_none_back() -> None:
    assert first_of(replace(ONE, state="labelled"), AUDIT) == ([AUDIT], 0)
    assert first_of(ONE, replace(AUDIT, state="labelled")) == ([ONE], 0)


def test_a_copy_of_a_project_goes_on_where_the_project_was() -> None:
    timed = replace(ONE, decided_at="2026-03-02T09:00:00+00:00")
    copied = replace(timed, project="tram#7")
    changed = replace(copied, decided_at="2026-03-03T09:00:00+00:00", frames=())
    assert first_of(timed, copied, changed) == ([timed, changed], 0)
    assert list(annotations_table(first_of(timed, copied, changed)[0])["present"]) == [False, False]


def test_after_sentences_were_cut_anew_the_first_project_is_known_by_the_document() -> None:
    changed = replace(ONE, frames=())
    ledger = [ONE, AUDIT, changed]
    today = [replace(decision, end=23) for decision in current(ledger)]
    assert asked_first(today, ledger) == ([replace(changed, end=23)], 1)


def test_two_annotators_and_second_showings_are_apart() -> None:
    other, shown = replace(AUDIT, annotator="Ержан"), replace(AUDIT, showing=2)
    assert first_of(ONE, other, shown) == ([ONE, other, shown], 0)


def test_the_second_showing_is_compared_within_a_project_and_a_codebook() -> None:
    again = replace(ONE, showing=2, frames=())
    newer = replace(AUDIT, project="again#3", **NEW_CARD)  # type: ignore[arg-type]
    assert shown_twice([ONE, TWO, again, AUDIT, newer]) == [(ONE, again)]
    assert shown_twice([replace(ONE, **NEW_CARD), AUDIT, again]) == []  # type: ignore[arg-type]
    assert shown_twice([ONE, replace(again, state="labelled")]) == []
