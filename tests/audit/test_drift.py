"""Who drifts: false alarms on studies in which nobody does, and drift that was planted."""

from dataclasses import replace

from framing.audit.decided import record
from framing.audit.drift import drift

FRAMES = ("cost", "clean_air")


def test_at_most_one_in_twenty_clean_studies_has_an_annotator_who_seems_to_drift(simulate) -> None:
    # 200 studies of articles that differ in how hard they are: a test that shuffles sentences would fail here.
    flagged = sum(bool(drift(simulate(seed), FRAMES).findings) for seed in range(200))
    assert flagged <= 10


def test_who_begins_to_see_a_frame_everywhere_is_found_and_nobody_else(simulate) -> None:
    for seed in range(5):
        found = drift(simulate(seed, people=4, documents=24, each=8, late_yes=0.6), FRAMES).findings
        assert {finding.where.split(",")[0] for finding in found} == {"person0"}
        assert found[0].where == "person0, cost"
        assert "permutation test, p" in found[0].why
        assert "more often late" in found[0].why
        assert all(int(name.split(":d")[0][1:]) >= 12 for name in (n.replace(":", ":d") for n in found[0].sentences))


def test_of_two_people_nobody_can_tell_who_drifts_and_both_are_named(simulate) -> None:
    found = drift(simulate(3, people=2, documents=24, each=8, late_yes=0.8), FRAMES).findings
    assert {finding.where for finding in found} <= {"person0 and person1, cost", "person0 and person1"}
    assert found


def test_a_few_articles_are_too_few_and_that_is_said(simulate) -> None:
    found = drift(simulate(1, documents=5, each=40, late_yes=0.9), FRAMES)
    assert not found.findings
    assert found.note.startswith("Too little to tell of person0, person1, person2")


def test_a_program_does_not_drift(simulate) -> None:
    study = simulate(1, documents=24, each=8, late_yes=0.9)
    programs = record(replace(one, made_by="automated coder") for one in study.labels)
    assert drift(programs, FRAMES).findings == ()


def test_the_same_study_gives_the_same_p_values(simulate) -> None:
    study = simulate(2, people=4, documents=24, each=8, late_yes=0.6)
    assert drift(study, FRAMES) == drift(study, FRAMES)
