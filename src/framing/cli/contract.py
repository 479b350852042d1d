"""What today's codebook makes of decisions by older ones: said, left out, or refused."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from framing.annotation.contract import About, Contract
    from framing.annotation.decisions import Decision
    from framing.codebook import Codebook
    from framing.workspace import Workspace

mixed_option: "Callable[[Any], Any]" = click.option(
    "--mixed-codebooks",
    is_flag=True,
    help="Learn from labels too whose meaning the codebook has changed since, and that nobody looked at again.",
)


def contract_of(
    place: "Workspace",
    standing: "Sequence[Decision]",
    book: "Codebook",
    about: "About" = "frames",
    ledger: Path | None = None,
) -> "Contract":
    """What the codebook of today makes of the decisions that stand.

    The codebooks that they were made by are kept beside the project's ledger, or beside `ledger`, where they are from.

    Raises:
        InputError: a codebook that is kept cannot be read, or what was ingested.
    """
    from framing.annotation.contract import contract
    from framing.annotation.kept_codebooks import kept_codebooks

    if all(decision.codebook == book.fingerprint for decision in standing):
        return contract((), book, {}, {}, about)
    kept = kept_codebooks(place.codebooks)
    if ledger is not None:
        kept |= kept_codebooks(ledger.with_name(place.codebooks.name))
    return contract(standing, book, kept, texts_of(place, standing), about)


def keep_codebooks(place: "Workspace", fingerprints: "Iterable[str]") -> None:
    """Keeps a copy of today's codebook, if decisions are, or will be, made by it and there is none yet.

    Raises:
        InputError: see `keep_codebook`.
    """
    from framing.annotation.kept_codebooks import keep_codebook

    if place.codebook.exists():
        for fingerprint in dict.fromkeys(fingerprints):
            keep_codebook(place.codebooks, place.codebook, fingerprint)


def texts_of(place: "Workspace", decisions: "Sequence[Decision]") -> dict[str, str]:
    """Sentence id to text, of the sentences of these decisions that were ingested."""
    from framing.files import read_table
    from framing.tables import SENTENCES

    if not place.sentences.exists():
        return {}
    needed = {decision.sentence_id for decision in decisions}
    found = read_table(place.sentences, SENTENCES, keep=lambda row: row.get("sentence_id") in needed)
    return dict(zip(found["sentence_id"], found["text"], strict=True))


def standing_under(
    found: "Contract", annotations: "pd.DataFrame", book: "Codebook", *, refuse_stale: bool
) -> "tuple[pd.DataFrame, list[str]]":
    """ANNOTATIONS without those that were replaced under today's codebook, and what must be known of older ones.

    Raises:
        InputError: `refuse_stale`, and some are stale.
    """
    from framing.annotation.contract import REPLACED, STALE
    from framing.errors import InputError

    if found.is_simple:
        return annotations, []
    status = found.status(annotations)
    older = annotations[annotations["codebook"] != found.codebook]
    stale, replaced = annotations[status == STALE], annotations[status == REPLACED]
    warnings = []
    if len(older):  # else rulings only are
        warnings.append(
            f"{_decisions(older)} made by an older codebook ({_versions(older)}) than today's, "
            f"{book.id} {book.version}. They stand where no change touches their frame."
        )
    if found.unsearched:
        warnings.append(
            f"{counted(len(found.unsearched), 'sentence')} with labels by an older codebook are not ingested here: "
            "the words by which the codebook says what its changes touch could not be looked for in them."
        )
    if len(replaced):
        warnings.append(
            f"On {_sentences(replaced)} a frame was labelled again by today's codebook: what was said of it there by "
            "an older one is left out."
        )
    if len(stale):
        if refuse_stale:
            raise InputError(
                f"{say_stale(found, stale)} Label them again: framing codebook queue. Or learn from them as they are: "
                "--mixed-codebooks."
            )
        warnings.append(f"{say_stale(found, stale)} To label them again: framing codebook queue.")
    gone = sorted(set(annotations["frame"]) - set(book.keys))
    if gone:
        warnings.append(f"Decisions on frames that the codebook has no more are left out: {', '.join(gone)}.")
    return annotations[(status != REPLACED) & ~annotations["frame"].isin(gone)].reset_index(drop=True), warnings


def voice_warnings(place: "Workspace", standing: "Sequence[Decision]") -> list[str]:
    """What must be known of voices that were coded by an older codebook; nothing if no change touches them.

    Raises:
        InputError: see `contract_of`.
    """
    from framing.annotation.contract import STALE, said_by
    from framing.codebook import read_codebook

    if not place.codebook.exists():
        return []
    book = read_codebook(place.codebook)
    found = contract_of(place, standing, book, "voices")
    if found.is_simple:
        return []
    table = said_by(standing, "voices", [voice.key for voice in book.voices])
    stale = table[found.status(table) == STALE]
    if stale.empty:
        return []
    return [
        f"The voice of {_sentences(stale)} was coded by an older codebook, whose rules for it have changed since. To "
        "code it again: framing codebook queue --voice."
    ]


def say_stale(found: "Contract", stale: "pd.DataFrame") -> str:
    """That the rows of `stale` do not mean what the codebook says now: how many, of which frames, and why."""
    unknown = stale["codebook"].isin(list(found.unknown))
    counts = stale[~unknown].groupby("frame")["sentence_id"].nunique().sort_values(ascending=False, kind="stable")
    parts = []
    if len(counts):
        named = ", ".join(f"{frame} {count}" for frame, count in counts.items())
        parts.append(
            f"{_sentences(stale[~unknown])} {_carry(stale[~unknown])} labels by an older codebook whose frame the "
            f"codebook has changed since, and that nobody labelled again (sentences: {named})."
        )
    if unknown.any():
        parts.append(
            f"{_sentences(stale[unknown])} {_carry(stale[unknown])} labels by a codebook of which no copy is kept "
            f"({_versions(stale[unknown])}): nobody can say what has changed since. Put that codebook into "
            "annotations/codebooks/."
        )
    return " ".join(parts)


def _carry(table: "pd.DataFrame") -> str:
    return "carries" if table["sentence_id"].nunique() == 1 else "carry"


def _sentences(table: "pd.DataFrame") -> str:
    return counted(table["sentence_id"].nunique(), "sentence")


def _decisions(table: "pd.DataFrame") -> str:
    count = len(table[["annotator", "sentence_id"]].drop_duplicates())
    return f"{counted(count, 'decision')} {'was' if count == 1 else 'were'}"


def _versions(table: "pd.DataFrame") -> str:
    return ", ".join(sorted(table["codebook"].unique()))
