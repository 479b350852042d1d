"""What a project says about itself, and that it is read back whatever its names are."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.codebook import Codebook
from framing.doccano.project.card import Kind, ProjectCard, description, make_card, read_card

LINES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=100)


@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=5), LINES, LINES, st.sampled_from(["frames", "voices"]))
def test_a_card_comes_back_from_the_description(
    labels: list[tuple[str, str]], project: str, codebook: str, kind: Kind
) -> None:
    card = ProjectCard(project, codebook, "0123456789abcdef", tuple(labels), kind)
    assert read_card(description(card)) == card
    assert read_card("A note by hand {with braces}\n" + description(card) + "\n") == card


def test_names_that_look_like_a_card_do_not_confuse_it() -> None:
    tricky = ProjectCard('{"framing_card": 1', '"}{\\', "f", (("k", '{"framing_card": 1, "x": ["'),))
    assert read_card(description(tricky)) == tricky


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Our project",
        "[]",
        '{"framing_card": 1',
        '{"framing_card": 1}',
        '{"framing_card": 1, "frames": 3}',
        '{"framing_card": 1, "project": "p", "codebook": "c", "fingerprint": "f", "frames": [["a"]]}',
        '{"framing_card": 1, "x": ' + "[" * 200_000,
    ],
)
def test_a_description_without_a_whole_card_has_none(text: str) -> None:
    assert read_card(text) is None


def test_the_card_tells_what_is_offered_and_no_two_projects_share_a_name(tram_book: Codebook) -> None:
    card = make_card(tram_book, "ab12")
    assert card.keys == ("cost", "clean_air")
    assert make_card(tram_book.subset(["clean_air"]), "ab12").keys == ("clean_air",)
    assert card.fingerprint == "0123456789abcdef"
    assert card.project != make_card(tram_book, "cd34").project


def test_the_card_of_a_project_for_voices_is_none_for_a_framing_that_knows_frames_only(tram_book: Codebook) -> None:
    card = make_card(tram_book, "ab12", "voices")
    assert card.kind == "voices"
    assert card.keys == ("outlet", "city_hall")
    assert '"frames"' not in description(card).partition("\n")[2]
    frames = make_card(tram_book, "ab12")
    assert read_card(description(frames).replace("voices", "")) == frames


def test_a_card_from_before_there_were_voices_asks_for_frames() -> None:
    old = '{"framing_card": 1, "project": "p", "codebook": "c", "fingerprint": "f", "frames": [["a", "A"]]}'
    assert read_card(f"Framing of sentences.\n{old}") == ProjectCard("p", "c", "f", (("a", "A"),), "frames")


@pytest.mark.parametrize("mark", [0, 101, -1, 1e999, "80", None, [80]])
def test_a_pass_mark_that_is_none_is_not_read(tram_book: Codebook, mark: object) -> None:
    card = replace(make_card(tram_book, "ab12"), team="tram", annotator="aigul", training=True, pass_mark=75)
    assert read_card(description(card)) == card
    changed = description(card).replace('"pass_mark": 75', f'"pass_mark": {json.dumps(mark)}')
    assert read_card(changed) == replace(card, pass_mark=0)


def test_the_card_says_which_model_proposes_and_a_card_without_it_says_none(tram_book: Codebook) -> None:
    card = replace(make_card(tram_book, "ab12"), suggestions="768fe171d6afa17f", assisted=True)
    assert read_card(description(card)) == card
    plain = make_card(tram_book, "ab12")
    assert "suggestions" not in description(plain)
    assert read_card(description(plain)) == plain
