"""Requests of a labelling page one after the other: who goes when, and that nobody waits for ever."""

import importlib
import threading
import time
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from framing.doccano.local.environment import SITE


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, which lies in Doccano's environment; loaded anew, so that nobody of another test has the turn."""
    monkeypatch.syspath_prepend(SITE)
    return importlib.reload(importlib.import_module("framing_site.turns"))


def request(name: str, *, length: str = "", **given: str) -> Any:
    return SimpleNamespace(resolver_match=SimpleNamespace(url_name=name), GET=given, META={"CONTENT_LENGTH": length})


def wait_for_line(turn: Any, length: int) -> None:
    end = time.monotonic() + 10
    while len(turn._waiting) < length:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_who_has_waited_longest_is_next(turns: ModuleType) -> None:
    turn, came = turns.Turn(), []
    assert turn.take(0)

    def wait(number: int) -> None:
        assert turn.take(10)
        came.append(number)
        turn.give()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        wait_for_line(turn, number + 1)
    turn.give()
    for thread in threads:
        thread.join(10)
    assert came == [0, 1, 2, 3, 4]
    assert turn.take(0)  # it is free again


def test_who_has_no_patience_left_goes_on_without_and_is_not_waited_for(turns: ModuleType) -> None:
    turn = turns.Turn()
    assert turn.take(0)
    assert not turn.take(0.01)
    turn.give()
    assert turn.take(0)


def test_many_at_once_are_one_at_a_time(turns: ModuleType) -> None:
    turn, inside, most = turns.Turn(), [], []

    def work() -> None:
        for _ in range(50):
            assert turn.take(10)
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            turn.give()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (max(most), len(most)) == (1, 400)


def test_a_turn_ends_with_its_request_whatever_becomes_of_it(turns: ModuleType) -> None:
    def fails(asked: Any) -> None:
        door.process_view(asked, None, (), {})
        raise ZeroDivisionError

    door = turns.Turns(fails)
    for _ in range(2):
        asked = request("category_list")
        with pytest.raises(ZeroDivisionError):
            door(asked)
        assert asked.has_turn


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        (request("category_list"), True),
        (request("progress"), True),
        (request("example_list", limit="1", offset="7"), True),
        (request("example_list", limit="10000"), False),
        (request("example_list"), False),
        (request("category_list", length="49152"), True),
        (request("category_list", length="49153"), False),  # its body may come as slowly as somebody likes
        (request("upload"), False),
        (request("rest_login"), False),
        (request("auto_labelling"), False),
    ],
)
def test_only_what_a_page_asks_for_one_sentence_waits(turns: ModuleType, asked: Any, short: bool) -> None:
    assert turns.is_short(asked) is short
    turns.Turns(lambda _: None).process_view(asked, None, (), {})
    assert getattr(asked, "has_turn", False) is short
