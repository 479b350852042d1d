"""The same event as several outlets tell it, as a page shows it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.analysis.events.extracts import Extract, ExtractCell, align
from framing.analysis.findings import Findings
from framing.analysis.scored import Scored
from framing.report.evidence import shortened
from framing.report.shares import Words
from framing.report.told import Cell, EventView, Omission, Telling

EVENT_LIMIT = 12  # events of a page: those that most outlets tell
OUTLET_LIMIT = 4  # beside each other: more do not fit on paper
ROW_LIMIT = 12  # extracts of an event; those that differ in frames or voice first
_TEXT = 400  # characters of a sentence in an extract; the whole of it stands in its article


@dataclass(frozen=True, eq=False)
class Told:
    """The events of a page before sentences have anchors.

    Attributes:
        extracts: of each event that the page shows.
        total: events that two outlets or more tell.
        why: why there are no extracts; empty where there are.
    """

    extracts: tuple[Extract, ...]
    total: int
    why: str = ""


def told_events(findings: Findings) -> Told:
    """The events that most outlets tell; those with an omission first."""
    events, scored = findings.events, findings.scored
    if events is None or events.empty:
        return Told((), 0)
    own = events[events["copy_of"] == ""]
    source = own["document_id"].map(scored.documents.set_index("document_id")["source"].str.strip())
    named = source[source != ""]
    numbers = named.groupby(own["event"]).nunique()
    outlets = pd.DataFrame({"event": numbers.index, "outlets": numbers.to_numpy()})[(numbers > 1).to_numpy()]
    if "text" not in scored.sentences:
        return Told((), len(outlets), "The run was made without texts, so nothing can be set side by side.")
    omitted = set() if findings.omissions is None else set(findings.omissions["event"])
    outlets = outlets.assign(omitted=outlets["event"].isin(omitted))
    chosen = outlets.sort_values(["omitted", "outlets"], ascending=False, kind="stable")["event"][:EVENT_LIMIT]
    return Told(tuple(align(scored, events, event) for event in chosen), len(outlets))


def sentences_of(told: Told, omissions: pd.DataFrame | None) -> list[str]:
    """Ids of sentences that the events of the page name."""
    named = [
        cell.sentence_id
        for extract in told.extracts
        for _, row in _chosen_rows(extract)
        for cell in row
        if cell is not None
    ]
    if omissions is not None:
        named += [name for names in omissions["evidence"] for name in names.split(", ") if name]
    return named


def _chosen_rows(extract: Extract) -> list[tuple[float, tuple[ExtractCell | None, ...]]]:
    """Their similarity and cells: those that differ first, and then in the order of the text."""
    kept = sorted(range(len(extract.rows)), key=lambda at: not extract.rows[at].differs)[:ROW_LIMIT]
    shown = [(extract.rows[at].similarity, extract.rows[at].cells[:OUTLET_LIMIT]) for at in sorted(kept)]
    return [(alike, cells) for alike, cells in shown if sum(cell is not None for cell in cells) > 1]


def event_views(
    told: Told,
    findings: Findings,
    words: Words,
    anchor_of: Callable[[str], str],
    article_of: Mapping[str, str],
    row_of: Mapping[str, int],
) -> tuple[EventView, ...]:
    """The events as a page shows them.

    Args:
        told: by `told_events`.
        findings: of the corpus.
        words: names of frames and voices.
        anchor_of: sentence_id to its anchor in the page, empty for none.
        article_of: document_id to the anchor of its article, where it is in the page.
        row_of: sentence_id to its row in the CSV.
    """
    omissions = _omissions(findings, words, anchor_of, row_of)
    return tuple(
        EventView(
            anchor=f"event-{number}",
            title=extract.title or extract.event,
            tellings=tuple(_tellings(extract, findings, article_of)),
            extracts=tuple(
                tuple(None if cell is None else _cell(cell, words, anchor_of) for cell in cells)
                for _, cells in _chosen_rows(extract)
            ),
            alike=tuple(alike for alike, _ in _chosen_rows(extract)),
            articles=sum(map(len, extract.told_by)),
            dated=_dated(extract, findings),
            omissions=tuple(omissions.get(extract.event, ())),
            left_out=max(0, len(extract.sources) - OUTLET_LIMIT),
            rows_left_out=len(extract.rows) - len(_chosen_rows(extract)),
        )
        for number, extract in enumerate(told.extracts, start=1)
    )


def _dated(extract: Extract, findings: Findings) -> int:
    """Of the articles of the event, without copies, how many say their day."""
    told = findings.scored.documents["document_id"].isin([name for names in extract.told_by for name in names])
    return int((findings.scored.documents["date"][told].fillna("") != "").sum())


def _cell(cell: ExtractCell, words: Words, anchor_of: Callable[[str], str]) -> Cell:
    return Cell(
        anchor=anchor_of(cell.sentence_id),
        text=shortened(cell.text, _TEXT),
        voice=words.group(cell.voice, "voice") if cell.voice else "",
        frames=tuple(words.frame(key) for key in cell.frames),
    )


def _tellings(extract: Extract, findings: Findings, article_of: Mapping[str, str]) -> Sequence[Telling]:
    assert findings.events is not None  # noqa: S101  there is an extract
    members = findings.events[findings.events["event"] == extract.event]
    documents = findings.scored.documents.merge(members, on="document_id")
    lengths = findings.scored.sentences["document_id"].value_counts()
    found = []
    for source, articles in zip(extract.sources[:OUTLET_LIMIT], extract.told_by, strict=False):
        own = documents[documents["document_id"].isin(articles)]
        first = own.iloc[0]
        found.append(
            Telling(
                source=source,
                title=shortened(str(first["title"]) or str(first["document_id"]), 160),
                date=str(first["date"]),
                anchor=article_of.get(first["document_id"], ""),
                sentences=int(sum(lengths.get(name, 0) for name in own["document_id"])),
                copies=int(documents["copy_of"].isin(articles).sum()),
            )
        )
    return found


def _omissions(
    findings: Findings, words: Words, anchor_of: Callable[[str], str], row_of: Mapping[str, int]
) -> dict[str, list[Omission]]:
    found: dict[str, list[Omission]] = {}
    if findings.omissions is None:
        return found
    texts = _texts(findings.scored, sentences_of(Told((), 0), findings.omissions))
    for record in findings.omissions.to_dict(orient="records"):
        names = [name for name in str(record["evidence"]).split(", ") if name in row_of]
        found.setdefault(str(record["event"]), []).append(_omission(record, words, names, texts, anchor_of, row_of))
    return found


def _omission(
    record: Mapping[Any, Any],
    words: Words,
    names: Sequence[str],
    texts: Mapping[str, str],
    anchor_of: Callable[[str], str],
    row_of: Mapping[str, int],
) -> Omission:
    frame = words.frame(record["key"]) if record["what"] == "frame" else None
    return Omission(
        source=words.group(record["source"]),
        what=str(record["what"]),
        name=words.group(record["key"], record["what"]) if frame is None else frame.name,
        frame=frame,
        others=int(record["others"]),
        others_of=int(record["others_of"]),
        own_of=int(record["own_of"]),
        chance=float(record["chance"]),
        false_share=float(record["false_share"]),
        estimate=str(record["estimate"]),
        note=str(record["note"]),
        shown=tuple((anchor_of(name), shortened(texts.get(name, name))) for name in names if anchor_of(name)),
        rows=tuple(row_of[name] for name in names if not anchor_of(name)),
    )


def _texts(scored: Scored, names: Sequence[str]) -> dict[str, str]:
    if "text" not in scored.sentences:
        return {}
    rows = scored.sentences[scored.sentences["sentence_id"].isin(set(names))]
    return dict(zip(rows["sentence_id"], rows["text"], strict=True))
