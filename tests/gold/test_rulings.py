from dataclasses import replace

from framing.gold.rulings import RULINGS, rulings_table


def settled(table):
    return {(row.sentence_id, row.frame): row.present for row in table.itertuples()}


def test_a_ruling_settles_each_frame_that_it_was_offered_and_no_other(ruling):
    table = rulings_table([ruling("a", frames=("storm",), offered=("storm", "peace"), reason="slip")])
    assert settled(table) == {("a:0-1", "storm"): True, ("a:0-1", "peace"): False}
    assert set(table["reason"]) == {"slip"}
    assert set(table["annotator"]) == {"judge"}


def test_labels_exercises_and_rulings_that_are_not_confirmed_or_were_taken_back_are_no_rulings(ruling):
    vote = ruling("a", frames=("storm",), ruling=False)
    waiting = ruling("b", frames=("storm",), state="labelled")
    given = ruling("c", frames=("storm",))
    table = rulings_table([vote, waiting, given, replace(given, state="withdrawn", frames=())])
    assert table.empty
    assert list(table.columns) == list(RULINGS.columns)


def test_of_several_rulings_the_last_word_counts_frame_by_frame(ruling):
    first = ruling("a", frames=("storm", "peace"), project="one")
    second = ruling("a", offered=("storm",), annotator="another", project="two")
    assert settled(rulings_table([first, second])) == {
        ("a:0-1", "storm"): False,
        ("a:0-1", "peace"): True,
        ("a:0-1", "harvest"): False,
    }


def test_an_old_ruling_that_is_pulled_late_is_not_the_last_word(ruling):
    newer = ruling("a", frames=("storm",), project="one", decided_at="2026-01-05T00:00:00Z")
    older = ruling("a", project="two", decided_at="2026-01-01T00:00:00Z")
    assert settled(rulings_table([newer, older]))["a:0-1", "storm"]


def test_a_persons_ruling_stands_before_a_later_one_of_a_program(ruling):
    person = ruling("a", frames=("storm",))
    program = ruling("a", annotator="auto", made_by="automated coder", project="later")
    table = rulings_table([person, program])
    assert settled(table)["a:0-1", "storm"]
    assert set(table["made_by"]) == {"person"}
    assert set(rulings_table([program])["made_by"]) == {"automated coder"}
