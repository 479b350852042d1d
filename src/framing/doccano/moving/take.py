"""A snapshot taken: what a study's projects hold on a server. Read only, so it can be broken off and run again.

Two exports, the comments and one count for each label: nothing is asked for each example.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from framing.doccano.moving.snapshot import (
    LabelType,
    ProjectContent,
    Remark,
    Settings,
    StudyContent,
    answers_from_exports,
    examples_from_rows,
)
from framing.doccano.project.projects import study_projects
from framing.doccano.teams.assignments import assigned_examples, has_assignments
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

Say = Callable[[str], None]


@dataclass(frozen=True)
class Taken:
    """A project on a server and what it holds. `ids`: Doccano's id of each example, in order."""

    project: Project
    content: ProjectContent
    ids: tuple[int, ...]


def take_study(gateway: Gateway, name: str, say: Say) -> StudyContent:
    """Everything that is in the projects of a study, also in the one for voices and in exercises.

    A project that framing did not make can be taken too, by its own name.

    Raises:
        DoccanoError: there is none, or what people did in it cannot be told apart.
    """
    found = {project.id: project for study in (name, f"{name} voice") for project, _ in study_projects(gateway, study)}
    if not found:
        project = gateway.find_project(name)
        if project is None:
            raise DoccanoError(f"{gateway.url} has no project {name!r} that {gateway.username!r} can see.")
        found = {project.id: project}
    contents = []
    for project in found.values():
        content = take_project(gateway, project).content
        say(f"{project.name}: {len(content.examples)} examples, {len(content.answers)} answers read")
        contents.append(content)
    return StudyContent(name=name, owner=gateway.username, projects=tuple(contents))


def take_project(gateway: Gateway, project: Project) -> Taken:
    """What a project holds.

    Raises:
        DoccanoError: it does not keep apart who labelled what, is no project of texts, or changed meanwhile.
    """
    _check_kind(project)
    with gateway.speaking(f"look at the project {project.name!r}"):
        settings, guideline = _settings(told := gateway.settings(project)), str(told["guideline"])
        labels = tuple(_label(found) for found in gateway.label_types(project))
    members = gateway.members(project)
    # The confirmed export comes second: whoever confirms in between is confirmed, with the labels of that moment.
    everything = gateway.export(project, only_confirmed=False)
    confirmed = gateway.export(project, only_confirmed=True)
    if everything.keys() != members.keys():
        raise DoccanoError(f"The members of {project.name!r} changed meanwhile, or two share one name. Try again.")
    numbers, examples = examples_from_rows(everything[gateway.username])
    comments = [comment for comment in gateway.comments(project) if comment.example_id in numbers]
    answers = answers_from_exports(everything, confirmed, numbers)
    given = Counter(label for answer in answers for label in answer.labels)
    counted = {label.text: gateway.label_uses(project, label.text) - given[label.text] for label in labels}
    content = ProjectContent(
        name=project.name,
        description=project.description,
        guideline=guideline,
        settings=settings,
        labels=labels,
        members=dict(sorted(members.items())),
        examples=examples,
        answers=answers,
        comments=tuple(Remark(numbers[c.example_id], c.username, c.text, c.at) for c in comments),
        seen=_seen(gateway, project, numbers, members) if has_assignments(gateway) else None,
        unreachable={label: more for label, more in counted.items() if more > 0},
    )
    return Taken(project, content, tuple(numbers))


def _seen(
    gateway: Gateway, project: Project, numbers: Mapping[int, int], members: Collection[str]
) -> dict[str, tuple[int, ...]]:
    """Member to the numbers of the examples that are assigned."""
    found: dict[str, list[int]] = {}
    for example in assigned_examples(gateway, project):
        if example.id in numbers:
            for username in example.usernames.intersection(members):
                found.setdefault(username, []).append(numbers[example.id])
    return {username: tuple(sorted(found[username])) for username in sorted(found)}


def _check_kind(project: Project) -> None:
    if project.kind != "DocumentClassification":
        raise DoccanoError(
            f"The project {project.name!r} is for {project.kind}: framing snapshots hold labelled texts."
        )
    if project.collaborative:
        raise DoccanoError(
            f"The project {project.name!r} shares labels among annotators: Doccano does not say who gave which. Set "
            "that back in Doccano's project settings."
        )


def _settings(told: Mapping[str, Any]) -> Settings:
    return Settings(
        single_label=told["single_class_classification"] is True,
        random_order=told["random_order"] is True,
        members_add_labels=told["allow_member_to_create_label_type"] is True,
        tags=tuple(str(tag["text"]) for tag in told["tags"]),
    )


def _label(found: Mapping[str, Any]) -> LabelType:
    return LabelType(
        text=str(found["text"]),
        suffix_key=str(found["suffix_key"]) if found["suffix_key"] else None,
        prefix_key=str(found["prefix_key"]) if found["prefix_key"] else None,
        background_color=str(found["background_color"]),
        text_color=str(found["text_color"]),
    )
