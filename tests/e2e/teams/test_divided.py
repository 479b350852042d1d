"""A study divided among annotators on a real Doccano that shows everybody all of a project."""

from collections import Counter
from typing import Any

import pytest

from framing.annotation.decisions import annotations_table
from framing.doccano.teams.assignments import has_assignments
from framing.doccano.wire.gateway import Gateway

pytestmark = pytest.mark.slow  # teams of several people, each with requests of their own


def test_annotators_with_different_sentences_see_only_their_own(team: Any) -> None:
    ids = team.ingest()
    would = team.push("aigul,berik", "--overlap", "1", "--dry-run")
    assert [each["to_upload"] for each in would["projects"]] == [4, 4]
    assert (team.study(), team.plan_file.exists()) == ([], False)
    pushed = team.push("aigul,berik", "--overlap", "1")
    assert pushed["shares"] == would["shares"]
    assert [share["sentences"] for share in pushed["shares"]] == [4, 4]
    assert not team.push("aigul,berik", "--overlap", "1", "--dry-run")["changes_anything"]
    aigul, berik = team.seen("aigul"), team.seen("berik")
    assert aigul == [(f"{team.name} / {team.account('aigul')}", team.plan()["aigul"])]
    assert berik == [(f"{team.name} / {team.account('berik')}", team.plan()["berik"])]
    assert sorted(aigul[0][1] + berik[0][1]) == sorted(ids)
    assert [(card.team, card.annotator) for _, card in team.study()] == [
        (team.name, team.account("aigul")),
        (team.name, team.account("berik")),
    ]
    plan = team.plan_file.read_bytes()
    assert plan.count(b"\n") == 8
    assert not team.push("", "--overlap", "1", "--seed", "9")["changed"]  # the annotators are those of the plan
    assert team.plan_file.read_bytes() == plan
    accounts = (team.folder / "out" / "accounts.csv").read_bytes()
    capital, projects = team.account("aigul").capitalize(), team.staff().projects()
    for more in ([], ["--dry-run"], ["--overlap", "1"], ["--overlap", "1", "--dry-run"], ["--training"]):
        said = team.run("push", "--project", "other", "--annotators", capital, *more, code=3)
        assert f"There is an account {team.account('aigul')!r} already" in said
        assert f"Write {team.account('aigul')}." in said
    assert "differ in case only" in team.run("push", "--annotators", "dana,Dana", code=3)
    assert team.staff().projects() == projects
    assert (team.folder / "out" / "accounts.csv").read_bytes() == accounts  # no password that works for nobody


def test_the_real_server_of_today_has_no_assignments(team: Any) -> None:
    assert not has_assignments(team.staff())


def test_a_push_that_was_broken_off_is_gone_on_with_by_the_same_plan(team: Any, monkeypatch: Any) -> None:
    create, made = Gateway.create_project, []

    def broken(gateway: Gateway, name: str, *arguments: Any, **options: Any) -> Any:
        if made:
            raise KeyboardInterrupt
        made.append(name)
        return create(gateway, name, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "create_project", broken)
        team.push("aigul,berik", "--overlap", "1", code=130)
    plan = team.plan_file.read_bytes()
    assert len(team.study()) == 1
    team.push("aigul,berik", "--overlap", "1")
    assert team.plan_file.read_bytes() == plan
    for person in ("aigul", "berik"):
        assert team.seen(person)[0][1] == team.plan()[person]


def test_new_sentences_and_annotators_are_fitted_in_and_a_lost_plan_is_made_again_from_the_projects(team: Any) -> None:
    options = ("--overlap", "2", "--order", "shuffle", "--repeat", "25%", "--seed", "7")
    team.push("aigul,berik", *options)
    before = {person: team.seen(person)[0][1] for person in ("aigul", "berik")}
    for late, who in (("aigul,berik,dana", "dana"), ("dana,marat", "dana,marat")):
        for more in ([], ["--dry-run"]):
            said = team.push(late, *options, *more, code=3)
            named = team.accounts(who).replace(",", ", ")
            assert f"{named} would see nothing: each of the 8 sentences has its 2 annotators already" in said
            assert f"framing ingest FOLDER with new texts, then push again with {named} named" in said
    ids = team.ingest(three="Shops shut early. Buses were full. Prices rose. A judge said no.")
    assert team.push("aigul,berik,dana", *options)["added_to_plan"] == 8
    seen = {person: team.seen(person)[0][1] for person in ("aigul", "berik", "dana")}
    for person, names in before.items():
        assert seen[person][: len(names)] == names  # nobody lost any, and what is new stands behind
    assert Counter(n for names in seen.values() for n in names if "~" not in n) == dict.fromkeys(ids, 2)
    assert len(team.plan()["dana"]) == 4  # each of the new sentences, and none of the old ones
    plan = {person: sorted(names) for person, names in team.plan().items()}
    team.plan_file.unlink()
    again = team.push("aigul,berik,dana", *options)
    assert (again["changed"], again["added_to_plan"]) == (False, 0)
    assert {person: sorted(names) for person, names in team.plan().items()} == plan


def test_what_is_shown_again_comes_later_and_does_not_count_as_a_label(team: Any) -> None:
    (share,) = team.push("aigul", "--overlap", "1", "--repeat", "25%")["shares"]
    assert (share["sentences"], share["again"]) == (8, 2)
    asked = ("--overlap", "1", "--order", "shuffle", "--seed", "3")
    assert team.push("aigul", "--overlap", "1", "--repeat", "25%")["projects"][0]["problems"] == []
    (would,) = team.push("aigul", *asked, "--dry-run")["projects"]
    pushed = team.push("aigul", *asked)
    assert (pushed["changed"], pushed["problems"]) == (False, would["stays"])
    order, again = would["stays"]
    assert "stays in its order: --order and --seed count for new sentences only" in order
    assert "2 sentences of " in again
    assert "stay shown again" in again
    ((project, names),) = team.seen("aigul")
    assert names[:8] == team.plan()["aigul"]
    assert [name[-2:] for name in names[8:]] == ["~2", "~2"]
    rows = team.staff().export(team.staff().find_project(project), only_confirmed=False)[team.server.username]
    assert not any("~" in str(row) for row in rows)  # nobody can see which are the repeats
    team.confirm("aigul", project, [names[8].removesuffix("~2")], "disruption")
    team.confirm("aigul", project, [names[8]], "fair pay")
    ledger = team.pull()
    assert [(d.showing, d.frames) for d in ledger] == [(1, ("disruption",)), (2, ("fair_pay",))]
    assert ledger[0].sentence_id == ledger[1].sentence_id
    table = annotations_table(ledger)
    assert dict(zip(table["frame"], table["present"], strict=True)) == {"disruption": True, "fair_pay": False}


def test_a_study_that_is_divided_is_not_shown_to_everybody_and_the_other_way_round(team: Any) -> None:
    team.push("aigul,berik", "--overlap", "1")
    said = team.push("aigul,berik", code=3)
    assert f"The study {team.name!r} is divided among annotators" in said
    assert "--overlap" in said
    team.plan_file.unlink()
    assert "is divided among annotators" in team.push("aigul,berik", code=3)
    assert team.push("aigul,berik", "--overlap", "2")["added_to_plan"] == 8
    assert "2 annotators already" in team.push("aigul,berik", "--overlap", "1", code=3)
    shared = f"{team.name} shared"
    team.push("aigul", "--project", shared)
    said = team.push("aigul,berik", "--overlap", "1", "--project", shared, code=3)
    assert f"The project {shared!r} shows all of its sentences to everybody" in said


def test_what_makes_no_sense_is_refused_before_anything_is_made(team: Any) -> None:
    assert "--overlap 3 asks for 3 annotators for each sentence, and there are 2" in team.push(
        "aigul,berik", "--overlap", "3", code=2
    )
    assert "there are none: --annotators" in team.push("", "--overlap", "3", code=2)
    for option in (("--order", "shuffle"), ("--seed", "7"), ("--repeat", "5%")):
        assert f"{option[0]} goes with --overlap" in team.push("aigul", *option, code=2)
    for share in ("5", "60%", "-1%", "nan%", "x%"):
        assert "is no share from 0% to 50%" in team.push("aigul", "--overlap", "1", "--repeat", share, code=2)
    crowd = ",".join(f"coder{number}" for number in range(9))
    assert "would see nothing: there are 8 sentences for 9 annotators" in team.push(crowd, "--overlap", "1", code=3)
    assert "'a b' cannot be an account" in team.run("push", "--annotators", "a b,c", "--overlap", "1", code=3)
    said = team.push("aigul", "--overlap", "1", "--project", "x" * 90, code=3)
    assert "Doccano takes 100" in said
    assert team.study() == []
    assert not team.plan_file.exists()
    assert not list(team.plan_file.parent.glob("assignments*"))


def test_an_annotator_who_was_taken_out_of_the_project_is_let_in_again(team: Any) -> None:
    team.push("aigul,berik", "--overlap", "1")
    staff, (project, _) = team.staff(), team.study()[0]
    members = staff.json("GET", f"projects/{project.id}/members", "look")
    left = next(row["id"] for row in members if row["username"] == team.account("aigul"))
    staff.send("DELETE", f"projects/{project.id}/members", json={"ids": [left]})
    assert team.seen("aigul") == []
    team.push("aigul,berik", "--overlap", "1")
    assert team.seen("aigul")[0][1] == team.plan()["aigul"]


def test_voices_are_divided_in_the_same_way_with_a_plan_of_their_own(team: Any) -> None:
    pushed = team.push("aigul,berik", "--voice", "--overlap", "1")
    assert pushed["project"] == f"{team.name} voice"
    assert [len(names) for _, names in team.seen("aigul")] == [4]
    assert team.seen("aigul")[0][0] == f"{team.name} voice / {team.account('aigul')}"
    assert not team.plan_file.exists()  # which is for the frames of the same sentences
    assert pushed["plan"].startswith(str(team.folder / "annotations" / "assignments-"))
