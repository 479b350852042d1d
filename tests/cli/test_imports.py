"""framing pull --from FILE: labels that were made elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.ledger import read_ledger


@pytest.fixture
def old_work(study: Path, tmp_path: Path) -> Path:
    """A CSV with labels of two sentences that the study holds, of two that it does not, and an empty row."""
    lines = (study / "out" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["kind"] == "body" and '"' not in row["text"]]
    texts = [row["text"] for row in rows]
    first, second, third = [row for row in rows if texts.count(row["text"]) == 1][:3]
    path = tmp_path / "old work.csv"
    path.write_text(
        "\n".join(
            [
                "text;coder;Codes;note",
                f'"{first["text"]}";aigul;criminal_riot|national unity;doubt: national_unity',
                f'"{second["text"]}";aigul;terrorist_attack;',
                f'"{third["text"]}";aigul;;',
                '"Nobody wrote this.";berik;criminal_riot;',
                f'"{first["text"]}";berik;zeppelin;',
            ]
        ),
        encoding="utf-8",
    )
    return path


def test_good_rows_go_on_and_the_others_are_set_aside_with_exit_6(run: Any, study: Path, old_work: Path) -> None:
    before = read_ledger(study / "annotations" / "ledger.jsonl")
    ran = run("-C", study, "pull", "--from", old_work, "--column", "labels=Codes", "--json")
    assert ran.code == 6
    result = ran.json()["result"]
    assert (result["rows"], result["matched"], result["passed_over"], result["set_aside"]) == (5, 2, 1, 2)
    assert result["annotators"] == [{"annotator": "aigul", "decisions": 2}]
    assert "2 rows set aside" in ran.err
    added = read_ledger(study / "annotations" / "ledger.jsonl")[len(before) :]
    assert [(d.annotator, d.frames, d.state, d.made_by, d.comment) for d in added] == [
        ("aigul", ("criminal_riot", "national_unity"), "confirmed", "person", "doubt: national_unity"),
        ("aigul", ("terrorist_attack",), "confirmed", "person", ""),
    ]
    assert {d.project for d in added} == {result["project"]}
    assert result["project"].startswith("import:old work.csv#")
    comments = (study / "annotations" / "comments.jsonl").read_text(encoding="utf-8")
    mine = [row for row in map(json.loads, comments.splitlines()) if row["annotator"] == "aigul"]
    assert [row["doubt"] for row in mine] == ["national_unity"]
    lines = Path(result["set_aside_file"]).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["where"] for line in lines] == ["old work.csv, row 5", "old work.csv, row 6"]
    assert "'zeppelin'" in lines[1]


def test_the_same_file_again_adds_nothing_under_any_name(run: Any, study: Path, old_work: Path) -> None:
    arguments = ("--column", "labels=Codes", "--json")
    assert run("-C", study, "pull", "--from", old_work, *arguments).json()["result"]["added"] == 2
    renamed = old_work.rename(old_work.with_name("another.csv"))
    again = run("-C", study, "pull", "--from", renamed, *arguments).json()["result"]
    assert again["added"] == 0
    assert again["project"].startswith("import:old work.csv#")
    # Rows without labels are decisions if somebody says so; nothing is withdrawn when they are not any more.
    more = run("-C", study, "pull", "--from", renamed, *arguments, "--none-is-decided").json()["result"]
    assert more["added"] == 1
    assert run("-C", study, "pull", "--from", renamed, *arguments).json()["result"]["added"] == 0


def test_what_was_guessed_and_what_was_passed_over_is_said(run: Any, study: Path, old_work: Path) -> None:
    ran = run("-C", study, "pull", "--from", old_work)
    assert ran.code == 6
    assert "annotator from 'coder', labels from 'Codes'" in ran.err
    assert "1 row without labels passed over" in ran.err
    assert "2 lines added" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--from", "FILE", "--column", "labels"], 2, "write OURS=THEIRS"),
        (["--from", "FILE", "--column", "zeppelin=x"], 2, "OURS is one of sentence, text"),
        (["--from", "FILE", "--column", "labels=Zeppelin"], 3, "no column 'Zeppelin'"),
        (["--from", "FILE", "--frames", "zeppelin"], 3, "no frame 'zeppelin'"),
        (["--from", "FILE", "--voice"], 2, "leave out --project"),
        (["--annotator", "aigul"], 2, "go with --from"),
        (["--from", "absent.csv"], 3, "absent.csv: No such file"),
    ],
)
def test_wrong_wishes_are_named_and_nothing_is_added(
    run: Any, study: Path, old_work: Path, arguments: list[str], code: int, said: str
) -> None:
    before = (study / "annotations" / "ledger.jsonl").read_bytes()
    ran = run("-C", study, "pull", *(str(old_work) if part == "FILE" else part for part in arguments))
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert (study / "annotations" / "ledger.jsonl").read_bytes() == before
