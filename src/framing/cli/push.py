"""To Doccano."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.connect import accounts_file, connect, how_to_see_passwords, server_name, voice_project
from framing.cli.console import echo, json_option, print_json, say, warn, workspace
from framing.cli.suggestion import NOTHING, Wanted, suggest_options, suggestions_for, wanted_suggestions

if TYPE_CHECKING:
    from framing.doccano.card import Kind
    from framing.doccano.gateway import Gateway
    from framing.doccano.push import PushReport
    from framing.workspace import Workspace


@click.command()
@click.option("--project", metavar="NAME", help="Name of the project in Doccano.")
@click.option("--frames", metavar="KEY,KEY", default="", help="Offer only these frames of the codebook.")
@click.option("--voice", is_flag=True, help="Ask who says each sentence, in a project of its own: one label each.")
@click.option("--annotators", metavar="NAME,NAME", default="", help="Accounts that shall label; new ones are made.")
@suggest_options
@json_option
@click.pass_context
def push(
    context: click.Context,
    project: str | None,
    frames: str,
    voice: bool,
    annotators: str,
    suggest: Path | None,
    suggest_share: float | None,
    as_json: bool,
) -> None:
    """Bring the sentences to Doccano: project, labels with keys and colours, guideline, accounts.

    Safe to run again: what is there is not sent twice. Passwords of new accounts go to a file that only you can read.
    With --suggest a model's proposal stands beside each sentence, but for a share drawn by lot; it is never a label.
    With --voice the labels are the codebook's voices, and the project's name ends in "voice" unless told otherwise.

    \b
    Example: framing push --annotators coder1,coder2
             framing push --voice --annotators coder1,coder2
             framing push --suggest models/frames --suggest-share 80%
    """
    from dataclasses import asdict

    if voice and frames:
        raise click.UsageError("--frames and --voice exclude each other: a project asks for frames or for voices.")
    suggestions = wanted_suggestions(suggest, suggest_share, voice=voice)
    place = workspace(context)
    gateway = connect(place)
    name = project or (voice_project(place) if voice else place.doccano_project)
    kind: Kind = "voices" if voice else "frames"
    report = push_project(place, gateway, name, _names(frames), _names(annotators), kind, suggestions)
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


def push_project(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind" = "frames",
    suggestions: Wanted = NOTHING,
) -> "PushReport":
    """Pushes the project's ingested sentences; see `push.push`."""
    import secrets

    from framing.accounts import new_password
    from framing.cli.corpus import ingested
    from framing.codebook import read_codebook
    from framing.doccano.push import Target
    from framing.doccano.push import push as push_target
    from framing.doccano.tasks import example_rows
    from framing.locks import one_at_a_time

    documents, sentences = ingested(place)
    book = read_codebook(place.codebook).subset(frames)
    with one_at_a_time(f"the project {name!r} at {gateway.url}", say):
        shown = suggestions_for(place, gateway, name, sentences, book, suggestions)
        rows = example_rows(sentences, documents, shown.texts)
        return push_target(
            gateway,
            Target(name, rows, tuple(annotators), kind, suggestions=shown.model, note=shown.note),
            book,
            mark=secrets.token_hex(4),
            password_of=lambda username: new_password(accounts_file(place), server_name(place), username),
            say=say,
        )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
