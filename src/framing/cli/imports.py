"""Labels that were made elsewhere, into the ledger."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted, echo, print_json, print_table, say, warn
from framing.cli.contract import keep_codebooks
from framing.errors import PartlyDone

if TYPE_CHECKING:
    from framing.annotation.imports import Imported, Labelled
    from framing.doccano.wire.gateway import Gateway, Project
    from framing.workspace import Workspace


@dataclass(frozen=True)
class ImportWishes:
    """How to read what was made elsewhere: columns, who labelled, what could be chosen, and what no label means."""

    columns: Mapping[str, str]
    annotator: str = ""
    frames: tuple[str, ...] = ()
    none_is_decided: bool = False


def wishes(columns: Sequence[str], annotator: str, frames: str, none_is_decided: bool) -> ImportWishes:
    """The wishes in options.

    Raises:
        click.UsageError: a column is not OURS=THEIRS, or OURS is none of ours.
    """
    from framing.annotation.imports import COLUMNS

    chosen: dict[str, str] = {}
    for column in columns:
        ours, mark, theirs = column.partition("=")
        if not mark or ours not in COLUMNS or not theirs:
            raise click.UsageError(f"--column {column}: write OURS=THEIRS. OURS is one of {', '.join(COLUMNS)}.")
        chosen[ours] = theirs
    keys = tuple(key.strip() for key in frames.split(",") if key.strip())
    return ImportWishes(chosen, annotator.strip(), keys, none_is_decided)


def import_file(place: "Workspace", path: Path, wanted: ImportWishes, *, as_json: bool) -> None:
    """Brings the labels in a file into the ledger; the same file again adds nothing.

    Raises:
        PartlyDone: some rows were set aside; their file is named.
        InputError, MissingExtra: see `read_import`.
    """
    from framing.annotation.import_files import read_import
    from framing.annotation.ledger import read_ledger

    found = read_import(path, wanted.columns, wanted.annotator)
    known = {d.project for d in read_ledger(place.ledger) if d.project.startswith("import:")}
    project = next((name for name in known if name.endswith(f"#{found.mark}")), f"import:{found.name}#{found.mark}")
    _import(place, project, (found.rows, found.unread), found.notes, wanted, members=None, as_json=as_json)


def import_foreign(
    place: "Workspace", gateway: "Gateway", project: "Project", wanted: ImportWishes, *, as_json: bool
) -> None:
    """Brings the labels of a project that framing did not make into the ledger, as far as they can be had.

    Raises:
        PartlyDone: some rows were set aside; their file is named.
        DoccanoError: see `read_foreign`.
    """
    from framing.doccano.pulling.foreign import read_foreign

    found = read_foreign(gateway, project)
    rows = (found.rows, found.unread)
    _import(place, found.project, rows, found.notes, wanted, members=found.members, as_json=as_json)


def _import(
    place: "Workspace",
    project: str,
    material: "tuple[Sequence[Labelled], Sequence[tuple[Labelled, str]]]",
    notes: Iterable[str],
    wanted: ImportWishes,
    *,
    members: frozenset[str] | None,
    as_json: bool,
) -> None:
    """Matches rows and adds what is new; `members` are those whose labels can be seen, None for a file."""
    from dataclasses import replace

    from framing.annotation.decisions import news
    from framing.annotation.imports import Terms, import_rows
    from framing.annotation.ledger import append_decisions, read_ledger
    from framing.cli.corpus import ingested
    from framing.cli.pull import write_comments, write_voices
    from framing.codebook import read_codebook
    from framing.doccano.pulling.pull import now
    from framing.locks import one_at_a_time

    rows, unread = material
    if wanted.none_is_decided:
        rows = [replace(row, state=row.state or "confirmed") for row in rows]
    documents, sentences = ingested(place)
    book = read_codebook(place.codebook)
    terms = Terms(project, now(), book, book.subset(wanted.frames).keys, place.automated)
    result = import_rows(rows, sentences, documents, terms)
    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        ledger = [decision for decision in read_ledger(place.ledger) if decision.project == project]
        # A file says nothing of what is not in it: nothing is withdrawn.
        gone = {decision.annotator for decision in ledger} - (members or frozenset())
        today = set(sentences["sentence_id"])
        untold = {decision.subject for decision in ledger if decision.sentence_id not in today}
        lines = news(ledger, result.decisions, project=project, at=terms.at, gone=gone, untold=untold)
        keep_codebooks(place, (line.codebook for line in lines))
        added = append_decisions(place.ledger, lines)
    _, moved = write_voices(place)
    _, doubts = write_comments(place)
    set_aside = [*unread, *result.set_aside]
    report = _report(project, result, len(rows) + len(unread), len(set_aside), added)
    path = _write_set_aside(place, set_aside)
    warnings = [*notes, *_passed_over(result, wanted), *moved, *doubts]
    if as_json:
        print_json("pull", {**report, "ledger": str(place.ledger), "set_aside_file": path and str(path)}, warnings)
    else:
        _print(place, report, warnings)
    if path is not None:
        raise PartlyDone(f"{counted(len(set_aside), 'row')} set aside; the reasons stand in {path}.")


def _report(project: str, result: "Imported", rows: int, set_aside: int, added: int) -> dict[str, Any]:
    people: dict[str, int] = {}
    for decision in result.decisions:
        people[decision.annotator] = people.get(decision.annotator, 0) + 1
    return {
        "project": project,
        "rows": rows,
        "matched": len(result.decisions),
        "passed_over": result.passed_over,
        "set_aside": set_aside,
        "added": added,
        "annotators": [{"annotator": name, "decisions": people[name]} for name in sorted(people)],
    }


def _passed_over(result: "Imported", wanted: ImportWishes) -> list[str]:
    if not result.passed_over or wanted.none_is_decided:
        return []
    return [
        f"{counted(result.passed_over, 'row')} without labels passed over: whether somebody looked and found none, or "
        "never looked, cannot be told. If all of them were looked at, add --none-is-decided."
    ]


def _write_set_aside(place: "Workspace", set_aside: "Sequence[tuple[Labelled, str]]") -> Path | None:
    """The file with what was set aside; None, and no file of an earlier import, if nothing was."""
    from framing.files import write_json_lines

    path = place.out / "import-set-aside.jsonl"
    if not set_aside:
        path.unlink(missing_ok=True)
        return None
    write_json_lines(
        path,
        (
            {
                "where": row.where,
                "reason": reason,
                "text": row.text,
                "sentence": row.sentence,
                "article": row.article,
                "position": row.position,
                "annotator": row.annotator,
                "labels": list(row.labels),
                "comment": row.comment,
            }
            for row, reason in set_aside
        ),
        private=True,
    )
    return path


def _print(place: "Workspace", report: Mapping[str, Any], warnings: Iterable[str]) -> None:
    import pandas as pd

    warn(warnings)
    print_table(pd.DataFrame(report["annotators"]))
    echo(
        f"{report['project']}: {report['matched']} of {counted(report['rows'], 'row')} are decisions on your sentences."
    )
    added = report["added"]
    echo(
        f"{counted(added, 'line')} added to {place.ledger}." if added else f"Nothing new: {place.ledger} is up to date."
    )
