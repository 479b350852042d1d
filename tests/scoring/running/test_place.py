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


def test_a_link_into_the_input_is_seen_through(articles):
    link = articles.with_name("link")
    link.symlink_to(articles)
    with pytest.raises(InputError, match="lies in"):
        check_place(link / "scores", [articles], folder=True)
