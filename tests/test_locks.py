"""Two processes never work on one thing at the same time, and the second says that it waits."""

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from framing import locks
from framing.locks import one_at_a_time

WAITER = """
import sys, platformdirs
from pathlib import Path
platformdirs.user_cache_path = lambda name: Path(sys.argv[1])
from framing import locks
from framing.locks import one_at_a_time
with one_at_a_time("the ledger", lambda line: print(line, flush=True)):
    print("in", flush=True)
"""


def test_the_second_waits_and_says_so_until_the_first_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path)
    command = [sys.executable, "-u", "-c", WAITER, str(tmp_path)]
    with one_at_a_time("the ledger", print):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert second.stdout.readline() == "Another framing works on the ledger; waiting for it.\n"
        assert second.poll() is None
    assert second.communicate(timeout=30)[0] == "in\n"


def test_another_subject_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path)
    said: list[str] = []
    with one_at_a_time("the ledger", said.append), one_at_a_time("the demo", said.append):
        pass
    assert said == []


def test_the_lock_is_free_again_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path)
    with pytest.raises(ZeroDivisionError), one_at_a_time("the ledger", print):
        raise ZeroDivisionError
    said: list[str] = []
    with one_at_a_time("the ledger", said.append):
        pass
    assert said == []


def test_the_lock_is_free_again_where_an_interrupt_comes_when_it_is_just_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path)
    acquire = locks.FileLock.acquire

    def interrupted(lock: locks.FileLock, *arguments: object, **options: object) -> None:
        acquire(lock, *arguments, **options)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(locks.FileLock, "acquire", interrupted)
    said: list[str] = []
    try:
        with one_at_a_time("the class", said.append):
            pytest.fail("it was interrupted before")
    except KeyboardInterrupt:  # the traceback that is handled here keeps the lock's frame alive
        monkeypatch.setattr(locks.FileLock, "acquire", acquire)
        with one_at_a_time("the class", said.append):
            pass
    assert said == []
