"""How far a study is, looked up in Doccano: from our own server's database, from its counts, or from two exports.

The database of our own server says all of it in milliseconds. Over HTTP, Doccano's counts are as cheap, and say who
confirmed how many sentences; whether these have labels, and what is chosen but not confirmed, only two exports of
each project say, which take seconds and leave a file each on the server. So who watches gets the counts, and an
export only where they changed. Nothing but the database has times.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from framing.annotation.decisions import Decision
from framing.annotation.progress import Asked, Part, Standing, since, together
from framing.doccano.project import tasks
from framing.doccano.project.card import ProjectCard
from framing.doccano.project.own_database import OwnDatabase, find_database
from framing.doccano.project.projects import open_project, study_projects
from framing.doccano.pulling.decided import decisions_from_exports
from framing.doccano.teams.assignments import count_each, has_assignments
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

STAFF = "project_admin"
_EXPORTS_AFTER_S = 300  # while watching: every export leaves a file on the server
Labels = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class ProjectLook:
    """What was found in one project: see Part for `labels`. `exported_at`: when, of our clock; None if never."""

    project: Project
    card: ProjectCard
    standings: tuple[Standing, ...]
    labels: Labels | None
    source: str
    exported_at: float | None = None


@dataclass(frozen=True)
class StudyLook:
    """A study at a moment. `at` is seconds since 1970, `cost_s` what it took to look, `sources` where it was read."""

    name: str
    url: str
    at: float
    cost_s: float
    looks: tuple[ProjectLook, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """database, exports or counts."""
        return tuple(sorted({look.source for look in self.looks}))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Frames, voices, rulings and exercises, as far as the study asks for them."""
        kinds: tuple[Asked, ...] = ("frames", "voices", "rulings", "exercises")
        found = ((asked, [look for look in self.looks if _asked(look.card) == asked]) for asked in kinds)
        return tuple(_part(asked, looks) for asked, looks in found if looks)


def look_at_study(
    gateway: Gateway, names: Iterable[str], before: StudyLook | None = None, home: Path | None = None
) -> StudyLook:
    """How far a study is.

    Args:
        gateway: an account of the staff.
        names: of the study's projects; the first is the study's.
        before: an earlier look, where somebody watches: exports are not made again while the counts are the same, and
            not more often than every five minutes.
        home: see `find_database`.

    Raises:
        DoccanoError: there is no such project; or see Gateway.
    """
    begun, at = time.monotonic(), time.time()
    names = list(names)
    found = {project.id: (project, card) for name in names for project, card in study_projects(gateway, name)}
    if not found:
        open_project(gateway, names[0])  # says why: there is none, or somebody else made it
    earlier = {look.project.id: look for look in before.looks} if before else {}
    at_before = before.at if before else at
    assigns = has_assignments(gateway)
    looks = tuple(
        _look(
            gateway,
            project,
            card,
            earlier.get(project.id),
            _Means(find_database(gateway.url, project, home), assigns, at, at_before),
        )
        for project, card in found.values()
    )
    return StudyLook(names[0], gateway.url, at, time.monotonic() - begun, looks)


@dataclass(frozen=True)
class _Means:
    """By what to look: the database if it is ours; whether the server assigns; the time now, and of the look before."""

    database: OwnDatabase | None
    assigns: bool
    at: float
    at_before: float


def _look(
    gateway: Gateway, project: Project, card: ProjectCard, before: ProjectLook | None, means: _Means
) -> ProjectLook:
    roles = gateway.members(project)
    if means.database is not None:
        look = _from_database(means.database, project, card, roles)
    else:
        look = _with_exports(gateway, _from_counts(gateway, project, card, roles), before, means.at)
        earlier = {one.annotator: one for one in before.standings} if before else {}
        watched = (since(one, earlier.get(one.annotator), means.at, means.at_before) for one in look.standings)
        look = replace(look, standings=tuple(watched))
    standings = tuple(one for one in look.standings if _belongs(one, roles, card))
    seen = count_each(gateway, project, [one.annotator for one in standings]) if means.assigns else None
    if seen is not None:  # else everybody sees every sentence
        standings = tuple(replace(one, given=seen[one.annotator]) for one in standings)
    return replace(look, standings=standings)


def _belongs(one: Standing, roles: Mapping[str, str], card: ProjectCard) -> bool:
    """Whether somebody is an annotator here: made one, or at work all the same, as the staff or who left may be."""
    wanted = one.annotator == card.annotator if card.annotator else roles.get(one.annotator, STAFF) != STAFF
    return wanted or bool(one.done or one.unconfirmed)


def _from_database(database: OwnDatabase, project: Project, card: ProjectCard, roles: Mapping[str, str]) -> ProjectLook:
    names = {example_id: name for example_id, name in database.example_names() if tasks.parse_name(name)}
    confirmed, labelled = _by_annotator(database.confirmed_at(), names), _by_annotator(database.labelled_at(), names)
    spoken: dict[str, float] = {}
    for comment in database.comments():
        spoken[comment.username] = max(_seconds(comment.at), spoken.get(comment.username, 0.0))
    standings = []
    for person in sorted({*roles, *confirmed, *labelled}):
        done, chosen = confirmed.get(person, {}), labelled.get(person, {})
        seen = [*done.values(), *chosen.values(), *([spoken[person]] if person in spoken else [])]
        standings.append(
            Standing(
                annotator=person,
                given=len(set(names.values())),
                done=len(done),
                empty=len(done.keys() - chosen.keys()),
                unconfirmed=len(chosen.keys() - done.keys()),
                confirmed_at=tuple(done.values()),
                last_seen=max(seen, default=None),
            )
        )
    labels = _by_key(database.label_counts(), card)
    return ProjectLook(project, card, tuple(standings), labels, "database")


def _by_annotator(
    moments: Mapping[tuple[str, int], str], names: Mapping[int, str | None]
) -> dict[str, dict[str, float]]:
    """Annotator to sentence to second; a sentence that stands twice counts once."""
    found: dict[str, dict[str, float]] = {}
    for (person, example_id), at in moments.items():
        name = names.get(example_id)
        if name is not None:
            found.setdefault(person, {})[name] = _seconds(at)
    return found


def _from_counts(gateway: Gateway, project: Project, card: ProjectCard, roles: Mapping[str, str]) -> ProjectLook:
    total, done = gateway.member_progress(project)
    try:
        labels = _by_key(gateway.label_counts(project), card)
    except DoccanoError:  # it fails on labels of somebody who is no member any more (read in 1.8.4)
        labels = None
    people = sorted({*roles, *done})
    standings = tuple(Standing(person, total, done.get(person, 0)) for person in people)
    return ProjectLook(project, card, standings, labels, "counts")


def _with_exports(gateway: Gateway, counted: ProjectLook, before: ProjectLook | None, at: float) -> ProjectLook:
    """What the counts leave open, from an earlier look if nothing changed since, else from exports if they are due."""
    if before is not None and before.exported_at is not None:
        if before.source == "exports" and _counts(before) == _counts(counted):
            return before
        if at - before.exported_at < _EXPORTS_AFTER_S:
            return replace(counted, exported_at=before.exported_at)
    # As a pull does: the confirmed ones second, so that who confirms in between is confirmed.
    everything = gateway.export(counted.project, only_confirmed=False)
    confirmed = gateway.export(counted.project, only_confirmed=True)
    pulled = decisions_from_exports(everything, confirmed, counted.card, at="")
    standings = tuple(
        Standing(
            annotator=str(row["annotator"]),
            given=row["labelled"] + row["empty"] + row["unconfirmed"] + row["unseen"],
            done=row["labelled"] + row["empty"],
            empty=row["empty"],
            unconfirmed=row["unconfirmed"],
        )
        for row in pulled.progress
    )
    labels = _by_key(_chosen(pulled.decisions, counted.card), counted.card)
    return replace(counted, standings=standings, labels=labels, source="exports", exported_at=at)


def _counts(look: ProjectLook) -> tuple[object, ...]:
    done = {one.annotator: one.done for one in look.standings if one.done}
    labels = {key: {who: n for who, n in by.items() if n} for key, by in (look.labels or {}).items()}
    return done, {key: by for key, by in labels.items() if by}


def _chosen(decisions: Iterable[Decision], card: ProjectCard) -> dict[str, dict[str, int]]:
    """Annotator to label key, or name of the label of a reason, to count."""
    found: dict[str, dict[str, int]] = {}
    reasons = dict(card.reasons)
    for decision in decisions:
        for key in filter(None, (*decision.frames, decision.voice, reasons.get(decision.reason))):
            own = found.setdefault(decision.annotator, {})
            own[key] = own.get(key, 0) + 1
    return found


def _by_key(counts: Mapping[str, Mapping[str, int]], card: ProjectCard) -> dict[str, dict[str, int]]:
    """Key of the label to annotator to count, in the card's order; a label that is not the card's keeps its name."""
    keys = {name: key for key, name in card.labels}
    found: dict[str, dict[str, int]] = {key: {} for key in card.keys}
    for annotator, own in counts.items():
        for label, count in own.items():
            if count:
                found.setdefault(keys.get(label, label), {})[annotator] = count
    return found


def _asked(card: ProjectCard) -> Asked:
    return "exercises" if card.training else "rulings" if card.ruling else card.kind


def _part(asked: Asked, looks: list[ProjectLook]) -> Part:
    labels: dict[str, dict[str, int]] | None = {}
    for look in looks:
        if look.labels is None or labels is None:
            labels = None
            continue
        for key, by_annotator in look.labels.items():
            own = labels.setdefault(key, {})
            for annotator, count in by_annotator.items():
                own[annotator] = own.get(annotator, 0) + count
    projects = tuple(look.project.name for look in looks)
    return Part(asked, projects, together(one for look in looks for one in look.standings), labels)


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp() if at else 0.0
