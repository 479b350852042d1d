"""The decisions of a ledger as commands use them: on the sentences of today, with what must be said of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted
from framing.cli.contract import contract_of, standing_under, voice_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from framing.annotation.decisions import Decision
    from framing.annotation.reattach import Reattached
    from framing.workspace import Workspace

labels_option = click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger; the project's own unless told otherwise.",
)


def ledger_at(place: "Workspace", labels: Path | None) -> Path:
    """The ledger to read, the project's own if none is named.

    Raises:
        InputError: there is none.
    """
    from framing.errors import InputError

    if labels is None and not place.ledger.exists():
        raise InputError(
            f"There is no ledger {place.ledger}. Pull the annotators' decisions first: framing pull. Or name another "
            "one: --labels annotations/starter.jsonl."
        )
    if labels is not None and not labels.is_file():
        raise InputError(
            f"There is no file {labels}, which --labels names. Its path starts from the folder that you are in."
        )
    return labels or place.ledger


def decisions(place: "Workspace", labels: Path | None = None, *, refuse_stale: bool = False) -> tuple[Any, list[str]]:
    """ANNOTATIONS of a ledger, and what the reader must know of where they come from.

    An account that framing.toml calls automated counts as that, whenever its labels were pulled. What was said by an
    older codebook of a frame that somebody labelled again by today's is left out, see `framing.annotation.contract`.

    Raises:
        InputError: the ledger does not exist or cannot be read; or `refuse_stale`, and labels by an older codebook do
            not mean what the codebook says now.
        NotEnoughData: it holds no decision.
    """
    from framing.annotation.decisions import annotations_table
    from framing.codebook import read_codebook
    from framing.errors import NotEnoughData

    path = ledger_at(place, labels)
    standing, warnings = attached(place, path, about_voices=False)
    annotations = annotations_table(standing)
    if annotations.empty:
        raise NotEnoughData(f"{path} holds no decision yet. Label some sentences in Doccano, then: framing pull.")
    book = read_codebook(place.codebook)
    found = contract_of(place, standing, book, ledger=path)
    annotations, of_codebooks = standing_under(found, annotations, book, refuse_stale=refuse_stale)
    return annotations, warnings + provenance_warnings(annotations) + of_codebooks


def said_first(place: "Workspace", ledger: Path) -> "tuple[Sequence[Decision], Sequence[Decision], list[str]]":
    """The decisions on frames that agreement is about; all that stand, as `attached` has them; and what to know of it.

    What was asked again in another project is no evidence on agreement: see `framing.annotation.asked_again`.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.annotation.asked_again import asked_first
    from framing.annotation.ledger import read_ledger

    said = read_ledger(ledger)
    standing, warnings = _attached(place, said, lambda decision: decision.counts and not decision.is_voice)
    first, again = asked_first(standing, said)
    if again:
        were = "sentence was" if again == 1 else "sentences were"
        warnings = [
            *warnings,
            f"{again} {were} asked again in another project: these decisions count for gold, not for agreement.",
        ]
    return first, standing, warnings


def attached(place: "Workspace", ledger: Path, *, about_voices: bool) -> "tuple[Sequence[Decision], list[str]]":
    """The decisions of a ledger that stand, on the sentences of today, and what the reader must know of that.

    Those that belong to no sentence of today follow as they are: they still say how far annotators agree. So do all
    where nothing was ingested. Exercises and second showings, which are no labels of a sentence, are left out. An
    account that framing.toml calls automated counts as that.

    Args:
        place: the project.
        ledger: the file.
        about_voices: take the decisions that say something of voices, else those on frames.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.annotation.ledger import read_ledger

    return _attached(
        place,
        read_ledger(ledger),
        lambda decision: (
            decision.counts and bool(decision.is_voice or decision.voice if about_voices else not decision.is_voice)
        ),
    )


def attached_rulings(place: "Workspace", ledger: Path) -> "tuple[Sequence[Decision], list[str]]":
    """The rulings of a ledger that stand, on the sentences of today, as `attached` has decisions.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.annotation.ledger import read_ledger

    standing, warnings = _attached(place, read_ledger(ledger), lambda decision: decision.ruling)
    return standing, [f"Rulings: {warning}" for warning in warnings]


def _attached(
    place: "Workspace", ledger: "Sequence[Decision]", wanted: "Callable[[Decision], bool]"
) -> "tuple[Sequence[Decision], list[str]]":
    from framing.annotation.decisions import current

    standing = as_declared(place, filter(wanted, current(ledger)))
    if not standing or not place.sentences.exists() or not place.documents.exists():
        return standing, []
    found = on_todays_sentences(place, standing)
    return [*found.decisions, *(decision for decision, _ in found.lost)], found.warnings()


def on_todays_sentences(place: "Workspace", decisions: "Sequence[Decision]") -> "Reattached":
    """Decisions on the sentences that were ingested; of these only the documents that are needed are held.

    Raises:
        InputError: what was ingested cannot be read.
    """
    from framing.annotation.reattach import reattach
    from framing.files import read_table
    from framing.tables import DOCUMENTS, SENTENCES

    needed = {decision.document_id for decision in decisions}
    sentences, documents = (
        read_table(path, schema, keep=lambda row: row.get("document_id") in needed)
        for path, schema in ((place.sentences, SENTENCES), (place.documents, DOCUMENTS))
    )
    return reattach(decisions, sentences, dict(zip(documents["document_id"], documents["text"], strict=True)))


def voices(place: "Workspace") -> tuple[Any, list[str]]:
    """VOICES that people coded, of the project's ledger, on the sentences of today; and what must be known of it.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.annotation.voices import human_voices

    standing, warnings = attached(place, place.ledger, about_voices=True)
    return human_voices(standing), [*warnings, *voice_warnings(place, standing)]


def settled_voices(place: "Workspace") -> tuple[Any, list[str]]:
    """VOICES, one row per sentence: what people coded, where they did, else what the rules say; and what to know of it.

    Raises:
        InputError: see `voices`.
    """
    from framing.annotation.voices import settle
    from framing.files import read_table
    from framing.tables import VOICES

    rules = read_table(place.rule_voices, VOICES) if place.rule_voices.exists() else VOICES.table()
    people, warnings = voices(place)
    return settle(rules, people), warnings


def as_declared(place: "Workspace", decisions: "Iterable[Decision]") -> "list[Decision]":
    """The decisions, those of an account that framing.toml calls automated as made by an automated coder."""
    from dataclasses import replace

    from framing.annotation.decisions import AUTOMATED

    return [
        replace(decision, made_by=AUTOMATED) if decision.annotator in place.automated else decision
        for decision in decisions
    ]


def unconfirmed_warnings(sentences: int) -> list[str]:
    """That labels on so many sentences do not count; nothing for none."""
    if not sentences:
        return []
    return [f"Labels on {counted(sentences, 'sentence')} were not confirmed in Doccano and do not count."]


def provenance_warnings(annotations: Any) -> list[str]:
    """What must be said beside every figure that these decisions give."""
    warnings = []
    automated = sorted(annotations.loc[annotations["made_by"] == "automated coder", "annotator"].unique())
    if automated:
        warnings.append(
            f"{', '.join(automated)}: labels by an automated coder. Agreement among its passes says that it is "
            "consistent with itself, not that people would agree. They are no gold standard."
        )
    open_ones = annotations.loc[annotations["state"] == "labelled", ["annotator", "sentence_id"]].drop_duplicates()
    return warnings + unconfirmed_warnings(len(open_ones))


def document_of(annotations: Any) -> Any:
    """Sentence id to document id, for every sentence that has a decision."""
    ids = annotations["sentence_id"].unique()
    return {sentence_id: sentence_id.rpartition(":")[0] for sentence_id in ids}
