"""Frames whose disagreement points at the codebook, and what each is taken for."""

from dataclasses import replace

from framing.annotation.decisions import annotations_table
from framing.audit.decided import record
from framing.audit.unclear_frames import unclear_frames
from framing.codebook import Codebook, Confusion, Frame

FRAMES = ("cost", "clean_air", "noise")
BOOK = Codebook(
    "tram",
    "1.0",
    "Tram",
    tuple(Frame(key, key, key[0], "#000000", "#ffffff", "-") for key in FRAMES),
    fingerprint="0123456789abcdef",
)


def audit(decisions, book: Codebook = BOOK):
    documents = {one.sentence_id: one.document_id for one in decisions}
    return unclear_frames(record(decisions), annotations_table(decisions), documents, book)


def swapped(decide, swaps: int = 12, count: int = 100):
    """Ann and Bea agree on noise; of cost and clean air Bea says the other one in the first sentences."""
    decisions = []
    for n in range(count):
        ann = ("cost",) if n < swaps else ("noise",) if n < 40 else ()
        bea = ("clean_air",) if n < swaps else ann
        decisions += [decide(n, "ann", *ann, offered=FRAMES), decide(n, "bea", *bea, offered=FRAMES)]
    return decisions


def test_two_frames_that_are_given_for_each_other_are_named_as_a_pair_for_the_codebook(decide) -> None:
    found = audit(swapped(decide)).findings
    assert {finding.where for finding in found} == {"cost", "clean_air"}
    cost = next(finding for finding in found if finding.where == "cost")
    assert cost.why.startswith(
        "Annotators differ about cost on 12 of 100 sentences: alpha -0.06 (too few documents (1) for an interval"
    )
    assert "on 12 of them one says cost where another says clean_air (binomial test, p < 0.001 after Holm)" in cost.why
    assert cost.todo.startswith("Add the pair cost and clean_air to [[confusions]]")
    assert len(cost.sentences) == 12


def test_a_pair_that_the_codebook_has_already_is_to_be_sharpened(decide) -> None:
    book = replace(BOOK, confusions=(Confusion(("clean_air", "cost"), "Money or soot."),))
    found = audit(swapped(decide), book).findings
    assert all("has the pair" in finding.todo for finding in found)


def test_a_frame_that_one_overlooks_is_not_taken_for_another(decide) -> None:
    decisions = []
    for n in range(100):
        ann = ("cost",) if n < 30 else ("clean_air",) if n < 60 else ()
        decisions += [decide(n, "ann", *ann, offered=FRAMES), decide(n, "bea", offered=FRAMES)]
    found = audit(decisions).findings
    assert {finding.where for finding in found} == {"cost", "clean_air"}
    assert not any("another says" in finding.why for finding in found)


def test_frames_on_which_all_agree_and_rare_ones_are_no_finding(decide) -> None:
    assert audit(swapped(decide, swaps=0)).findings == ()
    few = audit(swapped(decide, swaps=4))  # seen in 4 sentences: too few for an alpha that says anything
    assert few.findings == ()
    assert few.note == "1 of 3 frames have enough examples."


def test_rulings_that_blame_the_codebook_are_counted_for_the_frames_in_dispute(decide) -> None:
    decisions = swapped(decide, swaps=3)
    rulings = [
        replace(decisions[2 * n], annotator="lead", project="tram#2", ruling=True, reason=reason)
        for n, reason in enumerate(("codebook_gap", "codebook_gap", "slip"))
    ]
    found = audit([*decisions, *rulings]).findings
    assert {finding.where: finding.score for finding in found} == {"cost": 2, "clean_air": 2}
    assert found[0].why == "2 rulings on disputes about clean_air called it a gap in the codebook."


def test_what_a_person_ruled_on_counts_in_the_figures_and_is_not_labelled_again(decide) -> None:
    decisions = swapped(decide)
    rulings = [
        replace(decisions[2 * n], annotator="lead", project="tram#2", ruling=True, reason="ambiguous", offered=offered)
        for n, offered in enumerate([("cost",)] * 10 + [FRAMES])
    ]
    before = {finding.where: finding for finding in audit(decisions).findings}
    after = {finding.where: finding for finding in audit([*decisions, *rulings]).findings}
    ruled = {ruling.sentence_id for ruling in rulings}
    assert set(after["cost"].sentences) == set(before["cost"].sentences) - ruled
    assert [(len(after[frame].sentences), after[frame].score) for frame in ("cost", "clean_air")] == [(1, 1), (11, 11)]
    assert "Annotators differ about cost on 12 of 100 sentences: alpha -0.06" in after["cost"].why
    assert "; 11 of them are ruled on and not to be labelled again." in after["cost"].why
    assert "; 1 of them is ruled on" in after["clean_air"].why
    again = [replace(one, annotator="lead", project="tram#2", ruling=True, reason="slip") for one in decisions[::2]]
    assert all(not one.sentences and one.score == 0 for one in audit([*decisions, *again]).findings)


def test_what_a_program_ruled_or_nobody_confirmed_is_still_open_among_people(decide) -> None:
    decisions = swapped(decide)
    ruling = replace(decisions[0], annotator="lead", project="tram#2", ruling=True, reason="slip")
    for more in ({"made_by": "automated coder"}, {"state": "labelled"}):
        assert [len(one.sentences) for one in audit([*decisions, replace(ruling, **more)]).findings] == [12, 12]


def test_passes_of_a_program_are_told_from_people(decide) -> None:
    found = audit([replace(one, made_by="automated coder") for one in swapped(decide, swaps=0)])
    assert "Passes of a program were compared" in found.note


def test_one_annotator_disagrees_with_nobody(decide) -> None:
    assert audit([decide(0, "ann", "cost")]).note.startswith("No sentence has two annotators")
