"""What a pull adds to the ledger, and what a project can no longer say of decisions in it. Pure."""

from collections.abc import Collection, Sequence

from framing.annotation.decisions import Decision, Subject, current, news
from framing.doccano.project import tasks
from framing.doccano.project.card import ProjectCard
from framing.doccano.pulling.decided import Pulled


def additions(
    ledger: Sequence[Decision], pulled: Pulled, card: ProjectCard, *, at: str, puller: str
) -> tuple[list[Decision], list[str]]:
    """The lines to add to the ledger, and what the project can no longer say of decisions in it.

    Args:
        ledger: the decisions so far; those of other projects do not matter.
        pulled: what the project says now.
        card: the project's card.
        at: the time of the pull.
        puller: the account that pulls; it is seen although it is not in `progress` while it decides nothing.
    """
    before = current(decision for decision in ledger if decision.project == card.project)
    asked = set(filter(card.asks, (decision.annotator for decision in before)))
    gone = asked - {row["annotator"] for row in pulled.progress} - {puller}
    deleted = {d.subject for d in before if tasks.example_name(d.sentence_id, d.showing) not in pulled.names}
    missing = set(pulled.missing)
    renamed = {d.subject for d in before if {*d.frames, d.voice} & missing or d.reason in pulled.missing_reasons}
    untold = deleted | renamed | pulled.held
    lines = news(before, pulled.decisions, project=card.project, at=at, gone=gone, untold=untold)
    anew = {decision.subject for decision in lines}
    older = [d for d in before if d.subject not in anew and not _asked_alike(d, card)]
    return lines, _losses(before, gone, deleted, older)


def _losses(
    before: Sequence[Decision], gone: Collection[str], deleted: Collection[Subject], older: Sequence[Decision]
) -> list[str]:
    told = []
    for annotator in sorted(gone):
        count = sum(decision.annotator == annotator for decision in before)
        told.append(
            f"{annotator} is no member of the project any more: {_decisions(count)} in the ledger stay. Make them a "
            "member again (framing push --annotators) to see what they change"
        )
    if deleted:
        names = sorted({decision.sentence_id for decision in before if decision.subject in deleted})
        told.append(
            f"{_sentences(len(names))} that somebody decided on are no longer in the project (the first: {names[0]}): "
            f"{_decisions(len(deleted))} in the ledger stay. To label them again: framing push"
        )
    if older:
        told.append(
            f"{_decisions(len(older))} taken when the project asked by another codebook or offered other labels than "
            "its card says now. They stay as they were asked; to have them anew, push to a new project"
        )
    return told


def _asked_alike(decision: Decision, card: ProjectCard) -> bool:
    """Whether the project asks for the same labels now, by the same codebook or by one in which they mean the same."""
    offered = set(card.keys) if card.kind == "frames" else set()
    return set(decision.offered) == offered and decision.codebook in (card.fingerprint, *card.alike)


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count > 1 else ''}"


def _decisions(count: int) -> str:
    return f"{count} decision{'s' if count > 1 else ''}"
