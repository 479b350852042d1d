from dataclasses import asdict
from pathlib import Path
from typing import Any

import figures
import headline
import pytest
from figures import Row, at_least, judged, more_by

MACHINE = {"processor": "Abacus", "cores": 2, "system": "Linux 6", "python": "3.11.7", "versions": {}}


def written(benchmark: str, *rows: Row, date: str = "2026-01-02", **changed: Any) -> dict[str, Any]:
    """As `figures.write` makes it."""
    held = [asdict(row) for row in rows]
    machine = MACHINE | {"date": date}
    return {"benchmark": benchmark, "quick": False, "machine": machine, "rows": held, "details": {}} | changed


def test_the_readmes_table_is_what_the_stored_figures_make() -> None:
    readme, results = headline.README.read_text(encoding="utf-8"), headline.read_results(headline.RESULTS)
    assert readme == headline.placed(readme, headline.block(results)), "python benchmarks/headline.py --write"
    if not results:
        pytest.skip("no full run of a benchmark is kept, and the README shows no figures")


def test_what_benchmarks_write_is_put_into_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme, results = tmp_path / "README.md", tmp_path / "results"
    readme.write_text(f"before\n{headline.BEGIN}\n{headline.END}\nafter\n", encoding="utf-8")
    workers = {"mb": 50.0, "one": {"wall_s": 70.0}, "--jobs 2": {"peak_mb": 350.0, "speed_up": 1.6, "loops": 1.8}}
    first = {"sentences": 1_000, "wall_s": 2.0, "peak_mb": 200.0, "mb": 0.2}
    last = {"sentences": 1_001_000, "wall_s": 102.0, "peak_mb": 300.0, "mb": 160.16}
    reading, output = {"cpu_s_a_sentence": 5e-6}, {"jsonl": 400.0, "parquet": 100.0}
    for benchmark, details in (
        ("scoring", {}),
        ("scale", {"sizes": [first, last], "workers": workers, "reading": reading, "output": output}),
        ("sentences", {}),
        ("doccano", {}),
    ):
        row = judged(Row(f"{benchmark}/1", f"row of {benchmark}", 3, "s", bar=at_least(2), headline=True))
        figures.write(results / f"{benchmark}.json", benchmark, [row], details, quick=False)
    monkeypatch.setattr(headline, "README", readme)
    monkeypatch.setattr(headline, "RESULTS", results)
    monkeypatch.setattr("sys.argv", ["headline.py", "--write"])
    headline.main()
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert [lines[0], lines[-1]] == ["before", "after"]
    assert sum(line.startswith("| row of") for line in lines) == 4
    assert sum(line.startswith("| 10^") for line in lines) == 5
    assert capsys.readouterr().out.splitlines()[:2] == lines[2:4]
    written = readme.read_text(encoding="utf-8")
    headline.main()
    assert readme.read_text(encoding="utf-8") == written


def test_a_row_of_an_earlier_run_has_its_own_machine_and_date() -> None:
    rows = [Row(f"s/{name}", name, 1, "s", headline=True) for name in ("old", "new")]
    earlier = {"s/old": MACHINE | {"date": "2025-12-31", "processor": "Slide rule"}}
    lines = headline.block([written("scoring", *rows, earlier=earlier)]).splitlines()
    assert [line.split("|")[-2].strip() for line in lines[2:4]] == ["scoring, 2025-12-31, A", "scoring, 2026-01-02, B"]
    assert [line[:10] for line in lines[-2:]] == ["A: Slide r", "B: Abacus,"]


def test_a_row_says_what_ours_theirs_ratio_bar_and_when_and_where() -> None:
    row = Row("s/1", "sentences | cold", 12_345.6, "a second", "peer", 4321, 2.857, at_least(10_000), headline=True)
    lines = headline.block([written("scoring", judged(row))]).splitlines()
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "sentences / cold", "12,346 a second", "peer", "4,321 a second", "2.86x", ">= 10,000", "met",
        "scoring, 2026-01-02, A",
    ]  # fmt: skip
    assert lines[-1] == "A: Abacus, 2 cores, Linux 6, Python 3.11.7."


def test_only_headlines_are_shown_in_the_order_of_the_line_and_each_machine_once() -> None:
    first, second = Row("q", "quality", 0.5, "", headline=True), Row("s", "speed", 2, "MB/s", headline=True)
    found = [written("quality", first), written("scoring", second, Row("x", "hidden", 1, ""))]
    found[0]["machine"] = found[0]["machine"] | {"processor": "Slide rule"}
    lines = headline.block(found).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:4]] == ["speed", "quality"]
    assert [line[:2] for line in lines[-2:]] == ["A:", "B:"]
    assert "hidden" not in "\n".join(lines)


def test_a_quick_run_is_refused() -> None:
    with pytest.raises(ValueError, match=r"scale\.json is of a quick run"):
        headline.block([written("scale", quick=True)])


def test_the_block_takes_the_place_of_the_one_before() -> None:
    readme = f"before\n{headline.BEGIN}\nold\n{headline.END}\nafter\n"
    once = headline.placed(readme, "| new |\n")
    assert once == f"before\n{headline.BEGIN}\n| new |\n{headline.END}\nafter\n"
    assert headline.placed(once, "| new |\n") == once


def test_a_readme_without_the_marks_is_told() -> None:
    with pytest.raises(ValueError, match="has no two lines"):
        headline.placed("nothing here", "| new |\n")


def test_of_the_quality_run_the_profiles_are_kept_beside_plain() -> None:
    def target(method: str, f1: float, name: str = "climate_frames:en") -> dict[str, Any]:
        return {"set": name, "method": method, "macro_f1": f1}

    targets = [target("plain", 0.51), target("standard", 0.54), target("rich", 0.55), target("rich", 0.9, "frac")]
    content = {"machine": "x86_64, 2 processors, Linux", "versions": {}, "targets": targets}
    kept = headline.quality_kept(content, "2026-01-02")
    rows = headline.read_rows(kept)
    assert [(row.key, row.ours, row.theirs, row.verdict) for row in rows] == [
        ("quality/standard", 0.54, 0.51, "met"),
        ("quality/rich", 0.55, 0.51, "missed"),
    ]
    assert rows[0].bar == more_by(0.02)
    assert "x86_64, 2 cores, Linux" in headline.block([kept])


def test_no_figures_make_no_table(tmp_path: Path) -> None:
    assert headline.block(headline.read_results(tmp_path)) == ""
