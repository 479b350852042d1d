"""framing events: events listed, extracts side by side, omissions, files written; texts of others cannot steer."""

import csv
import json
from pathlib import Path

import pytest

HOSTILE = "\x1b[2J</script><script>alert(1)</script> [bold]=HYPERLINK(1)[/bold] \u202eтүн 🙂"
ATTACK = "The terrorists attacked the airport in Brenton and gunmen seized the tower"
STORM = "A storm tore roofs from forty houses near the harbour and firemen worked all night"


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def told(text: str, number: int, sentences: int) -> str:
    words = text.split()
    turned = [
        " ".join(words[(at + number) % len(words) :] + words[: (at + number) % len(words)]) for at in range(sentences)
    ]
    return "\n".join(f"{line[0].upper()}{line[1:]}, part {at}." for at, line in enumerate(turned))


@pytest.fixture(scope="module")
def scored(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over an attack in four outlets, a fifth that tells of it without the word for it, and a storm in two."""
    from framing.cli.main import exit_code

    folder = tmp_path_factory.mktemp("events")
    rows = [["document_id", "source", "date", "title", "text"]]
    for number, outlet in enumerate(["Gazette", "Herald", "Tribune", "Курьер"]):
        rows.append([f"a{number}", outlet, "2026-01-05", HOSTILE, told(ATTACK, number, 12)])
    calm = "People waited in Brenton at the airport near the tower until trains went again"
    rows.append(["a9", "Quiet", "2026-01-06", "Airport tower in Brenton seized", told(calm, 1, 20)])
    rows += [[f"s{number}", f"Outlet {number}", "2026-03-05", "", told(STORM, number, 5)] for number in (1, 2)]
    articles = write_csv(folder / "articles.csv", rows)
    model = next((made_once / "models").iterdir())
    assert exit_code(["-C", str(made_once), "score", str(model), str(articles), "--out", str(folder / "run")]) == 0
    return folder / "run"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    rows = [["document_id", "event"], *([f"a{number}", "the attack"] for number in (0, 1, 2, 3, 9))]
    return write_csv(tmp_path / "mine.csv", rows)


def test_events_are_listed_with_their_outlets(study, scored, run):
    said = run("-C", study, "events", "--scores", scored)
    assert said.code == 0, said.err
    (line,) = [line for line in said.out.splitlines() if line.split()[:1] == ["s1"]]
    assert line.split()[:7] == ["s1", "2026-03-05", "2026-03-05", "2", "of", "2", "2"]
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


def test_extracts_stand_side_by_side_and_nothing_in_them_steers(study, scored, listed, tmp_path, run):
    out = tmp_path / "told"
    said = run(
        "-C",
        study,
        "events",
        "--scores",
        scored,
        "--events",
        listed,
        "--show",
        "the attack",
        "--omissions",
        "--out",
        out,
    )
    assert said.code == 0, said.err
    assert "Gazette: " in said.out
    assert "Herald: " in said.out
    assert "by rule]" in said.out
    assert sorted(path.name for path in out.iterdir()) == ["events.csv", "extracts.csv", "omissions.csv"]
    with (out / "extracts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows if row["row"] == "1"} >= {"Gazette", "Herald"}


def test_omissions_say_how_many_chance_would_make(study, scored, listed, run):
    found = run("-C", study, "events", "--scores", scored, "--events", listed, "--omissions", "--json").json()
    omitted = {(row["source"], row["key"]) for row in found["result"]["omissions"]}
    assert ("Quiet", "terrorist_attack") in omitted
    assert all(row["chance"] < 0.05 for row in found["result"]["omissions"])
    assert found["result"]["looked_at"] >= found["result"]["possible"] >= len(omitted)
    said = run("-C", study, "events", "--scores", scored, "--events", listed, "--omissions")
    assert "would be listed by chance" in said.out


def test_a_file_gets_the_event_of_each_article(study, scored, tmp_path, run):
    out = tmp_path / "events.jsonl"
    assert run("-C", study, "events", "--scores", scored, "--out", out).code == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["event"] for row in rows if row["document_id"] in ("s1", "s2")} == {"s1"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["document_id", "event"], ["x", "y"]], "gives no event to any of the 7"),
        ([["document_id", "group"], ["a1", "y"]], "has no column event"),
    ],
)
def test_a_file_of_events_that_does_not_fit_is_explained(study, scored, tmp_path, run, rows, message):
    said = run("-C", study, "events", "--scores", scored, "--events", write_csv(tmp_path / "mine.csv", rows))
    assert said.code == 3
    assert message in said.err


def test_an_event_that_is_not_there_is_explained(study, scored, run):
    said = run("-C", study, "events", "--scores", scored, "--show", "nothing")
    assert said.code == 3
    assert "There is no event 'nothing'" in said.err


def test_the_output_is_not_written_over_the_input(study, scored, listed, run):
    said = run("-C", study, "events", "--scores", scored, "--events", listed, "--out", listed)
    assert said.code == 2
    assert "what the command reads" in said.err
