"""Processes of this machine that work for this one, each as long as there is something to do.

An edge. A thread for each process waits for its answers, so a process that dies is known with the work that it had,
and another takes its place. They end with this process, however it ends: their input ends with it.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

from framing import worker
from framing.errors import InputError

_PATIENCE_S = 5  # with a process that answers no more, so that its own exit code is seen
_ENDS: Mapping[int | None, str] = {
    -9: "was killed, as the system does where memory is short",
    worker.GONE: "had not enough memory",
}
# Workers are the threads of a run; and how sums are split among threads may change their last digit.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Ended:
    """In place of an answer: the process that was asked ended, in words such as `was killed`."""

    why: str


class Workers:
    """So many processes; a context manager, which ends them at once when it is left."""

    def __init__(self, count: int, called: Callable[[Any], Any]) -> None:
        """Processes start with the first work that they are given.

        Args:
            count: of processes.
            called: what each of them is sent once, pickled, and calls with all that it is given.
        """
        sent = _message(called)
        self._workers = [_Worker(sent) for _ in range(count)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()  # a little work starts a few processes
        for each in self._workers:
            self._idle.put(each)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="framing-worker")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for each in self._workers:
            each.end()
        self._threads.shutdown(cancel_futures=True)
        for each in self._workers:
            each.bury()

    def submit(self, given: Any, times: int = 1) -> Future[Any]:
        """The answer, an `Ended` if so many processes ended with it, or what the call raised."""
        return self._threads.submit(self._answer, given, times)

    def _answer(self, given: Any, times: int) -> Any:
        taken = self._idle.get()
        try:
            return taken.answer(given, times)
        finally:
            self._idle.put(taken)


class _Worker:
    """A process and its replacements; `answer` is called by one thread at a time, `end` by any."""

    def __init__(self, called: bytes) -> None:
        self._called = called
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()  # a process that starts while all is ended must end too

    def answer(self, given: Any, times: int) -> Any:
        message = _message(given)
        code = None
        for _ in range(times):
            try:
                answer = self._ask(message)
            except (EOFError, OSError, pickle.UnpicklingError):
                code = self.bury()
                if self._ended:
                    break
                continue
            if isinstance(answer, BaseException):
                raise answer
            return answer
        return Ended(_ENDS.get(code, f"ended with code {code}"))

    def end(self) -> None:
        """Ends the process at once, and no other takes its place."""
        with self._lock:
            self._ended = True
            if self._process:
                self._process.kill()

    def _ask(self, message: bytes) -> Any:
        process = self._running()
        stdin, stdout = _pipes(process)
        stdin.write(message)
        stdin.flush()
        return pickle.load(stdout)  # noqa: S301  # from a process that this one started

    def _running(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._ended:
                raise EOFError
            if self._process:
                return self._process
            self._process = process = _start()
        stdin, _ = _pipes(process)
        stdin.write(self._called)
        return process

    def bury(self) -> int | None:
        """Sees a process that answers no more to its end, and tells with what code it ended; None if there is none."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return None
        for pipe in _pipes(process):
            with suppress(OSError):
                pipe.close()
        try:
            return process.wait(timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _start() -> "subprocess.Popen[bytes]":
    """A process that imports what this one can, in a group of its own: an interrupt is ours to act on.

    Raises:
        InputError: the system starts none.
    """
    environment = {
        **os.environ,
        **dict.fromkeys(_THREADS, "1"),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONSAFEPATH": "1",  # the folder where the command is run holds the user's files, not modules
    }
    apart: dict[str, Any] = {"creationflags": 0x200} if os.name == "nt" else {"process_group": 0}
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "framing.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            **apart,
        )
    except OSError as error:
        raise InputError(
            f"A worker cannot be started: {error.strerror or error}. What is done is kept. Run the same command again "
            "with fewer --jobs."
        ) from error


def _message(value: object) -> bytes:
    """As `framing.worker` takes it."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(worker.SIZE) + content


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101  # as started
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout
