from collections.abc import Callable

import pytest

from framing.classroom.in_doccano.live import PupilView, class_view, live_page
from framing.classroom.lesson import Lesson
from framing.languages.words import LANGUAGES, words

ROWS = (
    {"annotator": "blue-otter", "labelled": 2, "empty": 1, "unconfirmed": 1, "unseen": 0},
    {"annotator": "framing", "labelled": 3, "empty": 0, "unconfirmed": 0, "unseen": 1},  # no pupil
)


def test_confirmed_without_a_label_is_done_and_labelled_without_enter_is_not() -> None:
    view = class_view(["calm-lynx", "blue-otter"], ROWS, {}, sentences=4, closed=False, answers=True, time="10:00:00")
    assert view.pupils == (PupilView("calm-lynx", 0, 0, 0), PupilView("blue-otter", 3, 1, 0))
    assert (view.done, view.all, view.unconfirmed) == (3, 8, 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("closed", [False, True])
def test_the_page_tells_how_far_who_is_and_whether_it_is_closed(
    lesson_in: Callable[[str], Lesson], language: str, closed: bool
) -> None:
    view = class_view(
        ["blue-otter"], ROWS, {"blue-otter": 1}, sentences=4, closed=closed, answers=True, time="10:00:00"
    )
    page = live_page(lesson_in(language), view, seconds=3, days_left=14)
    say = words(language)
    assert "3/4" in page
    assert say("live.closed" if closed else "live.open") in page
    assert say("live.closed" if not closed else "live.open") not in page
    assert say("live.press_enter") in page
    assert say("live.down") not in page
    assert say("live.shared") not in page
    assert 'data-seconds="3"' in page


def test_a_server_that_is_down_is_told_on_the_page(lesson: Lesson) -> None:
    view = class_view(
        ["blue-otter"], ROWS, {"blue-otter": 1}, sentences=4, closed=False, answers=False, time="10:00:00"
    )
    assert "Go on on paper" in live_page(lesson, view, seconds=0, days_left=14)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_in_two_browsers_is_told(lesson_in: Callable[[str], Lesson], language: str) -> None:
    logins = {"blue-otter": 2, "calm-lynx": 1, "framing": 3}
    view = class_view(
        ["calm-lynx", "blue-otter"], ROWS, logins, sentences=4, closed=False, answers=True, time="10:00:00"
    )
    assert [pupil.pseudonym for pupil in view.shared] == ["blue-otter"]
    page, say = live_page(lesson_in(language), view, seconds=3, days_left=14), words(language)
    assert page.count(say("live.browsers", number=2)) == 1
    assert say("live.shared") in page
