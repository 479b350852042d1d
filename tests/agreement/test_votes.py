from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.agreement.votes import votes_of, votes_of_table
from framing.annotation.decisions import Decision, annotations_table
from framing.errors import InputError

FRAMES = ("storm", "harvest", "қала", "<b>")
DECISION = Decision("d", 0, 1, "aigul", "confirmed", (), FRAMES, "", "p", "c", assisted=False, made_by="person")
some_frames = st.lists(st.sampled_from(FRAMES), max_size=5).map(tuple)


@st.composite
def decisions(draw):
    offered = draw(some_frames)
    return replace(
        DECISION,
        document_id=draw(st.sampled_from(["a", "b", "a:0-1"])),
        start=draw(st.integers(0, 1)),
        end=draw(st.integers(2, 3)),
        annotator=draw(st.sampled_from(["aigul", "Ержан", "coder 3"])),
        state=draw(st.sampled_from(["confirmed", "confirmed", "labelled", "withdrawn"])),
        frames=tuple(frame for frame in draw(some_frames) if frame in offered),
        offered=offered,
        project=draw(st.sampled_from(["p", "q"])),
        made_by=draw(st.sampled_from(["person", "automated coder"])),
        showing=draw(st.sampled_from([1, 1, 1, 2, 10**18])),
        training=draw(st.sampled_from([False, False, True])),
        ruling=draw(st.sampled_from([False, False, True])),
        decided_at=draw(st.sampled_from(["", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"])),
    )


def told(votes):
    names = votes.sentence_ids, votes.annotators, votes.frames
    columns = votes.sentence, votes.annotator, votes.frame
    texts = [[name[number] for number in column] for name, column in zip(names, columns, strict=True)]
    return sorted(zip(*texts, votes.present.tolist(), votes.by_person.tolist(), strict=True))


def said(table):
    confirmed = table[table["state"] == "confirmed"]
    by_person = (confirmed["made_by"] == "person").tolist()
    texts = [confirmed[name].tolist() for name in ("sentence_id", "annotator", "frame", "present")]
    return sorted(zip(*texts, by_person, strict=True))


@given(st.lists(decisions(), max_size=30))
def test_votes_are_the_confirmed_rows_of_the_table_of_annotations(ledger):
    table = annotations_table(ledger)
    assert told(votes_of(ledger)) == said(table)
    documents = {name: name.rpartition(":")[0] for name in table["sentence_id"]}
    assert told(votes_of_table(table, documents)) == said(table)


@given(st.lists(decisions(), min_size=1, max_size=30))
def test_every_sentence_has_its_document_and_votes_of_a_frame_stand_together(ledger):
    votes = votes_of(ledger)
    owners = [votes.document_ids[number] for number in votes.document]
    assert owners == [name.rpartition(":")[0] for name in votes.sentence_ids]
    assert (np.diff(votes.frame) >= 0).all()
    parts = [votes.of_frame(number) for number in range(len(votes.frames))]
    assert sorted(vote for part in parts for vote in told(part)) == told(votes)
    for part in parts:
        yes, voters = part.counts()
        assert (yes.sum(), voters.sum()) == (part.present.sum(), len(part))


def test_the_order_of_votes_does_not_depend_on_the_order_of_sentences_in_the_ledger():
    ledger = [replace(DECISION, start=start, end=start + 1, document_id=name) for name in "ba" for start in (20, 3)]
    assert votes_of(ledger).sentence_ids == ("a:3-4", "a:20-21", "b:3-4", "b:20-21")


def test_the_second_showing_is_read_apart_from_the_first():
    again = replace(DECISION, showing=2, frames=("storm",))
    assert votes_of([DECISION, again]).present.sum() == 0
    assert votes_of([DECISION, again], showing=2).present.sum() == 1
    assert len(votes_of([DECISION], showing=2)) == 0


def test_a_maker_that_is_unknown_is_named():
    with pytest.raises(InputError, match="'robot'"):
        votes_of([replace(DECISION, made_by="robot")])
    table = annotations_table([DECISION]).assign(made_by="robot")
    with pytest.raises(InputError, match="'robot'"):
        votes_of_table(table, {"d:0-1": "d"})


def test_votes_take_an_eighth_of_the_memory_of_the_table():
    ledger = [
        replace(DECISION, document_id=f"d{number // 20}", start=number % 20, end=number % 20 + 1, annotator=name)
        for number in range(2_000)
        for name in ("aigul", "coder 2")
    ]
    votes, table = votes_of(ledger), annotations_table(ledger)
    arrays = (votes.sentence, votes.annotator, votes.frame, votes.present, votes.by_person)
    assert sum(part.nbytes for part in arrays) == 12 * len(table)
    assert 8 * 12 * len(table) < table.memory_usage(deep=True).sum()
