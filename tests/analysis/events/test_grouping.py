"""Articles of one event are found whatever their order; copies count once; days part what words do not."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.analysis.events import grouping, pairs
from framing.analysis.events.grouping import find_events, given_events, group
from framing.errors import InputError

STORM = "Storm tore roofs from forty houses in Brenton, firemen said"
STORM_AGAIN = "Forty houses in Brenton lost roofs, said firemen after the storm"
COURT = "Court jailed banker Orlov over missing pension money"
COURT_AGAIN = "Banker Orlov jailed by court, pension money still missing"


def table(*rows):
    """Of (name, date, text)."""
    names, dates, texts = zip(*rows, strict=True)
    return pd.DataFrame({"document_id": names, "date": dates, "title": ""}), [""] * len(rows), list(texts)


def event_of(grouped):
    return dict(zip(grouped.events["document_id"], grouped.events["event"], strict=True))


NEWS = (
    ("d", "2022-01-06T10:00:00Z", STORM_AGAIN),
    ("a", "2022-01-05", COURT),
    ("c", "2022-01-05", STORM),
    ("b", "2022-01-07", COURT_AGAIN),
    ("e", "2022-01-06", "Cats were seen on chimneys"),
)


def test_articles_of_one_event_bear_the_name_of_its_first():
    assert event_of(group(*table(*NEWS))) == {"a": "a", "b": "a", "c": "c", "d": "c"}


@settings(max_examples=15)
@given(st.permutations(range(len(NEWS))))
def test_the_order_of_the_articles_makes_no_difference(order):
    expected = group(*table(*NEWS), {"d": "c"}).events
    pd.testing.assert_frame_equal(group(*table(*[NEWS[i] for i in order]), {"d": "c"}).events, expected)


def test_what_comes_again_after_the_window_is_another_event():
    later = [(name, date.replace("2022-01", "2022-03"), text) for name, date, text in NEWS]
    both = table(*NEWS, *((f"later {name}", date, text) for name, date, text in later))
    assert event_of(group(*both))["later c"] == "later c"
    far = group(*both, days=90)
    assert event_of(far)["later c"] == "c"


def test_an_article_without_a_day_is_compared_with_all_and_noted():
    undated = (("x", "", STORM), ("y", "2022-01", COURT), ("z", "2022-02-31", "Nothing like it"))
    found = group(*table(*NEWS, *undated))
    assert event_of(found)["x"] == "c"
    assert event_of(found)["y"] == "a"
    assert found.undated == 3
    assert "3 of 8 articles say no day" in found.warnings[0]


def test_a_copy_is_in_the_event_of_what_it_repeats_and_has_no_say():
    copies = {f"copy {i}": "c" for i in range(5)} | {"copy of copy": "copy 1"}
    with_copies = group(*table(*NEWS, *((name, "2022-09-01", STORM) for name in copies)), copies)
    without = group(*table(*NEWS)).events.set_index("document_id")["event"]
    found = with_copies.events.set_index("document_id")
    assert found.loc[without.index, "event"].equals(without)
    assert found.loc[list(copies), "event"].eq("c").all()
    assert found.loc[list(copies), "copy_of"].eq("c").all()
    assert found.loc[without.index, "copy_of"].eq("").all()


def test_an_article_and_its_copy_are_told_twice_and_an_article_alone_is_no_event():
    found = group(
        *table(("a", "2022-01-05", STORM), ("b", "2022-01-05", STORM), ("c", "2022-01-05", COURT)), {"b": "a"}
    )
    assert event_of(found) == {"a": "a", "b": "a"}


def test_similarity_is_that_to_the_nearest_other_article():
    found = group(*table(*NEWS, ("f", "2022-01-05", STORM))).events.set_index("document_id")["similarity"]
    assert found["c"] == pytest.approx(1)
    assert 0.2 < found["d"] < 1


def test_nothing_to_group_gives_an_empty_table():
    assert group(*table(("a", "", ""))).events.empty
    assert group(pd.DataFrame({"document_id": [], "date": [], "title": []}), [], []).events.empty


def test_a_title_counts_in_whatever_way_it_is_given(made):
    made.article("a", "Gazette", ["Nothing more is known."], title="Storm tore roofs in Brenton")
    made.article("b", "Herald", ["Storm tore roofs in Brenton", "People slept badly."])
    made.sentences[-2]["kind"] = "headline"
    made.article("c", "Herald", ["Court jailed banker Orlov."])
    made.article("d", "Herald", ["A banker was in court."])
    assert event_of(find_events(made.scored()))["b"] == "a"


def test_scores_without_texts_are_refused(made):
    made.article("a", "Gazette", ["Storm."])
    scored = made.scored()
    del scored.sentences["text"]
    with pytest.raises(InputError, match="--events"):
        find_events(scored)


def test_events_of_a_file_are_taken_as_they_stand(made):
    made.article("b", "Gazette", [STORM], date="2022-01-06")
    made.article("a", "Herald", [COURT], date="2022-01-07")
    made.article("c", "Tribune", [STORM], copy_of="b")
    made.article("e", "Tribune", [COURT])
    listed = pd.DataFrame({"document_id": ["a", "b", "x", "e"], "event": ["January", "January", "January", "alone"]})
    found = given_events(made.scored(), listed, "mine.csv")
    assert found.events[["document_id", "event", "copy_of"]].to_numpy().tolist() == [
        ["a", "January", ""],
        ["b", "January", ""],
        ["c", "January", "b"],
    ]
    assert found.warnings == ("mine.csv lists 1 document that is not in this corpus.",)


def test_a_file_that_lists_none_of_the_documents_is_refused(made):
    made.article("b", "Gazette", [STORM])
    with pytest.raises(InputError, match=r"mine\.csv"):
        given_events(made.scored(), pd.DataFrame({"document_id": ["x"], "event": ["y"]}), "mine.csv")


def test_a_large_event_is_compared_in_parts(monkeypatch):
    monkeypatch.setattr(grouping, "_AT_ONCE", 7)
    monkeypatch.setattr(pairs, "_BLOCK", 11)
    monkeypatch.setattr(pairs, "MOST_NEAR", 40)
    rows = [(f"{i:03}", "2022-01-05", f"{STORM} witness{chr(97 + i % 26)}") for i in range(60)]
    others = [(f"x{i:03}", "2022-01-05", COURT_AGAIN) for i in range(70)]
    found = group(*table(*rows, *others)).events
    assert found["event"].value_counts().to_dict() == {"000": 60, "x000": 70}
    assert (found["similarity"] > 0.9).all()
