"""The project that stands for a study in Doccano: found, checked, or made with its labels."""

from framing.codebook import Codebook
from framing.doccano import tasks
from framing.doccano.card import Kind, ProjectCard, description, offered, read_card
from framing.doccano.gateway import Gateway, Project
from framing.doccano.guideline import guideline_text, voice_guideline_text
from framing.errors import DoccanoError, InputError


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
    project = gateway.find_project(name)
    if project is None:
        how = "framing push --voice" if kind == "voices" else "framing push"
        raise DoccanoError(f"{gateway.url} has no project {name!r} that {gateway.username!r} can see. Make it: {how}.")
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
    return project, card


def study_projects(gateway: Gateway, name: str) -> list[tuple[Project, ProjectCard]]:
    """Every project of a study, with its card: the shared one, then one for each annotator, exercises last.

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
    return sorted(found, key=lambda pair: (pair[1].training, pair[0].name != name, pair[1].annotator, pair[0].name))


def is_there(gateway: Gateway, name: str, kind: Kind) -> bool:
    """Whether there is a project of this name that framing made to ask for this."""
    cards = [read_card(project.description) for project in gateway.projects() if project.name == name]
    return any(card is not None and card.kind == kind for card in cards)


def ensure_project(
    gateway: Gateway, name: str, codebook: Codebook, wanted: ProjectCard, note: str = ""
) -> tuple[Project, ProjectCard, bool, int]:
    """The project of this name with the labels of `codebook`: project, card, whether it is new, labels added.

    `wanted` is the card of the project if it is new, `note` what its guideline says of a model's proposals.

    Raises:
        InputError: the project asks for something else, or was made with another codebook or other frames; what it
            offers is never changed in silence.
    """
    kind = wanted.kind
    project = gateway.find_project(name)
    created = project is None
    if project is None:
        text = voice_guideline_text(codebook) if kind == "voices" else guideline_text(codebook, note)
        project = gateway.create_project(name, description(wanted), text, single_label=kind == "voices")
    project, card = open_project(gateway, name, kind)
    labels = offered(codebook, kind)
    if card.fingerprint != codebook.fingerprint or card.keys != tuple(label.key for label in labels):
        same = card.fingerprint == codebook.fingerprint
        difference = (
            f"offers other {kind}" if same else f"was made with another version of the codebook ({card.codebook})"
        )
        raise InputError(
            f"The project {name!r} {difference}: {', '.join(card.keys)}. "
            "What its annotators were offered does not change. Push to a new one: --project NAME."
        )
    check_suggestions(name, card, wanted.suggestions)
    present = gateway.label_ids(project)
    missing = [label for label in labels if label.name not in present]
    for label in missing:
        gateway.create_label(project, label)
    return project, card, created, len(missing)


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


def sentence_ids(gateway: Gateway, project: Project) -> dict[str, list[int]]:
    """Our name of each sentence to Doccano's ids of its examples: one, unless something went wrong before."""
    exports = gateway.export(project, only_confirmed=False)
    found: dict[str, list[int]] = {}
    for row in next(iter(exports.values()), []):  # every member's file holds every example
        sentence_id = tasks.name_of(row)
        if sentence_id is not None:
            found.setdefault(sentence_id, []).append(int(row["id"]))
    return found
