"""Findings as one page."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.console import echo, json_option, print_json, warn, workspace
from framing.cli.findings import scored_options
from framing.cli.model import Material, facts, learning_material, open_model
from framing.cli.outputs import check_outputs
from framing.cli.report_files import check_beside, remove_older
from framing.cli.report_forms import FORMS, form_of, write_form
from framing.errors import FramingError, InputError, ModelMismatch, NotEnoughData

if TYPE_CHECKING:
    import pandas as pd

    from framing.cli.found_report import Asked, Gathered
    from framing.model.evaluation.evaluate import Evaluation
    from framing.model.learning.train import FrameModel
    from framing.report.trust import ModelFacts
    from framing.workspace import Workspace


@click.command()
@scored_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The report; report.html in the out folder unless told otherwise.",
)
@click.option("--to", type=click.Choice(FORMS), help="What is written; by the ending of --out unless told otherwise.")
@click.option("--methods", is_flag=True, help="Also write the paragraph on methods that a paper needs.")
@click.option("--leaks", is_flag=True, help="Also tell what is left of differences with names and loaded words hidden.")
@click.option(
    "--events",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV with date and text: what happened, shown beside the time line.",
)
@json_option
@click.pass_context
def report(
    context: click.Context,
    scores: Path | None,
    labels: Path | None,
    model: Path | None,
    out: Path | None,
    to: str | None,
    methods: bool,
    leaks: bool,
    events: Path | None,
    as_json: bool,
) -> None:
    """Write one HTML page with what can be said of a corpus, what cannot, and the sentences behind every figure.

    Of the project: frames per article, agreement, the classifier's figures, and findings if its sentences are scored.
    With --scores: findings of a run of framing score. The page asks no other host for anything: it opens from disk and
    can be sent around, with the tables and pictures that are written beside it. --to md has the same figures as tables
    in Markdown; --to pdf is the page, printed by the Chromium or Chrome that is installed.

    \b
    Example: framing report
             framing report --scores scored --out findings.html
             framing report --to pdf --methods --events events.csv --leaks
    """
    place = workspace(context)
    from framing.cli.found_report import Asked
    from framing.report.pdf import find_chromium

    inputs = [each for each in (events, labels) if each]
    check_outputs(place, {"--out": out}, inputs=inputs)
    asked = Asked(methods, leaks, events)
    form = form_of(out, to)
    path = out or place.out / f"report.{form}"
    check_beside(place, path, methods=methods, inputs=inputs)
    if form == "pdf":
        find_chromium()  # before minutes of computing
    if scores is not None:
        beside, warnings, known = _of_run(context, place, scores, labels, path, form, asked)
    else:
        material = learning_material(place, labels)
        beside = write(place, material, model, path, measured(material), labels, form=form, asked=asked)
        warnings, known = list(material.warnings), material.facts
    remove_older(path, beside)
    if as_json:
        print_json("report", {"report": str(path), "beside": list(map(str, beside))}, warnings)
        return
    warn(warnings, known)
    echo(str(path))


def _of_run(
    context: click.Context,
    place: "Workspace",
    scores: Path,
    labels: Path | None,
    path: Path,
    form: str,
    asked: "Asked",
) -> tuple[list[Path], list[str], Sequence[str]]:
    from framing.cli.found_report import gather, report_of_run, write_beside
    from framing.codebook import read_codebook

    codebook = read_codebook(place.codebook) if place.codebook.exists() else None
    gathered, book = gather(context, codebook, scores, None, labels, asked)
    page = report_of_run(gathered, book, book.title or scores.name)
    beside = write_beside(gathered, page, path)
    write_form(form, page, gathered.charts, path)
    return beside, [*gathered.warnings, *gathered.facts.findings.warnings], ()


def write(
    place: "Workspace",
    material: Material,
    model: Path | None,
    path: Path,
    evaluation: "Evaluation | None",
    labels: Path | None = None,
    *,
    form: str = "html",
    asked: "Asked | None" = None,
) -> list[Path]:
    """Writes the project's report; the files that were written beside it.

    Scores and their model are in it if there are any, and then findings too.
    """
    from framing.cli.found_report import NOTHING_MORE, write_beside
    from framing.cli.ledgers import agreement_in
    from framing.report.figures import build_report

    asked = asked or NOTHING_MORE
    agreement = agreement_in(place, labels)
    scores, model_facts = scores_and_model(place, material, model)
    gathered = None if scores is None else _findings(material, model, labels, asked)
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
        notes=(*_another(evaluation, model_facts), *material.warnings),
        ties=material.ties,
        generated=f"labels as of {max(dates)}" if dates else "",
        found=None if gathered is None else gathered.facts,
    )
    if any(asked) and gathered is None:
        warn(["Methods, leaks and events are about findings. Score the sentences first: framing score."])
    beside = [] if gathered is None else write_beside(gathered, page, path)
    write_form(form, page, () if gathered is None else gathered.charts, path)
    return beside


def _findings(material: Material, model: Path | None, labels: Path | None, asked: "Asked") -> "Gathered | None":
    """What the scores of the project's sentences show; None, and said why, where they are of other sentences."""
    from framing.cli.found_report import gather

    try:
        gathered, _ = gather(click.get_current_context(), material.codebook, None, model, labels, asked)
    except (InputError, NotEnoughData) as error:
        warn([f"There are no findings in the report. {error}"])
        return None
    warn(gathered.warnings)
    return gathered


def measured(material: Material) -> "Evaluation | None":
    """The classifier's figures; None where there is too little for any."""
    from framing.model.evaluation.evaluate import evaluate

    try:
        return evaluate(
            material.sentences, material.gold, material.codebook, copies=material.copies, chance=material.chance
        )
    except NotEnoughData:
        return None


def _another(evaluation: "Evaluation | None", model: "ModelFacts | None") -> tuple[str, ...]:
    """What to say where the classifier's figures are not of the model that scored."""
    if evaluation is None or model is None or not model.elsewhere:
        return ()
    return (
        "The classifier’s figures on articles it has not seen are of a model trained anew on these labels, not of "
        f"{model.name}, which made the predictions and learned from other labels.",
    )


def _learned_elsewhere(trained: "FrameModel", material: Material) -> bool:
    """Whether a model learned from other labels or sentences than these."""
    from framing.model.learning.examples import make_examples

    try:
        digests = make_examples(material.sentences, material.gold, material.codebook).digests
    except FramingError:  # nothing that a model could learn from
        return True
    return (digests.gold, digests.sentences) != (trained.gold_sha256, trained.sentences_sha256)


def scores_and_model(
    place: "Workspace", material: Material, model: Path | None
) -> "tuple[pd.DataFrame | None, ModelFacts | None]":
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
    return scores, replace(facts(trained, folder, fingerprint), elsewhere=_learned_elsewhere(trained, material))
