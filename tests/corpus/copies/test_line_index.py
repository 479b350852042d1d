"""Lines that stand in many documents of one outlet: counted exactly, in bounded memory."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.corpus.copies import line_index
from framing.corpus.copies.line_index import LineIndex


def repeated(index: LineIndex, source: str, lines: list[str]) -> dict[str, int]:
    return {line: found.first for line, found in index.repeated(source, lines).items()}


def lines_that_repeat(documents: Sequence[tuple[str, list[str]]]) -> list[Mapping[str, int]]:
    """Of documents, each an outlet and its lines, the lines that are repeated, with the first that has them."""
    with TemporaryDirectory() as folder, LineIndex(Path(folder)) as index:
        for number, (source, lines) in enumerate(documents):
            index.note(number, source, lines)
        index.count()
        return [repeated(index, source, lines) for source, lines in documents]


def test_a_line_in_three_documents_of_an_outlet_is_furniture_in_each_and_repeats_the_first() -> None:
    daily = [("Daily", [f"News {word}.", "Follow us", f"More {word}."]) for word in "abc"]
    weekly = [("Weekly", ["Follow us"])] * 2
    assert lines_that_repeat([("Daily", ["First."]), *daily[:2], *weekly, daily[2]]) == [
        {},
        {"Follow us": 1},
        {"Follow us": 1},
        {},
        {},
        {"Follow us": 1},
    ]


def test_a_line_that_stands_often_in_two_documents_is_none() -> None:
    assert lines_that_repeat([("Daily", ["Follow us"] * 5)] * 2) == [{}, {}]


def test_a_wording_of_reporters_is_no_furniture_of_a_large_outlet() -> None:
    documents = [
        ("Daily", [f"News {at}.", "He declined to comment."] if at < 9 else ["Tip us off"]) for at in range(100)
    ]
    found = lines_that_repeat(documents)
    assert found[0] == {}
    assert found[99] == {"Tip us off": 9}


def test_documents_that_were_not_noted_have_the_furniture_of_their_outlet_marked(tmp_path: Path) -> None:
    with LineIndex(tmp_path) as index:
        for number in (0, 2, 5):
            index.note(number, "daily", ["Follow us", f"{number}"])
        index.count()
        assert repeated(index, "Daily", ["A copy.", "follow  US"]) == {"follow  US": 0}
        assert repeated(index, "Weekly", ["Follow us"]) == {}


def test_lines_longer_than_an_appeal_are_not_counted() -> None:
    appeal, article = "x" * 600, "x" * 601
    assert lines_that_repeat([("Daily", [appeal, article])] * 3) == [{appeal: 0}] * 3


def test_what_is_left_on_disk_are_the_repeated_lines(tmp_path: Path) -> None:
    with LineIndex(tmp_path) as index:
        for number in range(100):
            index.note(number, "Daily", [f"News of {chr(1000 + number)}", "Follow us"])
        index.count()
        # The line, and the outlet itself: a key of 8 bytes and a row of 16 each.
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 2 * 24


def test_a_corpus_without_lines_has_no_lines_that_repeat() -> None:
    assert lines_that_repeat([]) == []
    assert lines_that_repeat([("", ["", " "])] * 4) == [{}] * 4


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=8), max_size=12), st.integers(1, 10))
def test_counts_are_exact_however_the_lines_fall_into_runs(documents: list[list[str]], run: int) -> None:
    counts = Counter(line for lines in documents for line in set(lines))
    first = {line: min(at for at, lines in enumerate(documents) if line in lines) for line in counts}
    expected = [{line: first[line] for line in set(lines) if counts[line] >= 3} for lines in documents]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_index, "_RUN", run)
        patch.setattr(line_index, "_EDGES", line_index._EDGES[::256])
        assert lines_that_repeat([("Daily", lines) for lines in documents]) == expected


def test_a_million_lines_of_one_letter_take_moments() -> None:
    began = time.process_time()
    assert lines_that_repeat([("Daily", ["a"] * 1_000_000)]) == [{}]
    assert time.process_time() - began < 15


def test_a_line_of_many_digits_takes_a_moment(tmp_path: Path) -> None:
    began = time.process_time()
    with LineIndex(tmp_path) as index:
        index.note(0, "Daily", ["1 " * 500_000, "1," * 299 + "x", " " * 600])
    assert time.process_time() - began < 1
