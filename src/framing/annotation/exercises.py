"""Exercises for annotators: the codebook's own examples with the answers that it states, scored. Pure.

A positive example says that its frame applies, and nothing of other frames. A near miss says that its frame does not,
and which do instead; if it names none, it gets no frame at all. An answer is right if it says all that the codebook
says, whatever else it says.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from framing.annotation.assignment import chance
from framing.annotation.decisions import Decision
from framing.codebook import Codebook
from framing.errors import InputError
from framing.tables import make_sentence_id

PASS_MARK = 80  # percent


@dataclass(frozen=True)
class Exercise:
    """An example of the codebook: keys of the frames that apply, of those that do not, and the reasons given."""

    text: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    why: tuple[str, ...] = ()

    @property
    def document_id(self) -> str:
        """The document that the exercise is all of; it tells nothing of the answer."""
        return f"exercise-{hashlib.sha256(self.text.encode()).hexdigest()[:12]}"

    @property
    def sentence_id(self) -> str:
        """The name of the exercise: it depends on its text only."""
        return make_sentence_id(self.document_id, 0, len(self.text))

    def is_right(self, frames: Iterable[str]) -> bool:
        """Whether an answer says what the codebook states."""
        chosen = set(frames)
        return chosen.issuperset(self.present) and chosen.isdisjoint(self.absent)


@dataclass(frozen=True)
class TrainingResult:
    """How an annotator did: first answers that were right, exercises answered, and how many there are.

    `pass_mark` is in percent of all exercises; those that are not answered are not right.
    """

    annotator: str
    right: int
    answered: int
    exercises: int
    pass_mark: int
    wrong: tuple[str, ...]  # sentence ids

    @property
    def needed(self) -> int:
        """How many right answers it takes to pass."""
        return math.ceil(self.exercises * self.pass_mark / 100)

    @property
    def passed(self) -> bool:
        """Whether enough answers are right."""
        return self.right >= self.needed


def exercises(codebook: Codebook) -> tuple[Exercise, ...]:
    """The codebook's examples, each text once, in an order that does not give the answers away.

    Raises:
        InputError: it has no examples, or says of one text that a frame applies and that it does not.
    """
    found: dict[str, Exercise] = {}
    for frame in codebook.frames:
        for text in frame.positive:
            _add(found, Exercise(text, (frame.key,), ()))
        for miss in frame.near_miss:
            instead = tuple(key for key in miss.instead if key in codebook.keys)
            absent = (frame.key,) if miss.instead else codebook.keys
            _add(found, Exercise(miss.text, instead, absent, (miss.why,) if miss.why else ()))
    if not found:
        raise InputError(
            f"The codebook {codebook.id} has no examples to train with. Give its frames positive and near_miss."
        )
    for exercise in found.values():
        both = set(exercise.present) & set(exercise.absent)
        if both:
            raise InputError(
                f"The codebook {codebook.id} says of {exercise.text!r} that {min(both)} applies and that it does not. "
                "Correct one of the two."
            )
    return tuple(sorted(found.values(), key=lambda exercise: chance(0, exercise.text)))


def _add(found: dict[str, Exercise], exercise: Exercise) -> None:
    text = " ".join(exercise.text.split())
    before = found.get(text, Exercise(text, (), ()))
    found[text] = Exercise(
        text,
        tuple(dict.fromkeys((*before.present, *exercise.present))),
        tuple(dict.fromkeys((*before.absent, *exercise.absent))),
        tuple(dict.fromkeys((*before.why, *exercise.why))),
    )


def exercises_fingerprint(codebook: Codebook) -> str:
    """16 hex digits that are others when an exercise, or what answer to it is right and why, is another."""
    asked = sorted(
        (each.text, sorted(each.present), sorted(each.absent), sorted(each.why)) for each in exercises(codebook)
    )
    return hashlib.sha256(json.dumps(asked).encode("ascii")).hexdigest()[:16]


def without_examples(codebook: Codebook) -> Codebook:
    """The codebook as who does the exercises may read it beside them; its fingerprint stays."""
    return replace(codebook, frames=tuple(replace(frame, positive=(), near_miss=()) for frame in codebook.frames))


def first_answers(decisions: Iterable[Decision], annotator: str, project: str) -> dict[str, tuple[str, ...]]:
    """Sentence id to the frames that an annotator confirmed first: what was put right after feedback does not count.

    Args:
        decisions: the ledger, the oldest first.
        annotator: who answered.
        project: the ledger's name of the project with the exercises.
    """
    found: dict[str, tuple[str, ...]] = {}
    for decision in decisions:
        asked = decision.training and decision.project == project and decision.annotator == annotator
        if asked and decision.state == "confirmed":
            found.setdefault(decision.sentence_id, decision.frames)
    return found


def score(
    codebook: Codebook, answers: Mapping[str, tuple[str, ...]], annotator: str, pass_mark: int = PASS_MARK
) -> TrainingResult:
    """How many of the codebook's exercises the answers (see `first_answers`) get right."""
    asked = exercises(codebook)
    answered = [exercise for exercise in asked if exercise.sentence_id in answers]
    wrong = tuple(each.sentence_id for each in answered if not each.is_right(answers[each.sentence_id]))
    return TrainingResult(annotator, len(answered) - len(wrong), len(answered), len(asked), pass_mark, wrong)
