import pandas as pd
import pytest

from framing.errors import NotEnoughData
from framing.gold.resolve import only_people, resolve
from framing.gold.rulings import RULINGS, rulings_table

AUTOMATED = {"made_by": "automated coder", "who": "auto"}


def rows(gold):
    columns = ["sentence_id", "frame", "present", "votes", "voters", "how", "reason"]
    return gold[columns].to_numpy().tolist()


def test_a_ruling_stands_beside_the_votes_and_settles_the_label(ballot, ruling):
    votes = ballot("a:0-1 storm 10, a:0-1 harvest 110, b:0-1 storm 10")
    given = rulings_table([ruling("a", frames=("storm",), offered=("storm", "harvest"), reason="ambiguous")])
    found = resolve(votes, given)
    assert rows(found.gold) == [
        ["a:0-1", "harvest", False, 2, 3, "ruled", "ambiguous"],
        ["a:0-1", "storm", True, 1, 2, "ruled", "ambiguous"],
    ]
    assert found.gold["probability"].tolist() == [0, 1]
    assert found.open.to_numpy().tolist() == [["b:0-1", "storm", 1, 2]]
    assert found.overruled.empty


def test_a_ruling_against_all_annotators_counts_and_is_named(ballot, ruling):
    votes = ballot("a:0-1 storm 000, b:0-1 storm 111, c:0-1 storm 1, d:0-1 storm 110, e:0-1 storm 00")
    given = [
        ruling("a", frames=("storm",), offered=("storm",)),
        *(ruling(name, offered=("storm",)) for name in "bcde"),
    ]
    found = resolve(votes, rulings_table(given))
    assert found.gold["present"].tolist() == [True, False, False, False, False]
    # One annotator on c agrees with nobody; d is a dispute; on e the ruling says what all said.
    assert found.overruled.to_numpy().tolist() == [["a:0-1", "storm", 0, 3, True], ["b:0-1", "storm", 3, 3, False]]


def test_a_ruling_where_nobody_voted_is_a_label_without_voters(ballot, ruling):
    found = resolve(ballot("a:0-1 storm 1"), rulings_table([ruling("b", frames=("peace",), offered=("peace",))]))
    assert rows(found.gold)[1] == ["b:0-1", "peace", True, 0, 0, "ruled", ""]
    assert found.overruled.empty


def test_the_label_of_a_ruling_has_its_maker_and_its_codebook(ballot, ruling):
    votes = ballot("a:0-1 storm 10, b:0-1 storm 10", **AUTOMATED)
    person = ruling("a", offered=("storm",), codebook="newer")
    program = ruling("b", offered=("storm",), made_by="automated coder", annotator="auto")
    gold = resolve(votes, rulings_table([person, program])).gold
    assert gold[["made_by", "codebook"]].to_numpy().tolist() == [["person", "newer"], ["automated coder", "c"]]


def test_a_program_rules_on_nothing_that_a_person_decided(ballot, ruling):
    program = ruling("a", offered=("storm",), made_by="automated coder", annotator="auto")
    found = resolve(ballot("a:0-1 storm 11"), rulings_table([program]))
    assert rows(found.gold) == [["a:0-1", "storm", True, 2, 2, "unanimous", ""]]


def test_only_people_leaves_programs_decisions_and_rulings_out(ballot, ruling):
    both = pd.concat([ballot("a:0-1 storm 11, b:0-1 storm 11", **AUTOMATED), ballot("a:0-1 storm 0")])
    program = ruling("b", offered=("storm",), made_by="automated coder", annotator="auto")
    people, ruled = only_people(both, rulings_table([program, ruling("c", offered=("storm",))]))
    assert rows(resolve(people, ruled).gold) == [
        ["a:0-1", "storm", False, 0, 1, "unanimous", ""],
        ["c:0-1", "storm", False, 0, 0, "ruled", ""],
    ]
    with pytest.raises(NotEnoughData, match="No person has confirmed"):
        only_people(ballot("a:0-1 storm 1", **AUTOMATED), RULINGS.table())


def test_by_skill_rulings_count_as_they_do_by_majority(ballot, ruling):
    common = ", ".join(f"s{number:02} storm {'111' if number < 12 else '000'}" for number in range(30))
    votes = ballot(f"{common}, a:0-1 storm 100, b:0-1 storm 10")
    found = resolve(votes, rulings_table([ruling("a", frames=("storm",), offered=("storm",))]), "dawid-skene")
    gold = found.gold.set_index("sentence_id")
    assert gold.loc["a:0-1", ["present", "how", "votes", "voters"]].tolist() == [True, "ruled", 1, 3]
    assert found.open["sentence_id"].tolist() == ["b:0-1"]
    assert found.frames is not None
    assert found.skills is not None
    without = resolve(votes, None, "dawid-skene")
    pd.testing.assert_frame_equal(found.skills, without.skills)
