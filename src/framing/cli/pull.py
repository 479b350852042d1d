"""Back from Doccano."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.connect import connect, voice_project
from framing.cli.console import counted, echo, json_option, print_json, say, warn, workspace
from framing.cli.contract import keep_codebooks
from framing.cli.outputs import check_outputs
from framing.cli.pulled import PulledProject, print_tables, pull_result
from framing.cli.training import print_training, training_results, training_rows
from framing.errors import DoccanoError, PartlyDone

if TYPE_CHECKING:
    from framing.codebook import Frame, Voice
    from framing.doccano.project.card import Kind, ProjectCard
    from framing.doccano.pulling.decided import Pulled
    from framing.doccano.pulling.pull import Material
    from framing.doccano.wire.gateway import Gateway, Project
    from framing.workspace import Workspace


@click.command()
@click.option(
    "--project",
    metavar="NAME",
    help="The study of this name in Doccano, with its project for voices; or the one project of this name.",
)
@click.option("--voice", is_flag=True, help="Only the project for voices.")
@click.option(
    "--csv",
    "spreadsheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the annotators' comments to this CSV.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Import labels from this file instead: an export of Doccano (.zip .jsonl .json .csv), a CSV or a workbook.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", help="With --from: labels=Codes and the like."
)
@click.option("--annotator", default="", metavar="NAME", help="With --from: who labelled, if the file does not say.")
@click.option("--frames", default="", metavar="KEY,KEY", help="Of old work: the frames that could be chosen; else all.")
@click.option("--none-is-decided", is_flag=True, help="Of old work: a row without labels was looked at, and has none.")
@json_option
@click.pass_context
def pull(
    context: click.Context,
    /,
    project: str | None,
    voice: bool,
    spreadsheet: Path | None,
    source: Path | None,
    as_json: bool,
    **old_work: Any,
) -> None:
    """Bring the annotators' decisions into the ledger; what is there already is not added twice.

    From every project of the study: for frames, for voices, of each annotator, rulings and exercises. The voices and
    the comments also stand in voices.jsonl and comments.jsonl beside the ledger, which each pull makes anew from it.

    Labels made elsewhere, with --from FILE or out of a project that framing did not make, are matched to the ingested
    sentences by their words and to the codebook by name. Exit code 6: some rows were set aside, and are named.

    \b
    Example: framing pull
             framing pull --from old-labels.csv --column labels=Codes
    """
    from framing.cli import imports

    place = workspace(context)
    check_outputs(place, {"--csv": spreadsheet})
    wanted = imports.wishes(**old_work)
    if source is not None:
        if project or voice or spreadsheet:
            raise click.UsageError("--from reads a file and no project: leave out --project, --voice and --csv.")
        imports.import_file(place, source, wanted, as_json=as_json)
        return
    if wanted.columns or wanted.annotator:
        raise click.UsageError("--column and --annotator go with --from.")
    gateway = connect(place)
    if project and (stranger := foreign_project(gateway, project)) is not None:
        imports.import_foreign(place, gateway, stranger, wanted, as_json=as_json)
        return
    if wanted.frames or wanted.none_is_decided:
        raise click.UsageError("--frames and --none-is-decided are for labels made elsewhere: see framing pull --help.")
    kind: Kind | None = "voices" if voice else None
    opened, unread = open_studies(gateway, _projects(place, gateway, project, voice), kind)
    found = pull_projects(place, gateway, opened)
    warnings = [
        line for one in found for line in (*one.problems(named=len(found) > 1), *unconfirmed_warnings(one.pulled))
    ]
    coded, moved = write_voices(place)
    comments, doubts = write_comments(place, spreadsheet)
    trained, unscored = training_results(place, gateway, project or place.doccano_project)
    warnings += [*moved, *doubts, *unscored]
    if as_json:
        result = pull_result(place, found, coded, comments)
        print_json("pull", {**result, "training": training_rows(trained)}, [*unread, *warnings])
    else:
        print_tables(found)
        print_training(trained)
        warn([*unread, *warnings])
        _print_files(place, found, coded, comments)
    if unread:
        raise PartlyDone(f"{counted(len(unread), 'project')} could not be read; the others are in {place.ledger}.")


def _print_files(place: "Workspace", found: "Sequence[PulledProject]", coded: int | None, comments: int | None) -> None:
    added = sum(one.added for one in found)
    echo(
        f"{counted(added, 'line')} added to {place.ledger}." if added else f"Nothing new: {place.ledger} is up to date."
    )
    if coded is not None:
        echo(f"{place.voices}: {counted(coded, 'voice')} that annotators gave.")
    if comments:
        echo(f"{place.comments}: {counted(comments, 'comment')}.")


def _projects(place: "Workspace", gateway: "Gateway", project: str | None, voice: bool) -> list[str]:
    """Names of the studies that a pull is about; the last is one that is not there, so that the pull says so."""
    from framing.doccano.project.projects import study_projects

    def asks_for_voices(name: str) -> bool:  # of that name there may be a project of somebody else
        return any(card.kind == "voices" for _, card in study_projects(gateway, name))

    frames, voices = project or place.doccano_project, voice_project(place, project)
    if voice:
        return [voices] if not project or asks_for_voices(voices) else [project]
    if not asks_for_voices(voices):
        return [frames]
    return [frames, voices] if study_projects(gateway, frames) or gateway.find_project(frames) else [voices]


def foreign_project(gateway: "Gateway", name: str) -> "Project | None":
    """The project of this name if framing did not make it."""
    from framing.doccano.project.projects import study_projects

    return None if study_projects(gateway, name) else gateway.find_project(name)


def open_studies(
    gateway: "Gateway", names: Sequence[str], kind: "Kind | None" = None
) -> "tuple[list[tuple[Project, ProjectCard]], list[str]]":
    """Every project of these studies, each once; and why some cannot be read, if others can.

    Raises:
        DoccanoError, InputError: there is no project of a name, or the settings of all of them were changed.
    """
    from framing.doccano.project.projects import open_project, study_projects

    opened: dict[int, tuple[Project, ProjectCard]] = {}
    faults: list[DoccanoError] = []
    for name in names:
        for part in [project.name for project, _ in study_projects(gateway, name)] or [name]:
            try:
                project, card = open_project(gateway, part, kind)
            except DoccanoError as fault:
                faults.append(fault)
            else:
                opened[project.id] = (project, card)
    if faults and not opened:
        raise faults[0]
    return list(opened.values()), [str(fault) for fault in faults]


def pull_projects(
    place: "Workspace", gateway: "Gateway", opened: "Iterable[tuple[Project, ProjectCard]]"
) -> list[PulledProject]:
    """Brings what these projects say into the ledger, project by project."""
    from framing.annotation.ledger import append_decisions, read_ledger
    from framing.doccano.pulling import pull as doccano
    from framing.doccano.pulling.additions import additions
    from framing.locks import one_at_a_time

    found = []
    known = material(place)
    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        ledger = read_ledger(place.ledger)
        for project, card in opened:
            at = doccano.now()
            pulled = doccano.pull_project(gateway, project, card, known, at=at)
            lines, notes = additions(ledger, pulled, card, at=at, puller=gateway.username)
            keep_codebooks(place, (line.codebook for line in lines))
            added = append_decisions(place.ledger, lines)
            found.append(PulledProject(project.name, card, pulled, added, tuple(notes)))
    return found


def pull_project(
    place: "Workspace", gateway: "Gateway", name: str, kind: "Kind | None" = None
) -> "tuple[ProjectCard, Pulled, int]":
    """The card of the first project of a study, what it says now, and how many lines that added to the ledger."""
    first, *_ = pull_projects(place, gateway, open_studies(gateway, [name], kind)[0])
    return first.card, first.pulled, first.added


def material(place: "Workspace") -> "Material":
    """What the project's folder knows of what was pushed, as far as it is there."""
    from framing.codebook import read_codebook
    from framing.doccano.project.tasks import pushed_texts
    from framing.doccano.pulling.pull import Material
    from framing.files import read_json_lines

    texts: dict[str, str] = {}
    if place.sentences.exists():
        texts = pushed_texts(row for _, row in read_json_lines(place.sentences))
    if not place.codebook.exists():
        return Material(texts, automated=place.automated)
    book = read_codebook(place.codebook)
    return Material(texts, book.fingerprint, f"{book.id} {book.version}", place.automated)


def write_voices(place: "Workspace") -> tuple[int | None, list[str]]:
    """How many voices annotators gave, and what must be known of them; None where the file is not needed yet.

    The file is made from the ledger, whatever stood in it before.
    """
    from framing.cli.labels import voices
    from framing.files import write_table
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        table, warnings = voices(place)
        if table.empty and not place.voices.exists():
            return None, []
        return write_table(place.voices, table, private=True), warnings


def write_comments(place: "Workspace", spreadsheet: Path | None = None) -> tuple[int | None, list[str]]:
    """How many sentences annotators commented on, and what must be known of that; None where there is no comment yet.

    The file is made from the ledger, whatever stood in it before.
    """
    from framing.annotation.comments import comments_table
    from framing.annotation.ledger import read_ledger
    from framing.codebook import read_codebook
    from framing.files import write_table
    from framing.locks import one_at_a_time

    path = place.comments
    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        ledger = read_ledger(place.ledger)
        keys = {key for decision in ledger for key in decision.offered}
        book = read_codebook(place.codebook) if place.codebook.exists() else None
        labels: list[Frame | Voice] = [*book.frames, *book.voices] if book else []
        table, warnings = comments_table(ledger, sorted(keys | {label.key for label in labels}), labels)
        if spreadsheet is not None:
            write_table(spreadsheet, table, private=True)
        if table.empty and not path.exists():
            return None, []
        return write_table(path, table, private=True), warnings


def unconfirmed_warnings(pulled: "Pulled") -> list[str]:
    """A warning for each annotator who chose labels and did not confirm them."""
    return [
        f"{row['annotator']} chose labels on {counted(row['unconfirmed'], 'sentence')} and did not confirm with Enter: "
        "such labels do not count until then."
        for row in pulled.progress
        if row["unconfirmed"]
    ]
