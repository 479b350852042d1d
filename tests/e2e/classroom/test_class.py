"""A class in a real Doccano of its own: set up, at work, closed, down, one pupil wiped, all wiped."""

import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import requests

from framing.annotation.ledger import read_ledger
from framing.classroom.in_doccano import setup, wipe, work
from framing.classroom.in_doccano.apart import CHECKERS
from framing.classroom.in_doccano.folder import ClassFolder, make_folder, open_folder, read_pupils
from framing.classroom.in_doccano.live import PupilView
from framing.classroom.lesson import NONE, Item, Lesson
from framing.codebook import Codebook, Frame
from framing.doccano.local import server
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

pytestmark = pytest.mark.slow
SITE = setup.Site("weak_settings", Path(__file__).parent.parent / "site")
TEXTS = ("Soot will fall.", "It costs nine million.", "It opens in May.", "Nine stops, one tram.")
LESSON = Lesson(
    title="A tram line",
    codebook=Codebook(
        "tram",
        "1.0.0",
        "How a text frames a tram line",
        (
            Frame("cost", "cost", "c", "#112233", "#ffffff", "Money"),
            Frame("clean_air", "clean air", "a", "#aabbcc", "#000000", "Air"),
        ),
        fingerprint="ab12",
    ),
    items=tuple(Item(n, f"d:{n}-{n + 9}", text, "", ()) for n, text in enumerate(TEXTS, start=1)),
    tellings=(),
    pairs=(),
    background=(),
    made_by="automated coder",
    language="en",
)


def interrupt(line: str) -> None:
    if line.startswith("Checking"):
        raise KeyboardInterrupt


class Class:
    """The class of the tests, with somebody who labels as a pupil."""

    def __init__(self, path: Path) -> None:
        self.path = path
        make_folder(path, LESSON, "m1", 14, datetime.now(UTC))
        with pytest.raises(KeyboardInterrupt):  # broken off when accounts and sentences are there, and nothing else
            setup.set_up(self.folder, 3, port=0, say=interrupt, site=SITE)
        self.set_up(3)

    @property
    def folder(self) -> ClassFolder:
        return open_folder(self.path)

    @property
    def names(self) -> list[str]:
        return [pupil.pseudonym for pupil in read_pupils(self.folder)]

    def set_up(self, count: int) -> setup.ClassSetUp:
        return setup.set_up(self.folder, count, say=print, site=SITE)

    def log_in(self, name: str) -> tuple[Gateway, Project]:
        """With the password on the slip, as the only project that the pupil has."""
        (password,) = (pupil.password for pupil in read_pupils(self.folder) if pupil.pseudonym == name)
        gateway = Gateway(Account(f"http://127.0.0.1:{self.folder.port}", name, password))
        (project,) = gateway.projects()
        return gateway, project

    def label(self, name: str, sentence: int, *labels: str, confirm: bool = True) -> None:
        gateway, project = self.log_in(name)
        example_id = [number for number, _ in gateway.examples(project)][sentence - 1]
        for label in labels:
            gateway.choose_label(project, example_id, gateway.label_ids(project)[label])
        if confirm:
            gateway.toggle_confirmed(project, example_id)

    def how_far(self) -> dict[str, PupilView]:
        """Without how often somebody is logged in, which is of a test of its own."""
        pupils = work.how_far(self.folder, datetime.now(UTC)).pupils
        return {pupil.pseudonym: replace(pupil, browsers=1) for pupil in pupils}


@pytest.fixture(scope="module")
def tram(tmp_path_factory: pytest.TempPathFactory, shared_environments: None) -> Iterator[Class]:
    made = Class(tmp_path_factory.mktemp("school") / "class")
    yield made
    server.down(made.path / "doccano")


def test_a_second_setup_changes_nothing_and_a_larger_class_gets_the_pupils_it_lacks(tram: Class) -> None:
    before, slips = tram.names, tram.folder.slips.read_text(encoding="utf-8")
    again = tram.set_up(3)
    assert (again.new, again.checked, tram.names) == (0, True, before)
    assert tram.folder.slips.read_text(encoding="utf-8") == slips
    larger = tram.set_up(5)
    assert (larger.new, tram.names[:3]) == (2, before)
    for name in tram.names:
        gateway, project = tram.log_in(name)
        assert [example for example, _ in gateway.examples(project)] == sorted(e for e, _ in gateway.examples(project))
        assert not gateway.is_staff()


def test_nothing_is_left_of_the_accounts_that_checked(tram: Class) -> None:
    assert wipe.files_with(CHECKERS, [tram.path]) == []


def test_pupils_write_no_comments(tram: Class) -> None:
    gateway, project = tram.log_in(tram.names[0])
    with pytest.raises(DoccanoError, match="Comments are off in this lesson"):
        gateway.comment(project, next(number for number, _ in gateway.examples(project)), "I am Anna")


def test_a_slip_stays_good_whatever_who_reads_it_tries(tram: Class) -> None:
    pupil = read_pupils(tram.folder)[0]
    session = requests.Session()
    at = f"http://127.0.0.1:{tram.folder.port}/v1/auth"
    session.post(f"{at}/login/", json={"username": pupil.pseudonym, "password": pupil.password}).raise_for_status()
    other = {"new_password1": "lamp-6789-cloud", "new_password2": "lamp-6789-cloud", "old_password": pupil.password}
    said = session.post(
        f"{at}/password/change/", json=other, headers={"X-CSRFToken": session.cookies.get("csrftoken", "")}
    )
    assert (said.status_code, "stays as it stands on the slip" in said.text) == (423, True)
    tram.log_in(pupil.pseudonym)  # with the one on the slip


def test_live_tells_labelled_from_confirmed_and_close_holds_every_key_back(tram: Class) -> None:
    first, second = tram.names[1], tram.names[2]
    tram.label(first, 1, "cost", "clean air")
    tram.label(first, 2)
    tram.label(first, 3, "cost", confirm=False)
    assert tram.how_far()[first] == PupilView(first, 2, 1)
    assert tram.how_far()[second] == PupilView(second, 0, 0)
    work.close(tram.folder)
    for confirm, labels in ((False, ("cost",)), (True, ())):
        with pytest.raises(DoccanoError, match="Labelling is closed"):
            tram.label(second, 1, *labels, confirm=confirm)
    gateway, project = tram.log_in(first)
    with pytest.raises(DoccanoError, match="423"):
        gateway.drop_labels(project, next(number for number, _ in gateway.examples(project)))
    assert tram.how_far()[first] == PupilView(first, 2, 1)
    work.close(tram.folder, closed=False)
    tram.label(second, 1, "none of these")
    assert tram.how_far()[second] == PupilView(second, 1, 0)


def test_two_pupils_with_one_slip_are_told_from_one_who_logged_out(tram: Class) -> None:
    name = tram.names[2]

    def browsers(later: timedelta = timedelta()) -> int:
        (found,) = (
            pupil for pupil in work.how_far(tram.folder, datetime.now(UTC) + later).pupils if pupil.pseudonym == name
        )
        return found.browsers

    before = browsers()
    first, _ = tram.log_in(name)
    tram.log_in(name)
    assert browsers() == before + 2
    first.send("POST", "auth/logout/")
    assert browsers() == before + 1
    assert browsers(later=timedelta(days=1)) == 0


@pytest.mark.parametrize(("answer", "closed"), [("n", False), ("y", True)])
def test_who_stops_watching_is_asked_whether_to_close(tram: Class, answer: str, closed: bool) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "framing", "lesson", "live", "--folder", str(tram.path), "--every", "1"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "40"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        read_until(ours, "no Enter yet")
        process.send_signal(signal.SIGINT)
        read_until(ours, "Close labelling too?")
        os.write(ours, f"{answer}\n".encode())
        read_until(ours, "framing lesson results" if closed else "framing lesson close")
        assert process.wait(20) == 0
    os.close(ours)
    assert tram.folder.closed is closed
    assert 'data-seconds="0"' in tram.folder.live.read_text(encoding="utf-8")
    work.close(tram.folder, closed=False)


def test_who_is_ended_from_elsewhere_asks_nothing(tram: Class) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "framing", "lesson", "live", "--folder", str(tram.path), "--every", "1"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        read_until(ours, "no Enter yet")
        process.terminate()
        assert process.wait(20) == 130
    os.close(ours)
    assert not tram.folder.closed


def read_until(terminal: int, words: str) -> None:
    """Reads what a command writes on its terminal up to these words."""
    written = ""
    while words not in written:
        piece = os.read(terminal, 65_536)
        assert piece, written
        written += piece.decode()


def test_what_was_decided_comes_into_the_ledger_of_the_class_also_when_the_server_is_down(tram: Class) -> None:
    server.down(tram.folder.server)
    pulled = work.pull_class(tram.folder)
    assert work.pull_class(tram.folder).added == 0
    said = {(d.annotator, d.start, d.frames, d.state) for d in pulled.decisions}
    first, second = tram.names[1], tram.names[2]
    assert said == {
        (first, 0, ("cost", "clean_air"), "confirmed"),
        (first, 16, (), "confirmed"),
        (first, 39, ("cost",), "labelled"),
        (second, 0, (NONE,), "confirmed"),
    }
    assert not work.how_far(tram.folder, datetime.now(UTC)).answers
    port = tram.folder.port
    with socket.create_server(("127.0.0.1", port)), pytest.raises(DoccanoError, match="print the slips anew"):
        tram.set_up(5)
    assert tram.set_up(5).folder.port == port  # the address on the slips still holds


def test_of_a_wiped_pupil_no_file_holds_a_byte_while_the_others_go_on(tram: Class) -> None:
    gone, other = tram.names[1], tram.names[2]
    if not tram.how_far()[other].done:  # this test may be the only one that this worker runs
        tram.label(other, 1, "none of these")
    work.pull_class(tram.folder)
    at_work, project = tram.log_in(other)
    assert wipe.files_with([gone], [tram.path]) != []
    done = wipe.wipe_pupil(tram.folder, gone, print, SITE)
    assert done.found_in == ()
    assert wipe.files_with([gone], [tram.path]) == []
    assert gone not in tram.names
    assert {decision.annotator for decision in read_ledger(tram.folder.ledger)} == {other}
    at_work.toggle_confirmed(project, [number for number, _ in at_work.examples(project)][1])
    assert tram.how_far()[other].done == 2


def test_a_wiped_class_is_gone_and_only_its_own_process_with_it(tram: Class) -> None:
    running = server.running(tram.folder.server)
    assert running is not None
    names, place = tram.names, tram.path
    done = wipe.wipe_class(place, print)
    assert not psutil.pid_exists(running.pid) or psutil.Process(running.pid).status() == psutil.STATUS_ZOMBIE
    assert not os.path.lexists(place)
    assert wipe.files_with(names, [place.parent]) == []
    assert done.removed[0] == "the running Doccano of the class, stopped"
