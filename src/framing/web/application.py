"""The application: a page for people and an interface for programs, over one model. An edge."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from framing.web import interface, people
from framing.web.guard import Door, Guard
from framing.web.kept import Kept
from framing.web.limits import Limits
from framing.web.pages import Pages
from framing.web.problems import Problem
from framing.web.site import Site
from framing.web.subject import Subject


def application(
    subject: Subject,
    door: Door,
    *,
    language: str = "en",
    limits: Limits | None = None,
    kept: Kept | None = None,
) -> ASGIApp:
    """What answers every request, behind its guard.

    Args:
        subject: the model.
        door: who may come in.
        language: of the pages.
        limits: of what it takes.
        kept: where fails are kept; in memory unless told otherwise.
    """
    kept = kept or Kept()
    pages = Pages(subject, language, protected=bool(door.token), in_file=kept.path is not None)
    site = Site(subject, pages, door, limits or Limits(), kept)
    routes = [*people.routes(site), *interface.routes(site)]

    async def missed(request: Request, error: Exception) -> Response:
        return site.problem(_missed(request, error), request.scope)

    async def broke(request: Request, error: Exception) -> Response:  # a bug, of which the guard tells
        return site.problem(Problem(500, "unexpected", "server"), request.scope)

    inner = Starlette(routes=routes, exception_handlers={HTTPException: missed, Exception: broke})
    inner.router.redirect_slashes = False
    return Guard(inner, door, site.limits, site.problem)


def _missed(request: Request, error: Exception) -> Problem:
    """That there is nothing at an address, or that it does not take the method."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        allowed = (error.headers or {}).get("allow", "") or (error.headers or {}).get("Allow", "")
        values = {"method": request.method[:20], "allowed": allowed}
        return Problem(405, "wrong_method", "method", values, {"allow": allowed})
    return Problem(404, "not_found", "path")
