"""What the end-to-end tests share: one environment for all runs, one Doccano for the session."""

import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from playwright.sync_api import Browser, sync_playwright

from framing.codebook import Codebook, parse_codebook
from framing.doccano.local import server
from framing.doccano.project import projects, tasks
from framing.doccano.pushing import push
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.tables import DOCUMENTS, SENTENCES, make_sentence_id

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything below this folder as e2e."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def shared_environments() -> Iterator[None]:
    """Keep environments where a user's own would be, whatever FRAMING_HOME a test sets: they hold no data."""
    with pytest.MonkeyPatch.context() as patch:
        if "FRAMING_DOCCANO_ENVIRONMENTS" not in os.environ:
            kept = platformdirs.user_data_path("framing") / "doccano" / "environments"
            patch.setenv("FRAMING_DOCCANO_ENVIRONMENTS", str(kept))
        yield


@pytest.fixture(scope="session")
def doccano_server(tmp_path_factory: pytest.TempPathFactory, shared_environments: None) -> Iterator[server.LocalServer]:
    """A Doccano in a folder of its own, with our settings and a password hasher that takes no time."""
    home = tmp_path_factory.mktemp("doccano")
    started = server.up(home, port=0, say=print, settings_module="weak_settings", extra_path=HERE / "site")
    yield started
    server.down(home)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for the session. Without one the tests of pages are left out; on CI they fail."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("FRAMING_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing = "No Chromium on this machine (apt install chromium, or set FRAMING_CHROMIUM)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{missing}.")
        pytest.skip(f"{missing}: what a browser shows is left out.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-quic"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def framing_serve(repository: Path) -> Callable[[Path], AbstractContextManager[dict[str, Any]]]:
    """`framing serve` with the starter model, as anyone starts it in a folder; gives the addresses that it names."""

    @contextmanager
    def start(folder: Path) -> Iterator[dict[str, Any]]:
        model = str(repository / "models" / "starter")
        words = [sys.executable, "-m", "framing", "-C", str(folder), "serve", model, "--port", "0", "--json"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line)
                if line == "}\n":
                    break
            try:
                yield json.loads("".join(lines))["result"]
            finally:
                process.terminate()

    return start


SMALL_BOOK = parse_codebook(
    """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = "cost"
shortcut = "c"
color = "#112233"
definition = "Money"
[[frames]]
key = "clean_air"
name = "таза ауа"
shortcut = "a"
color = "#aabbcc"
definition = "Air"
""",
    "the tests",
)


@dataclass
class SmallStudy:
    """A project named after its test, with few sentences; people are accounts of this project only."""

    admin: Gateway
    name: str
    texts: tuple[str, ...] = ("It costs nine million.", "It opens in May.", "Soot will fall.", "It has nine stops.")
    book: Codebook = SMALL_BOOK
    passwords: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def account(self, person: str) -> str:
        return f"{person}-{self.name}"

    def target(self, *people: str) -> push.Target:
        rows, start = [], 0
        for position, text in enumerate(self.texts, start=1):
            span = {"document_id": "d", "start": start, "end": start + len(text)}
            row = {"sentence_id": make_sentence_id(*span.values()), "position": position, "text": text, **span}  # type: ignore[arg-type]
            rows.append({**row, "kind": "body", "paragraph": 1})
            start += len(text) + 1
        head = dict.fromkeys(("author", "date", "path"), "") | {"title": "The tram", "source": "T", "language": "en"}
        documents = DOCUMENTS.table([{"document_id": "d", "text": "\n".join(self.texts), **head}])
        examples = tasks.example_rows(SENTENCES.table(rows), documents)
        return push.Target(self.name, examples, tuple(map(self.account, people)))

    def push(self, *people: str, gateway: Gateway | None = None, **changes: object) -> push.PushReport:
        return push.push(
            gateway or self.admin,
            replace(self.target(*people), **changes),  # type: ignore[arg-type]
            self.book,
            mark="ab12",
            password_of=lambda name: self.passwords.setdefault(name, f"gondola-{len(self.passwords)}-walrus"),
            say=self.said.append,
        )

    def log_in(self, person: str) -> Gateway:
        account = self.account(person)
        return Gateway(Account(self.admin.url, account, self.passwords[account]))

    def project(self, name: str = "") -> Project:
        return projects.open_project(self.admin, name or self.name)[0]

    def example_ids(self, name: str = "") -> list[int]:
        """Doccano's ids in the order of the sentences."""
        return [number for ids in projects.sentence_ids(self.admin, self.project(name)).values() for number in ids]

    def label(self, gateway: Gateway, sentence: int, *labels: str, confirm: bool = True, name: str = "") -> None:
        project, example = self.project(name), self.example_ids(name)[sentence]
        for label in labels:
            gateway.choose_label(project, example, gateway.label_ids(project)[label])
        if confirm:
            gateway.toggle_confirmed(project, example)


@pytest.fixture
def small_study(doccano_server: server.LocalServer, request: pytest.FixtureRequest) -> SmallStudy:
    """A study of its own for each test, not yet pushed."""
    admin = Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))
    words = "".join(c if c.isalnum() else "-" for c in request.node.name.removeprefix("test_"))
    return SmallStudy(admin, f"{words[:44].strip('-')}-{zlib.crc32(words.encode()):08x}")  # of each parameter its own


@pytest.fixture
def at_the_server(
    doccano_server: server.LocalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], Path]:
    """An empty project folder whose commands work with the server of the tests as with somebody else's."""

    def folder(project: str) -> Path:
        settings = {"URL": doccano_server.url, "USERNAME": doccano_server.username, "PROJECT": project}
        for name, value in {**settings, "PASSWORD": doccano_server.password}.items():
            monkeypatch.setenv(f"FRAMING_DOCCANO_{name}", value)
        monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))
        (tmp_path / "study").mkdir(exist_ok=True)
        return tmp_path / "study"

    return folder
