"""Three places where Doccano takes a number from the body of a request without asking whose it is.

Numbers in the address are checked by guard.py. Those in a body can come as JSON or as a form, so they are
checked where Doccano has read them: in the field of the serializer, and in two views.
"""

from label_types.views import LabelList
from rest_framework import status
from rest_framework.relations import RelatedField
from rest_framework.response import Response

from framing_site.access import way_to_project


def apply():
    """Put the repaired methods in place. Called once, before the first request."""
    RelatedField.get_queryset = _rows_of_the_project(RelatedField.get_queryset)
    LabelList.delete = _delete_labels_of_the_project


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
