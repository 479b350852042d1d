"""Text into the pieces of words that a table of vectors knows: BERT's WordPiece for lower-case models, without accents.

`tokenizers` does the same, and brings with it a client of a model hub and what that client needs. A table of English
pieces needs two things of it, which are here: how a text is spelled before it is cut (letter by letter, so one look-up
a letter does it) and how a word is cut (the longest piece that fits, from the left). Source: Devlin et al. (2019).
The pieces are those that `tokenizers` gives: tests/oracles says so.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import scipy.sparse as sp

from framing.model.learning.counting.memo import Ragged, ragged

LONGEST_WORD = 100  # letters; BERT knows no longer word
_KEPT_WORDS = 2**16  # words whose pieces are remembered: more than a corpus of news has in common use
_IDEOGRAPHS = (  # each is a word of its own
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class _Spelling(dict[int, str]):
    """Code point to what stands for it: lower case, no accent, nothing for a control, blanks around a mark."""

    def __missing__(self, point: int) -> str:
        spelled = self[point] = _spell(chr(point))
        return spelled


_SPELLING = _Spelling()


def words_of(text: str) -> list[str]:
    """The words and marks of a text, in lower case and without accents; each mark is a word of its own."""
    return text.translate(_SPELLING).split()


@dataclass(frozen=True, eq=False)
class WordPieces:
    """Pieces of words by number; one that begins with ## stands inside of a word or ends it."""

    pieces: tuple[str, ...]

    def cut(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a word; none if a part of it is in no piece, or it has over 100 letters."""
        if len(word) > LONGEST_WORD:
            return ()
        found, start = [], 0
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return ()
            found.append(number)
            start = end
        return tuple(found)

    def of_each(self, texts: Sequence[str]) -> Ragged:
        """The numbers of the pieces of each text, in order."""
        found: list[list[int]] = []
        for text in texts:
            numbers: list[int] = []
            for word in words_of(text):
                numbers += self._remembered(word)
            found.append(numbers)
        return ragged(found)

    def shares(self, texts: Sequence[str]) -> sp.csr_matrix:
        """(texts, pieces): what share of a text's pieces each is; 0 everywhere for a text without a known piece."""
        return self.shares_of(self.of_each(texts))

    def shares_of(self, found: Ragged) -> sp.csr_matrix:
        """The same of the numbers of pieces, one row per text."""
        lengths = np.diff(found.starts)
        shares = np.repeat(np.float32(1) / np.maximum(lengths, 1).astype(np.float32), lengths)
        return sp.csr_matrix(
            (shares, found.numbers, found.starts), shape=(len(lengths), len(self.pieces)), dtype=np.float32
        )

    def places(self, text: str) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Each piece of the text: its number, and for each of its letters the character of the text that it is from.

        The pieces are those of `shares`, in order. One can be from characters that do not stand side by side, because
        accents and controls are dropped, and one character can be two letters.
        """
        spelled = [_SPELLING[ord(char)] for char in text]
        origins = np.repeat(np.arange(len(text)), [len(each) for each in spelled]).tolist()
        found = []
        for word in re.finditer(r"\S+", "".join(spelled)):
            start = word.start()
            for number in self._remembered(word[0]):
                end = start + len(self.pieces[number]) - (2 if start > word.start() else 0)  # without the ##
                found.append((number, tuple(origins[start:end])))
                start = end
        return tuple(found)

    def known(self, texts: Sequence[str]) -> float:
        """The share of the words of letters in these texts that are a piece as a whole, 0 to 1; 0 without any word."""
        words = [word for text in texts for word in words_of(text) if word.isalpha()]
        return sum(word in self._numbers for word in words) / len(words) if words else 0.0

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {piece: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.pieces), default=0)

    @cached_property
    def _remembered(self) -> Callable[[str], tuple[int, ...]]:
        return lru_cache(_KEPT_WORDS)(self.cut)


def _spell(char: str) -> str:
    category = unicodedata.category(char)
    if char in "\t\n\r" or category in ("Zs", "Zl", "Zp"):
        return " "
    if char == "\ufffd" or category.startswith("C"):
        return ""
    plain = "".join(each for each in unicodedata.normalize("NFD", char) if unicodedata.category(each) != "Mn")
    spelled = "".join(f" {each} " if _is_mark(each) else each for each in plain.lower())
    return f" {spelled} " if any(first <= ord(char) <= last for first, last in _IDEOGRAPHS) else spelled


def _is_mark(char: str) -> bool:
    """Whether BERT takes a character for punctuation: all of ASCII that is neither letter, digit nor blank is."""
    return unicodedata.category(char).startswith("P") or (char.isascii() and char.isprintable() and not char.isalnum())
