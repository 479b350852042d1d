"""The lines of a document while their kinds are being found."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.appeals import APPEAL_LIMIT
from framing.corpus.cleaning.furniture import wording_mark
from framing.corpus.cleaning.marks import Mark
from framing.corpus.splitting.lines import Line

_CLOSING = '"”»’›“)]'
_ENDS = frozenset(".!?…")
_GOES_ON = frozenset(":,;")
_MANY_WORDS = 5
_LABEL = 60  # characters; pages of one outlet repeat their labels, and longer lines seldom
_LABELS_KEPT = 4096

known_mark = lru_cache(_LABELS_KEPT)(wording_mark)


class Page:
    """Lines, the marks that rules have put on them so far (None: undecided), and how each line ends.

    `found` tells for each mark that wording gives on which lines it put it. `open_lines` are those
    that wording did not decide and that have no punctuation at their end. `own` are items of lists
    that belong to the article.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.texts = texts = [line.text for line in lines]
        self.ended = ended = [text[-1] in _ENDS or (text[-1] in _CLOSING and _is_ended(text)) for text in texts]
        self.marks: list[Mark | None] = [
            (known_mark if len(text) <= _LABEL else wording_mark)(text, closed) if len(text) <= APPEAL_LIMIT else None
            for text, closed in zip(texts, ended, strict=True)
        ]
        _restore_first(self.marks, ended)
        self.found: dict[Mark, list[int]] = {}
        self.open_lines: list[int] = []
        for at, mark in enumerate(self.marks):
            if mark is not None:
                self.found.setdefault(mark, []).append(at)
            elif not ended[at] and texts[at][-1] not in _GOES_ON:
                self.open_lines.append(at)
        self.continued: set[int] = set()
        self.own: set[int] = set()
        self._before: list[int] = []

    def undecided(self) -> Iterator[int]:
        """The lines without a mark."""
        return (at for at, mark in enumerate(self.marks) if mark is None)

    def bodies(self) -> list[int]:
        """Undecided lines that end as sentences do."""
        return [at for at, closed in enumerate(self.ended) if closed and self.marks[at] is None]

    def last_body(self) -> int:
        """The last of the bodies, or -1."""
        return next((at for at in range(len(self.lines) - 1, -1, -1) if self.ended[at] and self.marks[at] is None), -1)

    def still_open(self) -> list[int]:
        """Those of the open lines that are still undecided."""
        return [at for at in self.open_lines if self.marks[at] is None]

    def is_open(self, at: int) -> bool:
        """Whether the line is undecided and has no punctuation at its end."""
        return self.marks[at] is None and not self.ended[at] and self.texts[at][-1] not in _GOES_ON

    def is_body(self, at: int) -> bool:
        """Whether the line is undecided and ends as a sentence does."""
        return self.marks[at] is None and self.ended[at]

    def body_before(self) -> list[int]:
        """For each line, and for the end, the characters of the bodies above it."""
        if not self._before:
            lengths = (
                len(text) if closed and mark is None else 0
                for text, mark, closed in zip(self.texts, self.marks, self.ended, strict=True)
            )
            self._before = list(accumulate(lengths, initial=0))
        return self._before

    def mark(self, positions: Iterable[int], mark: Mark) -> None:
        """Put `mark` on those lines that are undecided."""
        found, ended = self.marks, self.ended
        for at in positions:
            if found[at] is None:
                found[at] = mark
                if ended[at]:
                    self._before = []

    def forget_bodies(self) -> None:
        """Count the bodies anew: marks were set on lines that were bodies, or taken from them."""
        self._before = []


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


def is_part(text: str) -> bool:
    """Whether a line begins in a small letter or with a mark that no sentence begins with."""
    return text[0].islower() or text[0] in ",;:.)»”"


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
    """Whether the marks at the end of a line have the end of a sentence before them."""
    return text.rstrip(_CLOSING)[-1:] in _ENDS
