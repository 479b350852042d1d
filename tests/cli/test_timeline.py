"""framing timeline: counts, changes in words, events beside their weeks; and what it says without dates."""

import csv
from pathlib import Path

import pytest

from framing.cli.timeline import read_events
from framing.errors import InputError

HOSTILE = "\x1b[2J</script><script>alert(1)</script> [bold]=HYPERLINK(1)[/bold] \u202eтүн 🙂"
ATTACK = "The terrorists attacked the city and gunmen seized the airport."
CALM = "It rained in the valley and the harvest was late this year."


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def scored(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over 48 articles of two outlets in eight weeks, half of them attacked in the last four; one has no date."""
    from framing.cli.main import exit_code

    folder = tmp_path_factory.mktemp("scored")
    rows = [["document_id", "source", "date", "text"]]
    for number in range(48):
        week, outlet = number // 6, ("Егемен Қазақстан", "Ведомости")[number % 2]
        text = "\n".join(
            f"{ATTACK if week >= 4 and at % 4 else CALM} It was number {number} of {at}." for at in range(6)
        )
        rows.append(
            [f"d{number:02}", outlet, f"2026-{('01', '02')[week // 4]}-{5 + 7 * (week % 4) - 3 * (week // 4):02}", text]
        )
    rows.append(["none", "Ведомости", "", CALM])
    articles = write_csv(folder / "articles.csv", rows)
    model = next((made_once / "models").iterdir())
    assert exit_code(["-C", str(made_once), "score", str(model), str(articles), "--out", str(folder / "run")]) == 0
    return folder / "run"


def test_weeks_are_shown_with_counts_and_events_beside_them(study, scored, tmp_path, run):
    events = write_csv(
        tmp_path / "events.csv", [["date", "text", "more"], ["2026-02-03", HOSTILE, "x"], ["3 March 2031", "Later", ""]]
    )
    out = tmp_path / "weeks.csv"
    said = run(
        "-C", study, "timeline", "--scores", scored, "--frame", "terrorist_attack", "--events", events, "--out", out
    )
    assert said.code == 0, said.err
    assert "terrorist_attack: share of sentences by week, predicted, uncorrected" in said.out
    (line,) = [line for line in said.out.splitlines() if line.startswith("2026-02-02")]
    assert "\\x1b" in line
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    assert "[bold]" in " ".join(said.out.split())
    assert "In no week of the time line: Later (2031-03-03)." in said.err
    assert "1 document has no date" in said.err
    assert "frames and every week, whichever are shown" in said.out
    assert "only just found looks larger than it is" in said.out
    with out.open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["period"] == "2026-01-05"


def test_changes_are_told_in_words_and_as_json(study, scored, run):
    found = run("-C", study, "timeline", "--scores", scored, "--frame", "terrorist_attack", "--json").json()
    result = found["result"]
    assert len(result["time_line"]) == 8
    assert {row["of"] for row in result["time_line"]} == {72}
    assert result["undated"] == 1
    assert result["p_over_frames"] > 1  # of all frames, though one is shown
    (change,) = result["changes"]
    assert change["period"] == "2026-02-02"
    assert change["after"] > change["before"]
    assert result["in_words"][0].startswith("terrorist_attack rose")
    assert "in the week of 2026-02-02 (p = 0.00" in result["in_words"][0]


def test_without_dates_it_is_told_what_to_do(study, tmp_path, run):
    articles = write_csv(tmp_path / "undated.csv", [["document_id", "source", "text"], ["a", "A", CALM]])
    model = next((study / "models").iterdir())
    assert run("-C", study, "score", model, articles, "--out", tmp_path / "run").code == 0
    said = run("-C", study, "timeline", "--scores", tmp_path / "run")
    assert said.code == 3
    assert "None of the 1 documents has a date that says its week" in said.err
    assert "framing ingest" in said.err


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["day", "text"], ["2026-03-02", "x"]], "has no column date"),
        ([["date", "text"], ["March", "x"]], "event 1: 'March' is no date of one day"),
        ([["date", "text"], ["2026-03", "x"]], "no date of one day"),
        ([["date", "text"], ["2026-03-02", "  "]], "a text of 0 characters"),
        ([["date", "text"], ["2026-03-02", "x" * 301]], "a text of 301 characters"),
        ([["date", "text"], *[["2026-03-02", str(number)] for number in range(201)]], "201 events; 200 at most"),
    ],
)
def test_a_file_of_events_that_cannot_be_shown_is_refused(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        read_events(write_csv(tmp_path / "events.csv", rows))


def test_a_large_file_of_events_is_not_read(tmp_path):
    path = tmp_path / "events.csv"
    path.write_bytes(b"date,text\n" + b"x" * 1_000_000)
    with pytest.raises(InputError, match="larger than 1 MB"):
        read_events(path)


def test_events_are_read_by_date_in_any_script_on_one_line(tmp_path):
    rows = [["date", "text"], ["5 қаңтар 2027", "Сайлау\n\tкүні"], ["2026-03-02T10:00:00", "Выборы"]]
    assert read_events(write_csv(tmp_path / "e.csv", rows)).to_dict(orient="records") == [
        {"date": "2026-03-02", "text": "Выборы"},
        {"date": "2027-01-05", "text": "Сайлау күні"},
    ]
