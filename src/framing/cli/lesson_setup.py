"""A class set up in a Doccano of its own, and what a school has to know of it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from framing.cli.console import counted, echo, json_option, print_json, say, say_loud, workspace
from framing.cli.lesson_class import folder_option, locked, remind
from framing.cli.lesson_options import lesson_of, lesson_options

if TYPE_CHECKING:
    from framing.classroom.in_doccano.folder import ClassFolder
    from framing.classroom.in_doccano.setup import ClassSetUp

_PUPILS = 24


@click.command()
@folder_option
@click.option("--pupils", type=click.IntRange(1), help="How many; 24 unless given. More may be added later.")
@click.option("--lan", is_flag=True, help="Let the machines of this machine's network reach it, unencrypted.")
@click.option("--host", metavar="ADDRESS", help="Instead of --lan, where this machine is on several networks.")
@click.option("--port", type=click.IntRange(0, 65535), help="Another port than before; 0: any that is free.")
@click.option("--days", type=click.IntRange(1, 365), help="How long the class may be kept; 14 unless given.")
@lesson_options
@json_option
@click.pass_context
def setup(
    context: click.Context,
    /,
    folder: Path,
    pupils: int | None,
    lan: bool,
    host: str | None,
    port: int | None,
    days: int | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Set a class up: a Doccano of its own with the lesson in it, an account for each pupil, and slips to print.

    Run again it goes on where it was broken off, adds pupils, or starts a Doccano that was stopped.

    \b
    Example: framing lesson setup --pupils 24 --lan
    """
    from framing.classroom.in_doccano.folder import settled
    from framing.classroom.in_doccano.setup import set_up

    if os.name != "posix":
        raise click.UsageError(
            "A class's Doccano runs on Linux and macOS. On Windows use it inside WSL; or take the pack that needs "
            "nothing installed: framing lesson --zip."
        )
    host = host or (_own_address() if lan else None)
    folder = settled(folder)
    with locked(folder):
        place, wanted = _place(context, folder, days, options)
        done = set_up(place, pupils or wanted, host=host, port=port, say=say)
    if as_json:
        result = {"folder": str(done.folder.path), "address": done.folder.address, "pupils": len(done.pupils)}
        print_json("lesson setup", result | {"new": done.new, "checked": done.checked, "slips": str(place.slips)})
    else:
        echo(f"{counted(len(done.pupils), 'pupil')} ({done.new} new) can log in at {done.folder.address}")
        say(f"Print the slips: {place.slips.as_uri()}")
    _tell_set_up(done)


def _place(
    context: click.Context, folder: Path, days: int | None, options: Mapping[str, Any]
) -> "tuple[ClassFolder, int]":
    """The class's folder, made if it is new, and how many pupils it has, or is to have.

    Raises:
        InputError: it holds a class of another lesson than the options ask for; or see `make_folder`.
    """
    import secrets
    from datetime import UTC, datetime

    from framing.classroom.in_doccano import folder as folders
    from framing.errors import InputError

    if not folders.is_lesson_folder(folder):
        folders.check_new(folder)
        lesson = lesson_of(workspace(context), **options)
        mark, now = secrets.token_hex(8), datetime.now(UTC)
        return folders.make_folder(folder, lesson, mark, days or folders.KEEP_DAYS, now), _PUPILS
    place = folders.open_folder(folder)
    given = any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in options)
    if given and not place.is_of(lesson_of(workspace(context), **options)):
        raise InputError(
            f"{place.path} holds a class of another lesson ({place.lesson.title!r}). Name another folder with "
            "--folder, or wipe that class first: framing lesson wipe."
        )
    return place, len(folders.read_pupils(place)) or _PUPILS


def _own_address() -> str:
    """This machine's address on its network.

    Raises:
        InputError: it is on none.
    """
    from framing.doccano.local.reach import network_addresses
    from framing.errors import InputError

    addresses = network_addresses()
    if not addresses:
        raise InputError(
            "This machine is on no private network. Connect it to the school's, or name its address: --host ADDRESS."
        )
    if len(addresses) > 1:
        say(f"This machine has several addresses; {addresses[0]} is taken. Others: --host {addresses[1]}")
    return addresses[0]


def _tell_set_up(done: "ClassSetUp") -> None:
    """What was checked, who reaches it, and what the school has to know."""
    place = done.folder
    if done.checked:
        say("Checked with two accounts: each sees all sentences in their order, and nothing of the other.")
    else:
        say("Labelling is closed, so that it was not checked what pupils see. Open it: framing lesson close --open")
    if done.open_to_a_network:
        say_loud(
            "Everybody on this network reaches the login page, and nothing is encrypted: who listens there can read "
            "passwords and labels on the way. Use a network of the school's own, and never one that is open to guests. "
            "The school should know: labels on political texts can show opinions; no names are in this Doccano; all of "
            f"it has to be deleted in {place.days} days at the latest, which nobody but you does."
        )
    else:
        say("Only this machine reaches it. For pupils at machines of their own: framing lesson setup --lan")
    remind(place)
    say("During the lesson: framing lesson live. After it: framing lesson close, results, wipe.")
