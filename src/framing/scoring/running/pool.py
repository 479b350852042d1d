"""Several processes of this machine as an engine: `framing score --jobs`.

An edge. A thread for each process waits for its answers, so a worker that dies is known by name, is replaced, and
only the chunk that it had is given again. Workers end with this process, however it ends: their input ends with it.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from framing.errors import InputError
from framing.scoring.running import worker
from framing.scoring.running.chunks import Chunk

if TYPE_CHECKING:  # it brings all that scores, which is needed in workers only
    from framing.scoring.running.part import Part, Scorer

TIMES = 3  # that a chunk is given to a worker; what ends three of them will end the fourth
_PATIENCE_S = 5  # with a process that answers no more, so that its own exit code is seen
_NAMED = 5  # documents of such a chunk that are named
_ENDS: Mapping[int | None, str] = {
    -9: "was killed, as the system does where memory is short",
    worker.GONE: "had not enough memory",
}
# Workers are the threads of a run; and how sums are split among threads may change their last digit.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class Processes:
    """Scores in so many processes; each is sent the scorer once."""

    def __init__(self, jobs: int) -> None:
        """Processes start with the first chunk that they are given.

        Raises:
            InputError: `jobs` is less than one.
        """
        if jobs < 1:
            raise InputError(f"{jobs} processes cannot score. Ask for 1 or more.")
        self.jobs = jobs

    def parts(self, scorer: "Scorer", chunks: Iterable[Chunk]) -> Iterator["Part"]:
        """See `framing.scoring.running.engine.Engine`. At most two chunks a process are held, scored or not.

        Raises:
            InputError: a chunk ended every worker that it was given to. What `scorer` raises.
        """
        sent = _message(scorer)
        workers = [_Worker(sent) for _ in range(self.jobs)]
        idle: queue.LifoQueue[_Worker] = queue.LifoQueue()  # a few chunks start a few workers
        for each in workers:
            idle.put(each)

        def score(chunk: Chunk) -> "Part":
            taken = idle.get()
            try:
                return taken.score(chunk)
            finally:
                idle.put(taken)

        waiting: deque[Future[Part]] = deque()
        threads = ThreadPoolExecutor(self.jobs, thread_name_prefix="framing-worker")
        try:
            for chunk in chunks:
                waiting.append(threads.submit(score, chunk))
                if len(waiting) > 2 * self.jobs - 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in workers:
                each.end()
            threads.shutdown(cancel_futures=True)
            for each in workers:
                each.bury()


class _Worker:
    """A process and its replacements; `score` is called by one thread at a time, `end` by any."""

    def __init__(self, scorer: bytes) -> None:
        self._scorer = scorer
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()  # a process that starts while the run ends must end too

    def score(self, chunk: Chunk) -> "Part":
        """The part of a chunk.

        Raises:
            InputError: every worker that the chunk was given to ended.
        """
        message = _message(chunk)
        code = None
        for _ in range(TIMES):
            try:
                answer = self._ask(message)
            except (EOFError, OSError, pickle.UnpicklingError):
                code = self.bury()
                if self._ended:
                    break
                continue
            if isinstance(answer, BaseException):
                raise answer
            part: Part = answer
            return part
        raise InputError(_given_up(chunk, code))

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
        stdin.write(self._scorer)
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
            [sys.executable, "-m", "framing.scoring.running.worker"],
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
    """As `framing.scoring.running.worker` takes it."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(worker.SIZE) + content


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101  # as started
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def _given_up(chunk: Chunk, code: int | None) -> str:
    names = [document.document_id for document in chunk.documents]
    some = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    why = _ENDS.get(code, f"ended with code {code}")
    return (
        f"A worker {why}, {TIMES} times, on part {chunk.number}: documents {some or 'none'}. What is done is kept. Run "
        "the same command again with fewer --jobs; if that does not help, take these documents out."
    )
