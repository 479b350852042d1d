"""Decisions of annotators out of Doccano projects: read only, so it can be broken off and run again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from framing.annotation.decisions import Decision
from framing.doccano.project.answers import Answers, answers_from_exports
from framing.doccano.project.card import Kind, ProjectCard
from framing.doccano.project.own_database import find_database
from framing.doccano.project.projects import open_project
from framing.doccano.pulling.decided import Pulled, decisions_from_answers
from framing.doccano.wire.gateway import Gateway, Project

_AHEAD_S = 300  # seconds that the server's clock may be ahead of ours without a word


@dataclass(frozen=True)
class Material:
    """What the project's folder knows, to see what was changed elsewhere meanwhile.

    `texts`: sentence id to the text that a push sends. `fingerprint` and `version` are those of the codebook on disk,
    empty where there is none. `automated` are annotators that are programs.
    """

    texts: Mapping[str, str]
    fingerprint: str = ""
    version: str = ""
    automated: tuple[str, ...] = ()


def pull(
    gateway: Gateway, name: str, *, kind: Kind | None = None, automated: Iterable[str] = (), at: str | None = None
) -> tuple[ProjectCard, Pulled]:
    """The card of the project of this name and everything that its members decided; see `pull_project`.

    Raises:
        DoccanoError, InputError: see `open_project`.
    """
    project, card = open_project(gateway, name, kind)
    return card, pull_project(gateway, project, card, Material({}, automated=tuple(automated)), at=at or now())


def pull_project(gateway: Gateway, project: Project, card: ProjectCard, material: Material, *, at: str) -> Pulled:
    """Everything that the project's members decided, and what was changed by hand; see `decisions_from_answers`.

    The account that pulls is left out unless it decided something itself.
    """
    pulled = decisions_from_answers(
        read_answers(gateway, project),
        card,
        at=at,
        automated=material.automated,
        labels=gateway.label_ids(project),
        texts=material.texts,
    )
    idle = {
        row["annotator"]
        for row in pulled.progress
        if row["annotator"] == gateway.username and not row["labelled"] + row["empty"] + row["unconfirmed"]
    }
    progress = tuple(row for row in pulled.progress if row["annotator"] not in idle)
    problems = (*pulled.problems, *_newer_codebook(card, material), *_clock(pulled.decisions, at))
    return replace(pulled, problems=problems, progress=progress)


def read_answers(gateway: Gateway, project: Project) -> Answers:
    """What is in the project and what its members answered: from the database if the server is ours, else by exports.

    Times of decisions are known in the first case only, times of comments always.
    """
    database = find_database(gateway.url, project)
    if database is not None:
        return database.answers()
    # The confirmed export comes second: whoever confirms in between is confirmed, with the labels of that moment.
    everything = gateway.export(project, only_confirmed=False)
    confirmed = gateway.export(project, only_confirmed=True)
    comments = ((c.username, c.example_id, c.text, c.at) for c in gateway.comments(project))
    return answers_from_exports(everything, confirmed, comments)


def now() -> str:
    """This moment, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _newer_codebook(card: ProjectCard, material: Material) -> Iterable[str]:
    if material.fingerprint and material.fingerprint != card.fingerprint:
        raised = ": its `version` was not raised when it was changed" if material.version == card.codebook else ""
        yield (
            f"annotators work by {card.codebook} ({card.fingerprint}), the codebook here is {material.version} "
            f"({material.fingerprint}){raised}. To ask by it from now on: framing push, which says if that takes "
            "--upgrade; or push to a new project with --project NAME"
        )


def _clock(decisions: Iterable[Decision], at: str) -> Iterable[str]:
    try:
        limit = datetime.fromisoformat(at) + timedelta(seconds=_AHEAD_S)
    except ValueError:
        return
    latest = max((max(d.decided_at, d.commented_at) for d in decisions), default="")
    if latest > limit.strftime("%Y-%m-%dT%H:%M:%SZ"):
        yield (
            f"the server's clock is ahead: it says that somebody worked at {latest}, and here it is {at}. "
            "Set both clocks; the times are kept as the server gave them"
        )
