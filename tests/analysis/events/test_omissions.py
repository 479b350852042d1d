"""Omissions: listed where chance hardly explains them, never where the outlet has any, copies once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.analysis.events.omissions import CHANCE, Trust, find_omissions
from framing.analysis.scored import Scored
from framing.corpus.voices.sources import surname

LONG = 24  # sentences


def event_of(made, event="e", copies=()):
    return pd.DataFrame(
        {
            "document_id": [document["document_id"] for document in made.documents],
            "event": event,
            "similarity": 0.5,
            "copy_of": [made.copies.get(document["document_id"], "") for document in made.documents],
        }
    )


def tell(made, name, source, frame="", *, voice="", speaker="", copy_of="", size=LONG):
    """An article of which every other sentence has the frame, voice and speaker."""
    every = range(size)
    made.article(
        name,
        source,
        [f"sentence {at}" for at in every],
        frames=[frame if at % 2 else "" for at in every],
        voices=[(voice or "outlet") if at % 2 else "outlet" for at in every],
        speakers=[speaker if at % 2 else "" for at in every],
        copy_of=copy_of,
    )


@pytest.fixture
def others(made):
    """Four outlets that speak of the economy, and let the minister speak."""
    for number in range(4):
        tell(made, f"o{number}", f"Outlet {number}", "economy", voice="official", speaker="minister Orlov")
    return made


def keys(found):
    return {(row.source, row.what, row.key) for row in found.omissions.itertuples()}


def test_what_all_others_have_and_one_has_not_is_listed_with_its_evidence(others):
    tell(others, "own", "Gazette")
    found = find_omissions(others.scored(), event_of(others))
    assert keys(found) == {
        ("Gazette", "frame", "economy"),
        ("Gazette", "voice", "official"),
        ("Gazette", "speaker", surname("minister Orlov")),
    }
    row = found.omissions[found.omissions["what"] == "frame"].iloc[0]
    assert (row["others"], row["others_of"], row["own_of"]) == (4 * LONG // 2, 4 * LONG, LONG)
    assert row["chance"] < CHANCE
    assert row["evidence"].split(", ")[:2] == ["o0:1-2", "o0:3-4"]
    assert len(row["evidence"].split(", ")) == 10


def test_one_sentence_is_enough_not_to_be_listed(others):
    tell(others, "own", "Gazette")
    others.seen[-1][0] = True
    others.sentences[-1]["voice"] = "official"
    others.sentences[-1]["speaker"] = "Orlov"
    assert keys(find_omissions(others.scored(), event_of(others))) == set()


def test_an_outlet_that_wrote_two_sentences_is_not_listed(others):
    tell(others, "own", "Gazette", size=2)
    assert keys(find_omissions(others.scored(), event_of(others))) == set()


def test_a_copy_in_the_outlet_tells_what_its_original_tells(others):
    tell(others, "own", "Gazette")
    tell(others, "copy", "Gazette", "economy", voice="official", speaker="minister Orlov", copy_of="o1")
    assert keys(find_omissions(others.scored(), event_of(others))) == set()


def test_copies_do_not_count_twice(others):
    tell(others, "own", "Gazette")
    before = find_omissions(others.scored(), event_of(others)).omissions
    for number in range(6):
        tell(
            others,
            f"copy {number}",
            f"Agency {number}",
            "economy",
            voice="official",
            speaker="minister Orlov",
            copy_of="o0",
        )
    after = find_omissions(others.scored(), event_of(others)).omissions
    pd.testing.assert_frame_equal(
        after[after["source"] == "Gazette"].drop(columns="false_share").reset_index(drop=True),
        before.drop(columns="false_share"),
    )


def test_a_model_that_often_errs_makes_none_less_surprising(others):
    tell(others, "own", "Gazette", size=8)
    events = event_of(others)
    bare = find_omissions(others.scored(), events).omissions.set_index("what").loc["frame"]
    trusted = find_omissions(others.scored(), events, {"economy": Trust(0.95, 0.8)}).omissions.set_index("what")
    assert trusted.loc["frame", "chance"] > bare["chance"]
    assert "precision 0.95 of the model, and recall 0.80" in trusted.loc["frame", "note"]
    assert "not known" in bare["note"]
    poor = find_omissions(others.scored(), events, {"economy": Trust(0.3, 0.5)}).omissions
    assert "frame" not in set(poor["what"])


def test_rules_are_named_where_they_decided(others):
    tell(others, "own", "Gazette")
    found = find_omissions(others.scored(), event_of(others)).omissions
    assert found[found["what"] != "frame"]["note"].str.contains("rules").all()


def test_an_article_without_an_outlet_is_no_outlets(others):
    tell(others, "own", "")
    assert keys(find_omissions(others.scored(), event_of(others))) == set()


def test_no_events_have_no_omissions(others):
    found = find_omissions(others.scored(), event_of(others).iloc[:0])
    assert found.omissions.empty
    assert (found.looked_at, found.possible, found.by_chance) == (0, 0, 0)


def random_corpus(seed, events=60):
    random = np.random.default_rng(seed)
    made = [
        (f"d{event}-{source}", f"Outlet {source}", f"e{event}", int(random.integers(5, 30)))
        for event in range(events)
        for source in range(4)
    ]
    rows = np.repeat(np.arange(len(made)), [size for *_, size in made])
    rate = np.repeat(random.beta(1, 3, events), 4)[rows]
    seen = (random.random(len(rows)) < rate)[:, np.newaxis]
    documents = pd.DataFrame(made, columns=["document_id", "source", "event", "size"])
    names = documents["document_id"].to_numpy()[rows]
    sentences = pd.DataFrame({"document_id": names, "sentence_id": [f"{n}:{at}" for at, n in enumerate(names)]})
    sentences = sentences.assign(voice="outlet", speaker="", position=1, kind="body", voice_by="rules")
    scored = Scored(sentences, documents, ("economy",), np.where(seen, 0.9, 0.1), seen, "m")
    return scored, documents[["document_id", "event"]].assign(similarity=0.5, copy_of="")


@settings(max_examples=5)
@given(st.integers(0, 2**32))
def test_no_outlet_is_listed_that_has_any_and_few_where_all_tell_alike(seed):
    scored, events = random_corpus(seed)
    found = find_omissions(scored, events)
    sentences = scored.sentences.assign(has=scored.predicted[:, 0]).merge(events, on="document_id")
    sentences = sentences.merge(scored.documents[["document_id", "source"]], on="document_id")
    has = sentences[sentences["has"]].groupby(["event", "source"]).size()
    for row in found.omissions.itertuples():
        assert (row.event, row.source) not in has.index
    assert found.possible > 0
    assert len(found.omissions) <= 0.05 * found.possible + 3 * np.sqrt(found.by_chance) + 1


def test_the_order_of_documents_makes_no_difference(others):
    tell(others, "own", "Gazette")
    events = event_of(others)
    expected = find_omissions(others.scored(), events).omissions
    pd.testing.assert_frame_equal(find_omissions(others.scored(), events.iloc[::-1]).omissions, expected)
