"""The articles of pages, found in several processes while reading goes on, and handed up in the order of the pages.

Only a page is waited for, so only behind a page is read ahead, and to a bound: a corpus may be larger than memory.
"""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from framing.corpus.reading.found import Article, Found, Item, Markup, Pending
from framing.corpus.reading.web import find_article
from framing.workers import Ended, Workers

AHEAD = 32  # items for each process, some of them no pages
AHEAD_BYTES = 64_000_000  # of all that is held; a page has 100,000, and 5 million at most

_Say = TypeVar("_Say")


def with_articles(items: Iterator[tuple[_Say, Item | None]], processes: int) -> Generator[tuple[_Say, Article | None]]:
    """The first of each of `items`, in their order, with the article if the second is a page that is pending.

    Args:
        items: something that is handed through, and what it is about. If they raise, all before is handed up first.
        processes: that find articles; with 1 it is this one, and nothing is read ahead.
    """
    if processes > 1:
        with Workers(processes, find_article) as workers:
            yield from _Ahead(items, workers, AHEAD * processes).articles()
        return
    for say, item in items:
        yield say, find_article(item.page) if isinstance(item, Pending) else None


@dataclass(frozen=True, slots=True)
class _Held(Generic[_Say]):
    say: _Say
    size: int
    page: Markup | None
    answer: Future[Any] | None  # to the page


class _Ahead(Generic[_Say]):
    """What is read and not yet handed up."""

    def __init__(self, items: Iterator[tuple[_Say, Item | None]], workers: Workers, most: int) -> None:
        self._items, self._workers, self._most = items, workers, most
        self._held: deque[_Held[_Say]] = deque()
        self._size = 0
        self._ended = False
        self._error: Exception | None = None

    def articles(self) -> Iterator[tuple[_Say, Article | None]]:
        """See `with_articles`."""
        while True:
            while not self._ended and self._wants_more():
                self._read_on()
            if not self._held:
                break
            first = self._held.popleft()
            self._size -= first.size
            yield first.say, self._article(first)
        if self._error:
            raise self._error

    def _wants_more(self) -> bool:
        if not self._held:
            return True
        return self._held[0].page is not None and len(self._held) < self._most and self._size < AHEAD_BYTES

    def _read_on(self) -> None:
        try:
            say, item = next(self._items)
        except StopIteration:
            self._ended = True
            return
        except Exception as error:  # it is raised when all before it was handed up
            self._ended, self._error = True, error
            return
        page = item.page if isinstance(item, Pending) else None
        size = len(page.content) if page else len(item.text) if isinstance(item, Found) else 0
        self._size += size
        self._held.append(_Held(say, size, page, self._workers.submit(page) if page else None))

    def _article(self, first: _Held[_Say]) -> Article | None:
        """The article of a page. One that ended its process is tried once more, when no other takes memory."""
        if first.page is None or first.answer is None:
            return None
        found: Article | Ended = first.answer.result()
        if isinstance(found, Ended):
            wait([each.answer for each in self._held if each.answer])
            found = self._workers.submit(first.page).result()
        if isinstance(found, Ended):
            return Article(fault=f"The process that looked for its article {found.why}, twice.")
        return found
