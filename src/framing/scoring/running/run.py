"""A corpus to scores on disk: reads, gives chunks to an engine, writes each part once, and goes on where it stopped.

An edge, and the one door to a big run. This process alone reads and writes; engines only make parts of chunks. So the
output does not depend on the engine, and what was done before a crash is known from the files of the run alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from framing.corpus.documents import Note, SetAside
from framing.corpus.ingest import Source
from framing.scoring.running.chunks import CHARACTERS, ITEMS
from framing.scoring.running.part import Engine, Scorer


@dataclass(frozen=True)
class Folder:
    """All tables of a run, in parts, in a folder of their own."""

    path: Path


@dataclass(frozen=True)
class File:
    """The table of sentences as one file; the work stands in a folder beside it until it is done."""

    path: Path


@dataclass(frozen=True)
class Stream:
    """The table of sentences, part by part as they come; what is interrupted begins anew."""

    file: BinaryIO


Target = Folder | File | Stream


@dataclass(frozen=True)
class Sizes:
    """What a chunk holds at most, see `framing.scoring.running.chunks.cut`; the same for the whole run."""

    characters: int = CHARACTERS
    items: int = ITEMS


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        documents: that are done, those of earlier runs with them.
        sentences: likewise.
        characters: likewise.
        parts: likewise.
        resumed: parts that an earlier run had done.
        scored: characters that this run scored; over `seconds` it is the rate.
        seconds: since this run began.
        share: of the bytes of the input that were read, 0 to 1; None where their number is not known.
    """

    documents: int
    sentences: int
    characters: int
    parts: int
    resumed: int
    scored: int
    seconds: float
    share: float | None


@dataclass(frozen=True)
class RunResult:
    """What a run made.

    Attributes:
        counts: documents, sentences, set_aside, notes, characters, of the whole output.
        predicted: frame to in how many sentences the model sees it.
        first_set_aside: the first 20.
        first_notes: the first 20.
        parts: of the whole output.
        resumed: parts that an earlier run had done.
        mended: parts whose files were gone or cut since, and that were made again.
        seconds: of this run.
        complete_before: whether nothing was left to be done.
    """

    counts: Mapping[str, int]
    predicted: Mapping[str, int]
    first_set_aside: Sequence[SetAside] = field(default=())
    first_notes: Sequence[Note] = field(default=())
    parts: int = 0
    resumed: int = 0
    mended: int = 0
    seconds: float = 0.0
    complete_before: bool = False


def run_scoring(
    scorer: Scorer,
    source: Source,
    target: Target,
    engine: Engine,
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
    sizes: Sizes = Sizes(),
    thorough: bool = False,
) -> RunResult:
    """Scores all documents of `source` into `target`, or what an earlier run of the same kind left to be done there.

    Args:
        scorer: what scores a chunk, and the format of the output.
        source: where documents are and how to read them.
        target: where the output goes.
        engine: which processes score.
        progress: is told after each part.
        say: is told what the user should know at once, such as that another run is waited for.
        sizes: of chunks.
        thorough: whether files of an earlier run are read to see that they are whole; else their sizes are looked at.

    Raises:
        InputError: see `framing.corpus.read.read_documents`; the target holds something else, or a run of another
            model, of other rules or inputs; the input is not what it was when the run began; the disk is full. What
            was done is kept, and the same call goes on from there.
    """
    raise NotImplementedError
