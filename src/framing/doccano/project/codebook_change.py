"""A project and a codebook that is not the one it was made by: what is different, and what that asks for. Pure.

The order in which a change is made leaves a project that a pull reads rightly wherever it is broken off, and that the
next push goes on with:

1. what annotators decided so far goes into the ledger, under the card of then;
2. labels are added, and colours and keys changed, while the card is the old one: a label that no card knows is
   reported by a pull, and one that the card offers is there;
3. card and guideline are replaced in one request; the card then also knows the labels' `former` names;
4. labels are renamed, and those of frames that are gone deleted if nobody uses them;
5. the card forgets the former names. Until then the next push knows that the change is under way.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from framing.codebook import Codebook, Frame, Voice
from framing.doccano.project.card import ProjectCard, make_card, offered
from framing.doccano.project.meaning import RULES
from framing.errors import InputError


@dataclass(frozen=True)
class CodebookChange:
    """What a codebook changes in a project: keys of labels, in the codebook's order; `removed` in the card's.

    `renamed` are pairs of the old and the new name. `other_meaning` are labels whose meaning is another; `other_rules`
    says that the rules are, which touches every label. `unknown` says that the project does not tell what its labels
    meant: it was made by an older framing.
    """

    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    other_meaning: tuple[str, ...] = ()
    other_rules: bool = False
    unknown: bool = False

    @property
    def asks_for_upgrade(self) -> bool:
        """Whether decisions so far mean something else than those to come."""
        return bool(self.removed or self.other_meaning or self.other_rules or self.unknown)


def find_change(card: ProjectCard, codebook: Codebook) -> CodebookChange | None:
    """What `codebook` changes in the project of the card; None if it was made by the very same, and nothing is open.

    Raises:
        InputError: a name would move from one label to another, and what people chose with it.
    """
    labels = offered(codebook, card.kind)
    keys, names = {label.key for label in labels}, dict(card.labels)
    removed = tuple(key for key in card.keys if key not in keys and key not in card.retired)
    back = keys & set(card.retired)
    added = tuple(label.key for label in labels if label.key not in names)
    if card.fingerprint == codebook.fingerprint and not (removed or added or back or card.former):
        return None
    _check_names(card, labels)
    before, now = dict(card.meanings), dict(make_card(codebook, "", card.kind).meanings)
    both = [label.key for label in labels if label.key in names]
    other = {key for key in (*both, RULES) if before.get(key) != now[key]}
    changed_words = card.fingerprint != codebook.fingerprint
    # The same words mean the same: with an old card that says nothing, only another codebook is a question.
    unknown = changed_words and bool(both) and any(key not in before for key in (*both, RULES))
    return CodebookChange(
        added=added,
        renamed=tuple(
            (names[label.key], label.name) for label in labels if names.get(label.key, label.name) != label.name
        ),
        removed=removed,
        other_meaning=tuple(key for key in both if key in other) if changed_words and not unknown else (),
        other_rules=changed_words and not unknown and RULES in other,
        unknown=unknown,
    )


def changed_card(card: ProjectCard, codebook: Codebook, used: Collection[str]) -> ProjectCard:
    """The card of the project once the change is under way.

    Args:
        card: what it is now.
        codebook: the codebook to come.
        used: keys of labels that the codebook lacks and that people gave: those labels stay, and stay offered, since
            annotators can still choose them. They are `retired`.
    """
    new = make_card(codebook, "", card.kind)
    names, now = dict(card.labels), dict(new.labels)
    retired = tuple(key for key in card.keys if key not in now and (key in used or key in card.retired))
    former = {name: key for key, name in card.labels if key not in retired and now.get(key) != name}
    meant = dict(card.meanings)
    change = find_change(card, codebook)
    means_the_same = change is None or not change.asks_for_upgrade
    alike = dict.fromkeys((*card.alike, card.fingerprint)) if means_the_same else {}
    return replace(
        card,
        codebook=new.codebook,
        fingerprint=new.fingerprint,
        labels=(*new.labels, *((key, names[key]) for key in retired)),
        meanings=(*new.meanings, *((key, meant[key]) for key in retired if key in meant)),
        retired=retired,
        former=tuple({**dict(card.former), **former}.items()),
        alike=tuple(each for each in alike if each != new.fingerprint),
    )


def _check_names(card: ProjectCard, labels: tuple[Frame, ...] | tuple[Voice, ...]) -> None:
    taken = {name.casefold(): key for key, name in card.labels} | {n.casefold(): key for n, key in card.former}
    taken |= {name.casefold(): f"the reason {key}" for key, name in card.reasons}
    for label in labels:
        owner = taken.get(label.name.casefold(), label.key)
        if owner != label.key:
            raise InputError(
                f"{label.name!r} is the label of {owner} in this project, and the codebook gives the name to "
                f"{label.key}: what people chose so far would be mixed up. Take another name, or push to a new "
                "project: --project NAME."
            )
