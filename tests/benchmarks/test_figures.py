from pathlib import Path

import figures
import pytest
from figures import Row, at_least, at_most, judged, more_by, times_at_least


@pytest.mark.parametrize(
    ("bar", "verdict"),
    [
        (at_least(10), "met"),
        (at_least(10.5), "missed"),
        (at_most(10), "met"),
        (at_most(9), "missed"),
        (times_at_least(2), "met"),
        (times_at_least(4), "missed"),
        (more_by(7), "met"),
        (more_by(7.5), "missed"),
    ],
)
def test_a_bar_is_held_by_the_figure_that_it_is_about(bar: figures.Bar, verdict: str) -> None:
    row = Row("k", "ours is 10, theirs 3, the ratio 2.5", 10, "/s", "peer", 3, 2.5, bar)
    assert judged(row).verdict == verdict


def test_what_cannot_be_concluded_is_neither_met_nor_missed() -> None:
    assert judged(Row("k", "two workers", 1.0, "", bar=at_least(0.85)), conclusive=False).verdict == "inconclusive"


def test_a_bar_about_a_peer_needs_one() -> None:
    with pytest.raises(ValueError, match="has no ratio"):
        judged(Row("alone", "nobody beside it", 1.0, "", bar=times_at_least(2)))


def test_parts_that_are_measured_one_by_one_end_up_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "results" / "scoring.json"
    first, second = Row("a", "first", 1, "s", bar=at_most(2)), Row("b", "second", 2, "s")
    figures.write(path, "scoring", [first, second], {"a": 1}, quick=False)
    again = Row("a", "first", 9, "s", bar=at_most(2))
    figures.write(path, "scoring", [again], {"c": 3}, quick=False)
    content = figures.json.loads(path.read_text(encoding="utf-8"))
    assert figures.read_rows(content) == [second, again]
    assert content["details"] == {"a": 1, "c": 3}


def test_what_stays_keeps_the_machine_and_date_that_it_was_measured_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scale.json"
    first, second = Row("s/a", "first", 1, "s"), Row("s/b", "second", 2, "s")
    for date, rows, details in (
        ("2026-01-01", [first, second], {"sizes": 1, "memory": 1}),
        ("2026-01-02", [second], {"memory": 2}),
        ("2026-01-03", [Row("s/c", "third", 3, "s")], {}),
    ):
        monkeypatch.setattr(figures, "machine", lambda date=date: {"date": date})
        figures.write(path, "scale", rows, details, quick=False)
    content = figures.json.loads(path.read_text(encoding="utf-8"))
    found = {key: figures.machine_of(content, key)["date"][-1] for key in ("s/a", "s/b", "s/c", "sizes", "memory")}
    assert found == {"s/a": "1", "s/b": "2", "s/c": "3", "sizes": "1", "memory": "2"}


def test_a_quick_run_does_not_mix_with_a_full_one(tmp_path: Path) -> None:
    path = tmp_path / "scoring.json"
    figures.write(path, "scoring", [Row("a", "full", 1, "s")], {}, quick=False)
    figures.write(path, "scoring", [Row("b", "quick", 2, "s")], {}, quick=True)
    content = figures.json.loads(path.read_text(encoding="utf-8"))
    assert [row.key for row in figures.read_rows(content)] == ["b"]
    assert content["quick"]
