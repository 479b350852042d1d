"""Sentences to a Doccano project, each exactly once: a push can be broken off at any point and run again.

It looks at what the project holds before it adds anything, and at what it holds afterwards. Every step either does
nothing where its work is done, or is looked at before it is repeated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from framing.codebook import Codebook
from framing.doccano.project import tasks
from framing.doccano.project.card import Kind, ProjectCard, make_card, offered
from framing.doccano.project.codebook_change import find_change
from framing.doccano.project.labels import (
    Changed,
    ask_for_upgrade,
    bring_to,
    change_lines,
    check_not_renamed,
    ensure_labels,
    ensure_reasons,
    guideline,
)
from framing.doccano.project.projects import find_or_make, sentence_ids
from framing.doccano.project.reasons import reason_names
from framing.doccano.project.team import ensure_annotators
from framing.doccano.pushing.duplicates import Held, check_each_once, mend
from framing.doccano.pushing.in_flight import Journal, settle
from framing.doccano.pushing.order import what_stays
from framing.doccano.pushing.upload_rows import check_rows, uploads
from framing.doccano.wire.gateway import Gateway, Project
from framing.doccano.wire.records import ROWS_PER_UPLOAD
from framing.errors import DoccanoError, DoccanoUnreachable, InputError

Say = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """What one project shall be: its name, its rows in their order, what is asked there, and who labels.

    A study may have one project for each annotator: see ProjectCard for `team`, `annotator`, `training`, `exercises`
    and `pass_mark`; for `ruling`; and for `suggestions`: if it is set, every row has the key of a proposal, and `note`
    is what the guideline says of them.
    """

    name: str
    rows: Sequence[Mapping[str, Any]]
    annotators: tuple[str, ...] = ()
    kind: Kind = "frames"
    team: str = ""
    annotator: str = ""
    training: bool = False
    pass_mark: int = 0
    suggestions: str = ""
    note: str = ""
    exercises: str = ""
    ruling: bool = False

    def card(self, codebook: Codebook, mark: str) -> ProjectCard:
        """The card of the project if it is new."""
        card = make_card(codebook, mark, self.kind)
        card = replace(card, training=self.training, pass_mark=self.pass_mark, exercises=self.exercises)
        reasons = reason_names(codebook) if self.ruling else ()
        card = replace(card, ruling=self.ruling, reasons=reasons)
        return replace(card, team=self.team, annotator=self.annotator, suggestions=self.suggestions)


@dataclass(frozen=True)
class PushReport:
    """What a push found and what it changed; numbers are counts. A project offers frames or voices.

    `set_aside`: a line for each sentence that Doccano could not take, and why.
    """

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
    set_aside: tuple[str, ...] = ()
    assigned: int = 0  # on a server that shows annotators only what is assigned to them
    copies_deleted: int = 0
    changes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything on the server is different now."""
        added = self.labels_added or self.uploaded or self.members_added or self.assigned
        return self.created or bool(added or self.copies_deleted or self.changes)


def check_target(target: Target, codebook: Codebook) -> None:
    """Raises InputError if there is nothing to push or nothing to ask for, or Doccano could not take the rows."""
    if not offered(codebook, target.kind):
        raise InputError(
            f"The codebook {codebook.id} has no voices to ask for. Add [[voices]] blocks; framing init shows how."
        )
    if not target.rows:
        raise InputError("There is no sentence to push. Ingest some texts first: framing ingest FOLDER.")
    check_rows(target.rows)


def check_ruling(target: Target, card: ProjectCard) -> None:
    """Raises InputError if there are rulings in the project and labels are asked for, or the other way round."""
    if target.ruling != card.ruling:
        holds, wanted = ("rulings", "labels") if card.ruling else ("labels", "rulings")
        raise InputError(
            f"The project {target.name!r} is for {holds}, not for {wanted}. Name another one: --project NAME."
        )


def push(
    gateway: Gateway,
    target: Target,
    codebook: Codebook,
    *,
    mark: str,
    password_of: Callable[[str], str],
    say: Say,
    notes: Path | None = None,
    upgrade: bool = False,
    pull_first: Callable[[], object] = lambda: None,
) -> PushReport:
    """Makes the project, its labels, sentences and annotators as far as they are not there; see PushReport.

    Args:
        gateway: an account of the staff.
        target: what the project shall be and hold.
        codebook: the frames, or voices, that annotators are offered.
        mark: tells a new project from every other one, in the ledger.
        password_of: see `ensure_annotators`.
        say: one line of progress.
        notes: a folder of this machine for the note about an upload under way; see `Journal`.
        upgrade: whether labels of a project that is there may get another meaning.
        pull_first: brings what annotators decided so far into the ledger; called before labels are changed.

    Raises:
        InputError: there is nothing to push, or nothing to ask for; Doccano could not take the rows; the project asks
            for something else; or the codebook changed the meaning of labels, and `upgrade` is False.
        DoccanoError: somebody renamed a label in Doccano; or Doccano failed.
    """
    check_target(target, codebook)
    wanted = target.card(codebook, mark)
    project, card, created = find_or_make(gateway, target.name, wanted, guideline(codebook, wanted, target.note))
    check_ruling(target, card)
    if not created:
        check_not_renamed(gateway, project, card, offered(codebook, card.kind))
    changed = _change(gateway, project, card, codebook, upgrade, pull_first)
    project, card = changed.project, changed.card
    labels = ensure_labels(gateway, project, offered(codebook, card.kind)) + ensure_reasons(gateway, project, card)
    sent = push_sentences(gateway, project, target.rows, say, Journal(notes, f"{card.project} {target.name}"))
    added = ensure_annotators(gateway, project, target.annotators, password_of)
    return PushReport(
        project=target.name,
        url=f"{gateway.url}/projects/{project.id}",
        frames=card.keys if target.kind == "frames" else (),
        voices=card.keys if target.kind == "voices" else (),
        created=created,
        labels_added=labels,
        sentences=len(target.rows),
        already_there=len(target.rows) - sent.uploaded,
        uploaded=sent.uploaded,
        members_added=added,
        problems=(*changed.problems, *sent.problems, *stays_as_it_is(target, sent.held)),
        changes=changed.done,
        copies_deleted=sent.deleted,
    )


def _change(
    gateway: Gateway,
    project: Project,
    card: ProjectCard,
    codebook: Codebook,
    upgrade: bool,
    pull_first: Callable[[], object],
) -> Changed:
    """The project as the codebook wants it: unchanged if it was made by the same, else brought to it."""
    change = find_change(card, codebook)
    if change is None:
        return Changed(project, card, (), ())
    if change.asks_for_upgrade and not upgrade:
        raise InputError(ask_for_upgrade(gateway, project, card, codebook, change))
    pull_first()
    changed = bring_to(gateway, project, card, codebook)
    lines = change_lines(change, codebook, card)
    return replace(changed, done=(*lines, *changed.done) or (f"guideline of {changed.card.codebook}",))


@dataclass(frozen=True)
class Sent:
    """What became of the rows of a push: how many were sent, surplus copies deleted, problems, what is held now."""

    uploaded: int
    deleted: int
    problems: tuple[str, ...]
    held: Held


def stays_as_it_is(target: Target, held: Held) -> tuple[str, ...]:
    """What an annotator's own project cannot take over of the order that is asked for; see `what_stays`."""
    if not target.annotator or target.training:
        return ()
    return what_stays(target.name, [str(tasks.name_of(row)) for row in target.rows], held)


def push_sentences(
    gateway: Gateway, project: Project, rows: Sequence[Mapping[str, Any]], say: Say, journal: Journal
) -> Sent:
    """Sends the rows that the project does not hold, and sees to it that it holds each row once.

    The count is checked after each upload. If it is not as expected, or an upload failed, what the project holds is
    looked up before anything else is sent.

    Raises:
        InputError: Doccano could not take the rows; see `check_rows`.
        DoccanoError: an upload came to nothing. No sentence of another upload was deleted; the same push goes on.
    """
    settle(gateway, project, journal, say)
    held: Held = sentence_ids(gateway, project) if gateway.count(project) else {}
    missing = [row for row in rows if tasks.name_of(row) not in held]
    wanted = len(missing)
    while missing:
        chunk = next(uploads(missing, ROWS_PER_UPLOAD))
        failure = _send(gateway, project, chunk, journal)
        if isinstance(failure, DoccanoUnreachable):
            settle(gateway, project, journal, say)  # it may have heard us
        journal.end()
        if failure is None:
            missing = missing[len(chunk) :]
        else:
            held = sentence_ids(gateway, project)
            missing = [row for row in missing if tasks.name_of(row) not in held]
            if any(tasks.name_of(row) not in held for row in chunk):
                mend(gateway, project, held)  # Doccano tries a failed import again, and each try may leave copies
                raise failure
        say(f"{wanted - len(missing)} of {wanted} sentences uploaded")
    if wanted:
        held = sentence_ids(gateway, project)
    mended = mend(gateway, project, held)
    check_each_once(mended.held, [str(tasks.name_of(row)) for row in rows])
    return Sent(wanted, mended.deleted, mended.problems, mended.held)


def _send(
    gateway: Gateway, project: Project, chunk: Sequence[Mapping[str, Any]], journal: Journal
) -> DoccanoError | None:
    """Sends an upload; the error if it failed, or if the project does not hold as many examples more."""
    before = gateway.count(project)
    journal.begin(project, before, len(chunk))
    try:
        gateway.upload(project, chunk)
    except DoccanoError as error:
        return error
    added = gateway.count(project) - before
    if added == len(chunk):
        return None
    return DoccanoError(f"Doccano kept {added} of {len(chunk)} sentences. Run the same push again.")
