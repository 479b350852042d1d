"""Accounts deleted with all that they did, so that no file of the server holds their names any more."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from framing.doccano.local.environment import SETTINGS, make_environment, server_variables
from framing.doccano.local.instance import DATABASE, check_folder, reading
from framing.errors import DoccanoError

_LONGEST_S = 180

Say = Callable[[str], None]


def forget_accounts(
    home: Path,
    usernames: Sequence[str],
    *,
    say: Say,
    settings_module: str = SETTINGS,
    extra_path: Path | None = None,
) -> int:
    """How many accounts were deleted, with labels, confirmations, comments and sessions; others are left alone.

    Free pages of the database are given back and its write-ahead log is emptied. The server may run meanwhile.

    Args:
        home: the instance's folder; one without a database has no accounts.
        usernames: whose. They stand in no command line and no environment.
        say: gets a line of progress before whatever takes long.
        settings_module: see `server.up`.
        extra_path: see `server.up`.

    Raises:
        InputError: the folder cannot be read, is a link or another user's.
        DoccanoError: the database did not take it.
    """
    with reading(home):
        check_folder(home)
        if not (home / DATABASE).exists():
            return 0
    environment = make_environment(say)
    try:
        done = subprocess.run(
            [str(environment.python), "-m", "framing_site.forget"],
            cwd=home,
            env=server_variables(environment, home, settings_module, extra_path),
            input=json.dumps(list(usernames)) + "\n",
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DoccanoError("The accounts were not deleted: the database did not answer. Try again.") from error
    if done.returncode or not done.stdout.strip().isdecimal():
        last = " ".join(line.strip() for line in done.stderr.strip().splitlines()[-3:])[-400:]
        raise DoccanoError(f"The accounts were not deleted: {last or 'Doccano did not answer'}.")
    return int(done.stdout)
