"""The addresses that exist here. What is not in this list has no view behind it.

Doccano's own list also has an administration site, a second login page, a description of the API, social
logins, sign-up, password letters, and five views by which the upload package reads, fetches and deletes files.
Automatic labelling (an address to ask and a template to render, both chosen by whoever configures a project) has
addresses of ours only where the owner turned it on.
"""

from pathlib import Path

import projects
from dj_rest_auth.views import LogoutView, PasswordChangeView, UserDetailsView
from django.urls import include, path, re_path
from django.views.static import serve
from django_drf_filepond.views import ProcessView
from health_check.views import MainView

from framing_site import auto_labelling, once, repairs
from framing_site.files import media
from framing_site.guard import not_here
from framing_site.pages import SCRIPTS, page
from framing_site.passwords import ChangePassword, Login

once.apply()
repairs.apply()
auto_labelling.apply()

_PAGES = Path(projects.__file__).parent.parent / "client" / "dist"
# Without these lines such an address would answer 200 and the page of the application.
_CLOSED = r"^(?:admin|api-auth|swagger|social|media|v1/(?:auth|fp|health|projects/[0-9]+/auto-labeling))(?:/|$)"


handler400 = "framing_site.guard.refuse_nonsense"
handler500 = "framing_site.guard.fail"
urlpatterns = [
    path("favicon.ico", serve, {"document_root": _PAGES, "path": "favicon.ico"}),
    *(path(f"framing/{name}", serve, {"document_root": Path(__file__).parent, "path": name}) for name in SCRIPTS),
    re_path(r"^media/(?P<path>.+)$", media),
    path("v1/health/", MainView.as_view(), name="health"),
    path("v1/auth/login/", Login.as_view(), name="rest_login"),
    path("v1/auth/logout/", LogoutView.as_view(), name="rest_logout"),
    # Read only: exports name people by user name, so nobody changes his own to another's.
    path("v1/auth/user/", UserDetailsView.as_view(http_method_names=["get", "head", "options"])),
    path(
        "v1/auth/password/change/",
        PasswordChangeView.as_view(serializer_class=ChangePassword),
        name="rest_password_change",
    ),
    path("v1/fp/process/", ProcessView.as_view(http_method_names=["post", "options"]), name="process"),
    *auto_labelling.addresses(),
    re_path(_CLOSED, not_here),
    path("v1/social/", include("social.v1_urls")),
    path("v1/", include("api.urls")),
    path("v1/", include("roles.urls")),
    path("v1/", include("users.urls")),
    path("v1/", include("data_import.urls")),
    path("v1/", include("data_export.urls")),
    path("v1/", include("projects.urls")),
    path("v1/projects/<int:project_id>/metrics/", include("metrics.urls")),
    path("v1/projects/<int:project_id>/", include("examples.urls")),
    path("v1/projects/<int:project_id>/", include("labels.urls")),
    path("v1/projects/<int:project_id>/", include("label_types.urls")),
    re_path("", page),
]
