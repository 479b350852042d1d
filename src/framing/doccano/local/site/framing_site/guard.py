"""Who may do what, checked before any view of Doccano runs, and the headers that every answer carries.

Doccano asks whether somebody belongs to the project in the address, but not whether the example, label
or comment in the same address belongs to that project. Here every number in an address is checked
against the project; one that is not understood is refused.
"""

import base64
import errno
import hashlib
import re
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from examples.models import Example
from rest_framework.permissions import SAFE_METHODS

from framing_site.access import administers, administers_something, is_member, of_project, project_of_task, user_of
from framing_site.restrictions import held_back

_LARGEST = 2**63 - 1  # of a number of a row, in either database
# Doccano's own words, by which a program knows that its login ended: nothing was done, and it may log in again.
_NOBODY = "Authentication credentials were not provided."


class Headers:
    """Adds to every answer: nothing from other hosts, no frame around it, no guessing of types."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = content_policy()

    def __call__(self, request):
        """The answer, with its headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/v1/"):
            response.headers["Cache-Control"] = "no-store"  # answers hold what people labelled
        return response


class Guard:
    """Refuses, as JSON, what the person who asks may not do. Doccano's own permissions still follow."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """The answer as it is; `process_view` does the work."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """An answer that refuses, or None to let the view run."""
        if any(isinstance(value, int) and value > _LARGEST for value in kwargs.values()):
            return refuse(404, "Not found.")
        name = getattr(request.resolver_match, "url_name", None)
        user = user_of(request)
        if request.method not in SAFE_METHODS and view is not not_here and not _may_write(request, user, name, kwargs):
            return refuse(403, "You may not change this." if user is not None else _NOBODY)
        if request.method not in SAFE_METHODS and user is not None and not user.is_staff and (said := held_back(name)):
            return refuse(423, said)
        if "project_id" not in kwargs and name not in _RULES:
            return None
        if user is None:
            return refuse(403, _NOBODY)
        if "project_id" in kwargs:
            refusal = _check_project(request, user, view, kwargs)
            if refusal is not None:
                return refusal
        rule = _RULES.get(name)
        return None if rule is None or rule(request, user, kwargs) else refuse(403, "You may not do this.")

    def process_exception(self, request, exception):
        """What the machine cannot do, said in words; None for a fault of the program."""
        if isinstance(exception, OverflowError):
            return refuse(400, "A number is too large.")
        return refuse_for_the_machine(exception)


def refuse_for_the_machine(exception):
    """507 for a full disk, 503 for a database that is busy or away, None for anything else. Nothing was saved."""
    full = isinstance(exception, OSError) and exception.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(exception, DatabaseError):
        full = re.search(r"disk is full|disk I/O error|No space left|could not extend file", str(exception)) is not None
    if full:
        return refuse(507, "Not saved: the disk of the server is full. Tell who runs it; then try again.")
    if isinstance(exception, OperationalError):
        return refuse(503, "Not saved: the server's database does not take it now. Try again in a moment.")
    return None


def refuse(status, detail):
    """A refusal as JSON, in the form of Doccano's own."""
    return JsonResponse({"detail": detail}, status=status)


def refuse_forgery(request, reason=""):
    """Django's refusal of a write without the token of its own pages, as JSON."""
    return refuse(403, f"CSRF Failed: {reason}")


def refuse_nonsense(request, exception=None):
    """Django's answer to a request that it does not take, as JSON."""
    if isinstance(exception, RequestDataTooBig):
        return refuse(413, "The request is too large. Send long lists of rows as a file.")
    return refuse(400, "Bad request.")


def fail(request):
    """Django's answer when something failed outside of every view, as JSON; the log has the trace."""
    detail = "The server failed. Who runs it finds the reason with: framing server logs"
    return refuse_for_the_machine(sys.exc_info()[1]) or refuse(500, detail)


@csrf_exempt  # it changes nothing, and a program without the cookie shall hear the reason too
def not_here(request, **kwargs):
    """404 as JSON: the view of the addresses that are closed."""
    return refuse(404, "Not found.")


def _may_write(request, user, name, kwargs):
    """Whether the person may send this method to this address: staff may, administrators in their projects.

    All others only what stands in a list. Doccano's own check knows three methods that write and forgets PUT.
    """
    asked = (request.method, name)
    if asked in _ANYBODY_WRITES:
        return True
    if user is None:
        return False
    if "project_id" in kwargs:
        return administers(user, kwargs["project_id"]) or asked in _MEMBERS_WRITE
    return user.is_staff or asked in _USERS_WRITE


def _check_project(request, user, view, kwargs):
    project_id = kwargs["project_id"]
    if not (user.is_superuser or is_member(user, project_id)):
        return refuse(403, "You are not a member of this project.")
    for name, value in kwargs.items():
        if name != "project_id" and not of_project(_model(name, view), value, project_id):
            return refuse(404, "Not found.")
    if "annotation_id" in kwargs and not _model("annotation_id", view).objects.filter(
        pk=kwargs["annotation_id"], example_id=kwargs["example_id"]
    ):
        return refuse(404, "Not found.")
    example = request.GET.get("example")
    if example is not None and not (re.fullmatch(r"[0-9]{1,18}", example) and of_project(Example, example, project_id)):
        return refuse(404, "Not found.")
    return None


def _model(name, view):
    """The model whose rows this number of the address counts; None if we do not know, and then it is refused."""
    if name == "example_id":
        return Example
    queryset = getattr(getattr(view, "cls", None), "queryset", None)
    return None if queryset is None else queryset.model


def _may_download(request, user, kwargs):
    """Only who may export the project, and only an export of that very project."""
    if not administers(user, kwargs["project_id"]):
        return False
    return request.method == "POST" or project_of_task(request.GET.get("taskId", "")) == kwargs["project_id"]


def _may_see_task(request, user, kwargs):
    """Who may export or import into the project that the task works on."""
    project_id = project_of_task(kwargs["task_id"])
    return user.is_superuser or (project_id is not None and administers(user, project_id))


def _may_list_examples(request, user, kwargs):
    """The filter by label goes over everybody's labels: not for who is to decide without knowing them."""
    return "label" not in request.GET or administers(user, kwargs["project_id"])


def _is_administrator(request, user, kwargs):
    return administers(user, kwargs["project_id"])


def _is_staff(request, user, kwargs):
    return user.is_staff


# What is not in these lists is read only for who neither is staff nor administers the project in the address.
_ANYBODY_WRITES = {("POST", "rest_login"), ("POST", "rest_logout")}
_USERS_WRITE = {("POST", "rest_password_change")}
# Doccano's views keep each of these to the rows of the person who asks.
_MEMBERS_WRITE = {
    ("POST", "category_list"),
    ("DELETE", "category_list"),
    ("PUT", "category_detail"),
    ("PATCH", "category_detail"),
    ("DELETE", "category_detail"),
    ("POST", "example_state_list"),
    ("POST", "comment_list"),
    ("DELETE", "comment_list"),
    ("PUT", "comment_detail"),
    ("PATCH", "comment_detail"),
    ("DELETE", "comment_detail"),
    ("POST", "auto_labelling"),
}
_RULES = {
    "user_list": lambda request, user, kwargs: user.is_staff or administers_something(user),
    "process": _is_staff,
    "health": _is_staff,  # each look at it writes a file
    "upload": _is_staff,
    "auto_labelling_settings": _is_staff,
    "download-dataset": _may_download,
    "task_status": _may_see_task,
    "example_list": _may_list_examples,
    # How each colleague labels, and how far each is: who administers may know; annotators decide on their own.
    "member_progress": _is_administrator,
    "category_distribution": _is_administrator,
    "span_distribution": _is_administrator,
    "relation_distribution": _is_administrator,
}


def content_policy():
    """The content security policy of the pages: this host only, and of inline scripts the two that Doccano has."""
    pages = [Path(folder) / "index.html" for folder in settings.TEMPLATES[0]["DIRS"]]
    scripts = re.findall(r"<script>(.+?)</script>", "".join(page.read_text(encoding="utf-8") for page in pages), re.S)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *(f"'sha256-{value}'" for value in hashes)]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
