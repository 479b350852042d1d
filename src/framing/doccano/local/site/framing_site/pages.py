"""Doccano's page, with four small scripts of ours before its own."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from framing_site.restrictions import held_back

SCRIPTS = ("cards.js", "home.js", "keys.js", "refusals.js")
_TAGS = "".join(f'<script src="/framing/{name}"></script>' for name in SCRIPTS)

# The button has no name; this is how the drawing on it begins.
_NO_COMMENTS = "<style>button:has(path[d^='M20,2H4A2']) { display: none !important; }</style>"


@require_http_methods(["GET", "HEAD", "OPTIONS"])
def page(request):
    """The page of the application, whatever the address: it looks at that itself."""
    head, mark, rest = render_to_string("index.html", request=request).partition("<head>")
    return HttpResponse(head + mark + _TAGS + (_NO_COMMENTS if held_back("comment_list") else "") + rest)
