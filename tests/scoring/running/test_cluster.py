"""Real schedulers and workers: processes on this machine, killed, stopped, and with other versions installed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from dask import config

from framing.corpus.documents import Document
from framing.corpus.rules import Rules
from framing.errors import ClusterLost, InputError
from framing.scoring.running.chunks import cut
from framing.scoring.running.cluster import Cluster, Patience, open_cluster
from framing.scoring.running.part import OneProcess, Scorer

QUICK = Patience(look=0.2)


def chunks(number, mark=""):
    text = "A storm came to town. Wheat was lost, said minister Orla Quist. " * 10
    documents = (Document(f"d{name}", f"{text} {name}", "", "", "", "", "en", "") for name in range(number))
    last = Document("last", f"{text} {mark}", "", "", "", "", "en", "")
    return list(cut([*documents, *([last] if mark else [])], characters=1))


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def scorer(model):
    return Scorer(model, "0123456789abcdef", Rules(), "jsonl")


# Processes of this machine


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> Iterator[Cluster]:
    deadly = tmp_path_factory.mktemp("preload") / "deadly.py"
    deadly.write_text(
        "import os, signal\n"
        "from framing.scoring.running.part import Scorer\n"
        "def deadly(scorer, chunk):\n"
        "    if 'too large for the memory' in chunk.documents[0].text:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)  # as the system does then\n"
        "    return score(scorer, chunk)\n"
        "if Scorer.score is not globals().get('deadly_before'):  # Dask runs this twice\n"
        "    score, Scorer.score, deadly_before = Scorer.score, deadly, deadly\n"
    )
    with config.set({"distributed.worker.preload": [str(deadly)]}), open_cluster("local:2", QUICK) as cluster:
        yield cluster


def test_parts_are_those_of_one_process_in_order_and_few_chunks_are_taken_ahead(local, scorer):
    taken = []
    coming = chunks(40)
    given = local.parts(scorer, (taken.append(chunk.number) or chunk for chunk in coming))
    first = next(given)
    assert len(taken) <= 2 * 3  # two workers, and one chunk on its way
    assert [first, *given] == list(OneProcess().parts(scorer, coming))


def test_the_chunks_of_a_killed_worker_are_scored_all_the_same(local, scorer):
    coming = chunks(40)
    given = local.parts(scorer, coming)
    found = [next(given)]
    os.kill(next(iter(local.client.run(os.getpid).values())), signal.SIGKILL)
    assert [*found, *given] == list(OneProcess().parts(scorer, coming))


def test_a_chunk_that_ends_three_workers_is_named_with_its_documents(local, scorer):
    given = local.parts(scorer, chunks(3, mark="too large for the memory"))
    with pytest.raises(ClusterLost, match=r"Chunk 3 \(documents 'last' to 'last'\) ended 3 workers") as raised:
        list(given)
    assert raised.value.exit_code == 4


def test_a_run_that_is_interrupted_leaves_nothing_on_the_cluster_and_another_may_go_on_beside_it(local, scorer, model):
    other = Scorer(replace(model, intercepts=model.intercepts + 1), "other", Rules(), "csv", texts=False)
    coming = chunks(12)
    one, another = local.parts(scorer, coming), local.parts(other, coming)
    found = [next(another)]
    next(one)
    one.close()  # what Ctrl-C does to a generator
    assert [*found, *another] == list(OneProcess().parts(other, coming))
    held = local.client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.worker_plugins))
    assert not [name for name in held if name.startswith("framing-")]
    wait_for(lambda: not local.client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks)))


def test_what_goes_wrong_while_reading_comes_out_as_it_is(local, scorer):
    def reading():
        yield from chunks(3)
        raise InputError("The fourth is none.")

    with pytest.raises(InputError, match="The fourth is none"):
        list(local.parts(scorer, reading()))


# Schedulers and workers that others started


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of Dask's; killed at the end. A file of `arguments` shows that it is there."""
    command = [sys.executable, "-m", "dask", *arguments]
    started = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


class Machines:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self.opened = opened
        contact = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(contact))
        wait_for(lambda: contact.exists() and contact.read_text().endswith("}"))
        self.address = json.loads(contact.read_text())["address"]

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        host = ("--host", "127.0.0.1")
        return self.opened.enter_context(process(arguments[0], *host, *arguments[1:], **environment))

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        return self.start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", self.address, **environment)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with ExitStack() as opened:
        yield Machines(tmp_path, opened)


def test_a_worker_that_joins_in_the_middle_gets_the_model_too(machines, scorer):
    coming = chunks(40)
    first = machines.worker()
    with open_cluster(machines.address, QUICK) as cluster:
        given = cluster.parts(scorer, coming)
        found = [next(given)]
        machines.worker()
        first.kill()  # before the other one is there
        found += given
    assert found == list(OneProcess().parts(scorer, coming))


def test_a_scheduler_without_workers_is_waited_for_only_so_long(machines, scorer):
    with (
        open_cluster(machines.address, replace(QUICK, workers=0.5)) as cluster,
        pytest.raises(ClusterLost, match=f"has had no worker.*dask worker {machines.address}"),
    ):
        next(cluster.parts(scorer, chunks(1)))


# Addresses


def test_where_nobody_listens_is_said_in_time():
    began = time.monotonic()
    with (
        pytest.raises(ClusterLost, match=r"No Dask scheduler answers at tcp://127.0.0.1:1 within 1 seconds"),
        open_cluster("tcp://127.0.0.1:1", replace(QUICK, connection=1)),
    ):
        pass
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("address", ["", "local", "local:0", "local:-1", "local:4x", "4", "tcp://", "http://host:80"])
def test_what_is_no_cluster_is_refused_with_what_would_be(address):
    with pytest.raises(InputError, match=r"local:4 .* tcp://host:8786 or tls://host:8786"), open_cluster(address):
        pass


def test_an_encrypted_cluster_needs_certificates_in_dask_s_configuration():
    with pytest.raises(InputError, match=r"distributed\.comm\.tls"), open_cluster("tls://127.0.0.1:1", QUICK):
        pass
