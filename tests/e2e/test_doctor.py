"""framing doctor at a real Doccano: in order, with every fault that can be made, and without a worker."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.cli.main import exit_code
from framing.doccano.local import server
from framing.doccano.local.server import LocalServer
from framing.doccano.watching import health
from framing.doccano.watching.findings import Finding
from framing.doccano.wire import connection
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.errors import DoccanoError

HERE = Path(__file__).parent
AtTheServer = Callable[[str], Path]


def doctor(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    capsys.readouterr()
    code = exit_code(["-C", str(folder), "doctor", "--json"])
    found: dict[str, list[tuple[str, str]]] = {}
    for line in json.loads(capsys.readouterr().out)["result"]["findings"]:
        found.setdefault(line["subject"], []).append((line["level"], line["said"]))
    return code, found


def test_a_study_in_order_has_no_fault(
    small_study: Any, at_the_server: AtTheServer, capsys: pytest.CaptureFixture[str], doccano_server: LocalServer
) -> None:
    folder = at_the_server(small_study.name)
    _, found = doctor(folder, capsys)
    assert found["projects"] == [
        ("warning", f"there is no '{small_study.name}' that {doccano_server.username} can see")
    ]
    small_study.push("aigul")
    code, found = doctor(folder, capsys)
    assert code == 0
    assert found["Doccano"] == [("ok", f"answers at {doccano_server.url}")]
    assert found["clock of the server"][0][0] == found["account"][0][0] == "ok"
    assert found["version"] == [("ok", "1.8.4 or earlier: annotators see every sentence of a project")]
    assert found["task queue"][0][0] == "warning"  # it is not known as ours, and says nothing of a worker
    assert found[f"project {small_study.name}"] == [("ok", f"{small_study.account('aigul')}; tram 1.0.0")]
    assert found["passwords"] == [("warning", f"none on file here for {small_study.account('aigul')}")]
    code = exit_code(["-C", str(folder), "doctor"])
    said = capsys.readouterr()
    assert doccano_server.password not in said.out + said.err


def study_findings(study: Any, **changes: Any) -> list[tuple[str, str]]:
    arguments = {"codebook": study.book, "has_password": lambda _: True} | changes
    found = list(health.examine_study(study.admin, [study.name], **arguments))
    assert all(finding.todo or finding.level == "ok" or finding.said.endswith(".") for finding in found)
    return [(finding.level, finding.said) for finding in found]


def test_what_is_wrong_with_a_project_is_found(small_study: Any) -> None:
    study, admin = small_study, small_study.admin
    study.push("aigul")
    path = f"projects/{study.project().id}"
    labels = {row["text"]: row["id"] for row in admin.json("GET", f"{path}/category-types", "look")}
    admin.json("PATCH", f"{path}/category-types/{labels['cost']}", "change", json={"text": "price", "suffix_key": None})
    kind = {"resourcetype": "TextClassificationProject"}
    project = study.project()
    admin.json("PATCH", path, "change", json={**kind, "single_class_classification": True})
    admin.json("PATCH", path, "change", json={**kind, "collaborative_annotation": True})
    others = study_findings(study, codebook=replace(study.book, version="2.0.0", fingerprint="another"))
    assert others == [
        ("fault", "shares labels among annotators: who gave which cannot be told"),
        ("fault", "allows one label only, and asks for every frame"),
        ("fault", "lost or renamed labels: cost"),
        ("warning", "labels without a key: price"),
        ("warning", "labels that are not the codebook's, which a pull leaves out: price"),
        ("warning", "was made with another codebook (tram 1.0.0; here is tram 2.0.0)"),
    ]
    assert project.id


def test_how_a_project_follows_another_codebook_is_told_and_that_its_version_was_not_raised(small_study: Any) -> None:
    study = small_study
    study.push("aigul")
    cost, air = study.book.frames

    def told(*frames: Any, version: str = "2.0.0") -> tuple[str, str]:
        book = replace(study.book, version=version, fingerprint="another", frames=frames)
        (finding,) = health.examine_study(study.admin, [study.name], book, lambda _: True)
        return finding.said, finding.todo

    assert told(replace(cost, name="price"), air)[1] == (
        "Labels mean the same in both: bring the project to it with framing push."
    )
    said, todo = told(replace(cost, definition="Time"), air, version="1.0.0")
    assert "`version` in the codebook was not raised" in said
    assert "framing push --upgrade" in todo
    assert "framing push --project NAME" in todo


def test_who_would_see_nothing_is_named(small_study: Any) -> None:
    study, own = small_study, small_study.account("aigul")
    study.push(name=f"{study.name} / aigul", team=study.name, annotator=own)
    assert study_findings(study) == [
        ("warning", "nobody labels in it"),
        ("fault", f"{own} works here and would see nothing: no member of it"),
    ]
    study.push("aigul", name=f"{study.name} / aigul", team=study.name, annotator=own)
    assert [level for level, _ in study_findings(study)] == ["ok"]
    ids = study.example_ids(f"{study.name} / aigul")
    assert ids
    path = f"projects/{study.project(f'{study.name} / aigul').id}/examples"
    study.admin.send("DELETE", path, json={"ids": ids})
    assert study_findings(study) == [("fault", f"holds no sentence: {own} would see nothing")]


def test_a_project_of_the_same_name_by_somebody_else_and_two_of_one_name_are_faults(small_study: Any) -> None:
    small_study.admin.create_project(small_study.name, "by hand", "-")
    assert study_findings(small_study)[0] == ("fault", "was not made by framing, or lost its description")
    other = replace(small_study, name=f"{small_study.name} 2")
    other.push()
    project = other.project()
    other.admin.create_project(other.name, project.description, "-")
    ((level, said),) = study_findings(other)
    assert level == "fault"
    assert f"2 projects named '{other.name}'" in said


def test_an_annotators_account_is_called_no_staff(small_study: Any) -> None:
    small_study.push("aigul")
    found = list(health.examine_server(small_study.log_in("aigul"), ours=True))
    assert [finding.level for finding in found if finding.subject == "account"] == ["warning"]


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (2.0, "agrees"),
        (-29.0, "agrees"),
        (3700.0, "62 minutes ahead of"),
        (-90_000.0, "25 hours behind"),
        (None, "not say"),
    ],
)
def test_a_clock_that_is_off_is_a_warning(ahead: float | None, words: str) -> None:
    finding: Finding = health.clock(ahead)
    assert words in finding.said
    assert finding.level == ("ok" if words == "agrees" else "warning")


# -- a server whose worker nobody started ---------------------------------------------


@pytest.fixture(scope="module")
def idle_server(tmp_path_factory: pytest.TempPathFactory, shared_environments: None) -> Iterator[LocalServer]:
    """A Doccano that takes tasks and does none."""
    home = tmp_path_factory.mktemp("idle")
    (home / "no-worker").touch()
    yield server.up(home, port=0, say=print, settings_module="weak_settings", extra_path=HERE / "site")
    server.down(home)


def test_without_a_worker_doctor_and_push_say_so_and_it_does_not_take_ten_minutes(
    idle_server: LocalServer, small_study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk: list[str] = []
    admin = Gateway(Account(idle_server.url, idle_server.username, idle_server.password), talk.append)
    found = {finding.subject: finding for finding in health.examine_server(admin, ours=False)}
    assert found["task queue"].level == "fault"
    assert "doccano task" in found["task queue"].todo
    monkeypatch.setattr(connection, "_NEWS_S", 0.1)
    with pytest.raises(DoccanoError, match=r"nobody works on its tasks\. On that server: doccano task"):
        replace(small_study, admin=admin).push("aigul")
    assert talk
    assert talk[0].startswith("Doccano is still at it (upload 4 sentences)")
