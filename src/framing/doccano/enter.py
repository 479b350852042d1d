"""Decisions into a Doccano project, each through the account of the annotator who took it."""

from collections.abc import Mapping, Sequence

from framing.annotation.decisions import Decision
from framing.doccano.card import ProjectCard
from framing.doccano.gateway import Gateway
from framing.doccano.projects import open_project
from framing.errors import DoccanoError


def enter_decisions(
    gateway: Gateway, name: str, wanted: Sequence[Decision], standing: Mapping[str, Decision], ids: Mapping[str, int]
) -> int:
    """Enters decisions through the account of the annotator who took them; how many sentences were changed.

    Args:
        gateway: logged in as the annotator.
        name: the project.
        wanted: the annotator's decisions, confirmed; those that do not say what the project asks for are passed over.
        standing: sentence id to what stands for this annotator in Doccano now, so that nothing is entered twice.
        ids: sentence id to Doccano's id of its example.

    Raises:
        DoccanoError: a frame, or voice, has no label in the project.
    """
    project, card = open_project(gateway, name)
    labels = gateway.label_ids(project)
    names = dict(card.labels)
    wanted = [decision for decision in wanted if _answers(decision, card)]
    unknown = {key for decision in wanted for key in _chosen(decision, card) if names.get(key) not in labels}
    if unknown:
        raise DoccanoError(
            f"The project {name!r} has no label for {', '.join(sorted(unknown))}. Push again: framing push."
        )
    changed = 0
    for decision in wanted:
        there = standing.get(decision.sentence_id)
        example_id = ids[decision.sentence_id]
        keys = _chosen(decision, card)
        given = set(_chosen(there, card)) if there is not None else set()
        confirmed = there is not None and there.state == "confirmed"
        comment = "" if there is not None and decision.comment in there.comment else decision.comment
        if confirmed and given == set(keys) and not comment:
            continue
        if given - set(keys):
            gateway.drop_labels(project, example_id)
            given = set()
        for key in keys:
            if key not in given:
                gateway.choose_label(project, example_id, labels[names[key]])
        if not confirmed:
            gateway.toggle_confirmed(project, example_id)
        # After the confirmation: broken off before it, the next run would not see the comment and add it twice.
        if comment:
            gateway.comment(project, example_id, comment)
        changed += 1
    return changed


def _answers(decision: Decision, card: ProjectCard) -> bool:
    return not decision.is_voice if card.kind == "frames" else decision.is_voice or bool(decision.voice)


def _chosen(decision: Decision, card: ProjectCard) -> tuple[str, ...]:
    """Keys of what the decision says about what the project asks for."""
    if card.kind == "frames":
        return decision.frames
    return (decision.voice,) if decision.voice else ()
