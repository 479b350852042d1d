"""A study divided among annotators where the server assigns sentences: a real Doccano behind a small door."""

import json
from collections import Counter
from typing import Any

import pytest

from framing.doccano.teams.assignments import has_assignments
from framing.doccano.wire.gateway import Gateway
from framing.errors import DoccanoError

PEOPLE = ("aigul", "berik", "dana")


@pytest.fixture
def team(team: Any, assigning: Any) -> Any:
    """The study, connected to a server that assigns sentences."""
    team.at(assigning.url)
    return team


def test_the_door_answers_as_the_real_server_where_both_have_an_answer(team: Any, assigning: Any) -> None:
    team.push("aigul", "--overlap", "1")
    behind, before = (Gateway(account_at(team, url)) for url in (team.server.url, assigning.url))
    project = before.find_project(team.name)
    assert project
    assert behind.find_project(team.name) == project
    for path in ("me", "projects", "users", *(f"projects/{project.id}{rest}" for rest in SAME)):
        # Addresses of further pages are each server's own.
        one, other = (json.dumps(each.json("GET", path, "look")).replace(each.url, "") for each in (before, behind))
        assert one == other
    for bounds in ({}, {"limit": 3}, {"limit": 3, "offset": 6}, {"limit": 1000}, {"q": "strike"}):
        path = f"projects/{project.id}/examples"
        one, other = (each.json("GET", path, "look", params=bounds) for each in (before, behind))
        assert one["count"] == other["count"]
        assert [in_both(row) for row in one["results"]] == [in_both(row) for row in other["results"]]
    for path, status in ((f"projects/{project.id}/examples/0", 404), ("projects/0", 404)):
        for each in (before, behind):
            with pytest.raises(DoccanoError, match=f"answered {status}"):
                each.json("GET", path, "look")
    for each in (before, behind):
        assert each.knows("me", "look")
        assert not each.knows("no-such-address", "look")
    assert (has_assignments(before), has_assignments(behind)) == (True, False)


def in_both(row: dict[str, Any]) -> dict[str, Any]:
    """What a row says on both servers; the address in it is each server's own."""
    return {**{key: value for key, value in row.items() if key != "assignments"}, "filename": ""}


SAME = ("", "/members", "/my-role", "/category-types", "/metrics/progress", "/metrics/member-progress", "/comments")


def account_at(team: Any, url: str) -> Any:
    from framing.doccano.wire.connection import Account

    return Account(url, team.server.username, team.server.password)


def test_one_project_is_enough_and_everybody_sees_exactly_the_own_sentences(team: Any) -> None:
    ids = team.ingest()
    pushed = team.push("aigul,berik,dana", "--overlap", "2", "--repeat", "25%")
    assert pushed["assigned"] == 8 * 2 + sum(share["again"] for share in pushed["shares"])
    assert [project.name for project, _ in team.study()] == [team.name]
    seen = {person: team.seen(person)[0][1] for person in PEOPLE}
    first = {person: [name for name in names if "~" not in name] for person, names in seen.items()}
    assert Counter(name for names in first.values() for name in names) == dict.fromkeys(ids, 2)
    assert first == {person: [name for name in ids if name in names] for person, names in team.plan().items()}
    for share, person in zip(pushed["shares"], PEOPLE, strict=True):
        again = seen[person][len(first[person]) :]
        assert share["again"] == len(again) == len(set(again)) > 0
        assert {name.removesuffix("~2") for name in again} < set(first[person])
    assert not team.push("aigul,berik,dana", "--overlap", "2", "--repeat", "25%")["changed"]
    plan = {person: sorted(names) for person, names in team.plan().items()}
    team.plan_file.unlink()
    assert not team.push("aigul,berik,dana", "--overlap", "2", "--repeat", "25%")["changed"]
    assert {person: sorted(names) for person, names in team.plan().items()} == plan


@pytest.mark.slow
def test_a_shuffled_order_is_each_annotators_own(team: Any) -> None:
    ids = team.ingest()
    both = ("--overlap", "2", "--order", "shuffle", "--repeat", "25%")
    assert "leave out --order shuffle or --repeat" in team.push("aigul,berik", *both, code=3)
    assert team.study() == []
    team.push("aigul,berik", "--overlap", "2", "--order", "shuffle")
    orders = [team.seen(person)[0][1] for person in ("aigul", "berik")]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(ids)
    assert orders[0] == team.seen("aigul")[0][1]
    assert "--order article is too late" in team.push("aigul,berik", "--overlap", "2")["problems"][0]
    assert team.push("aigul,berik", "--overlap", "2", "--order", "shuffle")["problems"] == []
    assert len({tuple(ids), *map(tuple, orders)}) == 3  # they could be the same by chance: once in 20,000 runs


@pytest.mark.slow
def test_without_overlap_everybody_sees_everything_and_what_comes_later_too(team: Any) -> None:
    assert team.push("aigul")["assigned"] == 8
    ids = team.ingest(three="Shops shut early. Buses were full.")
    assert team.push("aigul,berik")["assigned"] == 2 + 10
    assert [sorted(team.seen(person)[0][1]) for person in ("aigul", "berik")] == [sorted(ids)] * 2
    assert not team.push("")["changed"]
    assert "2 annotators already" in team.push("aigul,berik", "--overlap", "1", code=3)


@pytest.mark.slow
def test_a_push_that_was_broken_off_between_assignments_is_finished_by_the_next(team: Any, monkeypatch: Any) -> None:
    send, sent = Gateway.json, []

    def broken(gateway: Gateway, method: str, path: str, *arguments: Any, **options: Any) -> Any:
        if path.endswith("/assignments"):
            sent.append(path)
            if len(sent) > 5:
                raise KeyboardInterrupt
        return send(gateway, method, path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "json", broken)
        team.push("aigul,berik", "--overlap", "1", code=130)
    plan = team.plan_file.read_bytes()
    assert team.push("aigul,berik", "--overlap", "1")["assigned"] == 3
    assert team.plan_file.read_bytes() == plan
    assert {person: team.seen(person)[0][1] for person in ("aigul", "berik")} == team.plan()


def test_it_fails_loudly_if_somebody_would_see_nothing_or_too_little(team: Any, assigning: Any) -> None:
    assigning.forgets = lambda assignment: not assigning.made
    said = team.push("aigul", "--overlap", "1", code=4)
    assert f"{team.account('aigul')} sees none of 8 sentences" in said
    assigning.forgets = lambda assignment: len(assigning.made) == 7
    assert f"{team.account('aigul')} sees 7 of 8 sentences" in team.push("aigul", "--overlap", "1", code=4)
    assigning.forgets = lambda assignment: False
    team.push("aigul", "--overlap", "1")
    assert {"aigul": sorted(team.seen("aigul")[0][1])} == {"aigul": sorted(team.plan()["aigul"])}


@pytest.mark.slow
def test_what_was_assigned_by_hand_is_left_and_reported(team: Any, assigning: Any) -> None:
    team.push("aigul,berik", "--overlap", "1")
    extra = next(each for each in assigning.made)
    other = next(each["assignee"] for each in assigning.made if each["assignee"] != extra["assignee"])
    assigning.made.append({**extra, "id": "by-hand", "assignee": other})
    pushed = team.push("aigul,berik", "--overlap", "1")
    assert not pushed["changed"]
    assert len(pushed["problems"]) == 1
    assert "1 more than planned" in pushed["problems"][0]
    assert len(assigning.made) == 9
