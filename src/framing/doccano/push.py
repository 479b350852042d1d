"""Sentences to a Doccano project: a push can be broken off and run again.

It looks at what the project holds before it adds anything, and at what it holds afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from framing.codebook import Codebook
from framing.doccano import tasks
from framing.doccano.card import Kind, ProjectCard, make_card, offered
from framing.doccano.gateway import ROWS_PER_UPLOAD, Gateway, Project
from framing.doccano.projects import ensure_project, sentence_ids
from framing.doccano.team import ensure_annotators
from framing.errors import DoccanoError, InputError

Say = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """What one project shall be: its name, its rows in their order, what is asked there, and who labels.

    A study may have one project for each annotator: see ProjectCard for `team`, `annotator`, `training`
    and `pass_mark`.
    """

    name: str
    rows: Sequence[Mapping[str, Any]]
    annotators: tuple[str, ...] = ()
    kind: Kind = "frames"
    team: str = ""
    annotator: str = ""
    training: bool = False
    pass_mark: int = 0

    def card(self, codebook: Codebook, mark: str) -> ProjectCard:
        """The card of the project if it is new."""
        card = make_card(codebook, mark, self.kind)
        card = replace(card, training=self.training, pass_mark=self.pass_mark)
        return replace(card, team=self.team, annotator=self.annotator)


@dataclass(frozen=True)
class PushReport:
    """What a push found and what it changed; numbers are counts. A project offers frames or voices."""

    project: str
    url: str
    frames: tuple[str, ...]
    voices: tuple[str, ...]
    created: bool
    labels_added: int
    sentences: int
    already_there: int
    uploaded: int
    members_added: tuple[str, ...]
    problems: tuple[str, ...]
    assigned: int = 0  # on a server that shows annotators only what is assigned to them

    @property
    def changed(self) -> bool:
        """Whether anything on the server is different now."""
        return self.created or bool(self.labels_added or self.uploaded or self.members_added or self.assigned)


def push(
    gateway: Gateway,
    target: Target,
    codebook: Codebook,
    *,
    mark: str,
    password_of: Callable[[str], str],
    say: Say,
) -> PushReport:
    """Makes the project, its labels, sentences and annotators as far as they are not there; see PushReport.

    Args:
        gateway: an account of the staff.
        target: what the project shall be and hold.
        codebook: the frames, or voices, that annotators are offered.
        mark: tells a new project from every other one, in the ledger.
        password_of: see `ensure_annotators`.
        say: one line of progress.

    Raises:
        InputError: there is nothing to push, or nothing to ask for; or the project asks for something else.
    """
    if not offered(codebook, target.kind):
        raise InputError(
            f"The codebook {codebook.id} has no voices to ask for. Add [[voices]] blocks; framing init shows how."
        )
    if not target.rows:
        raise InputError("There is no sentence to push. Ingest some texts first: framing ingest FOLDER.")
    project, card, created, labels = ensure_project(gateway, target.name, codebook, target.card(codebook, mark))
    uploaded, problems = push_sentences(gateway, project, target.rows, say)
    added = ensure_annotators(gateway, project, target.annotators, password_of)
    return PushReport(
        project=target.name,
        url=f"{gateway.url}/projects/{project.id}",
        frames=card.keys if target.kind == "frames" else (),
        voices=card.keys if target.kind == "voices" else (),
        created=created,
        labels_added=labels,
        sentences=len(target.rows),
        already_there=len(target.rows) - uploaded,
        uploaded=uploaded,
        members_added=added,
        problems=problems,
    )


def push_sentences(
    gateway: Gateway, project: Project, rows: Sequence[Mapping[str, Any]], say: Say
) -> tuple[int, tuple[str, ...]]:
    """How many rows were uploaded, and problems found; rows that the project holds already are not sent again.

    Raises:
        DoccanoError: after an upload the project does not hold what was sent. Nothing is deleted; the
            same push goes on.
    """
    held = sentence_ids(gateway, project) if gateway.count(project) else {}
    problems = tuple(
        f"sentence {name} stands {len(ids)} times in the project" for name, ids in held.items() if len(ids) > 1
    )
    missing = [row for row in rows if tasks.name_of(row) not in held]
    for start in range(0, len(missing), ROWS_PER_UPLOAD):
        chunk = missing[start : start + ROWS_PER_UPLOAD]
        before = gateway.count(project)
        gateway.upload(project, chunk)
        added = gateway.count(project) - before
        if added != len(chunk):
            raise DoccanoError(
                f"Doccano kept {added} of {len(chunk)} sentences. Nothing was deleted. Run the same push again."
            )
        say(f"{start + len(chunk)} of {len(missing)} sentences uploaded")
    return len(missing), problems
