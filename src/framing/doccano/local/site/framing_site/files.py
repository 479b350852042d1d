"""Exports and uploads under /media/: for who may export the project, and never shown by the browser as a page."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, JsonResponse

from framing_site.access import administers, project_of_export, user_of


def media(request, path):
    """The file, as an attachment. Uploads are for the superuser; an export is for who administers its project."""
    if "\0" in path:
        return JsonResponse({"detail": "Not found."}, status=404)
    user = user_of(request)
    root = Path(settings.MEDIA_ROOT).resolve()
    file = (root / path).resolve()
    project_id = project_of_export(str(Path(settings.MEDIA_ROOT) / path))
    allowed = user is not None and (user.is_superuser or (project_id is not None and administers(user, project_id)))
    if not allowed:  # the same answer whether the file is there or not
        return JsonResponse({"detail": "You may not read this file."}, status=403)
    if request.method != "GET" or not file.is_relative_to(root) or not file.is_file():
        return JsonResponse({"detail": "Not found."}, status=404)
    answer = FileResponse(file.open("rb"), as_attachment=True, content_type="application/octet-stream")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
