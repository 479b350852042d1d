"""What a model does with sentences that we know the answer to: framing evaluate --behaviour."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import echo, interval, one_line, print_json, print_table, probability_text, records, warn

if TYPE_CHECKING:
    import pandas as pd

    from framing.cli.model import Material
    from framing.codebook import Codebook
    from framing.model.behaviour.result import BehaviourResult
    from framing.model.evaluation.evaluate import Evaluation
    from framing.model.keeping.record import PassRate
    from framing.model.learning.train import FrameModel
    from framing.workspace import Workspace

behaviour_option = click.option(
    "--behaviour",
    is_flag=True,
    help="Instead: try it on written sentences, denied, quoted, misspelled, with names swapped.",
)
tested_model_option = click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --behaviour: test the model in this folder; unless given, one that is trained now.",
)


_WIDTH = 100  # columns of a terminal
_WORST = 2  # failures of a kind that are shown
_FOLDS = 5  # of the documents, one is held out from the stand-in
_OF_FIGURES = (
    "by",
    "groups_file",
    "held_out",
    "other",
    "bars",
)  # options of evaluate that behaviour tests have no use for


def check_behaviour_options(context: click.Context, *, behaviour: bool) -> None:
    """Nothing, if what was given goes together.

    Raises:
        click.UsageError: an option of figures stands beside --behaviour, or --model without it or beside --profile.
    """
    given = {
        name: parameter.opts[0]
        for parameter in context.command.params
        if (name := parameter.name) and context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    }
    if not behaviour and "model" in given:
        raise click.UsageError("--model goes with --behaviour: figures need documents that a model has not seen.")
    if behaviour and "model" in given and "profile" in given:
        raise click.UsageError(
            "--profile does not go with --model: a stored model has the profile it was trained with."
        )
    if behaviour and (others := [given[name] for name in _OF_FIGURES if name in given]):
        raise click.UsageError(f"{others[0]} does not go with --behaviour: it is about figures on documents.")


def show_behaviour(
    place: "Workspace",
    labels: Path | None,
    folder: Path | None,
    profile: str | None,
    *,
    refuse_stale: bool,
    as_json: bool,
) -> None:
    """Prints the pass rates of a stored model, or of one that is trained on the project's labels now.

    `profile` is that of the one that is trained, the default one unless given.

    Raises:
        InputError, NotEnoughData: there is no such model, or nothing to train one on.
        ModelMismatch: the model was trained with another codebook than the project's.
    """
    from framing.cli.model import learning_material, open_model
    from framing.codebook import read_codebook
    from framing.errors import InputError, NotEnoughData

    warnings = list[str]()
    if folder is None:
        material = learning_material(place, labels, refuse_stale=refuse_stale)
        warnings += material.warnings
        result = _of_new_model(place, material, labels, profile)
    else:
        trained, _ = open_model(place, folder)
        book = read_codebook(place.codebook)
        known = None
        try:
            known = learning_material(place, labels, refuse_stale=refuse_stale)
        except (InputError, NotEnoughData) as error:
            if labels is not None:
                raise
            warnings.append(f"Without labelled sentences: {error}")
        result = behaviour_of(place, trained, book, known, None, labels)
    if as_json:
        print_json("evaluate", _as_record(result, folder), [*warnings, *result.notes])
        return
    _print(result)
    warn([*warnings, *result.notes], result.notes)


def behaviour_of(
    place: "Workspace",
    trained: "FrameModel",
    codebook: "Codebook",
    material: "Material | None",
    evaluation: "Evaluation | None",
    labels: Path | None,
) -> "BehaviourResult":
    """The pass rates of a model.

    Args:
        place: the project.
        trained: the model.
        codebook: the one it was trained with.
        material: what it was trained on, or may have been.
        evaluation: of the same labels: its held-out scores stand for the model's on sentences that it learned from.
        labels: the ledger that comments are read from, the project's own unless given.
    """
    from framing.model.behaviour.build import has_written
    from framing.model.behaviour.run import run_behaviour

    if material is None:
        return run_behaviour(trained, codebook)
    labelled = _labelled(place, material, evaluation, labels)
    stand_in, unseen = (None, set[str]()) if has_written(codebook) else _stand_in(material, trained)
    labelled["held_out"] = labelled["sentence_id"].isin(unseen)
    return run_behaviour(trained, codebook, labelled=labelled, stand_in=stand_in, trained_on=set(labelled["text"]))


def _stand_in(material: "Material", trained: "FrameModel") -> "tuple[FrameModel | None, set[str]]":
    """A model of the same labels without a fifth of the documents, and the sentences of these; none of one document."""
    from framing.errors import NotEnoughData
    from framing.model.learning.examples import make_examples
    from framing.model.learning.folds import document_folds
    from framing.model.learning.train import train

    examples = make_examples(material.sentences, material.gold, material.codebook, material.copies, material.chance)
    if examples.documents < 2:
        return None, set()
    _, held = next(document_folds(examples.document_ids, _FOLDS, seed=trained.seed))
    unseen = {examples.sentence_ids[row] for row in held.tolist()}
    kept = material.gold[~material.gold["sentence_id"].isin(unseen)]
    try:
        model = train(
            *(material.sentences, kept, material.codebook),
            copies=material.copies,
            chance=material.chance,
            profile=trained.profile,
            seed=trained.seed,
        )
    except NotEnoughData:
        return None, set()
    return model, unseen


def _of_new_model(
    place: "Workspace", material: "Material", labels: Path | None, profile: str | None
) -> "BehaviourResult":
    from framing.cli.evaluation import measure
    from framing.errors import NotEnoughData
    from framing.model.learning.profile import DEFAULT_PROFILE
    from framing.model.learning.train import train

    trained = train(
        *(material.sentences, material.gold, material.codebook),
        copies=material.copies,
        chance=material.chance,
        profile=profile or DEFAULT_PROFILE,
    )
    evaluation = None
    try:
        evaluation = measure(material, profile=profile)
    except NotEnoughData as error:
        warn([str(error)])
    return behaviour_of(place, trained, material.codebook, material, evaluation, labels)


def pass_rates(result: "BehaviourResult") -> "list[PassRate]":
    """The same for a model's card."""
    from framing.model.keeping.record import PassRate

    return [
        PassRate(row["kind"], row["language"], row["expected"], int(row["passed"]), int(row["cases"]))
        for row in records(result.table)
    ]


def _labelled(
    place: "Workspace", material: "Material", evaluation: "Evaluation | None", labels: Path | None
) -> "pd.DataFrame":
    """What `run_behaviour` takes as `labelled`: gold beside texts, comments and held-out scores."""
    import pandas as pd

    from framing.annotation.comments import comments_table
    from framing.cli.labels import attached
    from framing.model.behaviour.run import LABELLED_COLUMNS, MARKS

    decisions, _ = attached(place, labels or place.ledger, about_voices=False)
    comments, _ = comments_table(decisions, material.codebook.keys)
    marked = comments.groupby("sentence_id")[list(MARKS)].any()
    languages = material.documents.set_index("document_id")["language"]
    texts = material.sentences[["sentence_id", "document_id", "text"]].copy()
    texts["language"] = texts["document_id"].map(languages).fillna("")
    table = material.gold[["sentence_id", "frame", "present"]].merge(texts, on="sentence_id")
    for mark in MARKS:
        table[mark] = table["sentence_id"].isin(marked.index[marked[mark].astype(bool)])
    table["held_out"] = False
    if evaluation is None:
        return table.assign(probability=float("nan"))[list(LABELLED_COLUMNS)]
    held_out = evaluation.out_of_fold[["sentence_id", "frame", "probability"]]
    merged: pd.DataFrame = table.merge(held_out, on=["sentence_id", "frame"], how="left")[list(LABELLED_COLUMNS)]
    return merged


def _print(result: "BehaviourResult") -> None:
    """The table, its notes, and the failures that went furthest wrong."""
    table = result.table
    shown = table[["kind", "language", "cases", "passed", "rate"]].copy()
    shown["95 % interval"] = interval(table["low"], table["high"])
    shown["wanted"] = [_wanted(row["wanted"], missed=row["missed"]) for row in records(table)]
    print_table(shown)
    _print_what_passes(table)
    for note, rows in table[table["note"] != ""].groupby("note", sort=False):
        about = ", ".join(f"{kind} ({language})" for kind, language in zip(rows["kind"], rows["language"], strict=True))
        echo(click.wrap_text(f"{about}: {note}.", width=88, initial_indent="  ", subsequent_indent="    "))
    failures = result.worst(_WORST)
    if len(failures):
        echo(f"\nFurthest from right, at most {_WORST} of a kind; all, and in full, are in --json:")
    for (kind, language), part in failures.groupby(["kind", "language"], sort=False):
        echo(f"  {kind} ({language})")
        numbers = ["score", "score_before", "threshold"]
        for row in part.assign(**part[numbers].map(probability_text)).itertuples():
            before = "" if row.before == "" else f", {row.score_before} before"
            line = f"    {row.frame} {row.score}{before}; threshold {row.threshold}: "
            echo(line + _cut(one_line(row.text), _WIDTH - len(line)))
    echo("")


def _wanted(wanted: float, *, missed: bool) -> str:
    """The rate that is wanted, if one is, and whether it was missed."""
    return "" if wanted != wanted else f"{wanted:.2f}{', missed' if missed else ''}"  # NaN: none is


def _print_what_passes(table: "pd.DataFrame") -> None:
    """What passes, in a line for all kinds of which the same is asked."""
    from framing.model.behaviour.result import PASSES

    for expected, rows in table.groupby("expected", sort=False):
        kinds = ", ".join(dict.fromkeys(rows["kind"]))
        text = f"passes if {PASSES[str(expected)]}: {kinds}"
        echo(click.wrap_text(text, width=_WIDTH, initial_indent="  ", subsequent_indent="    "))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _as_record(result: "BehaviourResult", folder: Path | None) -> dict[str, Any]:
    failed = result.outcomes[~result.outcomes["passed"].astype(bool)]
    return {
        "model": str(folder) if folder else None,
        "frames": list(result.frames),
        "behaviour": records(result.table),
        "failures": records(failed.drop(columns="passed")),
    }
