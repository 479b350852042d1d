"""What scores chunks, and the simplest that does: this process. Pure; several processes and clusters are edges."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from framing.scoring.running.chunks import Chunk
from framing.scoring.running.part import Part, Scorer


class Engine(Protocol):
    """What scores chunks: this process, several, or a cluster."""

    def parts(self, scorer: Scorer, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """One part per chunk, in the order of chunks, which are taken only a few ahead of what was given back."""


class OneProcess:
    """Scores in the process that reads and writes."""

    def parts(self, scorer: Scorer, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """See `Engine`."""
        return map(scorer.score, chunks)
