from dataclasses import replace

import pytest

from framing.analysis.tables import EVENT_OF
from framing.report.events import OUTLET_LIMIT, event_views, sentences_of, told_events
from framing.report.shares import Words

TEXTS = ("The harbour council raised fuel prices on Monday.", "Police dispersed a crowd near the old bridge.")


@pytest.fixture
def findings(made):
    """Two articles of one outlet each and one of none tell the same two things; a fourth repeats the first."""
    corpus = made.scored(4, 2)
    corpus.sentences["text"] = [*TEXTS] * 4
    corpus.documents["source"] = ["The Bay Courier", "Harbour Post", "", "Harbour Post"]
    found = made.findings(corpus)
    names = corpus.documents["document_id"]
    events = EVENT_OF.table(
        {"document_id": name, "event": names[0], "similarity": 0.9, "copy_of": names[0] if at == 3 else ""}
        for at, name in enumerate(names)
    )
    return found, events


def views(made, findings, events, anchor_of=lambda name: f"s-{name}"):
    found = replace(findings, events=events, omissions=None)
    told = told_events(found)
    words = Words((), {})
    return told, event_views(told, found, words, anchor_of, {}, {})


def test_an_outlet_has_a_column_and_so_has_each_article_without_one(made, findings):
    _, (event,) = views(made, *findings)
    assert sorted(telling.source for telling in event.tellings) == ["", "Harbour Post", "The Bay Courier"]
    assert [telling.sentences for telling in event.tellings] == [2, 2, 2]
    assert {telling.source: telling.copies for telling in event.tellings}["The Bay Courier"] == 1
    assert all(len(row) == len(event.tellings) <= OUTLET_LIMIT for row in event.extracts)


def test_the_sentences_side_by_side_lead_to_their_places_and_are_wanted_in_the_page(made, findings):
    told, (event,) = views(made, *findings)
    anchors = {cell.anchor for row in event.extracts for cell in row if cell is not None}
    assert anchors == {f"s-{name}" for name in sentences_of(told, None)}
    assert len(event.extracts) == 2
    for row in event.extracts:
        assert len({cell.text for cell in row if cell is not None}) == 1


def test_an_outlet_with_a_space_behind_its_name_is_the_same_outlet(made, findings):
    found, events = findings
    found.scored.documents["source"] = ["The Bay Courier", "The Bay Courier ", "", ""]
    assert told_events(replace(found, events=events)).total == 0


def test_only_groups_by_voice_go_by_the_names_of_voices():
    words = Words((), {"official": "an official"})
    assert words.group("official", "voice") == "an official"
    assert [words.group("official", by) for by in ("outlet", "speaker", "", None)] == ["official"] * 4


def test_an_event_of_one_outlet_is_not_set_side_by_side(made, findings):
    found, events = findings
    found.scored.documents["source"] = "The Bay Courier"
    told, shown = views(made, found, events)
    assert (told.total, shown) == (0, ())


def test_a_run_without_texts_says_why_nothing_is_side_by_side(made, findings):
    found, events = findings
    del found.scored.sentences["text"]
    told, shown = views(made, found, events)
    assert shown == ()
    assert told.why.startswith("The run was made without texts")
