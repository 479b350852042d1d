"""What belongs to whom: users, projects, rows, tasks. Questions to the database, nothing else."""

import json

from django.conf import settings
from django_celery_results.models import TaskResult
from projects.models import Member
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import APIException

from framing_site.once import roles


def user_of(request):
    """Who asks, by session or by token, in the order in which Doccano's views look; None if nobody known."""
    if request.user.is_authenticated:
        return request.user
    try:
        found = TokenAuthentication().authenticate(request)
    except APIException:
        return None
    return found[0] if found else None


def is_member(user, project_id):
    """Whether the user has any role in the project."""
    return bool(roles(project_id, user))


def administers(user, project_id):
    """Whether the user may export the project and see everybody's work in it."""
    return user.is_superuser or settings.ROLE_PROJECT_ADMIN in roles(project_id, user)


def administers_something(user):
    """Whether the user administers any project."""
    return user.is_superuser or Member.objects.filter(user=user, role__name=settings.ROLE_PROJECT_ADMIN).exists()


def way_to_project(model):
    """The look-up from a row of the model to its project, or None if its rows belong to none."""
    own = {field.name for field in model._meta.concrete_fields}  # without those that lead from other tables to here
    if "project" in own:
        return "project_id"
    return "example__project_id" if "example" in own else None


def of_project(model, number, project_id):
    """Whether the row of that number exists and belongs to the project. A model without projects: no."""
    lookup = way_to_project(model) if model is not None else None
    return lookup is not None and model.objects.filter(pk=number, **{lookup: project_id}).exists()


def project_of_task(task_id):
    """The project that an import or export works on, None if the task is not known."""
    return _project(TaskResult.objects.filter(task_id=task_id).first())


def project_of_export(path):
    """The project that the export file at this absolute path was made from, None if it is no export."""
    return _project(TaskResult.objects.filter(result=json.dumps(path), task_name__endswith="export_dataset").first())


def _project(task):
    try:
        return int(json.loads(task.task_kwargs)["project_id"])
    except (AttributeError, TypeError, KeyError, ValueError):
        return None
