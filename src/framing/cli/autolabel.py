"""Doccano's own automatic labelling."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.cli.connect import connect
from framing.cli.console import echo, json_option, print_json, say, warn, workspace
from framing.cli.pull import pull_project
from framing.cli.serve import PORT, TOKEN

if TYPE_CHECKING:
    from framing.doccano.project.autolabel import Service
    from framing.doccano.project.card import ProjectCard
    from framing.doccano.wire.gateway import Gateway, Project
    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

_HEADER = "FRAMING_AUTOLABEL_HEADER"
_TO_KNOW = (
    "Labels that Doccano sets stand under the annotator who was looking, and nothing tells them from the annotator's "
    "own: the project is marked for good, and every decision pulled from now on counts as assisted.",
    "An annotator turns it on with the magic wand above the sentence, on each visit anew. A label that is taken away "
    "comes back when the sentence is opened again before it is confirmed, and one failure of the service turns it off "
    "without a word. Proposals beside the sentence have none of these faults: framing push --suggest.",
)


@click.command()
@click.option("--project", metavar="NAME", help="Name of the project in Doccano.")
@click.option("--url", metavar="ADDRESS", help='The service: it is sent {"text": ...}.')
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.25,
    show_default=True,
    help="Set labels with at least this score.",
)
@click.option("--remove", is_flag=True, help="Take it away; labels that it made, and the mark, stay.")
@click.option("--plain-http", is_flag=True, help="Allow an address on another machine that is not encrypted.")
@json_option
@click.pass_context
def autolabel(
    context: click.Context,
    project: str | None,
    url: str | None,
    threshold: float,
    remove: bool,
    plain_http: bool,
    as_json: bool,
) -> None:
    """Let Doccano ask a scoring service for labels, and mark the project as assisted.

    The service answers a POST of {"text": "..."} with [{"label": "...", "score": 0.91}, ...]; labels are names or keys
    of frames. Doccano itself must reach it; on a server of framing's only staff can set it up, after: framing server up
    --auto-labelling. A header with a secret comes from FRAMING_AUTOLABEL_HEADER ("X-Key: ...") or from the file, for
    your eyes only, that FRAMING_AUTOLABEL_HEADER_FILE names.

    \b
    Example: framing autolabel --url http://127.0.0.1:8177/score --threshold 0.25
             framing autolabel --remove
    """
    if remove == (url is not None):
        raise click.UsageError("Say either --url ADDRESS, or --remove.")
    place = workspace(context)
    name = project or place.doccano_project
    if url is None:
        _remove(place, name, as_json)
        return
    from framing.doccano.project.autolabel import Service, check_service_url

    check_service_url(url, plain=plain_http)
    service = Service(url, threshold, read_header())
    changed, warnings = configure(place, connect(place), name, service)
    if as_json:
        result = {"project": name, "url": url, "threshold": threshold, "changed": changed, "assisted": True}
        print_json("autolabel", result, (*_TO_KNOW, *warnings))
        return
    warn((*_TO_KNOW, *warnings))
    echo(f"{name}: {'Doccano asks' if changed else 'Doccano asked already'} {url} for labels of at least {threshold}.")


def service_option(command: Command) -> Command:
    """Adds --suggest-by-service."""
    return click.option(
        "--suggest-by-service",
        "service",
        metavar="[ADDRESS]",
        is_flag=False,
        flag_value=f"http://127.0.0.1:{PORT}/label",
        help="Then let Doccano ask a service for labels: framing serve of this machine unless ADDRESS is another.",
    )(command)


def check_service(service: str | None, others: Mapping[str, object]) -> None:
    """Nothing, if the service can be asked with these other options.

    Raises:
        click.UsageError: one of them excludes it.
        InputError: see `check_service_url`.
    """
    if service is None:
        return
    excluded = [name for name, value in others.items() if value]
    if excluded:
        raise click.UsageError(f"--suggest-by-service and {excluded[0]} exclude each other.")
    from framing.doccano.project.autolabel import check_service_url

    check_service_url(service)


def ask_service(place: "Workspace", gateway: "Gateway", project: str, url: str) -> None:
    """Lets Doccano ask framing serve: it answers what it predicts, by a threshold for each frame, so none is set here.

    The token of the server, if it has one, comes from the same place as the server's.
    """
    from framing.doccano.project.autolabel import Service
    from framing.workspace import secret

    token = secret(TOKEN, "the token")
    header = read_header() or ({"Authorization": f"Bearer {token}"} if token else {})
    changed, warnings = configure(place, gateway, project, Service(url, 0.0, header))
    warn((*_TO_KNOW, *warnings))
    say(f"{project}: {'Doccano asks' if changed else 'Doccano asked already'} {url} for labels.")


def read_header() -> Mapping[str, str]:
    """The header with a secret that the environment names; empty if there is none.

    Raises:
        InputError: it is no header, or its file can be read by others.
    """
    from framing.errors import InputError
    from framing.workspace import secret

    line = secret(_HEADER, "a header")
    if line is None:
        return {}
    name, colon, value = line.partition(":")
    if not colon or not name.strip() or not value.strip() or not line.isprintable():
        raise InputError(f'{_HEADER} must be one line with a name and a value, such as "X-Key: abc".')
    return {name.strip(): value.strip()}


def configure(place: "Workspace", gateway: "Gateway", name: str, service: "Service") -> tuple[bool, tuple[str, ...]]:
    """Whether anything changed, and warnings; the whole study has the set-up now, or nothing of what failed.

    In this order: try it out, pull what was decided without help, mark the card, set it up.
    """
    from framing.doccano.project import autolabel as doccano
    from framing.locks import one_at_a_time

    warnings: tuple[str, ...] = ()
    changed = False
    with one_at_a_time(f"the project {name!r} at {gateway.url}", say):
        found = _projects(gateway, name)
        for project, card in found:
            warnings = doccano.try_out(gateway, project, card, service)
        for project, card in found:
            if not card.assisted:
                pull_project(place, gateway, project.name)
            changed |= doccano.mark(gateway, project, card)
            changed |= doccano.set_up(gateway, project, service, card)
            others = doccano.other_addresses(gateway, project, service)
            if others:
                warnings += (f"{project.name}: Doccano also asks {', '.join(others)}. Stop that: --remove.",)
    return changed, warnings


def _remove(place: "Workspace", name: str, as_json: bool) -> None:
    from framing.doccano.project import autolabel as doccano

    gateway = connect(place)
    removed = [url for project, _ in _projects(gateway, name) for url in doccano.take_away(gateway, project)]
    if as_json:
        print_json("autolabel", {"project": name, "removed": removed})
        return
    for url in removed:
        echo(f"{name}: Doccano does not ask {url} any more.")
    if not removed:
        echo(f"{name}: there was no automatic labelling.")
    say("Labels that it made stay where they are, and the project stays marked as assisted.")


def _projects(gateway: "Gateway", name: str) -> "list[tuple[Project, ProjectCard]]":
    """The study's projects, which ask for frames; exercises and rulings are done without help."""
    from framing.doccano.project.projects import open_project, study_projects
    from framing.errors import InputError

    found = [(p, card) for p, card in study_projects(gateway, name) if not card.training and not card.ruling]
    found = found or [open_project(gateway, name)]
    if any(card.kind != "frames" for _, card in found):
        raise InputError(f"The project {name!r} asks for voices. A service can propose frames only: --project NAME.")
    return found
