"""What is wrong, and what to do about it."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.connect import accounts_file, server_name, voice_project
from framing.cli.console import echo_marked, json_option, print_json, say

if TYPE_CHECKING:
    from framing.codebook import Codebook
    from framing.doccano.watching.findings import Finding
    from framing.doccano.wire.connection import Account
    from framing.workspace import Workspace

_COLOURS = {"ok": "green", "warning": "yellow", "fault": "red"}


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> int:
    """Look for what is wrong here, in the project and in Doccano, and say what to do about it.

    Changes nothing, and works without a project, a server or a network. Exits 0 if there is no fault, 4 if one is
    Doccano's, 5 if all are of this machine or the project's files.

    \b
    Example: framing doctor
    """
    from dataclasses import asdict

    from framing.doccano.watching.findings import exit_code

    found = []
    for finding in _examine(context.obj):
        found.append(finding)
        if not as_json:
            _tell(finding)
    counts: Counter[str] = Counter(finding.level for finding in found)
    if as_json:
        print_json("doctor", {"findings": [asdict(f) for f in found], **{level: counts[level] for level in _COLOURS}})
    else:
        say(f"{counts['fault']} faults, {counts['warning']} warnings, {counts['ok']} in order.")
    return exit_code(found)


def _tell(finding: "Finding") -> None:
    text = f"{finding.subject}: {finding.said}{'' if finding.said.endswith('.') else '.'} {finding.todo}"
    echo_marked(finding.level, _COLOURS[finding.level], text.strip())


def _examine(folder: Path) -> "Iterator[Finding]":
    from framing.doccano.local.environment import data_folder
    from framing.doccano.watching import machine
    from framing.doccano.watching.findings import Finding
    from framing.errors import FramingError
    from framing.workspace import open_workspace

    yield from machine.examine_packages()
    yield from machine.examine_environment()
    try:
        place = open_workspace(folder)
    except FramingError as error:
        yield from machine.examine_disk({"the local Doccano": data_folder()})
        yield Finding("fault", "project folder", str(error))
        return
    yield from machine.examine_disk({"the local Doccano": data_folder(), "the project": place.folder})
    codebook, findings = _codebook(place)
    yield from findings
    yield _ledger(place)
    if not place.doccano_url:
        yield from machine.examine_instance(place.server)
    yield from _doccano(place, codebook)


def _codebook(place: "Workspace") -> "tuple[Codebook | None, list[Finding]]":
    from framing.codebook import read_codebook
    from framing.doccano.watching.findings import Finding
    from framing.errors import FramingError
    from framing.workspace import FILE_NAME

    if not (place.folder / FILE_NAME).exists() and not place.codebook.exists():
        todo = "Make one (framing init NAME), or name its folder: framing -C FOLDER doctor."
        return None, [Finding("warning", "project folder", f"{place.folder.absolute()} holds no project", todo)]
    try:
        found = read_codebook(place.codebook)
    except FramingError as error:
        return None, [Finding("fault", "codebook", str(error))]
    said = f"{found.id} {found.version}, fingerprint {found.fingerprint}, {len(found.frames)} frames"
    return found, [Finding("ok", "codebook", said)]


def _ledger(place: "Workspace") -> "Finding":
    from framing.annotation.ledger import read_ledger
    from framing.doccano.watching.findings import Finding
    from framing.errors import FramingError

    try:
        lines = len(read_ledger(place.ledger))
    except FramingError as error:
        return Finding("fault", "ledger", str(error))
    return Finding("ok", "ledger", f"{lines} decisions in {place.ledger}" if lines else "no decision yet")


def _doccano(place: "Workspace", codebook: "Codebook | None") -> "Iterator[Finding]":
    from framing.accounts import read_accounts
    from framing.doccano.watching import health
    from framing.doccano.watching.findings import Finding
    from framing.doccano.wire.gateway import Gateway
    from framing.errors import DoccanoError, FramingError

    try:
        account = _account(place)
        if account is None:
            return
        gateway = Gateway(account, say, log_in=bool(account.password))
        yield Finding("ok", "Doccano", f"answers at {gateway.url}", doccano=True)
        if not account.password:
            yield health.clock(gateway.clock_ahead_s)
            todo = "Set FRAMING_DOCCANO_URL with FRAMING_DOCCANO_USERNAME and FRAMING_DOCCANO_PASSWORD to see more."
            yield Finding("warning", "account", "no name and password to log in with", todo)
            return
        on_file = {name for where, name, _ in read_accounts(accounts_file(place)) if where == server_name(place)}
        names = [place.doccano_project, voice_project(place)]
        yield from health.examine_server(gateway, ours=not place.doccano_url)
        yield from health.examine_study(gateway, names, codebook, on_file.__contains__)
    except FramingError as error:
        yield Finding("fault", "Doccano", str(error), doccano=isinstance(error, DoccanoError))


def _account(place: "Workspace") -> "Account | None":
    """The account to look with, without a password if none is known: nobody is asked for one. None: nothing runs."""
    from framing.doccano.local import server as local
    from framing.doccano.wire.connection import Account
    from framing.workspace import password

    if not place.doccano_url:
        found = local.running(local.instance_folder(place.server))
        return None if found is None else Account(found.url, found.username, found.password)
    known = password(place) if os.environ.get("FRAMING_DOCCANO_URL") and place.doccano_username else None
    return Account(place.doccano_url, place.doccano_username, known or "")
