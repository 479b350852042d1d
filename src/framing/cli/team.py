"""A study divided among annotators: what `framing push` does with --overlap."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import click

from framing.cli.connect import accounts_file, how_to_see_passwords, server_name
from framing.cli.console import counted, echo, print_json, print_table, say, warn
from framing.cli.contract import keep_codebooks
from framing.cli.queue import only
from framing.cli.suggestion import NOTHING, Wanted, suggestions_for

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from framing.codebook import Codebook
    from framing.doccano.project.card import Kind
    from framing.doccano.pushing.push import PushReport, Target
    from framing.doccano.pushing.push_plan import PushPlan
    from framing.doccano.teams.division import Division
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace


@dataclass(frozen=True)
class Share:
    """What one annotator is shown: sentences, and how many of them once more; in which project."""

    annotator: str
    sentences: int
    again: int
    project: str


@dataclass(frozen=True)
class TeamReport:
    """What a push of a study that is divided found and changed: its plan, and a report for each project."""

    project: str
    plan: str
    overlap: int
    sentences: int
    added_to_plan: int
    shares: tuple[Share, ...]
    projects: tuple["PushReport", ...]
    assigned: int
    problems: tuple[str, ...]
    set_aside: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything on the server is different now."""
        return bool(self.assigned) or any(report.changed for report in self.projects)

    @property
    def members_added(self) -> list[str]:
        """Annotators who are new in a project of the study."""
        return list(dict.fromkeys(name for report in self.projects for name in report.members_added))


def refuse_if_divided(place: "Workspace", gateway: "Gateway", name: str) -> None:
    """Sees to it that a study that is divided is not pushed as if everybody saw everything.

    Raises:
        InputError: it is divided.
    """
    from framing.doccano.teams.division import is_divided
    from framing.errors import InputError

    path = place.assignments(name)
    if path.exists() or is_divided(gateway, name):
        raise InputError(
            f"The study {name!r} is divided among annotators ({path}). Go on with the same --overlap, "
            "or let everybody see everything in another project: --project NAME."
        )


def push_divided(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind",
    division: "Division",
    suggestions: Wanted = NOTHING,
    chosen: Sequence[str] | None = None,
    *,
    upgrade: bool = False,
) -> TeamReport:
    """Plans who labels which of the project's ingested sentences, writes the plan, and pushes what it says.

    Without `annotators` they are those of the plan.

    Raises:
        UsageError: there are fewer annotators than are asked for each sentence.
        InputError, DoccanoError: see `assignment.plan`, `division.targets`, `push` and `division.let_see`.
    """
    from framing.doccano.teams.division import let_see
    from framing.files import write_table
    from framing.locks import one_at_a_time

    path = place.assignments(name)
    with one_at_a_time(f"the plan {os.path.realpath(path)}", say):
        plan = _divide(place, gateway, name, frames, annotators, kind, division, suggestions, chosen, write=True)
        if plan.added or not path.exists():
            # Before anything is pushed: a push that is broken off is gone on with by the same plan.
            write_table(path, plan.table)
        reports = tuple(push_target(place, gateway, each, plan.codebook, upgrade=upgrade) for each in plan.targets)
        assigned, problems = let_see(gateway, plan.targets, plan.shown, division, say, assigning=plan.assigning)
    return TeamReport(
        project=name,
        plan=str(path),
        overlap=division.overlap,
        sentences=plan.sentences,
        added_to_plan=plan.added,
        shares=plan.shares(),
        projects=reports,
        assigned=assigned,
        problems=(*problems, *(problem for report in reports for problem in report.problems)),
        set_aside=plan.set_aside,
    )


def plan_divided(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind",
    division: "Division",
    suggestions: Wanted = NOTHING,
    chosen: Sequence[str] | None = None,
    *,
    upgrade: bool = False,
) -> "tuple[tuple[Share, ...], list[PushPlan]]":
    """What `push_divided` would do: who would be shown how much, and a plan for each project. Nothing is changed."""
    from framing.doccano.pushing.push_plan import plan_push

    plan = _divide(place, gateway, name, frames, annotators, kind, division, suggestions, chosen, write=False)
    return plan.shares(), [plan_push(gateway, each, plan.codebook, upgrade=upgrade) for each in plan.targets]


@dataclass(frozen=True)
class _Plan:
    """Who labels what, and the projects that it takes; nothing of it is written or pushed yet."""

    table: "pd.DataFrame"
    added: int
    sentences: int
    shown: "dict[str, list[str]]"
    targets: "list[Target]"
    codebook: "Codebook"
    assigning: bool
    set_aside: tuple[str, ...]

    def shares(self) -> tuple[Share, ...]:
        """One for each annotator."""
        names = [target.name for target in self.targets] * (len(self.shown) if self.assigning else 1)
        counts = self.table["annotator"].value_counts()
        return tuple(
            Share(person, int(counts[person]), len(shown) - int(counts[person]), name)
            for (person, shown), name in zip(self.shown.items(), names, strict=True)
        )


def _divide(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind",
    division: "Division",
    suggestions: Wanted,
    chosen: Sequence[str] | None,
    *,
    write: bool,
) -> _Plan:
    from framing.cli.corpus import ingested
    from framing.codebook import read_codebook
    from framing.doccano.project.tasks import example_rows, name_of, set_aside
    from framing.doccano.teams.assignments import has_assignments
    from framing.doccano.teams.division import shown_names, targets
    from framing.errors import InputError

    documents, sentences = ingested(place)
    codebook = read_codebook(place.codebook).subset(frames)
    wanted = only(sentences, chosen)
    proposed = suggestions_for(place, gateway, name, wanted, codebook, suggestions, write=write)
    rows = example_rows(sentences, documents, proposed.texts, chosen)
    coded = wanted[wanted["sentence_id"].isin({name_of(row) for row in rows})]
    assigning = has_assignments(gateway)
    if assigning and division.order == "shuffle" and division.repeat:
        raise InputError(
            f"{gateway.url} draws the order of sentences by itself, and a sentence could be shown again at once: leave "
            "out --order shuffle or --repeat."
        )
    standing = _standing_plan(place.assignments(name), gateway, name, assigning=assigning)
    people = list(dict.fromkeys(annotators or standing["annotator"]))
    table = _planned(coded, people, division, standing)
    shown = {person: shown_names(table, person, division) for person in people}
    planned = targets(name, rows, shown, kind, overlap=division.overlap, assigning=assigning)
    return _Plan(
        table=table,
        added=len(table) - len(standing),
        sentences=len(rows),
        shown=shown,
        targets=[replace(target, suggestions=proposed.model, note=proposed.note) for target in planned],
        codebook=codebook,
        assigning=assigning,
        set_aside=set_aside(wanted),
    )


def _standing_plan(path: "Path", gateway: "Gateway", name: str, *, assigning: bool) -> "pd.DataFrame":
    """The plan in the file; if there is none, what the study's projects hold."""
    from framing.doccano.teams.division import held_plan
    from framing.files import read_table
    from framing.tables import ASSIGNMENTS

    if path.exists():
        return read_table(path, ASSIGNMENTS)
    return held_plan(gateway, name, assigning=assigning)


def _planned(
    sentences: "pd.DataFrame", people: Sequence[str], division: "Division", standing: "pd.DataFrame"
) -> "pd.DataFrame":
    """What stands and what is added to it; see `assignment.plan`."""
    from framing.annotation.assignment import plan
    from framing.doccano.teams.division import check_usernames

    if len(people) < division.overlap:
        raise click.UsageError(
            f"--overlap {division.overlap} asks for {division.overlap} annotators for each sentence, and there "
            f"{'is' if len(people) == 1 else 'are'} {len(people) or 'none'}: --annotators NAME,NAME."
        )
    check_usernames(people)
    table = plan(sentences, people, division.overlap, division.seed, standing)
    more = set(table["sentence_id"].iloc[len(standing) :]) & set(standing["sentence_id"])
    if more:
        say(f"{counted(len(more), 'sentence')} of the plan had fewer than {division.overlap} annotators and get more.")
    return table


def push_target(
    place: "Workspace", gateway: "Gateway", target: "Target", codebook: "Codebook", *, upgrade: bool = False
) -> "PushReport":
    """Pushes one project; see `pushing.push.push`. Passwords of new accounts go to the file for them.

    A copy of the codebook that is worked by is kept first: a decision can only be judged by its own words.
    """
    import secrets

    from framing.accounts import new_password
    from framing.cli.pull import pull_project
    from framing.doccano.pushing.push import push
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the project {target.name!r} at {gateway.url}", say):
        keep_codebooks(place, [codebook.fingerprint])
        return push(
            gateway,
            target,
            codebook,
            mark=secrets.token_hex(4),
            password_of=lambda username: new_password(accounts_file(place), server_name(place), username),
            say=say,
            notes=place.out,
            upgrade=upgrade,
            pull_first=lambda: pull_project(place, gateway, target.name),
        )


def print_team(place: "Workspace", report: TeamReport, *, as_json: bool) -> None:
    """What a push of a study that is divided did."""
    if as_json:
        print_json("push", {**asdict(report), "changed": report.changed}, (*report.problems, *report.set_aside))
        return
    import pandas as pd

    warn((*report.problems, *report.set_aside))
    print_table(pd.DataFrame([asdict(share) for share in report.shares]))
    echo(f"{report.plan}: {report.overlap} annotators for each of {counted(report.sentences, 'sentence')}.")
    if not report.changed:
        echo("Nothing to do: everybody has what the plan says.")
        return
    uploaded = sum(each.uploaded for each in report.projects)
    echo(f"{counted(uploaded, 'sentence')} sent to {counted(len(report.projects), 'project')}.")
    for each in report.projects:
        for line in each.changes:
            echo(f"{each.project}: {line}")
    if report.members_added:
        echo(f"Annotators: {', '.join(report.members_added)}. Their passwords: {how_to_see_passwords(place)}")
