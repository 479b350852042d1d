"""framing compare: what is shown, written and said, of two outlets of which one writes of attacks more often."""

import json
import random
import shutil
from pathlib import Path

import pandas as pd
import pytest

from framing.analysis.tables import COMPARISON, TOO_LITTLE
from framing.annotation.decisions import CONFIRMED, Decision
from framing.annotation.ledger import append_decisions
from framing.cli.compare import p_text
from framing.cli.main import exit_code
from framing.codebook import read_codebook
from framing.files import read_json_lines, read_table
from framing.tables import SAMPLE, UNCORRECTED

FRAMES = ("terrorist_attack", "criminal_riot", "national_unity")
HOSTILE = "=HYPERLINK(1) \u202e<script>alert(1)</script>"
WITH_IT = "Terrorists attacked the station on {} and seized weapons at gate {}."
WITHOUT = "The council met on {} to speak of the roads near gate {}."
BY_OTHERS = "President Tokayev said on {} that the roads near gate {} would be built."
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def articles(path: Path, shares: dict[str, float], documents: int = 30) -> Path:
    chance = random.Random(1)
    rows = []
    for outlet, share in shares.items():
        for number in range(documents):
            lines = [
                (WITH_IT if chance.random() < share else WITHOUT).format(chance.choice(WEEK), chance.randint(1, 9999))
                for _ in range(5)
            ]
            lines += [BY_OTHERS.format(chance.choice(WEEK), chance.randint(1, 9999)) for _ in range(3)]
            rows.append({"id": f"{outlet[:3]}{number}", "text": "\n".join(lines), "source": outlet})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def label(study: Path, *, made_by: str = "person", voice: str = "") -> None:
    """Decides on every sentence of the slice, by what is in it."""
    drawn = set(read_table(study / "annotations" / "sample.jsonl", SAMPLE)["sentence_id"])
    today = read_codebook(study / "annotations" / "codebook.toml").fingerprint
    decisions = []
    for _, row in read_json_lines(study / "out" / "sentences.jsonl"):
        if row["sentence_id"] not in drawn:
            continue
        frames = FRAMES[:1] if "attacked" in row["text"] else ()
        at = {"annotator": "ann", "state": CONFIRMED, "at": "", "codebook": today, "assisted": False}
        span = {name: row[name] for name in ("document_id", "start", "end")}
        decisions.append(Decision(**span, **at, frames=frames, offered=FRAMES, project="p", made_by=made_by))
        if voice:
            said = voice if row["start"] % 2 else "outlet"
            decisions.append(
                Decision(**span, **at, frames=(), offered=(), project="v", made_by=made_by, voice=said)
            )  # fmt: skip
    append_decisions(study / "annotations" / "ledger.jsonl", decisions)


@pytest.fixture(scope="module")
def made_of_two(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two outlets, scored, with a slice that nobody labelled yet."""
    study = Path(shutil.copytree(made_once, tmp_path_factory.mktemp("two") / "study"))
    (study / "annotations" / "ledger.jsonl").unlink()
    source = articles(study / "texts.jsonl", {"Gazette": 0.2, HOSTILE: 0.6})
    for arguments in (["ingest", str(source)], ["score"], ["suggest", "--for", "estimation", "--count", "240"]):
        assert exit_code(["-C", str(study), *arguments]) == 0
    return study


@pytest.fixture(scope="module")
def labelled(made_of_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the slice labelled by a person; tests read it."""
    study = Path(shutil.copytree(made_of_two, tmp_path_factory.mktemp("labelled") / "study"))
    label(study)
    return study


@pytest.fixture
def two(made_of_two: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_of_two, tmp_path / "two"))


def test_a_difference_that_is_there_is_found(run, labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "differences.csv"
    ran = run("-C", labelled, "compare", "--out", out)
    assert ran.code == 0, ran.err
    assert "Shares of sentences by outlet:" in ran.out
    assert "1 of 3 differences hold at 5 % after Holm's correction" in ran.out
    assert ran.out.index("Gazette") < ran.out.index("Differences:")
    assert "\u202e" not in ran.out
    assert "AUTOMATED" not in ran.out
    written = pd.read_csv(out)
    assert list(written.columns) == list(COMPARISON.columns)
    found = written.set_index("frame").loc["terrorist_attack"]
    assert found["verdict"] == "differ"
    assert abs(found["difference"]) == pytest.approx(0.25, abs=0.1)  # five sentences of eight are by the outlet
    assert found["low"] < found["difference"] < found["high"]
    assert 0 < found["detectable"] < 0.3
    assert {found["group"], found["other"]} == {"Gazette", "'" + HOSTILE}


def test_a_program_gets_profile_and_differences(run, labelled: Path) -> None:
    result = run("-C", labelled, "compare", "--frame", "terrorist_attack", "--against", "Gazette", "--json").json()[
        "result"
    ]
    assert result["made_by"] == "person"
    assert {row["group"] for row in result["profile"]} == {HOSTILE, "Gazette"}
    row = result["comparison"][0]
    assert (row["group"], row["other"], row["verdict"]) == (HOSTILE, "Gazette", "differ")
    assert all(part["labelled"] > 50 and part["of"] == 240 for part in result["profile"])


def test_asking_for_one_frame_makes_no_p_smaller(run, labelled: Path) -> None:
    all_frames = run("-C", labelled, "compare", "--json").json()["result"]
    one = run("-C", labelled, "compare", "--frame", "criminal_riot", "--json").json()["result"]
    assert one["comparison"] == [row for row in all_frames["comparison"] if row["frame"] == "criminal_riot"]
    assert one["corrected_for"] == all_frames["corrected_for"]
    assert {row["frame"] for row in one["profile"]} == {"criminal_riot"}
    shown = run("-C", labelled, "compare", "--frame", "terrorist_attack").out
    assert f"p_holm is corrected for {one['corrected_for']} comparison" in shown
    assert "it may leave out zero where no difference is seen" in " ".join(shown.split())


def test_p_says_on_which_side_of_five_per_cent_it_is() -> None:
    shown = [p_text(p) for p in (float("nan"), 0.0004, 0.0312, 0.0497, 0.0503, 0.2)]
    assert shown == ["", "< 0.001", "0.031", "0.0497", "0.0503", "0.200"]


def test_labels_of_a_program_are_told_first(run, two: Path) -> None:
    label(two, made_by="automated coder")
    assert run("-C", two, "compare").out.startswith("SHARES ARE CORRECTED BY LABELS OF AN AUTOMATED CODER")


def test_without_labels_there_is_too_little_to_tell(run, two: Path) -> None:
    ran = run("-C", two, "compare")
    assert ran.code == 0
    assert "of 3 there is too little to tell" in ran.out
    assert "takes labels" in " ".join(ran.out.split())


def test_voices_by_rule_are_marked(run, labelled: Path) -> None:
    found = run("-C", labelled, "compare", "--by", "voice", "--frame", "terrorist_attack", "--json").json()["result"]
    assert {row["group"] for row in found["profile"]} == {"outlet", "official"}
    assert [row["estimate"] for row in found["comparison"]] == [UNCORRECTED]
    assert all("oice by rule, uncorrected" in row["note"] for row in found["comparison"])


def test_voices_that_people_coded_throughout_are_corrected(run, two: Path) -> None:
    label(two, voice="official")
    found = run("-C", two, "compare", "--by", "voice", "--frame", "terrorist_attack", "--json").json()["result"]
    row = next(row for row in found["comparison"] if {row["group"], row["other"]} == {"official", "outlet"})
    assert "uncorrected" not in row["note"]
    assert row["estimate"] in ("corrected", TOO_LITTLE)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--by", "mood"], 3, "no column 'mood'"),
        (["--frame", "storm"], 3, "There is no frame 'storm' in these scores"),
        (["--against", "Herald"], 3, "There is no outlet 'Herald' to compare with"),
        (["--by", "voice", "--unit", "article"], 3, "sentences of several voices"),
        (["--out", "x.txt"], 2, "ends in .csv or .jsonl"),
        (["--scores", "nowhere"], 3, "nowhere"),
    ],
)
def test_what_cannot_be_compared_is_said(run, labelled: Path, arguments: list[str], code: int, said: str) -> None:
    ran = run("-C", labelled, "compare", *arguments)
    assert ran.code == code
    assert said in ran.err


def test_one_outlet_is_not_compared(run, two: Path) -> None:
    source = articles(two / "one.jsonl", {"Gazette": 0.2}, documents=3)
    assert run("-C", two, "ingest", source).code == 0
    assert run("-C", two, "score").code == 0
    ran = run("-C", two, "compare")
    assert ran.code == 3
    assert "only one outlet, 'Gazette'" in ran.err


def test_what_is_left_of_a_difference_is_told_with_names_and_loaded_words_hidden(run, labelled: Path) -> None:
    ran = run("-C", labelled, "compare", "--frame", "terrorist_attack", "--leaks", "--json")
    assert ran.code == 0, ran.err
    leaks = pd.DataFrame(json.loads(ran.out)["result"]["leaks"])
    found = leaks[leaks["frame"] == "terrorist_attack"].set_index("masked")
    assert found.loc["nothing", "survives"] == 1
    assert found.loc["names", "survives"] == pytest.approx(1, abs=0.2)  # no outlet is named in its texts
    assert found.loc["loaded words", "survives"] < 0.5
    assert found.loc["loaded words", "words"] > 100
    shown = run("-C", labelled, "compare", "--frame", "terrorist_attack", "--leaks")
    assert "with words hidden from the model" in shown.out
    assert "loaded words" in shown.out


def test_what_does_not_differ_is_not_audited(run, labelled: Path) -> None:
    found = run("-C", labelled, "compare", "--leaks", "--json").json()["result"]["leaks"]
    assert {row["frame"] for row in found} == {"terrorist_attack"}
    ran = run("-C", labelled, "compare", "--frame", "criminal_riot", "--leaks")
    assert (ran.code, "hidden from the model" in ran.out) == (0, False)
    assert "Nothing was audited. No difference between outlets holds" in " ".join(ran.err.split())


def test_a_model_that_is_not_here_cannot_be_asked_again(run, two: Path) -> None:
    label(two)
    folder = two / "out" / "run"
    assert run("-C", two, "score", two / "models" / "frames", two / "texts.jsonl", "--out", folder).code == 0
    (two / "models" / "frames").rename(two / "elsewhere")
    ran = run("-C", two, "compare", "--scores", folder, "--leaks")
    assert (ran.code, ran.out) == (3, "")
    assert "that made these scores is not in" in ran.err


def test_the_report_shows_what_is_left_and_what_happened(run, labelled: Path, tmp_path: Path) -> None:
    happened = tmp_path / "happened.csv"
    happened.write_text("date,text\n2024-01-02,<b>A strike began</b>\n", encoding="utf-8")
    out = tmp_path / "page" / "report.html"
    ran = run("-C", labelled, "report", "--leaks", "--events", happened, "--out", out)
    assert ran.code == 0, ran.err
    page = out.read_text(encoding="utf-8")
    assert "What is left when names and loaded words are masked" in page
    assert page.count("<td>loaded words</td>") == 1  # frame in which the two outlets differ
    assert (out.parent / "report-tables" / "leaks.csv").exists()
    assert "<b>A strike" not in page


def test_shares_and_differences_are_in_per_cent_and_the_columns_say_of_what(run, labelled: Path) -> None:
    shown = run("-C", labelled, "compare").out
    assert "group minus other" in " ".join(shown.split())
    assert " %" in shown
    assert "-0.0 %" not in shown
