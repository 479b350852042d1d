"""To Doccano and back."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from framing.cli.console import echo, json_option, print_json, print_table, say, shown, warn, workspace

if TYPE_CHECKING:
    from framing.doccano.card import ProjectCard
    from framing.doccano.gateway import Gateway
    from framing.doccano.roundtrip import PushReport
    from framing.doccano.tasks import Pulled
    from framing.workspace import Workspace


@click.command()
@click.option("--project", metavar="NAME", help="Name of the project in Doccano.")
@click.option("--frames", metavar="KEY,KEY", default="", help="Offer only these frames of the codebook.")
@click.option("--annotators", metavar="NAME,NAME", default="", help="Accounts that shall label; new ones are made.")
@json_option
@click.pass_context
def push(context: click.Context, project: str | None, frames: str, annotators: str, as_json: bool) -> None:
    """Bring the sentences to Doccano: project, labels with keys and colours, guideline, accounts.

    Safe to run again: what is there is not sent twice. Passwords of new accounts go to a file that only you can read.

    \b
    Example: framing push --annotators coder1,coder2
    """
    from dataclasses import asdict

    place = workspace(context)
    gateway = connect(place)
    name = project or place.doccano_project
    report = push_project(place, gateway, name, _names(frames), _names(annotators))
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
@click.option("--project", metavar="NAME", help="Name of the project in Doccano.")
@json_option
@click.pass_context
def pull(context: click.Context, project: str | None, as_json: bool) -> None:
    """Bring the annotators' decisions into the ledger; what is there already is not added twice.

    \b
    Example: framing pull
    """
    place = workspace(context)
    name = project or place.doccano_project
    card, pulled, added = pull_project(place, connect(place), name)
    warnings = list(pulled.problems) + unconfirmed_warnings(pulled)
    if as_json:
        print_json("pull", _pull_result(place, card, pulled, added), warnings)
        return
    import pandas as pd

    print_table(pd.DataFrame(pulled.progress))
    warn(warnings)
    echo(f"{added} lines added to {place.ledger}." if added else f"Nothing new: {place.ledger} is up to date.")


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
    place: "Workspace", gateway: "Gateway", name: str, frames: Sequence[str], annotators: Sequence[str]
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
            annotators=annotators,
            password_of=lambda username: new_password(accounts_file(place), server_name(place), username),
            say=say,
        )


def pull_project(place: "Workspace", gateway: "Gateway", name: str) -> "tuple[ProjectCard, Pulled, int]":
    """The project's card, what it says now, and how many lines that added to the ledger."""
    from framing.annotation.decisions import news
    from framing.annotation.ledger import append_decisions, read_ledger
    from framing.doccano import roundtrip
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the ledger {os.path.realpath(place.ledger)}", say):
        ledger = read_ledger(place.ledger)
        at = roundtrip.now()
        card, pulled = roundtrip.pull(gateway, name, automated=place.automated, at=at)
        known = {decision.annotator for decision in ledger if decision.project == card.project}
        gone = known - {row["annotator"] for row in pulled.progress} - {gateway.username}  # the last is seen, if idle
        added = append_decisions(place.ledger, news(ledger, pulled.decisions, project=card.project, at=at, gone=gone))
    return card, pulled, added


def unconfirmed_warnings(pulled: "Pulled") -> list[str]:
    """A warning for each annotator who chose labels and did not confirm them."""
    return [
        f"{row['annotator']} chose labels on {row['unconfirmed']} sentences and did not confirm them with Enter: "
        "they do not count until then."
        for row in pulled.progress
        if row["unconfirmed"]
    ]


def _pull_result(place: "Workspace", card: "ProjectCard", pulled: "Pulled", added: int) -> dict[str, Any]:
    return {
        "project": card.project,
        "codebook": card.fingerprint,
        "frames_offered": list(card.keys),
        "ledger": str(place.ledger),
        "added": added,
        "annotators": [dict(row) for row in pulled.progress],
        "decisions": [
            {
                "sentence_id": decision.sentence_id,
                "annotator": decision.annotator,
                "state": decision.state,
                "frames": list(decision.frames),
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
