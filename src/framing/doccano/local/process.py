"""The one process of a local Doccano: its socket, its start, whether it is still the same, its end."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from framing.doccano.local.reach import LOOPBACK
from framing.errors import DoccanoError, MissingExtra

try:
    import psutil
except ImportError as problem:
    raise MissingExtra("The local Doccano needs packages of its own: pip install 'framing[doccano]'.") from problem

DEFAULT_PORT = 8765
_PORTS_TRIED = 20
_MARK = "framing_site"  # stands in the command line of every process that we start
_CLOCK_SLACK_S = 2.0  # the start time is counted from the boot time, which moves a little with the clock


@dataclass(frozen=True)
class Identity:
    """Which process: its number and when it began, because numbers are used again."""

    pid: int
    created: float


def bind(port: int | None, host: str = LOOPBACK) -> socket.socket:
    """A socket on the port of an address of this machine; without a port, on the default or the next free one.

    Bound here and handed over to the server, so that nobody can take the port in between.

    Raises:
        DoccanoError: the port that was asked for is taken, or may not be used, or the address is not this machine's.
    """
    wanted = [port] if port is not None else [*range(DEFAULT_PORT, DEFAULT_PORT + _PORTS_TRIED), 0]
    for number in wanted:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            return listener
        except (OSError, OverflowError) as problem:
            listener.close()
            reason = problem.strerror if isinstance(problem, OSError) else "not a port number"
    raise DoccanoError(
        f"Port {wanted[-1]} on {host} cannot be used: {reason}. Choose another with --port, or leave the option "
        "out and a free one is found."
    )


def spawn(command: Sequence[str], variables: Mapping[str, str], output: Path, listener: socket.socket) -> Identity:
    """Start the command in a session of its own, which the terminal's Ctrl-C does not reach, with the socket open.

    What it prints goes to the file `output`, which is begun anew; if that is a link, OSError, and nothing is started.
    """
    os.set_inheritable(listener.fileno(), True)
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        pid = os.posix_spawn(
            command[0],
            list(command),
            dict(variables),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, written, 1),
                (os.POSIX_SPAWN_DUP2, written, 2),
            ],
            setsid=True,
            setsigmask=(),
        )
    finally:
        os.close(written)
    try:
        identity = Identity(pid, psutil.Process(pid).create_time())
        end = time.monotonic() + 1
        while find(identity) is None and time.monotonic() < end:  # its command line appears a moment after it
            time.sleep(0.005)
    except BaseException:
        os.kill(pid, signal.SIGTERM)
        raise
    return identity


def find(identity: Identity, home: Path | None = None) -> psutil.Process | None:
    """The process, if it still runs and is the very one: the same start, and one of our own commands.

    With `home`, an instance's folder, only if it works there: a copy of a folder names the process of the other one.
    """
    try:
        process = psutil.Process(identity.pid)
        same = abs(process.create_time() - identity.created) < _CLOCK_SLACK_S
        if not same or process.status() == psutil.STATUS_ZOMBIE:
            return None
        command = process.cmdline()
        if any(_MARK in part for part in command) and (home is None or _works_in(process, command, home)):
            return process
    except psutil.Error:
        return None
    return None


def _works_in(process: psutil.Process, command: Sequence[str], home: Path) -> bool:
    """Whether it was started for the folder, and may be on its way there, or the folder was moved since."""
    if str(home) in command:
        return True
    try:
        return home.samefile(process.cwd())
    except (psutil.AccessDenied, OSError):
        return False


def stop(process: psutil.Process, patience_s: float = 15.0) -> None:
    """End the process and its workers: politely, and after `patience_s` by force."""
    try:
        family = [process, *process.children(recursive=True)]
        process.terminate()
    except psutil.NoSuchProcess:
        return
    _, left = psutil.wait_procs(family, timeout=patience_s)
    for stubborn in left:
        try:
            stubborn.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(left, timeout=5)


def memory_mb(process: psutil.Process) -> float:
    """Resident memory of the process and its worker, in MB of a million bytes; pages they share count twice."""
    total = 0
    for member in [process, *process.children(recursive=True)]:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def answers(port: int, timeout_s: float = 2.0, host: str = LOOPBACK) -> bool:
    """Whether Doccano answers there: 403 as JSON to who is not logged in. Its health page costs 3 s, this nothing."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", "/v1/me")
        answer = connection.getresponse()
        return answer.status == 403 and answer.headers.get_content_type() == "application/json"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_ready(identity: Identity, port: int, patience_s: float = 120.0, host: str = LOOPBACK) -> bool:
    """True once Doccano answers; False if its process ended, or did not answer in `patience_s`."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if answers(port, host=host):
            return True
        if find(identity) is None:
            return False
        time.sleep(0.1)
    return False
