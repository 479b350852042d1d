"""Disputes of a study on a real Doccano: pushed once with the votes, ruled on beside the labels, and kept."""

from typing import Any

import pytest

from framing.accounts import stored_password
from framing.annotation.decisions import annotations_table, current
from framing.cli.main import exit_code
from framing.doccano.moving import restore, restore_plan, snapshot_file, take
from framing.doccano.moving.enter import Entry, enter_side_by_side
from framing.doccano.project import projects, tasks
from framing.doccano.project.card import ProjectCard
from framing.doccano.wire.gateway import Project
from framing.files import read_table
from framing.tables import SENTENCES

PAY, STOP = "fair pay", "disruption"  # labels of the template's codebook
TRAP = "doubt: fair pay <img src=x onerror=alert(1)> \N{GRINNING FACE} жалақы?"


def adjudication(team: Any) -> tuple[Project, ProjectCard]:
    return projects.open_project(team.staff(), f"{team.name} adjudication")


def metas(team: Any) -> list[dict[str, str]]:
    """What stands beside the sentences of the project for rulings, in order, as it can be read."""
    found = team.staff().examples(adjudication(team)[0])
    return [{key: value.replace("\u200b", "") for key, value in meta.items()} for _, meta in found]


def disagree(team: Any) -> list[str]:
    """Three annotators: on the first sentence 2 of 3, on the second 1 of 3 and 2 of 3, on the third they agree."""
    ids = list(read_table(team.folder / "out" / "sentences.jsonl", SENTENCES)["sentence_id"])
    team.push("aigul,berik,dana")
    (project, _), staff = team.study()[0], team.staff()
    labels, examples = staff.label_ids(project), projects.sentence_ids(staff, project)
    votes = {"aigul": ([STOP], [STOP, PAY], []), "berik": ([STOP], [PAY], []), "dana": ([], [], [])}
    entries = {
        person: [
            Entry(project, examples[name][0], tuple(labels[label] for label in given), confirm=True)
            for name, given in zip(ids, all_given, strict=False)
        ]
        for person, all_given in votes.items()
    }
    enter_side_by_side([(team.log_in(person), work) for person, work in entries.items()], lambda line: None)
    return ids


def test_disputes_are_pushed_once_with_votes_and_rulings_come_back_beside_the_labels(team: Any) -> None:
    refused = team.run("push", "--adjudicate", code=2)
    assert "Who shall rule?" in refused
    assert "framing pull" in team.push("judge", "--adjudicate", code=3)  # nobody has labelled
    team.push("aigul")
    team.confirm("aigul", team.name, team.seen("aigul")[0][1][3:4])
    nothing = team.push("judge", "--adjudicate")
    assert (nothing["disputes"], nothing["project"], nothing["changed"]) == (0, None, False)
    assert len(team.study()) == 1
    assert not team.staff().has_account(team.account("judge"))
    ids = disagree(team)
    dana = team.log_in("dana")
    shared = dana.find_project(team.name)
    dana.comment(shared, projects.sentence_ids(team.staff(), shared)[ids[1]][0], TRAP)
    assert team.push("judge", "--adjudicate", "--dry-run")["projects"] == []  # which pulls nothing
    team.run("pull")
    before = annotations_table(team.pull())
    would = team.push("judge", "--adjudicate", "--dry-run")
    assert [(each["new_project"], each["to_upload"]) for each in would["projects"]] == [(True, 2)]
    assert len(would["projects"][0]["labels_to_make"]) == 5
    assert len(team.study()) == 1

    done = team.push("judge", "--adjudicate")
    assert (done["disputes"], done["project"]["uploaded"], done["changed"]) == (2, 2, True)
    assert not team.push("judge", "--adjudicate")["changed"]
    assert not team.run("push", "--adjudicate")["changed"]  # the judge is there
    first, second = metas(team)
    assert list(first)[:4] == ["votes", "notes", "before", "after"]
    assert (tasks.name_of(first), tasks.name_of(second)) == (ids[1], ids[0])  # two frames are disputed, then one
    assert first["votes"].count(" of 3") == 2
    assert f"{PAY}: 2 of 3" in first["votes"]
    assert f"{STOP}: 1 of 3" in first["votes"]
    assert second["votes"] == f"{STOP}: 2 of 3"
    assert first["notes"] == f"“{TRAP}”"
    assert second["notes"] == "(none)"
    said = " ".join(value for meta in (first, second) for key, value in meta.items() if key in ("votes", "notes"))
    assert not any(team.account(person) in said for person in ("aigul", "berik", "dana"))
    project, card = adjudication(team)
    assert (card.ruling, card.team) == (True, team.name)
    assert [key for key, _ in card.reasons] == ["ambiguous", "codebook_gap", "slip"]
    labels = team.staff().labels(project)
    assert len({label.shortcut for label in labels} - {""}) == len(labels) == 5
    assert "How to rule" in team.staff().guideline(project)
    assert [name for name, _ in team.seen("judge")] == [project.name]
    assert [name for name, _ in team.seen("dana")] == [team.name]

    team.confirm("judge", project.name, [ids[1]], STOP, "why: codebook gap")
    team.confirm("judge", project.name, [ids[0]], "why: slip", "why: ambiguous sentence")
    pulled = team.run("pull")
    assert {(row["sentence_id"], *row["frames"], row["reason"]) for row in pulled["rulings"]["decisions"]} == {
        (ids[1], "disruption", "codebook_gap"),
        (ids[0], None),
    }
    ledger = team.pull()
    rulings = [decision for decision in current(ledger) if decision.ruling]
    assert {(d.annotator, d.state, d.offered, d.made_by) for d in rulings} == {
        (team.account("judge"), "confirmed", card.keys, "person")
    }
    assert annotations_table(ledger).equals(before)  # beside the labels, never over them
    assert team.pull() == ledger


def give(team: Any, person: str, sentence_id: str, *labels: str) -> None:
    """Somebody changes a sentence that is confirmed already."""
    gateway = team.log_in(person)
    project = gateway.find_project(team.name)
    example = projects.sentence_ids(team.staff(), project)[sentence_id][0]
    gateway.drop_labels(project, example)
    for label in labels:
        gateway.choose_label(project, example, gateway.label_ids(project)[label])


@pytest.mark.slow
def test_what_changes_after_the_push_is_shown_where_nobody_has_ruled(team: Any, assigning: Any) -> None:
    team.at(assigning.url)  # where nobody sees what is not assigned
    ids = disagree(team)
    assert team.push("judge", "--adjudicate")["project"]["assigned"] == 2
    project, _ = adjudication(team)
    team.confirm("judge", project.name, [ids[1]], STOP, "why: slip")
    give(team, "dana", ids[0], STOP)  # all three agree now
    give(team, "dana", ids[1], PAY, STOP)  # after the ruling
    give(team, "berik", ids[2], PAY)  # a new dispute
    team.capture.readouterr()
    assert exit_code(["-C", str(team.folder), "push", "--adjudicate"]) == 0
    said = team.capture.readouterr()
    assert "on 1 sentence annotators voted or wrote otherwise after somebody had begun to rule there" in said.err
    assert "The votes of today stand beside 1 sentence that nobody had ruled on." in said.out
    shown = {str(tasks.name_of(meta)): meta["votes"] for meta in metas(team)}
    assert list(shown) == [ids[1], ids[0], ids[2]]  # what is new comes last
    assert team.seen("judge") == [(project.name, list(shown))]
    assert shown[ids[0]] == "(the annotators agree by now: nothing to rule on)"
    assert f"{STOP}: 1 of 3" in shown[ids[1]]  # as the judge saw it
    assert shown[ids[2]] == f"{PAY}: 1 of 3"
    assert not team.run("push", "--adjudicate")["changed"]
    give(team, "berik", ids[2])
    give(team, "dana", ids[1])
    again = team.run("push", "--adjudicate")
    assert (again["disputes"], again["project"], again["shown_anew"], again["changed"]) == (0, None, 1, True)


@pytest.mark.slow
def test_a_project_for_rulings_is_told_apart_and_survives_a_changed_codebook_and_a_move(team: Any) -> None:
    ids = disagree(team)
    team.push("judge", "--adjudicate")
    aigul = team.account("aigul")
    assert exit_code(["-C", str(team.folder), "push", "--adjudicate", "--annotators", aigul]) == 0
    assert f"{aigul} labelled in this study and would judge the own votes" in team.capture.readouterr().err
    name = f"{team.name} adjudication"
    team.confirm("judge", name, [ids[1]], PAY, "why: slip")
    give_reason_only(team, name, ids[0])
    assert "is for rulings, not for labels" in team.push("judge", "--project", name, code=3)
    parts = {part["asked"]: part for part in team.run("status")["parts"]}
    assert list(parts) == ["frames", "rulings"]
    assert {one["annotator"]: [one["done"], one["unconfirmed"]] for one in parts["rulings"]["annotators"]} == {
        team.account("judge"): [1, 1],
        aigul: [0, 0],
    }
    assert parts["rulings"]["labels"]["why: slip"]["count"] == 2

    # Another frame takes the key of a reason, and a frame is renamed.
    path = team.folder / "annotations" / "codebook.toml"
    text = path.read_text(encoding="utf-8").replace('name = "fair pay"', 'name = "жалақы <b>"')
    path.write_text(text.replace('shortcut = "d"', 'shortcut = "1"', 1).replace('"0.1.0"', '"0.1.1"'), encoding="utf-8")
    team.run("push")
    team.run("push", "--adjudicate")
    project, card = adjudication(team)
    labels = {label.name: label.shortcut for label in team.staff().labels(project)}
    assert {label: labels[label] for label in ("disruption", "жалақы <b>")} == {"disruption": "1", "жалақы <b>": "f"}
    assert {labels[name] for _, name in card.reasons} == {"2", "3", "4"}
    assert not team.run("push", "--adjudicate")["changed"]
    found = [finding for finding in team.run("doctor")["findings"] if finding["subject"] == f"project {name}"]
    assert [finding["level"] for finding in found] == ["ok"]
    (ruling, open_one) = team.run("pull")["rulings"]["decisions"]
    assert (ruling["state"], ruling["frames"], ruling["reason"]) == ("confirmed", ["fair_pay"], "slip")
    assert (open_one["state"], open_one["frames"], open_one["reason"]) == ("labelled", [], "slip")

    study = take.take_study(team.staff(), team.name, lambda _: None)
    kept = next(part for part in study.projects if part.name == name)
    assert sorted(len(answer.labels) for answer in kept.answers) == [1, 2]
    assert snapshot_file.from_bytes(snapshot_file.to_bytes(study), "it") == study
    plan = restore_plan.make_plan(team.staff(), study, name="moved-rulings", people={})
    reports = restore.restore(
        team.staff(),
        plan,
        known_password=lambda who: stored_password(team.folder / "out" / "accounts.csv", team.url, who),
        new_password=lambda who: "gondola-7-walrus",
        say=lambda _: None,
    )
    assert [report.differences for report in reports] == [(), ()]
    _, moved = projects.open_project(team.staff(), "moved-rulings adjudication")
    assert (moved.ruling, moved.reasons, moved.team) == (True, card.reasons, "moved-rulings")


def give_reason_only(team: Any, project_name: str, sentence_id: str) -> None:
    """The judge presses the key of a reason, and not Enter."""
    judge = team.log_in("judge")
    project = judge.find_project(project_name)
    example = projects.sentence_ids(team.staff(), project)[sentence_id][0]
    judge.choose_label(project, example, judge.label_ids(project)["why: slip"])
