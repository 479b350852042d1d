"""From labels to a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import (
    echo,
    json_option,
    print_json,
    say,
    warn,
    workspace,
)
from framing.cli.contract import mixed_option
from framing.cli.corpus import copies_of, ingested
from framing.cli.labels import labels_option
from framing.cli.learning_options import USUAL_PROFILE, USUAL_SEED, learning_options
from framing.cli.queue import read_sample

if TYPE_CHECKING:
    import pandas as pd

    from framing.codebook import Codebook
    from framing.model.evaluation.evaluate import Evaluation
    from framing.model.learning.train import FrameModel
    from framing.model.learning.weights import RandomSlice
    from framing.workspace import Workspace

model_option = click.option(
    "--model",
    type=click.Path(path_type=Path),  # a file too, so that it is refused with the reason
    help="Folder of the model; models/frames unless told otherwise.",
)


@click.command()
@labels_option
@model_option
@learning_options
@mixed_option
@json_option
@click.pass_context
def train(
    context: click.Context,
    labels: Path | None,
    model: Path | None,
    profile: str,
    seed: int,
    mixed_codebooks: bool,
    as_json: bool,
) -> None:
    """Train a classifier on the gold labels and write it with a card that says what it can and cannot do.

    Labels that were made by an older codebook, and that a change of it touches, are refused until they are labelled
    again.

    \b
    Example: framing train
             framing train --profile fast --model models/quick
    """
    place = workspace(context)
    material = learning_material(place, labels, refuse_stale=not mixed_codebooks)
    trained, evaluation, folder, fingerprint = train_model(place, material, model, labels, profile=profile, seed=seed)
    warnings = [*material.warnings, *(evaluation.warnings if evaluation else ())]
    examples = {count.frame: count.positives for count in trained.examples}
    if as_json:
        result = {"model": str(folder), "fingerprint": fingerprint, "profile": profile, "seed": seed}
        result |= {"frames": list(trained.frames), "too_few_examples": list(trained.few_examples)}
        print_json("train", {**result, "examples": examples, "left_out": dict(trained.left_out)}, warnings)
        return
    echo(f"{folder}: {len(trained.frames)} frames from {trained.sentences} sentences of {trained.documents} documents.")
    for frame, reason in trained.left_out.items():
        say(f"left out: {frame}, {reason}")
    if trained.few_examples:
        say(f"too few examples to trust: {', '.join(trained.few_examples)}")
    warn(warnings, [*material.facts, *([evaluation.basis] if evaluation else [])])
    say(f"Read {folder / 'card.md'} before you use it.")


@dataclass(frozen=True)
class Material:
    """What training and evaluation stand on. Tables: DOCUMENTS, SENTENCES, ANNOTATIONS, GOLD."""

    documents: "pd.DataFrame"
    sentences: "pd.DataFrame"
    annotations: "pd.DataFrame"
    gold: "pd.DataFrame"
    ties: "pd.DataFrame"  # sentence_id, frame, votes, voters: annotators differ, and it is open who is right
    codebook: "Codebook"
    copies: Mapping[str, str]  # document_id to that of the document it repeats
    warnings: tuple[str, ...]  # what must be known of the labels
    facts: tuple[str, ...]  # those of the warnings that warn of nothing
    chance: "RandomSlice | None" = None  # the sentences that figures stand on, if some were drawn by chance


def learning_material(place: "Workspace", labels: Path | None = None, *, refuse_stale: bool = False) -> Material:
    """The project's sentences with their gold labels, and what the reader must know of them.

    The labels are those of `framing resolve` if it was run, see framing.cli.gold_labels.project_labels.

    Raises:
        InputError: something is missing or cannot be read; gold is not that of the ledger as it is now; or
            `refuse_stale`, and labels by an older codebook do not mean what the codebook says now.
        NotEnoughData: the ledger holds no decision, or none on a sentence that was ingested.
    """
    from framing.cli.gold_labels import open_warning, project_labels
    from framing.codebook import read_codebook
    from framing.errors import NotEnoughData
    from framing.model.learning.weights import random_slice
    from framing.tables import CODED_KINDS

    documents, sentences = ingested(place)
    coded = sentences.loc[sentences["kind"].isin(CODED_KINDS), "sentence_id"]
    labelled = project_labels(place, labels, refuse_stale=refuse_stale).on(coded)
    gold, ties = labelled.gold, labelled.open
    if gold.empty:
        raise NotEnoughData(
            "No ingested sentence has a confirmed label. Confirm labels in Doccano with Enter, then: framing pull."
        )
    facts = [labelled.how()] if labels is None else []
    warnings = [*labelled.warnings, *facts]
    if len(ties):
        warnings.append(open_warning(ties))
    book = read_codebook(place.codebook)
    copies = copies_of(place)
    chance = random_slice(read_sample(place), labelled.annotations)
    return Material(
        documents=documents,
        sentences=sentences,
        annotations=labelled.annotations,
        gold=gold,
        ties=ties,
        codebook=book,
        copies=copies,
        warnings=tuple(warnings),
        facts=tuple(facts),
        chance=chance,
    )


def train_model(
    place: "Workspace",
    material: Material,
    folder: Path | None,
    labels: Path | None = None,
    *,
    profile: str = USUAL_PROFILE,
    seed: int = USUAL_SEED,
) -> "tuple[FrameModel, Evaluation | None, Path, str]":
    """The model, its evaluation (None where there is too little for one), its folder and fingerprint.

    `labels` is the ledger that `material` is from, the project's own unless given.
    """
    from framing.cli.behaviour import behaviour_of, pass_rates
    from framing.errors import NotEnoughData
    from framing.model.evaluation.evaluate import evaluate as measure
    from framing.model.keeping.store import save_model
    from framing.model.learning.train import train as fit

    sentences, gold, book = material.sentences, material.gold, material.codebook
    given: dict[str, Any] = {"copies": material.copies, "chance": material.chance, "profile": profile, "seed": seed}
    trained = fit(sentences, gold, book, **given)
    evaluation = None
    try:
        evaluation = measure(sentences, gold, book, annotations=material.annotations, **given)
    except NotEnoughData as error:
        warn([str(error)])
    folder = folder or place.model
    tried = behaviour_of(place, trained, book, material, evaluation, labels)
    fingerprint = save_model(trained, folder, evaluation, material.warnings, pass_rates(tried))
    return trained, evaluation, folder, fingerprint


def score_sentences(
    place: "Workspace", sentences: "pd.DataFrame", folder: Path | None
) -> "tuple[pd.DataFrame, FrameModel, Path]":
    """SCORES of the coded ones of `sentences`, the model that gave them, and the file they were written to."""
    from framing.files import write_table
    from framing.scoring.score import score_table
    from framing.tables import CODED_KINDS

    trained, fingerprint = open_model(place, folder)
    table = score_table(trained, sentences[sentences["kind"].isin(CODED_KINDS)], fingerprint=fingerprint)
    path = place.out / "scores.jsonl"
    write_table(path, table)
    return table, trained, path


def open_model(place: "Workspace", folder: Path | None) -> "tuple[FrameModel, str]":
    """A stored model and its fingerprint.

    Raises:
        InputError: there is none, or it cannot be trusted; see `framing.model.keeping.store.load_model`.
        ModelMismatch: it was trained with another codebook than the project's, or cannot be used here.
    """
    from framing.codebook import read_codebook
    from framing.model.keeping.encoding import fingerprint
    from framing.model.keeping.store import load_model
    from framing.model.learning.train import check_codebook

    trained = load_model(folder or place.model)
    if place.codebook.exists():  # where there is none, a model from elsewhere may score
        check_codebook(trained, read_codebook(place.codebook))
    return trained, fingerprint(trained)


def facts(trained: "FrameModel", folder: Path, fingerprint: str) -> Any:
    """What a report says about a model."""
    from framing.report.trust import ModelFacts

    return ModelFacts(
        name=folder.name,
        fingerprint=fingerprint,
        codebook=trained.codebook,
        thresholds={frame: float(t) for frame, t in zip(trained.frames, trained.thresholds, strict=True)},
        positives={count.frame: count.positives for count in trained.examples},
        left_out=dict(trained.left_out),
        link=trained.link,
    )
