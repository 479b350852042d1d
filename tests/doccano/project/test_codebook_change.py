"""What a changed codebook changes in a project: which labels, what they mean, and the card to come."""

from dataclasses import replace
from typing import Any

import pytest

from framing.codebook import Codebook, Confusion, Frame, NearMiss, Rule
from framing.doccano.project.card import (
    ProjectCard,
    both_codebooks,
    description,
    make_card,
    read_card,
    replaced_description,
)
from framing.doccano.project.codebook_change import CodebookChange, changed_card, find_change
from framing.doccano.project.meaning import RULES, meanings
from framing.errors import InputError

NOISE = Frame("noise", "noise", "n", "#ddbbcc", "#000000", "Noise")


def changed(book: Codebook, key: str = "", **fields: Any) -> Codebook:
    """The codebook, with other fields of one frame, or of its own, and so with another fingerprint."""
    other = replace(book, version="1.1.0", fingerprint="fedcba9876543210")
    if not key:
        return replace(other, **fields)
    return replace(other, frames=tuple(replace(f, **fields) if f.key == key else f for f in book.frames))


def change(book: Codebook, new: Codebook) -> CodebookChange | None:
    return find_change(make_card(book, "ab12"), new)


def test_the_same_codebook_changes_nothing(tram_book: Codebook) -> None:
    assert change(tram_book, tram_book) is None
    assert find_change(make_card(tram_book, "ab12", "voices"), tram_book) is None


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("", {}),
        ("", {"title": "Another title"}),
        ("cost", {"shortcut": "x"}),
        ("cost", {"color": "#000000", "text_color": "#FFFFFF"}),
        ("cost", {"definition": "Money  | \n spent"}),
        ("cost", {"positive": ("It costs nine million.", "It costs ten.")}),
        ("cost", {"include": ("the cost of it -> cost", "figures of money")}),
    ],
)
def test_what_is_no_meaning_asks_for_nothing(tram_book: Codebook, key: str, fields: dict[str, Any]) -> None:
    found = change(tram_book, changed(tram_book, key, **fields))
    assert found == CodebookChange()
    assert not found.asks_for_upgrade


@pytest.mark.parametrize(
    "fields",
    [
        {"definition": "Money"},
        {"include": ("figures of money",)},
        {"exclude": ()},
        {"near_miss": (NearMiss("It has nine stops.", ("clean_air",), "a bare fact"),)},
    ],
)
def test_another_meaning_is_that_of_its_label_only(tram_book: Codebook, fields: dict[str, Any]) -> None:
    found = change(tram_book, changed(tram_book, "cost", **fields))
    assert found == CodebookChange(other_meaning=("cost",))
    assert found.asks_for_upgrade


def test_a_rule_that_decides_between_two_labels_touches_both_and_a_rule_for_all_touches_all(
    tram_book: Codebook,
) -> None:
    pair = changed(tram_book, confusions=(Confusion(("clean_air", "cost"), "Both."),))
    assert change(tram_book, pair) == CodebookChange(other_meaning=("cost", "clean_air"))
    rules = changed(tram_book, rules=(Rule("alone", "Judge it together with the next."),))
    found = change(tram_book, rules)
    assert found == CodebookChange(other_rules=True)
    assert found.asks_for_upgrade


def test_rules_for_programs_mean_nothing_to_annotators(tram_book: Codebook) -> None:
    card = make_card(tram_book, "ab12", "voices")
    who, auto = tram_book.voice_rules
    assert find_change(card, changed(tram_book, voice_rules=(who, replace(auto, text="-")))) == CodebookChange()
    assert find_change(card, changed(tram_book, voice_rules=(auto,))) == CodebookChange(other_rules=True)
    assert find_change(card, changed(tram_book, "cost", definition="-")) == CodebookChange()  # not asked for here


def test_labels_are_added_renamed_and_dropped_by_their_keys(tram_book: Codebook) -> None:
    cost, _ = tram_book.frames
    new = changed(tram_book, frames=(NOISE, replace(cost, name="price")), confusions=())
    assert change(changed(tram_book, confusions=()), new) is not None
    found = find_change(make_card(replace(tram_book, confusions=()), "ab12"), new)
    assert found == CodebookChange(added=("noise",), renamed=(("cost to the public", "price"),), removed=("clean_air",))
    assert found.asks_for_upgrade
    only_more = changed(tram_book, frames=(*tram_book.frames, NOISE))
    assert change(tram_book, only_more) == CodebookChange(added=("noise",))
    assert not CodebookChange(added=("noise",)).asks_for_upgrade


def test_fewer_frames_of_the_same_codebook_are_dropped_labels(tram_book: Codebook) -> None:
    found = change(tram_book, tram_book.subset(["cost"]))
    assert found == CodebookChange(removed=("clean_air",))


def test_a_name_never_moves_from_one_label_to_another(tram_book: Codebook) -> None:
    cost, air = tram_book.frames
    swapped = changed(tram_book, frames=(replace(cost, name=air.name), replace(air, name=cost.name)))
    with pytest.raises(InputError, match=r"'clean air' is the label of clean_air in this project.*to cost"):
        change(tram_book, swapped)
    with pytest.raises(InputError, match="mixed up"):
        change(tram_book, changed(tram_book, frames=(cost, replace(NOISE, name="Clean Air")), confusions=()))


def test_an_old_card_that_does_not_say_what_labels_meant_asks_only_if_the_codebook_is_another(
    tram_book: Codebook,
) -> None:
    old = replace(make_card(tram_book, "ab12"), meanings=())
    assert find_change(old, tram_book) is None
    found = find_change(old, changed(tram_book, title="Another title"))
    assert found == CodebookChange(unknown=True)
    assert found.asks_for_upgrade


def test_a_change_under_way_goes_on(tram_book: Codebook) -> None:
    new = changed(tram_book, "cost", name="price")
    under_way = changed_card(make_card(tram_book, "ab12"), new, used=())
    assert under_way.former == (("cost to the public", "cost"),)
    assert find_change(under_way, new) == CodebookChange()
    assert changed_card(under_way, new, used=()) == under_way
    assert find_change(replace(under_way, former=()), new) is None


def test_a_dropped_label_that_people_gave_stays_and_is_not_asked_about_again(tram_book: Codebook) -> None:
    new = changed(tram_book, frames=tram_book.frames[:1], confusions=())
    card = changed_card(make_card(tram_book, "ab12"), new, used={"clean_air"})
    assert card.labels == (("cost", "cost to the public"), ("clean_air", "clean air"))
    assert (card.retired, card.former) == (("clean_air",), ())
    assert find_change(card, new) is None
    back = find_change(card, replace(tram_book, confusions=()))  # the codebook has it again, and it means what it meant
    assert back is not None
    assert back.added == ()
    assert changed_card(card, tram_book, used=()).retired == ()
    gone = changed_card(make_card(tram_book, "ab12"), new, used=())
    assert gone.keys == ("cost",)
    assert gone.former == (("clean air", "clean_air"),)


def test_the_new_card_keeps_whose_project_it_is(tram_book: Codebook) -> None:
    old = replace(make_card(tram_book, "ab12"), team="tram", annotator="aigul", training=True, assisted=True)
    new = changed_card(old, changed(tram_book, "cost", name="price"), used=())
    assert (new.project, new.team, new.annotator, new.training, new.assisted) == (
        old.project,
        "tram",
        "aigul",
        True,
        True,
    )
    assert new.codebook == "tram 1.1.0"


def test_the_new_card_remembers_codebooks_by_which_labels_meant_the_same_until_they_mean_something_else(
    tram_book: Codebook,
) -> None:
    first = make_card(tram_book, "ab12")
    renamed = changed(tram_book, "cost", name="price")
    second = changed_card(first, renamed, [])
    assert second.alike == (tram_book.fingerprint,)
    assert read_card(description(second)) == second
    assert changed_card(second, renamed, []).alike == second.alike  # broken off, and gone on with
    third = changed_card(second, replace(changed(renamed, "cost", color="#000000"), fingerprint="3" * 16), [])
    assert third.alike == (tram_book.fingerprint, renamed.fingerprint)
    meant = replace(changed(renamed, "cost", definition="Time"), fingerprint="4" * 16)
    assert changed_card(third, meant, []).alike == ()


def test_a_message_on_two_codebooks_says_when_only_the_version_is_the_same(tram_book: Codebook) -> None:
    card = make_card(tram_book, "ab12")
    assert both_codebooks(card, "tram 9.0.0") == "tram 1.0.0; here is tram 9.0.0"
    assert "`version` in the codebook was not raised" in both_codebooks(card, "tram 1.0.0")


def test_a_new_card_takes_the_place_of_the_old_and_what_people_wrote_before_it_stays(tram_book: Codebook) -> None:
    old = make_card(tram_book, "ab12")
    new: ProjectCard = changed_card(old, changed(tram_book, "cost", name="price"), used=())
    assert replaced_description(description(old), old, new) == description(new)
    by_hand = "Ask Aigul {if in doubt}\n" + description(old)
    text = replaced_description(by_hand, old, new)
    assert text.startswith("Ask Aigul {if in doubt}\n")
    assert read_card(text) == new


def test_every_label_has_a_meaning_of_its_own_beside_that_of_the_rules(tram_book: Codebook) -> None:
    found = dict(meanings(tram_book, voices=False))
    assert list(found) == ["cost", "clean_air", RULES]
    assert len(set(found.values())) == 3
    assert list(dict(meanings(tram_book, voices=True))) == ["outlet", "city_hall", RULES]
