"""Several processes of this machine as an engine: `framing score --jobs`.

An edge. A worker that dies is replaced, and only the chunk that it had is given again.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from framing.errors import InputError
from framing.scoring.running.chunks import Chunk
from framing.workers import Ended, Workers

if TYPE_CHECKING:  # it brings all that scores, which is needed in workers only
    from framing.scoring.running.part import Part, Scorer

TIMES = 3  # that a chunk is given to a worker; what ends three of them will end the fourth
_NAMED = 5  # documents of such a chunk that are named


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
        waiting: deque[tuple[Chunk, Future[Any]]] = deque()
        with Workers(self.jobs, scorer.score) as workers:
            for chunk in chunks:
                waiting.append((chunk, workers.submit(chunk, TIMES)))
                if len(waiting) > 2 * self.jobs - 1:
                    yield _part(*waiting.popleft())
            while waiting:
                yield _part(*waiting.popleft())


def _part(chunk: Chunk, answer: "Future[Any]") -> "Part":
    part: Part | Ended = answer.result()
    if isinstance(part, Ended):
        raise InputError(_given_up(chunk, part.why))
    return part


def _given_up(chunk: Chunk, why: str) -> str:
    names = [document.document_id for document in chunk.documents]
    some = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return (
        f"A worker {why}, {TIMES} times, on part {chunk.number}: documents {some or 'none'}. What is done is kept. Run "
        "the same command again with fewer --jobs; if that does not help, take these documents out."
    )
