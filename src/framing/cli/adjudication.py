"""Disputes to somebody who rules on them: what `framing push --adjudicate` does."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import click

from framing.cli.connect import how_to_see_passwords
from framing.cli.console import counted, echo, print_json, say, warn
from framing.cli.gold_labels import said_in
from framing.cli.labels import attached
from framing.cli.team import push_target

if TYPE_CHECKING:
    from framing.codebook import Codebook
    from framing.doccano.pushing.push import PushReport, Target
    from framing.doccano.pushing.push_plan import PushPlan
    from framing.doccano.teams.rulings import Aged
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace


@dataclass(frozen=True)
class Adjudication:
    """What a push of disputes did: how many there are, lines that the pull before it added, and the project.

    `project` is None where nothing is disputed: then none is made. `shown_anew`: sentences beside which the votes of
    today were written, because nobody had ruled on them.
    """

    study: str
    disputes: int
    pulled: int
    project: "PushReport | None"
    shown_anew: int
    problems: tuple[str, ...]
    set_aside: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything on the server is different now."""
        return bool(self.shown_anew) or (self.project is not None and self.project.changed)


def check_adjudicate(options: Mapping[str, object]) -> None:
    """Sees to it that --adjudicate goes with no option that asks for something else; `options` are those given.

    Raises:
        UsageError: one is given.
    """
    for option in (name for name, value in options.items() if value):
        raise click.UsageError(
            f"--adjudicate and {option} exclude each other: what is ruled on are the disputes of the study."
        )


def push_adjudication(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    adjudicators: Sequence[str],
    *,
    upgrade: bool = False,
) -> Adjudication:
    """Pulls the study, and pushes its disputed sentences, with their votes, to a project that adjudicators see only.

    Without `adjudicators` they are those of the project.

    Raises:
        UsageError: there is no adjudicator.
        InputError, NotEnoughData, DoccanoError: nobody has labelled yet; or see `push`.
    """
    from framing.doccano.project.projects import open_project
    from framing.doccano.teams.assignments import has_assignments
    from framing.doccano.teams.division import let_all_see
    from framing.doccano.teams.rulings import refresh

    people = _adjudicators(gateway, name, adjudicators)
    pulled, unread = _pull_first(place, gateway, name)
    work = _work(place, gateway, name, frames, adjudicators, people)
    report, assigned, problems = None, 0, (*unread, *work.problems, *work.aged.problems())
    if work.target.rows:
        report = push_target(place, gateway, work.target, work.codebook, upgrade=upgrade)
        if has_assignments(gateway):
            assigned, more = let_all_see(gateway, work.target.name, say)
            problems = (*problems, *more)
        report = replace(report, assigned=assigned)
        problems = (*problems, *report.problems)
    if work.aged.anew:
        refresh(gateway, open_project(gateway, work.target.name)[0], work.aged)
    return Adjudication(name, len(work.target.rows), pulled, report, len(work.aged.anew), problems, work.set_aside)


def plan_adjudication(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    adjudicators: Sequence[str],
    *,
    upgrade: bool = False,
) -> "list[PushPlan]":
    """What `push_adjudication` would do with the ledger as it is; nothing is pulled and nothing changed."""
    from framing.doccano.pushing.push_plan import plan_push

    work = _work(place, gateway, name, frames, adjudicators, _adjudicators(gateway, name, adjudicators))
    warn([*work.problems, *work.set_aside])
    say(f"By {place.ledger} as it is; the push itself pulls first.")
    if not work.target.rows:
        return []
    plan = plan_push(gateway, work.target, work.codebook, upgrade=upgrade)
    aged = work.aged
    return [replace(plan, changes=(*plan.changes, *aged.lines()), stays=(*plan.stays, *aged.problems()))]


def print_adjudication(place: "Workspace", done: Adjudication, *, as_json: bool) -> None:
    """What a push of disputes did."""
    if as_json:
        print_json("push", {**asdict(done), "changed": done.changed}, (*done.problems, *done.set_aside))
        return
    warn((*done.problems, *done.set_aside))
    if done.pulled:
        say(f"Pulled first: {counted(done.pulled, 'line')} added to {place.ledger}.")
    if done.shown_anew:
        echo(f"The votes of today stand beside {counted(done.shown_anew, 'sentence')} that nobody had ruled on.")
    report = done.project
    if report is None:
        echo("No dispute is open: annotators agree on every sentence, or a ruling has settled it. Nothing was pushed.")
        return
    if not done.changed:
        echo(f"Nothing to do: {report.url} holds all {done.disputes} disputed sentences.")
        return
    echo(f"{report.url}: {counted(done.disputes, 'disputed sentence')} in {report.project!r}, {report.uploaded} sent.")
    for line in report.changes:
        echo(line)
    if report.members_added:
        echo(f"Adjudicators: {', '.join(report.members_added)}. Their passwords: {how_to_see_passwords(place)}")
    echo("When they have ruled: framing pull, then framing resolve.")


@dataclass(frozen=True)
class _Work:
    """The disputes of a ledger as a project to push, and what is there already and not so any more."""

    target: "Target"
    codebook: "Codebook"
    aged: "Aged"
    problems: tuple[str, ...]
    set_aside: tuple[str, ...]


def _work(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    adjudicators: Sequence[str],
    people: set[str],
) -> _Work:
    from framing.cli.corpus import ingested
    from framing.cli.queue import only
    from framing.codebook import read_codebook
    from framing.doccano.project.tasks import example_rows, set_aside
    from framing.doccano.teams.rulings import find_aged, notes_of, ruling_target, votes_of
    from framing.gold.disputes import disputes

    documents, sentences = ingested(place)
    book = read_codebook(place.codebook)
    found = said_in(place)
    codebook = book.subset(frames or [key for key in book.keys if key in set(found.annotations["frame"])])
    asked = found.annotations[found.annotations["frame"].isin(codebook.keys)]
    names = {frame.key: frame.name for frame in codebook.frames}
    voted, open_ones = disputes(asked, None, names), disputes(asked, found.rulings, names)
    votes = votes_of(voted)
    notes = notes_of(attached(place, place.ledger, about_voices=False)[0])
    chosen = open_ones["sentence_id"].tolist()
    target = ruling_target(name, example_rows(sentences, documents, None, chosen), votes, notes, adjudicators)
    both = sorted(people & set(asked["annotator"]))
    warnings = [f"{', '.join(both)} labelled in this study and would judge the own votes: better somebody else rules"]
    lost = sorted(set(chosen) - set(sentences["sentence_id"]))
    missing = [f"{counted(len(lost), 'disputed sentence')} not among those ingested, {lost[0]} first"] if lost else []
    return _Work(
        target,
        codebook,
        find_aged(gateway, target.name, votes, notes),
        (*found.warnings, *(warnings if both else [])),
        (*missing, *set_aside(only(sentences, chosen))),
    )


def _adjudicators(gateway: "Gateway", study: str, named: Sequence[str]) -> set[str]:
    """Everybody who rules in the study, or will.

    Raises:
        UsageError: nobody is named, and there is no project that says who does.
        InputError: one cannot be an account.
    """
    from framing.doccano.project.projects import find_project
    from framing.doccano.teams.division import check_usernames
    from framing.doccano.teams.rulings import adjudication_project

    check_usernames(named)
    project = find_project(gateway, adjudication_project(study))
    if project is None and not named:
        raise click.UsageError("Who shall rule? --adjudicate --annotators NAME. Best somebody who labelled none of it.")
    members = gateway.members(project) if project is not None else {}
    return {*named, *(person for person, role in members.items() if role == "annotator")}


def _pull_first(place: "Workspace", gateway: "Gateway", name: str) -> tuple[int, list[str]]:
    """Brings what annotators decided so far into the ledger, so that the votes are those of now: lines added, problems.

    Nothing where the study is not on this server: its decisions may come from elsewhere.
    """
    from framing.cli.pull import open_studies, pull_projects, write_comments
    from framing.doccano.project.projects import study_projects

    if not study_projects(gateway, name):
        return 0, []
    opened, unread = open_studies(gateway, [name])
    found = pull_projects(place, gateway, opened)
    if any(one.added for one in found):
        write_comments(place)
    return sum(one.added for one in found), [*unread, *(line for one in found for line in one.problems(named=True))]
