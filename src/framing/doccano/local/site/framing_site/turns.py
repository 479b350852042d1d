"""One request of a labelling page at a time, so that none is slowed down by all others.

Python computes with one thread. Where sixteen take turns within their requests, each gives the interpreter away at
every query and waits until it comes back: a class of thirty waited twice as long as if one request follows the other.
"""

from collections import deque
from threading import Lock

from framing_site.incoming import GATHERED

# What the page asks for a sentence, and what a key changes. Everything else may take long, and waits for nobody.
_SHORT = {
    "category_detail",
    "category_list",
    "comment_list",
    "example_detail",
    "example_state_list",
    "my_role",
    "progress",
    "project_detail",
}
_PATIENCE_S = 1.0  # whoever has the turn may wait for a database that another one writes to


class Turn:
    """A lock that goes to who has waited longest; Python's own goes to anybody, and some waited for seconds."""

    def __init__(self):
        self._lock = Lock()
        self._taken = False
        self._waiting = deque()

    def take(self, patience_s):
        """Waits for the turn; False after so many seconds without it."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience_s):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came at that very moment

    def give(self):
        """Hands it to the next one."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_turn = Turn()


class Turns:
    """Lets a short request wait for its turn, but not for long; then it goes on with the others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """The answer; the turn is over when it is made, before it is sent."""
        try:
            return self.get_response(request)
        finally:
            if getattr(request, "has_turn", False):
                _turn.give()

    def process_view(self, request, view, args, kwargs):
        """Waits, before anything is asked of the database."""
        if is_short(request):
            request.has_turn = _turn.take(_PATIENCE_S)


def is_short(request):
    """Whether this is one of the requests that a labelling page makes for one sentence."""
    name = request.resolver_match.url_name
    if int(request.META.get("CONTENT_LENGTH") or 0) > GATHERED:  # it would be read, as slowly as it comes, in its turn
        return False
    return name in _SHORT or (name == "example_list" and request.GET.get("limit") == "1")
