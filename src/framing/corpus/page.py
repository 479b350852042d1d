"""The lines of a document while their kinds are being found."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from framing.corpus import marks
from framing.corpus.appeals import APPEAL_LIMIT
from framing.corpus.furniture import wording_mark
from framing.corpus.lines import Line
from framing.corpus.marks import Mark

_CLOSING = '"”»’›“)]'
_ENDS = frozenset(".!?…")
_MANY_WORDS = 5


class Page:
    """Lines, the marks that rules have put on them so far (None: undecided), and how each line ends.

    `open_lines` are those that wording did not decide and that have no punctuation at their end;
    `found` are the marks that wording put on some line, and
    `own` are items of lists that belong to the article.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.ended = [_is_ended(line.text) for line in lines]
        self.marks: list[Mark | None] = [
            wording_mark(line.text, ended=ended) if len(line.text) <= APPEAL_LIMIT else None
            for line, ended in zip(lines, self.ended, strict=True)
        ]
        _restore_first(self.marks, self.ended)
        self.found = set(filter(None, self.marks))
        self.continued = [False] * len(lines)
        self.own: set[int] = set()
        self.open_lines = [
            at
            for at, (line, mark, ended) in enumerate(zip(lines, self.marks, self.ended, strict=True))
            if not ended and mark is None and line.text[-1] not in ":,;"
        ]

    def undecided(self) -> Iterator[int]:
        """The lines without a mark."""
        return (at for at, mark in enumerate(self.marks) if mark is None)

    def bodies(self) -> list[int]:
        """Undecided lines that end as sentences do."""
        return [
            at for at, (mark, ended) in enumerate(zip(self.marks, self.ended, strict=True)) if ended and mark is None
        ]

    def last_body(self) -> int:
        """The last of the bodies, or -1."""
        return next((at for at in range(len(self.lines) - 1, -1, -1) if self.ended[at] and self.marks[at] is None), -1)

    def still_open(self) -> list[int]:
        """Those of the open lines that are still undecided."""
        return [at for at in self.open_lines if self.marks[at] is None]

    def is_open(self, at: int) -> bool:
        """Whether the line is undecided and has no punctuation at its end."""
        return self.marks[at] is None and not self.ended[at] and self.lines[at].text[-1] not in ":,;"

    def is_body(self, at: int) -> bool:
        """Whether the line is undecided and ends as a sentence does."""
        return self.marks[at] is None and self.ended[at]

    def body_before(self) -> list[int]:
        """For each line, and for the end, the characters of the bodies above it."""
        lengths = (
            len(line.text) if ended and mark is None else 0
            for line, mark, ended in zip(self.lines, self.marks, self.ended, strict=True)
        )
        return list(accumulate(lengths, initial=0))

    def mark(self, positions: Iterable[int], mark: Mark) -> None:
        """Put `mark` on those lines that are undecided."""
        for at in positions:
            if self.marks[at] is None:
                self.marks[at] = mark


def _restore_first(found: list[Mark | None], ended: list[bool]) -> None:
    """A first line that begins as a credit does may be the headline: `Video: What is known about ...`."""
    for at, mark in enumerate(found):
        if mark is None:
            return
        if mark is marks.CREDIT or mark is marks.PICTURE_TEXT:
            found[at] = mark if ended[at] else None
            return


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
    return last in _ENDS or (last in _CLOSING and text.rstrip(_CLOSING)[-1:] in _ENDS)
