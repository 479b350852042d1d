"""What one request asks the database again and again, asked once: somebody's roles in a project, and the project.

Doccano's page makes seven requests for a sentence. Half of their queries asked these two questions, up to five times
each in one request, and with a class of thirty the server did little else.
"""

from contextvars import ContextVar

from django.db import connection
from examples.models import Example
from examples.serializers import ExampleSerializer
from examples.views import example, example_state
from labels import views as labels
from metrics import views as metrics
from projects.models import Member, MemberManager, Project
from rest_framework.permissions import SAFE_METHODS
from roles.models import Role

_answers = ContextVar("answers", default=None)
# What annotators write. Other writes may change a project or who is in it, and ask each time.
_KEEP_THE_PROJECT = {"category_list", "category_detail", "example_state_list", "comment_list", "comment_detail"}
_ROLES = (
    f"SELECT role.name FROM {Member._meta.db_table} member JOIN {Role._meta.db_table} role ON role.id = member.role_id "  # noqa: S608
    "WHERE member.project_id = %s AND member.user_id = %s"
)


class Once:
    """Keeps answers to the end of a request that changes neither projects nor members."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """The answer; what was kept for it is gone then."""
        token = _answers.set(None)
        try:
            return self.get_response(request)
        finally:
            _answers.reset(token)

    def process_view(self, request, view, args, kwargs):
        """Begins to keep answers, where that is safe."""
        if request.method in SAFE_METHODS or request.resolver_match.url_name in _KEEP_THE_PROJECT:
            _answers.set({})


def apply():
    """Put what asks once in the place of what asks again. Called once, before the first request."""
    MemberManager.has_role = lambda manager, project_id, user, role_name: role_name in roles(project_id, user)
    for module in (example, example_state, labels, metrics):
        module.get_object_or_404 = _project_once(module.get_object_or_404)
    ExampleSerializer.to_representation = _with_its_project(ExampleSerializer.to_representation)


def roles(project_id, user):
    """The names of the user's roles in the project; none if it is not there, or he is no member."""
    if project_id is None or user.pk is None:
        return frozenset()
    return _once(("roles", str(project_id), user.pk), lambda: _ask_roles(project_id, user.pk))


def _ask_roles(project_id, user_id):
    """Every request asks this, and to put the question together took Django ten times as long as the answer."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, (project_id, user_id))
        return frozenset(name for (name,) in cursor.fetchall())


def _project_once(original):
    """Doccano's own look-up, which for a project by its number alone is made once."""

    def get(model, *args, **kwargs):
        if model is not Project or args or kwargs.keys() != {"pk"}:
            return original(model, *args, **kwargs)
        plain = model.objects.non_polymorphic()  # these views use what all kinds of projects have: half the queries
        return _once(("project", int(kwargs["pk"])), lambda: original(plain, **kwargs))

    return get


def _with_its_project(original):
    """Each example of a list would ask for the project that all of them share."""

    def to_representation(serializer, shown: Example):
        shown.project = _once(("project", shown.project_id), lambda: shown.project)
        return original(serializer, shown)

    return to_representation


def _once(question, ask):
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    return answers[question]
