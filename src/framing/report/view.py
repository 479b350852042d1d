"""Findings to what a page says of them: figures with counts and intervals, and the way to their evidence. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framing.analysis.findings import Findings
from framing.analysis.scored import Scored, few_examples_in_words
from framing.model.keeping.figures import Figures
from framing.report.articles import SENTENCE_LIMIT, make_anchor
from framing.report.events import Told, event_views, sentences_of, told_events
from framing.report.evidence import EXAMPLES, Choice, Figure, choose, number_of, shortened
from framing.report.found import Evidence, Found, Picture
from framing.report.marks import FrameMark
from framing.report.quality import quality_of
from framing.report.readers import for_readers
from framing.report.shares import (
    Words,
    changes_of,
    differences,
    figures_shown,
    grouped_by,
    leaks_of,
    share_tables,
    time_tables,
)
from framing.report.statements import LabelCount, can_be_said, cannot_be_said, named_outlets, omissions_in_words

_TABLES = ("prevalence", "comparison", "time_line", "changes", "events", "omissions", "leaks")


@dataclass(frozen=True, eq=False)
class Chosen:
    """What findings need of a page before it is written.

    Attributes:
        choice: the sentences of the page.
        ids: theirs.
        figures: that have evidence, with their anchors.
        told: the events of the page.
    """

    choice: Choice
    ids: frozenset[str]
    figures: Mapping[Figure, str]
    told: Told


@dataclass(frozen=True, eq=False)
class FoundFacts:
    """Findings, and what else a page says of them.

    Attributes:
        findings: of the corpus.
        made_by: who made the labels that correct shares; empty where none do.
        pictures: charts of these findings.
        methods: a paragraph for a paper; empty where none was asked for.
        about: name and value of what a run says about itself.
        of_run: about a run over a corpus, and not about labelled articles.
        labels: GOLD on some of its sentences; None where nobody labelled any.
        own_figures: of the model's evaluation, if it is at hand.
    """

    findings: Findings
    made_by: str = ""
    pictures: tuple[Picture, ...] = ()
    methods: str = ""
    about: tuple[tuple[str, str], ...] = ()
    of_run: bool = False
    labels: pd.DataFrame | None = None
    own_figures: Figures | None = None


def choose_evidence(findings: Findings, labelled: Iterable[str], limit: int = SENTENCE_LIMIT) -> Chosen:
    """Which sentences the page holds, and which figures have evidence of their own."""
    figures, told = figures_shown(findings.prevalence), told_events(findings)
    choice = choose(
        findings.scored,
        figures,
        labelled=labelled,
        told=sentences_of(told, findings.omissions),
        limit=limit,
    )
    ids = frozenset(findings.scored.sentences["sentence_id"][choice.chosen])
    return Chosen(choice, ids, number_of(figures), told)


def voices_in(scored: Scored, chosen: Chosen, names: Mapping[str, str]) -> dict[str, str]:
    """Who says each sentence of the page, in words; none for one of which nobody could tell."""
    rows = scored.sentences[chosen.choice.chosen]
    said = {}
    for name, voice, speaker, by in rows[["sentence_id", "voice", "speaker", "voice_by"]].itertuples(
        index=False, name=None
    ):
        if voice:
            who = f"{names.get(voice, voice)}{f': {speaker}' if speaker else ''}"
            said[name] = who if by == "person" else f"{who} (by rule)"
    return said


def seen_in(scored: Scored, chosen: Chosen) -> dict[str, list[tuple[str, float]]]:
    """Per sentence of the page, the frames that the model sees in it, with their probability."""
    rows = np.flatnonzero(chosen.choice.chosen)
    at, frames = np.nonzero(scored.predicted[rows])
    ids = scored.sentences["sentence_id"].to_numpy()
    found: dict[str, list[tuple[str, float]]] = {}
    for row, frame in zip(rows[at].tolist(), frames.tolist(), strict=True):
        found.setdefault(ids[row], []).append((scored.frames[frame], float(scored.probabilities[row, frame])))
    return found


def view_findings(
    facts: FoundFacts,
    chosen: Chosen,
    frames: Sequence[FrameMark],
    article_of: Mapping[str, str],
    voices: Mapping[str, str],
) -> Found:
    """All that the page says of findings.

    Args:
        facts: the findings.
        chosen: by `choose_evidence` of the same findings.
        frames: as they are drawn.
        article_of: document_id to the anchor of its article, where the page has it.
        voices: key to name.
    """
    findings = facts.findings
    scored, words = findings.scored, Words(frames, voices)
    ids, inside = scored.sentences["sentence_id"], chosen.ids
    row_of = dict(zip(ids, range(1, len(ids) + 1), strict=True))

    def anchor_of(name: str) -> str:
        return make_anchor(name) if name in inside else ""

    shares = share_tables(findings.prevalence, words, chosen.figures)
    compared = differences(findings.comparison, words, chosen.figures)
    changes = changes_of(findings.changes, words)
    events = event_views(chosen.told, findings, words, anchor_of, article_of, row_of)
    return Found(
        can=can_be_said(
            findings, shares, compared, changes, events, _label_counts(facts, words), made_by=facts.made_by
        ),
        cannot=cannot_be_said(findings, shares, compared, facts.made_by),
        made_by=facts.made_by,
        shares=shares,
        differences=compared,
        time_line=time_tables(findings.time_line, words),
        changes=changes,
        notable=_notable(findings.notable),
        events=events,
        events_in_all=chosen.told.total,
        omitted=omissions_in_words(findings),
        leaks=leaks_of(findings.leaks, words),
        why=dict(findings.why) | ({"events": chosen.told.why} if chosen.told.why else {}),
        evidence=tuple(_evidence(scored, chosen, words, anchor_of)),
        rule=chosen.choice.rule,
        sentences=len(ids),
        shown=int(chosen.choice.chosen.sum()),
        documents=len(scored.documents),
        sources=named_outlets(scored.documents["source"]),
        copies=len(scored.copies),
        model=scored.model,
        unlike=scored.unlike,
        warnings=_with_names(findings.warnings, scored, words),
        pictures={picture.key: picture for picture in facts.pictures},
        methods=facts.methods,
        quality=quality_of(scored, facts.labels, facts.own_figures, words.frame),
        about=facts.about,
        tables=tuple(tables_of(findings)),
    )


def _label_counts(facts: FoundFacts, words: Words) -> list[LabelCount]:
    if facts.labels is None:
        return []
    of_corpus = facts.labels[facts.labels["sentence_id"].isin(facts.findings.scored.sentences["sentence_id"])]
    counts = of_corpus.groupby("frame")["present"].agg(["sum", "size"])
    return [LabelCount(words.frame(frame), int(count), int(of)) for frame, count, of in counts.itertuples(name=None)]


def _with_names(warnings: Sequence[str], scored: Scored, words: Words) -> tuple[str, ...]:
    """Warnings with the names of frames where they have keys, and each once."""
    few = few_examples_in_words(scored.few_examples)
    named = few_examples_in_words([words.frame(key).name for key in scored.few_examples])
    said = [named if warning == few else words.in_warning(for_readers(warning)) for warning in warnings]
    undated = [line for line in said if line.endswith("and no place on the time line.")]
    again = {line for line in said if undated and line.endswith("without a date: in no month.")}
    return tuple(line for line in dict.fromkeys(said) if line not in again)


def _evidence(scored: Scored, chosen: Chosen, words: Words, anchor_of: Callable[[str], str]) -> Iterable[Evidence]:
    ids = scored.sentences["sentence_id"].to_numpy()
    texts = scored.sentences["text" if "text" in scored.sentences else "sentence_id"].to_numpy()
    counts = _counts(scored, chosen)
    for figure, anchor in chosen.figures.items():
        unit, by, group, frame = figure
        rows = chosen.choice.examples[figure].tolist()
        inside = [row for row in rows if anchor_of(ids[row])]
        what = "headline" if unit == "headline" else "sentence"
        count, of = counts[figure]
        yield Evidence(
            anchor=anchor,
            says=f"{what}s" + (f" of {words.group(group, by)} ({grouped_by(by)})" if by else ""),
            frame=words.frame(frame),
            count=count,
            of=of,
            shown=tuple((anchor_of(ids[row]), shortened(texts[row])) for row in inside),
            rows=tuple(row + 1 for row in rows if row not in inside)[:EXAMPLES],
        )


def _counts(scored: Scored, chosen: Chosen) -> dict[Figure, tuple[int, int]]:
    """In how many units the model sees the frame, and of how many, counted again from the sentences."""
    headline = (scored.sentences["kind"] == "headline").to_numpy()
    found: dict[Figure, tuple[int, int]] = {}
    seen = pd.DataFrame(scored.predicted, columns=list(scored.frames))
    for unit, by in dict.fromkeys((unit, by) for unit, by, _, _ in chosen.figures):
        part = seen[headline] if unit == "headline" else seen
        grouped = part.groupby(chosen.choice.groups[by].loc[part.index])
        sums, sizes = grouped.sum(), grouped.size()
        for figure in chosen.figures:
            if figure[:2] == (unit, by):
                group, frame = figure[2:]
                inside = group in sizes.index
                found[figure] = (int(sums[frame][group]), int(sizes[group])) if inside else (0, 0)
    return found


def _notable(notable: pd.DataFrame | None) -> tuple[tuple[str, str], ...]:
    if notable is None:
        return ()
    return tuple(notable[["date", "text"]].itertuples(index=False, name=None))


def tables_of(findings: Findings) -> dict[str, pd.DataFrame]:
    """The tables that stand beside a page, by name."""
    named = {name: getattr(findings, name) for name in _TABLES}
    return {name: table for name, table in named.items() if table is not None}


def sentence_rows(scored: Scored, labels: pd.DataFrame, inside: frozenset[str]) -> pd.DataFrame:
    """All coded sentences as rows of a CSV, in reading order: row n of it is what a page calls row n.

    Args:
        scored: the corpus.
        labels: GOLD on some of its sentences.
        inside: ids of those that the page holds.

    Returns:
        `sentence_id`, `document_id`, `source`, `date`, `position`, `kind`, `voice`, `voice_by`, `speaker`, `text` where
        texts are kept, `in_page` (yes or no), `labelled` (frames that it carries by its labels, joined by ", "; "none"
        where it carries none, empty where nobody decided), and of each frame `<frame>` (1 or 0: whether the model sees
        it) and `<frame>_probability`; a frame that is called like another column has `frame_` before its name.
    """
    documents = scored.documents.set_index("document_id")
    kept = ["sentence_id", "document_id", "position", "kind", "voice", "voice_by", "speaker", "text"]
    table = scored.sentences[[name for name in kept if name in scored.sentences]].copy()
    for at, name in enumerate(("source", "date"), start=2):
        table.insert(at, name, table["document_id"].map(documents[name]))
    table["in_page"] = np.where(table["sentence_id"].isin(inside), "yes", "no")
    carried = _labelled(labels)
    table["labelled"] = [carried.get(name, "") for name in table["sentence_id"]]
    columns: dict[str, Any] = {}
    taken = set(map(str, table.columns))
    for at, frame in enumerate(scored.frames):
        name = frame
        while {name, f"{name}_probability"} & (taken | columns.keys()):
            name = f"frame_{name}"
        columns[name] = scored.predicted[:, at].astype(int)
        columns[f"{name}_probability"] = scored.probabilities[:, at].round(4)
    return pd.concat([table, pd.DataFrame(columns, index=table.index)], axis=1)


def _labelled(labels: pd.DataFrame) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, frame, present in labels[["sentence_id", "frame", "present"]].itertuples(index=False, name=None):
        found.setdefault(name, [])
        if present:
            found[name].append(frame)
    return {name: ", ".join(frames) or "none" for name, frames in found.items()}
