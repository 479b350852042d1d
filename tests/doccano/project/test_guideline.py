"""What annotators read beside a sentence."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.exercises import exercises
from framing.codebook import FOR_PROGRAMS, Change, Codebook, Confusion, NearMiss, Rule, read_codebook
from framing.doccano.project.guideline import feedback_text, guideline_text, note_in, voice_guideline_text


def test_the_guideline_holds_every_frame_rule_key_and_pair(tram_book: Codebook) -> None:
    text = guideline_text(tram_book)
    for frame in tram_book.frames:
        assert f"### {frame.name} (key `{frame.shortcut}`)" in text
    for word in ("figures of money", "It costs nine million.", "It has nine stops.", "a bare fact", "no label"):
        assert word in text
    assert "**alone.** Judge the sentence alone." in text
    assert "**cost to the public or clean air?**" in text
    assert "Enter" in text


def test_the_guideline_speaks_of_labels_and_not_of_keys(tram_book: Codebook) -> None:
    text = guideline_text(tram_book)
    assert "clean_air" not in text
    assert "help for the air -> clean air" in text
    assert "figures of money" in text
    assert "the cost of it -> cost to the public" in text  # the word "cost" is no key here, the one after the arrow is
    assert "*Soot will fall by half.* → clean air" in text


def test_the_guideline_of_the_codebook_that_we_ship_speaks_of_labels_only(repository: Path) -> None:
    book = read_codebook(repository / "annotations" / "codebook.toml")
    text = guideline_text(book)
    assert [key for key in book.keys if key in text] == []
    assert [frame.key for frame in book.frames if f"### {frame.name} (key `{frame.shortcut}`)" not in text] == []


def test_the_guideline_says_how_to_give_no_label_without_a_label_called_none(tram_book: Codebook) -> None:
    for text in (guideline_text(tram_book), voice_guideline_text(tram_book)):
        assert "press no label key, only **Enter**" in text
        assert "choose none" not in text


def test_the_guideline_begins_with_the_comments_that_the_rules_ask_for(repository: Path, tram_book: Codebook) -> None:
    book = read_codebook(repository / "annotations" / "codebook.toml")
    how_to = guideline_text(book).partition("## How to work")[2].partition("\n## ")[0]
    asked = "`doubt:` and the label, `negated`, `sarcasm`, `split`, `boilerplate`, `unreadable`; see the rules."
    assert asked in how_to
    assert "<key>" not in guideline_text(book).replace("&lt;", "<")
    assert "(the speech bubble above the sentence): `mixed voice`; see" in voice_guideline_text(book)
    assert "speech bubble" not in guideline_text(tram_book)  # whose rules ask for none
    assert "speech bubble" not in voice_guideline_text(replace(tram_book, voice_rules=()))
    asking = replace(tram_book, voice_rules=(Rule("two", "Two speakers: comment 'mixed voice'."),))
    assert "(the speech bubble above the sentence): `mixed voice`; see" in voice_guideline_text(asking)


def test_the_guideline_says_what_its_version_changed_of_what_is_asked(tram_book: Codebook) -> None:
    changes = (
        Change(tram_book.version, "a", "Fares are no cost.", frames=("cost",)),
        Change(tram_book.version, "b", "A rule for all."),
        Change(tram_book.version, "c", "The driver has a voice.", voices=("outlet",)),
        Change("0.0.1", "d", "Long ago.", frames=("cost",)),
        Change(tram_book.version, "e", "Of another label.", frames=("clean_air",)),
    )
    book = replace(tram_book, changes=changes).subset(["cost"])
    news = guideline_text(book).partition(f"## New in version {tram_book.version}\n\n")[2].partition("\n\n")[0]
    assert news.split("\n") == ["- Fares are no cost.", "- A rule for all."]
    assert "- The driver has a voice.\n" in voice_guideline_text(book)
    assert "New in version" not in guideline_text(tram_book)


def test_the_guideline_of_a_subset_does_not_name_labels_that_are_not_offered(tram_book: Codebook) -> None:
    text = guideline_text(tram_book.subset(["cost"]))
    assert "### clean air" not in text
    assert "*Soot will fall by half.* → no label of this project" in text
    assert "or clean air?" not in text


def test_a_cell_of_the_overview_stays_one_cell(tram_book: Codebook) -> None:
    row = next(line for line in guideline_text(tram_book).splitlines() if line.startswith("| `c`"))
    assert row.replace("\\|", "").count("|") == 4


@pytest.mark.parametrize("place", ["title", "name", "definition", "include", "positive", "why", "rule", "decide", "id"])
def test_the_guideline_holds_no_tag_wherever_the_codebook_has_one(tram_book: Codebook, place: str) -> None:
    bad = "<script>alert(1)</script>"
    frame = tram_book.frames[0]
    changed: dict[str, Any] = {
        "name": {"name": bad},
        "definition": {"definition": bad},
        "include": {"include": (bad,)},
        "positive": {"positive": (bad,)},
        "why": {"near_miss": (NearMiss(bad, (), bad),)},
    }.get(place, {})
    book = replace(
        tram_book,
        title=bad if place == "title" else tram_book.title,
        id=bad if place == "id" else tram_book.id,
        version=bad if place == "id" else tram_book.version,
        frames=(replace(frame, **changed), tram_book.frames[1]),
        rules=(Rule(bad, bad),) if place == "rule" else tram_book.rules,
        confusions=(Confusion(("cost", "clean_air"), bad),) if place == "decide" else tram_book.confusions,
    )
    text = guideline_text(book)
    assert "alert(1)" in text
    assert "<script" not in text


def test_the_guideline_for_voices_holds_every_voice_its_key_and_the_rules_for_people(tram_book: Codebook) -> None:
    text = voice_guideline_text(tram_book)
    assert "| `1` | the paper | Its own \\| narration |" in text
    assert "| `2` | city hall | The mayor and the council. |" in text
    assert "**who.** Who answers for it? A relayed statement -> city hall." in text
    assert "**Enter**" in text
    assert "could not tell" in text


def test_the_guideline_for_voices_leaves_out_what_programs_do_and_the_names_they_look_for(tram_book: Codebook) -> None:
    text = voice_guideline_text(tram_book)
    assert "auto-1" not in text
    assert "Walk the quotation marks" not in text
    assert "Qasym" not in text
    assert "clean air" not in text  # a frame


def test_the_guideline_for_voices_of_the_codebook_that_we_ship_is_whole(repository: Path) -> None:
    book = read_codebook(repository / "annotations" / "codebook.toml")
    text = voice_guideline_text(book)
    assert [voice.name for voice in book.voices if f"| `{voice.shortcut}` | {voice.name} |" not in text] == []
    for_people = [rule for rule in book.voice_rules if f"**{rule.id}.**" in text]
    assert [rule.id for rule in for_people] == [
        "manual",
        "embedded",
        "deed-or-word",
        "two-sources",
        "how-far",
        "former-office",
        "framing-verb",
    ]
    assert FOR_PROGRAMS not in text
    assert "foreign_official" not in text


def test_the_guideline_for_voices_holds_no_tag(tram_book: Codebook) -> None:
    bad = "<script>alert(1)</script>"
    voice = replace(tram_book.voices[0], name=bad, definition=bad)
    text = voice_guideline_text(replace(tram_book, title=bad, voices=(voice,), voice_rules=(Rule(bad, bad),)))
    assert text.count("alert(1)") == 5
    assert "<script" not in text


def test_voices_change_nothing_in_the_guideline_for_frames(tram_book: Codebook) -> None:
    assert guideline_text(tram_book) == guideline_text(replace(tram_book, voices=(), voice_rules=(), gazetteer={}))


def test_feedback_says_what_the_codebook_says_and_why_in_the_words_of_annotators(tram_book: Codebook) -> None:
    by_text = {exercise.text: exercise for exercise in exercises(tram_book)}
    assert feedback_text(tram_book, by_text["It costs nine million."], ["clean_air"]) == (
        'Codebook: This is "cost to the public". Money | spent.'
    )
    assert feedback_text(tram_book, by_text["It has nine stops."], ["cost"]) == (
        'Codebook: This is not "cost to the public". It gets no label. A bare fact.'
    )
    # One frame taken for another: what decides between the two is said too.
    assert feedback_text(tram_book, by_text["Soot will fall by half."], ["cost"]) == (
        'Codebook: This is "clean air". This is not "cost to the public". The line is shown as a help for the air. '
        "Cost to the public or clean air? Money: cost. Air: clean air."
    )


def test_the_guideline_says_what_the_proposals_of_a_model_are_where_there_are_some(tram_book: Codebook) -> None:
    note = "It may be wrong, 1 < 2.\n\n**All** of it."
    text = guideline_text(tram_book, note)
    assert "may be wrong" in text
    assert text.index("How to work") < text.index("may be wrong") < text.index("Labels at a glance")
    assert "program proposes" not in guideline_text(tram_book)
    # Taken over by whoever writes the guideline anew; Doccano gives it back with other line ends, and trimmed.
    assert note_in(text) == note
    assert note_in(text.replace("\n", "\r\n").strip()) == note
    assert guideline_text(tram_book, note_in(text)) == text
    assert note_in(guideline_text(tram_book)) == note_in("") == ""
