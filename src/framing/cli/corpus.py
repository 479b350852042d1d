"""Texts in, sentences out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted, json_option, print_json, say, workspace
from framing.errors import PartlyDone

if TYPE_CHECKING:
    from framing.workspace import Workspace

_SHOWN = 20  # documents, or texts set aside, that the terminal lists


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--text", metavar="COLUMN", help="Column of a CSV that holds the text.")
@click.option("--title", metavar="COLUMN", help="Column of the title.")
@click.option("--source", metavar="COLUMN", help="Column of the outlet.")
@click.option("--date", metavar="COLUMN", help="Column of the date.")
@click.option("--id", "document_id", metavar="COLUMN", help="Column of the document's id.")
@json_option
@click.pass_context
def ingest(context: click.Context, /, paths: Sequence[Path], as_json: bool, **columns: str | None) -> None:
    """Split the texts in PATHS (.txt, .csv, .tsv, folders) into sentences with exact offsets.

    Writes documents.jsonl, sentences.jsonl and set-aside.jsonl to the project's out folder. Exit code 6: some texts
    were set aside, and are named.

    \b
    Example: framing ingest articles.csv --text body --source outlet
    """
    chosen = {name: column for name, column in columns.items() if column}
    result = ingest_texts(workspace(context), paths, chosen)
    if as_json:
        print_json("ingest", asdict(result), [f"{row['where']}: {row['reason']}" for row in result.set_aside])
    else:
        _print(result)
    if result.set_aside:
        raise PartlyDone(
            f"{counted(len(result.set_aside), 'text')} set aside; the reasons stand in {result.folder}/set-aside.jsonl."
        )


@dataclass
class Ingested:
    """What an ingest found: a row per document, sentences by kind, and what was set aside with the reason."""

    folder: str
    documents: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    set_aside: list[dict[str, str]] = field(default_factory=list)


def ingest_texts(place: "Workspace", paths: Sequence[Path], columns: dict[str, str]) -> Ingested:
    """Reads and splits texts and writes the three files; texts are never held together in memory.

    Raises:
        InputError: a path does not exist, an id stands twice, nothing could be read, or the folder cannot be written.
    """
    import json

    from framing.corpus.read import SetAside, read_documents
    from framing.corpus.sentences import split_document
    from framing.errors import InputError
    from framing.files import replacing, write_json_lines
    from framing.tables import CODED_KINDS

    result = Ingested(folder=str(place.out))
    kinds: Counter[str] = Counter()

    def documents() -> Iterator[dict[str, Any]]:
        for found in read_documents(paths, columns):
            if isinstance(found, SetAside):
                result.set_aside.append(asdict(found))
                continue
            parts = split_document(found)
            kinds.update(part.kind for part in parts)
            for part in parts:
                sentences.write(json.dumps(asdict(part), ensure_ascii=False) + "\n")
            coded = sum(part.kind in CODED_KINDS for part in parts)
            row = {
                "document_id": found.document_id,
                "title": found.title,
                "source": found.source,
                "language": found.language,
            }
            result.documents.append({**row, "sentences": coded, "kept_apart": len(parts) - coded})
            yield asdict(found)
        if not result.documents:  # here, so that what an earlier ingest wrote stays
            reasons = "; ".join(f"{row['where']}: {row['reason']}" for row in result.set_aside[:3])
            raise InputError(f"No text could be read. {reasons or 'The paths hold none.'}")

    with replacing(place.sentences) as sentences:
        write_json_lines(place.documents, documents())
    write_json_lines(place.out / "set-aside.jsonl", result.set_aside)
    result.kinds = dict(kinds)
    return result


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


def _print(result: Ingested) -> None:
    import pandas as pd

    from framing.cli.console import print_table
    from framing.tables import CODED_KINDS, KINDS

    print_table(pd.DataFrame(result.documents[:_SHOWN]))
    if len(result.documents) > _SHOWN:
        say(f"... and {len(result.documents) - _SHOWN} more")
    coded = sum(count for kind, count in result.kinds.items() if kind in CODED_KINDS)
    apart = ", ".join(
        f"{result.kinds[kind]} {kind}" for kind in KINDS if kind not in CODED_KINDS and result.kinds.get(kind)
    )
    say(f"{len(result.documents)} documents, {coded} sentences to label; kept apart: {apart or 'nothing'}.")
    for row in result.set_aside[:_SHOWN]:
        say(f"set aside: {row['where']}: {row['reason']}")
