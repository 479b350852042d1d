"""A class at work on one local Doccano: python benchmarks/classroom_load.py [--runs 3] [--database-url URL]

Thirty HTTP clients, all from one address, each with an account of its own: each mistypes its password twice and logs
in, then goes through twenty sentences as Doccano's page does, request by request, and thinks 1 to 3 s over each. Beside
them two people label by keyboard in real browser windows, if there is a Chromium. Everything that the server took is
compared with what `pull` gives afterwards. Prints the median of the runs and their range, with the bar beside it.

An *action* is what somebody waits for: the next sentence (2 requests), a label (2), a confirmation (3, of which the
page shows the first). The server's database is SQLite, or the PostgreSQL of --database-url, which must be empty.
The clients run on the same machine as the server and take a part of it; so does whatever else runs there, which the
line of cores tells.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests
from own_doccano import PASSWORD, codebook, log_in, machine, made_rows, own_doccano, push_rows
from playwright.sync_api import Browser, Page, sync_playwright

from framing.codebook import Frame
from framing.doccano.local import process
from framing.doccano.local.instance import log_file
from framing.doccano.local.server import LocalServer
from framing.doccano.project.tasks import name_of
from framing.doccano.pulling import pull
from framing.doccano.wire.gateway import Gateway
from framing.tables import make_sentence_id

BAR_S = 1.0


@dataclass(frozen=True)
class Timed:
    """One action, or one request of it: what, how many seconds, and whether the server did it."""

    what: str
    seconds: float
    well: bool


@dataclass
class Pupil:
    """Somebody at work: what took how long, and what the server said that it took."""

    username: str
    chance: random.Random
    own_password: str = ""
    actions: list[Timed] = field(default_factory=list)
    requests: list[Timed] = field(default_factory=list)
    logins: list[Timed] = field(default_factory=list)
    taken: dict[str, frozenset[str]] = field(default_factory=dict)
    """Sentence to the labels that the server acknowledged, of confirmed sentences."""

    @property
    def password(self) -> str:
        """The own one, else that of the accounts of own_doccano.py."""
        return self.own_password or PASSWORD.format(self.username)

    @contextmanager
    def timed(self, kept: list[Timed], what: str) -> Iterator[None]:
        """Keeps how long it took; what goes wrong is a failed action, and the class goes on."""
        began = time.perf_counter()
        try:
            yield
        except (requests.RequestException, KeyError, ValueError, AssertionError) as problem:
            kept.append(Timed(f"{what}: {problem!r}"[:300], time.perf_counter() - began, well=False))
        else:
            kept.append(Timed(what, time.perf_counter() - began, well=True))


class Client:
    """A pupil without a browser: the requests that Doccano's page makes (seen in Chromium), in their order."""

    def __init__(self, url: str, pupil: Pupil) -> None:
        self.url, self.pupil = f"{url}/v1", pupil
        self.session = requests.Session()
        self.session.trust_env = False

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-CSRFToken": self.session.cookies.get("csrftoken", "")}
        with self.pupil.timed(self.pupil.requests, f"{method} {re.sub('[0-9]+', 'N', path)}"):
            answer = self.session.request(method, f"{self.url}/{path}", json=body, headers=headers, timeout=60)
            answer.raise_for_status()
            return answer.json() if answer.content else None
        raise AssertionError(f"{method} {path} was not answered")

    def log_in(self, think: Callable[[], None]) -> None:
        """Wrong, wrong, right."""
        right = self.pupil.password
        for password in (right.upper(), right[:-1], right):
            with self.pupil.timed(self.pupil.logins, "log in"):
                body = {"username": self.pupil.username, "password": password}
                answer = self.session.post(f"{self.url}/auth/login/", json=body, timeout=60)
                assert answer.status_code == (200 if password == right else 400), answer.text
            think()
        self.ask("GET", "me")
        self.ask("GET", "projects?limit=10&offset=0&q=&ordering=-created_at")

    def work(self, project: int, sentences: int, think: Callable[[], None]) -> None:
        """Goes through the first sentences of the project, with one or two labels for each, or none."""
        at, pupil = f"projects/{project}", self.pupil
        with pupil.timed(pupil.actions, "open the project"):
            for path in ("/my-role", "", "/metrics/progress"):
                self.ask("GET", at + path)
            labels = {label["id"]: label["text"] for label in self.ask("GET", f"{at}/category-types")}
        for number in range(sentences):
            example: dict[str, Any] = {}
            with pupil.timed(pupil.actions, "next sentence"):
                query = f"limit=1&offset={number}&confirmed=&ordering=&q="
                example = self.ask("GET", f"{at}/examples?{query}")["results"][0]
                self.ask("GET", f"{at}/examples/{example['id']}/categories")
            think()
            if not example:
                continue
            chosen = set()
            for label in pupil.chance.sample(sorted(labels), pupil.chance.choice((0, 1, 1, 1, 2))):
                with pupil.timed(pupil.actions, "label"):
                    self.ask("POST", f"{at}/examples/{example['id']}/categories", {"id": 0, "label": label, "user": 0})
                    chosen.add(labels[label])
                    self.ask("GET", f"{at}/examples/{example['id']}/categories")
            with pupil.timed(pupil.actions, "confirm"):
                self.ask("POST", f"{at}/examples/{example['id']}/states", {})
                pupil.taken[str(name_of(example["meta"]))] = frozenset(chosen)
                self.ask("GET", f"{at}/examples/{example['id']}")
                self.ask("GET", f"{at}/metrics/progress")


class Window:
    """A real window, in which somebody labels by keyboard; it waits for the page as a person does.

    What the server acknowledged is kept by the sentence in the address that the page wrote to: on a busy machine the
    page may still show another sentence than the one that is due, and a key changes the one that it shows.
    """

    def __init__(self, browser: Browser, url: str, pupil: Pupil) -> None:
        self.pupil = pupil
        self.page: Page = browser.new_context(viewport={"width": 1360, "height": 850}).new_page()
        self.page.goto(f"{url}/auth")
        self.page.fill("input[name=username]", pupil.username)
        self.page.fill("input[name=password]", pupil.password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/projects**")
        self.url = url
        self.names: dict[int, str] = {}  # of the sentences, by their numbers in Doccano, in their order
        self.given: dict[int, set[str]] = {}
        self.confirmed: set[int] = set()

    def open(self, project: int) -> None:
        query = "limit=10000&offset=0&confirmed=&ordering=&q="  # the order in which the page shows them
        listed = self.page.request.get(f"{self.url}/v1/projects/{project}/examples?{query}").json()
        self.names = {found["id"]: str(name_of(found["meta"])) for found in listed["results"]}
        with self.page.expect_response(lambda answer: answer.url.endswith("/categories")):
            self.page.goto(f"{self.url}/projects/{project}/text-classification?page=1")

    def label(self, key: str, name: str, number: int, *, last: bool) -> None:
        """Presses the key of a label, Enter, and the right arrow; each time until the server has answered."""
        with self.pupil.timed(self.pupil.actions, "label"):
            self.given.setdefault(self._press(key, "/categories", "POST"), set()).add(name)
        self.page.wait_for_timeout(150)
        with self.pupil.timed(self.pupil.actions, "confirm"):
            self.confirmed ^= {self._press("Enter", "/states", "POST")}  # a second Enter takes it back
        self.pupil.taken = {self.names[shown]: frozenset(self.given.get(shown, ())) for shown in self.confirmed}
        self.page.wait_for_timeout(
            400
        )  # the page reads the sentence once more; an arrow before that shows the wrong one
        if not last:
            with self.pupil.timed(self.pupil.actions, "next sentence"):
                self._press("ArrowRight", f"/{[*self.names][number + 1]}/categories", "GET")

    def _press(self, key: str, answer: str, method: str) -> int:
        """The number of the sentence in the address that the page asked then."""
        with self.page.expect_response(
            lambda found: found.url.endswith(answer) and found.request.method == method, timeout=60_000
        ) as caught:
            self.page.keyboard.press(key)
        assert caught.value.ok, caught.value.status
        return int(caught.value.url.split("/")[-2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--sentences", type=int, default=20, help="each client goes through so many")
    parser.add_argument("--think", type=float, nargs=2, default=(1.0, 3.0), metavar="S", help="least and most")
    parser.add_argument("--windows", type=int, default=2, help="people in real browser windows")
    parser.add_argument("--database-url", help="an empty PostgreSQL database in the place of SQLite")
    asked = parser.parse_args()
    options = {"database_url": asked.database_url} if asked.database_url else {}
    print(machine())
    where = "PostgreSQL" if asked.database_url else "SQLite"
    print(f"{asked.clients} clients, {asked.sentences} sentences each, {asked.windows} windows, {where}")
    with tempfile.TemporaryDirectory() as folder, own_doccano(Path(folder), **options) as at:
        with browser_if_there(asked.windows) as browser:
            runs = [one_class(at, f"class {number}", asked, browser) for number in range(1, asked.runs + 1)]
        log = log_file(at.home)
        locked = log.read_text(encoding="utf-8").count("database is locked") if log else 0
        errors = log.read_text(encoding="utf-8").count(" ERROR ") if log else 0
    print(f"\n{'':52}{'median':>9}   least to most      bar")
    for name, bar in BARS.items():
        row(name, [run[name] for run in runs if name in run], bar)
    row('"database is locked" in the server\'s log', [locked], "0")
    row("errors in the server's log", [errors])
    print(json.dumps({"runs": runs, "locked": locked}))
    sys.exit(not all(held(runs, locked)))


BARS: Mapping[str, str] = {
    "actions: p95, s": "< 1",
    "actions: p50, s": "",
    "actions: worst, s": "",
    "    next sentence: p95, s": "",
    "    label: p95, s": "",
    "    confirm: p95, s": "",
    "in the windows: p95, s": "< 1",
    "requests: p95, s": "",
    "requests a second": "",
    "logins: p95, s": "",
    "logins: worst, s": "",
    "logins: until all are in, s": "",
    "what failed": "0",
    "decisions": "",
    "decisions lost or other": "0",
    "memory of the server, MB": "",
    "CPU of the server, cores": "",
}


def row(name: str, values: Sequence[float], bar: str = "") -> None:
    if values:
        middle = statistics.median(values)
        print(f"{name:52}{middle:>9.6g}   {min(values):.6g} to {max(values):.6g}".ljust(80) + bar)


def held(runs: Sequence[Mapping[str, float]], locked: int) -> Iterator[bool]:
    """Whether each bar holds."""
    for name in ("actions: p95, s", "in the windows: p95, s"):
        values = [run[name] for run in runs if name in run]
        yield not values or statistics.median(values) < BAR_S
    yield not locked and not any(run["what failed"] or run["decisions lost or other"] for run in runs)


def one_class(at: LocalServer, name: str, asked: argparse.Namespace, browser: Browser | None) -> dict[str, float]:
    """One run, in a project of its own."""
    clients = [Pupil(f"pupil{n}", random.Random(f"{name} {n}")) for n in range(asked.clients)]
    people = [Pupil(f"person{n}", random.Random(f"{name} {n}")) for n in range(asked.windows if browser else 0)]
    gateway = log_in(at)
    rows = made_rows(10 * asked.sentences)
    report = push_rows(gateway, name, rows, [pupil.username for pupil in (*clients, *people)])
    project = int(report.url.rpartition("/")[2])
    names = [str(name_of(found)) for found in rows]
    found = work_together(at, project, names, codebook().frames, clients, people, asked, browser)
    lost, sent = compare(gateway, name, [*clients, *people])
    return {**found, "decisions": sent, "decisions lost or other": lost}


def work_together(
    at: LocalServer,
    project: int,
    names: Sequence[str],
    frames: Sequence[Frame],
    clients: Sequence[Pupil],
    people: Sequence[Pupil],
    asked: argparse.Namespace,
    browser: Browser | None,
) -> dict[str, float]:
    """Everybody logs in and labels the sentences of these `names`, with the labels of `frames`: what took how long."""
    windows = [Window(browser, at.url, pupil) for pupil in people if browser]

    def think(pupil: Pupil) -> Callable[[], None]:
        return lambda: time.sleep(pupil.chance.uniform(*asked.think))

    sessions = [Client(at.url, pupil) for pupil in clients]
    began = time.perf_counter()
    together([lambda c=c: c.log_in(think(c.pupil)) for c in sessions])
    all_in = time.perf_counter() - began
    server = psutil.Process(at.pid)
    server_began, began = cpu_s(server), time.perf_counter()
    at_work = threading.Thread(
        target=together, args=([lambda c=c: c.work(project, asked.sentences, think(c.pupil)) for c in sessions],)
    )
    at_work.start()
    label_in_windows(windows, project, len(names), frames, at_work)
    at_work.join()
    seconds = time.perf_counter() - began
    busy = (cpu_s(server) - server_began) / seconds
    for window in windows:
        window.page.context.close()
    return {
        **figures(clients, people, all_in, seconds),
        "memory of the server, MB": round(process.memory_mb(server)),
        "CPU of the server, cores": round(busy, 2),
    }


def together(calls: Sequence[Callable[[], None]]) -> None:
    """Makes all calls at once and waits for them."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def label_in_windows(
    windows: Sequence[Window],
    project: int,
    sentences: int,
    frames: Sequence[Frame],
    class_: threading.Thread,
) -> None:
    """Labels in turn in each window while the class is at work, one sentence after the other."""
    for window in windows:
        window.open(project)
    for number in range(sentences):
        if not class_.is_alive():
            return
        for window in windows:
            frame = window.pupil.chance.choice(frames)
            window.label(frame.shortcut, frame.name, number, last=number + 1 == sentences)


def cpu_s(server: psutil.Process) -> float:
    """Seconds of CPU that the server and its workers have taken."""
    times = [found.cpu_times() for found in (server, *server.children(recursive=True))]
    return sum(found.user + found.system for found in times)


def compare(gateway: Gateway, name: str, pupils: Sequence[Pupil]) -> tuple[int, int]:
    """How many decisions a pull has not, has too many or has otherwise, and how many the server acknowledged."""
    card, pulled = pull.pull(gateway, name)
    names = dict(card.labels)
    found = {
        (d.annotator, make_sentence_id(d.document_id, d.start, d.end)): frozenset(names[key] for key in d.frames)
        for d in pulled.decisions
        if d.state == "confirmed"
    }
    sent = {(pupil.username, sentence): labels for pupil in pupils for sentence, labels in pupil.taken.items()}
    different = [key for key in found.keys() | sent.keys() if found.get(key) != sent.get(key)]
    return len(different) + len(pulled.problems), len(sent)


def figures(clients: Sequence[Pupil], people: Sequence[Pupil], all_in: float, seconds: float) -> dict[str, float]:
    actions = [timed for pupil in clients for timed in pupil.actions]
    asked = [timed for pupil in clients for timed in pupil.requests]
    logins = [timed for pupil in clients for timed in pupil.logins]
    in_windows = [timed for pupil in people for timed in pupil.actions]
    bad = [timed.what for timed in (*actions, *asked, *logins, *in_windows) if not timed.well]
    for what in sorted(set(bad))[:10]:
        print(f"    failed: {what}", file=sys.stderr)
    return {
        "actions: p95, s": at_share(actions, 0.95),
        "actions: p50, s": at_share(actions, 0.5),
        "actions: worst, s": at_share(actions, 1),
        **{
            f"    {what}: p95, s": at_share([timed for timed in actions if timed.what == what], 0.95)
            for what in ("next sentence", "label", "confirm")
        },
        **({"in the windows: p95, s": at_share(in_windows, 0.95)} if in_windows else {}),
        "requests: p95, s": at_share(asked, 0.95),
        "requests a second": round(len(asked) / seconds, 1),
        "logins: p95, s": at_share(logins, 0.95),
        "logins: worst, s": at_share(logins, 1),
        "logins: until all are in, s": round(all_in, 2),
        "what failed": len(bad),
    }


def at_share(timed: Sequence[Timed], share: float) -> float:
    """So many seconds or less took this share of them."""
    ordered = sorted(found.seconds for found in timed)
    return round(ordered[max(0, -int(-share * len(ordered) // 1) - 1)], 3) if ordered else 0.0


@contextmanager
def browser_if_there(windows: int) -> Iterator[Browser | None]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("FRAMING_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None or not windows:
        print("without windows: no Chromium on this machine" if windows else "without windows, as asked")
        yield None
        return
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-quic"])
        yield started
        started.close()


if __name__ == "__main__":
    main()
