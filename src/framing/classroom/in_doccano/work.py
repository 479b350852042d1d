"""A class at work: how far it is, closed and opened, and what it decided, brought into its own ledger.

All is read from the database's file, so that a server that went down in the middle of a lesson takes nothing with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from framing.annotation.decisions import Decision, current
from framing.annotation.ledger import append_decisions, read_ledger
from framing.classroom.in_doccano.class_project import class_codebook
from framing.classroom.in_doccano.folder import ClassFolder, changed, read_pupils
from framing.classroom.in_doccano.live import ClassView, class_view
from framing.classroom.in_doccano.setup import hold_back
from framing.doccano.local import server
from framing.doccano.local.instance import DATABASE, USERNAME
from framing.doccano.project.card import ProjectCard, make_card
from framing.doccano.project.own_database import OwnDatabase
from framing.doccano.pulling.additions import additions
from framing.doccano.pulling.decided import Pulled, decisions_from_answers
from framing.doccano.pulling.pull import now as moment
from framing.errors import InputError

_LESSON = timedelta(hours=2)  # on another day a pupil may sit at another computer


@dataclass(frozen=True)
class ClassPulled:
    """What the pupils decided, as it stands now; `added` lines were added to the ledger. `problems`: a line each."""

    decisions: tuple[Decision, ...]
    added: int
    problems: tuple[str, ...]


def how_far(folder: ClassFolder, now: datetime) -> ClassView:
    """How far everybody is at the local time `now`.

    Raises:
        InputError: the class is not set up to the end.
        DoccanoError: the database cannot be read.
    """
    pulled, _ = _read(folder)
    names = [pupil.pseudonym for pupil in read_pupils(folder)]
    sentences = len(folder.lesson.items)
    answers = server.running(folder.server) is not None
    browsers = _database(folder).logins(now - _LESSON)
    return class_view(
        names,
        pulled.progress,
        browsers,
        sentences=sentences,
        closed=folder.closed,
        answers=answers,
        time=f"{now:%H:%M:%S}",
    )


def close(folder: ClassFolder, *, closed: bool = True) -> ClassFolder:
    """The class with labelling closed, or opened again: from the next key on, on every screen.

    Raises:
        InputError: the class is not set up to the end, or the folder cannot be written.
    """
    _check_whole(folder)
    hold_back(replace(folder, closed=closed))  # first: what is written down must not be what could not be done
    return changed(folder, closed=closed)


def pull_class(folder: ClassFolder) -> ClassPulled:
    """Brings what pupils decided into the ledger of the class, and gives what stands there now, pupils' only.

    Raises:
        InputError: the class is not set up to the end; the ledger is damaged or cannot be written.
        DoccanoError: the database cannot be read.
    """
    pulled, card = _read(folder)
    ledger = read_ledger(folder.ledger)
    lines, losses = additions(ledger, pulled, card, at=moment(), puller=USERNAME)
    added = append_decisions(folder.ledger, _of_pupils(folder, lines))
    standing = _of_pupils(folder, current([*ledger, *lines]))
    return ClassPulled(tuple(standing), added, (*pulled.problems, *losses))


def _of_pupils(folder: ClassFolder, decisions: Sequence[Decision]) -> list[Decision]:
    names = {pupil.pseudonym for pupil in read_pupils(folder)}
    return [decision for decision in decisions if decision.annotator in names]


def _read(folder: ClassFolder) -> tuple[Pulled, ProjectCard]:
    _check_whole(folder)
    card = make_card(class_codebook(folder.lesson), folder.mark)
    answers = _database(folder).answers()
    return decisions_from_answers(answers, card, at=moment()), card


def _database(folder: ClassFolder) -> OwnDatabase:
    return OwnDatabase(folder.server / DATABASE, folder.project_id)


def _check_whole(folder: ClassFolder) -> None:
    if not folder.project_id or not (folder.server / DATABASE).is_file():
        raise InputError(
            f"The class in {folder.path} is not set up to the end. Run the same framing lesson setup again: it goes on."
        )
