"""Sentences to a Doccano project: a push can be broken off and run again.

It looks at what the project holds before it adds anything, and at what it holds afterwards.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.codebook import Codebook
from framing.doccano import tasks
from framing.doccano.card import Kind, offered
from framing.doccano.gateway import ROWS_PER_UPLOAD, Gateway, Project
from framing.doccano.projects import ensure_project, sentence_ids
from framing.doccano.team import ensure_annotators
from framing.errors import DoccanoError, InputError

Say = Callable[[str], None]


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

    @property
    def changed(self) -> bool:
        """Whether anything on the server is different now."""
        return self.created or bool(self.labels_added or self.uploaded or self.members_added)


def push(
    gateway: Gateway,
    name: str,
    codebook: Codebook,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    mark: str,
    kind: Kind = "frames",
    annotators: Iterable[str] = (),
    password_of: Callable[[str], str],
    say: Say,
) -> PushReport:
    """Makes the project, its labels, sentences and annotators as far as they are not there; see PushReport.

    Args:
        gateway: an account of the staff.
        name: the project's name in Doccano.
        codebook: the frames, or voices, that annotators are offered.
        sentences: SENTENCES; only coded kinds are pushed.
        documents: DOCUMENTS.
        mark: tells a new project from every other one, in the ledger.
        kind: what annotators are asked for.
        annotators: accounts that shall label; each sees every sentence.
        password_of: see `ensure_annotators`.
        say: one line of progress.

    Raises:
        InputError: there is nothing to push, or nothing to ask for; or the project asks for something else.
    """
    if not offered(codebook, kind):
        raise InputError(
            f"The codebook {codebook.id} has no voices to ask for. Add [[voices]] blocks; framing init shows how."
        )
    rows = tasks.example_rows(sentences, documents)
    if not rows:
        raise InputError("There is no sentence to push. Ingest some texts first: framing ingest FOLDER.")
    project, card, created, labels = ensure_project(gateway, name, codebook, mark, kind)
    uploaded, problems = push_sentences(gateway, project, rows, say)
    added = ensure_annotators(gateway, project, annotators, password_of)
    return PushReport(
        project=name,
        url=f"{gateway.url}/projects/{project.id}",
        frames=card.keys if kind == "frames" else (),
        voices=card.keys if kind == "voices" else (),
        created=created,
        labels_added=labels,
        sentences=len(rows),
        already_there=len(rows) - uploaded,
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
