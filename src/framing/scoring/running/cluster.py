"""Chunks scored by a Dask cluster: processes that are started here, or machines that a scheduler somewhere else has.

The process that runs the command reads and writes; the cluster only computes, so its output is that of one process. The
scorer goes to each worker once. Dask gives the work of a lost worker to another one, and the scorer to one that joins.
If the scheduler goes away, the run ends with an error, and the same command goes on where it was.

Whoever can reach a Dask scheduler can run programs on all of its workers and, through what they answer, on the machine
of this process: Dask sends pickles. So give only an address that you trust, on a network that you trust, or one with
tls://, for which Dask's own configuration (distributed.comm.tls) names the certificates.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from framing.errors import ClusterLost, InputError, MissingExtra
from framing.scoring.running.chunks import Chunk
from framing.scoring.running.part import Part, Scorer

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

DEADLY = 3  # a chunk that ended so many workers is not given to another one
_LATER = 1.0  # seconds after its own limit in which Dask may still say what is wrong
_SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 TiB",  # a chunk may be one document of 50 MB
    "distributed.deploy.lost-worker-timeout": "1 day",  # else one that starts slowly is given up
    # A worker has one chunk and gets the next when it is done, so the chunk that ends it is known.
    "distributed.scheduler.worker-saturation": 1.0,
    # Watching itself, Dask takes the interpreter from the thread that scores: a fifth of the time of two workers.
    "distributed.admin.tick.interval": "1s",  # else every 20 ms, in each process
    "distributed.worker.profile.enabled": False,  # else every 10 ms
}
_LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "asyncio")


@dataclass(frozen=True)
class Patience:
    """How many seconds are waited for what.

    Attributes:
        connection: until the scheduler answers for the first time.
        answer: until it answers later on, when it may be busy.
        workers: until there is a worker that works, and until all have loaded the model.
        look: between two looks at whether all of that is still so.
    """

    connection: float = 10.0
    answer: float = 60.0
    workers: float = 120.0
    look: float = 5.0


@dataclass(frozen=True, eq=False)
class Cluster:
    """An engine: see `framing.scoring.running.engine.Engine`."""

    client: "Client"
    patience: Patience

    def parts(self, scorer: Scorer, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """One part per chunk, in their order, the same bytes as from this process.

        Raises:
            ModelMismatch: a worker has another version of something that decides scores; before any chunk is taken, or
                when such a worker joins.
            ClusterLost: the scheduler is gone or silent, no worker is left for long, or a chunk ended three of them.
            MissingExtra: a worker lacks what the model needs.
        """
        from framing.scoring.running.cluster_run import ClusterRun

        run = ClusterRun(self.client, self.patience, scorer)
        try:
            run.begin()
            yield from run.parts(chunks)
        finally:
            run.end()


@contextmanager
def open_cluster(address: str, patience: Patience = Patience()) -> Iterator[Cluster]:
    """A cluster to score with; what was started for it ends with the block.

    Args:
        address: "local:4" starts 4 processes on this machine, which only its users can reach; "tcp://host:8786" is a
            scheduler that others started, and "tls://host:8786" one with the certificates of Dask's configuration.
            Only an address that you trust: Dask runs programs for whoever asks, see above.
        patience: how long is waited.

    Raises:
        InputError: the address is none of these, or Dask's configuration has no certificates.
        ClusterLost: no scheduler answers there, or the processes do not start.
        MissingExtra: Dask is not installed.
    """
    local = re.fullmatch(r"local:([1-9]\d{0,2})", address)
    if not local and not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d{1,5}", address):
        raise InputError(
            f"A cluster cannot be {address[:80]!r}. Give local:4 for 4 processes on this machine, or the address of a "
            "Dask scheduler: tcp://host:8786 or tls://host:8786."
        )
    try:
        import distributed  # noqa: F401  # a second, and its loggers
    except ImportError as error:
        raise MissingExtra("A cluster needs Dask: pip install 'framing[cluster]'.") from error
    from dask import config

    with ExitStack() as opened:
        opened.enter_context(_quiet())
        opened.enter_context(config.set(_SETTINGS))
        there = opened.enter_context(_processes(int(local[1]))) if local else address
        yield Cluster(opened.enter_context(_client(there, patience)), patience)


@contextmanager
def _processes(number: int) -> Iterator["LocalCluster"]:
    """A scheduler in this process, and workers with one thread each."""
    from dask import config
    from distributed import LocalCluster

    try:
        cluster = LocalCluster(
            n_workers=number,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # None is 8787, on every network, and fails where that is taken
            memory_limit=0,  # else Dask stops giving work to a process that keeps memory for the next chunk
            silence_logs=logging.CRITICAL,
            preload=["framing.scoring.running.cluster_worker", *config.get("distributed.worker.preload")],
            scheduler_kwargs={"allowed_failures": DEADLY - 1, "dashboard": False},
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise ClusterLost(f"The {number} processes of local:{number} did not start ({_said(error)}).") from error
    try:
        yield cluster
    finally:
        with suppress(Exception):  # processes that are gone are closed
            cluster.close(timeout=10)


@contextmanager
def _client(there: "LocalCluster | str", patience: Patience) -> Iterator["Client"]:
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # we compare more of them, and stop
            client = _in_time(partial(Client, there, timeout=patience.connection, set_as_default=False), patience)
    except (OSError, TimeoutError) as error:
        raise ClusterLost(
            f"No Dask scheduler answers at {there} within {patience.connection:.0f} seconds. Start it (dask scheduler) "
            "or see whether the address is its own and no firewall is between."
        ) from error
    except TypeError as error:  # so Dask says that it knows no certificates
        raise InputError(
            f"{there} needs certificates, and Dask's configuration names none that serve ({_said(error)}). Name them "
            "in distributed.comm.tls, see https://distributed.dask.org/en/stable/tls.html."
        ) from error
    try:
        yield client
    finally:
        with suppress(Exception):  # a scheduler that is gone needs no good-bye
            client.close(timeout=5)


def _in_time(connect: Callable[[], "Client"], patience: Patience) -> "Client":
    """A client that has an answer; Dask's own limit does not hold where somebody accepts and says nothing.

    Raises:
        TimeoutError: there is none in time. The thread that waits for it ends with this process.
        Exception: what connecting raises.
    """
    answers: SimpleQueue[Client | Exception] = SimpleQueue()

    def wait() -> None:
        try:
            answers.put(connect())
        except Exception as error:  # it is raised where somebody waits for it
            answers.put(error)

    Thread(target=wait, name="framing-connect", daemon=True).start()
    try:
        answer = answers.get(timeout=patience.connection + _LATER)
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing of what Dask tells the operators of a cluster stands among what a command says."""
    before = {name: logging.getLogger(name).level for name in _LOGGERS}
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _said(error: BaseException) -> str:
    """An error of Dask's in one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
