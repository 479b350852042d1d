import io
import json
import os
import shutil
import subprocess
import threading
from dataclasses import replace

import pandas as pd
import pytest

from framing.corpus.ingest import Source
from framing.corpus.rules import Rules
from framing.errors import InputError
from framing.scoring.running import manifest, versions
from framing.scoring.running.engine import OneProcess
from framing.scoring.running.run import File, Folder, Sizes, Stream

PARTS = 5  # that the corpus makes


class Watched:
    """An engine that remembers which chunks it was given, and may be interrupted before one."""

    def __init__(self, stop_before=None):
        self.given, self.stop_before = [], stop_before

    def parts(self, scorer, chunks):
        for chunk in chunks:
            if chunk.number == self.stop_before:
                raise KeyboardInterrupt
            self.given.append(chunk.number)
            yield scorer.score(chunk)


def rows(folder, table):
    return [json.loads(line) for path in sorted((folder / table).iterdir()) for line in path.read_text().splitlines()]


def interrupted(corpus, before, target=None):
    with pytest.raises(KeyboardInterrupt):
        corpus.run(target, engine=Watched(before))


def test_a_folder_holds_every_document_once_in_order_and_the_run_says_that_it_is_complete(corpus):
    heard = []
    result = corpus.run(progress=heard.append)
    assert [row["document_id"] for row in rows(corpus.out, "documents")] == [f"d{n}" for n in range(9)]
    assert len(rows(corpus.out, "sentences")) == result.counts["sentences"] == 18
    run = json.loads((corpus.out / "run.json").read_text())
    assert (run["complete"], run["parts"], run["counts"]["documents"]) == (True, PARTS, 9)
    assert (result.parts, result.resumed, result.mended, result.complete_before) == (PARTS, 0, 0, False)
    assert [(each.parts, each.documents) for each in heard] == [(1, 2), (2, 4), (3, 6), (4, 8), (5, 9)]
    assert heard[-1].share == 1
    seen = sum(row["predicted"].split(", ").count("storm") for row in rows(corpus.out, "sentences"))
    assert seen == result.predicted["storm"] == 9


@pytest.mark.parametrize("before", range(PARTS))
def test_a_run_that_was_interrupted_goes_on_and_leaves_what_an_undisturbed_one_leaves(corpus, content, before):
    corpus.run(Folder(corpus.out.with_name("undisturbed")))
    interrupted(corpus, before)
    engine = Watched()
    result = corpus.run(engine=engine)
    assert engine.given == list(range(before, PARTS))
    assert result.resumed == before
    assert result.counts["documents"] == 9
    assert content(corpus.out) == content(corpus.out.with_name("undisturbed"))


def test_a_complete_run_does_nothing_again(corpus):
    corpus.run()
    before = {path: path.stat().st_mtime_ns for path in corpus.out.rglob("*")}
    engine = Watched()
    result = corpus.run(engine=engine)
    assert engine.given == []
    assert result.complete_before
    assert result.counts["documents"] == 9
    assert {path: path.stat().st_mtime_ns for path in corpus.out.rglob("*")} == before


def test_a_note_of_a_part_that_was_torn_anywhere_is_a_part_that_is_made_again(corpus, content):
    corpus.run()
    whole, wanted = (corpus.out / "parts.jsonl").read_bytes(), content(corpus.out)
    last = len(b"".join(whole.splitlines(keepends=True)[:-1]))
    for cut in range(last, len(whole), 17):
        (corpus.out / "parts.jsonl").write_bytes(whole[:cut])
        engine = Watched()
        corpus.run(engine=engine)
        assert engine.given == [PARTS - 1]
        assert content(corpus.out) == wanted


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_a_file_that_is_gone_or_cut_is_made_again(corpus, content, damage):
    corpus.run()
    wanted = {name: digest for name, digest in content(corpus.out).items() if name != "parts.jsonl"}
    damage(corpus.out / "sentences" / "part-00002.jsonl")
    engine = Watched()
    result = corpus.run(engine=engine)
    assert engine.given == [2]
    assert (result.mended, result.counts["documents"], result.complete_before) == (1, 9, False)
    after = content(corpus.out)
    assert {name: after[name] for name in wanted} == wanted
    assert corpus.run().complete_before


def test_a_file_of_the_right_size_with_another_content_is_found_by_looking_thoroughly(corpus):
    corpus.run()
    path = corpus.out / "sentences" / "part-00002.jsonl"
    wanted = path.read_bytes()
    path.write_bytes(wanted.replace(b"storm", b"STORM"))
    assert corpus.run().complete_before
    assert corpus.run(thorough=True).mended == 1
    assert path.read_bytes() == wanted


def test_what_a_killed_run_wrote_and_did_not_note_is_taken_away(corpus, content):
    corpus.run()
    wanted = content(corpus.out)
    interrupted_notes = b"".join((corpus.out / "parts.jsonl").read_bytes().splitlines(keepends=True)[:3])
    (corpus.out / "parts.jsonl").write_bytes(interrupted_notes)
    (corpus.out / "notes").mkdir()
    for left in ("notes/part-00003.jsonl", "sentences/.part-00003.jsonl.0a1b2c3d.part", ".run.json.0a1b2c3d.part"):
        (corpus.out / left).write_text("{}\n")
    corpus.run()
    assert content(corpus.out) == wanted


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda texts: [*texts[:3], "Another text.", *texts[4:]], "is not what it was.*from document 'd2' on"),
        (lambda texts: texts[:5], "is not what it was"),
        (lambda texts: texts[:2], "is shorter than it was"),
        (lambda texts: [*texts, "A text that came later."], "is not what it was.*texts that were added"),
    ],
)
def test_an_input_that_changed_between_is_refused_and_the_output_is_as_it_was(corpus, content, change, words):
    texts = [f"Text {n}." for n in range(7)]
    corpus.write(texts)
    corpus.run()
    before = content(corpus.out)
    corpus.write(change(texts))
    with pytest.raises(InputError, match=words):
        corpus.run()
    assert content(corpus.out) == before


def test_texts_that_are_added_where_a_part_ends_are_refused_too_once_the_run_is_complete(corpus):
    corpus.write(["One.", "Two."])
    corpus.run()
    corpus.write(["One.", "Two.", "Three."])
    with pytest.raises(InputError, match="is not what it was"):
        corpus.run()


def test_an_input_that_grows_after_a_kill_is_scored_to_its_end(corpus):
    corpus.write([f"Text {n}." for n in range(6)])
    interrupted(corpus, 2)
    corpus.write([f"Text {n}." for n in range(9)])
    assert corpus.run().counts["documents"] == 9


def test_the_folder_of_another_run_is_refused_before_anything_is_written(corpus, content, tmp_path):
    corpus.run()
    before = content(corpus.out)
    other = tmp_path / "other.jsonl"
    shutil.copy(corpus.path, other)
    for options, words in [
        ({"scorer": corpus.scorer(fingerprint="n" * 16)}, "holds scores of another model .m{16}, not n{16}."),
        (
            {"scorer": corpus.scorer(rules=Rules(gazetteer={"union": ["Union"]}))},
            "names and voices of another codebook",
        ),
        ({"scorer": corpus.scorer(rules=Rules(code_voices=False))}, r"see --without-voices .told, not left out."),
        ({"scorer": corpus.scorer(rules=Rules(quotes="keep"))}, r"see --quotes .split, not keep."),
        ({"scorer": corpus.scorer(texts=False)}, r"see --without-texts .kept, not left out."),
        ({"output": "csv"}, "another format, see --to .jsonl, not csv."),
        ({"source": Source([other])}, r"other inputs.*IN: \S+in.jsonl then, \S+other.jsonl now"),
        ({"source": replace(corpus.source, day_first=True)}, "--day-first: None then, True now"),
        ({"sizes": Sizes(10_000, 3)}, "parts of another size"),
    ]:
        with pytest.raises(InputError, match=words):
            corpus.run(**options)
        assert content(corpus.out) == before


def test_a_run_does_not_go_on_with_other_software_than_it_began_with(corpus, content, monkeypatch):
    interrupted(corpus, 2)
    before, here = content(corpus.out), versions.installed("")
    monkeypatch.setattr(manifest, "installed", lambda embedding: {**here, "sentencex": "99"})
    with pytest.raises(
        InputError, match=r"other software: here is sentencex 99 instead of \d.*install again what it b"
    ):
        corpus.run()
    assert content(corpus.out) == before
    monkeypatch.undo()
    assert corpus.run().resumed == 2


def test_a_run_goes_on_with_another_number_of_processes_for_pages(corpus):
    interrupted(corpus, 2)
    result = corpus.run(source=replace(corpus.source, page_processes=2))
    assert (result.resumed, result.counts["documents"]) == (2, 9)


def test_a_folder_with_other_files_is_refused(corpus, content):
    corpus.out.mkdir()
    (corpus.out / "thesis.txt").write_text("mine")
    before = content(corpus.out)
    with pytest.raises(InputError, match=r"holds other files, such as thesis\.txt"):
        corpus.run()
    assert content(corpus.out) == before


def test_a_stranger_among_the_parts_is_named(corpus):
    interrupted(corpus, 2)
    (corpus.out / "sentences" / "old.jsonl").write_text("{}\n")
    with pytest.raises(InputError, match=r"old\.jsonl is no part of this run"):
        corpus.run()
    (corpus.out / "sentences" / "old.jsonl").unlink()
    (corpus.out / "sentences" / ".DS_Store").write_text("what a file manager leaves")
    assert corpus.run().counts["documents"] == 9


@pytest.mark.parametrize("content_of_run", ["", "[]", "{", '{"layout": 0}', "\udc80"])
def test_a_run_that_cannot_be_read_is_named(corpus, content_of_run):
    corpus.run()
    (corpus.out / "run.json").write_text(content_of_run, errors="surrogateescape")
    with pytest.raises(InputError, match=r"run\.json|another version of framing"):
        corpus.run()


@pytest.mark.parametrize("output", ["jsonl", "csv", "parquet"])
def test_a_file_is_what_its_parts_are_one_after_the_other_and_the_work_beside_it_is_gone(corpus, tmp_path, output):
    path = tmp_path / "results" / f"scores.{output}"
    result = corpus.run(File(path), output=output)
    whole = tmp_path / f"whole.{output}"
    corpus.run(File(whole), output=output, sizes=Sizes())
    streamed = io.BytesIO()
    corpus.run(Stream(streamed), output=output)
    assert result.parts == PARTS
    assert path.read_bytes() == streamed.getvalue()
    if output != "parquet":  # a row group for each part
        assert path.read_bytes() == whole.read_bytes()
    assert {each.name for each in path.parent.iterdir()} == {path.name, f"{path.name}.run.json"}


def test_a_file_appears_only_when_all_is_done_and_goes_on_like_a_folder(corpus, tmp_path):
    path = tmp_path / "scores.jsonl"
    path.write_text("of an earlier run")
    interrupted(corpus, 3, File(path))
    assert path.read_text() == "of an earlier run"
    engine = Watched()
    result = corpus.run(File(path), engine=engine)
    assert engine.given == [3, 4]
    assert (result.resumed, len(path.read_text().splitlines())) == (3, 18)
    assert not list(tmp_path.glob(".scores*"))


def test_where_no_text_can_be_read_that_is_said_and_nothing_stands_in_the_way_of_the_next_run(corpus, tmp_path):
    for texts, words in [
        (["", " ", "", ""], r"No text could be read\. .*line 1: It has no text\.; .*line 3.*; and 1 more"),
        ([], r"No text could be read\. The paths hold none\."),
    ]:
        corpus.write(texts)
        for target in (Folder(corpus.out), File(tmp_path / "scores.csv"), Stream(io.BytesIO())):
            with pytest.raises(InputError, match=words):
                corpus.run(target, output="csv")
        assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["in.jsonl"]


def test_a_run_without_a_part_that_is_done_is_begun_anew_whatever_it_was(corpus, content, tmp_path):
    interrupted(corpus, 0)
    (corpus.out / "sentences").mkdir()
    (corpus.out / "sentences" / "part-00000.jsonl").write_text("written and not noted")
    said = []
    result = corpus.run(source=replace(corpus.source, day_first=True), say=said.append)
    assert (result.parts, result.resumed, said) == (PARTS, 0, [])


def test_an_option_that_is_wrong_leaves_nothing_that_blocks_the_right_one(corpus):
    with pytest.raises(InputError, match="nosuch"):
        corpus.run(source=replace(corpus.source, columns={"text": "nosuch"}))
    assert not corpus.out.exists()


@pytest.mark.parametrize("output", ["jsonl", "csv", "parquet"])
def test_all_that_was_set_aside_stands_beside_a_file_and_not_any_longer_than_it_is_true(corpus, tmp_path, output):
    path, aside = tmp_path / f"scores.{output}", tmp_path / f"scores.set-aside.{output}"
    read = {"jsonl": lambda: pd.read_json(aside, lines=True), "csv": lambda: pd.read_csv(aside)}
    read["parquet"] = lambda: pd.read_parquet(aside)
    corpus.write(["A storm.", *[""] * 30])
    result = corpus.run(File(path), output=output)
    assert (result.set_aside, len(result.first_set_aside)) == (str(aside), 20)
    found = read[output]()
    assert (len(found), found["reason"].unique().tolist()) == (30, ["It has no text."])
    assert found["where"].iloc[-1].endswith("line 31")
    corpus.write(["A storm."])
    assert corpus.run(File(path), output=output).set_aside is None
    assert len(read[output]()) == 0
    assert {each.name for each in tmp_path.glob("*scores*")} == {path.name, aside.name, f"{path.name}.run.json"}


class OutOfOrder:
    """An engine that has taken all chunks before it gives the first part back."""

    def parts(self, scorer, chunks):
        yield from map(scorer.score, list(chunks))


def test_a_share_is_that_of_its_own_chunk_where_done_chunks_stand_behind_one_at_work(corpus):
    corpus.run()
    (corpus.out / "sentences" / "part-00001.jsonl").unlink()
    heard = []
    corpus.run(engine=OutOfOrder(), progress=heard.append)
    alone = []
    corpus.run(Folder(corpus.out.with_name("alone")), progress=alone.append)
    assert heard[-1].share == alone[1].share


def test_a_name_that_is_not_utf_8_is_set_aside_and_the_run_goes_on(corpus, tmp_path):
    odd = tmp_path / os.fsdecode(b"caf\xe9.txt")
    odd.write_text("A storm.")
    for _ in range(2):
        result = corpus.run(source=Source([corpus.path, odd]))
    assert result.complete_before
    assert [found.reason for found in result.first_set_aside] == ["Its name is not UTF-8. Rename it."]


class SmallDisk:
    """A file system that can be filled but for some bytes."""

    def __init__(self, folder):
        self.folder, self.ballast = folder, folder / "ballast"

    def leave(self, size):
        with self.ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(self.folder).free - size)


@pytest.fixture
def small_disk(tmp_path):
    """One of 2 MB. Only root can make one; elsewhere the test is left out."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("A disk that really becomes full needs the right to mount one: left out.")
    yield SmallDisk(folder)
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize(
    ("target", "room", "done"),
    [
        (Folder, 0.5, range(1, PARTS)),
        (File, 0.5, range(1, PARTS)),
        (File, 1.5, range(PARTS, PARTS + 1)),  # for all parts, and not for the file that they are joined to
    ],
)
def test_a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_room(
    corpus, content, small_disk, tmp_path, target, room, done
):
    corpus.write([f"The storm number {n} hit the city. " * 60 for n in range(9)])
    corpus.run(target(tmp_path / "whole"))
    files = {path: path.stat().st_size for path in (tmp_path / "whole", *(tmp_path / "whole").rglob("*"))}
    small_disk.leave(int(room * sum(size for path, size in files.items() if path.is_file())))
    path = small_disk.folder / "scores"
    with pytest.raises(InputError, match=r"No space left on device.*Make room"):
        corpus.run(target(path))
    small_disk.ballast.unlink()
    engine = Watched()
    result = corpus.run(target(path), engine=engine)
    assert result.resumed in done
    assert engine.given == list(range(result.resumed, PARTS))
    if target is Folder:
        assert content(path) == content(tmp_path / "whole")
    else:
        assert path.read_bytes() == (tmp_path / "whole").read_bytes()


def test_the_second_of_two_runs_on_one_folder_waits_and_finds_all_done(corpus):
    at_work, go_on = threading.Event(), threading.Event()

    class Slow(OneProcess):
        def parts(self, scorer, chunks):
            at_work.set()
            go_on.wait(30)
            yield from super().parts(scorer, chunks)

    first = threading.Thread(target=corpus.run, kwargs={"engine": Slow()})
    first.start()
    assert at_work.wait(30)
    said = []

    def say(line):
        said.append(line)
        go_on.set()

    engine = Watched()
    result = corpus.run(engine=engine, say=say)
    first.join()
    assert said[0] == f"Another framing works on {corpus.out}; waiting for it."
    assert engine.given == []
    assert result.complete_before


def test_empty_documents_are_parts_of_what_was_set_aside(corpus):
    corpus.write([*[""] * 25_000, "A storm."])
    result = corpus.run(sizes=Sizes())
    assert (result.parts, result.counts["set_aside"], len(result.first_set_aside)) == (3, 25_000, 20)
    assert result.set_aside == str(corpus.out / "set-aside")
    assert len(rows(corpus.out, "set-aside")) == 25_000
    assert [path.name for path in (corpus.out / "sentences").iterdir()] == ["part-00002.jsonl"]
