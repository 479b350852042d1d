from pathlib import Path

import pytest

from framing.errors import InputError
from framing.scoring.running.place import check_place


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.jsonl").write_text("")
    return folder


def test_a_new_name_beside_the_input_is_fine(articles):
    check_place(articles.with_name("scores"), [articles], folder=True)
    check_place(articles / "scores.csv", [articles / "a.jsonl", articles / "*.jsonl"], folder=False)


@pytest.mark.parametrize(
    ("output", "inputs", "folder", "words"),
    [
        ("articles", ["articles"], True, "is what is read"),
        ("articles/scores", ["articles"], True, "lies in .*articles, which is read"),
        ("articles/a.jsonl", ["articles/a.jsonl"], False, "is what is read"),
        ("articles/scores.jsonl", ["articles"], False, "lies in"),
        ("articles/scores.jsonl", ["articles/*.jsonl"], False, "is named like"),
        ("articles/a.jsonl", [], True, "is a file, and the output is a folder"),
        ("articles", [], False, "is a folder, and the output is a file"),
        ("", [], False, "Give the file a name"),
    ],
)
def test_where_output_would_become_input_or_has_the_wrong_kind_is_refused(articles, output, inputs, folder, words):
    top = articles.parent
    path = top / output if output else Path("/")
    with pytest.raises(InputError, match=words):
        check_place(path, [top / name for name in inputs], folder=folder)


@pytest.mark.parametrize("place", [".", "absolute", "..", "articles/.."])
@pytest.mark.parametrize(
    ("pattern", "output", "folder"),
    [
        ("*/*.jsonl", "scored", True),
        ("**/*.jsonl", "scored", True),
        ("**", "scored", True),
        ("*", "scored", True),
        ("art*", "articles/scored", True),
        ("articles/*.jsonl", "articles/s.jsonl", False),
        ("articles/*.jsonl", "articles", True),
    ],
)
def test_a_pattern_that_would_match_the_output_is_refused_at_once_however_it_is_spelled(
    articles, monkeypatch, place, pattern, output, folder
):
    top = articles.parent
    monkeypatch.chdir(top)
    before = {".": "", "absolute": f"{top}/", "..": f"../{top.name}/", "articles/..": "articles/../"}[place]
    with pytest.raises(InputError, match="would become input"):
        check_place(Path(output), [Path(before + pattern)], folder=folder)
    with pytest.raises(InputError, match="would become input"):
        check_place(Path(before + output), [Path(pattern)], folder=folder)


def test_a_pattern_for_other_files_than_the_output_has_is_fine(articles, monkeypatch):
    monkeypatch.chdir(articles.parent)
    check_place(Path("scored"), [Path("art*/*.jsonl"), Path("*/a.jsonl"), Path("-")], folder=True)
    check_place(Path("articles/scored"), [Path("articles/*.jsonl")], folder=True)


def test_a_name_that_is_too_long_is_refused_before_anything_is_read(articles):
    with pytest.raises(InputError, match="too long for a name"):
        check_place(articles.parent / ("x" * 250 + ".csv"), [articles], folder=False)


def test_a_link_into_the_input_is_seen_through(articles):
    link = articles.with_name("link")
    link.symlink_to(articles)
    with pytest.raises(InputError, match="lies in"):
        check_place(link / "scores", [articles], folder=True)
