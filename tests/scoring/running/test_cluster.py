"""Real schedulers and workers: processes on this machine, killed, stopped, and with other versions installed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import distributed  # noqa: F401  # before settings are changed: leaving the block forgets those that it brings
import numpy as np
import pytest
from dask import config

import framing
from framing.corpus.documents import Document
from framing.corpus.rules import Rules
from framing.errors import ClusterLost, InputError, ModelMismatch
from framing.scoring.running.chunks import cut
from framing.scoring.running.cluster import Cluster, Patience, open_cluster
from framing.scoring.running.engine import OneProcess
from framing.scoring.running.part import Scorer

QUICK = Patience(look=0.2)
PACKAGE = Path(framing.__file__).parent


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


def test_parts_that_were_given_are_not_kept_while_nobody_asks_for_more(local, scorer):
    held = 0
    for part in local.parts(scorer, chunks(40)):
        time.sleep(0.05)  # longer than a chunk takes
        if part.number > 10:
            held = max(held, len(local.client.futures))
    assert 0 < held <= 2 * 3


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_scheduler_that_is_silent_or_killed_is_said_at_once(machines, scorer):
    machines.worker()
    with open_cluster(machines.address, QUICK) as cluster:
        assert len(list(cluster.parts(scorer, chunks(1)))) == 1  # while the scheduler loads modules it is silent too
    with open_cluster(machines.address, replace(QUICK, answer=2)) as cluster:
        silent = cluster.parts(scorer, chunks(40))
        next(silent)
        machines.scheduler.send_signal(signal.SIGSTOP)
        with pytest.raises(ClusterLost, match=r"does not answer.*the same command goes on"):
            list(silent)
        machines.scheduler.send_signal(signal.SIGCONT)
    with open_cluster(machines.address, QUICK) as cluster:
        killed = cluster.parts(scorer, chunks(40))
        next(killed)
        machines.scheduler.kill()
        began = time.monotonic()
        with pytest.raises(ClusterLost, match=r"went away.*the same command goes on"):
            list(killed)
        assert time.monotonic() - began < 5
    assert time.monotonic() - began < 15


@pytest.mark.slow
def test_a_run_whose_scheduler_was_killed_goes_on_without_a_cluster_to_the_same_files(machines, corpus, content):
    corpus.run()
    whole = content(corpus.out)
    corpus.out = corpus.out.with_name("resumed")
    machines.worker()
    with open_cluster(machines.address, QUICK) as cluster, pytest.raises(ClusterLost) as raised:
        corpus.run(engine=cluster, progress=lambda _: machines.scheduler.kill())
    assert raised.value.exit_code == 4
    result = corpus.run()
    assert 1 <= result.resumed < result.parts
    assert content(corpus.out) == whole


def test_a_scheduler_without_workers_is_waited_for_only_so_long(machines, scorer):
    with (
        open_cluster(machines.address, replace(QUICK, workers=0.5)) as cluster,
        pytest.raises(ClusterLost, match=f"has had no worker.*dask worker {machines.address}"),
    ):
        next(cluster.parts(scorer, chunks(1)))


def elsewhere(folder: Path, **versions: str) -> str:
    """The path of an installation with other versions: what Python finds there comes before what is installed."""
    for name, version in versions.items():
        (folder / f"{name}-{version}.dist-info").mkdir(parents=True)
        (folder / f"{name}-{version}.dist-info" / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
    return str(folder)


def change_framing(folder: Path, file: str, old: str, new: str) -> str:
    """The path of another framing."""
    shutil.copytree(PACKAGE, folder / "framing", ignore=shutil.ignore_patterns("__pycache__"))
    changed = folder / "framing" / file
    content = changed.read_text(encoding="utf-8")
    assert old in content
    changed.write_text(content.replace(old, new, 1), encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            lambda folder: elsewhere(folder, numpy="2.0.1"),
            rf"worker tcp://127.*numpy 2.0.1 instead of {np.__version__}",
        ),
        pytest.param(
            lambda folder: change_framing(folder, "__init__.py", f'"{framing.__version__}"', '"0.0.9"'),
            f"worker tcp://127.*framing 0.0.9 instead of {framing.__version__}, framing's program",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda folder: change_framing(folder, "model/learning/embeddings/english.txt", "storm", "stork"),
            "worker tcp://127.* has vectors english [0-9a-f]{12} instead of",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["numpy", "framing", "vectors"],
)
def test_a_worker_with_another_installation_is_refused_before_anything_is_read(machines, scorer, tmp_path, other, said):
    machines.worker(PYTHONPATH=other(tmp_path / "other"))
    with open_cluster(machines.address, QUICK) as cluster, pytest.raises(ModelMismatch, match=said):
        next(cluster.parts(english(scorer), iter(lambda: pytest.fail("read"), None)))


@pytest.mark.slow
def test_a_worker_with_another_framing_that_joins_later_ends_the_run(machines, scorer, tmp_path):
    other = change_framing(tmp_path / "other", "__init__.py", f'"{framing.__version__}"', '"0.0.9"')
    machines.worker()
    with open_cluster(machines.address, QUICK) as cluster:
        given = cluster.parts(scorer, iter(lambda: chunks(1)[0], None))
        next(given)
        machines.worker(PYTHONPATH=other)
        with pytest.raises(ModelMismatch, match=r"worker tcp://127.*framing 0.0.9 instead of"):
            wait_for(lambda: not next(given))


def english(scorer: Scorer) -> Scorer:
    """A scorer whose model looks at vectors of English too."""
    model = scorer.model
    wider = np.hstack([model.coefficients, np.zeros((2, 256))])
    return replace(
        scorer, model=replace(model, features=replace(model.features, embedding="english"), coefficients=wider)
    )


# Addresses


def test_where_nobody_listens_is_said_in_time():
    began = time.monotonic()
    with (
        pytest.raises(ClusterLost, match=r"No Dask scheduler answers at tcp://127.0.0.1:1 within 1 seconds"),
        open_cluster("tcp://127.0.0.1:1", replace(QUICK, connection=1)),
    ):
        pass
    assert time.monotonic() - began < 10


def test_where_somebody_accepts_and_never_answers_is_said_in_time():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with (
            pytest.raises(ClusterLost, match=r"No Dask scheduler answers at tcp://127.0.0.1:\d+ within 1 seconds"),
            open_cluster(f"tcp://127.0.0.1:{silent.getsockname()[1]}", replace(QUICK, connection=1)),
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
