"""Exercises on a real Doccano: the codebook's examples, scored by the first answer, with a comment at a wrong one."""

from typing import Any

from framing.annotation.decisions import annotations_table
from framing.annotation.exercises import exercises
from framing.cli.main import exit_code
from framing.cli.training import training_results
from framing.codebook import read_codebook
from framing.workspace import open_workspace

# The examples of the template's codebook, and what it says about them.
WAITED, PAY = (
    "Commuters waited for hours on freezing platforms.",
    "Nurses say that their pay no longer covers the rent.",
)
BARE, COST = "The strike began at midnight.", "The company lost two million a day."


def test_exercises_are_scored_commented_once_and_kept_out_of_gold(team: Any) -> None:
    aigul, project = team.account("aigul"), f"{team.name} training / {team.account('aigul')}"
    would = team.push("aigul,berik", "--training", "--dry-run")
    assert [(each["new_project"], each["to_upload"]) for each in would["projects"]] == [(True, 4)] * 2
    assert team.study() == []
    pushed = team.push("aigul,berik", "--training", "--pass-mark", "75")
    assert [each["sentences"] for each in pushed["projects"]] == [4, 4]
    assert not team.push("aigul,berik", "--training")["changed"]
    card = team.study()[0][1]
    assert (card.team, card.annotator, card.training, card.pass_mark) == (team.name, aigul, True, 75)
    guideline = team.staff().json("GET", f"projects/{team.study()[0][0].id}", "look")["guideline"]
    assert not any(text in guideline for text in (WAITED, PAY, BARE, COST))
    name = {each.text: each.sentence_id for each in exercises(read_codebook(team.folder / "annotations/codebook.toml"))}
    assert dict(team.seen("aigul"))[project] == list(name.values())

    team.confirm("aigul", project, [name[WAITED]], "disruption")  # right
    team.confirm("aigul", project, [name[COST]], "disruption")  # right
    team.confirm("aigul", project, [name[BARE]], "disruption")  # wrong: a bare fact
    (result, idle), problems = results(team)
    assert problems == []
    assert (result.annotator, result.right, result.answered, result.exercises) == (aigul, 2, 3, 4)
    assert (result.needed, result.passed, result.wrong) == (3, False, (name[BARE],))
    assert (idle.right, idle.answered, idle.passed) == (0, 0, False)
    assert len(comments(team, project)) == 1
    assert comments(team, project)[name[BARE]].startswith('Codebook: This is not "disruption". It gets no label.')
    assert "A bare fact." in comments(team, project)[name[BARE]]

    # Put right after the feedback, it is still the first answer that counts; and the comment stays the only one.
    gateway = team.log_in("aigul")
    opened = gateway.find_project(project)
    page = gateway.json("GET", f"projects/{opened.id}/examples", "look", params={"limit": 9})["results"]
    gateway.drop_labels(opened, next(row["id"] for row in page if row["text"] == BARE))
    team.confirm("aigul", project, [name[PAY]], "fair pay", "disruption")  # the codebook says nothing of the second
    (result, _), _ = results(team)
    assert (result.right, result.answered, result.passed) == (3, 4, True)
    assert len(comments(team, project)) == 1

    # A second try is a project of another name.
    retake = f"{team.name} 2"
    team.push("aigul", "--training", "--project", retake)
    own = f"{retake} training / {aigul}"
    team.confirm("aigul", own, list(name.values()))  # no label at all: three of four are wrong
    (second,) = team.run("pull", "--project", retake)["training"]
    assert (second["right"], second["answered"], second["passed"]) == (1, 4, False)
    team.capture.readouterr()
    assert exit_code(["-C", str(team.folder), "pull", "--project", retake]) == 0
    assert f"framing push --training --annotators {aigul} --project NAME" in team.capture.readouterr().out

    ledger = team.pull()
    assert {decision.training for decision in ledger} == {True}
    assert {decision.annotator for decision in ledger} == {aigul}  # the comments of framing are not its work
    assert team.pull() == ledger
    assert annotations_table(ledger).empty


def results(team: Any) -> Any:
    """What a pull finds out about the exercises."""
    team.pull()
    return training_results(open_workspace(team.folder), team.staff(), team.name)


def comments(team: Any, project: str) -> dict[str, str]:
    """Name of an exercise to the one comment that its annotator reads there."""
    gateway = team.log_in("aigul")
    opened = gateway.find_project(project)
    page = gateway.json("GET", f"projects/{opened.id}/examples", "look", params={"limit": 9})["results"]
    names = {row["id"]: row["meta"]["sentence"].replace("\u200b", "") for row in page}
    found = [(names[each.example_id], each.text) for each in gateway.comments(opened)]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_exercises_of_another_version_of_the_codebook_are_not_scored_by_this_one(team: Any) -> None:
    team.push("aigul", "--training")
    path = team.folder / "annotations" / "codebook.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('name = "fair pay"', 'name = "pay"'), encoding="utf-8")
    assert 'name = "pay"' in path.read_text(encoding="utf-8")
    ((result,), problems) = results(team)  # another name is no other exercise
    assert (result.exercises, problems) == (4, [])
    path.write_text(path.read_text(encoding="utf-8").replace("a bare fact", "a fact"), encoding="utf-8")
    found, problems = results(team)
    assert found == []
    assert len(problems) == 1
    assert "another version of the codebook" in problems[0]
    assert "`version` in the codebook was not raised" in problems[0]
