"""What the handlers of pages and of the interface share: the model's thread, and answers in their form. An edge.

The model works in a thread of its own, one request at a time, so that everything else is answered meanwhile: two
threads would share one interpreter, and make both requests slower. Long texts stand in a line of their own, and only
the first of them among the short ones: whatever is sent, a sentence waits for one article at most.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from framing.web.bodies import busy
from framing.web.guard import Door
from framing.web.kept import Kept
from framing.web.limits import Limits
from framing.web.pages import Page, Pages
from framing.web.problems import Problem
from framing.web.subject import Subject

Result = TypeVar("Result")
SHORT = 1_000  # characters: more are no sentence
FOR_PROGRAMS = frozenset({"/label", "/score", "/health", "/openapi.json"})


@dataclass(eq=False)
class Site:
    """One model on show: its pages, its door, and the thread that it works in."""

    subject: Subject
    pages: Pages
    door: Door
    limits: Limits
    kept: Kept
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "model"))
    line: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "long texts"))  # only waits
    waiting: int = 0
    long: int = 0  # characters of the long texts that wait or are worked on

    async def work(self, job: Callable[[], Result | Problem], characters: int) -> Result | Problem:
        """What the job gives, done in the model's thread; a Problem if too many wait for it.

        Args:
            job: the work.
            characters: of the texts that it is for.
        """
        if characters > SHORT:
            return await self._work_long(job, characters)
        if self.waiting >= self.limits.waiting:
            return busy()
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.worker, job)
        finally:
            self.waiting -= 1

    async def _work_long(self, job: Callable[[], Result | Problem], characters: int) -> Result | Problem:
        if self.long and self.long + characters > self.limits.long_characters:
            return busy()
        self.long += characters
        try:
            # The line's thread waits until the work is done, even if nobody waits for it any more: one at a time.
            return await asyncio.get_running_loop().run_in_executor(self.line, lambda: self.worker.submit(job).result())
        finally:
            self.long -= characters

    def problem(self, problem: Problem, scope: Scope) -> Response:
        """The answer to a problem: JSON where programs ask, and to who does not ask for a page; else a page."""
        if wants_page(scope):
            if problem.name == "no_token":
                return enter(self.pages)
            return page(self.pages.problem(problem), problem.status, problem.headers)
        return JSONResponse(problem.as_json(), problem.status, headers=dict(problem.headers))


def wants_page(scope: Scope) -> bool:
    """Whether a person in a browser asks."""
    if scope["path"] in FOR_PROGRAMS:
        return False
    accepted = b",".join(value for name, value in scope["headers"] if name.lower() == b"accept")
    return b"text/html" in accepted


def page(made: Page, status: int = 200, headers: Any = None) -> Response:
    """A page with its policy."""
    return HTMLResponse(made.html, status, headers={**(headers or {}), "content-security-policy": made.policy})


def enter(pages: Pages, *, wrong: bool = False) -> Response:
    """The page that asks for the token; 401 says to programs and tests what it is."""
    return page(pages.page("enter", wrong=wrong), 401, {"www-authenticate": "Bearer"})


def plain_json(value: Any) -> Response:
    """JSON in UTF-8."""
    return Response(json.dumps(value, ensure_ascii=False, separators=(",", ":")), media_type="application/json")
