"""Who labels: accounts, made where they do not exist, and their place in a project."""

from collections.abc import Callable, Iterable

from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError


def other_case(gateway: Gateway, username: str) -> str | None:
    """The account whose name differs in case only, which Doccano takes for the same; None if none is in the way."""
    found = gateway.accounts_like(username)
    return found[0] if found and username not in found else None


def check_accounts(gateway: Gateway, usernames: Iterable[str]) -> None:
    """Sees to it that there is, or can be, an account of each of these names, before anything is made for it.

    Raises:
        InputError: there is one already, or among them, whose name differs in case only.
    """
    named: dict[str, str] = {}
    for username in usernames:
        before = named.setdefault(username.casefold(), username)
        if before != username:
            raise InputError(
                f"{before!r} and {username!r} differ in case only, and such names cannot both exist. "
                "Write one name for one person."
            )
        taken = other_case(gateway, username)
        if taken is not None:
            raise InputError(
                f"There is an account {taken!r} already: names that differ in case only cannot both exist. "
                f"Write {taken}."
            )


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

    Raises:
        InputError: see `check_accounts`.
    """
    members = gateway.members(project)
    added = []
    for username in usernames:
        if username in members:
            continue
        if not gateway.has_account(username):
            check_accounts(gateway, [username])  # before there is a password that would work for nobody
            gateway.create_account(username, password_of(username))
        try:
            gateway.add_annotator(project, username)
        except DoccanoError:  # it is refused to who is a member: another push was faster, or its answer was lost
            if username not in gateway.members(project):
                raise
        added.append(username)
    return tuple(added)
