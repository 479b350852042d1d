"""Doccano's page, with four small scripts of ours before its own."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

SCRIPTS = ("cards.js", "home.js", "keys.js", "refusals.js")
_TAGS = "".join(f'<script src="/framing/{name}"></script>' for name in SCRIPTS)


@require_http_methods(["GET", "HEAD", "OPTIONS"])
def page(request):
    """The page of the application, whatever the address: it looks at that itself."""
    head, mark, rest = render_to_string("index.html", request=request).partition("<head>")
    return HttpResponse(head + mark + _TAGS + rest)
