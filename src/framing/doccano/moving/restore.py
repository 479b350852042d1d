"""A snapshot brought onto a server: made, filled, entered through everybody's own account, and compared in the end.

Every step looks at what stands there before it adds anything, and nothing is ever taken away: so a restore can be
broken off anywhere and run again. An annotator is never given the role of an administrator, not even for a moment:
that role runs code on a stock Doccano.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from framing.doccano.moving.enter import Entry, enter_side_by_side
from framing.doccano.moving.restore_plan import (
    Plan,
    ProjectReport,
    changes,
    check_begun,
    comments_to_enter,
    comparable,
    to_enter,
)
from framing.doccano.moving.snapshot import ADMIN, Example, ProjectContent, differences
from framing.doccano.moving.take import Taken, take_project
from framing.doccano.moving.unfinished import Unfinished
from framing.doccano.project import tasks
from framing.doccano.pushing.in_flight import Journal, settle
from framing.doccano.pushing.push import push_sentences
from framing.doccano.pushing.upload_rows import check_rows, uploads
from framing.doccano.teams.assignments import assign
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.errors import DoccanoError, InputError

Say = Callable[[str], None]
Role = Literal["annotator", "annotation_approver"]


def restore(
    gateway: Gateway,
    plan: Plan,
    *,
    known_password: Callable[[str], str | None],
    new_password: Callable[[str], str],
    say: Say,
    notes: Path | None = None,
    into_existing: bool = False,
) -> tuple[ProjectReport, ...]:
    """What was changed in each project, and what is not as in the snapshot after that.

    Args:
        gateway: an account of the staff.
        plan: see `make_plan`.
        known_password: of an account, if there is one.
        new_password: called for a new account that has no known one; it must have stored it when it returns.
        say: one line of progress.
        notes: a folder of this machine for the notes about an upload and a restore under way; see `Journal` and
            `Unfinished`.
        into_existing: add to what people did already in a project, too; see `check_begun`.

    Raises:
        InputError: the password of an account that something is to be entered through is not known, or people have
            worked in the project.
        DoccanoError: the server refused something. What was entered stays; the same restore goes on.
    """
    if not into_existing:
        check_begun(plan, notes)
    logins = _log_in(gateway, plan, known_password, new_password)
    prepared = [
        _prepare(gateway, wanted, there, notes, say)
        for wanted, there in zip(plan.study.projects, plan.standing, strict=True)
    ]
    pairs = list(zip(plan.study.projects, prepared, strict=True))
    _enter_answers(gateway, pairs, logins, say)
    for wanted, there in pairs:
        for comment in comments_to_enter(wanted, there.content):  # one after the other: their order is by time
            logins[comment.author].comment(there.project, there.ids[comment.example - 1], comment.text)
    for wanted, there in pairs:
        _say_farewell(gateway, wanted, there)
    reports = []
    for planned, (wanted, there) in zip(plan.projects, pairs, strict=True):
        say(f"{wanted.name}: compared with the snapshot")
        found = take_project(gateway, there.project).content
        entered = changes(wanted, there, gateway.username)
        reports.append(
            replace(
                planned,
                labels_entered=entered.labels_entered,
                confirmed=entered.confirmed,
                comments=entered.comments,
                people=entered.people,
                differences=differences(wanted, found),
            )
        )
    for wanted in plan.study.projects:
        Unfinished(notes, wanted).end()
    return tuple(reports)


# -- people ----------------------------------------------------------------------


def _log_in(
    gateway: Gateway, plan: Plan, known_password: Callable[[str], str | None], new_password: Callable[[str], str]
) -> dict[str, Gateway]:
    """A connection for everybody through whose account something is to be entered; new accounts are made before."""
    writers: set[str] = set()
    for wanted, there in zip(plan.study.projects, plan.standing, strict=True):
        held = comparable(wanted, there)
        writers |= {answer.annotator for answer in to_enter(wanted, held)}
        writers |= {comment.author for comment in comments_to_enter(wanted, held)}
    secrets = {username: known_password(username) for username in sorted({*writers, *plan.new_people})}
    unknown = [who for who in sorted(writers - {gateway.username, *plan.new_people}) if secrets[who] is None]
    if unknown:
        raise InputError(
            f"{gateway.url} has accounts of {', '.join(unknown)} already, and their passwords are not known. Give them "
            "in a file, or other accounts: --accounts FILE.csv with the columns annotator, password, username."
        )
    logins = {gateway.username: gateway}
    for username in sorted(writers - {gateway.username, *plan.new_people}):  # before anything is made
        logins[username] = Gateway(Account(gateway.url, username, str(secrets[username])))
    for username in plan.new_people:
        secret = secrets[username] or new_password(username)
        gateway.create_account(username, secret)
        if username in writers:
            logins[username] = Gateway(Account(gateway.url, username, secret))
    return logins


def _say_farewell(gateway: Gateway, wanted: ProjectContent, there: Taken) -> None:
    """Takes those out again who had to be members to enter their comments, and are none in the snapshot."""
    busy = {answer.annotator for answer in there.content.answers}
    for username in sorted(wanted.former_members & there.content.members.keys() - busy):
        gateway.remove_member(there.project, username)


# -- projects and examples -------------------------------------------------------


def _prepare(gateway: Gateway, wanted: ProjectContent, there: Taken | None, notes: Path | None, say: Say) -> Taken:
    """The project with its labels, members and examples, made as far as they are not there."""
    planned = changes(wanted, there, gateway.username)
    journal = Journal(notes, f"restore {wanted.name}")  # without the address: a local server gets another port
    if there is None:
        gateway.create_project_like(_settings(wanted))
        project = gateway.find_project(wanted.name)
        if project is None:
            raise DoccanoError(f"{gateway.url} made the project {wanted.name!r} and does not show it. Try again.")
        fresh = replace(
            wanted, labels=(), members={gateway.username: ADMIN}, examples=(), answers=(), comments=(), seen=None
        )
        there = Taken(project, fresh, ())
    else:
        settle(gateway, there.project, journal, say)  # what a run that was killed has sent may still arrive
        if gateway.count(there.project) != len(there.ids):
            there = take_project(gateway, there.project)
    if planned.changed:
        Unfinished(notes, wanted).begin(there.project)
    present = {label.text for label in there.content.labels}
    for label in wanted.labels:
        if label.text not in present:
            gateway.create_label_type(there.project, vars(label))
    visitors = {comment.author for comment in comments_to_enter(wanted, there.content)} & wanted.former_members
    for username in sorted({*wanted.members, *visitors} - there.content.members.keys()):
        gateway.add_member(there.project, username, _granted(wanted.members.get(username, "")))
    _upload(gateway, there, wanted.examples, journal, say)
    if planned.prepares or visitors:
        there = take_project(gateway, there.project)
    if there.content.examples != wanted.examples:
        raise DoccanoError(
            f"The project {wanted.name!r} holds other examples than the snapshot, or in another order. Nothing was "
            "entered into it and nothing deleted. Restore under another name: --project NAME."
        )
    if _assign(gateway, wanted, there, say):
        there = take_project(gateway, there.project)
    return there


def _assign(gateway: Gateway, wanted: ProjectContent, there: Taken, say: Say) -> int:
    """How many assignments were made, where the server shows annotators nothing but what is assigned to them.

    All examples to everybody, if the snapshot is from a server that shows them to everybody. They are told to the
    server by our names: of what has none, only all can be assigned.
    """
    if there.content.seen is None or not wanted.annotators:
        return 0
    names = [tasks.name_of(example.meta) for example in wanted.examples]
    shown: dict[str, Set[str] | None] = dict.fromkeys(wanted.annotators)
    if wanted.seen is not None:
        parts = {who: {names[number - 1] for number in numbers} for who, numbers in wanted.seen.items() if numbers}
        shown = {who: {name for name in part if name} for who, part in parts.items() if who in shown}
    return assign(gateway, there.project, shown, say)[0]


def _settings(wanted: ProjectContent) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "description": wanted.description,
        "guideline": wanted.guideline,
        "random_order": wanted.settings.random_order,
        "collaborative_annotation": False,
        "single_class_classification": wanted.settings.single_label,
        "allow_member_to_create_label_type": wanted.settings.members_add_labels,
        "tags": [{"text": tag} for tag in wanted.settings.tags],
    }


def _granted(role: str) -> Role:
    """The role that a member gets: never the one of an administrator, whatever the snapshot says."""
    return "annotation_approver" if role == "annotation_approver" else "annotator"


def _upload(gateway: Gateway, there: Taken, wanted: Sequence[Example], journal: Journal, say: Say) -> None:
    if there.content.examples == wanted:
        return
    rows = [{"text": example.text, "label": [], **example.meta} for example in wanted]
    if _has_only_names_of_ours(rows):
        push_sentences(gateway, there.project, rows, say, journal)
    elif there.content.examples == wanted[: len(there.ids)]:  # else the caller compares and says so
        _upload_in_order(gateway, there, rows, journal, say)


def _has_only_names_of_ours(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a push could have made these rows: then it knows each by its name, whatever became of an upload."""
    try:
        check_rows(rows)
    except InputError:
        return False
    return True


def _upload_in_order(
    gateway: Gateway, there: Taken, rows: Sequence[Mapping[str, Any]], journal: Journal, say: Say
) -> None:
    """Adds examples that not all have a name of ours: what is there is their beginning, by order, text and meta data.

    Each upload is one batch of Doccano's import: it is there as a whole or not at all. Rows that have not the same keys
    go in different ones, because the import fills in what one lacks with what its database does not take.
    """
    done = len(there.ids)
    for _, same in groupby(rows[done:], key=tuple):
        for chunk in uploads(list(same)):
            journal.begin(there.project, done, len(chunk))
            gateway.upload(there.project, chunk)
            done += len(chunk)
            found = gateway.count(there.project)
            journal.end()
            if found != done:
                raise DoccanoError(
                    f"{there.project.name!r} holds {found} examples and should hold {done}. Nothing was deleted. Look "
                    "whether somebody else adds examples, and restore under another name: --project NAME."
                )
            say(f"{done} of {len(rows)} examples uploaded")


# -- answers ---------------------------------------------------------------------


def _enter_answers(
    gateway: Gateway, pairs: Sequence[tuple[ProjectContent, Taken]], logins: Mapping[str, Gateway], say: Say
) -> None:
    """Labels and confirmations, each through its annotator's account, example by example."""
    work: dict[str, list[Entry]] = {}
    for wanted, there in pairs:
        label_ids = gateway.label_ids(there.project)
        for answer in to_enter(wanted, there.content):
            labels = tuple(label_ids[label] for label in answer.labels)
            entry = Entry(there.project, there.ids[answer.example - 1], labels, answer.confirmed)
            work.setdefault(answer.annotator, []).append(entry)
    enter_side_by_side([(logins[who], entries) for who, entries in work.items() if who in logins], say)
