"""How often a password was guessed wrong in a row, per account, and how long the next try has to wait.

Per account and never per address: a school stands behind one address, and thirty pupils who mistype their
passwords must not lock each other out. Kept in the memory of the one process; a restart forgets it, and who
guesses cannot restart it. Names that do not exist are counted like those that do.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

FREE = 10  # wrong ones in a row that cost nothing
FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 900.0  # so, after the free ones, about 100 a day
FORGET_S = 24 * 3600.0  # after the last wrong one
MOST_ACCOUNTS = 10_000  # counted at a time, about 2 MB: names cost whoever guesses nothing


@dataclass
class _Count:
    wrong: int
    next_try: float
    """The clock's time from which the next try is looked at."""
    forget: float


class Guesses:
    """Counts for all accounts. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_accounts: int = MOST_ACCOUNTS) -> None:
        self._clock = clock
        self._most = most_accounts
        self._counts: dict[bytes, _Count] = {}
        self._lock = threading.Lock()

    def begin(self, account: Hashable) -> float:
        """0 if a try may be made now, and then it counts as wrong until `right` is called; else the wait in seconds.

        It counts from the beginning, because a hundred tries at once would otherwise all be made before the first
        one is known to be wrong. A try that must wait is not counted.
        """
        with self._lock:
            now = self._clock()
            count = self._counts.get(key := _key(account))
            if count is None or count.forget <= now:
                count = _Count(0, now, now)
            if count.next_try > now:
                return count.next_try - now
            count.wrong += 1
            count.next_try = now + wait_after(count.wrong)
            count.forget = count.next_try + FORGET_S
            self._counts[key] = count
            if len(self._counts) > self._most:
                self._make_room(now)
            return 0.0

    def right(self, account: Hashable) -> None:
        """The password was right: the row of wrong ones is over."""
        with self._lock:
            self._counts.pop(_key(account), None)

    def __len__(self) -> int:
        """How many accounts are counted."""
        return len(self._counts)

    def _make_room(self, now: float) -> None:
        """Forget a tenth: first who waits least. To be forgotten while waiting, 10,000 others must wait longer."""
        order = sorted(self._counts, key=lambda key: (self._counts[key].wrong, self._counts[key].next_try))
        for key in order[: max(1, self._most // 10)]:
            del self._counts[key]


def wait_after(wrong: int) -> float:
    """Seconds to wait after so many wrong ones in a row: none, then 5, 10, 20 and so on to a quarter of an hour."""
    return 0.0 if wrong < FREE else min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(wrong - FREE, 30))


def _key(account: Hashable) -> bytes:
    return hashlib.sha256(repr(account).encode("utf-8", "surrogatepass")).digest()  # a name may be a megabyte long
