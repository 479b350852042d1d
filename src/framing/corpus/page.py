"""The lines of a document while their kinds are being found."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from framing.corpus.furniture import wording_mark
from framing.corpus.lines import Line
from framing.corpus.marks import Mark

_CLOSING = '"”»’›“)]'
_ENDS = ".!?…"
_MANY_WORDS = 5


class Page:
    """Lines, the marks that rules have put on them so far (None: undecided), and how each line ends."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.ended = [_is_ended(line.text) for line in lines]
        self.marks: list[Mark | None] = [
            wording_mark(line.text, ended=ended) for line, ended in zip(lines, self.ended, strict=True)
        ]
        self.continued = [False] * len(lines)
        self.own: set[int] = set()  # items of lists that belong to the article

    def undecided(self) -> Iterator[int]:
        return (at for at, mark in enumerate(self.marks) if mark is None)

    def bodies(self) -> list[int]:
        """Undecided lines that end as sentences do."""
        return [at for at, mark in enumerate(self.marks) if mark is None and self.ended[at]]

    def is_open(self, at: int) -> bool:
        """Whether the line is undecided and has no punctuation at its end."""
        return self.marks[at] is None and not self.ended[at] and self.lines[at].text[-1] not in ":,;"

    def is_body(self, at: int) -> bool:
        """Whether the line is undecided and ends as a sentence does."""
        return self.marks[at] is None and self.ended[at]

    def body_before(self) -> list[int]:
        """For each line, and for the end, the characters of `bodies` above it."""
        lengths = (
            len(line.text) if mark is None and ended else 0
            for line, mark, ended in zip(self.lines, self.marks, self.ended, strict=True)
        )
        return list(accumulate(lengths, initial=0))

    def mark(self, positions: Iterable[int], mark: Mark) -> None:
        """Put `mark` on those lines that are undecided."""
        for at in positions:
            if self.marks[at] is None:
                self.marks[at] = mark


def count_words(text: str) -> int:
    """How many words a line has, up to five and a rest."""
    return len(text.split(None, _MANY_WORDS))


def runs(positions: Iterable[int]) -> Iterator[range]:
    """The longest runs of positions that follow each other."""
    start = end = -1
    for at in positions:
        if at != end:
            if end > start:
                yield range(start, end)
            start = at
        end = at + 1
    if end > start:
        yield range(start, end)


def _is_ended(text: str) -> bool:
    last = text[-1]
    return last in _ENDS or (last in _CLOSING and text.rstrip(_CLOSING).endswith(tuple(_ENDS)))
