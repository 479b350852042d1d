"""The labels of a project, brought to what a codebook says; in which order and why: codebook_change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from framing.codebook import Codebook, Frame, Voice
from framing.doccano.project.card import ProjectCard, both_codebooks, offered, replaced_description
from framing.doccano.project.codebook_change import CodebookChange, changed_card
from framing.doccano.project.guideline import guideline_text, note_in, ruling_guideline_text, voice_guideline_text
from framing.doccano.project.reasons import free_key, reasons_of
from framing.doccano.wire.gateway import Gateway, Label, Project
from framing.errors import DoccanoError, InputError

Offered = Sequence[Frame] | Sequence[Voice]


@dataclass(frozen=True)
class Changed:
    """A project after a change: what was done, a line each, and what could not be."""

    project: Project
    card: ProjectCard
    done: tuple[str, ...]
    problems: tuple[str, ...]


def guideline(codebook: Codebook, card: ProjectCard, note: str = "") -> str:
    """What annotators read beside a sentence in the project of this card; `note` on a model's proposals, if any."""
    if card.ruling:
        return ruling_guideline_text(codebook, reasons_of(card.reasons))
    return voice_guideline_text(codebook) if card.kind == "voices" else guideline_text(codebook, note)


def ensure_labels(gateway: Gateway, project: Project, labels: Offered, standing: Mapping[str, object] = {}) -> int:
    """How many labels were made: those that the project lacks. `standing` has keys whose label has another name yet.

    Raises:
        DoccanoError: Doccano refused a label.
    """
    present = gateway.label_ids(project)
    missing = [label for label in labels if label.name not in present and label.key not in standing]
    for label in missing:
        try:
            gateway.create_label(project, label)
        except DoccanoError:
            # Doccano answers 500 to a name that is there: another push made it, or we did and did not hear the answer.
            if label.name not in gateway.label_ids(project):
                raise
    return len(missing)


def ensure_reasons(gateway: Gateway, project: Project, card: ProjectCard) -> int:
    """How many labels for reasons of a ruling were made; one whose key a frame took gets another.

    For a project whose frames have their labels and keys already.

    Raises:
        DoccanoError: a reason has no label, and there is one that nobody knows: it may have been renamed by hand.
    """
    if not card.reasons:
        return 0
    present = {label.name: label for label in gateway.labels(project)}
    missing = [reason for reason in reasons_of(card.reasons) if reason.name not in present]
    ours = {name for _, name in (*card.labels, *card.reasons)} | {name for name, _ in card.former}
    strangers = sorted(present.keys() - ours)
    if missing and strangers:
        raise DoccanoError(say_renamed(project, missing[0].name, strangers[0]))
    keys = {label.shortcut for label in present.values()}
    for reason in reasons_of(card.reasons):
        there = present.get(reason.name)
        if there is not None and there.shortcut:
            continue
        key = free_key(keys)
        keys.add(key)
        if there is None:
            gateway.create_label(project, replace(reason, shortcut=key))
        elif key:
            gateway.update_label(project, there, f"give the label {reason.name!r} a key", suffix_key=key)
    return len(missing)


def renamed_by_hand(present: Sequence[Label], card: ProjectCard, labels: Offered) -> tuple[tuple[str, str], ...]:
    """Pairs of the name that a label has by the card, and the name that somebody gave it in Doccano.

    It is told by its key: the label is missing, and one that nobody knows has the key that the codebook gives to it.

    Args:
        present: the project's labels, as they look.
        card: of the project.
        labels: what the codebook offers.
    """
    here, was = {label.name for label in present}, dict(card.labels)
    known = {*was.values(), *(name for name, _ in card.former), *(label.name for label in labels)}
    known |= {name for _, name in card.reasons}
    strangers = {label.shortcut: label.name for label in present if label.shortcut and label.name not in known}
    own = {key: {was[key], *(name for name, k in card.former if k == key)} for key in was}
    return tuple(
        (was[label.key], strangers[label.shortcut])
        for label in labels
        if label.key in was and label.shortcut in strangers and not here & {*own[label.key], label.name}
    )


def say_renamed(project: Project, was: str, now: str) -> str:
    """What is wrong with a label that somebody renamed in Doccano, and what to do."""
    return (
        f"In the project {project.name!r} the label {was!r} is called {now!r} in Doccano now: name it back in the "
        "project's label page, then push again. To give it another name, change the codebook."
    )


def check_not_renamed(gateway: Gateway, project: Project, card: ProjectCard, labels: Offered) -> None:
    """Sees to it that no label was renamed by hand, before another one is made in its place.

    Raises:
        DoccanoError: one was, and is named.
    """
    for was, now in renamed_by_hand(gateway.labels(project), card, labels):
        raise DoccanoError(say_renamed(project, was, now))


def change_lines(change: CodebookChange, codebook: Codebook, card: ProjectCard) -> tuple[str, ...]:
    """What a change does to the labels, a line each, for people."""
    names = {label.key: label.name for label in offered(codebook, card.kind)}
    was = dict(card.labels)
    return (
        *(f"label added: {names[key]}" for key in change.added),
        *(f"label renamed: {old} is {new} now" for old, new in change.renamed),
        *(f"label dropped: {was[key]}" for key in change.removed),
        *(f"other meaning: {names[key]}" for key in change.other_meaning),
        *(["other rules, for every label"] if change.other_rules else []),
    )


def ask_for_upgrade(
    gateway: Gateway, project: Project, card: ProjectCard, codebook: Codebook, change: CodebookChange
) -> str:
    """What an upgrade is about: each label it touches, and how often people gave it."""
    every = change.other_rules or change.unknown
    touched = card.keys if every else tuple(key for key in card.keys if key in (*change.other_meaning, *change.removed))
    what = [
        f"{name} ({'dropped' if key in change.removed else 'other meaning'}, given {_times(gateway, project, name)}"
        f"{' in this project alone' if card.team else ''})"
        for key, name in card.labels
        if key in touched
    ]
    count = "1 label" if len(touched) == 1 else f"{len(touched)} labels"
    both = both_codebooks(card, f"{codebook.id} {codebook.version}")
    if change.unknown:
        why = f"was made by another version of the codebook ({both}) and does not say what its labels meant"
    elif change.other_rules:
        why = f"was made by other rules ({both})"
    else:
        why = f"was made by a codebook whose labels mean something else ({both})"
    return (
        f"The project {project.name!r} {why}. The change touches {count}: {'; '.join(what)}. Decisions "
        "so far stay in the ledger under the codebook they were made by. If the same project shall go on: framing push "
        "--upgrade. Else push to a new one: --project NAME."
    )


def bring_to(gateway: Gateway, project: Project, card: ProjectCard, codebook: Codebook) -> Changed:
    """The project after its labels, guideline and card were brought to `codebook`. Can be broken off and repeated.

    What annotators decided so far must be in the ledger before.
    """
    labels = offered(codebook, card.kind)
    going = {key: name for key, name in (*card.labels, *((k, n) for n, k in card.former)) if _is_gone(key, labels)}
    used = {key for key, name in going.items() if gateway.label_uses(project, name)}
    new = changed_card(card, codebook, used)
    former = {key: name for name, key in new.former}
    done = _restyle(gateway, project, card, labels, former)
    ensure_labels(gateway, project, labels, former)
    note = note_in(gateway.guideline(project)) if card.suggestions else ""
    project = gateway.update_project(
        project, replaced_description(project.description, card, new), guideline(codebook, new, note)
    )
    retired_late = _rename_or_delete(gateway, project, labels, former)
    if new.former:
        last = replace(
            new, former=(), labels=(*new.labels, *retired_late), retired=(*new.retired, *(k for k, _ in retired_late))
        )
        project = gateway.update_project(project, replaced_description(project.description, new, last))
        new = last
    problems = tuple(
        f"the label {name!r} is not in the codebook any more, and people gave it: it stays, and can still be chosen"
        for key, name in new.labels
        if key in new.retired
    )
    return Changed(project, new, tuple(done), problems)


def _is_gone(key: str, labels: Offered) -> bool:
    return all(label.key != key for label in labels)


def _restyle(
    gateway: Gateway, project: Project, card: ProjectCard, labels: Offered, former: Mapping[str, str]
) -> list[str]:
    """Colours and keys of the labels that are there, as the codebook has them; a line for each that was changed."""
    present = {label.name: label for label in gateway.labels(project)}
    wanted = {found.name: label for label in labels if (found := _standing(label, present, former)) is not None}
    _free_keys(gateway, project, card, labels, wanted)
    present = {label.name: label for label in gateway.labels(project)}
    done = []
    for name, label in wanted.items():
        found = present[name]
        look = (label.shortcut, label.color.lower(), label.text_color.lower())
        if (found.shortcut, found.color.lower(), found.text_color.lower()) != look:
            gateway.update_label(
                project,
                found,
                f"change the label {name!r}",
                suffix_key=label.shortcut,
                prefix_key=None,
                background_color=label.color,
                text_color=label.text_color,
            )
            done.append(f"key and colours of a label: {label.name}")
    return done


def _free_keys(
    gateway: Gateway, project: Project, card: ProjectCard, labels: Offered, wanted: Mapping[str, Frame | Voice]
) -> None:
    """Takes keys from labels whose key another label shall have: Doccano refuses a key that is taken.

    Raises:
        InputError: it is the key of a label that is not ours.
    """
    ours = {*(name for _, name in card.labels), *(name for name, _ in card.former), *(label.name for label in labels)}
    ours |= {name for _, name in card.reasons}  # which get another key: see ensure_reasons
    takers = {label.shortcut: label for label in labels}
    for standing in gateway.labels(project):
        taker = takers.get(standing.shortcut)
        if taker is None or wanted.get(standing.name) is taker:
            continue
        if standing.name not in ours:
            raise InputError(
                f"The label {standing.name!r} of the project {project.name!r} has the key {standing.shortcut!r}, which "
                f"the codebook gives to {taker.name!r}. It was made in Doccano: take its key away there, or delete it."
            )
        gateway.update_label(project, standing, f"change the label {standing.name!r}", suffix_key=None)


def _standing(label: Frame | Voice, present: Mapping[str, Label], former: Mapping[str, str]) -> Label | None:
    """The label as it stands in the project, under its name or under its former one."""
    return present.get(label.name) or present.get(former.get(label.key, ""))


def _rename_or_delete(
    gateway: Gateway, project: Project, labels: Offered, former: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Renames labels, deletes those that are gone; those that somebody gave meanwhile stay, and are returned."""
    names = {label.key: label.name for label in labels}
    present = {label.name: label for label in gateway.labels(project)}
    kept = []
    for key, old in former.items():
        if old not in present or names.get(key) == old:
            continue
        if key not in names:
            if gateway.label_uses(project, old):
                kept.append((key, old))
            else:
                gateway.delete_label(project, present[old])
        elif names[key] in present:
            raise InputError(
                f"The project {project.name!r} has the label {old!r} and the label {names[key]!r}, which shall be one. "
                "Delete the one that nobody gave in Doccano, and push again."
            )
        else:
            gateway.update_label(project, present[old], f"rename the label {old!r}", text=names[key])
    return kept


def _times(gateway: Gateway, project: Project, name: str) -> str:
    count = gateway.label_uses(project, name)
    return "once" if count == 1 else f"{count} times"
