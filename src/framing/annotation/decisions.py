"""Decisions of annotators: what one says, which of them count today, and what a pull adds. Pure.

A changed mind is a new decision, never an edit; what counts today is the last word of each
annotator on each sentence in each project. How they are kept in a file: `framing.annotation.ledger`.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from framing.tables import ANNOTATIONS, make_sentence_id

State = Literal["confirmed", "labelled", "withdrawn"]
Subject = tuple[str, str, str, int]  # see Decision.subject
CONFIRMED: State = "confirmed"
STATES = (CONFIRMED, "labelled", "withdrawn")
PERSON = "person"
AUTOMATED = "automated coder"
MADE_BY = (PERSON, AUTOMATED)


@dataclass(frozen=True, slots=True)  # a ledger may hold a million
class Decision:
    """One line of the ledger: what one annotator decided about one sentence.

    `state`: confirmed (with or without frames); labelled, that is frames chosen but not confirmed; or
    withdrawn, that is an earlier decision taken back. `offered` are the keys of the frames that the
    annotator could choose: of other frames the decision says nothing. `at` is when framing recorded it
    (ISO 8601 UTC; empty where unknown), `codebook` a fingerprint. `voice` is the key of a voice where one was coded.
    A decision that offers no frame was asked for the voice only: confirmed without one, the annotator could not tell.
    `showing` is 2 where the sentence was shown to the annotator for the second time, to see whether the same is said
    again; `training` says that it was an exercise with a key. Neither counts as a label of the sentence.
    `ruling` says that the annotator saw the votes of others and settled a dispute: it stands beside the labels and is
    none of them; `reason` is why they differed, one of framing.tables.RULING_REASONS, or empty.
    `decided_at` is when the annotator decided, `commented_at` when the last comment was written, by the server's clock
    (ISO 8601 UTC; empty where it does not say). A comment on a sentence that is not decided on is a decision that is
    labelled, without a frame: it says nothing of any frame.
    `assisted` says that a model's proposal was to be seen when framing first recorded the decision.
    """

    document_id: str
    start: int
    end: int
    annotator: str
    state: State
    frames: tuple[str, ...]
    offered: tuple[str, ...]
    at: str
    project: str
    codebook: str
    assisted: bool
    made_by: str
    voice: str = ""
    comment: str = ""
    showing: int = 1
    training: bool = False
    decided_at: str = ""
    commented_at: str = ""
    ruling: bool = False
    reason: str = ""

    @property
    def sentence_id(self) -> str:
        """The name of the sentence."""
        return make_sentence_id(self.document_id, self.start, self.end)

    @property
    def is_voice(self) -> bool:
        """Whether the voice was all that was asked for."""
        return not self.offered

    @property
    def counts(self) -> bool:
        """Whether it is a label of the sentence: no exercise, no ruling, and not asked for the second time."""
        return self.showing == 1 and not self.training and not self.ruling

    @property
    def subject(self) -> Subject:
        """What a later line of the same subject replaces: project, annotator, sentence, showing."""
        return (self.project, self.annotator, self.sentence_id, self.showing)


def current(decisions: Iterable[Decision]) -> list[Decision]:
    """The last decision of each annotator on each sentence in each project; withdrawn ones are left out."""
    last: dict[tuple[str, str, str, int, int, int], Decision] = {}
    for decision in decisions:
        # The subject; the name of the sentence, which would have to be made each time, in its parts.
        document_id, start, end = decision.document_id, decision.start, decision.end
        subject = (decision.project, decision.annotator, document_id, start, end, decision.showing)
        last.pop(subject, None)  # so that the order is that of the last word
        last[subject] = decision
    return [decision for decision in last.values() if decision.state != "withdrawn"]


def last_word(decisions: Sequence[Decision]) -> Decision:
    """Of decisions on one thing in several projects, in the order of the ledger, the one that counts.

    It is the last of them, but never one that is known to be older than another: a pull of a project that was left
    behind, such as a copy of a study, adds old decisions below newer ones.
    """
    newest = max(decision.decided_at for decision in decisions)
    return [decision for decision in decisions if decision.decided_at in ("", newest)][-1]


def news(
    ledger: Iterable[Decision],
    pulled: Iterable[Decision],
    *,
    project: str,
    at: str,
    gone: Iterable[str] = (),
    untold: Container[Subject] = frozenset(),
) -> list[Decision]:
    """The lines to add so that the ledger says what `pulled` says of one project.

    Args:
        ledger: the decisions so far, of any project.
        pulled: every decision that stands in the project now.
        project: the project.
        at: the time of the pull, for withdrawals.
        gone: annotators whose decisions in the project cannot be seen any more; theirs stay as they are.
        untold: subjects of which the project cannot tell any more; what the ledger says of them stays as it is.

    Returns:
        New and changed decisions, and a withdrawal for each that stood in the project and does not stand now. A
        decision that is as it was is no news, also where the project offers other labels now.
    """
    standing = [decision for decision in pulled if decision.subject not in untold]
    before = {decision.subject: decision for decision in current(ledger) if decision.project == project}
    changed = [d for d in standing if d.subject not in before or not _says_the_same(before[d.subject], d)]
    added = [_as_it_was_asked(before.get(decision.subject), decision) for decision in changed]
    hidden, now = set(gone), {decision.subject for decision in standing}
    withdrawn = [
        replace(old, state="withdrawn", frames=(), voice="", comment="", at=at)
        for subject, old in before.items()
        if subject not in now and subject not in untold and old.annotator not in hidden
    ]
    return added + withdrawn


def annotations_table(decisions: Iterable[Decision]) -> pd.DataFrame:
    """ANNOTATIONS of what counts today: a row for each frame that was offered; decisions on voices have none.

    Exercises and second showings are left out.

    Where an annotator decided on a sentence in two projects, the later decision counts for the frames it was offered:
    by the time of the decision where both have one, else by the order of the ledger.
    """
    given: dict[tuple[str, str, str], list[Decision]] = {}
    for decision in filter(lambda decision: decision.counts, current(decisions)):
        if decision.state == "labelled" and not decision.frames:
            continue  # a comment only: nothing was decided
        for frame in decision.offered:
            given.setdefault((decision.sentence_id, decision.annotator, frame), []).append(decision)
    return ANNOTATIONS.table(_row(last_word(found), frame) for (_, _, frame), found in given.items())


def _row(decision: Decision, frame: str) -> dict[str, Any]:
    return {
        "sentence_id": decision.sentence_id,
        "annotator": decision.annotator,
        "frame": frame,
        "present": frame in decision.frames,
        "state": decision.state,
        "at": decision.at,
        "project": decision.project,
        "codebook": decision.codebook,
        "assisted": decision.assisted,
        "made_by": decision.made_by,
    }


def _says_the_same(old: Decision, new: Decision) -> bool:
    """Whether it is one decision, seen again, and all that goes with it."""
    return _same_answer(old, new) and (old.comment, old.made_by) == (new.comment, new.made_by)


def _same_answer(old: Decision, new: Decision) -> bool:
    """Whether it is one decision, seen again.

    Which labels were offered and by which codebook does not count: a project can be brought to another codebook, and
    what was decided under the old one stays a decision under the old one. Nor does whether it was assisted: a project
    that proposes labels from today on did not help with those of yesterday. The time counts where both sides know it:
    the same labels confirmed anew are a new decision.
    """
    timed = old.decided_at and new.decided_at
    same = (old.state, set(old.frames), old.voice, old.reason) == (new.state, set(new.frames), new.voice, new.reason)
    return same and (not timed or old.decided_at == new.decided_at)


def _as_it_was_asked(old: Decision | None, new: Decision) -> Decision:
    """The new line; of an old answer to which something was added, such as a comment, by the codebook of that time."""
    if old is None or not _same_answer(old, new):
        return new
    return replace(new, offered=old.offered, codebook=old.codebook, assisted=old.assisted)
