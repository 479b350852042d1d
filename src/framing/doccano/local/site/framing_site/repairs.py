"""Places where Doccano itself asks too little: whose a number in a body is, what a comment is and to whom.

Methods and numbers in the address are checked by guard.py. Numbers in a body can come as JSON or as a form, so
they are checked where Doccano has read them: in the field of the serializer, and in the view.
"""

from django.conf import settings
from django.db.models import Q
from examples.models import Comment, ExampleState
from examples.serializers import ExampleSerializer
from examples.views.comment import CommentList
from label_types.views import LabelList
from projects.models import Member
from projects.permissions import RolePermission
from rest_framework import status
from rest_framework.fields import SerializerMethodField
from rest_framework.relations import RelatedField
from rest_framework.response import Response

from framing_site.access import administers, way_to_project


def apply():
    """Put the repaired methods in place. Called once, before the first request."""
    RelatedField.get_queryset = _rows_of_the_project(RelatedField.get_queryset)
    LabelList.delete = _delete_labels_of_the_project
    RolePermission.UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # PUT is missing: annotators rewrote projects
    CommentList.get_queryset = _comments_to_see
    ExampleSerializer._declared_fields["comment_count"] = SerializerMethodField()
    ExampleSerializer.get_comment_count = _comments_counted


def _rows_of_the_project(original):
    """A body may name only rows of the project in the address: a label, an example, a span to relate to."""

    def get_queryset(field):
        queryset = original(field)
        project_id = getattr(field.context.get("view"), "kwargs", {}).get("project_id")
        lookup = way_to_project(queryset.model) if project_id is not None and queryset is not None else None
        return queryset.filter(**{lookup: project_id}) if lookup else queryset

    return get_queryset


def _delete_labels_of_the_project(view, request, *args, **kwargs):
    """Doccano deletes label types by number in whatever project they are."""
    numbers = request.data["ids"]
    view.model.objects.filter(pk__in=numbers, project=kwargs["project_id"]).delete()
    return Response(status=status.HTTP_204_NO_CONTENT)


def _comments_to_see(view):
    """All comments for who administers the project; for others see `_readable`."""
    project_id = view.kwargs["project_id"]
    comments = Comment.objects.filter(example__project_id=project_id)
    user = view.request.user
    return comments if administers(user, project_id) else _readable(comments, user, project_id)


def _readable(comments, user, project_id):
    """One's own comments, and what who administers the project says to a sentence that one has confirmed.

    Annotators are to decide without the doubts of others; feedback comes after the decision.
    """
    administrators = Member.objects.filter(project=project_id, role__name=settings.ROLE_PROJECT_ADMIN).values("user")
    confirmed = ExampleState.objects.filter(confirmed_by=user, example__project=project_id).values("example")
    feedback = Q(user__in=administrators) | Q(user__is_superuser=True)
    return comments.filter(Q(user=user) | feedback & Q(example__in=confirmed))


def _comments_counted(serializer, example):
    """How many comments beside an example the person may read."""
    user = serializer.context["request"].user
    comments = Comment.objects.filter(example=example)
    if not administers(user, example.project_id):
        comments = _readable(comments, user, example.project_id)
    return comments.count()
