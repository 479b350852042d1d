import json
import re
import sys
from pathlib import Path

import pytest
import sizing
from sizing import Costs

# A sentence takes 100 µs of one core, 10 of them where it is read; a fifth of a core is lost where many work.
COSTS = Costs(
    start_s=36.0,
    sentence_s=1e-4,
    read_s=1e-5,
    peak_mb=500,
    input_bytes=200,
    output_bytes={"jsonl": 400, "parquet": 100},
    kept=0.8,
)


def test_a_thousand_million_sentences_on_paper() -> None:
    found = sizing.size(COSTS, 10**9, (1, 8))
    assert found.core_hours == pytest.approx((36 + 100_000) / 3600)
    assert found.hours[1] == pytest.approx((36 + 100_000) / 3600)  # alone it loses nothing
    assert found.hours[8] == pytest.approx((36 + 100_000 / 8 / 0.8) / 3600)
    assert found.input_gb == pytest.approx(200)
    assert found.output_gb == pytest.approx({"jsonl": 400, "parquet": 100})
    # Eight that score, and the one that reads with 18 chunks of 2 MB and the 4 MB that come of each.
    assert found.memory_gb[8] == pytest.approx(9 * 0.5 + 18 * 0.003)


def test_the_input_is_split_where_one_reader_cannot_feed_the_cores() -> None:
    # Reading takes a tenth of scoring, and a tenth of the reader's time goes into giving out: it feeds nine cores.
    assert sizing.most_cores(COSTS) == 9
    found = sizing.size(COSTS, 10**9, (8, 9, 10, 64))
    assert found.runs == {8: 1, 9: 1, 10: 2, 64: 8}
    assert found.memory_gb[64] == pytest.approx((64 + 8) * 0.5 + 2.25 * 64 * 0.003)
    assert "2.25 chunks of 1 million characters with what comes of them, 3 MB each" in " ".join(
        sizing.assumptions(COSTS)
    )


def test_costs_are_of_the_largest_size_less_the_smallest() -> None:
    first = {"sentences": 1_000, "wall_s": 2.0}
    last = {"sentences": 1_001_000, "wall_s": 102.0, "peak_mb": 300.0, "mb": 160.16}
    workers = {
        "mb": 50.0,
        "one": {"wall_s": 70.0},
        "--jobs 2": {"peak_mb": 350.0, "speed_up": 1.62, "loops": 1.8},
        "--cluster local:2": {"peak_mb": 310.0, "speed_up": 1.2, "loops": 1.4},  # proves nothing
    }
    details = {"sizes": [first, last], "workers": workers, "output": {"jsonl": 400.0}}
    found = sizing.costs_of(details | {"reading": {"cpu_s_a_sentence": 5e-6}})
    assert found == Costs(
        2.0, pytest.approx(1e-4), 5e-6, 350.0, pytest.approx(160), {"jsonl": 400.0}, pytest.approx(0.9)
    )


def test_what_is_taken_for_granted_is_said_where_no_run_of_two_was_conclusive() -> None:
    assert sizing.kept({"--jobs 2": {"speed_up": 1.0, "loops": 1.2}, "mb": 3.0, "one": {}}) is None
    assert "That was not measured." in " ".join(sizing.assumptions(Costs(**{**vars(COSTS), "kept": None})))


def test_the_table_has_a_line_for_each_size_and_says_where_the_input_is_split() -> None:
    lines = sizing.table(COSTS, (10**6, 10**9), (8, 64))
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["10^6", "10^9"]
    assert len({line.count("|") for line in lines}) == 1
    assert "(8 runs)" in lines[3]


def test_the_assumptions_say_from_which_size_on_one_reader_would_take_days() -> None:
    # 10^10 sentences of 10 µs, and a tenth on top: 31 hours. Of 100 µs: 309, and a tenth of that for 10^9.
    slow = Costs(**{**vars(COSTS), "read_s": 1e-4})
    assert not any("without number" in said for said in sizing.assumptions(COSTS))
    (said,) = [said for said in sizing.assumptions(slow) if "without number" in said]
    assert re.search(r"10\^10 sentences in 309 hours", said)


@pytest.mark.parametrize(("details", "parts"), [({"sizes": []}, "reading,workers"), (None, "sizes,reading,workers")])
def test_what_is_still_to_be_measured_is_said_with_its_command(
    details: dict[str, object] | None,
    parts: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "scale.json"
    if details is not None:
        path.write_text(json.dumps({"details": details}), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["sizing.py", "--results", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        sizing.main()
    assert ended.value.code == 3
    assert f"scale.py --only {parts} --json {path}\n" in capsys.readouterr().err
