"""The project that stands for a study in Doccano: found, checked, or made with its labels."""

import time
from collections.abc import Iterable
from contextlib import suppress

from framing.doccano.project import tasks
from framing.doccano.project.card import Kind, ProjectCard, description, read_card
from framing.doccano.project.own_database import find_database
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError

_TRIES = 5  # to come to one project together with a push on another machine
_PAUSE_S = 0.2


def open_project(gateway: Gateway, name: str, kind: Kind | None = None) -> tuple[Project, ProjectCard]:
    """A project that framing made, and its card.

    Args:
        gateway: an account.
        name: of the project.
        kind: what the project must ask for; either will do unless given.

    Raises:
        DoccanoError: there is none of that name, framing did not make it, or its settings were changed.
        InputError: it asks for something else.
    """
    project = find_project(gateway, name)
    if project is None:
        how = "framing push --voice" if kind == "voices" else "framing push"
        raise DoccanoError(f"{gateway.url} has no project {name!r} that {gateway.username!r} can see. Make it: {how}.")
    return project, _checked_card(project, kind)


def _checked_card(project: Project, kind: Kind | None) -> ProjectCard:
    """The card of a project that is as framing made it; raises as `open_project` does."""
    name = project.name
    card = read_card(project.description)
    if card is None or project.kind != "DocumentClassification":
        raise DoccanoError(
            f"The project {name!r} was not made by framing, or its description lost the last line. "
            "Push to another name: framing push --project NAME."
        )
    if kind is not None and card.kind != kind:
        raise InputError(
            f"The project {name!r} asks for {card.kind}, not for {kind}. "
            f"{'Leave out --voice' if card.kind == 'frames' else 'Add --voice'}, or name another: --project NAME."
        )
    single = card.kind == "voices"
    if project.collaborative or project.single_label != single:
        labels = "allows several labels" if single else "allows one label only"
        fault = "shares labels among annotators" if project.collaborative else labels
        raise DoccanoError(f"The project {name!r} {fault} now. Set that back in Doccano's project settings.")
    return card


def study_projects(gateway: Gateway, name: str) -> list[tuple[Project, ProjectCard]]:
    """Every project of a study, with its card: the shared one, each annotator's, that for rulings, exercises last.

    A project belongs to the study if it has the study's name, or if its card says so: see ProjectCard. Projects that
    framing did not make are left out. Their settings are not looked at: see `open_project`.

    Raises:
        DoccanoError: two of them have one name.
    """
    carded = [(project, read_card(project.description)) for project in gateway.projects()]
    found = [(project, card) for project, card in carded if card and name in (project.name, card.team)]
    names = [project.name for project, _ in found]
    for twice in (each for each in names if names.count(each) > 1):
        raise DoccanoError(
            f"{gateway.url} has {names.count(twice)} projects named {twice!r}. Rename all but one of them in Doccano."
        )
    return sorted(found, key=lambda pair: _place(pair[0], pair[1], name))


def _place(project: Project, card: ProjectCard, name: str) -> tuple[bool, bool, bool, str, str]:
    return card.training, card.ruling, project.name != name, card.annotator, project.name


def find_or_make(gateway: Gateway, name: str, wanted: ProjectCard, text: str) -> tuple[Project, ProjectCard, bool]:
    """The project of this name, its card, and whether it was made now, with `wanted` as its card.

    Doccano lets two projects have one name. Where two pushes made one each, or one was killed and its successor did
    not see what it had begun, the oldest stays, and one without any sentence is deleted.

    Args:
        gateway: an account of the staff.
        name: of the project.
        wanted: the card of a new project.
        text: the guideline of a new project.

    Raises:
        DoccanoError, InputError: see `open_project` and `check_suggestions`.
    """
    made = None
    if not [project for project in gateway.projects() if project.name == name]:
        made = gateway.create_project(name, description(wanted), text, single_label=wanted.kind == "voices")
    for _ in range(_TRIES):
        ours = _ours(gateway, name)
        if len(ours) < 2:
            break
        for surplus in ours[1:]:
            with suppress(DoccanoError):  # the other push may be at it, or may have deleted it already
                gateway.delete_empty_project(surplus)
        time.sleep(_PAUSE_S)
    if len(ours) != 1:
        return *open_project(gateway, name, wanted.kind), False  # which says what is wrong
    # From one listing: a push on another machine may make its project now, and take it away as it finds ours.
    card = _checked_card(ours[0], wanted.kind)
    check_suggestions(name, card, wanted.suggestions)
    return ours[0], card, made is not None and ours[0].id == made.id


def check_suggestions(name: str, card: ProjectCard, model: str) -> None:
    """Nothing, if the project shows the proposals of this model: what stands beside its sentences does not change.

    Args:
        name: of the project.
        card: of the project.
        model: fingerprint; empty for none.

    Raises:
        InputError: it shows those of another model, or none, or shows some where none shall be.
    """
    if card.suggestions == model:
        return
    if not card.suggestions:
        was = "shows no proposals of a model: its annotators decide alone"
    else:
        was = f"shows the proposals of model {card.suggestions}" + (f", not of {model}" if model else "")
    raise InputError(f"The project {name!r} {was}, and that does not change. Push to a new one: --project NAME.")


def find_project(gateway: Gateway, name: str) -> Project | None:
    """The project of this name: the one that framing made, if there are others too; None if there is none.

    Raises:
        DoccanoError: framing made two of that name.
    """
    ours = _ours(gateway, name)
    if len(ours) > 1:
        raise DoccanoError(
            f"{gateway.url} has {len(ours)} projects named {name!r} that framing made. Rename all but one of them in "
            "Doccano; a push takes away those that hold no sentence."
        )
    return ours[0] if ours else next((project for project in gateway.projects() if project.name == name), None)


def _ours(gateway: Gateway, name: str) -> list[Project]:
    """The projects of this name that framing made, the oldest first."""
    found = [project for project in gateway.projects() if project.name == name and read_card(project.description)]
    return sorted(found, key=lambda project: project.id)


def sentence_ids(gateway: Gateway, project: Project) -> dict[str, list[int]]:
    """Our name of each sentence to Doccano's ids of its examples: one, unless something went wrong before.

    Of a server of ours from its database, else from one export; if that does not hold as many examples as the server
    counts, from a listing, which takes seconds for each thousand.
    """
    database = find_database(gateway.url, project)
    if database is not None:
        return _by_name(database.example_names())
    exports = gateway.export(project, only_confirmed=False)
    rows = next(iter(exports.values()), [])  # every member's file holds every example
    if len(rows) != gateway.count(project):
        return _by_name((number, tasks.name_of(meta)) for number, meta in gateway.examples(project))
    return _by_name((int(row["id"]), tasks.name_of(row)) for row in rows)


def _by_name(pairs: Iterable[tuple[int, str | None]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, name in pairs:
        if name is not None:
            found.setdefault(name, []).append(number)
    return found
