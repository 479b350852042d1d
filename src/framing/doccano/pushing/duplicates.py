"""Copies of one sentence in a project: found, and the ones that nobody touched taken out.

Doccano keeps whatever it is sent twice: a failed import is tried again by its worker, an answer is lost, two people
push at the same moment. A copy that anybody labelled, confirmed or commented is never deleted. All copies of a
sentence have one name, so a pull reads them as one decision in any case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from framing.doccano.project.own_database import find_database
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

Held = Mapping[str, Sequence[int]]  # our name of a sentence to Doccano's ids of its copies
_TRIES = 3
_IDS_PER_REQUEST = 1000
_SHOWN = 80  # characters of a name in a message


@dataclass(frozen=True)
class Mended:
    """What a project holds now, how many copies were deleted, and what could not be mended."""

    held: Held
    deleted: int = 0
    problems: tuple[str, ...] = ()


def mend(gateway: Gateway, project: Project, held: Held) -> Mended:
    """Deletes copies that nobody touched; of each sentence the touched copies stay, else the first.

    Whether somebody touched a copy is asked right before it is deleted, and whether anybody did anything meanwhile.
    """
    copies = {name: ids for name, ids in held.items() if len(ids) > 1}
    if not copies:
        return Mended(held)
    for _ in range(_TRIES):
        before = _activity(gateway, project)
        touched = touched_examples(gateway, project, {number for ids in copies.values() for number in ids})
        kept = copies_to_keep(copies, touched)
        surplus = sorted(set().union(*copies.values()) - set().union(*kept.values()))
        if _activity(gateway, project) != before:
            continue
        for start in range(0, len(surplus), _IDS_PER_REQUEST):
            gateway.delete_examples(project, surplus[start : start + _IDS_PER_REQUEST])
        several = tuple(
            f"sentence {name[:_SHOWN]} stands {len(ids)} times in the project, and people may have worked on each: all "
            "stay, and count as one"
            for name, ids in kept.items()
            if len(ids) > 1
        )
        return Mended({**held, **kept}, len(surplus), several)
    busy = f"{len(copies)} sentences stand more than once, and people label right now: push again later to mend that"
    return Mended(held, 0, (busy,))


def copies_to_keep(copies: Held, touched: Iterable[int]) -> dict[str, list[int]]:
    """Of each sentence the ids that stay: every touched copy, else the first, which keeps the order of the push."""
    theirs = set(touched)
    return {name: [number for number in ids if number in theirs] or [min(ids)] for name, ids in copies.items()}


def touched_examples(gateway: Gateway, project: Project, suspects: set[int]) -> set[int]:
    """Those of `suspects` that anybody labelled, confirmed or commented.

    All of them if somebody confirmed examples and left the project: which ones, only our own database tells.
    """
    database = find_database(gateway.url, project)
    if database is not None:
        done = {number for _, number in (*database.labelled_at(), *database.confirmed_at())}
        return suspects & (done | {comment.example_id for comment in database.comments()})
    confirmed = gateway.confirmations(project)
    if any(count for who, count in confirmed.items() if who not in gateway.members(project)):
        return suspects
    touched = {comment.example_id for comment in gateway.comments(project)}
    seen = 0
    for rows in gateway.export(project, only_confirmed=False).values():
        touched |= {row["id"] for row in rows if row.get("label") or row.get("Comments")}
        seen += sum(len(row.get("label") or ()) for row in rows)
    for rows in gateway.export(project, only_confirmed=True).values():
        touched |= {row["id"] for row in rows}
    uses = {label: gateway.label_uses(project, label) for label in gateway.label_ids(project)}
    if sum(uses.values()) != seen:  # of people who are no members any more: an export does not have them
        for label in (label for label, count in uses.items() if count):
            touched |= {number for number, _ in gateway.examples(project, label=label)}
    return suspects & touched


def _activity(gateway: Gateway, project: Project) -> object:
    """What changes when anybody labels, confirms or comments; quick to ask."""
    uses = [gateway.label_uses(project, label) for label in gateway.label_ids(project)]
    return gateway.confirmations(project), uses, len(gateway.comments(project))


def check_each_once(held: Held, names: Iterable[str]) -> None:
    """Raises DoccanoError if one of the sentences is not in the project."""
    missing = [name for name in names if name not in held]
    if missing:
        raise DoccanoError(
            f"The project lacks {len(missing)} sentences that were sent, {missing[0][:_SHOWN]} first. Nothing was "
            "deleted. Run the same push again."
        )
