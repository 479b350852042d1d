"""Rows of weighed terms, compiled by numba: one pass over the letters of many texts. Imported only where it is used.

What it finds and adds up, and in which order, is what the other modules here do with arrays, so that the values are
the same to the last bit: no step is left to the compiler that could round otherwise.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

BLANK, LETTER = 1, 2  # what a code point is; 0 is anything else
_BITS, _SHORTEST, _LONGEST = 12, 3, 5  # of `framing.model.learning.counting.pieces`
_SPACE = 32
# Written out where they are called: else each call counts anew who holds the arrays. And nothing is made for Python.
_INNER: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
_BASE = np.uint64(0x100000001B3)  # FNV, by Fowler, Noll and Vo
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # as in `framing.model.learning.counting.number_table`
_HALF = np.uint64(32)
_ONE, _SIX, _LOW = np.uint64(1), np.uint64(6), np.uint64(63)
# The place of the only bit in a number: Leiserson, Prokop and Randall (1998).
_DE_BRUIJN, _TOP = np.uint64(0x03F79D71B4CB0A89), np.uint64(58)
_PLACES = np.zeros(64, np.int64)
for _bit in range(64):
    _PLACES[((0x03F79D71B4CB0A89 << _bit) & (2**64 - 1)) >> 58] = _bit


class Tables(NamedTuple):
    """What the kernel knows of a model; keys of tables are found as in `NumberTable`.

    Attributes:
        kinds: BLANK, LETTER or 0 of each code point.
        words: the code points of all words, and `word_starts` where each begins; `word_places` is a table of them.
        alone: the term that a word is by itself, or -1.
        pair_keys: of two words, 1 more than in `Phrases`, and `pair_values` their terms, with `pair_shift`.
        letters: the number of each code point in a piece.
        piece_keys: packed letters, and `piece_values` their terms, with `piece_shift`.
        split: how many terms are of words; those of pieces follow.
        weights: of all terms.
        logs: 1 + log of each number.
        family_weights: the length of the words of a text, and of its pieces.
    """

    kinds: npt.NDArray[np.uint8]
    words: npt.NDArray[np.uint32]
    word_starts: npt.NDArray[np.int64]
    word_places: npt.NDArray[np.int32]
    alone: npt.NDArray[np.int32]
    pair_keys: npt.NDArray[np.int64]
    pair_values: npt.NDArray[np.int32]
    pair_shift: np.uint64
    letters: npt.NDArray[np.int16]
    piece_keys: npt.NDArray[np.int64]
    piece_values: npt.NDArray[np.int32]
    piece_shift: np.uint64
    has_pieces: bool
    split: int
    weights: npt.NDArray[np.float64]
    logs: npt.NDArray[np.float64]
    family_weights: npt.NDArray[np.float64]


class Marks(NamedTuple):
    """Which terms stand in a text, a bit for each, and a bit for each 64 of them; and how often each stands there."""

    times: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint64]
    upper: npt.NDArray[np.uint64]


@njit(**_INNER)
def _hash(points: Any, start: int, end: int) -> Any:
    found = _BASE
    for place in range(start, end):
        found = (found ^ np.uint64(points[place])) * _BASE
    return (found * _SPREAD) >> _HALF


@njit(**_INNER)
def _word(points: Any, start: int, end: int, tables: Any) -> Any:
    """The number of a word, -1 for one that no term has."""
    last = len(tables.word_places) - 1
    place = np.int64(_hash(points, start, end)) & last
    while True:
        word = tables.word_places[place]
        if word < 0:
            return -1
        first = tables.word_starts[word]
        if tables.word_starts[word + 1] - first == end - start:
            at = 0
            while at < end - start and tables.words[first + at] == points[start + at]:
                at += 1
            if at == end - start:
                return word
        place = (place + 1) & last


@njit(**_INNER)
def _find(key: Any, keys: Any, values: Any, shift: Any) -> Any:
    place = np.int64((np.uint64(key) * _SPREAD) >> shift)
    while True:
        there = keys[place]
        if there == key:
            return values[place]
        if there == 0:
            return -1
        place = (place + 1) & (len(keys) - 1)


@njit(**_INNER)
def _mark(term: Any, marks: Any) -> None:
    marks.times[term] += 1
    block = np.uint64(term) >> _SIX
    marks.bits[block] |= _ONE << (np.uint64(term) & _LOW)
    marks.upper[block >> _SIX] |= _ONE << (block & _LOW)


@njit(**_INNER)
def _place(bits: Any) -> Any:
    """The place of the lowest bit."""
    return np.uint64(_PLACES[((bits & (~bits + _ONE)) * _DE_BRUIJN) >> _TOP])


@njit(**_INNER)
def _mark_phrases(points: Any, start: int, end: int, tables: Any, marks: Any) -> None:
    before, at = -1, start
    width = np.int64(len(tables.alone))
    while at < end:
        if tables.kinds[points[at]] != LETTER:
            at += 1
            continue
        first = at
        while at < end and tables.kinds[points[at]] == LETTER:
            at += 1
        if at - first < 2:  # no word, and what stands around it are neighbours
            continue
        word = _word(points, first, at, tables)
        if word >= 0:
            if tables.alone[word] >= 0:
                _mark(tables.alone[word], marks)
            if before >= 0:
                pair = _find(before * width + word + 1, tables.pair_keys, tables.pair_values, tables.pair_shift)
                if pair >= 0:
                    _mark(pair, marks)
        before = word


@njit(**_INNER)
def _keys_of_pieces(points: Any, start: Any, end: Any, tables: Any, keys: Any) -> Any:
    """Writes all pieces of a text as numbers; how many there are.

    Each word from its end, so that the letters from a place on are that one, and those from the next place on.
    """
    three, four = (1 << 3 * _BITS) - 1, (1 << 4 * _BITS) - 1
    space, count, at = np.int64(tables.letters[_SPACE]), 0, end - 1
    while at >= start:
        if tables.kinds[points[at]] == BLANK:
            at -= 1
            continue
        key, length, inside = space, 1, True
        while inside:
            inside = at >= start and tables.kinds[points[at]] != BLANK
            key = ((key & four) << _BITS) | (np.int64(tables.letters[points[at]]) if inside else space)
            length, at = length + 1, at - 1
            keys[count], keys[count + 1], keys[count + 2] = key & three, key & four, key
            count += min(max(length - _SHORTEST + 1, 0), _LONGEST - _SHORTEST + 1)
    return count


@njit(**_INNER)
def _mark_pieces(count: Any, tables: Any, keys: Any, found: Any, marks: Any) -> None:
    """Marks the pieces with these keys.

    Whether a piece is known cannot be foreseen, and a processor that guesses wrong waits for memory: so the first loop
    has no branches, and leaves the few keys that are not at their own place to the last.
    """
    known = others = 0
    for number in range(count):
        key = keys[number]
        place = np.int64((np.uint64(key) * _SPREAD) >> tables.piece_shift)
        there = tables.piece_keys[place]
        found[known] = tables.piece_values[place]
        known += there == key
        keys[others] = key
        others += (there != key) & (there != 0)
    for number in range(known):
        _mark(tables.split + found[number], marks)
    for number in range(others):
        piece = _find(keys[number], tables.piece_keys, tables.piece_values, tables.piece_shift)
        if piece >= 0:
            _mark(tables.split + piece, marks)


@njit(**_INNER)
def _write(row: Any, tables: Any, marks: Any, values: Any, terms: Any) -> Any:
    """The terms of a text from `row` on, ascending; where the next begins, or -1 where one stands there too often."""
    end = row
    for top in range(len(marks.upper)):
        blocks = marks.upper[top]
        marks.upper[top] = 0
        while blocks:
            block = (np.uint64(top) << _SIX) + _place(blocks)
            blocks &= blocks - _ONE
            bits = marks.bits[block]
            marks.bits[block] = 0
            while bits:
                terms[end] = np.int64((block << _SIX) + _place(bits))
                bits &= bits - _ONE
                end += 1
    for family in range(2):
        first, total = row, 0.0
        while row < end and (family or terms[row] < tables.split):
            term = np.int64(terms[row])
            times = marks.times[term]
            if times >= len(tables.logs):
                return -1
            marks.times[term] = 0
            value = tables.logs[times] * tables.weights[term]
            total += value * value
            values[row] = value
            row += 1
        scale = tables.family_weights[family] / np.sqrt(total if total > 0 else 1.0)
        for place in range(first, row):
            values[place] *= scale
    return row


@njit(nogil=True, error_model="numpy", cache=True)
def fill(tables: Any, points: Any, ends: Any, values: Any, terms: Any, starts: Any) -> bool:
    """Writes the terms of texts and their values, row by row, and where each row ends.

    Args:
        tables: of the model.
        points: the code points of all texts, with one between each and the next.
        ends: where each text ends.
        values: room for as many values as can be.
        terms: likewise.
        starts: room for where each row begins and the last ends.

    Returns:
        Whether it did; not where a text has a term more often than there are logarithms.
    """
    width = len(tables.weights)
    blocks = width // 64 + 1
    marks = Marks(np.zeros(width, np.int32), np.zeros(blocks, np.uint64), np.zeros(blocks // 64 + 1, np.uint64))
    longest, begin = 0, 0
    for end in ends:
        longest, begin = max(longest, end - begin), end + 1
    # Each letter, and the blanks around each word, begin at most three pieces, which are written all three.
    keys, found = np.empty(3 * longest + 6, np.int64), np.empty(3 * longest + 6, np.int32)
    begin, row = 0, 0
    starts[0] = 0
    for text in range(len(ends)):
        _mark_phrases(points, begin, ends[text], tables, marks)
        if tables.has_pieces:
            count = _keys_of_pieces(points, begin, ends[text], tables, keys)
            _mark_pieces(count, tables, keys, found, marks)
        row = _write(row, tables, marks, values, terms)
        if row < 0:
            return False
        starts[text + 1] = row
        begin = ends[text] + 1
    return True


@njit(nogil=True, cache=True)
def place_words(words: Any, starts: Any, places: Any) -> None:
    """Puts the number of each word into the table `places`, which is -1 everywhere and has room for twice as many."""
    for word in range(len(starts) - 1):
        place = np.int64(_hash(words, starts[word], starts[word + 1])) & (len(places) - 1)
        while places[place] >= 0:
            place = (place + 1) & (len(places) - 1)
        places[place] = word
