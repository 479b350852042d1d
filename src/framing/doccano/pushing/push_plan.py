"""What a push would do, looked up without changing anything: what `framing push --dry-run` prints."""

from dataclasses import dataclass

from framing.codebook import Codebook
from framing.doccano.project import tasks
from framing.doccano.project.card import offered
from framing.doccano.project.codebook_change import find_change
from framing.doccano.project.labels import ask_for_upgrade, change_lines, renamed_by_hand, say_renamed
from framing.doccano.project.projects import find_project, open_project, sentence_ids
from framing.doccano.pushing.push import Target, check_ruling, check_target, stays_as_it_is
from framing.doccano.wire.gateway import Gateway


@dataclass(frozen=True)
class PushPlan:
    """What a push would make and change. `to_upload` and `already_there` are counts of sentences.

    `asks_for_upgrade` is what the push would say instead of going on, empty if it would go on. `surplus_copies` is how
    many copies of sentences it would look at, to delete those that nobody worked on. `problems` would stop it:
    labels that somebody renamed in Doccano. `stays` is what is asked for and cannot be: another order of what is there.
    """

    project: str
    server: str
    new_project: bool
    labels_to_make: tuple[str, ...]
    changes: tuple[str, ...]
    asks_for_upgrade: str
    sentences: int
    already_there: int
    to_upload: int
    surplus_copies: int
    accounts_to_make: tuple[str, ...]
    members_to_add: tuple[str, ...]
    problems: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()

    @property
    def changes_anything(self) -> bool:
        """Whether the server would be different afterwards."""
        todo = self.labels_to_make or self.changes or self.to_upload or self.surplus_copies or self.members_to_add
        return self.new_project or bool(todo)


def plan_push(gateway: Gateway, target: Target, codebook: Codebook, *, upgrade: bool = False) -> PushPlan:
    """What `push` would do with the same arguments. Nothing is changed.

    Raises:
        InputError, DoccanoError: as the push would, but for a change of meaning, which the plan tells.
    """
    check_target(target, codebook)
    labels = offered(codebook, target.kind)
    project, members, question = None, set[str](), ""
    held: dict[str, list[int]] = {}
    making = (*(label.name for label in labels), *(name for _, name in target.card(codebook, "").reasons))
    lines: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    if find_project(gateway, target.name) is not None:
        project, card = open_project(gateway, target.name, target.kind)
        check_ruling(target, card)
        held = sentence_ids(gateway, project) if gateway.count(project) else {}
        members = set(gateway.members(project))
        change = find_change(card, codebook)
        if change is not None:
            lines = change_lines(change, codebook, card) or (f"guideline of {codebook.id} {codebook.version}",)
            if change.asks_for_upgrade and not upgrade:
                question = ask_for_upgrade(gateway, project, card, codebook, change)
        renamed = {now for _, now in change.renamed} if change is not None else set()
        present = gateway.labels(project)
        by_hand = renamed_by_hand(present, card, labels)
        problems = tuple(say_renamed(project, *pair) for pair in by_hand)
        there = {label.name for label in present} | renamed | {was for was, _ in by_hand}
        wanted = (*(label.name for label in labels), *(name for _, name in card.reasons))
        making = tuple(name for name in wanted if name not in there)
    already = sum(1 for row in target.rows if tasks.name_of(row) in held)
    joining = tuple(person for person in dict.fromkeys(target.annotators) if person not in members)
    return PushPlan(
        project=target.name,
        server=gateway.url,
        new_project=project is None,
        labels_to_make=making,
        changes=lines,
        asks_for_upgrade=question,
        sentences=len(target.rows),
        already_there=already,
        to_upload=len(target.rows) - already,
        surplus_copies=sum(len(ids) - 1 for ids in held.values()),
        accounts_to_make=tuple(person for person in joining if not gateway.has_account(person)),
        members_to_add=joining,
        problems=problems,
        stays=stays_as_it_is(target, held),
    )
