"""The codebook, and how far annotators agree."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import (
    counted,
    echo,
    json_option,
    print_json,
    print_noted_table,
    print_table,
    records,
    warn,
    workspace,
)
from framing.errors import GateFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from framing.annotation.decisions import Decision
    from framing.annotation.reattach import Reattached
    from framing.codebook import Codebook, Frame, Voice
    from framing.workspace import Workspace

labels_option = click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger; the project's own unless told otherwise.",
)


@click.command()
@click.option("--guideline", is_flag=True, help="Print the guideline that annotators see, as Markdown.")
@click.option("--voice", is_flag=True, help="With --guideline: that of the project for voices.")
@json_option
@click.pass_context
def codebook(context: click.Context, guideline: bool, voice: bool, as_json: bool) -> None:
    """Check the codebook and show its frames and voices.

    \b
    Example: framing codebook --guideline
    """
    from framing.codebook import describe, read_codebook
    from framing.doccano.project.guideline import guideline_text, voice_guideline_text
    from framing.errors import InputError

    if voice and not guideline:
        raise click.UsageError("--voice goes with --guideline.")
    place = workspace(context)
    book = read_codebook(place.codebook)
    if voice and not book.voices:
        raise InputError(f"{place.codebook} has no voices. Add [[voices]] blocks; framing init shows how.")
    text = voice_guideline_text(book) if voice else guideline_text(book)
    if as_json:
        print_json("codebook", describe(book) | ({"guideline": text} if guideline else {}))
    elif guideline:
        echo(text, nl=False)
    else:
        echo(f"{place.codebook}: {book.id} {book.version}, fingerprint {book.fingerprint}, {len(book.frames)} frames")
        print_table(_labels(book.frames))
        if book.voices:
            names = sum(map(len, book.gazetteer.values()))
            echo(f"\n{counted(len(book.voices), 'voice')}, {counted(names, 'name')} in the gazetteer")
            print_table(_labels(book.voices))


def _labels(labels: "Iterable[Frame | Voice]") -> Any:
    import pandas as pd

    return pd.DataFrame([{"key": f.key, "label": f.name, "press": f.shortcut, "color": f.color} for f in labels])


@click.command()
@labels_option
@click.option("--at-least", type=float, metavar="ALPHA", help="Exit 5 unless every frame reaches ALPHA.")
@json_option
@click.pass_context
def agree(context: click.Context, labels: Path | None, at_least: float | None, as_json: bool) -> None:
    """Show Krippendorff's alpha per frame, the lowest first, with what it stands on.

    \b
    Example: framing agree --at-least 0.667
    """
    from framing.annotation.agreement import agreement_by_frame, identical_sets

    annotations, warnings = decisions(workspace(context), labels)
    table = agreement_by_frame(annotations, document_of(annotations))
    same, shared = identical_sets(annotations)
    if as_json:
        print_json("agree", {"frames": records(table), "same_frames": same, "sentences": shared}, warnings)
    else:
        print_noted_table(agreement_columns(table))
        echo(f"Decisions by: {', '.join(sorted(set(table['made_by'])))}.")
        echo(f"On {same} of {shared} sentences all annotators chose the same frames.")
        warn(warnings)
    if at_least is not None:
        hold(table, at_least)


def hold(table: Any, at_least: float) -> None:
    """Nothing, if every frame reaches `at_least`; a missing alpha, and one of a rare frame, is not agreement.

    Raises:
        GateFailed: the lowest frame that does not.
    """
    from framing.annotation.agreement import RARE_AT_LEAST

    failing = table[~((table["alpha"] >= at_least) & (table["seen_in"] >= RARE_AT_LEAST))]
    if failing.empty:
        return
    lowest = failing.iloc[0]
    untold = lowest["seen_in"] < RARE_AT_LEAST or math.isnan(lowest["alpha"])
    found = lowest["note"] if untold else f"its alpha is {lowest['alpha']:.3f}"
    raise GateFailed(f"Frame {lowest['frame']!r} does not reach {at_least}: {found}.")


def agreement_columns(table: Any) -> Any:
    """What a terminal shows of the table of agreement: the rest is in --json."""
    from framing.cli.console import interval

    shown = table[["frame", "alpha", "sentences", "seen_in", "present", "decisions", "note"]]
    shown = shown.rename(columns={"seen_in": "seen in", "present": "yes"})
    ends = interval(table["low"], table["high"])
    if ends.any():
        shown.insert(2, "95 % interval", ends)
    return shown


def decisions(place: "Workspace", labels: Path | None = None) -> tuple[Any, list[str]]:
    """ANNOTATIONS of a ledger, and what the reader must know of where they come from.

    An account that framing.toml calls automated counts as that, whenever its labels were pulled.

    Raises:
        InputError: the ledger does not exist or cannot be read.
        NotEnoughData: it holds no decision.
    """
    from framing.annotation.decisions import annotations_table
    from framing.codebook import read_codebook
    from framing.errors import InputError, NotEnoughData

    path = labels or place.ledger
    if not path.exists():
        raise InputError(f"There is no ledger {path}. Pull the annotators' decisions first: framing pull.")
    standing, warnings = attached(place, path, about_voices=False)
    annotations = annotations_table(standing)
    if annotations.empty:
        raise NotEnoughData(f"{path} holds no decision yet. Label some sentences in Doccano, then: framing pull.")
    return annotations, warnings + provenance_warnings(annotations, read_codebook(place.codebook))


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
    from dataclasses import replace

    from framing.annotation.decisions import current
    from framing.annotation.ledger import read_ledger

    standing = [
        replace(decision, made_by="automated coder") if decision.annotator in place.automated else decision
        for decision in current(read_ledger(ledger))
        if decision.counts and (decision.is_voice or decision.voice if about_voices else not decision.is_voice)
    ]
    if not place.sentences.exists() or not place.documents.exists():
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
    return human_voices(standing), warnings


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


def provenance_warnings(annotations: Any, book: "Codebook") -> list[str]:
    """What must be said beside every figure that these decisions give, now that the codebook is `book`."""
    warnings = []
    automated = sorted(annotations.loc[annotations["made_by"] == "automated coder", "annotator"].unique())
    if automated:
        warnings.append(
            f"{', '.join(automated)}: labels by an automated coder. Agreement among its passes says that it is "
            "consistent with itself, not that people would agree. They are no gold standard."
        )
    open_ones = annotations.loc[annotations["state"] == "labelled", ["annotator", "sentence_id"]].drop_duplicates()
    if len(open_ones):
        count = counted(len(open_ones), "sentence")
        warnings.append(f"Labels on {count} were not confirmed in Doccano and do not count.")
    older = annotations[annotations["codebook"] != book.fingerprint]
    if len(older):
        count = counted(len(older[["annotator", "sentence_id"]].drop_duplicates()), "decision")
        versions = ", ".join(sorted(older["codebook"].unique()))
        warnings.append(
            f"{count} made under another version of the codebook ({versions}) than today's ({book.fingerprint}). "
            "Where a meaning changed since, the labels do not mean what the codebook says now."
        )
    return warnings


def document_of(annotations: Any) -> Any:
    """Sentence id to document id, for every sentence that has a decision."""
    ids = annotations["sentence_id"].unique()
    return {sentence_id: sentence_id.rpartition(":")[0] for sentence_id in ids}
