"""Copies in a corpus: which documents are marked, with what they repeat, and how much room and time it takes."""

import json
import random
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.corpus.copies import duplicate_index
from framing.corpus.copies.duplicate_index import Copy, DuplicateIndex
from framing.corpus.copies.duplicates import NEAR
from framing.tables import DUPLICATES


def find(texts: Iterable[str | tuple[str, str]]) -> tuple[list[Copy], list[bool]]:
    """The copies among texts, or texts with their outlets, named d0, d1 ...; and whether each of them is one."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        place = 0
        with (
            (folder / "documents.jsonl").open("wb") as file,
            DuplicateIndex(folder, folder / "documents.jsonl") as index,
        ):
            for number, given_text in enumerate(texts):
                text, source = given_text if isinstance(given_text, tuple) else (given_text, "")
                row = json.dumps({"document_id": f"d{number}", "text": text}, ensure_ascii=False) + "\n"
                line = row.encode("utf-8", "surrogatepass")
                file.write(line)
                assert index.add(text, source, place) == number
                place += len(line)
            file.flush()
            index.find()
            return list(index.copies()), list(index.are_copies())


def article(seed: int, words: int = 200) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefgabcdeікв", k=6)) for _ in range(words)]


def text_of(seed: int, words: int = 200) -> str:
    return " ".join(article(seed, words))


def test_an_exact_copy_repeats_the_first_text_with_the_same_words() -> None:
    copies, are_copies = find([text_of(1), text_of(2), text_of(1).replace(" ", "\n\n", 9), text_of(1)])
    assert copies == [Copy("d2", "d0", "exact", 1), Copy("d3", "d0", "exact", 1)]
    assert are_copies == [False, False, True, True]


def test_a_near_copy_says_how_much_of_it_is_the_same() -> None:
    changed = article(1)
    changed[100] = "changed"
    [copy], _ = find([text_of(1), " ".join(changed)])
    assert copy[:3] == ("d1", "d0", "near")
    # 198 sequences of three words, three of them changed: 195 of 201 are in both, which is 0.970.
    assert copy.similarity == pytest.approx(0.970, abs=0.06)


def test_a_copy_in_another_outlet_is_syndicated() -> None:
    near = text_of(1) + " edited"
    copies, _ = find([(text_of(1), "Agency"), (text_of(1), "Daily"), (near, "Daily"), (near, "AGENCY"), (near, "")])
    assert [(copy.repeats, copy.how) for copy in copies] == [
        ("d0", "syndicated"),
        ("d0", "syndicated"),
        ("d0", "near"),
        ("d0", "near"),
    ]


def test_copies_of_copies_repeat_the_earliest_that_they_are_still_similar_to() -> None:
    old, new = article(1, 300), article(2, 300)
    versions = [new[: 15 * step] + old[15 * step :] for step in range(11)]  # one word in twenty more each time
    copies, _ = find([" ".join(version) for version in versions])
    assert [copy.document_id for copy in copies] == [f"d{step}" for step in range(1, 11)]
    steps = [int(copy.document_id[1:]) - int(copy.repeats[1:]) for copy in copies]
    # Of 298 sequences 13 + 15 * steps are changed: the similarity is 0.83 two steps apart and 0.57 after five.
    assert steps[0] == 1
    assert 1 < max(steps) < 5


def test_texts_below_the_threshold_are_no_copies() -> None:
    words = article(1, 300)
    half = " ".join(words[:150] + article(2, 150))
    part = " ".join(words[:60])
    assert find([" ".join(words), half, part, text_of(5)]) == ([], [False] * 4)


def test_short_texts_and_texts_without_words_are_copies_only_of_their_like() -> None:
    copies, _ = find(["Almaty", "...", "Almaty burns", "!", "almaty", "...", "", " ", "Almaty burns tonight"])
    assert [(copy.document_id, copy.repeats, copy.how) for copy in copies] == [
        ("d4", "d0", "near"),
        ("d5", "d1", "exact"),
        ("d7", "d6", "exact"),
    ]


def test_reports_that_share_their_furniture_only_are_no_copies_and_a_copy_among_them_is_found() -> None:
    furniture = article(0, 100)
    reports = [" ".join(article(seed, 100) + furniture) for seed in range(1, 1000)]
    copies, _ = find([*reports, reports[500] + " edited"])
    assert [copy[:3] for copy in copies] == [("d999", "d500", "near")]


def test_the_same_text_many_times_repeats_the_first_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicate_index, "_PORTION", 1000)
    count = 2500
    copies, are_copies = find("A short text." for _ in range(count))
    assert len(copies) == count - 1
    assert {copy[1:] for copy in copies} == {("d0", "exact", 1.0)}
    assert are_copies == [False] + [True] * (count - 1)


def test_a_corpus_that_is_compared_part_by_part_has_the_same_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(6)
    texts = [text_of(chance.randrange(150), 60) + " edited" * chance.randrange(3) for _ in range(400)]
    whole = find(texts)
    assert len(whole[0]) > 100
    monkeypatch.setattr(duplicate_index, "_TABLE", 100)
    monkeypatch.setattr(duplicate_index, "_PORTION", 32)
    assert find(texts) == whole


def test_an_index_takes_93_bytes_a_document_however_long_the_ids_are(tmp_path: Path) -> None:
    with (
        (tmp_path / "documents.jsonl").open("wb") as file,
        DuplicateIndex(tmp_path, tmp_path / "documents.jsonl") as index,
    ):
        for number in range(2000):
            place = file.tell()
            file.write(json.dumps({"document_id": f"ө{number:199}", "text": "a"}).encode() + b"\n")
            index.add(text_of(number // 2, 10), "Daily", place)
        file.flush()
        index.find()
        copies = list(index.copies())
    assert len(copies) == 1000
    assert copies[0].document_id == f"ө{1:199}"
    assert sum(path.stat().st_size for path in tmp_path.glob("*.index")) <= 93 * 2000


def test_ids_are_found_wherever_they_stand_in_a_row(tmp_path: Path) -> None:
    rows = [json.dumps({"text": "b" * 5000, "document_id": f'a"{number}'}).encode() + b"\n" for number in range(2)]
    (tmp_path / "documents.jsonl").write_bytes(b"".join(rows))
    with DuplicateIndex(tmp_path, tmp_path / "documents.jsonl") as index:
        index.add("b", "", 0)
        index.add("b", "", len(rows[0]))
        index.find()
        assert list(index.copies()) == [Copy('a"1', 'a"0', "exact", 1)]


def test_an_empty_corpus_has_no_copies() -> None:
    assert find([]) == ([], [])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="ab .б", max_size=12), min_size=1, max_size=12))
def test_equal_texts_are_marked_and_the_first_is_not(texts: list[str]) -> None:
    copies, are_copies = find(texts)
    DUPLICATES.table(copy._asdict() for copy in copies)
    assert not are_copies[0]
    assert [copy.document_id for copy in copies] == [f"d{at}" for at, is_copy in enumerate(are_copies) if is_copy]
    for copy in copies:
        assert int(copy.repeats[1:]) < int(copy.document_id[1:])
        assert copy.similarity >= NEAR
    for at, text in enumerate(texts):
        assert are_copies[at] or text not in texts[:at]
