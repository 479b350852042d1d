"""Exercises in Doccano: a project for each annotator, and what the codebook says beside each wrong answer."""

from collections.abc import Iterable, Sequence

from framing.annotation.decisions import Decision
from framing.annotation.exercises import (
    PASS_MARK,
    TrainingResult,
    exercises,
    exercises_fingerprint,
    first_answers,
    score,
    without_examples,
)
from framing.codebook import Codebook
from framing.doccano.project.card import ProjectCard, both_codebooks
from framing.doccano.project.codebook_change import find_change
from framing.doccano.project.guideline import FEEDBACK, feedback_text
from framing.doccano.project.projects import sentence_ids
from framing.doccano.project.tasks import ID_KEY
from framing.doccano.pushing.push import Target
from framing.doccano.teams.division import own_project
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import InputError


def training_targets(
    name: str, codebook: Codebook, annotators: Sequence[str], pass_mark: int = PASS_MARK
) -> list[Target]:
    """The projects with the exercises of a study, one for each annotator.

    Raises:
        InputError: the codebook has no examples, or see `own_project`.
    """
    found = exercises(codebook)
    rows = [
        {
            "text": exercise.text,
            "label": [],
            "article": "(an exercise)",
            "position": f"{number} of {len(found)}",
            ID_KEY: exercise.sentence_id,
        }
        for number, exercise in enumerate(found, start=1)
    ]
    return [
        Target(
            own_project(name, annotator, training=True),
            rows,
            (annotator,),
            team=name,
            annotator=annotator,
            training=True,
            pass_mark=pass_mark,
            exercises=exercises_fingerprint(codebook),
        )
        for annotator in annotators
    ]


def review(
    gateway: Gateway, project: Project, card: ProjectCard, codebook: Codebook, ledger: Iterable[Decision]
) -> TrainingResult:
    """How an annotator did, after a comment was written beside each exercise whose first answer was wrong.

    The comments are those of the account that asks. One is written once, however often this runs.

    Args:
        gateway: an account of the staff.
        project: with an annotator's exercises.
        card: of the project.
        codebook: the exercises are from it.
        ledger: every decision so far, the oldest first.

    Raises:
        InputError: the exercises are from another version of the codebook, whose key or labels are not the same.
    """
    if not _asks_the_same(card, codebook):
        both = both_codebooks(card, f"{codebook.id} {codebook.version}")
        raise InputError(
            f"The exercises in {project.name!r} are from another version of the codebook ({both}), and cannot be "
            "scored with this one. Push new ones: framing push --training --project NAME."
        )
    offered = codebook.subset(card.keys)
    answers = first_answers(ledger, card.annotator, card.project)
    result = score(offered, answers, card.annotator, card.pass_mark or PASS_MARK)
    if result.wrong:
        _comment(gateway, project, offered, result, answers)
    return result


def _asks_the_same(card: ProjectCard, codebook: Codebook) -> bool:
    """Whether exercises, key and labels are those of the codebook, whatever was renamed or recoloured in it since."""
    if card.fingerprint == codebook.fingerprint:
        return True
    if not set(card.keys) <= set(codebook.keys):
        return False
    offered = codebook.subset(card.keys)
    change = find_change(card, without_examples(offered))
    same_labels = change is None or not change.asks_for_upgrade
    return same_labels and card.exercises == exercises_fingerprint(offered)


def _comment(
    gateway: Gateway,
    project: Project,
    codebook: Codebook,
    result: TrainingResult,
    answers: dict[str, tuple[str, ...]],
) -> None:
    told = {
        comment.example_id
        for comment in gateway.comments(project)
        if comment.username != result.annotator and comment.text.startswith(FEEDBACK)
    }
    ids = sentence_ids(gateway, project)
    by_name = {exercise.sentence_id: exercise for exercise in exercises(codebook)}
    for name in result.wrong:
        held = ids.get(name, [])
        if held and not told.intersection(held):
            gateway.comment(project, held[0], feedback_text(codebook, by_name[name], answers[name]))
