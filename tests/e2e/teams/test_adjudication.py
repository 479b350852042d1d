"""Disputes of a study on a real Doccano: pushed once with the votes, ruled on beside the labels, and kept."""

from typing import Any

from framing.annotation.decisions import annotations_table, current
from framing.doccano.project import projects, tasks
from framing.doccano.project.card import ProjectCard
from framing.doccano.wire.gateway import Project

PAY, STOP = "fair pay", "disruption"  # labels of the template's codebook
TRAP = "doubt: fair pay <img src=x onerror=alert(1)> \N{GRINNING FACE} жалақы?"


def adjudication(team: Any) -> tuple[Project, ProjectCard]:
    return projects.open_project(team.staff(), f"{team.name} adjudication")


def metas(team: Any) -> list[dict[str, str]]:
    """What stands beside the sentences of the project for rulings, in order, as it can be read."""
    found = team.staff().examples(adjudication(team)[0])
    return [{key: value.replace("\u200b", "") for key, value in meta.items()} for _, meta in found]


def disagree(team: Any) -> list[str]:
    """Three annotators: on the first sentence 2 of 3, on the second 1 of 3 and 2 of 3, on the others they agree."""
    ids = team.ingest()
    team.push("aigul,berik,dana")
    for person in ("aigul", "berik", "dana"):
        team.confirm(person, team.name, ids[2:])
    team.confirm("aigul", team.name, ids[:1], STOP)
    team.confirm("berik", team.name, ids[:1], STOP)
    team.confirm("dana", team.name, ids[:1])
    team.confirm("aigul", team.name, ids[1:2], STOP, PAY)
    team.confirm("berik", team.name, ids[1:2], PAY)
    team.confirm("dana", team.name, ids[1:2])
    return ids


def test_disputes_are_pushed_once_with_votes_and_rulings_come_back_beside_the_labels(team: Any) -> None:
    refused = team.run("push", "--adjudicate", code=2)
    assert "Who shall rule?" in refused
    assert "framing pull" in team.push("judge", "--adjudicate", code=3)  # nobody has labelled
    ids = disagree(team)
    dana = team.log_in("dana")
    shared = dana.find_project(team.name)
    dana.comment(shared, projects.sentence_ids(team.staff(), shared)[ids[1]][0], TRAP)
    would = team.push("judge", "--adjudicate", "--dry-run", code=3)  # which pulls nothing
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
    assert f"{PAY} 2 of 3" in first["votes"]
    assert f"{STOP} 1 of 3" in first["votes"]
    assert second["votes"] == f"{STOP} 2 of 3"
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
