"""What a restore would change on a server, before anything is changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framing.doccano.moving.snapshot import (
    Answer,
    ProjectContent,
    Remark,
    StudyContent,
    beyond,
    comments_beyond,
    renamed,
)
from framing.doccano.moving.snapshot_rows import NAME_LENGTH
from framing.doccano.moving.take import Taken, take_project
from framing.doccano.moving.unfinished import Unfinished
from framing.doccano.project.card import read_card
from framing.doccano.project.team import other_case
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import InputError

_LABEL_LENGTH = 100  # characters, as Doccano's interface takes them


@dataclass(frozen=True)
class Part:
    """What is entered, or was, as one person's work; numbers are counts."""

    username: str
    labels: int
    confirmed: int
    comments: int


@dataclass(frozen=True)
class ProjectReport:
    """What a restore shall change, or changed, in one project; numbers are counts.

    `people`: the same person by person, of those of whom anything is entered.
    `differences`: what is not as it was in the snapshot, a line each.
    """

    name: str
    created: bool
    labels_made: int
    members_added: tuple[str, ...]
    examples_uploaded: int
    labels_entered: int
    confirmed: int
    comments: int
    people: tuple[Part, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def prepares(self) -> bool:
        """Whether the project itself, its labels, members or examples change."""
        return self.created or bool(self.labels_made or self.members_added or self.examples_uploaded)

    @property
    def changed(self) -> bool:
        """Whether anything changes."""
        return self.prepares or bool(self.labels_entered or self.confirmed or self.comments)


@dataclass(frozen=True)
class Plan:
    """What is to be restored, under the names that it gets, and what of it stands on the server.

    `standing`: one for each project, None where there is none yet. `new_people`: accounts to be made.
    """

    study: StudyContent
    standing: tuple[Taken | None, ...]
    new_people: tuple[str, ...]

    @property
    def projects(self) -> tuple[ProjectReport, ...]:
        """What is to be changed in each project."""
        pairs = zip(self.study.projects, self.standing, strict=True)
        return tuple(changes(wanted, there, self.study.owner) for wanted, there in pairs)


def make_plan(gateway: Gateway, study: StudyContent, *, name: str, people: Mapping[str, str]) -> Plan:
    """What a restore would do; nothing is changed.

    Args:
        gateway: an account of the staff. What the account that took the snapshot did there, is done as this one.
        study: the snapshot.
        name: of the study here.
        people: username in the snapshot to username here, where it is another one.

    Raises:
        InputError: two people would be one here, Doccano cannot take something, or there is another project of that
            name.
    """
    here = {**people, study.owner: gateway.username}
    _check_people(study.people, here)
    study = renamed(study, name, here)
    for project in study.projects:
        _check_restorable(project)
    standing = []
    for project in study.projects:
        found = gateway.find_project(project.name)
        if found is not None:
            _check_same(found, project)
        standing.append(take_project(gateway, found) if found is not None else None)
    strangers = [username for username in study.people if username != gateway.username]
    new = tuple(username for username in strangers if not gateway.has_account(username))
    for username in new:
        if (taken := other_case(gateway, username)) is not None:
            raise InputError(
                f"There is an account {taken!r} here: no account {username!r} can be made beside it. If they are one "
                f"person, say so: --accounts FILE.csv with the columns annotator, password, username: {username},...,"
                f"{taken}."
            )
    return Plan(study, tuple(standing), new)


def check_begun(plan: Plan, notes: Path | None) -> None:
    """See to it that nothing is added to a project in which people have worked, but by a restore that began there.

    Args:
        plan: see `make_plan`.
        notes: the folder of the notes about what is under way; see `Unfinished`.

    Raises:
        InputError: something would be; the projects are named, and everybody as whom something would be entered.
    """
    found = []
    for wanted, there, report in zip(plan.study.projects, plan.standing, plan.projects, strict=True):
        worked = there is not None and (there.content.answers or there.content.comments or there.content.unreachable)
        if there is not None and worked and report.changed and not Unfinished(notes, wanted).is_of(there.project):
            found.append(f"{report.name!r} ({'; '.join(said_of_people(report)) or 'nothing of people'})")
    if found:
        raise InputError(
            f"People have worked already in {', '.join(found)}. Nothing was changed. Restore under another name: "
            "--project NAME. If you trust whoever made the file, and this shall be added as the work of those named: "
            "--into-existing."
        )


def said_of_people(report: ProjectReport) -> list[str]:
    """Who becomes a member, and what is entered as whose work, a line each."""
    new = [f"new members: {', '.join(report.members_added)}"] if report.members_added else []
    return new + [
        f"as {part.username}: "
        + ", ".join(
            f"{count} {noun}{'' if count == 1 else 's'}"
            for count, noun in (
                (part.labels, "chosen label"),
                (part.confirmed, "confirmation"),
                (part.comments, "comment"),
            )
            if count
        )
        for part in report.people
    ]


def changes(wanted: ProjectContent, there: Taken | None, owner: str) -> ProjectReport:
    """What has to be done so that a project is as in the snapshot; `owner`, who restores, is in it from the start."""
    held = comparable(wanted, there)
    answers, comments = to_enter(wanted, held), comments_to_enter(wanted, held)
    return ProjectReport(
        name=wanted.name,
        created=there is None,
        labels_made=len({label.text for label in wanted.labels} - {label.text for label in held.labels}),
        members_added=tuple(sorted(wanted.members.keys() - held.members.keys() - {owner})),
        examples_uploaded=max(0, len(wanted.examples) - len(held.examples)),
        labels_entered=sum(len(answer.labels) for answer in answers),
        confirmed=sum(answer.confirmed for answer in answers),
        comments=len(comments),
        people=_parts(answers, comments),
    )


def _parts(answers: Iterable[Answer], comments: Iterable[Remark]) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for answer in answers:
        part = found.get(answer.annotator, Part(answer.annotator, 0, 0, 0))
        more = replace(part, labels=part.labels + len(answer.labels), confirmed=part.confirmed + answer.confirmed)
        found[answer.annotator] = more
    for comment in comments:
        part = found.get(comment.author, Part(comment.author, 0, 0, 0))
        found[comment.author] = replace(part, comments=part.comments + 1)
    return tuple(found[username] for username in sorted(found))


def to_enter(wanted: ProjectContent, held: ProjectContent) -> list[Answer]:
    """The answers of `wanted`, reduced to what can be added.

    What is confirmed stays as it is: a restore confirms an answer after its labels, so these are all there. Where one
    label is allowed, a second one would replace the first: another one that stands there stays, with all of that
    answer.
    """
    done = {(answer.annotator, answer.example) for answer in held.answers if answer.confirmed}
    if wanted.settings.single_label:
        done |= {(answer.annotator, answer.example) for answer in held.answers if answer.labels}
    return [
        answer for answer in beyond(wanted, held) if not (answer.labels and (answer.annotator, answer.example) in done)
    ]


def comments_to_enter(wanted: ProjectContent, held: ProjectContent) -> list[Remark]:
    """The comments of `wanted` that `held` lacks, but for those of accounts that are deleted: nobody can enter them."""
    return [comment for comment in comments_beyond(wanted, held) if comment.author]


def comparable(wanted: ProjectContent, there: Taken | None) -> ProjectContent:
    """What stands there already; what people did there only if its examples have the same numbers as in the snapshot.

    They have not where an upload was broken off and has left holes.
    """
    if there is None:
        return ProjectContent(wanted.name, wanted.description, wanted.guideline, wanted.settings)
    held = there.content
    same = held.examples == wanted.examples[: len(held.examples)]
    return held if same else replace(held, answers=(), comments=())


def _check_people(names: Sequence[str], here: Mapping[str, str]) -> None:
    found: dict[str, str] = {}
    for username in names:
        target = here.get(username, username)
        if target in found:
            raise InputError(
                f"{found[target]!r} and {username!r} of the snapshot would both be {target!r} here. Give one of them "
                "another account: --accounts FILE.csv with the columns annotator, password, username."
            )
        found[target] = username


def _check_restorable(project: ProjectContent) -> None:
    if not 1 <= len(project.name) <= NAME_LENGTH:
        raise InputError(f"The name {project.name!r} is longer than {NAME_LENGTH} characters. Choose a shorter one.")
    empty = next((number for number, example in enumerate(project.examples, start=1) if not example.text.strip()), None)
    if empty is not None:
        raise InputError(f"Example {empty} of {project.name!r} has no text. Doccano's import leaves such examples out.")
    long = next((label.text for label in project.labels if len(label.text) > _LABEL_LENGTH), None)
    if long is not None:
        raise InputError(f"The label {long!r} of {project.name!r} is longer than Doccano takes ({_LABEL_LENGTH}).")


def _check_same(found: Project, wanted: ProjectContent) -> None:
    one, other = read_card(found.description), read_card(wanted.description)
    same = one.project == other.project if one and other else found.description == wanted.description
    if not same or found.single_label != wanted.settings.single_label:
        raise InputError(
            f"There is another project named {wanted.name!r}. Nothing was changed. Restore under another name: "
            "--project NAME."
        )
