"""The labels that commands learn from, and what must be said of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.console import counted
from framing.cli.labels import decisions, rulings

if TYPE_CHECKING:
    import pandas as pd

    from framing.gold.resolve import How, Resolved
    from framing.gold.store import Inputs
    from framing.workspace import Workspace


@dataclass(frozen=True)
class Labels:
    """GOLD of a ledger, the ANNOTATIONS that it is about, what stays open, and what the reader must know.

    `open`: `sentence_id`, `frame`, `votes`, `voters`. `how` says in words how the labels came about.
    """

    annotations: "pd.DataFrame"
    gold: "pd.DataFrame"
    open: "pd.DataFrame"
    how: str
    warnings: tuple[str, ...]


def project_labels(place: "Workspace", labels: Path | None = None) -> Labels:
    """The labels to learn from: the project's gold if `framing resolve` made one, else the majority, with rulings.

    Args:
        place: the project.
        labels: a ledger; then it is the majority of that, whatever gold there is.

    Raises:
        InputError: gold is not that of the ledger as it is now; or something cannot be read.
        NotEnoughData: the ledger holds no decision.
    """
    from framing.gold.resolve import open_pairs
    from framing.gold.store import read_gold
    from framing.gold.votes import count_votes

    stored = read_gold(place.gold, made_from(place, None)) if labels is None else None
    if stored is None:
        annotations, resolved, warnings = resolve_ledger(place, labels, "majority")
        how = how_they_came_about(resolved.gold, "majority") if labels is None else ""
        return Labels(annotations, resolved.gold, resolved.open, how, tuple(warnings))
    annotations, warnings = decisions(place, people_only=stored.people_only)
    told = dict.fromkeys([*warnings, *stored.warnings])
    left = open_pairs(count_votes(annotations), stored.gold)
    how = how_they_came_about(stored.gold, stored.how, people_only=stored.people_only)
    return Labels(annotations, stored.gold, left, how, tuple(told))


def resolve_ledger(
    place: "Workspace", labels: Path | None, how: "How", *, people_only: bool = False
) -> "tuple[pd.DataFrame, Resolved, list[str]]":
    """ANNOTATIONS of a ledger, their gold, and what the reader must know of it.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
        NotEnoughData: it holds no decision, none by a person, or none that Dawid-Skene can use.
    """
    from framing.gold.resolve import only_people
    from framing.gold.resolve import resolve as settle

    annotations, warnings = decisions(place, labels, people_only=people_only)
    ruled, lost = rulings(place, labels)
    if people_only:
        annotations, ruled = only_people(annotations, ruled)
    resolved = settle(annotations, ruled, how)
    return annotations, resolved, [*warnings, *lost, *_mixture(annotations, resolved.gold), *_doubts(resolved)]


def how_they_came_about(gold: "pd.DataFrame", how: str, *, people_only: bool = False) -> str:
    """A sentence for the card of a model: how many labels are unanimous, by majority, by skill, ruled."""
    words = {
        "unanimous": "unanimous",
        "majority": "by majority",
        "dawid-skene": "by annotators weighted by skill (Dawid-Skene)",
        "ruled": "by a ruling",
    }
    counts = gold["how"].value_counts()
    parts = [f"{counts[key]:,} {words[key]}" for key in words if key in counts]
    alone = int((gold["voters"] == 1).sum())
    beside = f"; on {alone:,} of them only one annotator decided" if alone else ""
    by = ", by people only" if people_only else ""
    return f"How the {len(gold):,} labels came about{by}: {', '.join(parts)}{beside}."


def open_warning(left: "pd.DataFrame") -> str:
    """What to say of `open` pairs: on how many sentences a frame has no label, and why."""
    tied = 2 * left["votes"] == left["voters"]
    about = counted(left["sentence_id"].nunique(), "sentence")
    if tied.all():
        return f"On {about} the annotators are tied about a frame: there it counts neither way."
    return f"On {about} it is open whether a frame is there: it counts neither way."


def made_from(place: "Workspace", labels: Path | None) -> "Inputs":
    """What the gold of a ledger is made from; of the project's own unless told otherwise."""
    from framing.gold.store import Inputs

    return Inputs(labels or place.ledger, place.sentences, place.automated)


def _mixture(annotations: "pd.DataFrame", gold: "pd.DataFrame") -> list[str]:
    """Warnings where labels of people and of an automated coder stand side by side."""
    confirmed = annotations[annotations["state"] == "confirmed"]
    both = confirmed.groupby("sentence_id")["made_by"].nunique()
    warnings = []
    if replaced := int((both > 1).sum()):
        warnings.append(
            f"On {counted(replaced, 'sentence')} people and an automated coder decided: there the automated coder's "
            "decisions do not count."
        )
    people = int((gold["made_by"] == "person").sum())
    if 0 < people < len(gold):
        warnings.append(
            f"{people:,} labels are by people and {len(gold) - people:,} by an automated coder: they are not evidence "
            "of one kind. Without the latter: framing resolve --people-only."
        )
    return warnings


def _doubts(resolved: "Resolved") -> list[str]:
    """Warnings about rulings against all votes, and estimates that say little."""
    warnings = []
    if len(resolved.overruled):
        first = resolved.overruled.iloc[0]
        are = "ruling says" if len(resolved.overruled) == 1 else "rulings say"
        warnings.append(
            f"{len(resolved.overruled)} {are} otherwise than all annotators of the sentence, the first about "
            f"{first['frame']} on {first['sentence_id']} ({first['votes']} of {first['voters']} said yes). "
            "They count; each is an insight or a slip, so look at them."
        )
    if resolved.frames is not None and not resolved.frames["estimated"].all():
        without = resolved.frames[~resolved.frames["estimated"]]
        warnings.append(
            f"Dawid-Skene has too little to go by on {', '.join(dict.fromkeys(without['frame']))}: there, what "
            "annotators differ on stays open."
        )
    return warnings
