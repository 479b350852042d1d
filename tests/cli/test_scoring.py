"""framing score MODEL IN: any document in, tables out, for people and for programs."""

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from framing.files import read_table
from framing.model.learning.counting.compiled import Late
from framing.tables import SCORES

SEEDS = Path(__file__).parents[2] / "seeds"
FORMATS = ("jsonl", "csv", "parquet")
READERS = {
    "jsonl": lambda path: pd.DataFrame(map(json.loads, path.read_text("utf-8").split("\n")[:-1])),
    "csv": lambda path: pd.read_csv(path, keep_default_na=False),
    "parquet": pd.read_parquet,
}


@pytest.fixture
def model(study: Path) -> Path:
    return study / "models" / "frames"


def articles(path: Path, *texts: str) -> Path:
    rows = [{"id": f"a{number}", "text": text, "source": "Gazette"} for number, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("output", FORMATS)
def test_a_file_has_the_scores_of_the_project(run, study: Path, model: Path, tmp_path: Path, output: str) -> None:
    out = tmp_path / f"scores.{output}"
    ran = run("-C", study, "score", model, SEEDS, "--out", out)
    assert ran.code == 0, ran.err
    assert "186 sentences of 5 documents" in ran.out
    found = READERS[output](out).set_index("sentence_id")
    expected = read_table(study / "out" / "scores.jsonl", SCORES)
    wide = expected.pivot(index="sentence_id", columns="frame", values="probability")
    assert set(found.index) == set(wide.index)
    for frame in wide:
        assert found[frame].to_numpy() == pytest.approx(wide.loc[found.index, frame].to_numpy(), abs=1e-9)
    assert not any(path.name.startswith(".") for path in tmp_path.iterdir() if "scores" in path.name)


def test_a_folder_has_every_table_and_a_second_run_finds_it_complete(run, study, model, tmp_path: Path) -> None:
    arguments = ("-C", study, "score", model, SEEDS, "--out", tmp_path / "scored", "--to", "csv", "--json")
    result = run(*arguments).json()["result"]
    tables = {path.parent.name: READERS["csv"](path) for path in (tmp_path / "scored").glob("*/part-00000.csv")}
    assert set(tables) == {"sentences", "shares", "documents", "notes"}
    assert all("It was passed over" in note for note in tables["notes"]["reason"])  # lessons that lie beside the texts
    assert len(tables["sentences"]) == result["sentences"] == tables["documents"]["sentences"].sum()
    counted = {frame["frame"]: frame["predicted"] for frame in result["frames"]}
    everybody = tables["shares"].query("voice == 'all voices'").groupby("frame")["predicted"].sum()
    assert counted == everybody.to_dict()
    assert set(tables["shares"]["estimate"]) == {result["estimate"]} == {"predicted, uncorrected"}
    before = {path: path.read_bytes() for path in (tmp_path / "scored").rglob("*") if path.is_file()}
    again = run(*arguments).json()["result"]
    assert again["resumed"] == again["parts"] == 1
    assert {path: path.read_bytes() for path in before} == before


def test_the_names_of_columns_can_be_said_and_texts_left_out(run, study, model, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("key;words;by\n7;A mob set the hall on fire.;Gazette\n", encoding="utf-8")
    ran = run(
        *("-C", study, "score", model, tmp_path / "a.csv", "--text", "words", "--id", "key", "--source", "by"),
        *("--out", tmp_path / "scored", "--without-texts", "--jobs", "1"),
    )
    assert ran.code == 0, ran.err
    (row,) = READERS["jsonl"](tmp_path / "scored" / "sentences" / "part-00000.jsonl").to_dict("records")
    assert (row["sentence_id"], "text" in row) == ("7:0-27", False)
    (row,) = READERS["jsonl"](tmp_path / "scored" / "documents" / "part-00000.jsonl").to_dict("records")
    assert (row["document_id"], row["source"]) == ("7", "Gazette")


def test_what_is_no_document_is_named_and_the_rest_is_scored(run, study, model, tmp_path: Path) -> None:
    ran = run("-C", study, "score", model, articles(tmp_path / "a.jsonl", "A mob came.", " "), "--out", tmp_path / "o")
    assert ran.code == 6
    assert "a.jsonl, line 2: It has no text." in ran.err
    assert f"Error: 1 text set aside; the reasons are in {tmp_path / 'o' / 'set-aside'}. The scores of" in ran.err
    assert "predicted, uncorrected" in ran.out.splitlines()[1]
    assert [path.name for path in (tmp_path / "o" / "set-aside").iterdir()] == ["part-00000.jsonl"]


def test_a_crawl_is_scored_alike_by_several_processes(run, study, model, tmp_path: Path) -> None:
    members = []
    for number in range(6):
        page = f"<html><article><h1>Day {number}</h1><p>{f'A mob of {number} set the hall on fire on Monday. ' * 9}"
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/{number}\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        members.append(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join(members)[:-40])

    def scores(name: str, *options: str) -> dict[Path, bytes]:
        ran = run("-C", study, "score", model, path, "--out", tmp_path / name, *options)
        assert ran.code == 6, ran.err
        folder = tmp_path / name
        return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    one = scores("one")
    assert one[Path("documents", "part-00000.jsonl")].count(b"\n") == 5
    assert scores("two", "--jobs", "2") == one  # also what says which run it is, so that either goes on with the other


@pytest.mark.parametrize("output", ["jsonl", "csv"])
def test_a_pipe_takes_articles_and_gives_scores(study: Path, model: Path, tmp_path: Path, output: str) -> None:
    given = articles(tmp_path / "a.jsonl", "A mob set the hall on fire.", "Unity is our strength.").read_bytes()
    line = [sys.executable, "-m", "framing", "score", model, "-", "--format", "jsonl", "--out", "-", "--to", output]
    ran = subprocess.run(line, input=given, capture_output=True, cwd=study, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    (tmp_path / "got").write_bytes(ran.stdout)
    found = READERS[output](tmp_path / "got")
    assert found["text"].tolist() == ["A mob set the hall on fire.", "Unity is our strength."]
    assert "standard output: 2 sentences of 2 documents" in ran.stderr.decode()


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", ""), ("a.csv", "id,text\n"), ("a.jsonl", ""), ("a.json", "[]")]
)
@pytest.mark.parametrize("more", [["--out", "scored"], ["--out", "s.csv", "--json"], ["--out", "-", "--to", "csv"]])
def test_where_no_text_can_be_read_that_is_said(
    run, model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, more: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(content)
    ran = run("score", model, name, *more)
    assert ran.code == 3, ran.err
    assert re.search("No text could be read|has no column that looks like the text. It has: none", ran.err + ran.out)
    assert {path.name for path in Path().iterdir()} == {name, "study"}


def test_nothing_to_score_is_a_table_without_rows(run, study, model, tmp_path: Path) -> None:
    given = articles(tmp_path / "a.jsonl", "By Orla Quist")
    for output in FORMATS:
        assert run("-C", study, "score", model, given, "--out", tmp_path / f"s.{output}").code == 0
    assert (tmp_path / "s.jsonl").read_bytes() == b""
    names = list(pd.read_csv(tmp_path / "s.csv").columns)
    assert names == list(pd.read_parquet(tmp_path / "s.parquet").columns)
    assert {"text", "national_unity", "predicted"} <= set(names)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["models/frames"], "MODEL and IN are both needed, and there is only models/frames"),
        (["models/frames", "a.csv"], "Say where the scores go: --out FILE.jsonl"),
        (["models/frames", "a.csv", "--out", "-", "--to", "parquet"], "cannot be streamed"),
        (["models/frames", "a.csv", "--out", "-", "--json"], "--json prints to standard output"),
        (["models/frames", "a.csv", "--out", "s.csv", "--to", "jsonl"], "s.csv is csv, and --to says jsonl"),
        (["models/frames", "a.csv", "--out", "s.xlsx"], "a file ends in .jsonl, .csv or .parquet"),
        (["models/frames", "a.csv", "--out", "s.csv", "--csv", "t.csv"], "--csv goes without MODEL and IN"),
        (["models/frames", "a.csv", "--out", "s.csv", "--model", "m"], "--model goes without MODEL and IN"),
        (["models/frames", "a.csv", "--out", "annotations/codebook.toml"], "that file is the codebook"),
        (["models/frames", "a.csv", "--out", "annotations"], "that folder is the project's own"),
        (["--out", "s.csv"], "--out goes with MODEL and IN, such as: framing score models/frames"),
        (["--id", "key"], "--id goes with MODEL and IN"),
        (["--month-first"], "goes with MODEL and IN"),
        (["models/frames", "a.csv", "--out", "s.csv", "--jobs", "0"], "0 is not in the range x>=1"),
        (["--cluster", "local:2"], "--cluster goes with MODEL and IN"),
    ],
)
def test_wrong_usage_is_answered_in_the_readers_words(run, empty: Path, arguments: list[str], said: str) -> None:
    given = [str(empty / each) if "annotations" in each else each for each in arguments]
    ran = run("-C", empty, "score", *given)
    assert (ran.code, said in ran.err) == (2, True), ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "a.jsonl", "--out", "s.csv"], "nowhere"),
        (["MODEL", "gone.jsonl", "--out", "s.csv"], "gone.jsonl"),
        (["MODEL", "a.jsonl", "--out", "a.jsonl"], "a.jsonl is what is read"),
        (["MODEL", "a.jsonl", "--out", "a.jsonl/s.csv"], "a.jsonl"),  # the folder is a file
    ],
)
def test_what_is_not_there_or_cannot_be_written_is_named(
    run, study, model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = articles(tmp_path / "a.jsonl", "A mob came.").read_bytes()
    ran = run("-C", study, "score", *[str(model) if each == "MODEL" else each for each in arguments])
    assert (ran.code, said in ran.err) == (3, True), ran.err
    assert (tmp_path / "a.jsonl").read_bytes() == before


def test_rules_are_those_of_the_models_codebook_where_the_project_has_it(run, study, model, tmp_path: Path) -> None:
    given = articles(tmp_path / "a.jsonl", "“We will not leave the square,” said Nurlan Zharov.")
    book = study / "annotations" / "codebook.toml"
    text = book.read_text(encoding="utf-8")

    def voice(name: str) -> tuple[str, str]:
        ran = run("-C", study, "score", model, given, "--out", tmp_path / name)
        assert ran.code == 0, ran.err
        return READERS["jsonl"](tmp_path / name)["voice"][0], ran.err

    assert "codebook" not in voice("own.jsonl")[1]
    book.write_text(text.replace('definition = "', 'definition = "More exactly: ', 1), encoding="utf-8")
    said = voice("other.jsonl")[1]
    assert "Warning: The project's codebook is unrest-2022" in said
    assert "Voices are found by plain rules" in said
    book.unlink()
    assert "Warning: There is no codebook" not in (said := voice("none.jsonl")[1])
    assert "There is no codebook at" in said


def test_text_unlike_that_of_the_training_is_warned_of(run, study, model, tmp_path: Path) -> None:
    text = "Правительство сообщило, что новый закон вступит в силу весной следующего года."
    given = articles(tmp_path / "a.jsonl", *[f"{text} Это {number}-й раз." for number in range(12)])
    ran = run("-C", study, "score", model, given, "--out", tmp_path / "s.jsonl")
    assert "Warning: 12 of 12 documents seem to be in another language than the training text (en)." in ran.err
    found = run("-C", study, "score", model, given, "--out", tmp_path / "s.jsonl", "--json").json()
    assert any("another language" in warning for warning in found["warnings"])
    ran = run("-C", study, "score", model, SEEDS, "--out", tmp_path / "t.jsonl")
    assert "another language" not in ran.err


def test_no_cell_is_run_by_a_spreadsheet_whatever_an_article_holds(run, study, model, tmp_path: Path) -> None:
    wild = ["=HYPERLINK(1)", "+7 is a number, and so is that.", "Calm.\u2028=cmd|' /C calc'!A0", '"@SUM", they said.']
    rows = [{"id": f"={number}", "text": text, "title": "-1+1"} for number, text in enumerate(wild)]
    (tmp_path / "=1.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ran = run("-C", study, "score", model, tmp_path / "=1.jsonl", "--out", tmp_path / "scored", "--to", "csv")
    assert ran.code == 0, ran.err
    for path in (tmp_path / "scored").rglob("*.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")  # Excel opens each part by itself
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=None)) for cell in row]
        assert cells
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("output", FORMATS)
def test_duckdb_reads_the_parts_of_a_folder(run, study, model, tmp_path: Path, output: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    run("-C", study, "score", model, SEEDS, "--out", tmp_path / "scored", "--to", output)
    where = f"'{tmp_path}/scored/sentences/*.{output}'"
    (count, mean), *_ = duckdb.sql(f"SELECT count(*), avg(national_unity) FROM {where}").fetchall()
    table = READERS[output](tmp_path / "scored" / "sentences" / f"part-00000.{output}")
    assert (count, mean) == (len(table), pytest.approx(table["national_unity"].mean()))
    shares = f"'{tmp_path}/scored/shares/*.{output}'"
    rows = duckdb.sql(f"SELECT frame, sum(predicted) FROM {shares} WHERE voice = 'all voices' GROUP BY ALL").fetchall()
    found = {frame: int(predicted) for frame, predicted in rows}
    listed = table["predicted"].str.split(", ").explode().value_counts()
    assert found == {frame: int(listed.get(frame, 0)) for frame in found}
    assert len(found) >= 3


def test_the_readmes_queries_run(run, study, model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    readme = (SEEDS.parent / "README.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"^```sql\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    run("-C", study, "score", model, SEEDS, "--out", "scored", "--to", "parquet")
    run("-C", study, "score", model, SEEDS, "--out", "scores.jsonl")
    rows = duckdb.sql(query).fetchall()
    whole = pd.read_parquet("scored/sentences")
    assert sum(count for _, frame, _, count in rows if frame == "national_unity") == len(whole) == 186
    assert 'pd.read_parquet("scored/sentences")' in readme
    pd.testing.assert_frame_equal(pd.read_json("scores.jsonl", lines=True, dtype=False), whole)
    assert 'pd.read_json("scores.jsonl", lines=True, dtype=False)' in readme


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux that is always full")
def test_a_pipe_into_a_full_disk_is_said(study: Path, model: Path) -> None:
    line = [sys.executable, "-m", "framing", "score", model, SEEDS, "--out", "-"]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, cwd=study, timeout=60, check=False)
    assert ran.returncode == 3
    assert "Error: standard output: No space left on device. What was written is not whole." in ran.stderr.decode()


def test_a_second_document_with_a_taken_id_is_set_aside_and_the_run_goes_on(run, model, tmp_path: Path) -> None:
    one, other = (
        articles(tmp_path / "one.jsonl", "Crowds met."),
        articles(tmp_path / "two.jsonl", "Shut.", "Rain."),
    )
    ran = run("score", model, one, other, "--out", tmp_path / "scored", "--to", "csv")
    assert ran.code == 6
    assert "It has the id 'a0', which" in ran.err
    found = READERS["csv"](tmp_path / "scored" / "sentences" / "part-00000.csv")
    assert found["text"].tolist() == ["Crowds met.", "Rain."]


def test_without_voices_scores_are_the_same_and_nobody_is_named(run, model, tmp_path: Path) -> None:
    for name, more in (("usual", []), ("silent", ["--without-voices"])):
        assert run("score", model, SEEDS, "--out", tmp_path / f"{name}.csv", *more).code == 0
    usual, silent = (READERS["csv"](tmp_path / f"{name}.csv") for name in ("usual", "silent"))
    assert set(silent["voice"]) == set(silent["speaker"]) == {""}
    assert (usual["voice"] != "").all()
    pd.testing.assert_frame_equal(silent.drop(columns=["voice", "speaker"]), usual.drop(columns=["voice", "speaker"]))


def test_jobs_and_cluster_exclude_each_other_and_an_address_must_be_one(run, study, model, tmp_path: Path) -> None:
    inputs = articles(tmp_path / "in.jsonl", "A storm.")
    command = ("-C", study, "score", model, inputs, "--out", tmp_path / "out")
    ran = run(*command, "--jobs", "2", "--cluster", "local:2")
    assert (ran.code, "exclude each other" in ran.err) == (2, True)
    ran = run(*command, "--cluster", "local:none")
    assert (ran.code, "tcp://host:8786" in ran.err) == (3, True)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C otherwise")
def test_a_cluster_of_this_machine_says_nothing_of_its_own_and_ends_with_the_command(study, model, tmp_path) -> None:
    inputs = articles(tmp_path / "in.jsonl", *["The storm hit the city, and wheat was lost. " * 1_000] * 200)
    command = [sys.executable, "-m", "framing", "-C", str(study), "score", str(model), str(inputs)]
    command += ["--out", str(tmp_path / "out"), "--cluster", "local:1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    while not list(tmp_path.glob("out/sentences/*")) and process.poll() is None:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert "run the same command again" in said
    assert not re.search("Traceback|distributed|dask|Warning", said)
    end = time.monotonic() + 20
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break  # no worker is left
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_file_and_a_folder_tell_how_they_were_made(run, study: Path, model: Path, tmp_path: Path) -> None:
    for out in (tmp_path / "scores.parquet", tmp_path / "scored"):
        assert run("-C", study, "score", model, SEEDS, "--out", out).code == 0
    names = ("scored/run.json", "scores.parquet.run.json")
    told, beside = (json.loads((tmp_path / name).read_text()) for name in names)
    assert told["about"] == beside["about"]
    assert told["about"]["estimate"] == "predicted, uncorrected"
    stored = json.loads((model / "model.json").read_text())
    assert list(told["about"]["thresholds"]) == list(stored["frames"])
    assert told["about"]["codebook"]["id"] == "unrest-2022"
    assert beside["complete"]
    assert beside["counts"]["sentences"] == 186


def test_a_file_that_is_not_of_framing_is_never_written_over_to_tell_of_a_run(run, model, tmp_path: Path) -> None:
    (tmp_path / "s.csv.run.json").write_text('{"mine": 1}')
    ran = run("score", model, SEEDS, "--out", tmp_path / "s.csv")
    assert ran.code == 3
    assert "s.csv.run.json is not of framing" in ran.err
    assert (tmp_path / "s.csv.run.json").read_text() == '{"mine": 1}'


@pytest.mark.parametrize(
    ("profile", "said", "compiled"),
    [("fast", None, True), ("fast", "1", True), ("fast", "0", False), ("rich", "1", False)],  # rich gains nothing by it
)
def test_compiled_code_can_be_left_out(
    run, study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, said: str | None, compiled: bool
) -> None:
    model = study / "models" / "frames"
    assert run("-C", study, "train", "--profile", profile, "--model", model).code == 0
    expected: list[int] = []
    monkeypatch.setattr(Late, "expect_many", lambda self: expected.append(1))
    if said:
        monkeypatch.setenv("FRAMING_COMPILED", said)
    assert run("score", model, articles(tmp_path / "in.jsonl", "A storm."), "--out", tmp_path / "o.csv").code == 0
    assert bool(expected) is compiled
