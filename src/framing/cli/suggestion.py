"""A model's proposals beside the sentences of a push: which model, who is shown what, and the record of that."""

import os
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.cli.console import say
from framing.cli.queue import drawn_for_estimation, read_sample

if TYPE_CHECKING:
    import pandas as pd

    from framing.codebook import Codebook
    from framing.doccano.wire.gateway import Gateway, Project
    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

USUAL_SHARE = 0.8
SEED = 7


def read_share(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """The share that an option names, 80% or 0.8: above 0 and at most 1; None if it is not given."""
    if value is None:
        return None
    try:
        share = float(value.strip().removesuffix("%")) / (100 if "%" in value else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise click.BadParameter(f"{value!r} is no share. Say for example 80%: more than 0 %, at most 100 %.")
    return share


@dataclass(frozen=True)
class Wanted:
    """What the command line asked for: the folder of a model, the share of sentences to show it on, seed of the draw.

    Without a model nothing is proposed, unless the project shows proposals already.
    """

    model: Path | None = None
    share: float = USUAL_SHARE
    seed: int = SEED


NOTHING = Wanted()


@dataclass(frozen=True)
class Shown:
    """What the annotators of a project are shown.

    Attributes:
        model: fingerprint of the model that proposes; empty if nothing is proposed.
        texts: sentence id to its proposal, empty in the share that shows none; None if nothing is proposed.
        note: what the guideline of a new project says of them, Markdown.
    """

    model: str = ""
    texts: Mapping[str, str] | None = None
    note: str = ""


def suggest_options(command: Command) -> Command:
    """Adds --suggest and --suggest-share."""
    model = click.option(
        "--suggest",
        metavar="MODEL",
        type=click.Path(path_type=Path),
        help="Show what the model in this folder proposes, beside the sentence, never as a label.",
    )
    share = click.option(
        "--suggest-share",
        metavar="SHARE",
        callback=read_share,
        help="Share of the sentences that show it, drawn by lot; 80% unless told otherwise.",
    )
    return model(share(command))


def wanted_suggestions(model: Path | None, share: float | None, *, voice: bool, training: bool) -> Wanted:
    """What the options ask for.

    Raises:
        click.UsageError: they exclude each other.
    """
    if share is not None and model is None:
        raise click.UsageError(
            "--suggest-share needs --suggest MODEL: it is the share that shows the model's proposal."
        )
    if model is not None and voice:
        raise click.UsageError("--suggest and --voice exclude each other: models propose frames, not voices.")
    if model is not None and training:
        raise click.UsageError("--suggest and --training exclude each other: exercises are done without help.")
    return Wanted(model, USUAL_SHARE if share is None else share)


def suggestions_for(
    place: "Workspace",
    gateway: "Gateway",
    project: str,
    sentences: "pd.DataFrame",
    codebook: "Codebook",
    wanted: Wanted = NOTHING,
    *,
    write: bool = True,
) -> Shown:
    """What each of the sentences shows; new draws are on disk, in annotations/suggestions.jsonl, when this returns.

    A sentence that was drawn before, or stands in the study already, keeps what it has: of those no model is needed.
    One that the sample has for estimation shows none: people alone say what is in the corpus.

    Args:
        place: the project folder.
        gateway: to see what the study in Doccano holds and shows already.
        project: name of the study; all its projects share its draws.
        sentences: SENTENCES.
        codebook: the frames that annotators are offered.
        wanted: what the command line asks for.
        write: whether to record new draws; not in a rehearsal.

    Raises:
        InputError: the study shows none, or those of another model; or it shows some, and no model was named for
            sentences that are new; or the record cannot be read or written.
        ModelMismatch: the model was trained with another codebook.
    """
    from framing.doccano.project.guideline import note_in
    from framing.doccano.project.projects import check_suggestions, study_projects
    from framing.doccano.project.suggestions import shown_texts
    from framing.locks import one_at_a_time
    from framing.tables import CODED_KINDS

    found = study_projects(gateway, project)
    study = [(p, card) for p, card in found if card.kind == "frames" and not card.training and not card.ruling]
    shows = study[0][1].suggestions if study else ""
    if not shows and (study or wanted.model is None):
        if study and wanted.model is not None:
            check_suggestions(project, study[0][1], str(wanted.model))
        return Shown()
    coded = sentences[sentences["kind"].isin(CODED_KINDS)]
    path = record_file(place)
    with one_at_a_time(f"the record {os.path.realpath(path)}", say):
        record = _read_record(path)
        drawn = shown_texts(record, project)
        standing = _standing(gateway, [p for p, _ in study], set(coded["sentence_id"]) - drawn.keys())
        apart = drawn_for_estimation(read_sample(place))
        new = coded[~coded["sentence_id"].isin(drawn.keys() | standing.keys() | apart)]
        model, note = shows, note_in(gateway.guideline(study[0][0])) if study else ""
        if len(new) or not study:
            made, model, its_note = _propose(place, project, new, codebook, wanted, shows)
            note = note or its_note
            if study:
                check_suggestions(project, study[0][1], model)
            _check_record(record, project, model, path)
            drawn |= shown_texts(made, project)
            if write:
                _add(path, record, made)
            say(f"{int(made['shown'].sum())} of {len(made)} sentences show what model {model} proposes.")
    shown = {name: text for name, text in (standing | drawn).items() if name not in apart or name in standing}
    return Shown(model, shown, note)


def record_file(place: "Workspace") -> Path:
    """Where the draws are, SUGGESTIONS: beside the ledger, because labels cannot be understood without them."""
    return place.ledger.with_name("suggestions.jsonl")


def _standing(gateway: "Gateway", study: "Sequence[Project]", undrawn: AbstractSet[str]) -> dict[str, str]:
    """What stands beside those of the sentences that the study holds although nothing is recorded of them.

    They were pushed from another folder, or the record was lost. Empty where none is shown.
    """
    from framing.doccano.project.projects import sentence_ids
    from framing.doccano.project.tasks import name_of, suggestion_in

    found: dict[str, str] = {}
    for project in study if undrawn else ():
        if undrawn & sentence_ids(gateway, project).keys():
            rows = next(iter(gateway.export(project, only_confirmed=False).values()), [])
            found |= {str(name_of(row)): suggestion_in(row) or "" for row in rows if name_of(row) in undrawn}
    return found


def _propose(
    place: "Workspace", project: str, new: "pd.DataFrame", codebook: "Codebook", wanted: Wanted, shows: str
) -> "tuple[pd.DataFrame, str, str]":
    """SUGGESTIONS for the sentences, the fingerprint of the model, and what the guideline says of it."""
    from framing.cli.model import open_model
    from framing.doccano.project.suggestions import model_note, new_suggestions
    from framing.errors import InputError
    from framing.scoring.score import score_table

    if wanted.model is None:
        raise InputError(
            f"Beside the sentences of the project {project!r} stands what model {shows} proposes, and {len(new)} are "
            "new. Name that model: --suggest MODEL. Or push to a new project: --project NAME."
        )
    model, fingerprint = open_model(place, wanted.model)
    made = new_suggestions(
        score_table(model, new, fingerprint=fingerprint),
        model,
        codebook,
        project=project,
        fingerprint=fingerprint,
        share=wanted.share,
        seed=wanted.seed,
    )
    return made, fingerprint, model_note(model, fingerprint, codebook)


def _read_record(path: Path) -> "pd.DataFrame":
    from framing.files import read_table
    from framing.tables import SUGGESTIONS

    return read_table(path, SUGGESTIONS) if path.exists() else SUGGESTIONS.table()


def _add(path: Path, record: "pd.DataFrame", made: "pd.DataFrame") -> None:
    import pandas as pd

    from framing.files import write_table

    if len(made):
        write_table(path, pd.concat([record, made], ignore_index=True))


def _check_record(record: "pd.DataFrame", project: str, model: str, path: Path) -> None:
    """Raises InputError if draws of another model are recorded for the project."""
    from framing.errors import InputError

    others = set(record.loc[record["project"] == project, "model"]) - {model}
    if others:
        raise InputError(
            f"{path} holds what model {min(others)} proposed for the project {project!r}; this is model {model}. "
            "What annotators are shown does not change: name that model, or push to a new project: --project NAME."
        )
