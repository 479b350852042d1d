"""Who sees which example, where the server decides that: Doccano 1.8.5 and later show what is assigned, and no more.

An older server shows everybody every example of a project; it is told apart by asking, never by its version. An
example is assigned one by one: the server's own call for many draws by chance, knows no plan, and passes over
whatever is assigned to anybody already.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from framing.doccano.project import tasks
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

_PAGE = 1000  # examples of one listing
_SAY_EVERY = 1000  # assignments between two lines of progress
_NOBODY = "nobody has this name"  # no account's name: it holds spaces


@dataclass(frozen=True)
class Assigned:
    """An example, our name of it if framing pushed it, and the accounts that see it."""

    id: int
    name: str | None
    usernames: frozenset[str]


def has_assignments(gateway: Gateway) -> bool:
    """Whether this server shows an annotator only what is assigned."""
    # There is no project 0. A server that has the address says so with data, another one answers with its page.
    return gateway.knows("projects/0/assignments", "ask whether the server assigns sentences")


def assigned_examples(gateway: Gateway, project: Project) -> Iterator[Assigned]:
    """Every example of the project, in the order of the push, page by page: seconds for a thousand.

    Raises:
        DoccanoError: the server does not say who sees what.
    """
    what, offset = "list who sees which sentence", 0
    path = f"projects/{project.id}/examples"
    while True:
        with gateway.speaking(what):
            page = gateway.json("GET", path, what, params={"limit": _PAGE, "offset": offset})
            found = [
                Assigned(
                    int(row["id"]),
                    tasks.name_of(row["meta"]),
                    frozenset(str(each["assignee"]) for each in row["assignments"]),
                )
                for row in page["results"]
            ]
            total = int(page["count"])
        yield from found
        offset += len(found)
        if not found or offset >= total:
            return


def count_seen(gateway: Gateway, project: Project, username: str) -> int:
    """How many examples of the project are assigned to an account."""
    what = f"count what {username!r} sees"
    with gateway.speaking(what):
        params: Mapping[str, str | int] = {"limit": 1, "assignee": username}
        return int(gateway.json("GET", f"projects/{project.id}/examples", what, params=params)["count"])


def assign(
    gateway: Gateway, project: Project, wanted: Mapping[str, Set[str] | None], say: Callable[[str], None]
) -> tuple[int, tuple[str, ...]]:
    """How many assignments were made, and what must be known: somebody sees more than was wanted.

    Nothing is taken back from anybody. Safe to run again: what is assigned is left as it is.

    Args:
        gateway: an account of the staff.
        project: the project.
        wanted: username to names of the examples to see; None: all of them.
        say: one line of progress.

    Raises:
        DoccanoError: somebody would see nothing, or less than was wanted; or is no member of the project.
    """
    total = gateway.count(project)
    planned = {username: total if names is None else len(names) for username, names in wanted.items()}
    if all(planned.values()) and count_each(gateway, project, wanted) == planned:
        return 0, ()
    made = _assign_missing(gateway, project, wanted, say)
    sizes, seen = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0)
    for example in assigned_examples(gateway, project):
        for username, names in wanted.items():
            sizes[username] += names is None or example.name in names  # a text may have gone before it was pushed
            seen[username] += username in example.usernames
    for username, size in sizes.items():
        check_sees(gateway, project, username, seen[username], size)
    return made, tuple(
        f"{username} sees {seen[username]} sentences of {project.name!r}, {seen[username] - size} more than planned"
        for username, size in sizes.items()
        if seen[username] > size
    )


def check_sees(gateway: Gateway, project: Project, username: str, seen: int, wanted: int) -> None:
    """Sees to it that somebody sees what was planned.

    Raises:
        DoccanoError: it is nothing, or less than that.
    """
    if seen < max(wanted, 1):
        raise DoccanoError(
            f"{username} sees {seen or 'none'} of {wanted} sentences in the project {project.name!r} at {gateway.url}. "
            "Run the same push again; if that does not help, look at the project's members and assignments in Doccano."
        )


def count_each(gateway: Gateway, project: Project, usernames: Iterable[str]) -> dict[str, int] | None:
    """How much each of these accounts sees; None if the server does not count by account."""
    if count_seen(gateway, project, _NOBODY):
        return None
    return {username: count_seen(gateway, project, username) for username in usernames}


def _assign_missing(
    gateway: Gateway, project: Project, wanted: Mapping[str, Set[str] | None], say: Callable[[str], None]
) -> int:
    missing = [
        (username, example.id)
        for example in assigned_examples(gateway, project)
        for username, names in wanted.items()
        if username not in example.usernames and (names is None or example.name in names)
    ]
    accounts = _account_ids(gateway, project)
    strangers = sorted({username for username, _ in missing} - accounts.keys())
    if strangers:
        raise DoccanoError(f"{', '.join(strangers)} left the project {project.name!r}. Run the same push again.")
    path = f"projects/{project.id}/assignments"
    for number, (username, example_id) in enumerate(missing, start=1):
        body = {"example": example_id, "assignee": accounts[username]}
        gateway.json("POST", path, f"assign a sentence to {username!r}", json=body)
        if number % _SAY_EVERY == 0 or number == len(missing):
            say(f"{number} of {len(missing)} assignments made")
    return len(missing)


def _account_ids(gateway: Gateway, project: Project) -> dict[str, int]:
    """Username to Doccano's id of the account, of everybody in the project."""
    what = "list the members"
    with gateway.speaking(what):
        members = gateway.json("GET", f"projects/{project.id}/members", what)
        return {str(member["username"]): int(member["user"]) for member in members}


def draw_order_by_chance(gateway: Gateway, project: Project) -> None:
    """Lets the server show everybody the own sentences in an order of chance, which stays the same.

    Such a server orders them by the assignments' own ids, which are drawn when they are made.
    """
    body = {"resourcetype": "TextClassificationProject", "random_order": True}
    gateway.json("PATCH", f"projects/{project.id}", "shuffle the sentences", json=body)
