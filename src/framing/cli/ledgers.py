"""Which ledger a command is about: a file, or the one in a folder; and the votes in it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.agreement.votes import Votes
    from framing.annotation.decisions import Decision
    from framing.workspace import Workspace

_FIRST_LINE = 1_000_000  # bytes that are looked at to tell a ledger from other tables
_OF_A_DECISION = {"document_id", "annotator", "state", "offered"}


@dataclass(frozen=True)
class Said:
    """The votes of a ledger, and what the reader must know of where they come from."""

    votes: "Votes"
    warnings: list[str]


def place_of(place: "Workspace", path: Path | None) -> "Workspace":
    """The project that a ledger belongs to, with that ledger, and with the codebook that lies beside it.

    Args:
        place: the project that the command was called in.
        path: a ledger; or a folder: the ledger of the project that it is, else `ledger.jsonl` in it, else the only
            other ledger in it. None: the project's own.

    Raises:
        InputError: there is none, or a folder has several.
    """
    ledger = place.ledger if path is None else _ledger(path)
    if not ledger.is_file():
        others = ", ".join(map(str, _ledgers_in(ledger.parent)))
        instead = f" Or name another: {others}." if others else ""
        raise InputError(f"There is no ledger {ledger}. Pull the annotators' decisions first: framing pull.{instead}")
    if path is None:
        return place
    beside = ledger.with_name("codebook.toml")
    place = _project_around(ledger, place)
    return replace(place, ledger=ledger, codebook=beside if beside.is_file() else place.codebook)


def _project_around(ledger: Path, place: "Workspace") -> "Workspace":
    """The project in whose folder a ledger lies; outside of any, what is around it is no part of `place`."""
    from framing.workspace import FILE_NAME, open_workspace

    here, around = place.folder.resolve(), ledger.resolve().parents
    project = next((folder for folder in around if (folder / FILE_NAME).is_file()), None)
    if here == project or (project is None and here in around):
        return place
    return open_workspace(project or ledger.parent)


def _ledger(path: Path) -> Path:
    from framing.workspace import FILE_NAME, open_workspace

    if not path.is_dir():
        return path
    if (path / FILE_NAME).is_file():
        return open_workspace(path).ledger
    if (path / "ledger.jsonl").is_file():
        return path / "ledger.jsonl"
    found = _ledgers_in(path)
    if not found:
        raise InputError(f"There is no ledger in {path}. Name the file, or pull first: framing pull.")
    if len(found) > 1:
        raise InputError(
            f"{path} has several ledgers: {', '.join(each.name for each in found)}. Name one of them: their decisions "
            "are not measured together without your word."
        )
    return found[0]


def _ledgers_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.jsonl")) if _is_ledger(path)]


def _is_ledger(path: Path) -> bool:
    """Whether the first line of a file is a decision."""
    try:
        with path.open("rb") as file:
            row = json.loads(file.readline(_FIRST_LINE))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(row, dict) and row.keys() >= _OF_A_DECISION


def votes_in(place: "Workspace") -> Said:
    """The votes on frames in the project's ledger, on the sentences of today; what was decided twice counts once.

    Of what was asked again in another project the first answer counts: see `framing.annotation.asked_again`.

    Raises:
        InputError: the ledger, a codebook or what was ingested cannot be read.
        NotEnoughData: it holds no decision on a frame.
    """
    from framing.agreement.votes import votes_of, votes_of_table
    from framing.annotation.decisions import annotations_table
    from framing.cli.contract import contract_of, standing_under
    from framing.cli.labels import document_of, provenance_warnings, said_first
    from framing.codebook import read_codebook
    from framing.errors import NotEnoughData

    first, standing, warnings = said_first(place, place.ledger)
    book = read_codebook(place.codebook) if place.codebook.is_file() else None
    if book is not None and any(decision.codebook != book.fingerprint for decision in standing):
        annotations = annotations_table(first)
        found = contract_of(place, standing, book, ledger=place.ledger)
        annotations, of_codebooks = standing_under(found, annotations, book, refuse_stale=False)
        votes = votes_of_table(annotations, document_of(annotations))
        warnings = warnings + provenance_warnings(annotations) + of_codebooks
    else:
        votes = votes_of(first)
        warnings = warnings + _unconfirmed(standing)
    if not standing:
        raise NotEnoughData(
            f"{place.ledger} holds no decision yet. Label some sentences in Doccano, then: framing pull."
        )
    if not len(votes):
        raise NotEnoughData(f"{place.ledger} holds no confirmed decision on a frame. Confirm some, then: framing pull.")
    return Said(votes, warnings)


def agreement_in(place: "Workspace", ledger: Path | None = None) -> Any:
    """Agreement by frame as `framing agree` has it, of a ledger, the project's own unless told otherwise.

    None where there is nothing to compare, as with one annotator.

    Raises:
        InputError: see `votes_in`.
    """
    from framing.agreement.by_frame import by_frame
    from framing.errors import NotEnoughData

    try:
        return by_frame(votes_in(replace(place, ledger=ledger or place.ledger)).votes)
    except NotEnoughData:
        return None


def _unconfirmed(standing: "Sequence[Decision]") -> list[str]:
    from framing.cli.labels import unconfirmed_warnings

    return unconfirmed_warnings(
        len({(d.annotator, d.sentence_id) for d in standing if d.state == "labelled" and d.frames})
    )


def shown_twice_in(place: "Workspace") -> "tuple[Votes, Votes]":
    """The votes on sentences that were shown to an annotator twice, the first time and the second, on those of today.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.agreement.votes import votes_of
    from framing.annotation.asked_again import shown_twice
    from framing.annotation.decisions import current
    from framing.annotation.ledger import read_ledger
    from framing.cli.labels import as_declared, on_todays_sentences

    pairs = shown_twice(current(read_ledger(place.ledger)))
    twice = as_declared(place, (decision for pair in pairs for decision in pair))
    if twice and place.sentences.exists() and place.documents.exists():
        found = on_todays_sentences(place, twice)
        twice = [*found.decisions, *(decision for decision, _ in found.lost)]
    return votes_of(twice), votes_of(twice, showing=2)


def voices_in(place: "Workspace") -> tuple[Any, dict[str, str], list[str]]:
    """VOICES that annotators gave in the project's ledger, the document of each sentence, and what must be known.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.annotation.voices import human_voices
    from framing.cli.labels import attached, document_of

    standing, warnings = attached(place, place.ledger, about_voices=True)
    table = human_voices(standing)
    return table, document_of(table), warnings
