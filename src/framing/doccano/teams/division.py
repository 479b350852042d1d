"""A study divided among annotators: the projects that it takes, what they hold already, and whether all is seen.

Where the server assigns sentences, one project is enough. Where it shows everybody all of a project, each annotator
has a project with the own sentences.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.annotation.assignment import Order, showings
from framing.codebook import NAME_LIMIT
from framing.doccano.project.card import Kind, read_card
from framing.doccano.project.projects import open_project, sentence_ids, study_projects
from framing.doccano.project.tasks import example_name, name_of, parse_name, shown_again
from framing.doccano.pushing.push import Target
from framing.doccano.teams.assignments import assign, assigned_examples, check_sees, draw_order_by_chance
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import InputError
from framing.tables import ASSIGNMENTS, make_sentence_id

_USERNAME = re.compile(r"[\w.@+-]{1,150}")  # what Doccano takes


@dataclass(frozen=True)
class Division:
    """How a study is divided: annotators for each sentence, their order, seed of chance, share that is shown again."""

    overlap: int
    order: Order = "article"
    seed: int = 0
    repeat: float = 0


def own_project(name: str, username: str, training: bool = False) -> str:
    """The name of an annotator's own project in a study.

    Raises:
        InputError: it is too long for Doccano.
    """
    found = f"{name}{' training' if training else ''} / {username}"
    if len(found) > NAME_LIMIT:
        raise InputError(
            f"The project {found!r} would have a name of {len(found)} characters, and Doccano takes {NAME_LIMIT}. "
            "Choose a shorter one: --project NAME."
        )
    return found


def check_usernames(usernames: Sequence[str]) -> None:
    """Sees to it that Doccano could have accounts of these names, before a plan is made for them.

    Raises:
        InputError: it could not.
    """
    for username in usernames:
        if not _USERNAME.fullmatch(username):
            raise InputError(
                f"{username!r} cannot be an account: Doccano takes letters, digits and the signs @ . + - _ only."
            )


def is_divided(gateway: Gateway, name: str) -> bool:
    """Whether annotators of the study have projects of their own, other than for exercises."""
    cards = [read_card(project.description) for project in gateway.projects()]
    return any(card.team == name and card.annotator and not card.training for card in cards if card)


def held_plan(gateway: Gateway, name: str, *, assigning: bool) -> pd.DataFrame:
    """ASSIGNMENTS as the study's projects hold them, for a plan whose file was lost.

    Args:
        gateway: an account of the staff.
        name: of the study.
        assigning: whether the server assigns sentences.

    Raises:
        InputError: a project shows all of its sentences to everybody.
    """
    rows: list[tuple[str, str, int]] = []
    for project, card in study_projects(gateway, name):
        if card.training or card.ruling:
            continue
        if assigning:
            rows += _seen(gateway, project)
        elif card.annotator:
            rows += _drawn(card.annotator, _in_order(sentence_ids(gateway, project)))
        elif gateway.count(project):
            raise InputError(
                f"The project {name!r} shows all of its sentences to everybody, and that does not change. "
                "Divide them in another one: --project NAME."
            )
    unique = {(sentence_id, annotator): draw for sentence_id, annotator, draw in reversed(rows)}
    return ASSIGNMENTS.table(
        {"sentence_id": sentence_id, "annotator": annotator, "draw": draw}
        for (sentence_id, annotator), draw in reversed(unique.items())
    )


def _in_order(ids: Mapping[str, Sequence[int]]) -> list[str]:
    return sorted(ids, key=lambda name: min(ids[name]))


def _seen(gateway: Gateway, project: Project) -> list[tuple[str, str, int]]:
    names: dict[str, list[str]] = defaultdict(list)
    for example in assigned_examples(gateway, project):
        for username in sorted(example.usernames):
            if example.name is not None:
                names[username].append(example.name)
    return [row for username, held in names.items() for row in _drawn(username, held)]


def _drawn(annotator: str, names: Sequence[str]) -> list[tuple[str, str, int]]:
    """Rows of the plan in the order of a project: after sentences that are shown again a new draw begins."""
    rows, draw, before = [], 1, 1
    for name in names:
        span = parse_name(name)
        if span is None:
            continue
        draw += span[3] < before
        before = span[3]
        if span[3] == 1:
            rows.append((make_sentence_id(*span[:3]), annotator, draw))
    return rows


def shown_names(table: pd.DataFrame, annotator: str, division: Division) -> list[str]:
    """Names of the examples that an annotator is shown, in order; see `assignment.showings`."""
    shown = showings(table, annotator, order=division.order, seed=division.seed, repeat=division.repeat)
    return [example_name(sentence_id, showing) for sentence_id, showing in shown]


def targets(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    shown: Mapping[str, Sequence[str]],
    kind: Kind,
    *,
    overlap: int,
    assigning: bool,
) -> list[Target]:
    """The projects of a study that is divided.

    Args:
        name: of the study.
        rows: one for each sentence; see `tasks.example_rows`.
        shown: annotator to names of examples, in order; those without a row are passed over.
        kind: what is asked.
        overlap: annotators for each sentence.
        assigning: whether the server assigns sentences: there is one project then.

    Raises:
        InputError: an annotator would see nothing; or see `own_project`.
    """
    wanted = {each for names in shown.values() for each in names}
    by_name = {str(name_of(row)): row for row in rows}
    by_name |= {example_name(each, 2): shown_again(row, 2) for each, row in by_name.items()}
    nothing = [annotator for annotator, names in shown.items() if not any(each in by_name for each in names)]
    if nothing:
        raise InputError(_why_nothing(nothing, len(rows), len(shown), overlap))
    if assigning:
        return [Target(name, [row for each, row in by_name.items() if each in wanted], tuple(shown), kind)]
    return [
        Target(
            own_project(name, annotator),
            [by_name[each] for each in names if each in by_name],
            (annotator,),
            kind,
            team=name,
            annotator=annotator,
        )
        for annotator, names in shown.items()
    ]


def _why_nothing(annotators: Sequence[str], sentences: int, people: int, overlap: int) -> str:
    """Why some would see nothing, and what to do: too few sentences from the start, or all are given out already."""
    who = ", ".join(annotators)
    if sentences * overlap < people:
        return (
            f"{who} would see nothing: there are {sentences} sentences for {people} annotators. "
            "Name fewer, raise --overlap, or ingest more texts."
        )
    having = f"{overlap} annotators" if overlap > 1 else "annotator"
    return (
        f"{who} would see nothing: each of the {sentences} sentences has its {having} already, and none is "
        f"taken away from anybody. New sentences go to who has least: framing ingest FOLDER with new texts, then push "
        f"again with {who} named. Or raise --overlap, so that each sentence goes to more annotators."
    )


def let_see(
    gateway: Gateway,
    pushed: Sequence[Target],
    shown: Mapping[str, Sequence[str]],
    division: Division,
    say: Callable[[str], None],
    *,
    assigning: bool,
) -> tuple[int, tuple[str, ...]]:
    """Sees to it that every annotator sees what was planned, after the push: assignments made, and problems.

    Raises:
        DoccanoError: somebody would see nothing, or less than was planned.
    """
    if not assigning:
        for target in pushed:
            project, _ = open_project(gateway, target.name)
            member = target.annotator in gateway.members(project)
            check_sees(gateway, project, target.annotator, gateway.count(project) if member else 0, len(target.rows))
        return 0, ()
    (target,) = pushed
    project, _ = open_project(gateway, target.name)
    stays: tuple[str, ...] = ()
    if division.order == "shuffle":
        draw_order_by_chance(gateway, project)
    elif gateway.settings(project)["random_order"]:
        stays = (f"{target.name!r} stays in its order, which the server drew by chance: --order article is too late",)
    made, problems = assign(gateway, project, {who: set(names) for who, names in shown.items()}, say)
    return made, (*stays, *problems)


def let_all_see(gateway: Gateway, name: str, say: Callable[[str], None]) -> tuple[int, tuple[str, ...]]:
    """Assigns all of a project to every annotator in it, on a server that assigns sentences; see `let_see`."""
    project, _ = open_project(gateway, name)
    annotators = [username for username, role in gateway.members(project).items() if role == "annotator"]
    return assign(gateway, project, dict.fromkeys(annotators), say) if annotators else (0, ())
