"""The decisions that answers in a project are. Pure. What they add to the ledger: framing.doccano.pulling.additions.

Whatever somebody changed by hand in Doccano is told, with what to do next; nothing is guessed, and what the ledger
says of a sentence or person that the project lost stays as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from framing.annotation.decisions import Decision, Subject
from framing.doccano.project import tasks
from framing.doccano.project.answers import Answer, Answers, Example, Row, answers_from_exports
from framing.doccano.project.card import ProjectCard
from framing.doccano.pulling.chosen import ProjectLabels
from framing.tables import make_sentence_id

Place = tuple[str, int, int, int]  # document id, start, end and showing


@dataclass(frozen=True)
class Pulled:
    """What one project says: decisions, what could not be read, and how far each annotator is.

    `progress`: one row per annotator with annotator, labelled (confirmed, with labels), empty (confirmed, none),
    unconfirmed (a label chosen, not confirmed) and unseen, all counts of sentences. `names` are those of the sentences
    in the project. `held`: subjects of which nothing can be said now, and `missing` and `missing_reasons` the keys of
    labels that the project no longer has; what the ledger says of all these stays as it is.
    """

    decisions: tuple[Decision, ...]
    problems: tuple[str, ...]
    progress: tuple[Mapping[str, Any], ...]
    names: frozenset[str] = frozenset()
    held: frozenset[Subject] = frozenset()
    missing: tuple[str, ...] = ()
    missing_reasons: tuple[str, ...] = ()


def decisions_from_answers(
    answers: Answers,
    card: ProjectCard,
    *,
    at: str,
    automated: Iterable[str] = (),
    labels: Collection[str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Pulled:
    """The decisions in a project, by annotator; in exercises those of whose exercises they are, and of nobody else.

    Args:
        answers: what the project says.
        card: the project's card.
        at: the time of the pull.
        automated: annotators that are programs.
        labels: the labels that the project has now; the card's unless given.
        texts: sentence id to the text that was pushed, to see what was edited in Doccano.
    """
    reading = _Reading(card, at, frozenset(automated), ProjectLabels(card, labels))
    named = reading.named(answers.examples)
    decisions: list[Decision] = []
    progress = []
    for annotator in filter(card.asks, sorted(answers.given)):
        found = reading.read(annotator, answers, named)
        decisions += found
        chosen = Counter(_state(decision) for decision in found)
        row = {name: chosen[name] for name in ("labelled", "empty", "unconfirmed")}
        answered = sum(row.values())
        progress.append({"annotator": annotator, **row, "unseen": len(reading.names) - answered})
    reading.compare(answers.examples, named, texts or {})
    return Pulled(
        tuple(decisions),
        tuple(reading.problems()),
        tuple(progress),
        frozenset(reading.names),
        frozenset(reading.held),
        reading.labels.missing,
        reading.labels.missing_reasons,
    )


def decisions_from_exports(
    everything: Mapping[str, Sequence[Row]],
    confirmed: Mapping[str, Sequence[Row]],
    card: ProjectCard,
    *,
    at: str,
    automated: Iterable[str] = (),
) -> Pulled:
    """The decisions in a project's two exports; see `answers_from_exports` and `decisions_from_answers`."""
    return decisions_from_answers(answers_from_exports(everything, confirmed), card, at=at, automated=automated)


def _state(decision: Decision) -> str:
    """The column of `Pulled.progress` that counts the decision; a mere comment is unseen."""
    chose = bool(decision.frames or decision.voice or decision.reason)
    if decision.state == "confirmed":
        return "labelled" if decision.frames or decision.voice else "empty"
    return "unconfirmed" if chose else "unseen"


@dataclass
class _Reading:
    """Reads answers, and keeps what it cannot read and what was changed by hand."""

    card: ProjectCard
    at: str
    automated: frozenset[str]
    labels: ProjectLabels
    held: set[Subject] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    _problems: dict[str, None] = field(default_factory=dict)
    _strangers: Counter[str] = field(default_factory=Counter)

    def named(self, examples: Mapping[int, Example]) -> dict[int, Place]:
        """Doccano's id to the place of each example that framing pushed; tells of the others."""
        found, foreign = dict[int, Place](), list[int]()
        for example_id, example in examples.items():
            place = tasks.parse_name(example.name)
            if place is None:
                foreign.append(example_id)
                continue
            found[example_id] = place
            name = tasks.example_name(make_sentence_id(*place[:3]), place[3])
            if name in self.names:
                self._note(f"sentence {make_sentence_id(*place[:3])} stands more than once in the project")
            self.names.add(name)
        for example_id in foreign[:1]:
            several = f" (and so are {len(foreign) - 1} others)" if len(foreign) > 1 else ""
            self._note(f"example {example_id} was not pushed by framing and is left out{several}")
        return found

    def read(self, annotator: str, answers: Answers, named: Mapping[int, Place]) -> list[Decision]:
        found: dict[Place, Decision] = {}
        made_by: Any = "automated coder" if annotator in self.automated else "person"
        for example_id, answer in sorted(answers.given[annotator].items()):
            place = named.get(example_id)
            decision = self._decision(annotator, place, answer) if place else None
            if place is None or decision is None:
                continue
            assisted = self.card.assisted or answers.examples[example_id].assisted
            if assisted or made_by != decision.made_by:
                decision = replace(decision, assisted=assisted, made_by=made_by)
            other = found.get(place)
            if other is None or _weight(decision) > _weight(other):
                found[place] = decision if other is None else _with_comment(decision, other.comment)
            else:
                found[place] = _with_comment(other, decision.comment)
        told = [decision for decision in found.values() if decision.subject not in self.held]
        return sorted(told, key=lambda decision: decision.state != "confirmed")

    def _decision(self, annotator: str, place: Place, answer: Answer) -> Decision | None:
        """What the answer says; None if it cannot be told."""
        found = self.labels.read(answer.labels)
        chosen = found.keys
        sentence_id = make_sentence_id(*place[:3])
        frames_asked = self.card.kind == "frames"
        self._strangers.update(found.strangers)
        if found.strangers and self.labels.missing_names:  # one of them may be a label of ours by another name
            self.held.add((self.card.project, annotator, sentence_id, place[3]))
            return None
        if found.strangers and not frames_asked and not chosen:
            return None  # not the same as: the annotator could not tell
        if len(found.reasons) > 1:
            self._note(
                f"{annotator} gave several reasons for the ruling on {sentence_id} ({', '.join(found.reasons)}): it "
                "counts, without a reason until the key of the wrong one is pressed there"
            )
        if not frames_asked and len(chosen) > 1:  # two keys at the same moment can do that (measured on 1.8.4)
            self._note(
                f"{annotator} gave sentence {sentence_id} several voices ({', '.join(chosen)}): "
                "it is left out until the key of the wrong one is pressed there"
            )
            return None
        if not (answer.confirmed or chosen or found.reasons or answer.comment):
            return None
        return Decision(
            document_id=place[0],
            start=place[1],
            end=place[2],
            annotator=annotator,
            state="confirmed" if answer.confirmed else "labelled",
            frames=chosen if frames_asked else (),
            offered=self.card.keys if frames_asked else (),
            at=self.at,
            project=self.card.project,
            codebook=self.card.fingerprint,
            assisted=False,
            made_by="person",
            voice="" if frames_asked else "".join(chosen),
            comment=answer.comment,
            showing=place[3],
            training=self.card.training,
            decided_at=answer.decided_at,
            commented_at=answer.commented_at,
            ruling=self.card.ruling,
            reason=found.reasons[0] if len(found.reasons) == 1 else "",
        )

    def compare(self, examples: Mapping[int, Example], named: Mapping[int, Place], texts: Mapping[str, str]) -> None:
        """Tells which texts are not those that were pushed."""
        edited = [
            sentence_id
            for example_id, place in named.items()
            if (sentence_id := make_sentence_id(*place[:3])) in texts
            and texts[sentence_id] != examples[example_id].text
        ]
        if edited:
            self._note(
                f"the text of {_sentences(len(edited))} is not what was pushed (the first: {edited[0]}). Labels of it "
                "are read as labels of the ingested text: write it back in Doccano, or leave these sentences out"
            )

    def problems(self) -> Iterable[str]:
        yield from self._problems
        missing = self.labels.missing_names
        for stranger in self._strangers:
            if not missing:
                yield f"the label {stranger!r} is none of the project's {self.card.kind} and is left out"
        if missing:
            gone = ", ".join(map(repr, missing))
            new = ", ".join(map(repr, self._strangers)) or "none that is used"
            yield (
                f"the project no longer has the label {gone}; it has others: {new}. If it was renamed, give it its "
                "name back in Doccano and pull again. Until then decisions with it stay in the ledger as they are"
            )

    def _note(self, problem: str) -> None:
        self._problems[problem] = None


def _weight(decision: Decision) -> tuple[bool, bool]:
    """Of two examples of one sentence, the answer that was confirmed counts, then the one with labels."""
    return decision.state == "confirmed", bool(decision.frames or decision.voice or decision.reason)


def _with_comment(decision: Decision, comment: str) -> Decision:
    if not comment or comment in decision.comment:
        return decision
    return replace(decision, comment=f"{decision.comment}; {comment}" if decision.comment else comment)


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count > 1 else ''}"
