import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from framing.report.articles import make_anchor, view_articles
from framing.report.findings import ArticleHead
from framing.tables import GOLD, SENTENCES, make_sentence_id


def sentences(**lengths):
    return SENTENCES.table(
        {
            "sentence_id": make_sentence_id(document_id, 2 * n, 2 * n + 1), "document_id": document_id,
            "position": n + 1, "start": 2 * n, "end": 2 * n + 1, "text": "x", "kind": "body", "paragraph": 1,
        }
        for document_id, length in lengths.items()
        for n in range(length)
    )  # fmt: skip


def viewed(limit, **lengths):
    heads = [ArticleHead(name, name, "", "", "", name) for name in lengths]
    views, articles, cut = view_articles(heads, sentences(**lengths), (), GOLD.table(), {}, limit)
    shown = {view.head.document_id: sum(map(len, view.runs)) for view in views}
    return shown, articles, cut


def test_whole_articles_are_shown_as_long_as_they_fit():
    assert viewed(10, first=4, second=6) == ({"first": 4, "second": 6}, 0, 0)
    assert viewed(9, first=4, second=6, third=1) == ({"first": 4}, 2, 7)


def test_a_first_article_longer_than_the_limit_is_cut():
    assert viewed(5, first=8, second=1) == ({"first": 5}, 1, 4)


def test_sentences_stand_in_the_order_of_their_positions():
    shuffled = sentences(first=5).iloc[[3, 0, 4, 1, 2]]
    (view,), _, _ = view_articles([ArticleHead("first", "", "", "", "", "a")], shuffled, (), GOLD.table(), {})
    assert [sentence.position for run in view.runs for sentence in run] == [1, 2, 3, 4, 5]


def test_runs_change_where_sentences_stop_being_coded():
    table = sentences(first=4)
    table["kind"] = pd.Series(["byline", "body", "body", "link-list"], dtype="str")
    (view,), _, _ = view_articles([ArticleHead("first", "", "", "", "", "a")], table, (), GOLD.table(), {})
    assert [len(run) for run in view.runs] == [1, 2, 1]


def test_an_ordinary_sentence_id_is_its_own_anchor():
    assert make_anchor("001_12bead:10-24") == "001_12bead:10-24"


@given(st.text(max_size=200))
def test_an_anchor_never_holds_what_an_address_or_html_would_break_on(sentence_id):
    anchor = make_anchor(sentence_id)
    assert anchor.isascii()
    assert not set(anchor) & set(" \t\n\"'<>&#%")
    assert 0 < len(anchor) <= 120
