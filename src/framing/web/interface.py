"""The interface for programs: labels, scores, health, and its own description. An edge: it answers requests."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from framing import __version__
from framing.web import answers
from framing.web.asked import Asked, read_label_request, read_score_request
from framing.web.description import description
from framing.web.guard import BODY
from framing.web.problems import Problem
from framing.web.site import Site, plain_json

_JSON = "application/json"
_Read = Callable[[bytes], Asked | Problem]
_Answer = Callable[[Any, Asked], Any]


def routes(site: Site) -> list[Route]:
    """Where programs ask."""
    return [
        Route("/health", _health),
        Route("/openapi.json", partial(_describe, site)),
        Route("/label", partial(_answer, site, read_label_request, answers.labels), methods=["POST"]),
        Route("/score", partial(_answer, site, read_score_request, answers.scores), methods=["POST"]),
    ]


async def _health(request: Request) -> Response:
    return plain_json({"status": "ok"})


async def _describe(site: Site, request: Request) -> Response:
    return plain_json(description(__version__, protected=bool(site.door.token)))


async def _answer(site: Site, read: _Read, answer: _Answer, request: Request) -> Response:
    """What `answer` says to what `read` finds in the body; both in the model's thread, since a body may be large."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != _JSON:  # a form of another site could send anything else without asking
        wrong = Problem(415, "wrong_type", "header Content-Type", {"given": given[:60] or "-", "wanted": _JSON})
        return site.problem(wrong, request.scope)
    asked = await site.work(partial(read, request.scope[BODY]), 0)
    if isinstance(asked, Problem):
        return site.problem(asked, request.scope)
    found = await site.work(partial(answer, site.subject, asked), sum(map(len, asked.texts)))
    return site.problem(found, request.scope) if isinstance(found, Problem) else plain_json(found)
