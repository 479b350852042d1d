"""Whole numbers looked up in a table, many at once: open addressing, and every key is compared as a whole."""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
Values = npt.NDArray[np.int32]

_ROOM = 4  # places for each key: nearly every key stands in its first one
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: Knuth, volume 3, section 6.4


class NumberTable:
    """Values of keys that are above 0 and differ.

    Attributes:
        keys: at each place, 0 where there is none. A key stands at the first free place from its own one on.
        values: likewise.
        shift: of a key's product with the golden ratio, to get its place.
    """

    def __init__(self, keys: Keys, values: Values) -> None:
        bits = (_ROOM * len(keys) + 1).bit_length()
        self.shift, self._last = np.uint64(64 - bits), 2**bits - 1
        self.keys, self.values = np.zeros(2**bits, np.int64), np.full(2**bits, -1, np.int32)
        places, waiting = self._first(keys), np.arange(len(keys))
        while len(waiting):
            free = waiting[self.keys[places[waiting]] == 0]
            self.keys[places[free]] = keys[free]  # of several for one place, the last stays
            waiting = waiting[self.keys[places[waiting]] != keys[waiting]]
            places[waiting] = (places[waiting] + 1) & self._last
        self.values[places] = values

    def find(self, keys: Keys) -> Values:
        """The value of each key, -1 for those that are not there."""
        places = self._first(keys)
        there, values = self.keys[places], self.values[places]
        waiting = np.flatnonzero(there != keys)
        values[waiting] = -1
        waiting = waiting[there[waiting] != 0]  # another key took its place
        places = places[waiting]
        while len(waiting):
            places = (places + 1) & self._last
            there = self.keys[places]
            values[waiting[there == keys[waiting]]] = self.values[places[there == keys[waiting]]]
            on = (there != keys[waiting]) & (there != 0)
            waiting, places = waiting[on], places[on]
        return values

    def _first(self, keys: Keys) -> npt.NDArray[np.int64]:
        return ((keys.astype(np.uint64) * _SPREAD) >> self.shift).astype(np.int64)
