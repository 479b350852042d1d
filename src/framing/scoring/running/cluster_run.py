"""One run on a Dask cluster: a few chunks at a time to its workers, and the parts back in order.

Every wait ends: in a result, or after a look at whether the scheduler still answers and has workers.
"""

import pickle
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.client import ClosedClientError

from framing.errors import ClusterLost, ModelMismatch
from framing.scoring.running.chunks import Chunk
from framing.scoring.running.cluster_worker import ScorerHolder, refusal, score_chunk
from framing.scoring.running.part import Part, Scorer
from framing.scoring.running.versions import PACKAGES, differences, installed

if TYPE_CHECKING:
    from framing.scoring.running.cluster import Patience

_ATTEMPTS = 5  # to hand over while workers come and go
_AHEAD = 2  # chunks that are taken, for each that is at work: the oldest may take longer than those after it
_GOES_ON = "What is done is kept: the same command goes on where it was."
_GONE = (CancelledError, ClosedClientError, OSError, TimeoutError)


@dataclass(eq=False)
class _Sent:
    """A chunk that workers were given, what will come of it, and how often it was given."""

    chunk: Chunk
    future: "Future[Part | Exception | None]"
    times: int = 1


class ClusterRun:
    """The state of one run; see `framing.scoring.running.cluster.Cluster.parts`."""

    def __init__(self, client: Client, patience: "Patience", scorer: Scorer) -> None:
        self._client = client
        self._patience = patience
        self._address = client.scheduler.address if client.scheduler else ""
        self._name = f"framing-{uuid4().hex}"  # another run at the same time has a scorer of its own
        embedding = scorer.model.features.embedding
        self._holder = ScorerHolder(pickle.dumps(scorer), embedding, installed(embedding))
        self._sent: deque[_Sent] = deque()
        self._came = Event()  # a result; it holds no future, as Dask keeps the result of each one that is held
        self._at_work = 1  # how many chunks the workers have at once
        self._working = time.monotonic()  # when a worker was last seen

    def begin(self) -> None:
        """Gives every worker the scorer, once there is one and if all have the same installed as this process.

        Raises:
            ModelMismatch, ClusterLost, MissingExtra: see `framing.scoring.running.cluster.Cluster.parts`.
        """
        while not self._look():
            time.sleep(min(0.2, self._patience.look))
        self._compare_versions()
        self._hand_over()

    def parts(self, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """The parts in the order of chunks."""
        coming = iter(chunks)
        looked = time.monotonic()
        while True:
            self._take(coming)
            if not self._sent:
                return
            if self._sent[0].future.done():
                part = self._result(self._sent[0])
                if part is not None:
                    self._sent.popleft()
                    yield part
            else:
                self._came.wait(self._patience.look)
                self._came.clear()
            if time.monotonic() - looked >= self._patience.look:
                self._look()
                looked = time.monotonic()

    def end(self) -> None:
        """Takes back what workers have not begun, and the scorer; a scheduler that is gone has neither."""
        with suppress(Exception):
            self._client.cancel([sent.future for sent in self._sent])
            self._ask(lambda: self._client.unregister_worker_plugin(self._name), self._patience.look)

    def _take(self, coming: Iterator[Chunk]) -> None:
        """Gives out chunks while there are workers for them, and not too many wait for the oldest one."""
        working = sum(not sent.future.done() for sent in self._sent)
        while working < self._at_work and len(self._sent) < _AHEAD * self._at_work:
            chunk = next(coming, None)
            if chunk is None:
                return
            self._sent.append(_Sent(chunk, self._submit(chunk)))
            working += 1

    def _submit(self, chunk: Chunk) -> "Future[Part | Exception | None]":
        """What will come of a chunk. It travels as bytes, so that the scheduler does not unpack documents."""
        key = f"framing-chunk-{uuid4().hex}"
        try:
            future = self._client.submit(score_chunk, self._name, pickle.dumps(chunk), key=key, pure=False)
        except _GONE as error:
            raise self._gone(error) from error
        future.add_done_callback(lambda _: self._came.set())
        return future

    def _result(self, sent: _Sent) -> Part | None:
        """The part of a chunk that is done; None if it was given out again, because the worker had lost the scorer."""
        try:
            part = sent.future.result(timeout=self._patience.answer)
        except KilledWorker as error:
            raise ClusterLost(self._deadly(error)) from error
        except _GONE as error:
            raise self._gone(error) from error
        if isinstance(part, Exception):
            raise part
        if part is None:
            if sent.times == _ATTEMPTS:
                raise ClusterLost(f"Workers of {self._address} lose the model again and again. {_GOES_ON}")
            self._hand_over()
            sent.future, sent.times = self._submit(sent.chunk), sent.times + 1
        return part

    def _look(self) -> bool:
        """Whether there are workers that work; how many decides how many chunks are given out.

        Raises:
            ClusterLost: the scheduler is gone or silent, or there was no worker for too long.
        """
        scheduler = self._client.scheduler
        if self._client.status != "running" or scheduler is None:
            raise self._gone(None)
        threads: int = sum(self._ask(lambda: scheduler.ncores_running(workers=None)).values())
        if threads:
            self._at_work = threads + threads // 8 + 1  # one is on its way when another comes back
            self._working = time.monotonic()
        elif time.monotonic() - self._working > self._patience.workers:
            raise ClusterLost(
                f"The Dask scheduler {self._address} has had no worker that works for {self._patience.workers:.0f} "
                f"seconds. Start workers (dask worker {self._address}), with more memory if they stop. {_GOES_ON}"
            )
        return threads > 0

    def _compare_versions(self) -> None:
        """Asks without sending a program, which another Python could not read.

        Raises:
            ModelMismatch: the scheduler or a worker has another version of something.
        """
        packages = ["framing", *PACKAGES]
        found = self._ask(lambda: cast(Awaitable[Any], self._client.get_versions(packages=packages)))
        ours = _versions(found["client"])
        others = {"The scheduler": found["scheduler"]}
        others |= {f"The worker {address}": said for address, said in found["workers"].items()}
        for who, said in others.items():
            different = differences(ours, _versions(said))
            if different:
                raise ModelMismatch(refusal(who, different))

    def _hand_over(self) -> None:
        """Gives the scorer to the workers that are there, and through the scheduler to those that will come.

        Raises:
            ModelMismatch: a worker has another framing.
            ClusterLost: see `_look`.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                # Workers load Python's modules for it, which takes long on a busy machine or a slow disk.
                self._client.sync(self._register, callback_timeout=self._patience.workers)
                return
            except (ImportError, AttributeError) as error:
                raise ModelMismatch(refusal("A worker", f"another framing ({error})")) from error
            except _GONE as error:  # a worker that goes away while it is asked looks the same as the scheduler
                if attempt == _ATTEMPTS or isinstance(error, TimeoutError):
                    raise self._gone(error) from error
            self._look()

    async def _register(self) -> None:
        await self._client.register_plugin(self._holder, self._name)

    def _ask(self, question: Callable[[], Awaitable[Any]], seconds: float | None = None) -> Any:
        """What the scheduler answers in time.

        Raises:
            ClusterLost: it does not.
        """

        async def asked() -> Any:
            return await question()

        try:
            return self._client.sync(asked, callback_timeout=seconds or self._patience.answer)
        except _GONE as error:
            raise self._gone(error) from error

    def _gone(self, error: BaseException | None) -> ClusterLost:
        why = f" ({type(error).__name__})" if error else ""
        return ClusterLost(f"The Dask scheduler {self._address} went away or does not answer{why}. {_GOES_ON}")

    def _deadly(self, error: KilledWorker) -> str:
        chunks = [sent.chunk for sent in self._sent if sent.future.status == "error"]
        return (
            f"{' and '.join(map(_named, chunks))} ended {error.allowed_failures + 1} workers, the last one "
            f"{error.last_worker.address}. Mostly that is for want of memory: give workers more, or take the longest "
            f"of these documents out. {_GOES_ON}"
        )


def _named(chunk: Chunk) -> str:
    ids = [document.document_id[:60] for document in chunk.documents]
    return f"Chunk {chunk.number} ({f'documents {ids[0]!r} to {ids[-1]!r}' if ids else 'no documents'})"


def _versions(said: Mapping[str, Any]) -> dict[str, str]:
    """What Dask says of a process, by the names of `installed`."""
    packages = said["packages"]
    python = ".".join(packages["python"].split(".")[:2])
    return {"Python": python} | {name: packages.get(name) or "none" for name in ("distributed", "framing", *PACKAGES)}
