"""Places where Doccano itself asks too little: whose a number in a body is, what a comment is and to whom.

Methods and numbers in the address are checked by guard.py. Numbers in a body can come as JSON or as a form, so
they are checked where Doccano has read them: in the field of the serializer, and in the view.
"""

from django.conf import settings
from django.db.models import Q
from examples.models import Comment, ExampleState
from examples.serializers import ExampleSerializer
from examples.views.comment import CommentDetail, CommentList
from label_types.views import LabelList
from labels import serializers as labels
from projects.models import Member
from projects.permissions import RolePermission
from projects.serializers import ProjectSerializer
from projects.views.member import MemberDetail, MemberList
from rest_framework import status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.fields import SerializerMethodField
from rest_framework.relations import RelatedField
from rest_framework.response import Response

from framing_site.access import administers, way_to_project

LONGEST_COMMENT = 5_000  # characters
_LABELS = ("Category", "Span", "TextLabel", "Relation", "BoundingBox", "Segmentation")


def apply():
    """Put the repaired methods in place. Called once, before the first request."""
    RelatedField.get_queryset = _rows_of_the_project(RelatedField.get_queryset)
    LabelList.delete = _delete_labels_of_the_project
    RolePermission.UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # PUT is missing: annotators rewrote projects
    for name in _LABELS:  # how sure a model was is nothing that annotators say; their page does not send it
        meta = getattr(labels, f"{name}Serializer").Meta
        meta.read_only_fields = (*meta.read_only_fields, "prob")
    MemberList.delete = _without_the_owner(MemberList.delete)
    MemberDetail.perform_update = _not_of_the_owner(MemberDetail.perform_update)
    ProjectSerializer.update = _on_ones_own(ProjectSerializer.update)
    CommentList.get_queryset = _comments_to_see
    CommentList.perform_create = _with_bounds(CommentList.perform_create)
    CommentDetail.perform_update = _with_bounds(CommentDetail.perform_update)
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


def _without_the_owner(original):
    """Who runs the server stays in each project: without that account framing could not read what was labelled."""

    def delete(view, request, *args, **kwargs):
        owners = Member.objects.filter(project=kwargs["project_id"], user__is_superuser=True)
        if not request.user.is_superuser and owners.filter(pk__in=request.data["ids"]).exists():
            raise PermissionDenied("Who runs this server cannot be removed from a project.")
        return original(view, request, *args, **kwargs)

    return delete


def _not_of_the_owner(original):
    def perform_update(view, serializer):
        if serializer.instance.user.is_superuser and not view.request.user.is_superuser:
            raise PermissionDenied("The role of who runs this server cannot be changed.")
        return original(view, serializer)

    return perform_update


def _on_ones_own(original):
    """That annotators see each other's labels is decided by who runs the server, before anybody has labelled."""

    def update(serializer, project, content):
        shared = content.get("collaborative_annotation", project.collaborative_annotation)
        if shared != project.collaborative_annotation and not serializer.context["request"].user.is_staff:
            raise PermissionDenied("Only who runs this server may change whether annotators share their labels.")
        return original(serializer, project, content)

    return update


def _with_bounds(original):
    """A comment says to which example it belongs, and is no longer than somebody would read."""

    def perform(view, serializer):
        if serializer.instance is None and "example" not in view.request.query_params:
            raise ValidationError({"detail": "Which example? Add ?example= and its number to the address."})
        length = len(serializer.validated_data.get("text", ""))
        if length > LONGEST_COMMENT:
            said = f"A comment has at most {LONGEST_COMMENT:,} characters; this one has {length:,}."
            raise ValidationError({"detail": said})
        return original(view, serializer)

    return perform


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
    if not comments.exists():  # nearly always, and the question below is a long one
        return 0
    if not administers(user, example.project_id):
        comments = _readable(comments, user, example.project_id)
    return comments.count()
