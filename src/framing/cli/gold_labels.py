"""The labels that commands learn from, and what must be said of them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.console import counted
from framing.cli.contract import contract_of, say_stale, standing_under
from framing.cli.labels import attached, attached_rulings, ledger_at, provenance_warnings

if TYPE_CHECKING:
    import pandas as pd

    from framing.annotation.contract import Contract
    from framing.gold.resolve import How, Resolved
    from framing.gold.store import Inputs
    from framing.workspace import Workspace


@dataclass(frozen=True)
class Labels:
    """GOLD of a ledger, the ANNOTATIONS that it is about, what stays open, and what the reader must know.

    `open`: `sentence_id`, `frame`, `votes`, `voters`. `people_only`: decisions of automated coders were left out.
    """

    annotations: "pd.DataFrame"
    gold: "pd.DataFrame"
    open: "pd.DataFrame"
    people_only: bool
    warnings: tuple[str, ...]

    def on(self, sentence_ids: "pd.Series") -> "Labels":
        """The labels of these sentences only, and what is open on them."""
        gold, left = (part[part["sentence_id"].isin(sentence_ids)] for part in (self.gold, self.open))
        return replace(self, gold=gold, open=left)

    def how(self) -> str:
        """A sentence for the card of a model: how many labels are unanimous, by majority, by skill, ruled."""
        counts = self.gold["how"].value_counts()
        parts = [f"{counts[key]:,} {words}" for key, words in _HOW.items() if key in counts]
        alone = int((self.gold["voters"] == 1).sum())
        beside = f"; on {alone:,} of them only one annotator decided" if alone else ""
        by = ", by people only" if self.people_only else ""
        return f"How the {len(self.gold):,} labels came about{by}: {', '.join(parts)}{beside}."


_HOW = {
    "unanimous": "unanimous",
    "majority": "by majority",
    "dawid-skene": "by annotators weighted by their skill (Dawid-Skene)",
    "ruled": "by a ruling",
}


def project_labels(place: "Workspace", labels: Path | None = None, *, refuse_stale: bool = False) -> Labels:
    """The labels to learn from: the project's gold if `framing resolve` made one, else the majority, with rulings.

    Args:
        place: the project.
        labels: a ledger; then it is the majority of that, whatever gold there is.
        refuse_stale: refuse labels by an older codebook that do not mean what the codebook says now.

    Raises:
        InputError: gold is not that of the ledger as it is now; something cannot be read; or see `refuse_stale`.
        NotEnoughData: the ledger holds no decision.
    """
    from framing.gold.resolve import open_pairs
    from framing.gold.store import read_gold
    from framing.gold.votes import count_votes

    stored = read_gold(place.gold, made_from(place, None)) if labels is None else None
    people_only = stored is not None and stored.people_only
    said = said_in(place, labels, people_only=people_only)
    if stored is None:
        resolved, warnings = resolve_said(said, "majority")
        gold, left = resolved.gold, resolved.open
    else:
        gold, left = stored.gold, open_pairs(count_votes(said.annotations), stored.gold)
        warnings = list(dict.fromkeys([*said.warnings, *stored.warnings]))
    if refuse_stale:
        _refuse_stale(said.contract, gold)
    return Labels(said.annotations, gold, left, people_only, tuple(warnings))


@dataclass(frozen=True)
class Said:
    """What a ledger says on the sentences of today: ANNOTATIONS and RULINGS that stand, and what to know of them."""

    annotations: "pd.DataFrame"
    rulings: "pd.DataFrame"
    contract: "Contract"
    warnings: tuple[str, ...]


def said_in(place: "Workspace", labels: Path | None = None, *, people_only: bool = False) -> Said:
    """The decisions and the rulings of a ledger, the project's own unless told otherwise.

    What was said by an older codebook is left out where somebody labelled or ruled again by today's.

    Raises:
        InputError: the ledger does not exist or cannot be read.
        NotEnoughData: it holds no decision; or `people_only`, and none is by a person.
    """
    from framing.annotation.contract import REPLACED
    from framing.annotation.decisions import annotations_table
    from framing.codebook import read_codebook
    from framing.errors import NotEnoughData
    from framing.gold.resolve import only_people
    from framing.gold.rulings import rulings_table

    path = ledger_at(place, labels)
    standing, warnings = attached(place, path, about_voices=False)
    ruled, lost = attached_rulings(place, path)
    annotations, rulings = annotations_table(standing), rulings_table(ruled)
    if annotations.empty and rulings.empty:
        raise NotEnoughData(f"{path} holds no decision yet. Label some sentences in Doccano, then: framing pull.")
    book = read_codebook(place.codebook)
    found = contract_of(place, [*standing, *ruled], book, ledger=path)
    replaced = _status_of_rulings(found, annotations, rulings) == REPLACED
    if replaced.any():
        lost = [*lost, f"{counted(int(replaced.sum()), 'ruling')} by an older codebook left out: labelled again since."]
    annotations, of_codebooks = standing_under(found, annotations, book, refuse_stale=False)
    rulings = rulings[~replaced & rulings["frame"].isin(book.keys)]
    if people_only:
        annotations, rulings = only_people(annotations, rulings)
    said = (*warnings, *provenance_warnings(annotations), *of_codebooks, *lost)
    return Said(annotations, rulings, found, said)


def _status_of_rulings(found: "Contract", annotations: "pd.DataFrame", rulings: "pd.DataFrame") -> "pd.Series":
    """What today's codebook makes of each ruling, beside what annotators said."""
    import pandas as pd

    columns = ["sentence_id", "frame", "codebook", "state"]
    both = pd.concat([rulings.assign(state="confirmed")[columns], annotations[columns]], ignore_index=True)
    return found.status(both).iloc[: len(rulings)].set_axis(rulings.index)


def resolve_said(said: Said, how: "How") -> "tuple[Resolved, list[str]]":
    """Gold of what a ledger says, and what the reader must know of it.

    Raises:
        NotEnoughData: there is nothing that Dawid-Skene can use.
    """
    from framing.gold.resolve import resolve

    resolved = resolve(said.annotations, said.rulings, how)
    return resolved, [*said.warnings, *_mixture(said.annotations, resolved.gold), *_doubts(resolved)]


def _refuse_stale(found: "Contract", gold: "pd.DataFrame") -> None:
    from framing.annotation.contract import STALE
    from framing.errors import InputError

    stale = gold[found.status(gold) == STALE]
    if len(stale):
        raise InputError(
            f"{say_stale(found, stale)} Label them again: framing codebook queue. Or learn from them as they are: "
            "--mixed-codebooks."
        )


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

    return Inputs(labels or place.ledger, place.sentences, place.codebook, place.automated)


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
        both = resolved.frames["made_by"].nunique() > 1
        named = without["frame"] + (" (" + without["made_by"] + ")" if both else "")
        warnings.append(
            f"Dawid-Skene has too little to go by on {', '.join(named)}: there, what annotators differ on stays open."
        )
    return warnings
