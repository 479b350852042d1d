"""Which Doccano a command works with, and as whom."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from framing.cli.console import say, shown, warn

if TYPE_CHECKING:
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace


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
    from framing.doccano.local import server as local
    from framing.doccano.wire.connection import THIS_MACHINE, Account
    from framing.doccano.wire.gateway import Gateway
    from framing.errors import DoccanoUnreachable, InputError
    from framing.workspace import password

    if not place.doccano_url:
        found = local.running(local.instance_folder(place.server))
        if found is None:
            raise DoccanoUnreachable("The local Doccano does not run. Start it: framing server up.")
        return Gateway(Account(found.url, username or found.username, secret or found.password), say)
    if not place.doccano_username:
        raise InputError("Which account? Set username in [doccano] of framing.toml, or FRAMING_DOCCANO_USERNAME.")
    # A password from the environment goes to an address from there only: framing.toml may come from a stranger.
    known = password(place) if os.environ.get("FRAMING_DOCCANO_URL") else None
    secret = secret or known or _ask(place)
    address = urlsplit(place.doccano_url)
    if address.scheme == "http" and address.hostname not in THIS_MACHINE:
        warn([f"{place.doccano_url} is not encrypted: whoever carries the traffic can read the password. Use https."])
    return Gateway(Account(place.doccano_url, username or place.doccano_username, secret), say)


def server_name(place: "Workspace") -> str:
    """What the stored passwords belong to: an address, or a local server whatever its port is today."""
    return place.doccano_url or f"local server {place.server}"


def accounts_file(place: "Workspace") -> Path:
    """Where the passwords of the accounts that framing made are: with the local server's data, else in the out folder.

    With the data, because they are of use as long as the server's data are, whatever happens to the project's folder.
    """
    from framing.doccano.local import server as local

    return place.accounts if place.doccano_url else local.instance_folder(place.server) / "accounts.csv"


def how_to_see_passwords(place: "Workspace") -> str:
    """What to run, or to open."""
    return str(place.accounts) if place.doccano_url else "framing server accounts"


def voice_project(place: "Workspace", study: str | None = None) -> str:
    """Name of the project for voices, of the folder's study unless another is named."""
    return f"{study or place.doccano_project} voice"


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
