"""The pages for people: a sentence, two, an article, kept fails, and a description of the interface. An edge.

What is typed comes by POST and goes into no address, so that no log, history or link holds it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from framing import __version__
from framing.cells import as_read_back
from framing.errors import InputError
from framing.web import article, trying
from framing.web.asked import check_text
from framing.web.description import REFUSALS, description
from framing.web.guard import BODY, COOKIE
from framing.web.kept import KINDS, MOST, Fail
from framing.web.pages import Page, beside
from framing.web.problems import Problem
from framing.web.site import Site, enter, page

_FORM = "application/x-www-form-urlencoded"
_MOST_FORM = 12 * article.MOST_CHARACTERS + 10_000  # bytes: each character of the longest text, escaped
_MOST_FIELDS = 8
_REFUSED = Problem(422, "too_long", "text", {"number": 6_012, "most": trying.MOST_CHARACTERS})  # an example
_Form = Mapping[str, str]
_Handler = Callable[[Site, _Form], Page | Problem]


def routes(site: Site) -> list[Route]:
    """Where people look."""
    return [
        Route("/", partial(_tried, site, "one", _one), methods=["GET", "POST"]),
        Route("/two", partial(_tried, site, "two", _two), methods=["GET", "POST"]),
        Route("/article", partial(_tried, site, "article", _article), methods=["GET", "POST"]),
        Route("/fails", partial(_fails, site)),
        Route("/fails/keep", partial(_changed, site, _keep), methods=["POST"]),
        Route("/fails/remove", partial(_changed, site, _remove), methods=["POST"]),
        Route("/docs", partial(_docs, site)),
        Route("/enter", partial(_enter, site), methods=["GET", "POST"]),
    ]


_NOTHING_YET: Mapping[str, dict[str, Any]] = {
    "one": {"text": "", "tried": None, "kinds": KINDS, "most": trying.MOST_CHARACTERS},
    "two": {"text": "", "other": "", "rows": None, "most": trying.MOST_CHARACTERS},
    "article": {"text": "", "article": None, "most": article.MOST_CHARACTERS},
}


async def _tried(site: Site, name: str, handler: _Handler, request: Request) -> Response:
    """The empty form, or the page with what the model says of the texts of a form."""
    if request.method != "POST":
        return page(site.pages.page(name, **_NOTHING_YET[name]))
    form = await _form(request)
    found = form if isinstance(form, Problem) else await site.work(partial(handler, site, form), _length(form))
    return site.problem(found, request.scope) if isinstance(found, Problem) else page(found)


def _one(site: Site, form: _Form) -> Page | Problem:
    text = form.get("text", "").strip()
    problem = check_text("text", text, trying.MOST_CHARACTERS)
    if problem:
        return problem
    return site.pages.page(
        "one", **_NOTHING_YET["one"] | {"text": text, "tried": trying.try_sentence(site.subject, text)}
    )


def _two(site: Site, form: _Form) -> Page | Problem:
    texts = [form.get(name, "").strip() for name in ("text", "other")]
    for name, text in zip(("text", "other"), texts, strict=True):
        if problem := check_text(name, text, trying.MOST_CHARACTERS):
            return problem
    first, second = (trying.try_sentence(site.subject, text) for text in texts)
    values = {"text": texts[0], "other": texts[1], "first": first, "second": second, "rows": beside(first, second)}
    return site.pages.page("two", **_NOTHING_YET["two"] | values)


def _article(site: Site, form: _Form) -> Page | Problem:
    text = form.get("text", "")
    problem = check_text("text", text, article.MOST_CHARACTERS)
    if problem:
        return problem
    found = article.read_article(site.subject, text)
    return site.pages.page("article", **_NOTHING_YET["article"] | {"text": text, "article": found})


async def _fails(site: Site, request: Request) -> Response:
    return page(site.pages.page("fails", kept=site.kept.by_kind()))


async def _changed(site: Site, change: Callable[[Site, _Form], Problem | None], request: Request) -> Response:
    """To the page of fails, after a change of what is kept; by GET, so that loading it again changes nothing."""
    form = await _form(request)
    problem = form if isinstance(form, Problem) else await site.work(partial(change, site, form), _length(form))
    return site.problem(problem, request.scope) if problem else RedirectResponse("/fails", 303)


def _keep(site: Site, form: _Form) -> Problem | None:
    text, kind = as_read_back(form.get("text", "")), form.get("kind", "")
    problem = check_text("text", text, trying.MOST_CHARACTERS)
    if problem:
        return problem
    said = site.pages.said(trying.try_sentence(site.subject, text))
    try:
        kept = site.kept.keep(Fail(kind if kind in KINDS else KINDS[-1], text, said))
    except InputError:
        return Problem(503, "not_written", "file")
    return None if kept else Problem(409, "not_kept", "text", {"most": MOST})


def _remove(site: Site, form: _Form) -> Problem | None:
    try:
        site.kept.remove(form.get("mark", ""))
    except InputError:
        return Problem(503, "not_written", "file")
    return None


async def _docs(site: Site, request: Request) -> Response:
    described = description(__version__, protected=bool(site.door.token))
    origin = f"{request.url.scheme}://{request.headers['host']}"
    return page(site.pages.page("docs", description=described, origin=origin, refusals=REFUSALS, refused=_REFUSED))


async def _enter(site: Site, request: Request) -> Response:
    """Into the page: a browser keeps what it may show instead of the token until it is closed."""
    if not site.door.token:
        return RedirectResponse("/", 303)
    if request.method != "POST":
        return enter(site.pages)
    form = await _form(request)
    if isinstance(form, Problem):
        return site.problem(form, request.scope)
    if not site.door.is_token(form.get("token", "").strip()):
        return enter(site.pages, wrong=True)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE, site.door.cookie(), httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


def _length(form: _Form) -> int:
    """Characters of the texts of a form."""
    return sum(map(len, form.values()))


async def _form(request: Request) -> _Form | Problem:
    """The fields of a form, line ends as one sign; what is no UTF-8 in them is replaced."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != _FORM:
        return Problem(415, "wrong_type", "header Content-Type", {"given": given[:60] or "-", "wanted": _FORM})
    body: bytes = request.scope[BODY]
    if len(body) > _MOST_FORM:
        return Problem(413, "body_too_large", "body", {"most": _MOST_FORM})
    if body.count(b"&") >= _MOST_FIELDS:
        return Problem(400, "bad_request", "body")

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async with Request(request.scope, receive).form() as form:
        return {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}
