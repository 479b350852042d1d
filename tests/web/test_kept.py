"""Files of kept fails: what was written is read, and what somebody else wrote is not lost."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError
from framing.files import write_json_lines
from framing.web.kept import KINDS, MOST, Fail, kept_in, open_kept

PAIRS = [
    ("They came at night.\nNobody knew.", "They came at night. Nobody knew."),
    ("=1", "'=1"),
    ("a\x00b", "a b"),
    (" \u2028+1", "+1"),
    ("'=1 \n", "' =1"),
]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("pair", PAIRS)
def test_two_texts_that_a_file_does_not_tell_apart_are_one(tmp_path: Path, ending: str, pair: tuple[str, str]) -> None:
    path = tmp_path / f"fails.{ending}"
    kept = open_kept(path)
    for text in pair:
        assert kept.keep(Fail("quote", text, "said"))
    assert len(kept.by_kind()["quote"]) == 1
    assert open_kept(path).by_kind() == kept.by_kind()


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@settings(max_examples=25)
@given(texts=st.lists(st.text(st.sampled_from("'=;,\" \t\n\r\x00\x85\ufeffab"), min_size=1, max_size=6), max_size=6))
def test_whatever_is_kept_is_given_back(
    tmp_path_factory: pytest.TempPathFactory, ending: str, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("kept") / f"fails.{ending}"
    kept = open_kept(path)
    for text in texts:
        assert kept.keep(Fail("other", text, "said"))
    again = open_kept(path)
    assert again.by_kind() == kept.by_kind()
    for fail in again.by_kind().get("other", []):
        again.remove(fail.mark)
    assert not open_kept(path).by_kind()


def test_a_sentence_that_stands_twice_in_a_file_is_read_with_its_last_kind(tmp_path: Path) -> None:
    path = tmp_path / "fails.csv"
    path.write_text("kind,text,said\nquote,They came.,\nnegation,They came.,\n")
    assert open_kept(path).by_kind() == {"negation": [Fail("negation", "They came.", "")]}


def test_an_empty_file_holds_none_and_capitals_in_a_kind_do_no_harm(tmp_path: Path) -> None:
    for ending in ("csv", "jsonl"):
        path = tmp_path / f"fails.{ending}"
        path.write_text("")
        assert not open_kept(path).by_kind()
    (tmp_path / "fails.csv").write_text("kind;text;said\nNegation ;They came.;\n")
    assert list(open_kept(tmp_path / "fails.csv").by_kind()) == ["negation"]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"kind": "irony", "text": "Of course.", "said": ""}], "kind holds 'irony'"),
        ([{"kind": "", "text": "Of course.", "said": ""}], "kind holds ''"),
        ([{"kind": "quote", "text": "Of course.", "said": "", "note": "mine"}], "the column 'note'"),
        ([{"kind": "quote", "text": f"{number}", "said": ""} for number in range(MOST + 1)], f"holds {MOST + 1}"),
    ],
)
def test_a_file_of_which_rows_would_be_lost_is_not_opened(
    tmp_path: Path, ending: str, rows: list[dict[str, str]], reason: str
) -> None:
    path = tmp_path / f"fails.{ending}"
    if ending == "csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    else:
        write_json_lines(path, rows)
    before = path.read_bytes()
    with pytest.raises(InputError, match=reason):
        open_kept(path)
    assert path.read_bytes() == before


def test_no_two_servers_keep_in_one_file_however_it_is_spelled(tmp_path: Path) -> None:
    path, link = tmp_path / "fails.csv", tmp_path / "link.csv"
    link.symlink_to(path)
    with kept_in(path) as kept:
        for other in (path, tmp_path / "folder" / ".." / "fails.csv", link):
            with pytest.raises(InputError, match="Another framing serve"), kept_in(other):
                pass
        with kept_in(tmp_path / "others.csv"), kept_in(None), kept_in(None):
            assert kept.keep(Fail(KINDS[0], "They came.", ""))
    with kept_in(link) as again:
        assert again.by_kind() == kept.by_kind()


def test_a_link_stays_one_and_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    path, link = tmp_path / "fails.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(path)
    open_kept(link).keep(Fail("quote", "They came.", ""))
    assert link.is_symlink()
    assert json.loads(path.read_text())["text"] == "They came."
