"""A study that a server divides by assignments, kept and brought back: to such a server, and to one that cannot."""

from dataclasses import replace
from typing import Any

import pytest

from framing.doccano.moving import restore, restore_plan, snapshot_file, take
from framing.doccano.moving.snapshot import StudyContent, renamed
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway

pytestmark = pytest.mark.slow

PASSWORD = "gondola-7-walrus"


def bring(gateway: Gateway, study: StudyContent, name: str) -> restore_plan.ProjectReport:
    people = {who: f"{who[:20]}-{name}" for who in study.people if who != study.owner}
    plan = restore_plan.make_plan(gateway, study, name=name, people=people)
    [report] = restore.restore(
        gateway, plan, known_password=lambda _: PASSWORD, new_password=lambda _: PASSWORD, say=lambda _: None
    )
    return report


def test_who_sees_what_comes_along_and_is_missed_where_the_server_cannot_do_that(team: Any, assigning: Any) -> None:
    team.at(assigning.url)
    team.push("aigul,berik", "--overlap", "1", "--repeat", "25%")
    [(_, names)] = team.seen("aigul")
    team.confirm("aigul", team.name, names[:1])
    study = take.take_study(team.staff(), team.name, lambda _: None)
    shown = study.projects[0].seen
    assert shown is not None
    assert [len(part) for part in shown.values()] == [5, 5]  # one of them for the second time
    assert snapshot_file.from_bytes(snapshot_file.to_bytes(study), "it") == study

    assert bring(team.staff(), study, "moved").differences == ()
    people = {who: f"{who[:20]}-moved" for who in study.people if who != study.owner}
    assert take.take_study(team.staff(), "moved", lambda _: None) == renamed(study, "moved", people)

    plain = Gateway(Account(team.server.url, team.server.username, team.server.password))
    report = bring(plain, study, "plain")
    assert report.differences == (
        "everybody sees all examples: this server cannot show annotators only what was assigned to them",
    )
    # And from a server where everybody sees all: here too.
    shared = replace(study, projects=tuple(replace(project, seen=None) for project in study.projects))
    assert bring(team.staff(), shared, "shared").differences == ()
    found = take.take_study(team.staff(), "shared", lambda _: None).projects[0]
    assert found.seen == dict.fromkeys(found.annotators, tuple(range(1, 11)))
