"""The same words with different labels: in gold, from one annotator, and nearly the same words."""

from framing.annotation.decisions import annotations_table
from framing.audit.same_text import same_text
from framing.gold.majority import gold_labels

LONG = "The minister said on Monday that the new tram line will cost nine million euros more than planned"


def audit(texts, *decisions):
    gold = gold_labels(annotations_table(decisions))
    return same_text({decisions[number].sentence_id: text for number, text in texts.items()}, gold, decisions)


def test_the_same_words_with_other_labels_are_found_whatever_case_and_punctuation(decide) -> None:
    found = audit(
        {0: "It COSTS nine million!", 1: "“It costs nine million”"},
        decide(0, "ann", "cost"),
        decide(1, "bea", document="d1"),
    ).findings
    assert len(found) == 1
    assert found[0].sentences == ("d0:0-60", "d1:100-160")
    assert found[0].why.startswith("The same words stand in 2 sentences of 2 documents, and gold differs on cost: ")


def test_equal_labels_of_equal_words_are_no_finding(decide) -> None:
    found = audit({0: "It costs.", 1: "It costs."}, decide(0, "ann", "cost"), decide(1, "bea", "cost"))
    assert found.findings == ()
    assert found.note.startswith("1 text found more than once")


def test_who_differs_from_themselves_is_named_although_gold_agrees(decide) -> None:
    decisions = [decide(n, who, "cost") for n in (0, 1) for who in ("bea", "cem")]
    found = audit({0: "It costs.", 2: "It costs."}, *decisions, decide(0, "ann", "cost"), decide(1, "ann")).findings
    assert len(found) == 1
    assert "ann differs from themselves on cost" in found[0].why
    assert "gold" not in found[0].why


def test_nearly_the_same_words_are_found_and_one_word_of_three_is_not_nearly(decide) -> None:
    decisions = (decide(0, "ann", "cost"), decide(1, "ann"))
    near = audit({0: LONG, 1: LONG.replace("Monday", "Tuesday")}, *decisions).findings
    assert [finding.sentences for finding in near] == [("d0:0-60", "d0:100-160")]
    # 18 words and 17 pairs; one word changed leaves 17 and 15 in both: 32 of 38.
    assert "Nearly the same words (84%)" in near[0].why
    assert audit({0: "It costs nine million.", 1: "It costs ten million."}, *decisions).findings == ()
    assert audit({0: LONG, 1: "Soot will fall."}, *decisions).findings == ()


def test_a_frame_that_was_not_offered_is_neither_there_nor_absent(decide) -> None:
    found = audit({0: "It costs.", 1: "It costs."}, decide(0, "ann", "cost"), decide(1, "ann", offered=("clean_air",)))
    assert found.findings == ()


def test_texts_without_words_are_not_the_same_text(decide) -> None:
    assert audit({0: "…", 1: "***"}, decide(0, "ann", "cost"), decide(1, "ann")).findings == ()
