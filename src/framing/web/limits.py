"""How much anybody may ask: a bucket of requests for each address, in bounded memory. Pure: the time is an argument."""

from collections import OrderedDict
from dataclasses import dataclass, field

MOST_ADDRESSES = 4_096
_NETWORK = 4  # groups of an IPv6 address that name a network: one client has all addresses of its own


@dataclass(frozen=True)
class Limits:
    """Bounds of the server.

    Attributes:
        rate: requests a second from one address, on average. A class sits behind one address.
        burst: that may come at once.
        body_s: seconds for a whole body to arrive.
        head_s: seconds for the head of a request to arrive.
        idle_s: seconds that a connection is kept between requests.
        connections: at the same time.
        waiting: requests with short texts that wait for the model at the same time.
        long_characters: of all long texts that wait for it at the same time; one alone may have more.
        held_bytes: of bodies in memory at the same time.
    """

    rate: float = 50.0
    burst: int = 200
    body_s: float = 10.0
    head_s: float = 10.0
    idle_s: float = 15.0
    connections: int = 512
    waiting: int = 64
    long_characters: int = 200_000  # four of the longest articles, or thirty of a page and a half: three seconds' work
    held_bytes: int = 32 * 2**20


@dataclass
class Buckets:
    """A bucket for each address, from which a request takes one drop; it fills at `rate` drops a second to `burst`."""

    rate: float
    burst: float
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # drops, and when

    def wait(self, address: str, now: float) -> float:
        """0 if the request may go on; else seconds until there is a drop for it, and it takes none.

        Args:
            address: of the client.
            now: seconds of a clock that only goes forward.
        """
        key = _network(address)
        level, at = self._levels.pop(key, (float(self.burst), now))
        level = min(float(self.burst), level + (now - at) * self.rate)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, now)
        while len(self._levels) > MOST_ADDRESSES:
            self._levels.popitem(last=False)  # who was seen longest ago: mostly full again, as one that is new
        return 0.0 if allowed else (1 - level) / self.rate

    def __len__(self) -> int:
        return len(self._levels)


def _network(address: str) -> str:
    """What of an address one client cannot choose freely."""
    if ":" not in address or "." in address:
        return address
    head, _, tail = address.partition("%")[0].partition("::")
    groups = head.split(":") if head else []
    missing = 8 - len(groups) - len(tail.split(":") if tail else [])
    return ":".join((groups + ["0"] * max(missing, 0) + (tail.split(":") if tail else []))[:_NETWORK])
