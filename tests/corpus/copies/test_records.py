"""Flat files of records: what was put in comes out, and a disk that is full is explained."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from framing.corpus.copies.records import RecordFile
from framing.errors import InputError

PAIR = np.dtype([("key", "<u8"), ("count", "<u4")])
FULL = Path("/dev/full")


def pairs(*numbers: int) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
    return np.array([(number, number % 7) for number in numbers], dtype=PAIR)


def test_records_are_found_by_number_while_others_are_added_and_replaced(tmp_path: Path) -> None:
    with closing(RecordFile(tmp_path / "pairs", PAIR)) as file:
        file.append(pairs(10, 11).tobytes())
        assert file.get(1, 2).tolist() == [(11, 4)]
        file.append(pairs(12, 13).tobytes())
        file.put(1, pairs(21))
        file.append(pairs(14).tobytes())
        assert file.get(0, 5).tolist() == pairs(10, 21, 12, 13, 14).tolist()
        assert file.get_each(np.array([3, 0, 3], dtype=np.uint32)).tolist() == pairs(13, 10, 13).tolist()
        assert file.get_each(np.array([], dtype=np.uint32)).tolist() == []
        assert file.mapped().tolist() == file.get(0, 5).tolist()
        assert (tmp_path / "pairs").stat().st_size == 5 * PAIR.itemsize
        file.clear()
        file.append(pairs(15).tobytes())
        assert file.get(0, 1).tolist() == pairs(15).tolist()
    assert (tmp_path / "pairs").stat().st_size == PAIR.itemsize


def test_an_empty_file_has_no_records(tmp_path: Path) -> None:
    with closing(RecordFile(tmp_path / "pairs", PAIR)) as file:
        assert file.mapped().tolist() == file.get(0, 0).tolist() == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone/pairs: .*choose another folder"):
        RecordFile(tmp_path / "gone" / "pairs", PAIR)


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("size", [12, 12_000_000])
def test_a_full_disk_is_explained(size: int) -> None:
    with (
        pytest.raises(InputError, match=r"/dev/full: .*Make room"),
        closing(RecordFile(FULL, PAIR)) as file,
    ):
        file.append(bytes(size))  # a little of it is found out only when the file is closed
