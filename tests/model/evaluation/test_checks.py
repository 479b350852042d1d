import pytest

from framing import tables
from framing.errors import NotEnoughData
from framing.model.evaluation.checks import run_checks


def documents(names, sources):
    return tables.DOCUMENTS.table(
        {"document_id": name, "text": "-", "title": "", "source": source, "author": "", "date": "", "language": "en"}
        | {"path": ""}
        for name, source in zip(names, sources, strict=True)
    )


def test_what_cannot_be_checked_is_named_with_the_reason_and_the_rest_is_made(make_corpus, codebook):
    said = []
    outlets = documents([f"doc{number}" for number in range(5)], [""] * 5)
    found = run_checks(*make_corpus(5, 16), codebook, outlets, tell=said.append)
    assert found.signal.signal
    assert found.leakage.folds == 5
    assert found.outlets is None
    assert found.curve is None
    assert set(found.not_made) == {"outlets", "curve"}
    assert "outlet" in found.not_made["outlets"]
    assert len(said) == 5
    assert all(line.startswith("Checks: ") for line in said)


def test_one_document_cannot_be_held_out(make_corpus, codebook):
    with pytest.raises(NotEnoughData, match="from one document"):
        run_checks(*make_corpus(1, 40), codebook, documents(["doc0"], ["Gazette"]))
