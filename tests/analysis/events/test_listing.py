"""The list of events: what most outlets tell of first, with copies beside and not among the articles."""

import pandas as pd

from framing.analysis.events.extracts import align
from framing.analysis.events.listing import extract_table, list_events


def test_events_are_listed_with_outlets_and_counts(made):
    made.article("a", "Gazette", ["One."], title="Storm", date="2022-01-05T10:00:00Z")
    made.article("b", "Herald", ["One.", "Two."], date="2022-01-06")
    made.article("c", "Tribune", ["One."], date="2022-01-07", copy_of="a")
    made.article("d", "Gazette", ["One."], date="")
    made.article("e", "Gazette", ["One."], date="")
    events = pd.DataFrame(
        {
            "document_id": ["d", "e", "a", "b", "c"],
            "event": ["d", "d", "a", "a", "a"],
            "similarity": 0.5,
            "copy_of": ["", "", "", "", "a"],
        }
    )
    assert list_events(made.scored(), events).to_dict("records") == [
        {
            "event": "a",
            "first": "2022-01-05",
            "last": "2022-01-07",
            "dated": 3,
            "outlets": 3,
            "articles": 2,
            "copies": 1,
            "sentences": 3,
            "title": "Storm",
        },
        {
            "event": "d",
            "first": "",
            "last": "",
            "dated": 0,
            "outlets": 1,
            "articles": 2,
            "copies": 0,
            "sentences": 2,
            "title": "",
        },
    ]


def test_an_event_has_the_title_of_its_first_dated_article_and_says_how_many_are_dated(made):
    made.article("a", "Gazette", ["One."], title="Undated", date="")
    made.article("b", "Herald", ["One."], title="Dated", date="2022-01-05")
    made.article("c", "Herald", ["One."], title="Of a month", date="2022-01")
    events = pd.DataFrame({"document_id": ["a", "b", "c"], "event": "b", "similarity": 0.5, "copy_of": ""})
    (row,) = list_events(made.scored(), events).to_dict("records")
    assert (row["title"], row["dated"], row["first"], row["articles"]) == ("Dated", 1, "2022-01-05", 3)


def test_an_outlet_with_a_space_behind_its_name_is_the_same_outlet(made):
    made.article("a", "Gazette", ["One."])
    made.article("b", "Gazette ", ["One."])
    events = pd.DataFrame({"document_id": ["a", "b"], "event": "a", "similarity": 0.5, "copy_of": ""})
    assert list_events(made.scored(), events)["outlets"].tolist() == [1]


def test_no_events_are_an_empty_list(made):
    made.article("a", "Gazette", ["One."])
    none = pd.DataFrame({"document_id": [], "event": [], "similarity": [], "copy_of": []}, dtype="str")
    assert list_events(made.scored(), none).empty


def test_an_extract_is_written_with_a_row_a_sentence(made):
    made.article("a", "Gazette", ["A storm tore roofs."], frames=["economy"])
    made.article("b", "Herald", ["Roofs a storm tore."])
    events = pd.DataFrame({"document_id": ["a", "b"], "event": "a", "similarity": 0.5, "copy_of": ""})
    table = extract_table(align(made.scored(), events, "a"))
    assert table[["row", "source", "frames"]].to_numpy().tolist() == [[1, "Gazette", "economy"], [1, "Herald", ""]]
