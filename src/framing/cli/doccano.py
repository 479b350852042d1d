"""To Doccano and back."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from framing.cli.console import counted, echo, json_option, print_json, print_table, say, shown, warn, workspace

if TYPE_CHECKING:
    from framing.doccano.card import Kind, ProjectCard
    from framing.doccano.gateway import Gateway
    from framing.doccano.roundtrip import PushReport
    from framing.doccano.tasks import Pulled
    from framing.workspace import Workspace


@click.command()
@click.option("--project", metavar="NAME", help="Name of the project in Doccano.")
@click.option("--frames", metavar="KEY,KEY", default="", help="Offer only these frames of the codebook.")
@click.option("--voice", is_flag=True, help="Ask who says each sentence, in a project of its own: one label each.")
@click.option("--annotators", metavar="NAME,NAME", default="", help="Accounts that shall label; new ones are made.")
@json_option
@click.pass_context
def push(context: click.Context, project: str | None, frames: str, voice: bool, annotators: str, as_json: bool) -> None:
    """Bring the sentences to Doccano: project, labels with keys and colours, guideline, accounts.

    Safe to run again: what is there is not sent twice. Passwords of new accounts go to a file that only you can read.
    With --voice the labels are the codebook's voices, and the project's name ends in "voice" unless told otherwise.

    \b
    Example: framing push --annotators coder1,coder2
             framing push --voice --annotators coder1,coder2
    """
    from dataclasses import asdict

    if voice and frames:
        raise click.UsageError("--frames and --voice exclude each other: a project asks for frames or for voices.")
    place = workspace(context)
    gateway = connect(place)
    name = project or (voice_project(place) if voice else place.doccano_project)
    kind: Kind = "voices" if voice else "frames"
    report = push_project(place, gateway, name, _names(frames), _names(annotators), kind)
    if as_json:
        print_json("push", {**asdict(report), "changed": report.changed}, report.problems)
        return
    warn(report.problems)
    if not report.changed:
        echo(f"Nothing to do: {report.url} holds all {report.sentences} sentences.")
        return
    echo(
        f"{report.url}: {report.uploaded} sentences sent, {report.already_there} were there, "
        f"{report.labels_added} labels made."
    )
    if report.members_added:
        echo(f"Annotators: {', '.join(report.members_added)}. Their passwords: {how_to_see_passwords(place)}")


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
    warnings += moved
    if as_json:
        print_json("pull", _pull_result(place, found, coded), warnings)
        return
    import pandas as pd

    for card, pulled, _ in found:
        if len(found) > 1 or card.kind == "voices":
            echo(f"{card.kind[:1].upper()}{card.kind[1:]}")
        print_table(pd.DataFrame(pulled.progress))
    warn(warnings)
    added = sum(lines for _, _, lines in found)
    echo(f"{added} lines added to {place.ledger}." if added else f"Nothing new: {place.ledger} is up to date.")
    if coded is not None:
        echo(f"{place.voices}: {counted(coded, 'voice')} that annotators gave.")


def voice_project(place: "Workspace") -> str:
    """Name of the project for voices."""
    return f"{place.doccano_project} voice"


def _projects(place: "Workspace", gateway: "Gateway", project: str | None, voice: bool) -> list[str]:
    """Names of the projects that a pull is about; the last names one that is not there, so that the pull says so."""
    from framing.doccano import roundtrip

    if project or voice:
        return [project or voice_project(place)]
    frames, voices = place.doccano_project, voice_project(place)
    if not roundtrip.is_there(gateway, voices, "voices"):  # of that name there may be a project of somebody else
        return [frames]
    return [voices] if gateway.find_project(frames) is None else [frames, voices]


def connect(place: "Workspace", username: str = "", secret: str = "") -> "Gateway":
    """A connection to the project's Doccano: the one that is configured, else the local one, which must run.

    Args:
        place: the project.
        username: an account; the staff account unless given.
        secret: its password.

    Raises:
        InputError: no name or password is known.
        DoccanoUnreachable: the local server does not run.
    """
    from framing.doccano import server as local
    from framing.doccano.gateway import THIS_MACHINE, Account, Gateway
    from framing.errors import DoccanoUnreachable, InputError
    from framing.workspace import password

    if not place.doccano_url:
        found = local.running(local.instance_folder(place.server))
        if found is None:
            raise DoccanoUnreachable("The local Doccano does not run. Start it: framing server up.")
        return Gateway(Account(found.url, username or found.username, secret or found.password))
    if not place.doccano_username:
        raise InputError("Which account? Set username in [doccano] of framing.toml, or FRAMING_DOCCANO_USERNAME.")
    # A password from the environment goes to an address from there only: framing.toml may come from a stranger.
    known = password(place) if os.environ.get("FRAMING_DOCCANO_URL") else None
    secret = secret or known or _ask(place)
    address = urlsplit(place.doccano_url)
    if address.scheme == "http" and address.hostname not in THIS_MACHINE:
        warn([f"{place.doccano_url} is not encrypted: whoever carries the traffic can read the password. Use https."])
    return Gateway(Account(place.doccano_url, username or place.doccano_username, secret))


def server_name(place: "Workspace") -> str:
    """What the stored passwords belong to: an address, or a local server whatever its port is today."""
    return place.doccano_url or f"local server {place.server}"


def accounts_file(place: "Workspace") -> Path:
    """Where the passwords of the accounts that framing made are: with the local server's data, else in the out folder.

    With the data, because they are of use as long as the server's data are, whatever happens to the project's folder.
    """
    from framing.doccano import server as local

    return place.accounts if place.doccano_url else local.instance_folder(place.server) / "accounts.csv"


def how_to_see_passwords(place: "Workspace") -> str:
    """What to run, or to open."""
    return str(place.accounts) if place.doccano_url else "framing server accounts"


def push_project(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind" = "frames",
) -> "PushReport":
    """Pushes the project's ingested sentences; see `roundtrip.push`."""
    import secrets

    from framing.accounts import new_password
    from framing.cli.corpus import ingested
    from framing.codebook import read_codebook
    from framing.doccano import roundtrip
    from framing.locks import one_at_a_time

    documents, sentences = ingested(place)
    with one_at_a_time(f"the project {name!r} at {gateway.url}", say):
        return roundtrip.push(
            gateway,
            name,
            read_codebook(place.codebook).subset(frames),
            sentences,
            documents,
            mark=secrets.token_hex(4),
            kind=kind,
            annotators=annotators,
            password_of=lambda username: new_password(accounts_file(place), server_name(place), username),
            say=say,
        )


def pull_project(
    place: "Workspace", gateway: "Gateway", name: str, kind: "Kind | None" = None
) -> "tuple[ProjectCard, Pulled, int]":
    """The project's card, what it says now, and how many lines that added to the ledger."""
    from framing.annotation.decisions import news
    from framing.annotation.ledger import append_decisions, read_ledger
    from framing.doccano import roundtrip
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        ledger = read_ledger(place.ledger)
        at = roundtrip.now()
        card, pulled = roundtrip.pull(gateway, name, kind=kind, automated=place.automated, at=at)
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


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _ask(place: "Workspace") -> str:
    from framing.errors import InputError

    if not sys.stdin.isatty():
        raise InputError(
            "Which password? Set FRAMING_DOCCANO_URL together with FRAMING_DOCCANO_PASSWORD or "
            "FRAMING_DOCCANO_PASSWORD_FILE: a password from the environment goes to an address from there only."
        )
    return str(
        click.prompt(shown(f"Password of {place.doccano_username} at {place.doccano_url}"), hide_input=True, err=True)
    )
