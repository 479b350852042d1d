"""What a run tells of itself: how far it is, and what it made. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framing.corpus.documents import Note, SetAside


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
        set_aside: where all that was set aside stands with its reasons; None if nothing was, or it is kept nowhere.
    """

    counts: Mapping[str, int]
    predicted: Mapping[str, int]
    first_set_aside: Sequence[SetAside] = ()
    first_notes: Sequence[Note] = ()
    parts: int = 0
    resumed: int = 0
    mended: int = 0
    seconds: float = 0.0
    complete_before: bool = False
    set_aside: str | None = None
