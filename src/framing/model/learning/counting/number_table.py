"""Whole numbers looked up in a table, many at once: open addressing, and every key is compared as a whole."""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
Values = npt.NDArray[np.int32]

_ROOM = 4  # places for each key: nearly every key stands in its first one
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: Knuth, volume 3, section 6.4


class NumberTable:
    """Values of keys that are above 0 and differ."""

    def __init__(self, keys: Keys, values: Values) -> None:
        bits = (_ROOM * len(keys) + 1).bit_length()
        self._shift, self._last = np.uint64(64 - bits), 2**bits - 1
        self._keys, self._values = np.zeros(2**bits, np.int64), np.full(2**bits, -1, np.int32)
        places, waiting = self._first(keys), np.arange(len(keys))
        while len(waiting):
            free = waiting[self._keys[places[waiting]] == 0]
            self._keys[places[free]] = keys[free]  # of several for one place, the last stays
            waiting = waiting[self._keys[places[waiting]] != keys[waiting]]
            places[waiting] = (places[waiting] + 1) & self._last
        self._values[places] = values

    def find(self, keys: Keys) -> Values:
        """The value of each key, -1 for those that are not there."""
        places = self._first(keys)
        there, values = self._keys[places], self._values[places]
        waiting = np.flatnonzero(there != keys)
        values[waiting] = -1
        waiting = waiting[there[waiting] != 0]  # another key took its place
        places = places[waiting]
        while len(waiting):
            places = (places + 1) & self._last
            there = self._keys[places]
            values[waiting[there == keys[waiting]]] = self._values[places[there == keys[waiting]]]
            on = (there != keys[waiting]) & (there != 0)
            waiting, places = waiting[on], places[on]
        return values

    def _first(self, keys: Keys) -> npt.NDArray[np.int64]:
        return ((keys.astype(np.uint64) * _SPREAD) >> self._shift).astype(np.int64)
