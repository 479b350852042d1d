"""What an audit stands on, read from the project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.contract import contract_of, standing_under
from framing.cli.labels import as_declared, attached_rulings, provenance_warnings, said_first

if TYPE_CHECKING:
    import pandas as pd

    from framing.annotation.contract import Contract
    from framing.audit.decided import Record
    from framing.codebook import Codebook, Frame, Voice
    from framing.workspace import Workspace

NEED_TEXTS = {"label-error", "same-text"}  # kinds of findings


@dataclass(frozen=True, eq=False)
class Material:
    """What an audit stands on. Tables: ANNOTATIONS, GOLD, COMMENTS, SUGGESTIONS; SENTENCES may be empty.

    `first` and `first_annotations` hold the first answers where a sentence was asked again: what annotators say on
    their own, which is all that agreement can be about.
    """

    record: "Record"
    first: "Record"
    annotations: "pd.DataFrame"
    first_annotations: "pd.DataFrame"
    gold: "pd.DataFrame"
    comments: "pd.DataFrame"
    suggestions: "pd.DataFrame"
    sentences: "pd.DataFrame"
    codebook: "Codebook"
    contract: "Contract"
    copies: Mapping[str, str]
    warnings: tuple[str, ...]


def audit_material(place: "Workspace", labels: Path | None, asked: Sequence[str]) -> Material:
    """What the checks that are asked for stand on.

    Raises:
        InputError: the ledger does not exist, or a file cannot be read.
        NotEnoughData: the ledger holds no decision.
    """
    from framing.annotation.comments import comments_table
    from framing.annotation.decisions import annotations_table
    from framing.annotation.ledger import read_ledger
    from framing.audit.decided import record
    from framing.cli.corpus import copies_of, ingested
    from framing.cli.suggestion import record_file
    from framing.codebook import read_codebook
    from framing.errors import InputError, NotEnoughData
    from framing.files import read_table
    from framing.gold.resolve import resolve
    from framing.gold.rulings import rulings_table
    from framing.tables import CODED_KINDS, SENTENCES, SUGGESTIONS

    path = labels or place.ledger
    if not path.exists():
        raise InputError(f"There is no ledger {path}. Pull the annotators' decisions first: framing pull.")
    book = read_codebook(place.codebook)
    first, standing, warnings = said_first(place, path)
    annotations = annotations_table(standing)
    if annotations.empty:
        raise NotEnoughData(f"{path} holds no decision yet. Label some sentences in Doccano, then: framing pull.")
    contract = contract_of(place, standing, book, ledger=path)
    annotations, of_codebooks = standing_under(contract, annotations, book, refuse_stale=False)
    on_their_own, _ = standing_under(contract, annotations_table(first), book, refuse_stale=False)
    ledger = as_declared(place, read_ledger(path))
    offered: list[Frame | Voice] = [*book.frames, *book.voices]
    comments, _ = comments_table(ledger, [label.key for label in offered], offered)
    sentences = SENTENCES.table()
    if place.sentences.exists() and place.documents.exists():
        _, sentences = ingested(place)
        sentences = sentences[sentences["kind"].isin(CODED_KINDS)]
    elif NEED_TEXTS & set(asked):
        warnings.append(
            "No texts are here: label errors and equal texts are left out. Ingest them: framing ingest FOLDER."
        )
    proposals = record_file(place)
    return Material(
        record=record(ledger, standing),
        first=record(ledger, first),
        annotations=annotations,
        first_annotations=on_their_own,
        gold=resolve(annotations, rulings_table(attached_rulings(place, path)[0])).gold,
        comments=comments,
        suggestions=read_table(proposals, SUGGESTIONS) if proposals.exists() else SUGGESTIONS.table(),
        sentences=sentences,
        codebook=book,
        contract=contract,
        copies=copies_of(place),
        warnings=(*warnings, *provenance_warnings(annotations), *of_codebooks),
    )
