"""A Doccano on this machine: started, found again, stopped.

One instance is one folder: database, uploads, log, and a file of secrets that only its owner can read.
It is one process without a worker (see site/), so there is nothing that can be half started.
"""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from framing.doccano.local import process
from framing.doccano.local.archive import EXPORT
from framing.doccano.local.backup import finish_restore
from framing.doccano.local.database import choose_database, lay_out
from framing.doccano.local.environment import (
    SETTINGS,
    SITE,
    Environment,
    data_folder,
    make_environment,
    make_template,
    one_at_a_time,
    server_variables,
    writing,
)
from framing.doccano.local.hosts import check_hosts
from framing.doccano.local.instance import (
    DATABASE,
    OUTPUT,
    State,
    check_folder,
    instance_folder,
    last_output,
    read_database,
    read_secrets,
    read_state,
    reading,
    write_state,
)
from framing.doccano.local.overview import ServerStatus, instances, is_answering, status
from framing.doccano.local.reach import Reach, reach
from framing.errors import DoccanoError, InputError

__all__ = [
    "LocalServer",
    "ServerStatus",
    "data_folder",
    "down",
    "instance_folder",
    "instances",
    "running",
    "status",
    "throw_away_exports",
    "up",
]

Say = Callable[[str], None]


@dataclass(frozen=True)
class LocalServer:
    """A local Doccano that runs, and the account that framing works by."""

    url: str
    home: Path
    pid: int
    username: str
    password: str = field(repr=False)
    started: bool
    """True if this call started it, False if it ran already."""
    public_url: str = ""
    """The address that people open, if a proxy stands before it."""
    database: Path | None = None
    """The file of SQLite that holds the data; None if a PostgreSQL does."""


def up(
    home: Path,
    *,
    port: int | None = None,
    host: str | None = None,
    public_url: str | None = None,
    database_url: str | None = None,
    say: Say,
    settings_module: str = SETTINGS,
    extra_path: Path | None = None,
    auto_labelling: str = "",
) -> LocalServer:
    """The running Doccano of the folder `home`: found, or made and started. Safe to repeat, also after Ctrl-C.

    Args:
        home: the instance's folder; made if it is not there.
        port: without it 8765 or the next free one, 0 for any. A server that runs keeps its own.
        host: the address to listen on; 127.0.0.1 unless given, and then nobody else reaches it.
        public_url: the address that people open, if a proxy stands before the server.
        database_url: a PostgreSQL that keeps the data; named once, it is remembered. SQLite without.
        say: gets a line of progress before whatever takes long, and warnings.
        settings_module: Django settings, by default ours; others must import ours.
        extra_path: a folder of modules for other settings.
        auto_labelling: hosts that automatic labelling may send texts to, with commas between, `loopback` for this
            machine; off if empty. A server that runs keeps what it has.

    Raises:
        InputError: a host is none, the folder cannot be written, no space, no Python 3.11, a file in it is damaged, or
            an argument is not as it must be.
        MissingExtra: framing was installed without `doccano`.
        DoccanoError: the port is taken, or Doccano did not start; its last lines are in the message.
        DoccanoUnreachable: the package registry is out of reach.
    """
    auto_labelling = check_hosts(auto_labelling)
    if os.name != "posix":
        raise InputError("The local Doccano runs on Linux and macOS. On Windows, use it inside WSL.")
    home = home.expanduser().absolute()
    reached = reach(host, public_url)
    with reading(home):
        check_folder(home)
    with writing(home), one_at_a_time(home / "lock", say):
        home.chmod(0o700)
        finish_restore(home)
        choose_database(home, database_url)
        found = _wait_for_running(home, port, reached if host or public_url else None)
        if found is not None:
            return found
        environment = make_environment(say)
        account = read_secrets(home)

        def template() -> Path:
            return make_template(environment, settings_module, extra_path, say)

        lay_out(home, environment, template, settings_module, extra_path, say)
        for name in ("media", "uploads"):
            (home / name).mkdir(mode=0o700, exist_ok=True)
        throw_away_exports(home)
        state = _start(home, environment, port, reached, settings_module, extra_path, say, auto_labelling)
        for warning in reached.warnings(state.port):
            say(f"Warning: {warning}")
        return _known(home, state, account, started=True)


def down(home: Path) -> bool:
    """Stop the Doccano of the folder: True if one was stopped, False if none ran.

    Only the very process that `up` started is ended, and its worker; another one with its number is left alone.
    """
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
        if not home.is_dir():
            return False
    with writing(home), one_at_a_time(home / "lock", lambda _: None):
        state = read_state(home)
        found = process.find(state.identity, home) if state else None
        if found is not None:
            process.stop(found)
        write_state(home, None)  # only now, so that an interrupted call can be repeated
        return found is not None


def running(home: Path) -> LocalServer | None:
    """The Doccano of the folder, if it runs and answers.

    Raises:
        InputError: the folder cannot be read, is a link or another user's, or its file of secrets is.
    """
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
        state = read_state(home)
        if state is None or process.find(state.identity, home) is None or not is_answering(state):
            return None
        return _known(home, state, read_secrets(home), started=False)


def _wait_for_running(home: Path, port: int | None, reached: Reach | None) -> LocalServer | None:
    """The server that an earlier call started, also if that call was killed before it was ready."""
    state = read_state(home)
    if state is None or process.find(state.identity, home) is None:
        return None
    if not process.wait_until_ready(state.identity, state.port, host=state.reach.own_address):
        if process.find(state.identity, home) is None:
            return None
        raise DoccanoError(
            f"The Doccano of {home} runs but does not answer. Stop it and try again: framing server down."
        )
    if port not in (None, 0, state.port) or reached not in (None, state.reach):
        raise DoccanoError(
            f"The Doccano of {home} runs already at {state.url}. Stop it first to move it or to open it to others: "
            "framing server down."
        )
    return running(home)


def _known(home: Path, state: State, account: dict[str, str], *, started: bool) -> LocalServer:
    return LocalServer(
        url=state.url,
        home=home,
        pid=state.pid,
        username=account["username"],
        password=account["password"],
        started=started,
        public_url=state.public_url,
        database=None if read_database(home) else home / DATABASE,
    )


def throw_away_exports(home: Path) -> None:
    """Deletes the exports of the instance: they hold names and decisions of people, and are made anew in seconds."""
    for export in (home / "media").glob("*.zip"):
        if EXPORT.fullmatch(export.name):  # another file is somebody's own
            export.unlink()


def _start(
    home: Path,
    environment: Environment,
    port: int | None,
    reached: Reach,
    settings_module: str,
    extra_path: Path | None,
    say: Say,
    auto_labelling: str,
) -> State:
    with contextlib.closing(process.bind(port, reached.host)) as listener:
        number = int(listener.getsockname()[1])
        if port is None and number != process.DEFAULT_PORT:
            say(f"Port {process.DEFAULT_PORT} is taken; using {number}.")
        say(f"Starting Doccano on {reached.url(number)} ...")
        settings_of_gunicorn = SITE / "framing_site" / "gunicorn_conf.py"
        command = [str(environment.python), "-m", "gunicorn", "--config", str(settings_of_gunicorn)]
        command += ["--chdir", str(home), "--bind", f"fd://{listener.fileno()}"]
        variables = server_variables(environment, home, settings_module, extra_path, auto_labelling)
        variables |= {"FRAMING_SITE_HOSTS": " ".join(reached.names()), "FRAMING_SITE_ORIGIN": reached.public_url}
        # A Ctrl-C waits until the process is known: in between it would leave a server that no command finds.
        interrupts = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            identity = process.spawn(command, variables, home / OUTPUT, listener)
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, interrupts)
            raise
    with _stopping_on_failure(identity):
        signal.pthread_sigmask(signal.SIG_SETMASK, interrupts)
        state = State(identity.pid, identity.created, number, reached.host, reached.public_url)
        write_state(home, state)
        if not process.wait_until_ready(identity, number, host=reached.own_address):
            raise DoccanoError(f"Doccano did not start. The end of {home / OUTPUT}: {last_output(home)}")
    return state


@contextlib.contextmanager
def _stopping_on_failure(identity: process.Identity) -> Iterator[None]:
    """Leave no process behind when the start fails or is interrupted."""
    try:
        yield
    except BaseException:
        found = process.find(identity)
        if found is not None:
            process.stop(found)
        raise
