"""Who does not say the same again."""

from framing.audit.decided import record
from framing.audit.repeats import repeats


def shown_twice(decide, annotator: str, count: int, same: int, **more):
    first = [decide(n, annotator, "cost", **more) for n in range(count)]
    again = [decide(n, annotator, *(["cost"] if n < same else []), showing=2, **more) for n in range(count)]
    return first + again


def test_who_says_something_else_on_half_is_named_and_who_errs_now_and_then_is_not(decide) -> None:
    found = repeats(record(shown_twice(decide, "ann", 30, 15) + shown_twice(decide, "bea", 30, 26)))
    assert [finding.where for finding in found.findings] == ["ann"]
    assert "ann gave the same answer on 15 of 30 sentences shown twice" in found.findings[0].why
    assert len(found.findings[0].sentences) == 15


def test_nine_sentences_are_too_few_and_that_is_said(decide) -> None:
    found = repeats(record(shown_twice(decide, "ann", 9, 0)))
    assert found.findings == ()
    assert found.note == "9 sentences shown twice, to 1 annotator. Fewer than 10: ann."


def test_without_second_showings_that_is_said(decide) -> None:
    assert repeats(record([decide(0, "ann")])).note == "No sentence was shown to anybody for the second time."


def test_exercises_do_not_count(decide) -> None:
    found = repeats(record(shown_twice(decide, "ann", 30, 0, training=True)))
    assert found.findings == ()


def test_another_answer_in_another_project_or_by_another_codebook_is_no_change(decide) -> None:
    answers = shown_twice(decide, "ann", 30, 30)
    later = [decide(n, "ann", project="relabel#2", codebook="fedcba9876543210") for n in range(30)]
    found = repeats(record(answers + later))
    assert found.findings == ()
    assert found.note == "30 sentences shown twice, to 1 annotator."
