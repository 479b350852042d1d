import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from framing.corpus.documents import Document
from framing.corpus.ingest import Source
from framing.scoring.running.reach import Reach


def shares(*paths):
    """After each document."""
    reach = Reach(paths)
    with Source(paths).reading(opened=reach.opened) as found:
        return [reach.share for each in found if isinstance(each, Document)]


def lines(count):
    return b'{"text": "Some words of a text that is long enough to fill what is read ahead."}\n' * count


def test_a_plain_file_counts_as_far_as_it_is_read(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines(10_000))
    found = shares(tmp_path / "a.jsonl")
    assert found == sorted(found)
    for at in (2_500, 5_000, 7_500):
        assert found[at] == pytest.approx(at / 10_000, abs=0.2)  # what is read ahead
    assert found[-1] == 1


def test_files_that_are_done_count_whole_also_packed_ones(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(50)))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("one.jsonl", lines(50))
        archive.writestr("two.jsonl", lines(50))
    (tmp_path / "c.txt").write_text("The last text.")
    (tmp_path / ".hidden").write_bytes(b"x" * 100_000)
    total = sum((tmp_path / name).stat().st_size for name in ("a.jsonl.gz", "b.zip", "c.txt"))
    found = shares(tmp_path)
    assert found[0] == found[49] <= found[50]  # what is so small is read at once
    assert found[50] == found[149] == (tmp_path / "a.jsonl.gz").stat().st_size / total
    assert found[150] == 1


@pytest.mark.parametrize("asked", ["*.gz", "."])
def test_a_packed_file_counts_as_far_as_it_is_read_also_one_that_a_pattern_found(tmp_path, asked):
    words = np.random.default_rng(1).integers(0, 10**9, (2, 10_000, 10))
    for number, rows in enumerate(words):
        text = "".join(f'{{"text": "{" ".join(map(str, row))}"}}\n' for row in rows)
        (tmp_path / f"{number}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    found = shares(tmp_path / asked)
    assert found == sorted(found)
    for at in range(2_500, 20_000, 2_500):
        assert found[at] == pytest.approx(at / 20_000, abs=0.15)
    assert found[-1] == 1


def test_where_sizes_are_not_known_there_is_no_share(tmp_path):
    (tmp_path / "empty.jsonl").write_bytes(b"")
    assert Reach([tmp_path / "empty.jsonl"]).share is None
    (tmp_path / "full.jsonl").write_bytes(lines(1))
    assert Reach([tmp_path / "full.jsonl", Path("-")]).share is None
