import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from framing.corpus.documents import Document
from framing.errors import InputError
from framing.scoring.running.chunks import cut
from framing.scoring.running.pool import Processes

# Stands in a file that workers import: they know nothing of tests. The text of a document says what befalls its worker.
SCORER = """
import os, signal, sys, time
from pathlib import Path
from framing.errors import InputError

class Scorer:
    def __init__(self, folder):
        self.folder = folder

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.note("received")
        if Path(self.folder, "slow to be understood").exists():
            time.sleep(60)

    def note(self, what):
        with open(f"{self.folder}/{what}", "a") as file:
            file.write(f"{os.getpid()}\\n")

    def score(self, chunk):
        word, _, rest = chunk.documents[0].text.partition(" ")
        times = len(Path(self.folder, word).read_text().split()) if Path(self.folder, word).exists() else 0
        self.note(word)
        if word == "sleep":
            time.sleep(float(rest))
        elif word == "die" and times < int(rest):
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "refuse":
            raise InputError(rest)
        elif word == "break":
            return chunk.nothing
        elif word == "starve":
            raise MemoryError
        elif word == "print":
            print(rest)
        elif word == "threads":
            return [os.environ[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")]
        return chunk.number, chunk.documents[0].text
"""
COORDINATOR = """
import sys
from scorer_of_a_test import Scorer
from framing.corpus.documents import Document
from framing.scoring.running.chunks import cut
from framing.scoring.running.pool import Processes
documents = (Document(f"d{n}", "sleep 60", "", "", "", "", "en", "") for n in range(2))
list(Processes(2).parts(Scorer(sys.argv[1]), cut(documents, items=1)))
"""


@pytest.fixture
def scorer(tmp_path, monkeypatch):
    (tmp_path / "scorer_of_a_test.py").write_text(SCORER)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "scorer_of_a_test", raising=False)
    from scorer_of_a_test import Scorer

    return Scorer(str(tmp_path))


def chunks(*texts):
    return cut((Document(f"d{n}", text, "", "", "", "", "en", "") for n, text in enumerate(texts)), items=1)


def processes(folder, what):
    path = folder / what
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def gone(pids, within_s=10):
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if not any(lives(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def lives(pid):
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_parts_come_in_order_whichever_is_done_first_and_a_worker_gets_the_scorer_once(scorer, tmp_path):
    texts = ["sleep 0.5", *(f"text {n}" for n in range(8))]
    assert list(Processes(2).parts(scorer, chunks(*texts))) == list(enumerate(texts))
    received = processes(tmp_path, "received")
    assert len(received) == len(set(received)) == 2
    assert gone(received)


def test_chunks_are_taken_only_a_few_ahead(scorer):
    taken = []

    def reading():
        for chunk in chunks(*(f"text {n}" for n in range(20))):
            taken.append(chunk.number)
            yield chunk

    for number, part in enumerate(Processes(2).parts(scorer, reading())):
        assert part[0] == number
        assert len(taken) <= number + 4


def test_few_chunks_start_few_workers(scorer, tmp_path):
    assert len(list(Processes(8).parts(scorer, chunks("one", "two")))) == 2
    assert len(processes(tmp_path, "received")) <= 2


def test_a_worker_that_is_killed_is_replaced_and_its_chunk_scored_again(scorer, tmp_path):
    texts = ["text 0", "die 2", "text 2", "text 3"]
    assert list(Processes(2).parts(scorer, chunks(*texts))) == list(enumerate(texts))
    assert len(processes(tmp_path, "die")) == 3


def test_a_chunk_that_ends_three_workers_is_named_with_its_documents(scorer, tmp_path):
    with pytest.raises(InputError, match=r"was killed.*3 times, on part 1: documents d1\..*fewer --jobs"):
        list(Processes(2).parts(scorer, chunks("text 0", "die 9", "text 2")))
    assert len(processes(tmp_path, "die")) == 3
    assert gone(processes(tmp_path, "received"))


def test_a_worker_without_memory_says_so(scorer):
    with pytest.raises(InputError, match="had not enough memory, 3 times, on part 0"):
        list(Processes(1).parts(scorer, chunks("starve")))


def test_what_a_scorer_raises_comes_through_as_it_is(scorer, tmp_path):
    with pytest.raises(InputError, match=r"^Not this one\."):
        list(Processes(2).parts(scorer, chunks("text", "refuse Not this one.")))
    with pytest.raises(AttributeError) as caught:
        list(Processes(1).parts(scorer, chunks("break")))
    assert "scorer_of_a_test.py" in caught.value.__notes__[0]
    assert len(processes(tmp_path, "break")) == 1


def test_what_a_library_prints_is_no_answer(scorer):
    assert list(Processes(1).parts(scorer, chunks("print hello", "text"))) == [(0, "print hello"), (1, "text")]


def test_a_worker_is_one_thread_of_arithmetic(scorer):
    assert list(Processes(1).parts(scorer, chunks("threads"))) == [["1", "1"]]


def test_an_error_of_reading_ends_the_workers(scorer, tmp_path):
    def reading():
        yield from chunks("text 0", "sleep 60", "text 2", "text 3")
        raise InputError("Two documents have one id.")

    began = time.monotonic()
    with pytest.raises(InputError, match="one id"):
        list(Processes(3).parts(scorer, reading()))
    assert time.monotonic() - began < 30
    assert gone(processes(tmp_path, "received"))


def test_who_stops_in_the_middle_leaves_no_worker(scorer, tmp_path):
    parts = Processes(2).parts(scorer, chunks("text 0", "sleep 60", "sleep 60", "text"))
    assert next(parts) == (0, "text 0")
    parts.close()
    assert gone(processes(tmp_path, "received"))


@pytest.mark.parametrize(
    ("ending", "busy_with"), [(signal.SIGKILL, "sleep"), (signal.SIGINT, "sleep"), (signal.SIGKILL, "received")]
)
def test_no_worker_outlives_the_process_that_started_it_not_even_in_the_middle_of_a_chunk_or_when_it_starts(
    scorer, tmp_path, ending, busy_with
):
    if busy_with == "received":
        (tmp_path / "slow to be understood").touch()
    # No guard against being imported: what a notebook runs has none either.
    script = tmp_path / "script.py"
    script.write_text(COORDINATOR)
    path = os.pathsep.join([str(tmp_path), *sys.path])
    started = subprocess.Popen(
        [sys.executable, script, tmp_path], env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.PIPE
    )
    until = time.monotonic() + 60
    while len(processes(tmp_path, busy_with)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    workers = processes(tmp_path, busy_with)
    assert len(workers) == 2
    started.send_signal(ending)
    said = started.communicate(timeout=30)[1].decode()
    assert gone(workers)
    if ending == signal.SIGINT:
        assert said.rstrip().endswith("KeyboardInterrupt")


def test_no_processes_are_refused():
    with pytest.raises(InputError, match="Ask for 1 or more"):
        Processes(0)


def test_a_system_that_starts_no_process_is_named_and_not_the_documents(scorer, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(InputError, match="A worker cannot be started: No such file or directory"):
        list(Processes(2).parts(scorer, chunks("a text")))
