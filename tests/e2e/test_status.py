"""How far the annotators are, asked of a real Doccano in every way there is, and watched."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.progress import Part, remarks
from framing.cli.main import exit_code
from framing.doccano.local.server import LocalServer
from framing.doccano.watching import progress
from framing.doccano.watching.progress import StudyLook, look_at_study
from framing.doccano.wire.gateway import Gateway
from framing.errors import DoccanoError

AtTheServer = Callable[[str], Path]


def figures(part: Part) -> dict[str, tuple[int | None, ...]]:
    return {one.annotator: (one.given, one.done, one.empty, one.unconfirmed, one.left) for one in part.standings}


def both(study: Any, server: LocalServer) -> tuple[StudyLook, StudyLook]:
    """The same study by the server's database, and over HTTP alone."""
    own, other = look_at_study(study.admin, [study.name], home=server.home), look_at_study(study.admin, [study.name])
    assert (own.sources, other.sources) == (("database",), ("exports",))
    return own, other


def test_the_database_and_http_say_the_same(small_study: Any, doccano_server: LocalServer) -> None:
    small_study.push("aigul", "berik")
    aigul = small_study.log_in("aigul")
    small_study.label(aigul, 0, "cost", "таза ауа")
    small_study.label(aigul, 1)
    small_study.label(aigul, 2, "cost", confirm=False)
    aigul.comment(small_study.project(), small_study.example_ids()[3], "?")
    names = {person: small_study.account(person) for person in ("aigul", "berik")}
    own, other = both(small_study, doccano_server)
    for look in (own, other):
        (part,) = look.parts
        assert figures(part) == {names["aigul"]: (4, 2, 1, 1, 2), names["berik"]: (4, 0, 0, 0, 4)}
        assert part.labels == {"cost": {names["aigul"]: 2}, "clean_air": {names["aigul"]: 1}}
        assert (part.asked, part.given, part.done) == ("frames", 8, 2)
        assert len(remarks(look.parts)) == 1
    seen = {one.annotator: one.last_seen for one in own.parts[0].standings}
    assert seen[names["berik"]] is None
    assert abs(time.time() - (seen[names["aigul"]] or 0)) < 600
    assert all(one.last_seen is None and one.pace is None for one in other.parts[0].standings)


def test_a_pace_is_that_of_the_confirmations(small_study: Any, doccano_server: LocalServer) -> None:
    small_study.texts = tuple(f"Stop {n}." for n in range(7))
    small_study.push("aigul")
    aigul, project = small_study.log_in("aigul"), small_study.project()
    for example in small_study.example_ids():
        aigul.toggle_confirmed(project, example)
        time.sleep(0.2)
    (one,) = look_at_study(small_study.admin, [small_study.name], home=doccano_server.home).parts[0].standings
    assert one.pace is not None
    assert 360 < one.pace <= 3600 * 6  # six gaps of 0.2 s and a request each; times are kept to the second
    assert one.hours_left == 0


def test_a_study_is_the_sum_of_its_projects_and_exercises_stand_apart(
    small_study: Any, doccano_server: LocalServer
) -> None:
    study, people = small_study, ("aigul", "berik")
    for person in people:
        own = {"team": study.name, "annotator": study.account(person)}
        study.push(person, name=f"{study.name} / {person}", **own)
        study.push(person, name=f"{study.name} training / {person}", training=True, **own)
    berik = study.log_in("berik")
    study.label(berik, 0, "cost", name=f"{study.name} / berik")
    study.label(berik, 1, name=f"{study.name} training / berik")
    study.label(study.admin, 3, name=f"{study.name} / aigul")  # the staff at work too
    for look in both(study, doccano_server):
        work, exercises = look.parts
        assert (work.asked, exercises.asked) == ("frames", "exercises")
        assert figures(work)[study.account("aigul")] == (4, 0, 0, 0, 4)
        assert figures(work)[study.account("berik")] == (4, 1, 0, 0, 3)
        assert figures(work)[study.admin.username] == (4, 1, 1, 0, 3)
        assert figures(exercises) == {study.account("aigul"): (4, 0, 0, 0, 4), study.account("berik"): (4, 1, 1, 0, 3)}


def test_who_left_the_project_is_counted_with_what_was_done(small_study: Any, doccano_server: LocalServer) -> None:
    small_study.push("aigul", "berik")
    small_study.label(small_study.log_in("berik"), 0, "cost")
    path = f"projects/{small_study.project().id}/members"
    left = [row["id"] for row in small_study.admin.json("GET", path, "look") if row["username"].startswith("berik")]
    small_study.admin.send("DELETE", path, json={"ids": left})
    with pytest.raises(DoccanoError, match="Could not count the labels"):  # what the counts must live with
        small_study.admin.label_counts(small_study.project())
    own = look_at_study(small_study.admin, [small_study.name], home=doccano_server.home)
    assert figures(own.parts[0])[small_study.account("berik")] == (4, 1, 0, 0, 3)
    over_http = look_at_study(small_study.admin, [small_study.name])
    assert figures(over_http.parts[0]) == {small_study.account("aigul"): (4, 0, 0, 0, 4)}  # an export forgets them


def test_watching_over_http_exports_only_where_the_counts_changed(
    small_study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_study.push("aigul")
    exports: list[bool] = []
    export = Gateway.export

    def counted(gateway: Gateway, project: Any, *, only_confirmed: bool) -> Any:
        exports.append(only_confirmed)
        return export(gateway, project, only_confirmed=only_confirmed)

    monkeypatch.setattr(Gateway, "export", counted)
    aigul, ids = small_study.log_in("aigul"), small_study.example_ids()
    exports.clear()
    first = look_at_study(small_study.admin, [small_study.name])
    second = look_at_study(small_study.admin, [small_study.name], first)
    assert len(exports) == 2
    aigul.toggle_confirmed(small_study.project(), ids[0])
    third = look_at_study(small_study.admin, [small_study.name], second)
    assert len(exports) == 2
    assert figures(third.parts[0]) == {small_study.account("aigul"): (4, 1, None, None, 3)}
    assert third.sources == ("counts",)
    seen = third.parts[0].standings[0].last_seen
    assert seen == third.at
    later = replace(third, looks=tuple(replace(look, exported_at=third.at - 301) for look in third.looks))
    fourth = look_at_study(small_study.admin, [small_study.name], later)
    assert len(exports) == 4
    assert figures(fourth.parts[0]) == {small_study.account("aigul"): (4, 1, 1, 0, 3)}
    assert fourth.parts[0].standings[0].last_seen == seen


def test_where_the_server_assigns_what_is_given_is_what_is_assigned(
    small_study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 1.8.5 only the two answers by which it is told apart are imitated: tests/doccano imitates the rest."""
    small_study.push("aigul", "berik")
    small_study.label(small_study.log_in("aigul"), 0)
    shares = {small_study.account("aigul"): 3, small_study.account("berik"): 0}
    monkeypatch.setattr(progress, "has_assignments", lambda _: True)
    monkeypatch.setattr(progress, "count_each", lambda _, __, people: {person: shares[person] for person in people})
    look = look_at_study(small_study.admin, [small_study.name])
    assert figures(look.parts[0]) == {
        small_study.account("aigul"): (3, 1, 1, 0, 2),
        small_study.account("berik"): (0, 0, 0, 0, 0),
    }
    assert f"{small_study.account('berik')} sees no sentence" in " ".join(remarks(look.parts))


# -- the command ----------------------------------------------------------------------------


def status(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = exit_code(["-C", str(folder), "status", *options])
    return code, *capsys.readouterr()


def test_the_command_says_what_it_found_and_what_to_do(
    small_study: Any, at_the_server: AtTheServer, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = at_the_server(small_study.name)
    code, out, err = status(folder, capsys)
    assert (code, out) == (4, "")
    assert f"has no project '{small_study.name}'" in err
    small_study.push()
    code, out, _ = status(folder, capsys, "--json")
    assert code == 0
    assert json.loads(out)["result"]["parts"][0]["annotators"] == []
    assert json.loads(out)["warnings"] == [
        f"Nobody labels in {small_study.name}. Add annotators: framing push --annotators NAME,NAME."
    ]
    small_study.push("aigul")
    aigul, person = small_study.log_in("aigul"), small_study.account("aigul")
    small_study.label(aigul, 0, "cost", confirm=False)
    code, out, _ = status(folder, capsys)
    assert code == 0
    assert "nobody confirmed any" in " ".join(out.split())
    assert re.search(r"^aigul-\S+ +4 +0 +0 +1 +4 +- +- +-", out, re.MULTILINE)
    for sentence in range(4):
        small_study.label(aigul, sentence)
    code, out, err = status(folder, capsys, "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)["result"]
    assert json.loads(out)["warnings"] == ["All is done. Bring it home: framing pull."]
    assert result["parts"][0]["annotators"] == [
        {
            "annotator": person,
            "given": 4,
            "done": 4,
            "empty": 3,
            "unconfirmed": 0,
            "left": 0,
            "sentences_per_hour": None,
            "hours_left": None,
            "last_seen": None,
        }
    ]
    assert result["parts"][0]["labels"] == {
        "cost": {"count": 1, "by_annotator": {person: 1}},
        "clean_air": {"count": 0, "by_annotator": {}},
    }


def test_a_project_that_somebody_else_made_has_no_status(
    small_study: Any, at_the_server: AtTheServer, capsys: pytest.CaptureFixture[str]
) -> None:
    small_study.admin.create_project(small_study.name, "made by hand", "-")
    code, _, err = status(at_the_server(small_study.name), capsys)
    assert code == 4
    assert "was not made by framing" in err


def watch(folder: Path, terminal: bool) -> tuple[int, str, str]:
    """What `status --watch` ends with and writes when somebody presses Ctrl-C after the second look."""
    command = [sys.executable, "-m", "framing", "-C", str(folder), "status", "--watch", "1"]
    ours, theirs = pty.openpty() if terminal else os.pipe()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "40"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environment, text=True) as process:
        os.close(theirs)
        written = ""
        while written.count("Frames:") < 2:
            piece = os.read(ours, 65_536)
            assert piece, process.communicate()
            written += piece.decode()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    os.close(ours)
    return process.returncode, written, said


def test_a_watch_that_is_piped_writes_one_block_after_the_other(small_study: Any, at_the_server: AtTheServer) -> None:
    small_study.push("aigul")
    code, written, said = watch(at_the_server(small_study.name), terminal=False)
    assert (code, said) == (0, "Not watching any more.\n")
    assert "\x1b" not in written
    assert written.count(f"{small_study.name} at http://") >= 2


def test_a_watch_on_a_terminal_draws_in_the_same_place(small_study: Any, at_the_server: AtTheServer) -> None:
    small_study.push("aigul")
    code, written, said = watch(at_the_server(small_study.name), terminal=True)
    assert (code, said) == (0, "Not watching any more.\n")
    between = written[written.index("Frames:") : written.rindex("Frames:")]
    assert "\x1b[1A" in between  # one line up


def test_a_watch_goes_on_when_the_server_is_away_for_a_moment(
    small_study: Any,
    at_the_server: AtTheServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_study.push("aigul")
    looks: list[int] = []

    def look(*arguments: Any) -> StudyLook:
        looks.append(1)
        if len(looks) == 2:
            raise DoccanoError("Nobody answers.")
        if len(looks) == 4:
            raise KeyboardInterrupt
        return look_at_study(*arguments)

    monkeypatch.setattr(progress, "look_at_study", look)
    code, out, err = status(at_the_server(small_study.name), capsys, "--watch", "1")
    assert code == 0
    assert out.count("Frames: 0 of 4 decisions taken") == 2
    assert err == "Warning: Nobody answers. Trying again.\nNot watching any more.\n"
