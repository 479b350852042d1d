"""What runs on each worker of a Dask cluster: the scorer of a run, held once, and the scoring of chunks with it.

Scheduler and workers import this module, so they need framing with the extra `cluster`. What a worker has installed
decides what it computes: one that has something else than the process that writes the output refuses to score.
"""

import hashlib
import pickle
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock

from distributed import Worker, WorkerPlugin, get_worker
from threadpoolctl import threadpool_limits

import framing
from framing.errors import ClusterLost, FramingError, ModelMismatch
from framing.model.learning.embedding import load_embedding
from framing.scoring.running.part import Part, Scorer

# What a text is split, coded, counted and written with: another version may give other sentences, digits or bytes.
PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "pyarrow", "sentencex", "py3langid", "numba")
_TRACEBACK = 5_000  # characters of one
_DIGITS = 12  # of a SHA-256, to tell two apart


def dask_setup(worker: Worker) -> None:
    """Dask calls this in processes of `--cluster local:N`: Ctrl-C is for the process that started them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class ScorerHolder(WorkerPlugin):
    """Gives every worker the scorer, those that join later too.

    Args:
        scorer: pickled.
        embedding: name of the table of vectors that its model needs, "" for none.
        expected: what must be installed, see `installed`.
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


def installed(embedding: str) -> dict[str, str]:
    """What decides what this process computes: name to version or digest.

    Args:
        embedding: name of a table of vectors, "" for none.
    """
    return {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "framing": framing.__version__,
        "framing's program": _program(),
        **{name: _version(name) for name in PACKAGES},
        **({f"vectors {embedding}": load_embedding(embedding).sha256[:_DIGITS]} if embedding else {}),
    }


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """What is found otherwise than expected, for a message; "" if nothing is."""
    return ", ".join(
        f"{name} {found.get(name, 'none')} instead of {value}"
        for name, value in expected.items()
        if found.get(name, "none") != value
    )


def refusal(who: str, different: str) -> str:
    """What to say of a process that has something else installed."""
    return (
        f"{who} has {different}. It could give other scores, so nothing was given to it. Install the same on the "
        "scheduler and all workers as here, then run the same command again."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _program() -> str:
    """A digest of framing's own modules: a version number stays the same while somebody works on them."""
    root = Path(framing.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).parts):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGITS]
