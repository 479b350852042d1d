"""Disputed sentences in Doccano, for somebody to rule on: the project, and the votes that stand beside a sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.annotation.decisions import AUTOMATED, Decision, current
from framing.codebook import NAME_LIMIT
from framing.doccano.project.projects import find_project, open_project
from framing.doccano.project.tasks import NOTES_KEY, VOTES_KEY, breakable, name_of
from framing.doccano.pushing.duplicates import touched_examples
from framing.doccano.pushing.push import Target
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import InputError

NO_NOTES = "(none)"
BY_PROGRAM = " (passes of an automated coder, not people)"
SETTLED = "(the annotators agree by now: nothing to rule on)"
_LONGEST_NOTE, _LONGEST_NOTES = 300, 1500  # characters of one comment, and of all beside a sentence


def adjudication_project(study: str) -> str:
    """The name of the project for rulings in a study.

    Raises:
        InputError: it is too long for Doccano.
    """
    name = f"{study} adjudication"
    if len(name) > NAME_LIMIT:
        raise InputError(
            f"The project {name!r} would have a name of {len(name)} characters, and Doccano takes {NAME_LIMIT}. "
            "Push the study under a shorter name: --project NAME."
        )
    return name


def ruling_target(
    study: str,
    rows: Iterable[Mapping[str, Any]],
    votes: Mapping[str, str],
    notes: Mapping[str, str],
    adjudicators: Sequence[str],
) -> Target:
    """The project for rulings.

    Args:
        study: its name.
        rows: of the disputed sentences, in the order of the work; see `tasks.example_rows`.
        votes: sentence id to how many annotators gave each label, without names.
        notes: sentence id to what they wrote, see `notes_of`.
        adjudicators: accounts; nobody else sees the project.
    """
    shown = tuple(_with_votes(row, votes, notes) for row in rows)
    return Target(adjudication_project(study), shown, tuple(adjudicators), team=study, ruling=True)


def _with_votes(row: Mapping[str, Any], votes: Mapping[str, str], notes: Mapping[str, str]) -> dict[str, Any]:
    name = str(name_of(row))
    beside = {VOTES_KEY: breakable(votes[name]), NOTES_KEY: breakable(notes.get(name) or NO_NOTES)}
    context = {key: value for key, value in row.items() if key not in ("text", "label")}
    return {"text": row["text"], "label": row["label"], **beside, **context}


def votes_of(disputes: pd.DataFrame) -> dict[str, str]:
    """Sentence id to its votes as the adjudicator reads them, with whose they are if they are no person's.

    Args:
        disputes: see `framing.gold.disputes`.
    """
    columns = (disputes[name] for name in ("sentence_id", "votes", "made_by"))
    return {
        sentence_id: votes + (BY_PROGRAM if made_by == AUTOMATED else "")
        for sentence_id, votes, made_by in zip(*columns, strict=True)
    }


def notes_of(decisions: Iterable[Decision]) -> dict[str, str]:
    """Sentence id to what annotators wrote beside it: each comment once, cut where it is long, and nobody's name.

    In the order of the alphabet, so that it does not tell who wrote which. Comments of who ruled, and of exercises, are
    left out.
    """
    written: dict[str, Counter[str]] = {}
    for decision in current(decisions):
        text = _plain(decision.comment)
        if text and decision.counts:
            written.setdefault(decision.sentence_id, Counter())[text] += 1
    return {
        sentence_id: _cut("; ".join(map(_quoted, sorted(found.items()))), _LONGEST_NOTES)
        for sentence_id, found in written.items()
    }


def _quoted(comment: tuple[str, int]) -> str:
    text, count = comment
    return f"“{_cut(text, _LONGEST_NOTE)}”" + (f" (by {count})" if count > 1 else "")


def _plain(text: str) -> str:
    """The text on one line, without what Doccano cannot store."""
    whole = text.encode("utf-8", "replace").decode()
    return " ".join(whole.replace("\0", " ").split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]} …"


@dataclass(frozen=True)
class Aged:
    """What stands beside sentences in a project and is not so any more.

    `anew`: Doccano's id to the meta data as they should be, of sentences on which nobody has worked here. `agreed`: how
    many of these the annotators agree on by now. `stay`: how many have other votes or notes than when somebody worked
    on them, which stay as that person saw them.
    """

    anew: Mapping[int, Mapping[str, Any]]
    agreed: int = 0
    stay: int = 0

    def lines(self) -> tuple[str, ...]:
        """What is done about it, for people."""
        others = len(self.anew) - self.agreed
        told = [f"votes or notes shown anew: {_sentences(others)}"] if others else []
        return (
            *told,
            *(
                [f"not disputed any more: {_sentences(self.agreed)}, beside which that will stand"]
                if self.agreed
                else []
            ),
        )

    def problems(self) -> tuple[str, ...]:
        """What cannot be done about it, for people."""
        if not self.stay:
            return ()
        return (
            f"on {_sentences(self.stay)} annotators voted or wrote otherwise after somebody had begun to rule there: "
            "beside them stays what that person saw",
        )


def find_aged(gateway: Gateway, name: str, votes: Mapping[str, str], notes: Mapping[str, str]) -> Aged:
    """What `refresh` would change in the project of this name; nothing if there is no such project yet.

    Args:
        gateway: an account of the staff.
        name: of a project for rulings.
        votes: sentence id to the votes of today, of every sentence on which annotators differ, ruled or not.
        notes: sentence id to the notes of today.
    """
    if find_project(gateway, name) is None:
        return Aged({})
    project, _ = open_project(gateway, name)
    metas = {number: meta for number, meta in gateway.examples(project) if VOTES_KEY in meta and name_of(meta)}
    wanted = {number: _as_of_today(meta, votes, notes) for number, meta in metas.items()}
    other = {number for number, meta in wanted.items() if meta != metas[number]}
    touched = touched_examples(gateway, project, other) if other else set()
    anew = {number: wanted[number] for number in sorted(other - touched)}
    agreed = sum(1 for meta in anew.values() if meta[VOTES_KEY] == SETTLED)
    stay = sum(1 for number in touched if wanted[number][VOTES_KEY] != SETTLED)
    return Aged(anew, agreed, stay)


def _as_of_today(meta: Mapping[str, Any], votes: Mapping[str, str], notes: Mapping[str, str]) -> dict[str, Any]:
    name = str(name_of(meta))
    now = {VOTES_KEY: votes.get(name, SETTLED), NOTES_KEY: notes.get(name) or NO_NOTES}
    return {**meta, **{key: breakable(value) for key, value in now.items()}}


def refresh(gateway: Gateway, project: Project, aged: Aged) -> None:
    """Shows the votes and notes of today beside the sentences on which nobody has worked."""
    for number, meta in aged.anew.items():
        gateway.update_meta(project, number, meta)


def _sentences(count: int) -> str:
    return "1 sentence" if count == 1 else f"{count} sentences"
