"""Which labels a new codebook touches: worked out on paper for small codebooks."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.codebook_diff import TextChange, compare
from framing.annotation.contract import (
    BY_MEANING,
    BY_RULES,
    REPLACED,
    STALE,
    STANDS,
    contract,
    effect,
    reaches,
    said_by,
    touched,
)
from framing.annotation.decisions import Decision, annotations_table
from framing.codebook import Codebook, parse_codebook
from framing.doccano.project.meaning import RULES, meanings

OLD = """\
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[rules]]
id = "alone"
text = "Judge the sentence alone."
[[frames]]
key = "cost"
name = "cost to the public"
shortcut = "c"
color = "#112233"
definition = "The line is shown as money spent."
include = ["prices, taxes, debts", "waste"]
[[frames]]
key = "air"
name = "clean air"
shortcut = "a"
color = "#aabbcc"
definition = "The line is shown as a help for the air."
[[frames]]
key = "noise"
name = "noise"
shortcut = "n"
color = "#aabbcc"
definition = "The line is shown as loud."
[[confusions]]
pair = ["air", "noise"]
decide = "Nose or ear."
[[voices]]
key = "outlet"
name = "outlet"
shortcut = "1"
definition = "The text itself."
[[voices]]
key = "mayor"
name = "mayor"
shortcut = "2"
definition = "The town hall."
[[voice_rules]]
id = "who"
text = "Who answers for it?"
[[voice_rules]]
id = "auto-1"
text = "What programs do."
"""
NEW = OLD.replace('"1.0.0"', '"1.1.0"')
AIR = NEW.replace("a help for the air.", "a help for the lungs.")
KEYS = ("cost", "air", "noise")


def book(text: str) -> Codebook:
    return parse_codebook(text, "tram.toml")


def change(**fields: str) -> str:
    lines = {"version": '"1.1.0"', "id": '"lungs"', "text": '"Lungs count."', **fields}
    return "\n[[changes]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())


def decision(number: int, *frames: str, by: str = "kim", **fields: object) -> Decision:
    made = Decision(
        document_id="d",
        start=10 * number,
        end=10 * number + 5,
        annotator=by,
        state="confirmed",
        frames=frames,
        offered=KEYS,
        at="",
        project="p",
        codebook=book(OLD).fingerprint,
        assisted=False,
        made_by="person",
    )
    return replace(made, **fields)


def places(new: str, decisions: list[Decision], texts: dict[str, str] | None = None, about: str = "frames") -> set:
    """Pairs of a sentence's number and a label that the change touches."""
    now = book(new)
    named = {d.sentence_id: (texts or {}).get(d.sentence_id, "a text") for d in decisions}
    found = touched(reaches(book(OLD), now, about), decisions, now, named)
    return {
        (int(name.split(":")[1].split("-")[0]) // 10, label)
        for name, label in zip(found.sentence_id, found.label, strict=True)
    }


LABELLED = [
    decision(1, "cost"),
    decision(2, "air"),
    decision(3, "noise", by="lee"),
    decision(4, comment="doubt: clean air"),
    decision(5, comment="not sure about the price"),
]


# -- what is different ------------------------------------------------------------------------------------------------


def test_a_text_that_was_edited_stands_beside_what_it_was() -> None:
    found = compare(book(OLD), book(AIR.replace('"prices, taxes, debts", "waste"', '"waste", "prices, taxes, fares"')))
    line = "The line is shown as a help for the"
    assert found.frames.texts == (
        TextChange("cost", "include", "prices, taxes, debts", "prices, taxes, fares"),
        TextChange("air", "definition", f"{line} air.", f"{line} lungs."),
    )
    assert found.frames.other_meaning == ("cost", "air")
    assert found.voices.is_empty


def test_names_colours_order_line_breaks_and_what_programs_do_are_no_other_meaning() -> None:
    new = NEW.replace('"clean air"', '"good air"').replace("#112233", "#112244").replace("programs do", "they do")
    found = compare(book(OLD), book(new.replace("Judge the sentence", "Judge  the sentence")))
    assert found.frames.renamed == (("air", "clean air", "good air"),)
    assert (found.frames.texts, found.frames.rules, found.voices.is_empty) == ((), (), True)
    assert places(new, LABELLED) == set()


def test_what_decides_between_two_frames_is_meaning_of_both() -> None:
    found = compare(book(OLD), book(NEW.replace("Nose or ear.", "Nose before ear.")))
    assert found.frames.other_meaning == ("air", "noise")


def test_frames_and_voices_that_came_and_went_are_named() -> None:
    fewer = NEW.replace('key = "cost"', 'key = "fares"').replace('key = "mayor"', 'key = "council"')
    found = compare(book(OLD), book(fewer))
    assert (found.frames.added, found.frames.removed) == (("fares",), ("cost",))
    assert (found.voices.added, found.voices.removed) == (("council",), ("mayor",))


EDITS = {
    "definition": ("a help for the air.", "a help for the lungs."),
    "include": ('"waste"', '"waste of time"'),
    "confusion": ("Nose or ear.", "Ear or nose."),
    "rule": ("Judge the sentence alone.", "Judge it alone."),
    "voice": ("The town hall.", "The town hall or its press office."),
    "voice rule": ("Who answers for it?", "Who says it?"),
    "program": ("What programs do.", "What machines do."),
    "name": ('"noise"\nshortcut', '"loudness"\nshortcut'),
    "colour": ("#112233", "#332211"),
    "title": ("How a text frames", "How texts frame"),
}


@given(st.sets(st.sampled_from(sorted(EDITS))))
def test_the_difference_draws_the_line_where_a_project_in_doccano_draws_it(names: set[str]) -> None:
    new = NEW
    for name in names:
        new = new.replace(*EDITS[name])
    old, now = book(OLD), book(new)
    found = compare(old, now)
    for part, voices in ((found.frames, False), (found.voices, True)):
        before, after = dict(meanings(old, voices)), dict(meanings(now, voices))
        assert set(part.other_meaning) == {key for key in before if before[key] != after[key]} - {RULES}
        assert bool(part.rules) == (before[RULES] != after[RULES])


# -- which labels that touches ----------------------------------------------------------------------------------------


def test_where_nothing_is_said_a_change_touches_where_the_frame_its_partner_or_a_doubt_of_it_was_seen() -> None:
    assert places(AIR, LABELLED) == {(2, "air"), (3, "air"), (4, "air")}
    found = touched(reaches(book(OLD), book(AIR), "frames"), LABELLED, book(AIR), {})
    assert set(found["why"]) == {f"{BY_MEANING}: air"}


def test_a_change_that_says_where_is_believed() -> None:
    new = AIR + change(frames='["air"]', labels='["cost"]')
    assert places(new, LABELLED) == {(1, "air")}


def test_a_change_that_says_nowhere_touches_nothing() -> None:
    assert places(AIR + change(frames='["air"]', labels="[]"), LABELLED) == set()


def test_a_frame_that_no_change_speaks_of_falls_under_the_rule_beside_those_that_one_does() -> None:
    new = AIR.replace('"waste"', '"waste of time"') + change(frames='["air"]', labels="[]")
    assert places(new, LABELLED) == {(1, "cost")}


def test_another_rule_touches_everything_unless_changes_say_what_it_does() -> None:
    new = NEW.replace("Judge the sentence alone.", "Judge it with its neighbours.")
    assert places(new, LABELLED) == {(number, key) for number in range(1, 6) for key in KEYS}
    found = touched(reaches(book(OLD), book(new), "frames"), LABELLED, book(new), {})
    assert set(found["why"]) == {BY_RULES}
    assert places(new + change(labels='["noise"]'), LABELLED) == {(3, key) for key in KEYS}


@pytest.mark.parametrize(
    ("word", "text", "there"),
    [
        ("bus", "The BUS is late.", True),
        ("bus", "Business as usual.", False),
        ("bus*", "Business as usual.", True),
        ("protest*", "Airports are shut.", False),
        ("тоқаев*", "Қ.-Ж. ТОҚАЕВТЫҢ жарлығы.", True),
        ("тоқаев", "Тоқаевтың жарлығы", False),
        ("new line", "A new\nline opened.", True),
        ("скор* помощ*", "Без скорой помощи.", True),
        ("скор* помощ*", "Скоро без помощи.", False),
        ("straße", "Die STRASSE ist laut.", True),
        ("c++", "c++ and more", True),
    ],
)
def test_words_are_found_whole_in_any_case_and_with_a_star_in_any_form(word: str, text: str, there: bool) -> None:
    one = decision(1)
    new = AIR + change(frames='["air"]', words=f'["{word}"]')
    assert places(new, [one], {one.sentence_id: text}) == ({(1, "air")} if there else set())


def test_a_sentence_whose_text_is_not_here_cannot_be_searched_and_is_named() -> None:
    old, new = book(OLD), book(AIR + change(frames='["air"]', words='["bus"]'))
    found = contract([decision(1), decision(2)], new, {old.fingerprint: old}, {decision(2).sentence_id: "A bus."})
    assert list(found.touched[old.fingerprint]["sentence_id"]) == [decision(2).sentence_id]
    assert found.unsearched == (decision(1).sentence_id,)
    assert contract([decision(1)], book(AIR), {old.fingerprint: old}, {}).unsearched == ()  # nothing to look for


def test_changes_of_the_old_version_itself_are_not_news() -> None:
    told = change(version='"1.0.0"', frames='["cost"]', labels='["cost"]')
    assert compare(book(OLD + told), book(NEW + told)).changes == ()
    assert compare(book(OLD), book(NEW + told)).changes == ()


def test_voices_are_touched_by_what_is_said_of_voices_only() -> None:
    said = [decision(1, offered=(), voice="mayor"), decision(2, offered=(), voice="outlet")]
    new = NEW.replace("The town hall.", "The town hall or its press office.")
    assert places(new, said, about="voices") == {(1, "mayor")}
    assert places(new, LABELLED) == set()
    assert places(new + change(voices='["mayor"]', labels='["outlet"]'), said, about="voices") == {(2, "mayor")}
    assert places(new + change(frames='["air"]', labels='["outlet"]'), said, about="voices") == {(1, "mayor")}


# -- what stands ------------------------------------------------------------------------------------------------------


def statuses(decisions: list[Decision], new: str, kept: bool = True) -> dict[tuple[int, str, str], str]:
    now = book(new)
    known = {book(OLD).fingerprint: book(OLD)} if kept else {}
    found = contract(decisions, now, known, {d.sentence_id: "" for d in decisions})
    table = annotations_table(decisions)
    status = found.status(table)
    assert len(status) == len(table)
    numbers = table["sentence_id"].str.extract(r":(\d+)-")[0].astype(int) // 10
    return dict(zip(zip(numbers, table["annotator"], table["frame"], strict=True), status, strict=True))


def test_an_older_decision_stands_where_no_change_touches_it_and_is_stale_where_one_does() -> None:
    found = statuses([decision(1, "cost"), decision(2, "air")], AIR)
    assert {key for key, status in found.items() if status == STALE} == {(2, "kim", "air")}
    assert set(found.values()) == {STALE, STANDS}


def test_a_label_by_todays_codebook_replaces_what_everybody_said_before() -> None:
    anew = {"project": "p 1.1.0", "codebook": book(AIR).fingerprint}
    found = statuses([decision(2, "air"), decision(2, by="lee"), decision(2, "cost", by="ann", **anew)], AIR)
    assert found[2, "kim", "air"] == found[2, "lee", "air"] == REPLACED
    assert found[2, "ann", "air"] == found[2, "kim", "cost"] == STANDS


def test_a_label_that_was_not_confirmed_replaces_nothing() -> None:
    open_one = decision(2, "cost", by="ann", project="q", codebook=book(AIR).fingerprint, state="labelled")
    assert statuses([decision(2, "air"), open_one], AIR)[2, "kim", "air"] == STALE


def test_of_a_codebook_that_was_not_kept_nothing_can_be_said() -> None:
    assert set(statuses([decision(1, "cost")], NEW, kept=False).values()) == {STALE}
    assert set(statuses([decision(1, "cost")], NEW).values()) == {STANDS}


@pytest.mark.parametrize(
    ("old_time", "new_time"), [("", ""), ("", "2026-01-02"), ("2026-01-01", "2026-01-02"), ("2026-01-01", "")]
)
def test_an_annotators_newer_word_takes_the_place_of_the_older_for_what_it_was_offered(old_time, new_time) -> None:
    older = decision(2, "air", "cost", decided_at=old_time)
    newer = decision(2, project="q", codebook=book(AIR).fingerprint, offered=("air",), decided_at=new_time)
    table = annotations_table([older, newer]).set_index("frame")
    assert dict(table["present"]) == {"air": False, "cost": True, "noise": False}
    assert table.loc["air", "codebook"] == book(AIR).fingerprint
    assert statuses([older, newer], AIR)[2, "kim", "air"] == STANDS


def test_a_row_of_several_codebooks_is_stale_where_one_of_them_would_be() -> None:
    old, now = book(OLD), book(AIR)
    found = contract([decision(2, "air")], now, {old.fingerprint: old}, {})
    name = decision(2).sentence_id
    rows = [(name, "air", f"{now.fingerprint}, {old.fingerprint}"), (name, "cost", old.fingerprint)]
    table = pd.DataFrame(rows, columns=["sentence_id", "frame", "codebook"])
    assert list(found.status(table)) == [STALE, STANDS]


def test_the_effect_counts_decisions_by_frame_by_annotator_and_by_who_made_them() -> None:
    made = [decision(2, "air"), decision(2, by="auto-a", made_by="automated coder"), decision(3, "noise")]
    now = book(AIR)
    found = effect(made, touched(reaches(book(OLD), now, "frames"), made, now, {}), book(OLD).fingerprint, "frames")
    assert (found.decisions, found.sentences, found.again) == (3, 2, 2)
    [row] = found.labels.to_dict("records")
    assert (row["label"], row["sentences"], row["decisions"], row["people"], row["automated"]) == ("air", 2, 3, 2, 1)
    assert {row["annotator"]: row["sentences"] for row in found.annotators.to_dict("records")} == {
        "kim": 2,
        "auto-a": 1,
    }


def test_a_change_that_touches_nothing_has_no_effect() -> None:
    found = touched((), LABELLED, book(NEW), {})
    assert effect(LABELLED, found, book(OLD).fingerprint, "frames").again == 0
    assert said_by([], "voices", ["mayor"]).empty
