"""Events as a list, and extracts as a table: what is written and printed of them. Pure."""

import pandas as pd

from framing.analysis.events.extracts import Extract
from framing.analysis.scored import Scored

_CELL = ["source", "document_id", "sentence_id", "text", "frames", "voice", "voice_by", "speaker"]
_DAY = r"^(\d{4}-\d{2}-\d{2})(?!\d)"


def list_events(scored: Scored, events: pd.DataFrame) -> pd.DataFrame:
    """One row per event, those that most outlets tell of first, then those with most articles.

    Returns:
        `event`, `first` and `last` (days, "" where none is known), `dated` (articles and copies that say their day),
        `outlets` (with a name; copies count for the outlet that ran them), `articles`, `copies`, `sentences` (of
        articles, not of copies) and `title` of its first article: one without a day is first only where none has one.
    """
    documents = scored.documents.set_index("document_id").reindex(columns=["source", "date", "title"], fill_value="")
    told = events.assign(
        source=events["document_id"].map(documents["source"].str.strip()).fillna(""),
        day=events["document_id"].map(documents["date"]).fillna("").astype("str").str.extract(_DAY)[0].fillna(""),
        sentences=events["document_id"].map(scored.sentences["document_id"].value_counts()).fillna(0).astype(int),
        copy=events["copy_of"] != "",
    ).assign(dated=lambda rows: rows["day"] != "")
    told.loc[told["copy"], "sentences"] = 0
    days = told[told["dated"]].groupby("event")["day"].agg(["min", "max"])
    listed = told.groupby("event").agg(
        outlets=("source", lambda sources: len(set(sources) - {""})),
        articles=("copy", lambda copies: int((~copies).sum())),
        copies=("copy", "sum"),
        dated=("dated", "sum"),
        sentences=("sentences", "sum"),
    )
    listed = listed.join(days.rename(columns={"min": "first", "max": "last"})).reset_index()
    listed[["first", "last"]] = listed[["first", "last"]].astype(object).fillna("")
    in_order = told.sort_values(["copy", "dated", "day", "document_id"], ascending=[True, False, True, True])
    firsts = in_order.drop_duplicates("event").set_index("event")["document_id"]
    listed["title"] = listed["event"].map(firsts).map(documents["title"]).fillna("").astype("str")
    listed = listed.sort_values(["outlets", "articles", "event"], ascending=[False, False, True], ignore_index=True)
    return listed[["event", "first", "last", "dated", "outlets", "articles", "copies", "sentences", "title"]]


def extract_table(extract: Extract) -> pd.DataFrame:
    """One row per sentence: `event`, `row` (1, 2 ...; a row tells one thing), `similarity`, and the cell's values."""
    rows = [
        {
            "event": extract.event,
            "row": number,
            "similarity": row.similarity,
            **{name: getattr(cell, name) for name in _CELL},
            "frames": ", ".join(cell.frames),
        }
        for number, row in enumerate(extract.rows, start=1)
        for cell in row.cells
        if cell is not None
    ]
    return pd.DataFrame(rows, columns=["event", "row", "similarity", *_CELL])
