"""The local Doccano."""

import os
from pathlib import Path
from typing import Any

import click

from framing.cli.console import echo, json_option, print_json, say, workspace


@click.group()
def server() -> None:
    """Start, stop or look at the local Doccano."""


@server.command()
@click.option(
    "--port", type=click.IntRange(1024, 65535), help="Listen here; otherwise the first free port from the usual one."
)
@click.option(
    "--auto-labelling",
    is_flag=True,
    help="Let Doccano ask a scoring service of this machine for labels (framing autolabel).",
)
@json_option
@click.pass_context
def up(context: click.Context, port: int | None, auto_labelling: bool, as_json: bool) -> None:
    """Start a Doccano on this machine, reachable from this machine only.

    The first time this makes an environment of its own for Doccano. Run again, it says where the running one is.

    \b
    Example: framing server up
    """
    from framing.doccano import server as local
    from framing.doccano.hosts import THIS_MACHINE_ONLY

    place = workspace(context)
    hosts = os.environ.get("FRAMING_AUTO_LABELLING") or (THIS_MACHINE_ONLY if auto_labelling else "")
    found = local.up(local.instance_folder(place.server), port=port, say=say, auto_labelling=hosts)
    if hosts and not found.started:
        say("It ran already, with automatic labelling as it was. To change that: framing server down, then up again.")
    result = {"url": found.url, "pid": found.pid, "started": found.started, "home": str(found.home)}
    if as_json:
        print_json("server up", result)
        return
    echo(f"Doccano {'runs' if found.started else 'runs already'} at {found.url}")
    say("Stop it with: framing server down. Nothing is lost when it stops.")


@server.command()
@json_option
@click.pass_context
def down(context: click.Context, as_json: bool) -> None:
    """Stop the local Doccano; its data stay.

    \b
    Example: framing server down
    """
    from framing.doccano import server as local

    stopped = local.down(local.instance_folder(workspace(context).server))
    if as_json:
        print_json("server down", {"stopped": stopped})
        return
    echo("Doccano is stopped; its data stay." if stopped else "No Doccano of this project was running.")


@server.command()
@json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Say whether the local Doccano runs, where, and how much memory it takes.

    \b
    Example: framing server status
    """
    from dataclasses import asdict

    from framing.doccano import server as local

    found = local.status(local.instance_folder(workspace(context).server))
    result: dict[str, Any] = {name: str(v) if isinstance(v, Path) else v for name, v in asdict(found).items()}
    if as_json:
        print_json("server status", result)
        return
    for name, value in result.items():
        if value not in (None, ""):
            echo(f"{name.replace('_', ' ')}: {value}")


@server.command()
@json_option
@click.pass_context
def accounts(context: click.Context, as_json: bool) -> None:
    """Print the annotators' names and passwords, to hand them out.

    \b
    Example: framing server accounts
    """
    from framing.accounts import read_accounts
    from framing.cli.connect import accounts_file, server_name

    place = workspace(context)
    path = accounts_file(place)
    own = [(name, password) for where, name, password in read_accounts(path) if where == server_name(place)]
    if as_json:
        found = [{"annotator": name, "password": password} for name, password in own]
        print_json("server accounts", {"file": str(path), "accounts": found})
        return
    for name, password in own:
        echo(f"{name}  {password}")
    if not own:
        say("No account yet. Make some: framing push --annotators coder1,coder2")
