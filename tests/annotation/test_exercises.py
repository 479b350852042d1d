"""Exercises: what the codebook states is the key, and nothing else; the first answer counts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.decisions import Decision
from framing.annotation.exercises import Exercise, exercises, first_answers, score, without_examples
from framing.codebook import Codebook, Frame, NearMiss
from framing.errors import InputError


def frame(key: str, positive: tuple[str, ...] = (), near_miss: tuple[NearMiss, ...] = ()) -> Frame:
    return Frame(key, key, key[0], "#112233", "#FFFFFF", key, positive=positive, near_miss=near_miss)


BOOK = Codebook(
    id="tram",
    version="1",
    title="Tram",
    frames=(
        frame("cost", ("Nine million.", "Dear, and loud."), (NearMiss("Soot falls.", ("air",), "Air"),)),
        frame("air", ("Soot  falls.",)),
        frame("noise", ("Dear, and loud.",), (NearMiss("It has nine stops.", (), "a bare fact"),)),
    ),
    fingerprint="0123456789abcdef",
)


def by_text(book: Codebook) -> dict[str, Exercise]:
    return {exercise.text: exercise for exercise in exercises(book)}


def test_the_key_says_what_the_codebook_states_and_nothing_of_other_frames() -> None:
    found = by_text(BOOK)
    assert {text: (each.present, each.absent) for text, each in found.items()} == {
        "Nine million.": (("cost",), ()),
        "Dear, and loud.": (("cost", "noise"), ()),  # an example of two frames is one exercise
        "Soot falls.": (("air",), ("cost",)),
        "It has nine stops.": ((), ("cost", "air", "noise")),  # a near miss of nothing instead gets no label
    }
    assert found["Nine million."].is_right(["cost", "noise"])
    assert not found["Nine million."].is_right(["noise"])
    assert not found["Soot falls."].is_right(["air", "cost"])
    assert found["It has nine stops."].is_right([])
    assert not found["It has nine stops."].is_right(["noise"])


def test_of_frames_that_are_not_offered_an_exercise_says_nothing() -> None:
    found = by_text(BOOK.subset(["cost"]))
    assert {text: (each.present, each.absent) for text, each in found.items()} == {
        "Nine million.": (("cost",), ()),
        "Dear, and loud.": (("cost",), ()),
        "Soot falls.": ((), ("cost",)),
    }


def test_a_codebook_that_contradicts_itself_is_refused() -> None:
    wrong = replace(BOOK, frames=(*BOOK.frames, frame("pride", (), (NearMiss("Nine million.", (), ""),))))
    with pytest.raises(InputError, match=r"says of 'Nine million\.' that cost applies and that it does not"):
        exercises(wrong)


def test_a_codebook_without_examples_cannot_train() -> None:
    with pytest.raises(InputError, match="no examples to train with"):
        exercises(without_examples(BOOK))
    assert without_examples(BOOK).fingerprint == BOOK.fingerprint


def test_the_name_of_an_exercise_does_not_tell_its_answer_and_stays() -> None:
    names = {each.sentence_id for each in exercises(BOOK)}
    assert len(names) == 4
    assert not any(key in name for name in names for key in BOOK.keys)
    assert by_text(BOOK)["Nine million."].sentence_id == by_text(BOOK.subset(["cost"]))["Nine million."].sentence_id


def decision(exercise: Exercise, frames: tuple[str, ...], **changes: object) -> Decision:
    asked = {"offered": BOOK.keys, "at": "", "project": "p", "codebook": "", "assisted": False, "made_by": "person"}
    said = {"annotator": "aigul", "state": "confirmed", "frames": frames, "training": True}
    place = {"document_id": exercise.document_id, "start": 0, "end": len(exercise.text)}
    return Decision(**{**place, **asked, **said, **changes})  # type: ignore[arg-type]


def test_the_first_answer_counts_whatever_is_said_later_elsewhere_or_by_others() -> None:
    exercise = by_text(BOOK)["Nine million."]
    ledger = [
        decision(exercise, ("cost",), annotator="berik"),
        decision(exercise, ("cost",), project="other"),
        decision(exercise, ("cost",), training=False),
        decision(exercise, ("cost",), state="labelled"),
        decision(exercise, ("noise",)),
        decision(exercise, ("cost",)),
    ]
    assert first_answers(ledger, "aigul", "p") == {exercise.sentence_id: ("noise",)}


@given(st.integers(1, 100), st.integers(0, 4))
def test_who_passes_has_so_many_percent_of_all_exercises_right(pass_mark: int, known: int) -> None:
    keys = [each for each in exercises(BOOK) if each.present]
    right = {each.sentence_id: each.present for each in keys[:known]}
    result = score(BOOK, right, "aigul", pass_mark)
    assert (result.right, result.answered, result.exercises, result.wrong) == (len(right), len(right), 4, ())
    assert result.passed == (len(right) / 4 * 100 >= pass_mark)


def test_wrong_answers_are_named() -> None:
    name = by_text(BOOK)["Nine million."].sentence_id
    result = score(BOOK, {name: ("noise",)}, "aigul")
    assert (result.right, result.answered, result.wrong) == (0, 1, (name,))
    assert result.needed == 4  # 80 % of four is 3.2
