"""To Doccano."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.adjudication import check_adjudicate, plan_adjudication, print_adjudication, push_adjudication
from framing.cli.autolabel import ask_service, check_service, service_option
from framing.cli.connect import connect, how_to_see_passwords, voice_project
from framing.cli.console import counted, echo, json_option, print_json, print_table, say, warn, workspace
from framing.cli.queue import chosen_sentences, only, queue_options
from framing.cli.suggestion import NOTHING, Wanted, suggest_options, suggestions_for, wanted_suggestions
from framing.cli.team import plan_divided, print_team, push_divided, push_target, refuse_if_divided
from framing.cli.team_options import check_training, division_of, team_options
from framing.cli.training import plan_training, print_exercises, push_training
from framing.errors import PartlyDone

if TYPE_CHECKING:
    from framing.cli.team import Share
    from framing.codebook import Codebook
    from framing.doccano.project.card import Kind
    from framing.doccano.pushing.push import PushReport, Target
    from framing.doccano.pushing.push_plan import PushPlan
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace


@click.command()
@click.option("--project", metavar="NAME", help="Name of the project in Doccano.")
@click.option("--frames", metavar="KEY,KEY", default="", help="Offer only these frames of the codebook.")
@click.option("--voice", is_flag=True, help="Ask who says each sentence, in a project of its own: one label each.")
@click.option("--annotators", metavar="NAME,NAME", default="", help="Accounts that shall label; new ones are made.")
@click.option("--adjudicate", is_flag=True, help="Only the disputed sentences, with the votes, for NAME to rule on.")
@click.option("--upgrade", is_flag=True, help="Go on in the same project although labels mean something else now.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@queue_options
@suggest_options
@service_option
@team_options
@json_option
@click.pass_context
def push(
    context: click.Context,
    /,
    project: str | None,
    frames: str,
    voice: bool,
    annotators: str,
    adjudicate: bool,
    upgrade: bool,
    dry_run: bool,
    queue: Path | None,
    everything: bool,
    suggest: Path | None,
    suggest_share: float | None,
    service: str | None,
    as_json: bool,
    **team: Any,
) -> None:
    """Bring the sentences to Doccano: project, labels with keys and colours, guideline, accounts.

    Safe to run again: what is there is not sent twice. Passwords of new accounts go to a file that only you can read.
    With --voice the labels are the codebook's voices, and the project's name ends in "voice" unless told otherwise.

    Where framing suggest has drawn a sample, only its sentences are sent, and no proposal stands beside those that were
    drawn for estimation. With --queue FILE those that the file lists.

    With --suggest a model's proposal stands beside each sentence, but for a share drawn by lot; it is never a label.

    With --suggest-by-service Doccano asks framing serve, which must be running, and sets the labels of its answer when
    an annotator asks for them; framing autolabel --help says what that costs.

    With --overlap each sentence goes to exactly so many of the annotators, all of whom get equally many. Who labels
    what stands in annotations/assignments.jsonl; it never changes, and new sentences and annotators are fitted in. Who
    joins when each sentence has its annotators gets sentences with the next texts: framing ingest, then push with the
    new name added to --annotators. Or raise --overlap.

    With --adjudicate the study is pulled, and the sentences on which its annotators differ go to a project of their
    own, the most informative first, with the votes beside them and nobody's name. Only who is named sees it. Rulings
    come back by framing pull and stand beside the labels, never over them.

    \b
    Example: framing push --annotators coder1,coder2
             framing push --voice --annotators coder1,coder2
             framing push --annotators coder1,coder2,coder3 --overlap 2 --repeat 5%
             framing push --training --annotators coder1,coder2
             framing push --suggest models/frames --suggest-share 80%
             framing push --suggest-by-service
             framing push --adjudicate --annotators judge
    """
    from framing.doccano.project.team import check_accounts

    if voice and frames:
        raise click.UsageError("--frames and --voice exclude each other: a project asks for frames or for voices.")
    division = division_of(team["overlap"], team["order"], team["seed"], team["repeat"])
    check_training(team, voice=voice)
    if adjudicate:
        others = {"--voice": voice, "--queue": queue, "--all": everything, "--suggest": suggest}
        check_adjudicate({**others, "--overlap": team["overlap"], "--training": team["training"]})
    no_service = {"--voice": voice, "--adjudicate": adjudicate, "--training": team["training"], "--suggest": suggest}
    check_service(service, {**no_service, "--dry-run": dry_run})
    suggestions = wanted_suggestions(suggest, suggest_share, voice=voice, training=team["training"])
    place = workspace(context)
    gateway = connect(place)
    name = project or (voice_project(place) if voice else place.doccano_project)
    kind: Kind = "voices" if voice else "frames"
    asked = _names(frames), _names(annotators)
    no_choice = team["training"] or adjudicate
    chosen = None if no_choice else chosen_sentences(place, queue, everything=everything)
    check_accounts(gateway, asked[1])
    set_aside: Sequence[str] = ()
    if dry_run and adjudicate:
        print_plans(name, plan_adjudication(place, gateway, name, *asked, upgrade=upgrade), (), as_json=as_json)
    elif adjudicate:
        done = push_adjudication(place, gateway, name, *asked, upgrade=upgrade)
        print_adjudication(place, done, as_json=as_json)
        set_aside = done.set_aside
    elif dry_run and team["training"]:
        print_plans(name, plan_training(place, gateway, name, *asked, upgrade=upgrade), (), as_json=as_json)
    elif dry_run and division is not None:
        shares, plans = plan_divided(place, gateway, name, *asked, kind, division, suggestions, chosen, upgrade=upgrade)
        print_plans(name, plans, shares, as_json=as_json)
    elif dry_run:
        plan = plan_project(place, gateway, name, *asked, kind, suggestions, chosen, upgrade=upgrade)
        print_plans(name, [plan], (), as_json=as_json)
    elif team["training"]:
        print_exercises(
            place,
            name,
            push_training(place, gateway, name, *asked, team["pass_mark"], upgrade=upgrade),
            as_json=as_json,
        )
    elif division is not None:
        divided = push_divided(place, gateway, name, *asked, kind, division, suggestions, chosen, upgrade=upgrade)
        print_team(place, divided, as_json=as_json)
        set_aside = divided.set_aside
    else:
        report = push_project(place, gateway, name, *asked, kind, upgrade, suggestions, chosen)
        _print(place, report, as_json=as_json)
        set_aside = report.set_aside
    if service is not None:
        ask_service(place, gateway, name, service)
    _partly_done(set_aside)


def _partly_done(set_aside: Sequence[str]) -> None:
    if set_aside:
        raise PartlyDone(f"{counted(len(set_aside), 'sentence')} set aside; the others are in Doccano.")


def _print(place: "Workspace", report: "PushReport", *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json("push", {**asdict(report), "changed": report.changed}, (*report.problems, *report.set_aside))
        return
    warn((*report.problems, *report.set_aside))
    if not report.changed:
        echo(f"Nothing to do: {report.url} holds all {report.sentences} sentences.")
        return
    echo(
        f"{report.url}: {counted(report.uploaded, 'sentence')} sent, {report.already_there} already there, "
        f"{counted(report.labels_added, 'label')} made."
    )
    for line in report.changes:
        echo(line)
    if report.copies_deleted:
        echo(f"{report.copies_deleted} surplus copies that nobody had worked on were deleted.")
    if report.members_added:
        echo(f"Annotators: {', '.join(report.members_added)}. Their passwords: {how_to_see_passwords(place)}")


def push_project(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind" = "frames",
    upgrade: bool = False,
    suggestions: Wanted = NOTHING,
    chosen: Sequence[str] | None = None,
) -> "PushReport":
    """Pushes the project's ingested sentences, for everybody to see all of them; see `pushing.push.push`.

    Raises:
        InputError: the study is divided among annotators.
    """
    from dataclasses import replace

    from framing.doccano.teams.assignments import has_assignments
    from framing.doccano.teams.division import let_all_see

    refuse_if_divided(place, gateway, name)
    target, codebook, left_out = _target(place, gateway, name, frames, annotators, kind, suggestions, chosen)
    report = push_target(place, gateway, target, codebook, upgrade=upgrade)
    report = replace(report, set_aside=left_out)
    if not has_assignments(gateway):
        return report
    assigned, problems = let_all_see(gateway, name, say)
    return replace(report, assigned=assigned, problems=(*report.problems, *problems))


def plan_project(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind" = "frames",
    suggestions: Wanted = NOTHING,
    chosen: Sequence[str] | None = None,
    *,
    upgrade: bool = False,
) -> "PushPlan":
    """What `push_project` would do; nothing is changed."""
    from framing.doccano.pushing.push_plan import plan_push

    refuse_if_divided(place, gateway, name)
    target, codebook, _ = _target(place, gateway, name, frames, annotators, kind, suggestions, chosen, write=False)
    return plan_push(gateway, target, codebook, upgrade=upgrade)


def _target(
    place: "Workspace",
    gateway: "Gateway",
    name: str,
    frames: Sequence[str],
    annotators: Sequence[str],
    kind: "Kind",
    suggestions: Wanted,
    chosen: Sequence[str] | None,
    *,
    write: bool = True,
) -> "tuple[Target, Codebook, tuple[str, ...]]":
    """The project that everybody shares, the codebook with the frames that it offers, and sentences set aside."""
    from framing.cli.corpus import ingested
    from framing.codebook import read_codebook
    from framing.doccano.project.tasks import example_rows, set_aside
    from framing.doccano.pushing.push import Target

    documents, sentences = ingested(place)
    codebook = read_codebook(place.codebook).subset(frames)
    wanted = only(sentences, chosen)
    proposed = suggestions_for(place, gateway, name, wanted, codebook, suggestions, write=write)
    rows = example_rows(sentences, documents, proposed.texts, chosen)
    target = Target(name, rows, tuple(annotators), kind, suggestions=proposed.model, note=proposed.note)
    return target, codebook, set_aside(wanted)


def _print_plan(plan: "PushPlan") -> None:
    """What a push would do."""
    warn(_warnings(plan))
    if not plan.changes_anything:
        if plan.problems:
            return
        echo(f"Nothing to do: {plan.project!r} at {plan.server} holds all {plan.sentences} sentences.")
        return
    echo(f"Project: {plan.project!r} at {plan.server}, {'would be made' if plan.new_project else 'is there'}")
    echo(f"Sentences: {plan.to_upload} would be sent, {plan.already_there} are there")
    for title, lines in (
        ("Labels that would be made", plan.labels_to_make),
        ("Changes", plan.changes),
        ("Accounts that would be made", plan.accounts_to_make),
        ("Annotators that would be added", plan.members_to_add),
    ):
        if lines:
            echo(f"{title}: {', '.join(lines)}")
    if plan.surplus_copies:
        echo(f"Copies: {plan.surplus_copies} too many; those that nobody worked on would be deleted")


def _warnings(plan: "PushPlan") -> list[str]:
    """What the push would say instead of going on, and what it would leave as it is."""
    return [*plan.problems, *plan.stays, *([plan.asks_for_upgrade] if plan.asks_for_upgrade else [])]


def print_plans(name: str, plans: "Sequence[PushPlan]", shares: "Sequence[Share]", *, as_json: bool) -> None:
    """What a push would do, project by project, and who would be shown how many sentences."""
    from dataclasses import asdict

    import pandas as pd

    if as_json:
        changes = any(plan.changes_anything for plan in plans)
        result = {"project": name, "dry_run": True, "changes_anything": changes}
        lists = {"shares": list(map(asdict, shares)), "projects": list(map(asdict, plans))}
        print_json("push", {**result, **lists}, [line for plan in plans for line in _warnings(plan)])
        return
    if shares:
        print_table(pd.DataFrame([asdict(share) for share in shares]))
    for plan in plans:
        _print_plan(plan)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
