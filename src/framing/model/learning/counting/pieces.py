"""Pieces of a word: what scikit-learn's "char_wb" finds in a text, word by word.

A piece never goes across a blank, so the pieces of a word are the same wherever it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


def pieces_of(word: str, shortest: int, longest: int) -> list[str]:
    """The pieces of a word between blanks; one that is shorter than a piece is a piece, once."""
    padded = f" {word} "
    found = []
    for length in range(shortest, longest + 1):
        found += [padded[start : start + length] for start in range(max(1, len(padded) - length + 1))]
        if length >= len(padded):
            break
    return found


@dataclass(frozen=True, eq=False)
class PieceNumbers:
    """The pieces of a vocabulary, and how a word is folded and cut."""

    vocabulary: Sequence[str]
    fold: Callable[[str], str]
    lengths: tuple[int, int]
    _numbers: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {piece: number for number, piece in enumerate(self.vocabulary)})

    def numbers(self, word: str) -> list[int]:
        """The numbers of the known pieces of a word, each as often as it stands there."""
        known = self._numbers
        return [known[piece] for piece in pieces_of(self.fold(word), *self.lengths) if piece in known]
