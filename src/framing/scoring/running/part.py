"""A chunk to its part of the output: bytes of tables, ready to be written. Pure, so any process can make it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from framing.corpus.rules import Rules
from framing.model.learning.train import FrameModel
from framing.scoring.running.chunks import Chunk


@dataclass(frozen=True)
class Part:
    """What came of one chunk.

    Attributes:
        number: of the chunk.
        sha256: of the chunk.
        tables: name of a table to its rows as bytes in the format of the run.
        counts: of the run's figures, to be added up: documents, sentences, set_aside, notes, characters, and of each
            frame "predicted FRAME".
    """

    number: int
    sha256: str
    tables: Mapping[str, bytes]
    counts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Scorer:
    """All that is the same for every chunk of a run; it is sent to each worker once.

    Attributes:
        model: the model.
        fingerprint: of the model.
        rules: of splitting and voices.
        output: the format: jsonl, csv or parquet.
        texts: whether texts of sentences stand beside their scores.
    """

    model: FrameModel
    fingerprint: str
    rules: Rules
    output: str
    texts: bool = True

    def score(self, chunk: Chunk) -> Part:
        """The part of a chunk; the same bytes in every process of one machine."""
        raise NotImplementedError


class Engine(Protocol):
    """What scores chunks: this process, several, or a cluster."""

    def parts(self, scorer: Scorer, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """One part per chunk, in the order of chunks, which are taken only a few ahead of what was given back."""


class OneProcess:
    """Scores in the process that reads and writes."""

    def parts(self, scorer: Scorer, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """See `Engine`."""
        return map(scorer.score, chunks)
