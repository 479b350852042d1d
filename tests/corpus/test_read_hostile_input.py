"""Input that was made to stop, fill or fool a reader: it is set aside in words, and what is sound beside it is read."""

from pathlib import Path

import pytest

from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.errors import InputError


def read(*paths: Path, **options) -> tuple[list[Document], list[SetAside], list[Note]]:
    """What `paths` hold; every reason can be written down."""
    found = list(read_documents(paths, **options))
    for each in found:
        if not isinstance(each, Document):
            f"{each.where} {each.reason}".encode()
            assert len(each.reason) < 600
    return tuple([each for each in found if isinstance(each, kind)] for kind in (Document, SetAside, Note))


def texts(documents: list[Document]) -> list[str]:
    return [document.text for document in documents]


class TestObjects:
    def test_a_key_that_holds_half_a_letter_is_shown_so_that_it_can_be_written(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "First."}\n{"a\\ud800b": 1}\n{"text": "Last."}\n')
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["First.", "Last."]
        assert r"It has: a\ud800b" in aside.reason

    def test_such_a_key_in_the_first_object_is_an_error_that_can_be_written(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"a\\ud800b": 1}\n')
        with pytest.raises(InputError) as caught:
            read(path)
        assert r"a\ud800b" in str(caught.value).encode().decode()

    def test_a_key_twice_among_many_is_named(self, tmp_path):
        path = tmp_path / "a.jsonl"
        keys = [f'"k{number}": 1' for number in range(100_000)]
        path.write_text('{"text": "First."}\n{' + ", ".join([*keys, '"k99999": 2']) + "}\n")
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["First."]
        assert "key 'k99999' twice" in aside.reason
