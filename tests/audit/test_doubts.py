"""What comments ask for, and which of them still wait."""

from dataclasses import replace

from framing.annotation.comments import comments_table
from framing.audit.decided import record
from framing.audit.doubts import doubts
from framing.audit.finding import findings_table

FRAMES = ("cost", "clean_air")


def audit(*decisions, texts=None):
    comments, _ = comments_table(decisions, FRAMES)
    return doubts(record(decisions), comments, texts or {})


def test_doubts_about_one_frame_are_one_finding_where_most_doubt_first(decide) -> None:
    found = audit(
        decide(0, "ann", comment="doubt: cost"),
        decide(1, "ann", "cost", comment="doubt: cost"),
        decide(1, "bea", comment="hm, doubt: cost"),
        texts={"d0:100-160": 'He said: "<b>қымбат</b>"'},
    ).findings
    assert [(finding.where, finding.score) for finding in found] == [("cost", 3)]
    assert found[0].sentences == ("d0:100-160", "d0:0-60")
    assert found[0].why == (
        'Doubted on 2 sentences, and chosen all the same on 1, by ann and bea: "He said: "<b>қымбат</b>"", d0:0-60.'
    )


def test_a_sentence_with_a_ruling_waits_no_more(decide) -> None:
    doubted = decide(0, "ann", comment="doubt: cost")
    ruling = replace(decide(0, "lead", "cost"), project="tram#2", ruling=True, reason="ambiguous")
    found = audit(doubted, ruling)
    assert found.findings == ()
    assert found.note == "1 comment, 1 on sentences with a ruling."


def test_a_label_beside_a_mark_that_forbids_it_is_a_contradiction(decide) -> None:
    found = audit(decide(0, "ann", "cost", "clean_air", comment="boilerplate"), decide(1, "bea", comment="unreadable"))
    assert [(finding.where, finding.score) for finding in found.findings] == [
        ("d0:0-60", 2),
        ("boilerplate", 0.25),
        ("unreadable", 0.25),
    ]
    assert "ann marks it as boilerplate and gives it cost and clean_air all the same" in found.findings[0].why


def test_each_mark_asks_for_something_of_its_own(decide) -> None:
    words = ("negated", "sarcasm", "split", "boilerplate", "unreadable", "mixed voice")
    found = audit(*(decide(n, "ann", comment=word) for n, word in enumerate(words))).findings
    assert {finding.where for finding in found} == set(words)
    assert len({finding.todo for finding in found}) == len(words)


def test_a_comment_without_a_mark_is_to_be_read(decide) -> None:
    found = audit(decide(0, "ann", comment="who is\nthis?")).findings
    assert [finding.why for finding in found] == ['ann writes "who is this?".']


def test_the_same_comment_in_two_projects_and_showings_is_one_finding(decide) -> None:
    said = decide(0, "ann", "cost", comment="unclear")
    marked = decide(1, "ann", "cost", comment="boilerplate")
    elsewhere = [replace(one, project="tram#2") for one in (said, marked)]
    found = audit(said, marked, *elsewhere, replace(said, showing=2))
    assert [finding.why for finding in found.findings if finding.where == "d0:0-60"] == ['ann writes "unclear".']
    assert len(findings_table([found])) == len(found.findings) == 3  # a contradiction and a mark besides


def test_passes_of_a_program_doubt_once(decide) -> None:
    passes = [decide(0, name, comment="doubt: cost", made_by="automated coder") for name in ("a", "b", "c")]
    assert [finding.score for finding in audit(*passes).findings] == [1]
