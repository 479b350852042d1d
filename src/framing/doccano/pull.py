"""Decisions of annotators out of a Doccano project: read only, so it can be broken off and run again."""

from collections.abc import Iterable
from datetime import UTC, datetime

from framing.doccano import tasks
from framing.doccano.card import Kind, ProjectCard
from framing.doccano.gateway import Gateway
from framing.doccano.projects import open_project


def pull(
    gateway: Gateway, name: str, *, kind: Kind | None = None, automated: Iterable[str] = (), at: str | None = None
) -> tuple[ProjectCard, tasks.Pulled]:
    """The card of a project and everything that its members decided; see `tasks.decisions_from_exports`.

    The account that pulls is left out unless it decided something itself.

    Raises:
        DoccanoError, InputError: see `open_project`.
    """
    project, card = open_project(gateway, name, kind)
    # The confirmed export comes second: whoever confirms in between is confirmed, with the labels of that moment.
    everything = gateway.export(project, only_confirmed=False)
    confirmed = gateway.export(project, only_confirmed=True)
    pulled = tasks.decisions_from_exports(everything, confirmed, card, at=at or now(), automated=automated)
    idle = {
        row["annotator"]
        for row in pulled.progress
        if row["annotator"] == gateway.username and not row["labelled"] + row["empty"] + row["unconfirmed"]
    }
    progress = tuple(row for row in pulled.progress if row["annotator"] not in idle)
    return card, tasks.Pulled(pulled.decisions, pulled.problems, progress)


def now() -> str:
    """This moment, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
