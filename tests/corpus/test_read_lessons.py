"""Lessons and classes among articles: passed over with a note, and nothing else with them."""

import json
import zipfile
from pathlib import Path

import pytest

from framing.corpus.ingest import Source, ingest_documents
from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.corpus.reading.formats import LESSON_MARKER
from framing.corpus.rules import Rules
from framing.errors import InputError
from framing.scoring.running.chunks import cut, with_documents

PACK = {
    LESSON_MARKER: json.dumps({"title": "Who?", "language": "en"}),
    "3-key.txt": "The key.",
    "a/b.txt": "B.",
}
CLASS = {LESSON_MARKER: json.dumps({"framing_lesson": 1}), "slips.txt": "Passwords."}
NOT_OURS = ["", "{", "[]", "[" * 200_000, '{"title": "Of another program"}', '{"title": 1, "language": 2}', "\ud83d"]


def put(folder: Path, files: dict[str, str], *, packed: bool) -> Path:
    """The files in a folder `corpus`, or in a zip of that name."""
    root = folder / "corpus"
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    if not packed:
        return root
    with zipfile.ZipFile(folder / "corpus.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content.encode("utf-8", "surrogatepass"))
    return folder / "corpus.zip"


def below(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": content for name, content in files.items()}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("lesson", [PACK, CLASS])
def test_of_a_corpus_with_a_lesson_in_it_the_articles_are_read(
    tmp_path: Path, lesson: dict[str, str], packed: bool
) -> None:
    path = put(
        tmp_path, {"one.txt": "One.", **below("un/lesson-en", lesson), "un/lesson-english.txt": "Two."}, packed=packed
    )
    found = list(read_documents([path]))
    assert sorted(each.text for each in found if isinstance(each, Document)) == ["One.", "Two."]
    notes = [each for each in found if isinstance(each, Note)]
    assert [note.where for note in notes] == [f"{path}/un/lesson-en"]
    assert "a lesson of framing" in notes[0].reason
    assert not [each for each in found if isinstance(each, SetAside)]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("marker", NOT_OURS)
def test_a_file_that_only_has_the_name_hides_no_articles(tmp_path: Path, marker: str, packed: bool) -> None:
    path = put(tmp_path, {"in/one.txt": "One.", f"in/{LESSON_MARKER}": marker}, packed=packed)
    assert [each.text for each in read_documents([path]) if isinstance(each, Document)] == ["One."]


@pytest.mark.parametrize("packed", [False, True])
def test_a_lesson_alone_is_named_as_what_it_is(tmp_path: Path, packed: bool) -> None:
    path = put(tmp_path, PACK, packed=packed)
    with pytest.raises(InputError, match="It is a lesson of framing"):
        ingest_documents(Source([path]), tmp_path / "out", Rules(), lambda *_: None)
    with pytest.raises(InputError, match="It is a lesson of framing"):
        list(with_documents(cut(read_documents([path]))))
