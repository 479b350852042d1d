"""Who hurries, by times, and whose long runs of one answer the others do not share."""

from itertools import accumulate

from framing.audit.decided import record
from framing.audit.rush import rush, seconds_taken


def timed(decide, clock, annotator: str, seconds: float, count: int = 60):
    """Decisions one after the other, each so many seconds after the one before."""
    return [decide(n, annotator, document=f"d{n // 5}", decided_at=clock(n * seconds)) for n in range(count)]


def test_who_takes_a_fifth_of_the_time_of_the_others_is_named_with_the_seconds(decide, clock) -> None:
    decisions = timed(decide, clock, "ann", 10) + timed(decide, clock, "bea", 12) + timed(decide, clock, "cem", 2)
    found = rush(record(decisions)).findings
    assert [finding.where for finding in found] == ["cem"]
    assert "took 2.0 seconds a sentence where the others take 11.0" in found[0].why
    assert "on 59 of 59 sentences less than a third (binomial test, p < 0.001 after Holm)" in found[0].why
    assert len(found[0].sentences) == 59  # nobody knows how long the first one took


def test_who_is_twice_as_fast_does_not_hurry(decide, clock) -> None:
    decisions = timed(decide, clock, "ann", 10) + timed(decide, clock, "bea", 12) + timed(decide, clock, "cem", 5)
    assert rush(record(decisions)).findings == ()


def test_short_sentences_are_compared_with_short_ones(decide, clock) -> None:
    # All take a second for five characters; Ann's sentences are mostly long, those of the others are short.
    def study(annotator: str, lengths: list[int]):
        ends = accumulate(length / 5 for length in lengths)
        return [
            decide(n, annotator, document=f"d{n}", end=100 * n + length, decided_at=clock(end))
            for n, (length, end) in enumerate(zip(lengths, ends, strict=True))
        ]

    ann, bea, cem = study("ann", [90, 90, 90, 10] * 40), study("bea", [90, 10] * 40), study("cem", [10] * 80)
    assert rush(record(ann + bea + cem)).findings == ()


def test_a_pause_is_no_work_and_without_times_that_is_said(decide, clock) -> None:
    pause = [decide(0, "ann", decided_at=clock(0)), decide(1, "ann", decided_at=clock(301))]
    assert seconds_taken(pause).empty
    assert rush(record([decide(0, "ann"), decide(0, "bea")])).note.startswith("No times known")
    assert "one annotator only" in rush(record(timed(decide, clock, "ann", 5))).note


def test_a_time_that_cannot_be_read_is_no_time(decide) -> None:
    assert seconds_taken([decide(0, "ann", decided_at="yesterday"), decide(1, "ann", decided_at="today")]).empty


def test_a_run_of_one_answer_counts_only_where_others_say_something_else(decide) -> None:
    def study(others_in_the_run: str | None):
        rows = []
        for n in range(100):
            in_run = 30 <= n < 60
            ann = () if in_run or n % 2 else ("cost",)
            others = (others_in_the_run,) if in_run and others_in_the_run else ann
            rows += [decide(n, "ann", *ann), decide(n, "bea", *others), decide(n, "cem", *others)]
        return record(rows)

    assert rush(study(None)).findings == ()
    found = rush(study("cost")).findings
    assert [finding.where for finding in found] == ["ann"]
    assert "ann answered no frame 31 times in a row; others say something else on 30 of these" in found[0].why
    assert "Fisher's exact test" in found[0].why


def test_clean_studies_have_nobody_who_hurries(simulate) -> None:
    assert sum(bool(rush(simulate(seed)).findings) for seed in range(40)) <= 2
