"""Events of a page: each outlet tells its own articles, and rows say how near their sentences are."""

import pandas as pd

from framing.analysis.findings import Findings
from framing.report.events import event_views, told_events
from framing.report.marks import FrameMark
from framing.report.shares import Words

STORM = "A storm tore roofs from forty houses in Brenton on Monday night."


def views(made):
    corpus = made.findings(made.scored(4, 5)).scored
    names = corpus.documents["document_id"].tolist()
    corpus.documents["source"] = ["Gazette", "Herald", "", ""]
    corpus.documents["title"] = ["One", "Two", "Three", "Four"]
    corpus.documents["date"] = ["2022-01-05", "", "", ""]
    corpus.sentences["text"] = [f"{STORM} {number}" for number in corpus.sentences["position"]]
    events = pd.DataFrame({"document_id": names, "event": names[0], "similarity": 0.5, "copy_of": ""})
    findings = Findings(scored=corpus, prevalence=pd.DataFrame(), events=events)
    marks = [FrameMark(1, key, key, "#000000", "#FFFFFF") for key in corpus.frames]
    return event_views(told_events(findings), findings, Words(marks, {}), lambda _: "", {}, {})


def test_articles_without_an_outlet_are_told_apart_and_dates_are_counted(made):
    (event,) = views(made)
    assert sorted((telling.source, telling.title) for telling in event.tellings) == [
        ("", "Four"),
        ("", "Three"),
        ("Gazette", "One"),
        ("Herald", "Two"),
    ]
    assert (event.dated, event.articles) == (1, 4)


def test_every_row_says_how_near_its_sentences_are(made):
    (event,) = views(made)
    assert len(event.alike) == len(event.extracts) > 0
    assert all(0.35 <= alike <= 1 for alike in event.alike)
