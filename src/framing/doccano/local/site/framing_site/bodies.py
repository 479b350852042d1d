"""How large a request may be, asked before a byte of its body is read: by who sends it, and where to."""

from django.conf import settings

from framing_site.access import administers_something, user_of
from framing_site.guard import refuse
from framing_site.incoming import GATHERED

_FILES = ("/v1/fp/process/", "/category-type-upload", "/span-type-upload", "/relation-type-upload")


class Bodies:
    """Refuses what is larger than the person needs: a file only staff may send, and who annotates sends little."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """The answer, or a refusal with 411 or 413."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return refuse(411, "Send the request with its length.")
        length = int(request.META.get("CONTENT_LENGTH") or 0)  # a number: who parses requests has seen to it
        if length > GATHERED and length > _most(request):  # smaller ones are the usual: nobody is asked for
            return refuse(413, "The request is too large. Send long lists of rows as a file.")
        return self.get_response(request)


def _most(request):
    """Bytes that the body of this request may have."""
    user = user_of(request)
    if user is None:
        return GATHERED  # one more byte, and the body could come as slowly as a thread has patience
    if user.is_staff and request.path.endswith(_FILES):
        return settings.MAX_UPLOAD_SIZE
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE if user.is_staff or administers_something(user) else GATHERED
