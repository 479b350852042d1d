"""Whether pupils see all sentences in their order and nothing of each other: tried with two accounts that go again."""

import secrets
from collections.abc import Callable
from pathlib import Path

from framing.classroom.in_doccano.class_project import class_rows
from framing.classroom.in_doccano.folder import ClassFolder
from framing.doccano.local.forget import forget_accounts
from framing.doccano.project.tasks import name_of
from framing.doccano.project.team import ensure_annotators
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

CHECKERS = ("framing-check-1", "framing-check-2")
# What Doccano tells of others: to administrators only.
_OF_OTHERS = ("users", "projects/{0}/members", "projects/{0}/metrics/member-progress", "projects/{0}/download")


def check_apart(
    gateway: Gateway,
    project: Project,
    folder: ClassFolder,
    settings_module: str,
    extra_path: Path | None,
    say: Callable[[str], None],
) -> None:
    """Nothing, if each of two accounts gets the sentences as they are, and sees nothing that the other one did.

    Raises:
        DoccanoError: it is otherwise; what was seen is named.
    """

    def forget() -> None:
        forget_accounts(folder.server, CHECKERS, say=say, settings_module=settings_module, extra_path=extra_path)

    say("Checking with two accounts that each sees the sentences and nothing of the other ...")
    if any(map(gateway.has_account, CHECKERS)):  # a check was broken off
        forget()
    passwords = {name: secrets.token_urlsafe(18) for name in CHECKERS}
    try:
        ensure_annotators(gateway, project, CHECKERS, passwords.__getitem__)
        first, second = (Gateway(Account(gateway.url, name, passwords[name])) for name in CHECKERS)
        for pupil in (first, second):
            _check_sentences(pupil, project, folder)
        _check_blind(first, second, project)
    finally:
        forget()


def _check_sentences(pupil: Gateway, project: Project, folder: ClassFolder) -> None:
    rows = class_rows(folder.lesson)
    found = list(pupil.examples(project))
    if [name_of(meta) for _, meta in found] != [name_of(row) for row in rows]:
        raise DoccanoError("A pupil would not see the sentences in the order of the lesson. Wipe the class; set it up.")
    if [other.id for other in pupil.projects()] != [project.id]:
        raise DoccanoError("A pupil would see another project than the lesson. Delete it in Doccano.")


def _check_blind(first: Gateway, second: Gateway, project: Project) -> None:
    """Raises DoccanoError if the second sees what the first one did."""
    example_id = next(number for number, _ in first.examples(project))
    before = second.confirmed(project)
    first.choose_label(project, example_id, next(iter(first.label_ids(project).values())))
    first.toggle_confirmed(project, example_id)
    if second.labels_chosen(project, example_id) or second.confirmed(project) != before:
        raise DoccanoError("A pupil would see what another one chose. Do not use this class; wipe it: lesson wipe.")
    for address in _OF_OTHERS:
        if second.may_read(address.format(project.id)):
            raise DoccanoError(f"A pupil could read {address} of the class. Do not use it; wipe it: lesson wipe.")
