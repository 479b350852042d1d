"""The folder of a run is read whole, and refused where it is unfinished, mixed, tampered with or a trap."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from framing.analysis.run_folder import read_run
from framing.corpus.ingest import Source
from framing.corpus.rules import Rules
from framing.errors import InputError
from framing.model.learning.train import FrameModel
from framing.sampling.random_slice import corpus_fingerprint
from framing.scoring.running.encoding import FORMATS
from framing.scoring.running.engine import OneProcess
from framing.scoring.running.part import Scorer
from framing.scoring.running.run import Folder, Sizes, run_scoring

PARTS = 3
OUTLETS = ("Gazette", '"=HYPERLINK(1)"</script>', "")


@pytest.fixture(autouse=True)
def locks_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache")


@pytest.fixture(scope="module")
def model(weather_model: FrameModel) -> FrameModel:
    frames = ("storm", "text")  # the second is called frame_text in tables
    counts = [replace(each, frame=frame) for each, frame in zip(weather_model.examples, frames, strict=True)]
    return replace(weather_model, frames=frames, examples=tuple(counts))


def make(model: FrameModel, folder: Path, output: str = "jsonl", *, texts: bool = True) -> Path:
    """A run of six articles, of which the last repeats the first, in three parts."""
    rows = [
        {
            "id": f"d{number}",
            "text": f"The storm came on day {number % 5} and went.\n\nWheat {'of May ' * (number % 5)}was not sold.",
            "source": OUTLETS[number % 3],
            "date": f"2022-0{number + 1}-01",
        }
        for number in range(6)
    ]
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    scorer = Scorer(model, "f" * 16, Rules(), output, texts=texts)
    run_scoring(scorer, Source([folder / "in.jsonl"]), Folder(folder / "run"), OneProcess(), sizes=Sizes(10_000, 2))
    return folder / "run"


@pytest.fixture(scope="module")
def made(model: FrameModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path_factory.mktemp("cache"))
        return make(model, tmp_path_factory.mktemp("made"))


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy of a run, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "run"))


def rewrite(
    run: Path, change: Callable[[list[dict[str, Any]]], Any], table: str = "sentences", number: int = 0
) -> None:
    """Changes the rows of a part, and what is noted of it, as somebody could who wants to be believed."""
    path = run / table / f"part-{number:05}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(rows)
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(content)
    lines = [json.loads(line) for line in (run / "parts.jsonl").read_text(encoding="utf-8").splitlines()]
    lines[number]["files"][table] = [len(content), hashlib.sha256(content).hexdigest()]
    (run / "parts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def told(run: Path, **changed: Any) -> None:
    path = run / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changed), encoding="utf-8")


@pytest.mark.parametrize("output", FORMATS)
def test_a_run_is_read_in_every_format(model: FrameModel, output: str, tmp_path: Path):
    found = read_run(make(model, tmp_path, output))
    scored = found.scored
    assert scored.documents["document_id"].tolist() == [f"d{number}" for number in range(6)]
    assert scored.documents["source"].tolist() == [*OUTLETS, *OUTLETS]
    assert scored.sentences["document_id"].tolist() == [f"d{number // 2}" for number in range(12)]
    assert scored.sentences["text"][0] == "The storm came on day 0 and went."
    assert set(scored.sentences["voice_by"]) == {"rules"}
    expected = model.probabilities(scored.sentences["text"].tolist())
    assert scored.probabilities == pytest.approx(expected, abs=1e-9)
    assert scored.predicted.tolist() == model.predicted(expected).tolist()
    assert (scored.frames, scored.model) == (("storm", "text"), "f" * 16)
    assert scored.corpus == corpus_fingerprint(scored.sentences["sentence_id"].tolist())
    assert scored.copies == {"d5": "d0"}
    assert (found.codebook, found.codebook_name) == ("0123456789abcdef", "weather 1.0")
    assert found.warnings == ("There is no score for parade: too few examples to learn (3).",)


def test_without_texts_copies_are_not_found_and_that_is_said(model: FrameModel, tmp_path: Path):
    found = read_run(make(model, tmp_path, texts=False))
    assert "text" not in found.scored.sentences
    assert found.scored.copies == {}
    assert "copies of articles cannot be found" in found.warnings[-1]


def test_sentences_in_another_order_come_back_in_that_of_documents(run: Path):
    before = read_run(run).scored
    rewrite(run, lambda rows: rows.reverse(), "documents")
    after = read_run(run).scored
    assert after.documents["document_id"].tolist()[:2] == ["d1", "d0"]
    assert after.sentences["document_id"].tolist()[:4] == ["d1", "d1", "d0", "d0"]
    assert after.probabilities[2:4] == pytest.approx(before.probabilities[:2])
    assert after.corpus == before.corpus


def test_an_unfinished_run_is_refused_with_the_command_that_finishes_it(run: Path):
    told(run, complete=False)
    with pytest.raises(InputError, match=r"was broken off. Finish it first: framing score MODEL \S+in.jsonl --out"):
        read_run(run)
    told(run, complete=True)
    lines = (run / "parts.jsonl").read_bytes().splitlines(keepends=True)
    (run / "parts.jsonl").write_bytes(b"".join(lines[:2]) + lines[2][:50])
    with pytest.raises(InputError, match=r"has 2 of its 3 parts. Finish it first: framing score MODEL"):
        read_run(run)


def test_scores_of_two_models_are_refused(run: Path):
    rewrite(run, lambda rows: rows[0].update(model="e" * 16), number=1)
    with pytest.raises(InputError, match=f"is of model {'f' * 16}, and holds scores of another one, '{'e' * 16}'"):
        read_run(run)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[1].update(storm=2), r"sentences/part-00000.jsonl, row 2: storm is 2, and must be a number"),
        (lambda rows: rows[0].update(predicted="parade"), "'parade' is predicted, which is no frame of its model"),
        (lambda rows: rows[0].update(document_id="d9"), "document 'd9' has sentences and is not there"),
        (lambda rows: rows.__setitem__(1, rows[0]), "sentence 'd0:0-33' is there twice"),
        (lambda rows: rows[0].pop("kind"), "row 1 has no kind"),
    ],
)
def test_rows_that_cannot_be_are_named(run: Path, change: Callable, said: str):
    rewrite(run, change)
    with pytest.raises(InputError, match=said):
        read_run(run)


def test_a_file_that_was_changed_is_refused(run: Path):
    path = run / "sentences" / "part-00001.jsonl"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"storm", b"strom", 1))
    with pytest.raises(InputError, match=r"part-00001.jsonl was changed after it was written"):
        read_run(run)
    path.write_bytes(content + b"{}\n" * 1000)
    with pytest.raises(InputError, match=r"part-00001.jsonl is larger than what a run wrote there"):
        read_run(run)
    path.unlink()
    with pytest.raises(InputError, match=r"part-00001.jsonl: No such file or directory. Score again"):
        read_run(run)


def test_links_are_not_followed(run: Path, tmp_path: Path):
    for name in ("sentences/part-00000.jsonl", "run.json", "sentences"):
        path = run / name
        elsewhere = path.rename(tmp_path / "elsewhere")
        path.symlink_to(elsewhere)
        with pytest.raises(InputError, match="is a link"):
            read_run(run)
        path.unlink()
        elsewhere.rename(path)
    assert len(read_run(run).scored.documents) == 2 * PARTS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        b'{"layout": 1, "complete": true, "about": 7}',
    ],
)
def test_what_is_no_run_is_refused(run: Path, content: bytes):
    (run / "run.json").write_bytes(content)
    with pytest.raises(InputError, match=r"run.json is not as framing score writes it"):
        read_run(run)


@pytest.mark.parametrize(
    "changed",
    [
        {"layout": 2},
        {"parts": True},
        {"parts": "3"},
        {"output": "../../etc/passwd"},
        {"model": None},
        {"texts": 1},
        {"voices": []},
    ],
)
def test_values_of_another_type_are_refused(run: Path, changed: dict):
    told(run, **changed)
    with pytest.raises(InputError, match=r"run.json is not as framing score writes it"):
        read_run(run)


def test_a_place_without_a_run_is_refused_with_what_to_do(tmp_path: Path):
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "scores.csv"):
        (tmp_path / "scores.csv").write_text("sentence_id\n", encoding="utf-8")
        with pytest.raises(InputError, match="framing score MODEL IN --out FOLDER"):
            read_run(path)


@pytest.mark.parametrize("parts", [10**11, -1, 0])
def test_a_run_of_parts_that_are_not_there_is_refused_whatever_their_number(run: Path, parts: int):
    told(run, parts=parts)
    with pytest.raises(InputError, match=f"of its {parts} parts"):
        read_run(run)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("name", ["run.json", "parts.jsonl", "sentences/part-00000.jsonl"])
def test_a_pipe_is_no_file_of_a_run_and_nobody_waits_for_it(run: Path, name: str):
    (run / name).unlink()
    os.mkfifo(run / name)
    with pytest.raises(InputError, match="is no file of a run"):
        read_run(run)


@pytest.mark.parametrize(
    "named",
    [
        {"too_few_examples": ["a" * 101]},
        {"too_few_examples": [7]},
        {"too_few_examples": ["a"] * 1_001},
        {"left_out": {"a\u202e": "too few"}},
        {"left_out": {"a": "x" * 10_000}},
        {"left_out": {"a": ["too few"]}},
    ],
)
def test_frames_and_reasons_that_no_warning_can_show_are_refused(run: Path, named: dict):
    about = json.loads((run / "run.json").read_text(encoding="utf-8"))["about"]
    told(run, about={**about, **named})
    with pytest.raises(InputError, match=r"run.json is not as framing score writes it"):
        read_run(run)


@pytest.mark.parametrize(
    "thresholds", [{"": 0.5}, {"a" * 101: 0.5}, {"a\nb": 0.5}, {"\u202ea": 0.5}, {"a": 2}, {"a": "x"}]
)
def test_frames_that_cannot_be_shown_are_refused(run: Path, thresholds: dict):
    about = json.loads((run / "run.json").read_text(encoding="utf-8"))["about"]
    told(run, about={**about, "thresholds": thresholds})
    with pytest.raises(InputError, match=r"run.json is not as framing score writes it"):
        read_run(run)
