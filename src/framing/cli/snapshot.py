"""A study in Doccano into a file, and from there onto a server."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.connect import accounts_file, connect, how_to_see_passwords, server_name
from framing.cli.console import counted, echo, json_option, print_json, say, warn, workspace
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    from framing.doccano.moving.restore_plan import Plan, ProjectReport
    from framing.doccano.moving.snapshot import StudyContent
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--project", metavar="NAME", help="Name of the study in Doccano; this project's unless told otherwise.")
@click.option(
    "--pseudonyms",
    "names",
    type=_FILE,
    metavar="FILE.csv",
    help="Call people coder1, coder2, ... and keep who is who in FILE.csv, apart from the snapshot.",
)
@click.option("--replace", "over", is_flag=True, help="Write over FILE if it is there already.")
@json_option
@click.pass_context
def snapshot(
    context: click.Context, file: Path, project: str | None, names: Path | None, over: bool, as_json: bool
) -> None:
    """Keep all of a study in Doccano in FILE, a zip: every project, everybody's labels, confirmations and comments.

    It holds personal data: the user names of the annotators and what each of them chose. Nothing is changed in Doccano.
    The same content gives the same bytes; README.txt inside says what is where. Bring it back with framing restore.
    Exit code 6: it is written, but labels of people who are no members any more are missing, and are named.

    \b
    Example: framing snapshot round-1.zip
             framing snapshot --pseudonyms who-is-who.csv for-colleagues.zip
    """
    from dataclasses import replace

    from framing.doccano.moving.snapshot import renamed
    from framing.doccano.moving.snapshot_file import to_bytes
    from framing.doccano.moving.take import take_study
    from framing.errors import InputError, PartlyDone
    from framing.files import replacing
    from framing.pseudonyms import pseudonyms

    place = workspace(context)
    check_outputs(place, {"FILE": file}, inputs=[names] if names else [])
    if os.path.lexists(file) and not over:
        raise InputError(f"{file} is there already. Name another file, or write over it: --replace.")
    study = take_study(connect(place), project or place.doccano_project, say)
    if names is not None:
        study = replace(renamed(study, study.name, pseudonyms(names, study.people, say)), pseudonyms=True)
    content = to_bytes(study)
    with replacing(file, mode=0o600) as target:
        target.buffer.write(content)
    warnings = [line for part in study.projects for line in _unreachable(part.name, part.unreachable)]
    if as_json:
        print_json("snapshot", {"file": str(file), "bytes": len(content), **_snapshot_result(study)}, warnings)
    else:
        warn(warnings)
        _print_snapshot(study, file, names)
    if warnings:
        missing = sum(count for part in study.projects for count in part.unreachable.values())
        raise PartlyDone(f"{file} is written without {counted(missing, 'label')} that Doccano shows to nobody.")


def _print_snapshot(study: "StudyContent", file: Path, names: Path | None) -> None:
    for part in study.projects:
        echo(
            f"{part.name}: {counted(len(part.examples), 'example')}, {counted(len(part.members), 'member')}, "
            f"{counted(len(part.answers), 'answer')}, {counted(len(part.comments), 'comment')}."
        )
    echo(f"{file} is written, for you alone to read.")
    if names is None:
        say("It names the annotators. Before you give it away: --pseudonyms FILE.csv.")
    else:
        say(f"Who is who stands in {names}. Names that somebody wrote in a comment or a text are not replaced.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--project", metavar="NAME", help="Restore under this name; the snapshot's unless told otherwise.")
@click.option(
    "--accounts",
    type=_FILE,
    metavar="FILE.csv",
    help="Accounts to enter through: annotator, password[, username]; only you may read the file (chmod 600).",
)
@click.option("--into-existing", is_flag=True, help="Add to a project in which people have worked already.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@json_option
@click.pass_context
def restore(
    context: click.Context,
    file: Path,
    project: str | None,
    accounts: Path | None,
    into_existing: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring the snapshot in FILE onto this project's Doccano, and compare what is there then with the snapshot.

    Everybody's labels, confirmations and comments are entered through accounts of their own. Accounts that do not exist
    are made, with passwords in a file that only you can read; of those that exist, --accounts gives the passwords.
    What the account that took the snapshot did is entered as the account that restores. Nobody is made an
    administrator. Safe to run again: nothing is entered twice, nothing is taken away, and what is confirmed stays as it
    is. Whoever made the file says in it who decided what: look at --dry-run before you restore a stranger's.

    \b
    Example: framing restore round-1.zip --dry-run
             framing restore round-1.zip --project "Copy of round 1" --accounts accounts.csv
    """
    from framing.accounts import given_accounts

    study = read_snapshot(file)
    given = given_accounts(accounts) if accounts is not None else {}
    place = workspace(context)
    gateway = connect(place)
    plan, reports = restore_study(
        place, gateway, study, project or study.name, given, dry_run=dry_run, into_existing=into_existing
    )
    _print(place, gateway, plan, reports, dry_run, as_json)


def read_snapshot(file: Path) -> "StudyContent":
    """The study in a snapshot.

    Raises:
        InputError: the file cannot be read, or is no whole snapshot.
    """
    from framing.doccano.moving.snapshot_file import FILE_LIMIT, from_bytes
    from framing.errors import InputError

    try:
        with file.open("rb") as source:
            return from_bytes(source.read(FILE_LIMIT + 1), str(file))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}.") from error


def restore_study(
    place: "Workspace",
    gateway: "Gateway",
    study: "StudyContent",
    name: str,
    given: "Mapping[str, tuple[str, str]]",
    *,
    dry_run: bool = False,
    into_existing: bool = False,
) -> "tuple[Plan, Sequence[ProjectReport]]":
    """What is planned to restore a snapshot under a name, and what was done; nothing if it is a dry run.

    `given`: person in the snapshot to username and password here. See `framing.doccano.moving.restore`.
    """
    from framing.accounts import new_password, stored_password
    from framing.doccano.moving.restore import restore as restore_plan
    from framing.doccano.moving.restore_plan import make_plan
    from framing.locks import one_at_a_time

    file, server = accounts_file(place), server_name(place)
    people = {person: username for person, (username, _) in given.items()}
    passwords = dict(given.values())
    with one_at_a_time(f"the project {name!r} at {gateway.url}", say):
        plan = make_plan(gateway, study, name=name, people=people)
        if dry_run:
            if not into_existing:
                _warn_of_refusal(plan, place.out)
            return plan, plan.projects
        reports = restore_plan(
            gateway,
            plan,
            known_password=lambda username: passwords.get(username) or stored_password(file, server, username),
            new_password=lambda username: new_password(file, server, username),
            say=say,
            notes=place.out,
            into_existing=into_existing,
        )
    return plan, reports


def _warn_of_refusal(plan: "Plan", notes: Path) -> None:
    from framing.doccano.moving.restore_plan import check_begun
    from framing.errors import InputError

    try:
        check_begun(plan, notes)
    except InputError as refusal:
        warn([f"This restore would be refused. {refusal}"])


def _print(
    place: "Workspace",
    gateway: "Gateway",
    plan: "Plan",
    reports: "Sequence[ProjectReport]",
    dry_run: bool,
    as_json: bool,
) -> None:
    from framing.doccano.moving.restore_plan import said_of_people
    from framing.errors import PartlyDone

    found = [f"{report.name}: {line}" for report in reports for line in report.differences]
    if as_json:
        print_json("restore", _restore_result(gateway, plan, reports, dry_run), found)
    else:
        for report in reports:
            echo(_line(report, dry_run))
            for line in said_of_people(report):
                echo(f"  {line}")
        if plan.new_people:
            made = "would be made" if dry_run else f"were made. Their passwords: {how_to_see_passwords(place)}"
            echo(f"Accounts of {', '.join(plan.new_people)} {made}.")
        warn(found)
    if found:
        raise PartlyDone(f"{counted(len(found), 'difference')} to the snapshot. Nothing was taken away to remove them.")
    if not dry_run and not as_json:
        echo("Compared: all is as in the snapshot but for ids and times.")


def _line(report: "ProjectReport", dry_run: bool) -> str:
    if not report.changed:
        return f"{report.name}: nothing to do."
    parts = {
        "label": report.labels_made,
        "member": len(report.members_added),
        "example": report.examples_uploaded,
        "chosen label": report.labels_entered,
        "confirmation": report.confirmed,
        "comment": report.comments,
    }
    what = ", ".join(counted(count, noun) for noun, count in parts.items() if count)
    return (
        f"{report.name}{' (new)' if report.created else ''}: {'to add' if dry_run else 'added'}: {what or 'nothing'}."
    )


def _unreachable(name: str, labels: "dict[str, int] | Any") -> list[str]:
    return [
        f"{name}: {label!r} was given {counted(count, 'time')} by people who are no members any more, or just now. "
        "Doccano does not show by whom: make them members again and take the snapshot anew."
        for label, count in labels.items()
    ]


def _snapshot_result(study: "StudyContent") -> dict[str, Any]:
    from framing.doccano.moving.snapshot_rows import counts

    return {
        "study": study.name,
        "pseudonyms": study.pseudonyms,
        "projects": [{**counts(project), "unreachable": dict(project.unreachable)} for project in study.projects],
    }


def _restore_result(
    gateway: "Gateway", plan: "Plan", reports: "Sequence[ProjectReport]", dry_run: bool
) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "study": plan.study.name,
        "server": gateway.url,
        "dry_run": dry_run,
        "accounts_made": [] if dry_run else list(plan.new_people),
        "accounts_to_make": list(plan.new_people) if dry_run else [],
        "projects": [{**asdict(report), "changed": report.changed} for report in reports],
        "same": None if dry_run else not any(report.differences for report in reports),
    }
