import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framing.codebook import Codebook, Frame, NearMiss
from framing.model.behaviour.cases import DENIED, LOWERED, NAMED, NEAR_MISS, POSITIVE, SAID, SAID_SCORE
from framing.model.behaviour.run import LABELLED_COLUMNS, run_behaviour
from framing.model.behaviour.written import read_written

FOUND, NOT_FOUND = 1 / (1 + math.exp(-3)), 1 / (1 + math.exp(2))


def rows(result, language="en"):
    return result.table[result.table["language"] == language].set_index("kind")


def test_a_model_of_keywords_takes_names_and_denials_for_the_frame_and_keeps_it_in_quotations(
    keyword_model, unrest
) -> None:
    found = rows(run_behaviour(keyword_model("terro"), unrest))
    assert found.loc[DENIED, "cases"] >= 10
    assert found.loc[[DENIED, LOWERED], "passed"].tolist() == [0, 0]
    assert found.loc[[SAID, SAID_SCORE, "outlet swapped", "place swapped", "group swapped"], "rate"].eq(1).all()
    names = next(each.names for each in read_written("en").names if each.frame == "terrorist_attack")
    innocent = sum("terro" not in name.lower() for name in names) / len(names)
    assert 0 < innocent < 1
    assert found.loc[NAMED, "rate"] == pytest.approx(innocent)


def test_a_model_that_knows_a_denial_passes_where_it_found_the_frame(keyword_model, unrest) -> None:
    found = rows(run_behaviour(keyword_model("terro", "milit", "extre", against=(" not ", " no ", "true ")), unrest))
    assert found.loc[[DENIED, LOWERED], "rate"].tolist() == [1, 1]
    assert found.loc[DENIED, "cases"] == found.loc[LOWERED, "cases"]


def test_a_model_that_finds_nothing_gets_no_case_that_asks_what_becomes_of_a_frame(keyword_model, unrest) -> None:
    found = rows(run_behaviour(keyword_model("qqqqq"), unrest))
    assert found.loc[[NAMED, NEAR_MISS], "rate"].tolist() == [1, 1]
    assert found.loc[[POSITIVE, LOWERED], "rate"].tolist() == [0, 0]
    assert not {DENIED, SAID} & set(found.index)


def test_of_a_case_that_asks_what_becomes_of_a_frame_only_those_count_where_it_was_found(keyword_model, unrest) -> None:
    result = run_behaviour(keyword_model("terro"), unrest)
    asked = result.outcomes[result.outcomes["kind"] == DENIED]
    assert asked["before"].str.contains("(?i)terro").all()
    assert asked["score_before"].to_list() == pytest.approx([FOUND] * len(asked))
    unasked = rows(result).loc[LOWERED, "cases"] - len(asked)
    assert rows(result).loc[DENIED, "note"].startswith(f"{unasked} more are no test")


def test_rioters_called_protesters_must_lower_the_score_and_the_mean_change_is_said(keyword_model, unrest) -> None:
    model = keyword_model("riote", "loote", "hooli", "rebel", frame="criminal_riot")
    found = rows(run_behaviour(model, unrest)).loc["rioters to protesters"]
    assert (found["rate"], found["note"]) == (1, f"on average {NOT_FOUND - FOUND:+.2f}")
    blind = rows(run_behaviour(keyword_model("squar", frame="criminal_riot"), unrest)).loc["rioters to protesters"]
    assert blind["rate"] == 0


def test_a_score_that_moves_with_a_name_fails(keyword_model, unrest) -> None:
    result = run_behaviour(keyword_model("terro", against=("tass", "tass:")), unrest)
    assert rows(result).loc["outlet swapped", "rate"] < 1
    failed = result.outcomes[(result.outcomes["kind"] == "outlet swapped") & ~result.outcomes["passed"]]
    assert (failed["text"].str.contains("TASS") != failed["before"].str.contains("TASS")).all()
    assert "TASS" in result.worst().query("kind == 'outlet swapped'")[["text", "before"]].to_numpy().sum()


def test_russian_and_kazakh_are_tried_with_their_own_sentences_and_said_not_to_be_reviewed(
    keyword_model, unrest
) -> None:
    result = run_behaviour(keyword_model("терро", "лаңке"), unrest)
    for language in ("ru", "kk"):
        found = rows(result, language)
        assert found.loc[DENIED, "rate"] == 0
        assert found.loc[NAMED, "rate"] < 1
        assert found.loc[SAID, "rate"] == 1
        assert "not reviewed by a native speaker" in found.loc[DENIED, "note"]
    assert "native" not in rows(result).loc[LOWERED, "note"]


def test_a_language_that_the_model_has_not_learned_is_not_tested_and_named(keyword_model, unrest) -> None:
    english = "what happened in was the of those who came to airport were by country attacked is it".split()  # noqa: SIM905
    result = run_behaviour(keyword_model("terro", words=english), unrest)
    assert set(result.table["language"]) == {"en"}
    assert any("Russian is not tested: the model knows 0%" in note for note in result.notes)


def test_frames_of_few_examples_and_those_not_learned_are_named_and_not_tested(keyword_model, unrest) -> None:
    result = run_behaviour(keyword_model("terro", positives=19, left_out={"human_cost": "nobody decided"}), unrest)
    assert (len(result.table), result.frames) == (0, ())
    assert "Not tested, fewer than 20 examples: terrorist_attack." in result.notes
    assert "Not tested, not learned: human_cost." in result.notes


def test_a_sentence_that_the_model_learned_from_is_no_case(keyword_model, unrest) -> None:
    learned = unrest.frame("terrorist_attack").positive[0]
    model = keyword_model("terro")
    every, fewer = (run_behaviour(model, unrest, trained_on=texts) for texts in ((), (learned,)))
    assert rows(every).loc[POSITIVE, "cases"] - rows(fewer).loc[POSITIVE, "cases"] == 1
    assert not fewer.outcomes[["text", "before"]].eq(learned).any(axis=None)
    assert any("learned from such a sentence: 1 of" in note for note in fewer.notes)


def test_the_same_model_gives_the_same_result(keyword_model, unrest) -> None:
    one, other = (run_behaviour(keyword_model("terro"), unrest) for _ in range(2))
    pd.testing.assert_frame_equal(one.outcomes, other.outcomes)


@pytest.fixture
def weather() -> Codebook:
    storm = Frame(
        *("storm", "storm", "s", "#000000", "#ffffff", "It blows."),
        positive=("The storm tore the roofs away.", "On Monday there was a storm over the whole coast."),
        near_miss=(NearMiss("The Storm Café opened on Monday.", (), "a name"),),
    )
    return Codebook(id="weather", version="1", title="Weather", frames=(storm,))


def labelled(*sentences):
    """LABELLED of (text, present, mark, probability)."""
    return pd.DataFrame(
        [
            (f"s{number}", text, "en", "storm", present, mark == "negated", mark == "sarcasm", probability, True)
            for number, (text, present, mark, probability) in enumerate(sentences)
        ],
        columns=list(LABELLED_COLUMNS),
    )


def test_another_codebook_is_tried_with_its_own_examples_and_labelled_sentences(keyword_model, weather) -> None:
    given = labelled(("A storm flooded the harbour.", True, "", 0.9), ("A calm day.", False, "", 0.1))
    model, blind = keyword_model("storm", frame="storm"), keyword_model("qqqqq", frame="storm")
    result = run_behaviour(model, weather, labelled=given, stand_in=model, trained_on=set(given["text"]))
    found = rows(result)
    assert found.loc[POSITIVE, ["cases", "passed"]].tolist() == [2, 2]
    assert found.loc[NEAR_MISS, ["cases", "passed"]].tolist() == [1, 0]
    assert found.loc[SAID, ["cases", "passed"]].tolist() == [3, 3]
    assert not {DENIED, NAMED, "rioters to protesters"} & set(found.index)
    assert any("another codebook than weather" in note for note in result.notes)
    judged = rows(run_behaviour(model, weather, labelled=given, stand_in=blind, trained_on=set(given["text"])))
    assert judged.loc[SAID, ["cases", "passed"]].tolist() == [
        2,
        2,
    ]  # the labelled one, which the stand-in does not find


def test_no_labelled_sentence_is_asked_about_where_the_model_may_have_learned_from_it(keyword_model, weather) -> None:
    given = labelled(("A storm flooded the harbour.", True, "", 0.9)).assign(held_out=False)
    result = run_behaviour(
        keyword_model("storm", frame="storm"), weather, labelled=given, trained_on=set(given["text"])
    )
    assert rows(result).loc[SAID, "cases"] == 2
    assert any("may have learned from every one" in note for note in result.notes)


def test_a_codebook_without_examples_says_so(keyword_model, weather) -> None:
    bare = Codebook(
        id="bare", version="1", title="Bare", frames=(Frame("storm", "storm", "s", "#000000", "#ffffff", "It blows."),)
    )
    result = run_behaviour(keyword_model("storm", frame="storm"), bare)
    assert result.table.empty
    assert any("has no examples" in note for note in result.notes)


def test_commented_sentences_are_judged_by_scores_that_had_not_seen_them(keyword_model, weather) -> None:
    given = labelled(
        ("It was no storm.", False, "negated", 0.7),
        ("There was never a storm.", False, "negated", 0.3),
        ("What a lovely storm.", True, "sarcasm", 0.6),
        ("A storm came.", True, "", 0.9),
        ("A storm went.", True, "", 0.2),
    )
    model = keyword_model("storm", frame="storm")
    found = rows(run_behaviour(model, weather, labelled=given, trained_on=set(given["text"])))
    assert found.loc["comment: negated", ["cases", "passed"]].tolist() == [2, 1]
    assert found.loc["comment: sarcasm", ["cases", "passed"]].tolist() == [1, 1]
    assert "of 2 sentences without a mark 0.50" in found.loc["comment: negated", "note"]


def test_commented_sentences_that_the_model_learned_from_are_left_out_and_others_scored(keyword_model, weather) -> None:
    given = labelled(("It was no storm.", False, "negated", math.nan), ("Calm.", False, "", math.nan))
    model = keyword_model("storm", frame="storm")
    seen = run_behaviour(model, weather, labelled=given, trained_on=set(given["text"]))
    assert "comment: negated" not in rows(seen).index
    assert any("may have learned from them" in note for note in seen.notes)
    unseen = rows(run_behaviour(model, weather, labelled=given))
    assert unseen.loc["comment: negated", ["cases", "passed"]].tolist() == [1, 0]


def test_of_a_single_label_model_only_the_frame_that_it_predicts_is_found(keyword_model, unrest) -> None:
    # Without a word that the model knows, attack has 0.73 and riot 0.27, both above their thresholds.
    one = keyword_model("qqqqq")
    both = replace(
        one,
        frames=("terrorist_attack", "criminal_riot"),
        coefficients=np.zeros((2, 1)),
        intercepts=np.array([1.0, 0.0]),
        thresholds=np.array([0.1, 0.1]),
        examples=tuple(replace(one.examples[0], frame=frame) for frame in ("terrorist_attack", "criminal_riot")),
        link="one",
    )
    outcomes = run_behaviour(both, unrest).outcomes.query("kind == @POSITIVE")
    assert set(outcomes["frame"]) == set(both.frames)
    assert (outcomes["passed"] == (outcomes["frame"] == "terrorist_attack")).all()
    several = run_behaviour(replace(both, link="each"), unrest).outcomes.query("kind == @POSITIVE")
    assert several["passed"].all()


def test_a_commented_sentence_has_the_frame_that_a_single_label_model_predicts(keyword_model, weather) -> None:
    given = labelled(("What a lovely day.", True, "sarcasm", 0.3))
    model = keyword_model("storm", frame="storm")
    for link, passed in (("each", 0), ("one", 1)):  # with "one" every sentence has a frame, and there is only this
        found = rows(run_behaviour(replace(model, link=link), weather, labelled=given))
        assert found.loc["comment: sarcasm", ["cases", "passed"]].tolist() == [1, passed]
