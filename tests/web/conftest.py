"""What tests of the page share: a small model whose words are known, and servers of a thread and of a process."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from framing.codebook import read_codebook
from framing.model.keeping.store import load_with_record
from framing.web import serving
from framing.web.application import application
from framing.web.guard import Door
from framing.web.kept import Kept
from framing.web.limits import Limits
from framing.web.serving import take_place
from framing.web.subject import LabelledText, Subject, labelled_texts

with warnings.catch_warnings():  # newer versions want another client than httpx, which older ones do not know
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", UserWarning)
    from starlette.testclient import TestClient

TOKEN = "a-token-of-twenty-four-c"
DOOR = Door(frozenset({"127.0.0.1", "localhost"}))
LOCKED = Door(DOOR.names, public=True, token=TOKEN)
WIDE = Limits(rate=1e6, burst=1_000_000)


@pytest.fixture(scope="session")
def subject(repository: Path) -> Subject:
    """The starter model with two labelled sentences."""
    model, record = load_with_record(repository / "models" / "starter")
    labelled = [
        LabelledText("Armed gangs stormed the airport.", ("terrorist_attack",), ("automated coder",)),
        LabelledText("People walked home in peace.", (), ("person",)),
    ]
    return Subject(
        model,
        "f1ngerpr1nt",
        "starter",
        read_codebook(repository / "annotations" / "codebook.toml"),
        (record.figures.summary["macro_f1"]["value"], 3),
        labelled_texts(model, labelled),
    )


@pytest.fixture
def token() -> str:
    """The token of applications that have one."""
    return TOKEN


@pytest.fixture
def wide() -> Limits:
    """Limits that no test reaches by chance."""
    return WIDE


@pytest.fixture
def make_client(subject: Subject) -> Callable[..., TestClient]:
    """A client of an application of its own."""

    def make(door: Door = DOOR, limits: Limits = WIDE, kept: Kept | None = None, language: str = "en") -> TestClient:
        app = application(subject, door, language=language, limits=limits, kept=kept)
        return TestClient(app, "http://127.0.0.1:8177", follow_redirects=False)

    return make


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    """A client of an application without a token."""
    return make_client()


@pytest.fixture
def locked(make_client: Callable[..., TestClient]) -> TestClient:
    """A client of an application with a token."""
    return make_client(LOCKED)


@pytest.fixture
def run_server(subject: Subject) -> Callable[..., contextlib.AbstractContextManager[str]]:
    """A real server in a thread: its address, while a block runs."""
    return partial(_running, subject)


@pytest.fixture
def run_command(repository: Path) -> Callable[..., contextlib.AbstractContextManager[Any]]:
    """`framing serve` as a process: its address and the process, while a block runs."""
    return partial(_command, repository)


@contextlib.contextmanager
def _running(subject: Subject, limits: Limits = WIDE, door: Door = DOOR, **options: Any) -> Iterator[str]:
    """The address of a real server in a thread."""
    place = take_place("127.0.0.1", 0)
    app = application(subject, door, limits=limits, **options)
    ready, made = threading.Event(), list[uvicorn.Server]()

    def run() -> None:
        made.append(serving.make_server(app, limits, ready.set))
        asyncio.run(made[0].serve(sockets=[place.listener]))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(20)
        yield place.url
    finally:
        made[0].should_exit = True
        thread.join()
        place.listener.close()


@contextlib.contextmanager
def _command(repository: Path, *arguments: str, **environment: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address that `framing serve` prints, and its process."""
    words = [sys.executable, "-m", "framing", "-C", str(repository), "serve", "models/starter", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*words, *arguments],
        cwd=repository,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        lines = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if line == "}\n":
                break
        assert lines, process.communicate()[1]
        yield json.loads("".join(lines))["result"]["url"], process
    finally:
        process.terminate()
        process.wait(20)
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()
