"""Which decisions count today, and what a pull adds to those that are known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.decisions import Decision, annotations_table, current, news

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
LATER = {"at": "tuesday"}


def pull(ledger: list[Decision], pulled: list[Decision], **options: object) -> list[Decision]:
    return news(ledger, [replace(d, **LATER) for d in pulled], project="tram#1", at="tuesday", **options)  # type: ignore[arg-type]


def test_a_second_pull_of_the_same_adds_nothing() -> None:
    assert pull([], [ONE, TWO]) == [replace(ONE, **LATER), replace(TWO, **LATER)]
    assert pull([ONE, TWO], [TWO, ONE]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"frames": ("cost", "clean_air")},
        {"frames": ()},
        {"state": "labelled"},
        {"comment": "not sure"},
        {"voice": "official"},
        {"made_by": "automated coder"},  # learned later that the account is a program's
    ],
)
def test_a_changed_decision_is_a_new_line(change: dict[str, object]) -> None:
    changed = replace(ONE, **change)  # type: ignore[arg-type]
    assert pull([ONE, TWO], [changed, TWO]) == [replace(changed, **LATER)]


NEW_CARD = {"offered": ("noise", "clean_air", "cost"), "codebook": "fedcba9876543210"}


def test_what_was_decided_under_the_old_codebook_stays_a_decision_under_the_old_one() -> None:
    both = replace(ONE, frames=("cost", "clean_air"))
    assert pull([both, TWO], [replace(both, frames=("clean_air", "cost"), **NEW_CARD), replace(TWO, **NEW_CARD)]) == []


def test_what_is_decided_anew_is_decided_under_the_new_codebook() -> None:
    changed = replace(ONE, frames=("cost", "noise"), **NEW_CARD)
    assert pull([ONE], [changed]) == [replace(changed, **LATER)]
    before = replace(ONE, decided_at="2026-01-01T00:00:00Z")
    again = replace(ONE, decided_at="2026-02-01T00:00:00Z", **NEW_CARD)  # taken back and confirmed once more
    assert pull([before], [again]) == [replace(again, **LATER)]
    assert pull([before], [replace(before, **NEW_CARD)]) == []


def test_a_comment_that_comes_later_does_not_move_a_decision_under_another_codebook() -> None:
    commented = replace(ONE, comment="doubt: cost", assisted=True, **NEW_CARD)
    assert pull([ONE], [commented]) == [replace(ONE, comment="doubt: cost", **LATER)]


def test_what_the_project_cannot_tell_any_more_stays_as_it_is() -> None:
    assert pull([ONE, TWO], [], untold={ONE.subject, TWO.subject}) == []
    assert pull([ONE, TWO], [replace(ONE, frames=())], untold={ONE.subject, TWO.subject}) == []
    assert [d.state for d in pull([ONE, TWO], [], untold={ONE.subject})] == ["withdrawn"]


def test_a_comment_without_a_decision_says_nothing_of_any_frame() -> None:
    assert annotations_table([replace(ONE, state="labelled", frames=(), comment="split")]).empty


def test_a_time_that_is_learned_later_is_no_news() -> None:
    timed = replace(ONE, decided_at="2026-01-01T00:00:00Z")
    assert pull([ONE], [timed]) == []
    assert pull([timed], [ONE]) == []


def test_a_decision_that_stands_no_more_is_withdrawn_once_and_can_come_back() -> None:
    ledger = [ONE, TWO]
    ledger += pull(ledger, [TWO])
    assert ledger[2:] == [replace(ONE, state="withdrawn", frames=(), at="tuesday")]
    assert current(ledger) == [TWO]
    assert pull(ledger, [TWO]) == []
    assert pull(ledger, [ONE, TWO]) == [replace(ONE, **LATER)]


def test_decisions_of_an_annotator_who_is_gone_stay() -> None:
    assert pull([ONE], [], gone=["aigul"]) == []
    assert pull([ONE], [], gone=["berik"])[0].state == "withdrawn"


def test_a_pull_of_one_project_leaves_another_alone() -> None:
    elsewhere = replace(ONE, project="tram#2")
    assert pull([elsewhere], []) == []
    assert pull([elsewhere], [ONE]) == [replace(ONE, **LATER)]


def test_a_voice_that_is_taken_back_is_withdrawn_and_a_decision_on_frames_beside_it_stays() -> None:
    voice = replace(ONE, project="voices#1", frames=(), offered=(), voice="official")
    ledger = [ONE, voice]
    added = news(ledger, [], project="voices#1", at="tuesday")
    assert added == [replace(voice, state="withdrawn", voice="", at="tuesday")]
    assert current(ledger + added) == [ONE]
    assert news(ledger, [replace(voice, voice="outlet")], project="voices#1", at="tuesday")[0].voice == "outlet"


def test_help_that_comes_or_goes_later_does_not_change_what_was_decided_before() -> None:
    helped = replace(ONE, assisted=True)
    assert pull([ONE], [helped]) == []
    assert pull([helped], [ONE]) == []
    changed = replace(helped, frames=())  # decided again, with the proposal in sight
    assert pull([ONE], [changed]) == [replace(changed, **LATER)]
    assert pull([ONE], [changed])[0].assisted


def test_a_decision_on_the_voice_only_says_nothing_of_frames() -> None:
    voice = replace(ONE, frames=(), offered=(), voice="official")
    assert voice.is_voice
    assert not ONE.is_voice
    assert annotations_table([voice]).empty


def test_the_last_word_counts() -> None:
    changed = replace(ONE, frames=())
    assert current([ONE, TWO, changed]) == [TWO, changed]
    assert current([ONE, replace(ONE, state="withdrawn")]) == []


SUBJECTS = st.builds(
    replace,
    st.just(ONE),
    annotator=st.sampled_from(["aigul", "berik"]),
    document_id=st.sampled_from(["a", "b"]),
    project=st.sampled_from(["tram#1", "tram#2"]),
    frames=st.sampled_from([(), ("cost",), ("clean_air",)]),
    state=st.sampled_from(["confirmed", "labelled"]),
)


@given(st.lists(SUBJECTS), st.lists(SUBJECTS, unique_by=lambda decision: decision.subject))
def test_after_a_pull_the_ledger_says_what_the_project_says(ledger: list[Decision], pulled: list[Decision]) -> None:
    here = [decision for decision in pulled if decision.project == "tram#1"]
    after = ledger + pull(ledger, here)

    def said(decisions: list[Decision], project: str) -> dict[object, object]:
        return {d.subject: (d.state, d.frames) for d in decisions if d.project == project}

    assert said(current(after), "tram#1") == said(here, "tram#1")
    assert said(current(after), "tram#2") == said(current(ledger), "tram#2")
    assert pull(after, here) == []


def test_a_frame_that_was_not_offered_is_missing_and_never_absent() -> None:
    only_cost = replace(ONE, offered=("cost",))
    table = annotations_table([only_cost, TWO])
    rows = {(row.sentence_id, row.frame): row.present for row in table.itertuples()}
    assert rows == {
        ("tram-1:0-24", "cost"): True,
        ("tram-1:25-60", "cost"): False,
        ("tram-1:25-60", "clean_air"): False,
    }


def test_the_frames_of_two_projects_add_up_and_the_later_decision_counts_where_both_offered() -> None:
    first = replace(ONE, project="tram#1", offered=("cost", "clean_air"), frames=("cost", "clean_air"))
    second = replace(ONE, project="tram#2", offered=("cost", "noise"), frames=("noise",))
    table = annotations_table([first, second])
    assert dict(zip(table["frame"], table["present"], strict=True)) == {"cost": False, "clean_air": True, "noise": True}
    assert dict(zip(table["frame"], table["project"], strict=True))["clean_air"] == "tram#1"


def test_a_decision_never_counts_against_a_newer_one_whatever_was_pulled_last() -> None:
    newer = replace(ONE, frames=("clean_air",), decided_at="2026-03-02T10:00:00Z")
    stale = replace(ONE, frames=("cost",), decided_at="2026-03-01T10:00:00Z", project="copy#1")
    untimed = replace(ONE, frames=(), project="old#1")

    def present(*ledger: Decision) -> set[str]:
        table = annotations_table(ledger)
        return set(table.loc[table["present"], "frame"])

    assert present(newer, stale) == present(stale, newer) == {"clean_air"}
    assert present(untimed, newer, stale) == {"clean_air"}
    assert present(newer, untimed, stale) == set()  # nobody knows when: the later line, among those that can be last
    # Of a frame that the newer one was not asked about, the older one is the last word.
    assert present(replace(newer, offered=("clean_air",)), stale) == {"clean_air", "cost"}


def test_a_withdrawn_decision_has_no_row_and_no_decision_gives_an_empty_table() -> None:
    assert annotations_table([ONE, replace(ONE, state="withdrawn", frames=())]).empty
    assert list(annotations_table([]).columns)[:3] == ["sentence_id", "annotator", "frame"]


def test_labels_that_were_not_confirmed_keep_that_state() -> None:
    assert set(annotations_table([replace(ONE, state="labelled")])["state"]) == {"labelled"}
