"""A replication package: a study as files, with a guide and a manifest, without texts and names of people. Pure."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision
from framing.codebook import Codebook
from framing.export.replication import (
    SHORTEST_HASHED,
    Names,
    by_place,
    documents_table,
    gold_facts,
    pseudonymised,
    renamed,
    resolve_command,
    sample_table,
    sentences_table,
)
from framing.export.texts import readme

MANIFEST = "manifest.json"


@dataclass(frozen=True, eq=False)
class Study:
    """All of a study that a package is made of. `decisions` are `arranged`.

    Tables: DOCUMENTS, SENTENCES, GOLD, SAMPLE, ASSIGNMENTS, SUGGESTIONS, COMMENTS, VOICES of people, SCORES held out
    and of all sentences, agreement by frame. Those that are None or empty are left out of the package. `codebooks`:
    file name to content, of the codebook and of those that decisions were made by before. `resolved`: what
    `framing resolve` wrote down of gold; None where gold is the majority, made for the package. `tidy`, `script`: see
    `framing.export.tidy`, as text.
    """

    codebook: Codebook
    codebooks: Mapping[str, bytes]
    decisions: tuple[Decision, ...]
    names: Names
    with_comments: bool
    documents: pd.DataFrame
    sentences: pd.DataFrame
    gold: pd.DataFrame
    resolved: Mapping[str, Any] | None
    sample: pd.DataFrame
    assignments: pd.DataFrame
    suggestions: pd.DataFrame
    comments: pd.DataFrame
    voices: pd.DataFrame
    held_out: pd.DataFrame
    scores: pd.DataFrame
    agreement: pd.DataFrame | None
    tidy: str
    tidy_rows: int
    script: str
    provenance: tuple[str, ...]
    versions: Mapping[str, str]


@dataclass(frozen=True)
class _File:
    name: str
    content: bytes
    rows: int
    what: str


def replication_files(study: Study, as_csv: Callable[[pd.DataFrame], str]) -> tuple[dict[str, bytes], dict[str, int]]:
    """Name to content of every file of the package, README.md and manifest.json among them; and name to rows.

    Args:
        study: what goes in.
        as_csv: a table as text, without cells that a spreadsheet would run.
    """
    files = [file for file in _files(study, as_csv) if file.rows]
    rows = {file.name: file.rows for file in files}
    guide = readme(
        version=study.versions.get("framing", ""),
        codebook=f"{study.codebook.id} {study.codebook.version}",
        fingerprint=study.codebook.fingerprint,
        provenance=study.provenance,
        files=files,
        comments=study.with_comments,
        shortest=SHORTEST_HASHED,
        labels=len(study.gold),
        resolve=resolve_command(study.resolved),
        resolved=study.resolved is not None,
    )
    contents = {"README.md": guide.encode()} | {file.name: file.content for file in files}
    manifest = {
        "framing_replication": 1,
        "codebook": study.codebook.fingerprint,
        "gold": {"command": resolve_command(study.resolved), "resolved": study.resolved is not None},
        "versions": dict(study.versions),
        "files": {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in contents.items()},
    }
    return contents | {MANIFEST: _json(manifest, indent=1)}, rows


def _files(study: Study, as_csv: Callable[[pd.DataFrame], str]) -> Iterable[_File]:
    def table(name: str, rows: pd.DataFrame, what: str) -> _File:
        return _File(name, as_csv(rows).encode("utf-8", "backslashreplace"), len(rows), what)

    people, projects = study.names.people, study.names.projects
    for name, content in study.codebooks.items():
        yield _File(
            name, content, content.count(b"\n") or 1, "the codebook" if "/" not in name else "a codebook before"
        )
    ledger = pseudonymised(study.decisions, study.names, comments=study.with_comments)
    yield _File("ledger.jsonl", b"".join(_json(asdict(each)) for each in ledger), len(ledger), "who decided what, when")
    yield table("documents.csv", documents_table(study.documents), "the articles: outlet, date, length, hash")
    yield table("sentences.csv", sentences_table(study.sentences), "where each sentence stands, its kind, its hash")
    gold = by_place(study.gold, study.sentences, "frame")
    yield _lines("gold.jsonl", gold, "the label of each sentence and frame, and how it came about")
    if study.resolved is not None:
        facts = _json(gold_facts(study.resolved, people), indent=1)
        yield _File("gold.json", facts, 1, "how gold was made: its way, what is open or overruled, skills")
    sample = sample_table(study.sample, study.sentences, study.documents)
    yield _lines("sample.jsonl", sample, "which sentences were drawn, how, and with which probability")
    plan = by_place(renamed(study.assignments, "annotator", people), study.sentences, "annotator")
    yield _lines("assignments.jsonl", plan, "who was to label which sentence")
    studies = {name: f"study{number}" for number, name in enumerate(study.suggestions["project"].unique(), start=1)}
    shown = renamed(study.suggestions, "project", studies)
    yield _lines("suggestions.jsonl", shown, "which sentences showed what a model proposed")
    marks = renamed(renamed(study.comments, "annotator", people), "project", projects)
    marks = by_place(marks, study.sentences, "annotator", "project", "showing")
    marks = marks if study.with_comments else marks.drop(columns="text")
    yield table("comments.csv", marks, "the codebook's marks in comments")
    said = by_place(renamed(study.voices, "by", people), study.sentences, "by").drop(columns="speaker")
    yield table("voices.csv", said, "who says a sentence, as people coded it")
    yield table(
        "held-out-scores.csv",
        by_place(study.held_out, study.sentences, "frame"),
        "probabilities, from a model that had not seen the article",
    )
    yield table("scores.csv", study.scores, "probabilities of every sentence, by the model of the study")
    if study.agreement is not None:
        yield table("agreement.csv", study.agreement, "how far annotators agree, by frame")
    yield _File("tidy.csv", study.tidy.encode(), study.tidy_rows, "a row for each sentence, for other programs")
    yield _File("analysis.R", study.script.encode(), study.script.count("\n"), "reads tidy.csv and estimates shares")


def _lines(name: str, table: pd.DataFrame, what: str) -> _File:
    rows = table.to_dict(orient="records")
    return _File(name, b"".join(_json({str(k): v for k, v in row.items()}) for row in rows), len(rows), what)


def _json(value: Mapping[str, Any], indent: int | None = None) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode("utf-8", "backslashreplace")
