"""Back from Doccano."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from framing.cli.connect import connect, voice_project
from framing.cli.console import counted, echo, json_option, print_json, print_table, say, warn, workspace
from framing.cli.training import print_training, training_results, training_rows

if TYPE_CHECKING:
    from framing.doccano.card import Kind, ProjectCard
    from framing.doccano.gateway import Gateway
    from framing.doccano.tasks import Pulled
    from framing.workspace import Workspace


@click.command()
@click.option("--project", metavar="NAME", help="Only the project of this name in Doccano.")
@click.option("--voice", is_flag=True, help="Only the project for voices.")
@json_option
@click.pass_context
def pull(context: click.Context, project: str | None, voice: bool, as_json: bool) -> None:
    """Bring the annotators' decisions into the ledger; what is there already is not added twice.

    From the project for frames and, if there is one, the project for voices. The voices also stand in voices.jsonl
    beside the ledger, which each pull makes anew from the ledger.

    \b
    Example: framing pull
    """
    place = workspace(context)
    gateway = connect(place)
    kind: Kind | None = "voices" if voice else None
    found = [pull_project(place, gateway, name, kind) for name in _projects(place, gateway, project, voice)]
    warnings = [line for _, pulled, _ in found for line in (*pulled.problems, *unconfirmed_warnings(pulled))]
    coded, moved = write_voices(place)
    trained, unscored = training_results(place, gateway, project or place.doccano_project)
    warnings += [*moved, *unscored]
    if as_json:
        print_json("pull", {**_pull_result(place, found, coded), "training": training_rows(trained)}, warnings)
        return
    import pandas as pd

    for card, pulled, _ in found:
        if len(found) > 1 or card.kind == "voices":
            echo(f"{card.kind[:1].upper()}{card.kind[1:]}")
        print_table(pd.DataFrame(pulled.progress))
    print_training(trained)
    warn(warnings)
    added = sum(lines for _, _, lines in found)
    echo(f"{added} lines added to {place.ledger}." if added else f"Nothing new: {place.ledger} is up to date.")
    if coded is not None:
        echo(f"{place.voices}: {counted(coded, 'voice')} that annotators gave.")


def _projects(place: "Workspace", gateway: "Gateway", project: str | None, voice: bool) -> list[str]:
    """Names of the projects that a pull is about; the last names one that is not there, so that the pull says so."""
    from framing.doccano.projects import is_there

    if project or voice:
        return [project or voice_project(place)]
    frames, voices = place.doccano_project, voice_project(place)
    if not is_there(gateway, voices, "voices"):  # of that name there may be a project of somebody else
        return [frames]
    return [voices] if gateway.find_project(frames) is None else [frames, voices]


def pull_project(
    place: "Workspace", gateway: "Gateway", name: str, kind: "Kind | None" = None
) -> "tuple[ProjectCard, Pulled, int]":
    """The project's card, what it says now, and how many lines that added to the ledger."""
    from framing.annotation.decisions import news
    from framing.annotation.ledger import append_decisions, read_ledger
    from framing.doccano import pull as doccano
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        ledger = read_ledger(place.ledger)
        at = doccano.now()
        card, pulled = doccano.pull(gateway, name, kind=kind, automated=place.automated, at=at)
        known = {decision.annotator for decision in ledger if decision.project == card.project}
        gone = known - {row["annotator"] for row in pulled.progress} - {gateway.username}  # the last is seen, if idle
        added = append_decisions(place.ledger, news(ledger, pulled.decisions, project=card.project, at=at, gone=gone))
    return card, pulled, added


def write_voices(place: "Workspace") -> tuple[int | None, list[str]]:
    """How many voices annotators gave, and what must be known of them; None where the file is not needed yet.

    The file is made from the ledger, whatever stood in it before.
    """
    from framing.cli.annotation import voices
    from framing.files import write_table
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        table, warnings = voices(place)
        if table.empty and not place.voices.exists():
            return None, []
        return write_table(place.voices, table), warnings


def unconfirmed_warnings(pulled: "Pulled") -> list[str]:
    """A warning for each annotator who chose labels and did not confirm them."""
    return [
        f"{row['annotator']} chose labels on {row['unconfirmed']} sentences and did not confirm them with Enter: "
        "they do not count until then."
        for row in pulled.progress
        if row["unconfirmed"]
    ]


def _pull_result(
    place: "Workspace", found: "Sequence[tuple[ProjectCard, Pulled, int]]", coded: int | None
) -> dict[str, Any]:
    """What --json promises: the same keys whatever was pulled, null where there is no such project."""
    parts = {card.kind: _part(card, pulled, added) for card, pulled, added in found}
    frames, voices = parts.get("frames", {}), parts.get("voices")
    return {
        "project": frames.get("project"),
        "codebook": frames.get("codebook"),
        "frames_offered": frames.get("offered", []),
        "ledger": str(place.ledger),
        "added": frames.get("added", 0),
        "annotators": frames.get("annotators", []),
        "decisions": frames.get("decisions", []),
        "voices": None if voices is None else {**voices, "file": str(place.voices), "rows": coded or 0},
    }


def _part(card: "ProjectCard", pulled: "Pulled", added: int) -> dict[str, Any]:
    return {
        "project": card.project,
        "codebook": card.fingerprint,
        "offered": list(card.keys),
        "added": added,
        "annotators": [dict(row) for row in pulled.progress],
        "decisions": [
            {
                "sentence_id": decision.sentence_id,
                "annotator": decision.annotator,
                "state": decision.state,
                **({"voice": decision.voice} if card.kind == "voices" else {"frames": list(decision.frames)}),
                "comment": decision.comment,
            }
            for decision in pulled.decisions
        ],
    }
