"""A new password for somebody who forgot hers, or whose account was guessed at until it has to wait."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from framing.doccano.local.environment import SETTINGS, make_environment, server_variables
from framing.doccano.local.instance import DATABASE, check_folder, read_database, read_secrets, reading
from framing.errors import DoccanoError, InputError

Say = Callable[[str], None]


def reset_password(
    home: Path,
    username: str,
    draw: Callable[[], str],
    *,
    say: Say,
    settings_module: str = SETTINGS,
    extra_path: Path | None = None,
) -> str:
    """The new password of the account. What was open under the old one is ended, and so is a wait for guessing.

    Args:
        home: the instance's folder; its server may run.
        username: the account.
        draw: gives the new password; called for an account that exists only, and must have stored it when it returns.
        say: gets a line of progress before whatever takes long.
        settings_module: see `server.up`.
        extra_path: see `server.up`.

    Raises:
        InputError: there is no such instance or account, or it is framing's own.
        DoccanoError: the database did not take it.
    """
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
        if not home.is_dir() or (read_database(home) is None and not (home / DATABASE).exists()):
            raise InputError(f"There is no local Doccano in {home}. Start one: framing server up.")
        if username == read_secrets(home)["username"]:
            raise InputError(
                f"{username!r} is the account that framing works by. To give it a new password, delete "
                f"{home / 'secrets.json'} and start the server again; everybody then has to log in again."
            )
    environment = make_environment(say)
    with subprocess.Popen(
        [str(environment.python), "-m", "framing_site.reset"],
        cwd=home,
        env=server_variables(environment, home, settings_module, extra_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        known = _ask(child, username)
        if known == "unknown":
            child.communicate()
            raise InputError(
                f"There is no account {username!r} here. Names of those that framing made: framing server accounts"
            )
        password = draw() if known == "known" else ""
        done, said = child.communicate(f"{json.dumps(password)}\n" if password else None)
    if done.strip() != "done":
        last = " ".join(line.strip() for line in said.strip().splitlines()[-3:])[-400:]
        raise DoccanoError(f"The password of {username!r} was not changed: {last or 'Doccano did not answer'}.")
    return password


def _ask(child: "subprocess.Popen[str]", username: str) -> str:
    """What the child answers to the name; empty if it ended."""
    assert child.stdin is not None  # noqa: S101  both are pipes
    assert child.stdout is not None  # noqa: S101
    try:
        child.stdin.write(f"{json.dumps(username)}\n")
        child.stdin.flush()
    except BrokenPipeError:
        return ""
    return child.stdout.readline().strip()
