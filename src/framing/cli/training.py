"""Exercises for annotators: pushed with `framing push --training`, and what a pull says about the answers."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from framing.cli.connect import how_to_see_passwords
from framing.cli.console import counted, echo, print_json, say, warn
from framing.cli.team import push_target

if TYPE_CHECKING:
    from framing.annotation.exercises import TrainingResult
    from framing.codebook import Codebook
    from framing.doccano.pushing.push import PushReport, Target
    from framing.doccano.pushing.push_plan import PushPlan
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace


def push_training(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    pass_mark: int | None,
    *,
    upgrade: bool = False,
) -> "list[PushReport]":
    """Pushes the codebook's examples as exercises, in a project for each annotator.

    Without `annotators` they are those of the study.

    Raises:
        UsageError: there is no annotator.
        InputError, DoccanoError: see `training_targets` and `push`.
    """
    from framing.doccano.project.projects import open_project
    from framing.doccano.teams.assignments import has_assignments
    from framing.doccano.teams.division import let_all_see

    targets, codebook = _targets(place, gateway, name, frames, annotators, pass_mark)
    assigning = has_assignments(gateway)
    reports = []
    for target in targets:
        report = push_target(place, gateway, target, codebook, upgrade=upgrade)
        _, card = open_project(gateway, target.name)
        if pass_mark and card.pass_mark != pass_mark:
            stays = f"the pass mark of {target.name!r} stays {card.pass_mark}%: it does not change"
            report = replace(report, problems=(*report.problems, stays))
        if assigning:
            assigned, problems = let_all_see(gateway, target.name, say)
            report = replace(report, assigned=assigned, problems=(*report.problems, *problems))
        reports.append(report)
    return reports


def plan_training(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    *,
    upgrade: bool = False,
) -> "list[PushPlan]":
    """What `push_training` would do; nothing is changed."""
    from framing.doccano.pushing.push_plan import plan_push

    targets, codebook = _targets(place, gateway, name, frames, annotators, None)
    return [plan_push(gateway, target, codebook, upgrade=upgrade) for target in targets]


def _targets(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    pass_mark: int | None,
) -> "tuple[list[Target], Codebook]":
    """The projects with exercises, and the codebook as their annotators may read it."""
    from framing.annotation.exercises import PASS_MARK, without_examples
    from framing.codebook import read_codebook
    from framing.doccano.project.projects import study_projects
    from framing.doccano.teams.division import check_usernames
    from framing.doccano.teams.training import training_targets

    codebook = read_codebook(place.codebook).subset(frames)
    people = list(dict.fromkeys(annotators or [c.annotator for _, c in study_projects(gateway, name) if c.annotator]))
    if not people:
        raise click.UsageError("Who shall do the exercises? --training --annotators NAME,NAME.")
    check_usernames(people)
    return training_targets(name, codebook, people, pass_mark or PASS_MARK), without_examples(codebook)


def print_exercises(place: "Workspace", name: str, reports: "Sequence[PushReport]", *, as_json: bool) -> None:
    """What a push of exercises did."""
    problems = [problem for report in reports for problem in report.problems]
    changed = any(report.changed for report in reports)
    if as_json:
        result = {"project": name, "projects": [asdict(report) for report in reports], "changed": changed}
        print_json("push", result, problems)
        return
    warn(problems)
    for report in reports:
        echo(f"{report.url}: {counted(report.sentences, 'exercise')} in {report.project!r}, {report.uploaded} sent.")
    added = list(dict.fromkeys(person for report in reports for person in report.members_added))
    if added:
        echo(f"Annotators: {', '.join(added)}. Their passwords: {how_to_see_passwords(place)}")
    echo("When they have answered, framing pull says how they did." if changed else "Nothing to do: all is there.")


def training_results(place: "Workspace", gateway: "Gateway", name: str) -> "tuple[list[TrainingResult], list[str]]":
    """How each annotator of a study did, and what must be known; wrong answers get a comment in Doccano.

    For a pull that has just brought the answers into the ledger.
    """
    from framing.annotation.ledger import read_ledger
    from framing.codebook import read_codebook
    from framing.doccano.project.projects import study_projects
    from framing.doccano.teams.training import review
    from framing.errors import InputError

    found = [(project, card) for project, card in study_projects(gateway, name) if card.training]
    if not found:
        return [], []
    codebook, ledger = read_codebook(place.codebook), read_ledger(place.ledger)
    results, problems = [], []
    for project, card in found:
        try:
            results.append(review(gateway, project, card, codebook, ledger))
        except InputError as error:  # the other annotators' exercises may be of today's codebook
            problems.append(str(error))
    return results, problems


def print_training(results: "Sequence[TrainingResult]") -> None:
    """One line for each annotator."""
    for result in results:
        verdict = "passed" if result.passed else "not passed"
        left = result.exercises - result.answered
        if left and not result.passed:
            verdict = f"{left} to go"
        echo(
            f"Exercises of {result.annotator}: {result.right} of {result.exercises} right at the first answer, "
            f"{result.needed} needed: {verdict}."
        )
        if verdict == "not passed":
            echo(
                f"  Beside each wrong one a comment in Doccano says why: {result.annotator} should read them. To try "
                f"once more: framing push --training --annotators {result.annotator} --project NAME, with a new name; "
                "when they are answered, framing pull --project NAME."
            )


def training_rows(results: "Sequence[TrainingResult]") -> list[dict[str, Any]]:
    """The results as --json prints them."""
    return [
        {**asdict(result), "wrong": list(result.wrong), "needed": result.needed, "passed": result.passed}
        for result in results
    ]
