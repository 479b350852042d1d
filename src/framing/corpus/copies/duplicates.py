"""Which documents are copies of earlier ones: pure functions on texts and on arrays of signatures.

Two texts are exact copies if they have the same characters, runs of white space taken as one space. They are near
copies if four fifths of their sequences of three words are in both; that share, the Jaccard similarity, is estimated
from MinHash signatures and off by about 0.04 (one standard error). Case, accents and punctuation do not count.

The measure looks at wording only. Reports made from one template with other numbers (weather, exchange rates) are
near copies, and so are articles of which nine tenths are the same page furniture; they are marked, not dropped. A
short article inside of a longer one is no near copy.

A signature holds 4 bits of each of 128 minimal hashes. That costs 64 bytes, where whole hashes would need 512 for
nearly the same precision (Li and König 2010, b-bit minwise hashing).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

SHINGLE = 3  # words; with five, a copy with one word in fifty changed would already be at the threshold
PERMUTATIONS = 128
BITS = 4  # of each minimal hash
SIGNATURE_BYTES = PERMUTATIONS * BITS // 8
BANDS = 16  # of 8 hashes, which are 32 bits: a pair at the threshold shares one or more with probability 0.97
NEAR = 0.8  # similarity from which a text is a near copy
NO_OUTLET = 0  # the key of an outlet that nobody named

_PIECE = 1 << 16  # characters that are looked at together
_BATCH = 768  # shingles that are hashed together: most articles whole, and few enough for the cache
_PIECES = re.compile(rf"(?s).{{1,{_PIECE}}}\S*+")  # cut before white space, so that no word is in two
_BY_CHANCE = 1 / (1 << BITS)  # of two different hashes, so many have the same lowest bits


def text_key(text: str) -> int:
    """64 bits that equal texts share, runs of white space taken as one space."""
    digest = hashlib.blake2b(digest_size=8)
    for piece in _PIECES.findall(text):
        if words := piece.split():
            digest.update(f" {' '.join(words)}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "little")


def outlet_key(source: str) -> int:
    """64 bits that stand for the outlet, however its name is capitalised; NO_OUTLET if it is unknown."""
    name = " ".join(source.casefold().split())
    if not name:
        return NO_OUTLET
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Signer:
    """Makes signatures: those of datasketch's MinHash, a batch of hashes at a time and in memory that is used again."""

    def __init__(self) -> None:
        from datasketch import MinHash  # here, because it takes a second

        factors, offsets = MinHash(PERMUTATIONS, scheme="affine32").permutations
        self._factors, self._offsets = factors[:, np.newaxis], offsets[:, np.newaxis]
        self._permuted = np.empty(PERMUTATIONS * _BATCH, dtype=np.uint32)

    def sign(self, text: str) -> bytes:
        """The signature of `text`, SIGNATURE_BYTES long; all bits set if it has no words."""
        minimal = np.full(PERMUTATIONS, 0xFFFFFFFF, dtype=np.uint32)
        for hashes in shingle_hashes(text):
            for at in range(0, len(hashes), _BATCH):
                np.minimum(minimal, self._minimal(hashes[at : at + _BATCH]), out=minimal)
        lowest: npt.NDArray[np.uint8] = (minimal & ((1 << BITS) - 1)).astype(np.uint8)
        return (lowest[0::2] | lowest[1::2] << BITS).tobytes()

    def _minimal(self, hashes: "npt.NDArray[np.uint32]") -> "npt.NDArray[np.uint32]":
        """Of each permutation the smallest value: (factor * mixed hash + offset) modulo 2^32."""
        permuted = self._permuted[: PERMUTATIONS * len(hashes)].reshape(PERMUTATIONS, len(hashes))
        np.multiply(self._factors, _mix(hashes), out=permuted)
        permuted += self._offsets
        smallest: npt.NDArray[np.uint32] = permuted.min(axis=1)
        return smallest


def _mix(hashes: "npt.NDArray[np.uint32]") -> "npt.NDArray[np.uint32]":
    """The finalizer of MurmurHash3, which datasketch applies before it permutes."""
    hashes = hashes ^ hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def shingle_hashes(text: str) -> Iterator["npt.NDArray[np.uint32]"]:
    """A 32-bit hash of each sequence of SHINGLE words, a piece of the text at a time.

    Words are letters and digits, without case and accents. A text of fewer words is one sequence; a text without
    words gives empty arrays.
    """
    for at in range(0, len(text), _PIECE):
        yield _hash_sequences(_read_symbols(text[at : at + _PIECE]))


def _read_symbols(text: str) -> "npt.NDArray[np.uint64]":
    """The folded letters and digits of `text` as numbers above 1, with a 1 before each word and at the end."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    symbols = np.ones(len(codes) + 2, dtype=np.uint64)
    np.take(_symbols(), codes, out=symbols[1:-1], mode="clip")
    if not symbols.all():
        symbols = symbols[symbols > 0]
    kept = symbols > 1
    kept[:-1] |= kept[1:]
    kept[-1] = True
    return symbols[kept]


def _hash_sequences(symbols: "npt.NDArray[np.uint64]") -> "npt.NDArray[np.uint32]":
    """A polynomial hash of each sequence of words, by differences of running sums, modulo 2^64."""
    bounds = np.flatnonzero(symbols == 1)
    words = len(bounds) - 1
    if not words:
        return np.empty(0, dtype=np.uint32)
    size = min(SHINGLE, words)
    starts, ends = bounds[:-size], bounds[size:]
    sums: npt.NDArray[np.uint64] = np.cumsum(symbols * _POWERS[: len(symbols)])
    return ((sums[ends] - sums[starts]) * _INVERSES[starts] * _MIX >> np.uint64(32)).astype(np.uint32)


@cache
def _symbols() -> "npt.NDArray[np.uint64]":
    """For each code point of the basic plane its symbol.

    What stands beyond the plane (emoji) is looked up at the last place, which is no letter.
    """
    return np.array([_symbol(chr(code)) for code in range(1 << 16)], dtype=np.uint64)


def _symbol(character: str) -> int:
    """A number above 1 for a letter or digit, without case and accent; 1 for what parts words; 0 for what does not.

    The last are combining accents and invisible marks (soft hyphens, directions), which copies lose or gain.
    """
    if unicodedata.category(character) in ("Mn", "Cf"):
        return 0
    letter = character.casefold()
    parts = unicodedata.normalize("NFD", letter)
    if unicodedata.combining(parts[-1]):
        letter = parts
    return ord(letter[0]) + 1 if letter[0].isalnum() else 1


def _powers(base: int) -> "npt.NDArray[np.uint64]":
    powers = np.full(_PIECE + 2, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


_BASE = 0x9E3779B97F4A7C15  # any large odd number
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_POWERS, _INVERSES = _powers(_BASE), _powers(pow(_BASE, -1, 1 << 64))


def similarities(signatures: "npt.NDArray[np.uint8]", others: "npt.NDArray[np.uint8]") -> "npt.NDArray[np.float64]":
    """The estimated similarity, 0 to 1, of each row of `signatures` with the same row of `others`."""
    differing = signatures ^ others
    alike = np.count_nonzero(differing & 0x0F == 0, axis=1) + np.count_nonzero(differing & 0xF0 == 0, axis=1)
    shares = (alike / PERMUTATIONS - _BY_CHANCE) / (1 - _BY_CHANCE)
    clipped: npt.NDArray[np.float64] = np.clip(shares, 0, 1)
    return clipped


def has_words(signatures: "npt.NDArray[np.uint8]") -> "npt.NDArray[np.bool_]":
    """Whether each row is the signature of a text with words."""
    words: npt.NDArray[np.bool_] = (signatures != 0xFF).any(axis=1)
    return words


def name_copy(*, exact: bool, outlet: int, first_outlet: int) -> str:
    """One of `tables.COPIES` for a copy in one outlet of a document in another (keys of `outlet_key`)."""
    if outlet != first_outlet and NO_OUTLET not in (outlet, first_outlet):
        return "syndicated"
    return "exact" if exact else "near"


class FirstSeen:
    """Where each key was seen first, for keys that come in portions; holds 12 bytes a different key."""

    def __init__(self) -> None:
        self._keys: npt.NDArray[Any] | None = None
        self._numbers = np.empty(0, dtype=np.uint32)

    def note(self, keys: "npt.NDArray[Any]", numbers: "npt.NDArray[np.uint32]") -> "npt.NDArray[np.uint32]":
        """For each of `keys` the number it first came with, in this portion or an earlier one.

        Args:
            keys: unsigned integers.
            numbers: one for each key, ascending from portion to portion.
        """
        unique, first_at, inverse = np.unique(keys, return_index=True, return_inverse=True)
        firsts = numbers[first_at]
        if self._keys is None:
            self._keys = unique[:0]
        at = np.searchsorted(self._keys, unique)
        known = np.zeros(len(unique), dtype=bool)
        inside = at < len(self._keys)
        known[inside] = self._keys[at[inside]] == unique[inside]
        firsts[known] = self._numbers[at[known]]
        self._keys = np.insert(self._keys, at[~known], unique[~known])
        self._numbers = np.insert(self._numbers, at[~known], firsts[~known])
        return firsts[inverse]
