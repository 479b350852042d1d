"""A study divided among annotators: what `framing push` does with --overlap."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from framing.cli.connect import accounts_file, how_to_see_passwords, server_name
from framing.cli.console import counted, echo, print_json, print_table, say, warn
from framing.cli.suggestion import NOTHING, Wanted, suggestions_for

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from framing.codebook import Codebook
    from framing.doccano.card import Kind
    from framing.doccano.division import Division
    from framing.doccano.gateway import Gateway
    from framing.doccano.push import PushReport, Target
    from framing.workspace import Workspace


@dataclass(frozen=True)
class Share:
    """What one annotator is shown: sentences, and how many of them once more; in which project."""

    annotator: str
    sentences: int
    again: int
    url: str


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


class Percent(click.ParamType[float]):
    """A share such as 5%, as a number from 0 to 1."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, at most 0.5."""
        if isinstance(value, float):
            return value
        try:
            share = float(str(value).removesuffix("%")) / 100
        except ValueError:
            share = -1
        if not str(value).endswith("%") or not 0 <= share <= 0.5:
            self.fail(f"{value!r} is no share from 0% to 50%, such as 5%.", param, ctx)
        return share


def team_options(command: Any) -> Any:
    """Adds the options for a study that is divided among annotators, and for exercises."""
    options = (
        click.option("--overlap", type=click.IntRange(1), metavar="K", help="Exactly K annotators for each sentence."),
        click.option("--order", type=click.Choice(["article", "shuffle"]), help="With --overlap: order of sentences."),
        click.option("--seed", type=int, metavar="N", help="With --overlap: of chance; 0 unless given."),
        click.option("--repeat", type=Percent(), metavar="5%", help="With --overlap: show so many once more, later."),
        click.option("--training", is_flag=True, help="The codebook's examples as exercises, instead of sentences."),
        click.option("--pass-mark", type=click.IntRange(1, 100), metavar="PERCENT", help="Of exercises; 80 if new."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def division_of(overlap: int | None, order: str | None, seed: int | None, repeat: float | None) -> "Division | None":
    """What the options ask for; None if the study is not divided.

    Raises:
        UsageError: an option has no meaning without another.
    """
    from framing.doccano.division import Division

    if overlap is None:
        given = {"--order": order, "--seed": seed, "--repeat": repeat}
        for option in (name for name, value in given.items() if value is not None):
            raise click.UsageError(
                f"{option} goes with --overlap. For all annotators to see all sentences, each in an own project, give "
                "--overlap the number of annotators."
            )
        return None
    return Division(overlap, "shuffle" if order == "shuffle" else "article", seed or 0, repeat or 0)


def refuse_if_divided(place: "Workspace", gateway: "Gateway", name: str) -> None:
    """Sees to it that a study that is divided is not pushed as if everybody saw everything.

    Raises:
        InputError: it is divided.
    """
    from framing.doccano.division import is_divided
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
    *,
    upgrade: bool = False,
) -> TeamReport:
    """Plans who labels which of the project's ingested sentences, writes the plan, and pushes what it says.

    Without `annotators` they are those of the plan.

    Raises:
        UsageError: there are fewer annotators than are asked for each sentence.
        InputError, DoccanoError: see `assignment.plan`, `division.targets`, `push` and `division.let_see`.
    """
    from framing.cli.corpus import ingested
    from framing.codebook import read_codebook
    from framing.doccano.assignments import has_assignments
    from framing.doccano.division import let_see, shown_names, targets
    from framing.doccano.tasks import example_rows, name_of, set_aside
    from framing.files import write_table
    from framing.locks import one_at_a_time

    documents, sentences = ingested(place)
    codebook = read_codebook(place.codebook).subset(frames)
    proposed = suggestions_for(place, gateway, name, sentences, codebook, suggestions)
    rows = example_rows(sentences, documents, proposed.texts)
    path = place.assignments(name)
    with one_at_a_time(f"the plan {os.path.realpath(path)}", say):
        assigning = has_assignments(gateway)
        standing = _standing_plan(path, gateway, name, assigning=assigning)
        people = list(dict.fromkeys(annotators or standing["annotator"]))
        coded = sentences[sentences["sentence_id"].isin({name_of(row) for row in rows})]
        table = _planned(coded, people, division, standing)
        shown = {person: shown_names(table, person, division) for person in people}
        planned = targets(name, rows, shown, kind, assigning=assigning)
        pushed = [replace(target, suggestions=proposed.model, note=proposed.note) for target in planned]
        if len(table) > len(standing) or not path.exists():
            # Before anything is pushed: a push that is broken off is gone on with by the same plan.
            write_table(path, table)
        reports = tuple(push_target(place, gateway, target, codebook, upgrade=upgrade) for target in pushed)
        assigned, problems = let_see(gateway, pushed, shown, division, say, assigning=assigning)
    mine = {person: table["annotator"].eq(person).sum() for person in people}
    return TeamReport(
        project=name,
        plan=str(path),
        overlap=division.overlap,
        sentences=len(rows),
        added_to_plan=len(table) - len(standing),
        shares=tuple(
            Share(person, int(mine[person]), len(shown[person]) - int(mine[person]), url)
            for person, url in zip(people, [r.url for r in reports] * (len(people) if assigning else 1), strict=True)
        ),
        projects=reports,
        assigned=assigned,
        problems=(*problems, *(problem for report in reports for problem in report.problems)),
        set_aside=set_aside(sentences),
    )


def _standing_plan(path: "Path", gateway: "Gateway", name: str, *, assigning: bool) -> "pd.DataFrame":
    """The plan in the file; if there is none, what the study's projects hold."""
    from framing.doccano.division import held_plan
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
    from framing.doccano.division import check_usernames

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
    """Pushes one project; see `framing.doccano.push.push`. Passwords of new accounts go to the file for them."""
    import secrets

    from framing.accounts import new_password
    from framing.cli.pull import pull_project
    from framing.doccano.push import push
    from framing.locks import one_at_a_time

    with one_at_a_time(f"the project {target.name!r} at {gateway.url}", say):
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
    if report.members_added:
        echo(f"Annotators: {', '.join(report.members_added)}. Their passwords: {how_to_see_passwords(place)}")
