"""A Doccano on this machine: started, found again, stopped.

One instance is one folder: database, uploads, log, and a file of secrets that only its owner can read.
It is one process without a worker (see site/), so there is nothing that can be half started.
"""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from framing.doccano import process
from framing.doccano.environment import (
    SETTINGS,
    SITE,
    Environment,
    data_folder,
    doccano_version,
    make_environment,
    make_template,
    migrate,
    one_at_a_time,
    server_variables,
    writing,
)
from framing.doccano.hosts import check_hosts
from framing.doccano.instance import (
    DATABASE,
    OUTPUT,
    State,
    check_folder,
    last_output,
    log_file,
    read_maker,
    read_secrets,
    read_state,
    reading,
    secrets_file,
    write_maker,
    write_state,
)
from framing.errors import DoccanoError, InputError

__all__ = ["LocalServer", "ServerStatus", "data_folder", "down", "instance_folder", "running", "status", "up"]

_KEPT = "before-upgrade.sqlite3"
_EXPORT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.zip")  # a UUID is what Doccano calls an export
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


@dataclass(frozen=True)
class ServerStatus:
    """What is known about an instance. Of one that does not run, the figures of the process are None."""

    home: Path
    running: bool
    version: str
    url: str | None = None
    pid: int | None = None
    memory_mb: float | None = None
    uptime_s: float | None = None
    staff_account: Path | None = None
    """The file with the name and password of framing's account, if there is one."""
    log: Path | None = None


def instance_folder(name: str = "default") -> Path:
    """Where the instance of that name lives.

    Raises:
        InputError: the name is not 1 to 64 letters, digits, hyphens and underscores, beginning with a letter or digit.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", name):
        raise InputError(
            f"{name[:80]!r} is no name for a local server. Take letters (a to z), digits, - and _, at most 64, "
            "a letter or digit first."
        )
    return data_folder() / "doccano" / "instances" / name


def up(
    home: Path,
    *,
    port: int | None = None,
    say: Say,
    settings_module: str = SETTINGS,
    extra_path: Path | None = None,
    auto_labelling: str = "",
) -> LocalServer:
    """The running Doccano of the folder `home`: found, or made and started. Safe to repeat, also after Ctrl-C.

    Args:
        home: the instance's folder; made if it is not there.
        port: on 127.0.0.1; without it 8765 or the next free one, 0 for any. A server that runs keeps its own.
        say: gets a line of progress before whatever takes long.
        settings_module: Django settings, by default ours; others must import ours.
        extra_path: a folder of modules for other settings.
        auto_labelling: hosts that automatic labelling may send texts to, with commas between, `loopback` for this
            machine; off if empty. A server that runs keeps what it has.

    Raises:
        InputError: a host is none, the folder cannot be written, no space, no Python 3.11, or a file in it is damaged.
        MissingExtra: framing was installed without `doccano`.
        DoccanoError: the port is taken, or Doccano did not start; its last lines are in the message.
        DoccanoUnreachable: the package registry is out of reach.
    """
    auto_labelling = check_hosts(auto_labelling)
    if os.name != "posix":
        raise InputError("The local Doccano runs on Linux and macOS. On Windows, use it inside WSL.")
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
    with writing(home), one_at_a_time(home / "lock", say):
        home.chmod(0o700)
        found = _wait_for_running(home, port)
        if found is not None:
            return found
        environment = make_environment(say)
        template = make_template(environment, settings_module, extra_path, say)
        account = read_secrets(home)
        _lay_out(home, environment, template, settings_module, extra_path, say)
        state = _start(home, environment, port, settings_module, extra_path, say, auto_labelling)
        return LocalServer(state.url, home, state.pid, account["username"], account["password"], started=True)


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
        found = process.find(state.identity) if state else None
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
        if state is None or process.find(state.identity) is None or not process.answers(state.port):
            return None
        account = read_secrets(home)
    return LocalServer(state.url, home, state.pid, account["username"], account["password"], started=False)


def status(home: Path) -> ServerStatus:
    """What is known about the Doccano of the folder, whether it runs or not.

    Raises:
        InputError: the folder cannot be read, is a link or another user's.
    """
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
        quiet = ServerStatus(
            home=home,
            running=False,
            version=doccano_version(),
            staff_account=secrets_file(home),
            log=log_file(home),
        )
        state = read_state(home)
    found = process.find(state.identity) if state else None
    if state is None or found is None or not process.answers(state.port):
        return quiet
    return replace(
        quiet,
        running=True,
        url=state.url,
        pid=state.pid,
        memory_mb=round(process.memory_mb(found), 1),
        uptime_s=round(max(0.0, time.time() - found.create_time()), 1),
    )


def _wait_for_running(home: Path, port: int | None) -> LocalServer | None:
    """The server that an earlier call started, also if that call was killed before it was ready."""
    state = read_state(home)
    if state is None or process.find(state.identity) is None:
        return None
    if not process.wait_until_ready(state.identity, state.port):
        if process.find(state.identity) is None:
            return None
        raise DoccanoError(
            f"The Doccano of {home} runs but does not answer. Stop it and try again: framing server down."
        )
    if port not in (None, 0, state.port):
        raise DoccanoError(
            f"The Doccano of {home} runs already at {state.url}. Stop it first to move it to port {port}: "
            "framing server down."
        )
    return running(home)


def _lay_out(
    home: Path, environment: Environment, template: Path, settings_module: str, extra_path: Path | None, say: Say
) -> None:
    """Give the instance a database of this Doccano's schema, and throw away what old exports left."""
    database = home / DATABASE
    if not database.exists():
        fresh = home / f"{DATABASE}.new"
        shutil.copyfile(template / DATABASE, fresh)
        fresh.chmod(0o600)
        write_maker(home, environment.folder.name)
        fresh.replace(database)
    elif read_maker(home) != environment.folder.name:
        say(f"Bringing the database to Doccano {doccano_version()}; the old one is kept in {home / _KEPT}.")
        _upgrade(home, environment, settings_module, extra_path)
    for name in ("media", "uploads"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    # Exports hold names and decisions of people, stay for ever, and are made anew in seconds.
    for export in (home / "media").glob("*.zip"):
        if _EXPORT.fullmatch(export.name):  # another file is somebody's own
            export.unlink()


def _upgrade(home: Path, environment: Environment, settings_module: str, extra_path: Path | None) -> None:
    """Migrate a copy and put it in the place of the database, which is untouched if anything goes wrong before."""
    workshop = home / "upgrade"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(mode=0o700)
    _copy_database(home / DATABASE, workshop / DATABASE)
    read_secrets(workshop)  # the settings ask for a key; this one is thrown away
    migrate(environment, workshop, settings_module, extra_path)
    _copy_database(home / DATABASE, home / _KEPT)
    (workshop / DATABASE).replace(home / DATABASE)
    write_maker(home, environment.folder.name)
    shutil.rmtree(workshop)


def _copy_database(database: Path, copy: Path) -> None:
    """A copy that also holds what stands in the write-ahead log only."""
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    try:
        with contextlib.closing(sqlite3.connect(database)) as source, contextlib.closing(sqlite3.connect(copy)) as new:
            source.backup(new)
    except sqlite3.DatabaseError as problem:
        raise InputError(f"{database}: {problem}. Put a copy of the database back, or move the file away.") from problem


def _start(
    home: Path,
    environment: Environment,
    port: int | None,
    settings_module: str,
    extra_path: Path | None,
    say: Say,
    auto_labelling: str,
) -> State:
    with contextlib.closing(process.bind(port)) as listener:
        number = int(listener.getsockname()[1])
        if port is None and number != process.DEFAULT_PORT:
            say(f"Port {process.DEFAULT_PORT} is taken; using {number}.")
        say(f"Starting Doccano on http://{process.HOST}:{number} ...")
        settings_of_gunicorn = SITE / "framing_site" / "gunicorn_conf.py"
        command = [str(environment.python), "-m", "gunicorn", "--config", str(settings_of_gunicorn)]
        command += ["--chdir", str(home), "--bind", f"fd://{listener.fileno()}"]
        variables = server_variables(environment, home, settings_module, extra_path, auto_labelling)
        # A Ctrl-C waits until the process is known: in between it would leave a server that no command finds.
        interrupts = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            identity = process.spawn(command, variables, home / OUTPUT, listener)
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, interrupts)
            raise
    with _stopping_on_failure(identity):
        signal.pthread_sigmask(signal.SIG_SETMASK, interrupts)
        state = State(identity.pid, identity.created, number)
        write_state(home, state)
        if not process.wait_until_ready(identity, number):
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
