"""Runs whose folder somebody changed: nothing elsewhere is written or deleted, and no wrong output is made silently."""

import json
import os
import shutil
import subprocess

import pytest

from framing.errors import InputError
from framing.scoring.running.run import File, Folder

PARTS = 5  # that the corpus makes


class Dying:
    """An engine that is interrupted before a chunk, after it did something."""

    def __init__(self, before, act=lambda: None):
        self.before, self.act = before, act

    def parts(self, scorer, chunks):
        for chunk in chunks:
            if chunk.number == self.before:
                self.act()
                raise KeyboardInterrupt
            yield scorer.score(chunk)


def interrupted(corpus, before, target=None, **options):
    with pytest.raises(KeyboardInterrupt):
        corpus.run(target, engine=Dying(before), **options)


@pytest.fixture
def victim(tmp_path):
    """A folder with a file, of another's, that stays as it is."""
    folder = tmp_path / "victim"
    folder.mkdir()
    (folder / "part-00007.jsonl").write_text("precious")
    yield folder
    assert [path.name for path in folder.iterdir()] == ["part-00007.jsonl"]
    assert (folder / "part-00007.jsonl").read_text() == "precious"


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_what_is_joined_is_not_written_through_a_link(corpus, tmp_path, victim, link):
    path = tmp_path / "o.jsonl"
    interrupted(corpus, 2, File(path))
    link(victim / "part-00007.jsonl", tmp_path / ".o.jsonl.run" / "joined")
    corpus.run(File(path))
    assert len(path.read_text().splitlines()) == 18
    assert not path.is_symlink()
    assert path.stat().st_nlink == 1


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("name", ["parts.jsonl", "run.json"])
def test_a_manifest_that_is_a_link_is_refused(corpus, victim, link, name):
    interrupted(corpus, 2)
    content = (corpus.out / name).read_bytes()
    (corpus.out / name).unlink()
    elsewhere = victim.with_name("elsewhere")
    elsewhere.write_bytes(content[:-5])
    link(elsewhere, corpus.out / name)
    with pytest.raises(InputError, match=r"is a link|has another name"):
        corpus.run()
    assert elsewhere.read_bytes() == content[:-5]


@pytest.mark.parametrize("before", [True, False])
def test_a_table_that_is_a_link_is_refused_before_and_while_a_run_writes(corpus, victim, before):
    def plant():
        shutil.rmtree(corpus.out / "sentences")
        (corpus.out / "sentences").symlink_to(victim)

    class Planting(Dying):
        def parts(self, scorer, chunks):
            for chunk in chunks:
                if chunk.number == 3:
                    plant()
                yield scorer.score(chunk)

    interrupted(corpus, 2)
    if before:
        plant()
    with pytest.raises(InputError, match="sentences is a link"):
        corpus.run(engine=Planting(None))


def test_a_run_folder_that_is_a_link_is_refused(corpus, tmp_path, victim):
    for target, name in ((Folder(tmp_path / "o"), "o"), (File(tmp_path / "o.jsonl"), ".o.jsonl.run")):
        (tmp_path / name).symlink_to(victim)
        with pytest.raises(InputError, match=f"{name} is a link"):
            corpus.run(target)


def test_a_name_beside_a_part_that_can_be_guessed_is_not_written_to(corpus, victim):
    interrupted(corpus, 1)
    (corpus.out / "sentences" / ".part-00001.jsonl.part").symlink_to(victim / "part-00007.jsonl")
    assert corpus.run().parts == PARTS


def forged(corpus, folder, line, **told):
    """The note on a line (0 is the first) with other values; it stands instead of it."""
    path = folder / "parts.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = json.dumps({**json.loads(lines[line]), **told}).encode() + b"\n"
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize(
    "told", [{"files": {}}, {"number": -1}, {"counts": {}}, {"files": {"../../victim": [1, "a" * 64]}}]
)
def test_a_part_whose_note_cannot_be_true_is_made_again_and_nothing_else_changes(corpus, content, victim, told):
    corpus.run()
    tables = {name: digest for name, digest in content(corpus.out).items() if name.startswith("s")}
    forged(corpus, corpus.out, 1, **told)
    result = corpus.run()
    assert (result.parts, result.resumed, result.counts["documents"]) == (PARTS, PARTS - 1, 9)
    assert {name: content(corpus.out)[name] for name in tables} == tables
    assert corpus.run().complete_before


@pytest.mark.parametrize("notes", [b"{}\n", b""])
def test_a_run_without_a_note_that_is_believed_is_not_taken_for_none(corpus, content, notes):
    corpus.run()
    (corpus.out / "parts.jsonl").write_bytes(notes)
    before = content(corpus.out)
    with pytest.raises(InputError, match="another model"):
        corpus.run(scorer=corpus.scorer(fingerprint="n" * 16))
    assert content(corpus.out) == before
    assert corpus.run().parts == PARTS
    assert content(corpus.out)["sentences/part-00000.jsonl"] == before["sentences/part-00000.jsonl"]


def test_a_note_of_a_part_beyond_the_input_adds_no_rows(corpus, tmp_path):
    path, work = tmp_path / "o.jsonl", tmp_path / ".o.jsonl.run"
    interrupted(corpus, 1, File(path))
    note = json.loads((work / "parts.jsonl").read_bytes())
    with (work / "parts.jsonl").open("a") as file:
        file.write(json.dumps({**note, "number": 777}) + "\n")
    shutil.copy(work / "sentences" / "part-00000.jsonl", work / "sentences" / "part-00777.jsonl")
    with pytest.raises(InputError, match="The input is shorter"):
        corpus.run(File(path))
    assert not path.exists()


@pytest.mark.parametrize("output", ["jsonl", "csv", "parquet"])
def test_a_part_that_was_damaged_in_its_size_is_made_again_before_it_is_joined(corpus, tmp_path, output):
    whole, path = tmp_path / f"whole.{output}", tmp_path / f"o.{output}"
    corpus.run(File(whole), output=output)
    interrupted(corpus, 2, File(path), output=output)
    part = tmp_path / f".o.{output}.run" / "sentences" / f"part-00000.{output}"
    part.write_bytes(b"\xff" * part.stat().st_size)
    assert corpus.run(File(path), output=output).mended == 1
    assert path.read_bytes() == whole.read_bytes()


def test_nothing_was_changed_is_true(corpus, content):
    interrupted(corpus, 2)
    with (corpus.out / "parts.jsonl").open("ab") as file:
        file.write(b'{"number": 2')
    (corpus.out / "sentences" / ".part-00002.jsonl.0a1b2c3d.part").write_text("half")
    (corpus.out / "sentences" / "part-00003.jsonl").write_text("not noted")
    before = content(corpus.out)
    texts = corpus.path.read_text()
    corpus.write(["Another text."] * 9)
    with pytest.raises(InputError, match="Nothing was changed"):
        corpus.run()
    assert content(corpus.out) == before
    corpus.path.write_text(texts)
    assert corpus.run().resumed == 2
    assert not list(corpus.out.rglob("*.part"))


def test_a_file_named_like_a_part_that_the_run_never_had_is_kept_and_named(corpus):
    corpus.run()
    mine = corpus.out / "sentences" / "part-00099.jsonl"
    mine.write_text("mine")
    with pytest.raises(InputError, match=r"part-00099\.jsonl is no part of this run"):
        corpus.run()
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("name", ["sentences", "sentences/part-00003.jsonl"])
def test_a_file_for_a_folder_and_a_folder_for_a_file_are_named_and_no_room_is_asked_for(corpus, name):
    interrupted(corpus, 2)
    if name == "sentences":
        shutil.rmtree(corpus.out / name)
        (corpus.out / name).write_text("mine")
    else:
        (corpus.out / name).mkdir()
    with pytest.raises(InputError, match=f"{name} is no (folder|part)") as caught:
        corpus.run()
    assert "Make room" not in str(caught.value)


def test_what_is_left_of_a_run_that_was_killed_when_it_began_goes(corpus):
    corpus.out.mkdir()
    (corpus.out / ".run.json.0a1b2c3d.part").write_text("{")
    corpus.run()
    assert not list(corpus.out.glob(".*"))


def test_a_torn_note_on_a_disk_that_cannot_be_written_is_said(corpus, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("A disk that cannot be written needs the right to mount one: left out.")
    try:
        corpus.run(Folder(disk / "o"))
        notes = disk / "o" / "parts.jsonl"
        notes.write_bytes(notes.read_bytes()[:-9])
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(InputError, match=r"Read-only file system.*See that the place can be written"):
            corpus.run(Folder(disk / "o"))
    finally:
        subprocess.run(["umount", disk], check=True)
