"""The codebook, and how far annotators agree."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import json_option, print_json, print_noted_table, print_table, records, warn, workspace
from framing.errors import GateFailed

if TYPE_CHECKING:
    from framing.workspace import Workspace

labels_option = click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger; the project's own unless told otherwise.",
)


@click.command()
@click.option("--guideline", is_flag=True, help="Print the guideline that annotators see, as Markdown.")
@json_option
@click.pass_context
def codebook(context: click.Context, guideline: bool, as_json: bool) -> None:
    """Check the codebook and show its frames.

    \b
    Example: framing codebook --guideline
    """
    import pandas as pd

    from framing.codebook import describe, read_codebook
    from framing.doccano.guideline import guideline_text

    place = workspace(context)
    book = read_codebook(place.codebook)
    if guideline:
        click.echo(guideline_text(book), nl=False)
    elif as_json:
        print_json("codebook", describe(book))
    else:
        click.echo(
            f"{place.codebook}: {book.id} {book.version}, fingerprint {book.fingerprint}, {len(book.frames)} frames"
        )
        print_table(
            pd.DataFrame([{"key": f.key, "label": f.name, "press": f.shortcut, "color": f.color} for f in book.frames])
        )


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
        print_noted_table(table)
        click.echo(f"On {same} of {shared} sentences all annotators chose the same frames.")
        warn(warnings)
    if at_least is not None and not (table["alpha"] >= at_least).all():  # a missing alpha is not agreement
        lowest = table.iloc[0]
        found = lowest["note"] if math.isnan(lowest["alpha"]) else f"its alpha is {lowest['alpha']:.3f}"
        raise GateFailed(f"Frame {lowest['frame']!r} does not reach {at_least}: {found}.")


def decisions(place: "Workspace", labels: Path | None = None) -> tuple[Any, list[str]]:
    """ANNOTATIONS of a ledger, and what the reader must know of where they come from.

    Raises:
        InputError: the ledger does not exist or cannot be read.
        NotEnoughData: it holds no decision.
    """
    from framing.annotation.decisions import annotations_table
    from framing.annotation.ledger import read_ledger
    from framing.errors import InputError, NotEnoughData

    path = labels or place.ledger
    if not path.exists():
        raise InputError(f"There is no ledger {path}. Pull the annotators' decisions first: framing pull.")
    annotations = annotations_table(read_ledger(path))
    if annotations.empty:
        raise NotEnoughData(f"{path} holds no decision yet. Label some sentences in Doccano, then: framing pull.")
    return annotations, provenance_warnings(annotations)


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
    if len(open_ones):
        warnings.append(f"{len(open_ones)} decisions were not confirmed in Doccano and do not count.")
    books = sorted(annotations["codebook"].unique())
    if len(books) > 1:
        warnings.append(f"The decisions were made under {len(books)} versions of the codebook: {', '.join(books)}.")
    return warnings


def document_of(annotations: Any) -> Any:
    """Sentence id to document id, for every sentence that has a decision."""
    ids = annotations["sentence_id"].unique()
    return {sentence_id: sentence_id.rpartition(":")[0] for sentence_id in ids}
