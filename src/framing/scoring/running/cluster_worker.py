"""What runs on each worker of a Dask cluster: the scorer of a run, held once, and the scoring of chunks with it.

Scheduler and workers import this module, so they need framing with the extra `cluster`. What a worker has installed
decides what it computes: one that has something else than the process that writes the output refuses to score.
"""

import pickle
import signal
import traceback
from collections.abc import Mapping
from threading import Lock

from distributed import Worker, WorkerPlugin, get_worker
from threadpoolctl import threadpool_limits

from framing.errors import ClusterLost, FramingError, ModelMismatch
from framing.scoring.running.part import Part, Scorer
from framing.scoring.running.versions import differences, installed

_TRACEBACK = 5_000  # characters of one


def dask_setup(worker: Worker) -> None:
    """Dask calls this in processes of `--cluster local:N`: Ctrl-C is for the process that started them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class ScorerHolder(WorkerPlugin):
    """Gives every worker the scorer, those that join later too.

    Args:
        scorer: pickled.
        embedding: name of the table of vectors that its model needs, "" for none.
        expected: what must be installed, see `framing.scoring.running.versions.installed`.
    """

    def __init__(self, scorer: bytes, embedding: str, expected: Mapping[str, str]) -> None:
        self.packed = scorer
        self.embedding = embedding
        self.expected = expected
        self.refused = ""

    def setup(self, worker: Worker) -> None:
        """Loads the scorer, if the worker may have it.

        Raises:
            ModelMismatch: it has something else installed. Dask tells those who are there when the run begins; one
                that joins later says so when it is to score.
            MissingExtra: the model's vectors need a package that is not there.
        """
        different = differences(self.expected, installed(self.embedding))
        if different:
            self.refused = refusal(f"The worker {worker.address}", different)
            raise ModelMismatch(self.refused)
        self.scorer: Scorer = pickle.loads(self.packed)  # noqa: S301  # from the process that runs the command
        self.packed = b""
        self.one_at_a_time = Lock()  # a worker may have many threads, but Python computes with one of them

    def score(self, chunk: bytes) -> Part:
        """The part of a pickled chunk.

        Raises:
            ModelMismatch: see `setup`.
        """
        if self.refused:
            raise ModelMismatch(self.refused)
        with self.one_at_a_time, threadpool_limits(limits=1):  # the last digit can depend on the number of threads
            return self.scorer.score(pickle.loads(chunk))  # noqa: S301


def score_chunk(name: str, chunk: bytes) -> Part | Exception | None:
    """The part of a pickled chunk, by the scorer of this name; None if the worker does not have it (any more).

    What goes wrong is given back, not raised: a client that cannot unpack an error of Dask's waits for ever.
    """
    worker = get_worker()
    holder = worker.plugins.get(name)
    if not isinstance(holder, ScorerHolder):
        return None
    try:
        return holder.score(chunk)
    except FramingError as error:
        return error
    except MemoryError:
        return ClusterLost(
            f"The worker {worker.address} has not enough memory for a chunk. Give workers more. What is done is kept: "
            "the same command goes on where it was."
        )
    except Exception:  # a bug: what was its class may not be known over there
        return RuntimeError(f"in the worker {worker.address}:\n{traceback.format_exc()[-_TRACEBACK:]}")


def refusal(who: str, different: str) -> str:
    """What to say of a process that has something else installed."""
    return (
        f"{who} has {different}. It could give other scores, so nothing was given to it. Install the same on the "
        "scheduler and all workers as here, then run the same command again."
    )
