"""Findings as one page."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import echo, json_option, print_json, warn, workspace
from framing.cli.labels import labels_option
from framing.cli.model import Material, facts, learning_material, model_option, open_model
from framing.cli.outputs import check_outputs
from framing.errors import ModelMismatch, NotEnoughData

if TYPE_CHECKING:
    from framing.model.evaluation.evaluate import Evaluation
    from framing.report.findings import Report
    from framing.workspace import Workspace


@click.command()
@labels_option
@model_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The page; report.html in the out folder unless told otherwise.",
)
@json_option
@click.pass_context
def report(context: click.Context, labels: Path | None, model: Path | None, out: Path | None, as_json: bool) -> None:
    """Write one HTML page with frames per article, agreement, the classifier's figures and the sentences themselves.

    The page asks no other host for anything: it opens from disk and can be sent around.

    \b
    Example: framing report
    """
    place = workspace(context)
    check_outputs(place, {"--out": out})
    material = learning_material(place, labels)
    path = out or place.out / "report.html"
    write(place, material, model, path, measured(material), labels)
    if as_json:
        print_json("report", {"report": str(path)}, material.warnings)
        return
    warn(material.warnings, material.facts)
    echo(str(path))


def write(
    place: "Workspace",
    material: Material,
    model: Path | None,
    path: Path,
    evaluation: "Evaluation | None",
    labels: Path | None = None,
) -> "Report":
    """The report that was written to `path`; scores and their model are in it if there are any."""
    from framing.cli.ledgers import agreement_in
    from framing.report.figures import build_report
    from framing.report.pages import write_report

    agreement = agreement_in(place, labels)
    scores, model_facts = scores_and_model(place, model)
    dates = [at for at in material.annotations["at"] if at]
    page = build_report(
        title=material.codebook.title,
        documents=material.documents,
        sentences=material.sentences,
        codebook=material.codebook,
        gold=material.gold,
        agreement=agreement,
        evaluation=evaluation,
        scores=scores,
        model=model_facts,
        notes=material.warnings,
        ties=material.ties,
        generated=f"labels as of {max(dates)}" if dates else "",
    )
    write_report(page, path)
    return page


def measured(material: Material) -> "Evaluation | None":
    """The classifier's figures; None where there is too little for any."""
    from framing.model.evaluation.evaluate import evaluate

    try:
        return evaluate(
            material.sentences, material.gold, material.codebook, copies=material.copies, chance=material.chance
        )
    except NotEnoughData:
        return None


def scores_and_model(place: "Workspace", model: Path | None) -> tuple[Any, Any]:
    """SCORES and the facts of their model; nothing if nothing was scored yet, or by another model.

    Raises:
        InputError, ModelMismatch: see `open_model`. A model of another codebook that nobody named is left out instead:
            after a change of the codebook there is no other yet, and the rest of the report stands.
    """
    from framing.files import read_table
    from framing.tables import SCORES

    path = place.out / "scores.jsonl"
    folder = model or place.model
    if not path.exists() or not folder.exists():
        return None, None
    try:
        trained, fingerprint = open_model(place, folder)
    except ModelMismatch as error:
        if model is not None:
            raise
        warn([f"{error} Its scores are left out."])
        return None, None
    scores = read_table(path, SCORES)
    if set(scores["model"]) != {fingerprint}:
        warn([f"{path} holds scores of another model and is left out. Score again: framing score."])
        return None, None
    return scores, facts(trained, folder, fingerprint)
