"""How long who guesses passwords has to wait: the counting alone, with a clock of the test."""

import importlib.util
import sys
import threading
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.local.environment import SITE

pytestmark = pytest.mark.security


class Clock:
    """Stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def load() -> ModuleType:
    """The module, which lies in Doccano's environment and not in ours."""
    spec = importlib.util.spec_from_file_location("guesses", SITE / "framing_site" / "guesses.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


guesses = load()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_ten_wrong_ones_are_free_and_then_the_wait_doubles(clock: Clock) -> None:
    counted = guesses.Guesses(clock)
    assert [counted.begin("anna") for _ in range(10)] == [0.0] * 10
    waits = []
    for _ in range(5):
        wait = counted.begin("anna")
        waits.append(wait)
        clock.now += wait
        assert counted.begin("anna") == 0.0
    assert waits == [5, 10, 20, 40, 80]


def test_who_asks_again_while_waiting_does_not_wait_longer(clock: Clock) -> None:
    counted = guesses.Guesses(clock)
    for _ in range(10):
        counted.begin("anna")
    assert [counted.begin("anna") for _ in range(500)] == [5.0] * 500
    clock.now += 5
    assert counted.begin("anna") == 0.0


def test_in_a_day_no_more_than_about_a_hundred_tries_are_made_beyond_the_free_ones(clock: Clock) -> None:
    # Eight waits of 5, 10, ..., 640 s take 1,275 s; the rest of a day holds (86,400 - 1,275) / 900 = 94 waits.
    counted = guesses.Guesses(clock)
    end, tries = clock.now + 86_400, 0
    while clock.now < end:
        wait = counted.begin("anna")
        clock.now += wait
        tries += wait == 0
    assert tries == 10 + 8 + 94


def test_the_right_password_ends_the_row(clock: Clock) -> None:
    counted = guesses.Guesses(clock)
    for _ in range(50):
        for _ in range(9):
            assert counted.begin("anna") == 0.0
        counted.right("anna")
    assert len(counted) == 0


def test_a_day_after_the_last_wrong_one_the_row_is_forgotten(clock: Clock) -> None:
    counted = guesses.Guesses(clock)
    for _ in range(10):
        counted.begin("anna")
    clock.now += 24 * 3600 + 5.5
    assert [counted.begin("anna") for _ in range(10)] == [0.0] * 10


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=200))
def test_nobody_waits_for_what_others_guess(tries: list[tuple[str, bool]]) -> None:
    together, alone = guesses.Guesses(Clock()), {name: guesses.Guesses(Clock()) for name in "abc"}
    for name, right in tries:
        assert together.begin(name) == alone[name].begin(name)
        if right:
            together.right(name)
            alone[name].right(name)


def test_endless_names_fill_no_memory_and_free_nobody_who_waits(clock: Clock) -> None:
    counted = guesses.Guesses(clock, most_accounts=100)
    for _ in range(12):
        clock.now += counted.begin("anna")
    counted.begin("anna")
    before = counted.begin("anna")
    assert before > 0
    for number in range(5_000):
        counted.begin("x" * 10_000 + str(number))
        assert len(counted) <= 100
    assert counted.begin("anna") == before


def test_a_hundred_tries_at_once_are_no_way_round(clock: Clock) -> None:
    counted = guesses.Guesses(clock)
    made: list[float] = []
    threads = [threading.Thread(target=lambda: made.append(counted.begin("anna"))) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.count(0.0) == 10


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "Айгүл", "ann'; --", ("anna", "argon2$x")])
def test_any_name_can_be_counted(clock: Clock, name: object) -> None:
    counted = guesses.Guesses(clock)
    assert counted.begin(name) == 0.0
    counted.right(name)
    assert len(counted) == 0
