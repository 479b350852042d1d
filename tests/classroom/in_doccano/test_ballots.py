from collections.abc import Iterable

import pandas as pd

from framing.annotation.decisions import Decision
from framing.classroom.answers import ANSWERS
from framing.classroom.heatmap import heat_map, next_picture
from framing.classroom.in_doccano.ballots import ballots, of_the_class, with_paper
from framing.classroom.in_doccano.class_project import item_numbers
from framing.classroom.lesson import ANOTHER, NONE, Lesson
from framing.doccano.project.tasks import parse_sentence_id


def decided(lesson: Lesson, pupil: str, item: int, *frames: str, state: str = "confirmed") -> Decision:
    name = next(name for name, number in item_numbers(lesson).items() if number == item)
    place = parse_sentence_id(name)
    assert place is not None
    return Decision(*place, pupil, state, frames, lesson.choices, "", "p", "ab12", False, "person")  # type: ignore[arg-type]


def answers(rows: Iterable[tuple[str, int, str]]) -> pd.DataFrame:
    return ANSWERS.table({"pupil": p, "item": i, "labels": labels, "reason": ""} for p, i, labels in rows)


def plain(table: pd.DataFrame) -> list[tuple[str, int, str]]:
    return list(zip(table["pupil"], table["item"], table["labels"], strict=True))


def test_what_is_confirmed_counts_and_what_is_not_is_told(lesson: Lesson) -> None:
    found = ballots(
        lesson,
        [
            decided(lesson, "calm-lynx", 1, "clean_air", "cost"),
            decided(lesson, "calm-lynx", 2, ANOTHER),
            decided(lesson, "calm-lynx", 3),  # seen, and only Enter pressed
            decided(lesson, "blue-otter", 1, "cost", state="labelled"),
            decided(lesson, "blue-otter", 2, state="labelled"),  # a label that was taken back
            decided(lesson, "blue-otter", 4, NONE, "cost"),
        ],
    )
    assert plain(found.answers) == [
        ("blue-otter", 4, "cost"),
        ("calm-lynx", 1, "cost clean_air"),
        ("calm-lynx", 2, ANOTHER),
        ("calm-lynx", 3, NONE),
    ]
    assert (found.unconfirmed, found.contradictory) == (1, 1)


def test_a_sentence_of_something_else_is_passed_over(lesson: Lesson) -> None:
    stranger = Decision("d", 0, 5, "calm-lynx", "confirmed", (), ("cost",), "", "p", "ab12", False, "person")
    assert ballots(lesson, [stranger]).answers.empty


def test_who_went_on_on_paper_counts_once_and_the_screen_comes_first(lesson: Lesson) -> None:
    screen = answers([("blue-otter", 1, "cost"), ("blue-otter", 2, NONE)])
    paper = answers(
        [("blue-otter", 2, "cost"), ("blue-otter", 3, "cost"), ("red-fox", 1, NONE), ("blue-otter", 1, "cost")]
    )
    both, differ = with_paper(screen, paper)
    assert plain(both) == [
        ("blue-otter", 1, "cost"),
        ("blue-otter", 2, NONE),
        ("blue-otter", 3, "cost"),
        ("red-fox", 1, NONE),
    ]
    assert differ == {"blue-otter": 1}


def test_capitals_on_paper_make_no_second_pupil(lesson: Lesson) -> None:
    screen = answers([(name, 1, "cost") for name in ("blue-otter", "calm-lynx", "red-fox", "wise-owl")])
    both, differ = with_paper(screen, answers([("Blue-otter", 1, NONE), ("Blue-otter", 2, "cost")]))
    assert plain(both)[:2] == [("blue-otter", 1, "cost"), ("blue-otter", 2, "cost")]
    assert differ == {"blue-otter": 1}
    assert heat_map(lesson, both).pupils == 4
    assert all(item.counts is None for item in heat_map(lesson, both).items)  # four are too few to be shown


def test_names_on_no_slip_are_not_counted_and_told_in_number() -> None:
    paper = answers([("Blue-otter", 1, "cost"), ("wiped-fox", 1, "cost"), ("Wiped-Fox", 2, NONE), ("nobody", 1, NONE)])
    known, strangers = of_the_class(paper, ["blue-otter", "calm-lynx"])
    assert (plain(known), strangers) == ([("blue-otter", 1, "cost")], 2)
    none, strangers = of_the_class(answers([]), ["blue-otter"])
    assert (plain(none), list(none.columns), strangers) == ([], list(paper.columns), 0)


def test_a_pupil_has_the_spelling_of_the_slip_whatever_a_spreadsheet_made_of_it() -> None:
    typed = answers((name, item, "cost") for item, name in enumerate(("COSY-SEAL", "Cosy-Seal", "cosy-seal"), 1))
    known, _ = of_the_class(typed, ["cosy-seal"])
    assert plain(known) == [("cosy-seal", item, "cost") for item in (1, 2, 3)]
    before, after = (answers((name, 1, "cost") for name in names) for names in (list("ABCDE"), list("abcdef")))
    seen, now = (of_the_class(typed, "abcdef")[0] for typed in (before, after))
    assert next_picture(seen, now).waiting == 1


def test_without_paper_nothing_changes() -> None:
    screen = answers([("blue-otter", 1, "cost")])
    both, differ = with_paper(screen, answers([]))
    assert (plain(both), differ) == (plain(screen), {})
