"""Lists come in pages that the server can make in about a second, however many rows somebody asks for."""

from rest_framework.pagination import LimitOffsetPagination


class Pages(LimitOffsetPagination):
    """At most 1,000 rows a page; who wants more asks for the next."""

    max_limit = 1000
