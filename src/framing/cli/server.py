"""The local Doccano."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.cli.console import echo, json_option, print_json, say, workspace

if TYPE_CHECKING:
    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def server() -> None:
    """Start, stop, back up or look at the local Doccano.

    \b
    Several of them live side by side, each with its own data, accounts and port:
      framing server up --name spring
    push and pull work with the one that `server` in framing.toml names, or FRAMING_SERVER.
    """


def instance_options(command: Command) -> Command:
    """Adds --name and --json."""
    name = click.option("--name", help="Which local Doccano; the one of this project unless given.")
    return name(json_option(command))


def database_option(command: Command) -> Command:
    """Adds --database-url."""
    return click.option(
        "--database-url",
        metavar="URL",
        help="Keep the data in a PostgreSQL: postgresql://USER@HOST:PORT/NAME, without a password; with one the "
        "address belongs into FRAMING_DATABASE_URL, or into a file of mode 600 that FRAMING_DATABASE_URL_FILE names.",
    )(command)


@server.command()
@click.option("--port", type=click.IntRange(1024, 65535), help="Listen here; otherwise the first free port from 8765.")
@click.option("--host", metavar="ADDRESS", help="Listen on this address of the machine, for everybody who reaches it.")
@click.option("--public-url", metavar="URL", help="What people open, where a proxy stands before the server.")
@click.option(
    "--auto-labelling",
    is_flag=True,
    help="Let Doccano ask a scoring service of this machine for labels (framing autolabel).",
)
@database_option
@instance_options
@click.pass_context
def up(
    context: click.Context,
    port: int | None,
    host: str | None,
    public_url: str | None,
    database_url: str | None,
    auto_labelling: bool,
    name: str | None,
    as_json: bool,
) -> None:
    """Start a Doccano on this machine, reachable from this machine only unless --host says otherwise.

    The first time this makes an environment of its own for Doccano. Run again, it says where the running one is.

    \b
    Example: framing server up
    For a class, encrypted: a proxy on this machine that has a certificate, for example Caddy:
      framing server up --port 8765 --public-url https://label.example.org
      caddy reverse-proxy --from label.example.org --to 127.0.0.1:8765
    or nginx, inside a server block that listens with ssl:
      client_max_body_size 256m;
      location / { proxy_pass http://127.0.0.1:8765; proxy_set_header Host $host; proxy_read_timeout 300s; }
    """
    from framing.doccano.local import server as local
    from framing.doccano.local.hosts import THIS_MACHINE_ONLY
    from framing.doccano.local.postgres import database_url as asked_database

    hosts = os.environ.get("FRAMING_AUTO_LABELLING") or (THIS_MACHINE_ONLY if auto_labelling else "")
    found = local.up(
        _home(context, name),
        port=port,
        host=host,
        public_url=public_url,
        database_url=asked_database(database_url, os.environ),
        say=say,
        auto_labelling=hosts,
    )
    if hosts and not found.started:
        say("It ran already, with automatic labelling as it was. To change that: framing server down, then up again.")
    result = {"url": found.url, "pid": found.pid, "started": found.started, "home": str(found.home)}
    if as_json:
        print_json("server up", result | {"public_url": found.public_url or None})
        return
    echo(f"Doccano {'runs' if found.started else 'runs already'} at {found.url}")
    if found.public_url:
        say(f"People open {found.public_url}")
    say("Stop it with: framing server down. Nothing is lost when it stops.")


@server.command()
@instance_options
@click.pass_context
def down(context: click.Context, name: str | None, as_json: bool) -> None:
    """Stop the local Doccano; its data stay.

    \b
    Example: framing server down
    """
    from framing.doccano.local import server as local

    stopped = local.down(_home(context, name))
    if as_json:
        print_json("server down", {"stopped": stopped})
        return
    echo("Doccano is stopped; its data stay." if stopped else "No Doccano of this project was running.")


@server.command()
@instance_options
@click.pass_context
def status(context: click.Context, name: str | None, as_json: bool) -> None:
    """Say whether the local Doccano runs, where, what it takes, and which others there are.

    \b
    Example: framing server status
    """
    from dataclasses import asdict

    from framing.doccano.local import server as local

    found = local.status(_home(context, name))
    result: dict[str, Any] = {key: str(v) if isinstance(v, Path) else v for key, v in asdict(found).items()}
    others = [
        {"name": each, "running": seen.running, "url": seen.url, "database": seen.database}
        for each, seen in local.instances()
    ]
    if as_json:
        print_json("server status", result | {"instances": others})
        return
    for key, value in result.items():
        if value not in (None, ""):
            echo(f"{key.replace('_', ' ')}: {value}")
    for other in others:
        echo(f"local server {other['name']}: {other['url'] if other['running'] else 'stopped'}")


@server.command()
@click.option("-n", "--lines", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is written from now on, until Ctrl-C.")
@instance_options
@click.pass_context
def logs(context: click.Context, lines: int, follow: bool, name: str | None, as_json: bool) -> None:
    """Print the end of the local Doccano's log: errors with their traces, no texts and no labels.

    \b
    Example: framing server logs -n 100
    """
    from framing.doccano.local import log

    if follow and as_json:
        raise click.UsageError("--follow and --json exclude each other.")
    home = _home(context, name)
    added = log.new_lines(home)
    found = log.last_lines(home, lines)
    if as_json:
        print_json("server logs", {"file": str(log.log_of(home)), "lines": found})
        return
    for line in found:
        echo(line)
    if not found:
        say("Nothing is in the log: no error since it was begun.")
    if follow:
        sys.stdout.flush()
        for line in added:
            echo(line)
            sys.stdout.flush()


@server.command()
@click.argument("file", type=_FILE, required=False)
@instance_options
@click.pass_context
def backup(context: click.Context, file: Path | None, name: str | None, as_json: bool) -> None:
    """Put everything of the local Doccano into FILE, also while people label: nobody waits.

    FILE is for you only, and as secret as the server itself: it holds labels, accounts and passwords.

    \b
    Example: framing server backup before-round-2.zip
    """
    from datetime import datetime

    from framing.doccano.local import backup as backups

    home = _home(context, name)
    made = backups.backup(home, file or Path(f"doccano-{home.name}-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"))
    if as_json:
        print_json("server backup", {"file": str(made.file), "size_mb": made.size_mb, "counts": made.counts})
        return
    echo(f"{made.file} ({made.size_mb} MB{_counted(made.counts)})")
    say("It holds passwords: keep it where nobody else reads it. Put it back with: framing server restore FILE")


@server.command()
@click.argument("file", type=_FILE)
@database_option
@instance_options
@click.pass_context
def restore(context: click.Context, file: Path, database_url: str | None, name: str | None, as_json: bool) -> None:
    """Put the backup FILE in the place of what the local Doccano holds, which is kept beside.

    The server must be stopped; or give a new --name, and both stand side by side. FILE brings its accounts with it:
    restore only what comes from somebody you trust.

    \b
    Example: framing server restore before-round-2.zip --name again
    """
    from framing.doccano.local import backup as backups
    from framing.doccano.local.postgres import database_url as asked_database

    asked = asked_database(database_url, os.environ)
    done = backups.restore(_home(context, name), file, say=say, database_url=asked)
    result = {"kept": str(done.kept) if done.kept else None, "counts": done.counts, "staff": list(done.staff)}
    if as_json:
        print_json("server restore", result | {"with_secrets": done.with_secrets})
        return
    echo(f"Restored{_counted(done.counts)}. Start it: framing server up" + (f" --name {name}" if name else ""))
    if done.kept:
        say(f"What was there before is kept in {done.kept}")
    if done.staff:
        say(f"Accounts in it that may do everything: {', '.join(done.staff)}")
    if not done.with_secrets:
        say("The file holds no secret key: people log in again, with the passwords that they know.")
    say("Whoever made the file can know the passwords of its accounts. Where that is not you, make new accounts.")


@server.command()
@instance_options
@click.pass_context
def accounts(context: click.Context, name: str | None, as_json: bool) -> None:
    """Print the annotators' names and passwords, to hand them out.

    \b
    Example: framing server accounts
    """
    from framing.accounts import read_accounts
    from framing.cli.connect import accounts_file, server_name

    place = _place(context, name)
    path = accounts_file(place)
    own = [(who, password) for where, who, password in read_accounts(path) if where == server_name(place)]
    if as_json:
        found = [{"annotator": who, "password": password} for who, password in own]
        print_json("server accounts", {"file": str(path), "accounts": found})
        return
    for who, password in own:
        echo(f"{who}  {password}")
    if not own:
        say("No account yet. Make some: framing push --annotators coder1,coder2")


@server.command()
@click.argument("account", metavar="ACCOUNT")
@instance_options
@click.pass_context
def password(context: click.Context, account: str, name: str | None, as_json: bool) -> None:
    """Give ACCOUNT a new password, print it, and log out whoever is in under the old one.

    Also for who guessed wrong so often that the account has to wait: with the new password it need not.

    \b
    Example: framing server password coder1
    """
    from framing.accounts import new_password
    from framing.cli.connect import accounts_file, server_name
    from framing.doccano.local.reset import reset_password

    place = _place(context, name)
    path = accounts_file(place)
    drawn = reset_password(
        _home(context, name), account, lambda: new_password(path, server_name(place), account), say=say
    )
    if as_json:
        print_json("server password", {"annotator": account, "password": drawn, "file": str(path)})
        return
    echo(f"{account}  {drawn}")
    say(f"It stands in {path} too, which only you can read.")


def _place(context: click.Context, name: str | None) -> "Workspace":
    """The project, with the local server that was named and no other Doccano."""
    from dataclasses import replace

    place = workspace(context)
    return replace(place, server=name, doccano_url="") if name else place


def _home(context: click.Context, name: str | None) -> Path:
    from framing.doccano.local import server as local

    return local.instance_folder(name or workspace(context).server)


def _counted(counts: Any) -> str:
    from framing.cli.console import counted

    return "".join(f", {counted(number, what.removesuffix('s'))}" for what, number in counts.items())
