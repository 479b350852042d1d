import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from framing.classroom import sheets
from framing.classroom.first_lesson import first_lesson
from framing.classroom.lesson import ANOTHER, NONE, PEOPLE, Gloss, Item, Lesson
from framing.classroom.page import answer_names
from framing.languages.words import words

HOSTILE = "</script><script>alert(1)</script> \x00\u202e<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository)


def text_of(page: str) -> str:
    body = page[page.index("<body>") :]
    return " ".join(re.sub(r"<[^>]*>", " ", body).replace("&#34;", '"').split())


def test_the_card_has_every_label_with_key_and_example_and_both_other_answers(lesson: Lesson) -> None:
    card = text_of(sheets.card_page(lesson))
    for number, frame in enumerate(lesson.codebook.frames, 1):
        assert f"{number} {frame.name} {frame.shortcut} " in card
        assert frame.positive[0] in card
    assert "7 another frame" in card
    assert "8 none of these" in card
    assert "coup" not in card  # of a frame that the class does not get


def test_the_card_explains_the_hard_words_that_are_used_and_no_others(lesson: Lesson) -> None:
    found = sheets.glosses_of(replace(lesson, glosses=(Gloss("plutocracy", "a"), Gloss("zebra", "b"))))
    assert [gloss.word for gloss in found] == ["plutocracy"]


def test_the_card_explains_the_words_of_lesson_2_and_names_no_program(lesson: Lesson) -> None:
    card = text_of(sheets.card_page(lesson))
    for word in ("CSTO", "hybrid attack", "colour revolution", "human shields", "regime", "liquefied gas", "pogrom"):
        assert word in card
    assert "CSTO" not in text_of(sheets.card_page(replace(lesson, pairs=())))
    assert "Doccano" not in card


def test_the_worksheet_has_each_sentence_with_a_box_for_every_answer(lesson: Lesson) -> None:
    page = sheets.worksheet_page(lesson)
    assert page.count('class="tick"') == 20 * 8
    assert page.count(words()("worksheet.reason")) == 3
    assert 'class="before"' in page


def test_the_worksheet_tells_nothing_of_the_key_or_of_where_sentences_come_from(lesson: Lesson) -> None:
    page = sheets.worksheet_page(lesson)
    assert not [item.number for item in lesson.items if item.why and item.why in page]
    assert "002_861" not in page


def test_the_key_calls_no_answer_wrong_and_says_who_made_it(lesson: Lesson) -> None:
    key = text_of(sheets.key_page(lesson))
    assert "An automated coder made this key" in key
    assert "%" not in key  # nobody voted
    assert not re.search(r"\bwrong\b(?! that can be defended)", key)
    assert "Also defensible" in key
    assert "another frame ( coup or power seizure )" in key


@pytest.mark.parametrize(("voters", "shown"), [(2, False), (3, True)])
def test_shares_of_votes_are_shown_from_three_people_on(lesson: Lesson, voters: int, shown: bool) -> None:
    item = replace(lesson.items[0], votes={"peaceful_protest": 2 / 3, NONE: 1 / 3}, voters=voters)
    key = text_of(sheets.key_page(replace(lesson, items=(item,), made_by=PEOPLE)))
    assert ("of 3 people: peaceful protest 67 %, none of these 33 %" in key) is shown
    assert "automated" not in key


def test_worksheet_two_has_the_extracts_of_both_texts(lesson: Lesson) -> None:
    page = text_of(sheets.pairs_page(lesson))
    assert "shoot to kill" in page
    assert "brutal force to the civilians" in page
    assert "a terrorist attack. […] In fact" in page  # sentences between them are left out
    assert page.count("Who speaks?") == 2 * 4
    assert lesson.tellings[1].source not in page  # A and B until the teacher reveals


def test_the_teachers_note_covers_every_minute_of_both_lessons(lesson: Lesson) -> None:
    note = text_of(sheets.teacher_page(lesson, dict.fromkeys(PAGES, "a page")))
    minutes = [(int(start), int(end)) for start, end in re.findall(r"(\d+)–(\d+) ", note)]
    for plan in (minutes[:5], minutes[5:]):
        assert (plan[0][0], plan[-1][1]) == (0, 45)
        assert all(before[1] == after[0] for before, after in pairwise(plan))
    assert "sentences 4, 8, 14" in note
    assert "Read out what happened" in note
    assert "download folders" in note
    without = sheets.teacher_page(replace(lesson, background=()), dict.fromkeys(PAGES, "a page"))
    assert "Read out what happened" not in without


def test_lesson_two_can_be_done_in_its_minutes_and_with_one_computer(lesson: Lesson) -> None:
    names = {name: f"[{name}]" for name in PAGES}
    note = text_of(sheets.teacher_page(lesson, names))
    rows = dict(re.findall(r"(\d+)–\d+ (.*?)(?= \d+–\d+ |$)", note[note.index("0–5 ") :]))
    assert "one moment" in rows["5"]
    assert "[card]" in rows["5"]
    assert "[try], if there are screens" in rows["27"]
    assert "one computer" in rows["37"]
    assert "[try]" in rows["37"]
    assert "Take one moment" in sheets.pairs_page(lesson)


PAGES = ("opening", "card", "worksheet", "label", "results", "exit", "pairs", "sides", "try", "fails", "questions")


def test_the_question_about_one_sentence_is_about_the_quoted_president(lesson: Lesson) -> None:
    assert "Sentence 18: " in sheets.questions_page(lesson)


def hostile(lesson: Lesson) -> Lesson:
    frame = replace(
        lesson.codebook.frames[0], name=HOSTILE, definition=HOSTILE, positive=(HOSTILE,), color='"><script>'
    )
    item = Item(
        1, HOSTILE, HOSTILE, HOSTILE, (frame.key,), also_none=True, why=HOSTILE, others=(HOSTILE,), another=True
    )
    return replace(
        lesson,
        title=HOSTILE,
        codebook=replace(lesson.codebook, frames=(frame,)),
        items=(item,),
        background=(HOSTILE,),
        glosses=(Gloss("script", HOSTILE),),
        text_language='en"><script>',
    )


@pytest.mark.parametrize(
    "make",
    [sheets.card_page, sheets.worksheet_page, sheets.key_page, sheets.questions_page, sheets.exit_page,
     lambda lesson: sheets.teacher_page(lesson, dict.fromkeys(PAGES, HOSTILE))],
)  # fmt: skip
def test_no_text_gets_out_of_its_place(lesson: Lesson, make) -> None:
    page = make(hostile(lesson))
    assert "<script" not in page
    assert "<img" not in page
    assert "\x00" not in page


def test_answers_stand_in_the_order_of_the_card(lesson: Lesson) -> None:
    assert list(answer_names(lesson)) == [*lesson.codebook.keys, ANOTHER, NONE]
