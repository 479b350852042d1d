"""Who labels: accounts, made where they do not exist, and their place in a project."""

from collections.abc import Callable, Iterable

from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError


def ensure_annotators(
    gateway: Gateway, project: Project, usernames: Iterable[str], password_of: Callable[[str], str]
) -> tuple[str, ...]:
    """The accounts that were made annotators of the project now.

    Args:
        gateway: an account of the staff.
        project: the project.
        usernames: accounts; one that does not exist is made.
        password_of: called for a new account only; it must have stored the password when it returns, so that a crash
            after that loses none.
    """
    members = gateway.members(project)
    added = []
    for username in usernames:
        if username in members:
            continue
        if not gateway.has_account(username):
            gateway.create_account(username, password_of(username))
        try:
            gateway.add_annotator(project, username)
        except DoccanoError:  # it is refused to who is a member: another push was faster, or its answer was lost
            if username not in gateway.members(project):
                raise
        added.append(username)
    return tuple(added)
