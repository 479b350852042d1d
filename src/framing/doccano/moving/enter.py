"""What people decided into a Doccano project, each through the account of the annotator who took the decision."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from framing.annotation.decisions import Decision
from framing.doccano.project.card import ProjectCard
from framing.doccano.project.projects import open_project
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, DoccanoUnreachable

_AT_ONCE = 8  # as many as our local server answers at the same time
_SAY_EVERY = 500  # entries


@dataclass(frozen=True)
class Entry:
    """What an account shall do at one example of a project, after a look at what stands there.

    `labels` are Doccano's ids of the labels to choose; `anew`: every label that the account gave there is taken back
    first. `confirm`: it is not confirmed yet, and shall be.
    """

    project: Project
    example_id: int
    labels: tuple[int, ...] = ()
    confirm: bool = False
    anew: bool = False
    comment: str = ""


def enter(gateway: Gateway, entry: Entry) -> None:
    """Enters it through an annotator's account. Broken off anywhere, a look at what stands there says what is left."""
    project, example_id = entry.project, entry.example_id
    if entry.anew:
        gateway.drop_labels(project, example_id)
    for label in entry.labels:
        try:
            gateway.choose_label(project, example_id, label)
        except DoccanoUnreachable:
            raise
        except DoccanoError:  # so Doccano also answers if the label stands there already
            if label not in gateway.labels_chosen(project, example_id):
                raise
    # Not confirmed now, it was confirmed since we looked, and our call took that back.
    if entry.confirm and not gateway.toggle_confirmed(project, example_id):
        gateway.toggle_confirmed(project, example_id)
    # After the confirmation: broken off before it, the next run would not see the comment and add it twice.
    if entry.comment:
        gateway.comment(project, example_id, entry.comment)


def enter_side_by_side(work: Sequence[tuple[Gateway, Sequence[Entry]]], say: Callable[[str], None]) -> None:
    """Enters what each account shall, in order; several accounts at the same time. The first failure ends it all."""
    total, done, stop = sum(len(entries) for _, entries in work), 0, threading.Event()
    counting = threading.Lock()

    def one(gateway: Gateway, entries: Sequence[Entry]) -> None:
        nonlocal done
        for entry in entries:
            if stop.is_set():
                return
            enter(gateway, entry)
            with counting:
                done += 1
                if done % _SAY_EVERY == 0 or done == total:
                    say(f"{done} of {total} answers entered")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for finished in as_completed([pool.submit(one, gateway, entries) for gateway, entries in work]):
                finished.result()
        finally:
            stop.set()  # also where the reader interrupts: each account ends the entry that it is at


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
        keys = _chosen(decision, card)
        given = set(_chosen(there, card)) if there is not None else set()
        confirmed = there is not None and there.state == "confirmed"
        comment = "" if there is not None and decision.comment in there.comment else decision.comment
        if confirmed and given == set(keys) and not comment:
            continue
        anew = bool(given - set(keys))
        chosen = tuple(labels[names[key]] for key in keys if anew or key not in given)
        enter(gateway, Entry(project, ids[decision.sentence_id], chosen, not confirmed, anew, comment))
        changed += 1
    return changed


def _answers(decision: Decision, card: ProjectCard) -> bool:
    return not decision.is_voice if card.kind == "frames" else decision.is_voice or bool(decision.voice)


def _chosen(decision: Decision, card: ProjectCard) -> tuple[str, ...]:
    """Keys of what the decision says about what the project asks for."""
    if card.kind == "frames":
        return decision.frames
    return (decision.voice,) if decision.voice else ()
