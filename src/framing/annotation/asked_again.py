"""Sentences that an annotator was asked about more than once: which answer is the first. Pure."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from typing import Any

from framing.annotation.decisions import CONFIRMED, Decision


def asked_first(standing: Sequence[Decision], ledger: Iterable[Decision]) -> tuple[list[Decision], int]:
    """The decisions that say how far annotators agree, and how many sentences were asked again in another project.

    Agreement is about what annotators say on their own, before they hear of a doubt. So of each annotator and sentence,
    under one codebook and for each frame, the project counts in which it was first confirmed, with the last word there.
    What a later project says again under the same codebook, such as the queue of an audit, is left out; it is a label
    all the same. Under a newer codebook the sentence is asked for the first time. A copy of a project, where a decision
    came along with its time, goes on where the project was.

    Args:
        standing: decisions that stand, as `current` gives them, on any sentences.
        ledger: all decisions, oldest first: which project asked first does not show in last words. Where sentences have
            changed since, the first decision in the document says it.

    Returns:
        `standing` in its order, without the frames that were asked again; and a number of sentences.
    """
    projects: dict[tuple[str, str], str] = {}
    for decision in standing:
        projects.setdefault((decision.annotator, decision.document_id), decision.project)
    # Of a million decisions few are in doubt as a rule: where somebody met a document in a second project.
    doubtful = {
        (decision.annotator, decision.document_id)
        for decision in standing
        if projects[decision.annotator, decision.document_id] != decision.project
    }
    asked: dict[tuple[str, str, int, int, str], list[int]] = {}
    for number, decision in enumerate(standing):
        if (decision.annotator, decision.document_id) not in doubtful or not decision.counts:
            continue
        if decision.state == CONFIRMED or decision.frames:
            key = (decision.annotator, decision.document_id, decision.start, decision.end, decision.codebook)
            asked.setdefault(key, []).append(number)
    several = {key: numbers for key, numbers in asked.items() if len(numbers) > 1}
    began = _began(ledger, doubtful)
    kept: dict[int, Decision | None] = {}
    again = set()
    for (_, document_id, start, end, _), numbers in several.items():
        known: dict[str, int] = {}
        for number in sorted(
            numbers, key=lambda number: (standing[number].state != CONFIRMED, began(standing[number]))
        ):
            decision, since = standing[number], began(standing[number])
            new = [frame for frame in decision.offered if known.get(frame, since) == since]
            if len(new) < len(decision.offered):
                kept[number] = _only_of(decision, new)
            if decision.state == CONFIRMED:
                if number in kept:
                    again.add((document_id, start, end))
                known.update(dict.fromkeys(new, since))
    left = (kept.get(number, decision) for number, decision in enumerate(standing))
    return [decision for decision in left if decision is not None], len(again)


def _began(ledger: Iterable[Decision], wanted: Container[tuple[str, str]]) -> Callable[[Decision], int]:
    """What tells when the project of a decision first had one of its annotator on its sentence, as a line of `ledger`.

    `wanted` are annotators with documents. In the copy of a project it began when it did in the project.
    """
    first: dict[tuple[Any, ...], int] = {}
    known_by_time: dict[tuple[Any, ...], int] = {}
    for number, decision in enumerate(ledger):
        if (decision.annotator, decision.document_id) in wanted and decision.counts and decision.state == CONFIRMED:
            place = (decision.project, decision.annotator, decision.codebook, decision.document_id)
            first.setdefault(place, number)
            sentence = (*place, decision.start, decision.end)
            if not decision.decided_at:
                first.setdefault(sentence, number)
                continue
            timed = (*sentence[1:], decision.decided_at, frozenset(decision.frames))
            known_by_time.setdefault(timed, first.setdefault(sentence, known_by_time.get(timed, number)))

    def began(decision: Decision) -> int:
        place = (decision.project, decision.annotator, decision.codebook, decision.document_id)
        return first.get((*place, decision.start, decision.end), first.get(place, -1))

    return began


def _only_of(decision: Decision, frames: Sequence[str]) -> Decision | None:
    """What a decision says of these frames; None if there are none."""
    if not frames:
        return None
    return replace(decision, offered=tuple(frames), frames=tuple(frame for frame in decision.frames if frame in frames))


def shown_twice(standing: Iterable[Decision]) -> list[tuple[Decision, Decision]]:
    """What annotators confirmed of a sentence the first and the second time, in one project and by one codebook.

    Another answer in another project, or by another codebook, is no change of mind. One pair for each annotator and
    sentence: that of the last second showing. Decisions on voices are left out.

    Args:
        standing: decisions that stand, as `current` gives them.
    """
    first: dict[tuple[str, ...], Decision] = {}
    again: list[tuple[tuple[str, ...], Decision]] = []
    told = [d for d in standing if d.state == CONFIRMED and not (d.training or d.ruling or d.is_voice)]
    twice = {(d.annotator, d.document_id) for d in told if d.showing == 2}
    for decision in told:
        if (decision.annotator, decision.document_id) in twice and decision.showing in (1, 2):
            asked = (decision.project, decision.codebook, decision.annotator, decision.sentence_id)
            if decision.showing == 2:
                again.append((asked, decision))
            else:
                first[asked] = decision
    return list({asked[2:]: (first[asked], decision) for asked, decision in again if asked in first}.values())
