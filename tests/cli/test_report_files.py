"""Files beside a report: nothing of the user's is written over or removed."""

from pathlib import Path

import click
import pytest

from framing.analysis.tables import CHANGES, PREVALENCE
from framing.cli.report_files import beside, check_beside, remove_older
from framing.files import write_table
from framing.workspace import open_workspace

HEADER = "\ufeffsentence_id,document_id,source,date,in_page\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title id="event-1-a-title">Event</title></svg>'


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Where a report stood: its sentences, two tables and a picture."""
    files = beside(tmp_path / "r.html")
    files.sentences.write_text(HEADER, encoding="utf-8")
    write_table(files.tables["prevalence"], PREVALENCE.table())
    write_table(files.tables["changes"], CHANGES.table().drop(columns=["first", "last"]))  # of an older version
    files.charts.mkdir()
    (files.charts / "event-1-a.svg").write_text(SVG, encoding="utf-8")
    (files.charts / "event-1-a.png").write_bytes(b"\x89PNG")
    return tmp_path / "r.html"


def check(study: Path, report: Path, *inputs: Path) -> None:
    check_beside(open_workspace(study), report, methods=True, inputs=inputs)


def test_what_a_report_wrote_may_be_written_over(study: Path, report: Path) -> None:
    beside(report).methods.write_text("The corpus has 5 documents.", encoding="utf-8")
    check(study, report)


@pytest.mark.parametrize(
    "name",
    ["r-sentences.csv", "r-tables/events.csv", "r-tables/prevalence.csv", "r-methods.md", "r-charts/event-2.svg"],
)
def test_what_no_report_wrote_is_not_written_over_and_not_removed(study: Path, report: Path, name: str) -> None:
    own = report.parent / name
    own.write_text("name,amount\nrent,100\n", encoding="utf-8")
    with pytest.raises(click.UsageError, match="no report wrote what is there"):
        check(study, report)
    remove_older(report, [])
    assert own.read_text(encoding="utf-8") == "name,amount\nrent,100\n"


def test_an_input_is_not_written_over(study: Path, report: Path) -> None:
    with pytest.raises(click.UsageError, match="what the command reads"):
        check(study, report, beside(report).sentences)


@pytest.mark.parametrize("name", ["r-tables", "r-charts", "r-sentences.csv"])
def test_nothing_is_written_or_removed_through_a_link(study: Path, report: Path, tmp_path: Path, name: str) -> None:
    there = report.parent / name
    elsewhere = there.rename(tmp_path / "elsewhere")
    there.symlink_to(elsewhere)
    with pytest.raises(click.UsageError, match=name):
        check(study, report)
    before = sorted(elsewhere.glob("*")) or elsewhere.read_bytes()
    remove_older(report, [])
    assert (sorted(elsewhere.glob("*")) or elsewhere.read_bytes()) == before


def test_tables_and_pictures_that_were_not_written_again_go_and_others_stay(report: Path) -> None:
    files = beside(report)
    mine = [
        files.charts / "logo.svg",
        files.charts / "event-3-mine.png",
        files.tables["changes"].with_name("notes.csv"),
    ]
    for own in mine:
        own.write_text("mine", encoding="utf-8")
    remove_older(report, [files.sentences, files.tables["prevalence"]])
    left = {path for path in report.parent.rglob("*") if path.is_file() and path.parent.name.startswith("r-")}
    assert left == {files.tables["prevalence"], *mine}
    assert files.sentences.exists()
    for own in mine:
        own.unlink()
    remove_older(report, [])
    assert not files.sentences.exists()
    assert not files.charts.exists()
    assert not files.tables["prevalence"].parent.exists()
