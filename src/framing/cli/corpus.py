"""Texts in, sentences out."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import Rows, counted, echo, json_option, one_line, print_json, say, workspace
from framing.cli.outputs import check_outputs
from framing.cli.reading_options import reading_options, source_of
from framing.errors import PartlyDone

if TYPE_CHECKING:
    from framing.corpus.documents import Note, SetAside
    from framing.corpus.ingest import Ingested, Source
    from framing.corpus.rules import Rules
    from framing.corpus.sentences import Quotes
    from framing.workspace import Workspace

_SHOWN = 20  # documents that the terminal lists
_PAUSE_S = 5


@click.command()
@click.argument("paths", nargs=-1, required=True)
@reading_options
@click.option(
    "--csv",
    "spreadsheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write this CSV: a row per sentence to label, with kind, voice, speaker and its document.",
)
@click.option(
    "--jobs", type=click.IntRange(1), default=1, metavar="N", help="Read web pages and WARC files in N processes."
)
@click.option("--show", is_flag=True, help="Show one document, here and as out/show.html; write no tables.")
@click.option("--document", metavar="ID", help="With --show: which document, if there are several.")
@json_option
@click.pass_context
def ingest(context: click.Context, /, paths: Sequence[str], as_json: bool, **options: Any) -> None:
    """Split the texts in PATHS into sentences with exact offsets, each with its kind and its voice.

    PATHS are files (.txt .md .html .csv .tsv .xlsx .json .jsonl .parquet .warc, also .gz; .zip of these), folders of
    them, patterns such as 'news/*.html', or - for standard input. Exit code 6: texts were set aside, and are named.

    Writes to the project's out folder, in place of what an earlier ingest wrote there: documents, sentences, voices,
    duplicates, repeats (lines that articles of one outlet share), ingest (a row per document), set-aside (what was not
    read, and why) and notes, all as .jsonl.

    \b
    Example: framing ingest articles.csv --text body --source outlet
    To look: framing ingest --show article.html
    """
    show, document_id = options.pop("show"), options.pop("document")
    place = workspace(context)
    check_outputs(place, {"--csv": options["spreadsheet"]}, inputs=map(Path, paths))
    source = replace(source_of(place, paths, options), page_processes=options["jobs"])
    if document_id and not show:
        raise click.UsageError("--document goes with --show.")
    if show:
        _show(place, source, options["quotes"], document_id, as_json=as_json)
        return
    result = ingest_texts(place, source, options["quotes"], options["spreadsheet"])
    if as_json:
        _print_json(result)
    else:
        _print(result)
    if result.set_aside:
        raise PartlyDone(
            f"{counted(result.set_aside, 'text')} set aside; the reasons stand in {result.folder}/set-aside.jsonl."
        )


def ingest_texts(
    place: "Workspace", source: "Source", quotes: "Quotes | None" = None, spreadsheet: Path | None = None
) -> "Ingested":
    """Reads and splits texts and writes the tables; texts are never held together in memory.

    Raises:
        InputError: a path does not exist, an id stands twice, nothing could be read, or the folder cannot be written.
    """
    from framing.corpus.ingest import ingest_documents
    from framing.locks import one_at_a_time

    rules = _rules(place, quotes)
    with one_at_a_time(f"the texts in {os.path.realpath(place.out)}", say):
        return ingest_documents(source, place.out, rules, _Progress(), spreadsheet)


def _rules(place: "Workspace", quotes: "Quotes | None") -> "Rules":
    """How to split and whose voice a name is: as the codebook says, where there is one."""
    from framing.codebook import read_codebook
    from framing.corpus.rules import Rules

    return Rules.of(read_codebook(place.codebook) if place.codebook.exists() else None, quotes)


class _Progress:
    """Says how far a long ingest is, every five seconds."""

    def __init__(self) -> None:
        self.said = time.monotonic()

    def __call__(self, doing: str, documents: int) -> None:
        if time.monotonic() - self.said > _PAUSE_S:
            self.said = time.monotonic()
            say(f"{doing}: {documents:,} documents")


def _show(
    place: "Workspace", source: "Source", quotes: "Quotes | None", document_id: str | None, *, as_json: bool
) -> None:
    from framing.cli.show import as_record, one_document, print_document
    from framing.report.pages import write_document

    shown, others, notes = one_document(source, _rules(place, quotes), document_id)
    page = place.out / "show.html"
    write_document(shown, page)
    if as_json:
        print_json("ingest", {**as_record(shown), "page": str(page)}, notes)
        return
    for note in notes:
        say(f"note: {one_line(note)}")
    print_document(shown)
    if others:
        say("There are more documents; --document ID shows another.")
    say(f"The same as a page: {page}")


def ingested(place: "Workspace") -> tuple[Any, Any]:
    """DOCUMENTS and SENTENCES of the project.

    Raises:
        InputError: nothing was ingested yet.
    """
    from framing.errors import InputError
    from framing.files import read_table
    from framing.tables import DOCUMENTS, SENTENCES

    if not place.sentences.exists() or not place.documents.exists():
        raise InputError(f"There are no sentences in {place.out} yet. Ingest some texts first: framing ingest FOLDER.")
    return read_table(place.documents, DOCUMENTS), read_table(place.sentences, SENTENCES)


def copies_of(place: "Workspace") -> dict[str, str]:
    """Of each ingested document that repeats another, its id and that of the other."""
    from framing.files import read_table
    from framing.tables import DUPLICATES

    path = place.out / "duplicates.jsonl"
    if not path.exists():
        return {}
    table = read_table(path, DUPLICATES)
    return dict(zip(table["document_id"], table["repeats"], strict=True))


def _print(result: "Ingested") -> None:
    import pandas as pd

    from framing.cli.console import print_table

    rows = list(islice(rows_of(result), _SHOWN))
    print_table(pd.DataFrame([_in_short(row) for row in rows]))
    if result.documents > _SHOWN:
        echo(f"... and {result.documents - _SHOWN:,} more in {result.folder / 'ingest.jsonl'}")
    say(f"{counted(result.documents, 'document')}, {result.sentences:,} sentences to label; {_apart(result)}.")
    say(f"Voices, by rule: {_counts(result.voices)}. Languages: {_counts(result.languages)}.")
    if result.copies or result.repeated_lines:
        say(
            f"Copies of other documents: {_counts(result.copies) or 'none'}; "
            f"lines that articles of one outlet share: {result.repeated_lines:,}. They are marked, not dropped."
        )
    _name("note", result.first_notes, result.notes, result.folder / "notes.jsonl")
    _name("set aside", result.first_set_aside, result.set_aside, result.folder / "set-aside.jsonl")


def _name(what: str, first: "Sequence[SetAside | Note]", count: int, path: Path) -> None:
    for found in first:
        say(f"{what}: {one_line(found.where)}: {one_line(found.reason)}")
    if count > len(first):
        say(f"... and {count - len(first):,} more in {path}")


def _in_short(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "document_id": row["document_id"],
        "source": row["source"],
        "language": row["language"],
        "sentences": row["sentences"],
        "kept_apart": row["kept_apart"],
        "voices": _counts(row["voices"]),
        "repeats": row["repeats"],
    }


def _apart(result: "Ingested") -> str:
    from framing.tables import CODED_KINDS, KINDS

    apart = {kind: result.kinds[kind] for kind in KINDS if kind not in CODED_KINDS and result.kinds[kind]}
    return f"kept apart: {_counts(apart) or 'nothing'}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _print_json(result: "Ingested") -> None:
    """The rows of documents come from their file, so that they are never held together."""
    warnings = [f"{found.where}: {found.reason}" for found in result.first_set_aside]
    warnings += [f"{found.where}: {found.reason}" for found in result.first_notes]
    head = {
        "folder": str(result.folder),
        "totals": {
            "documents": result.documents,
            "sentences": result.sentences,
            "kept_apart": result.kept_apart,
            "kinds": dict(result.kinds),
            "voices": dict(result.voices),
            "languages": dict(result.languages),
            "copies": dict(result.copies),
            "repeated_lines": result.repeated_lines,
            "set_aside": result.set_aside,
            "notes": result.notes,
        },
    }
    print_json("ingest", {**head, "documents": Rows(rows_of(result))}, warnings)


def rows_of(result: "Ingested") -> Iterator[dict[str, Any]]:
    """Each row of the table per document."""
    from framing.files import read_json_lines

    return (row for _, row in read_json_lines(result.folder / "ingest.jsonl"))
