import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.rules import Rules
from framing.model.learning.counting.compiled import Late
from framing.scoring.documents import score_documents
from framing.scoring.running.chunks import cut
from framing.scoring.running.encoding import FORMATS
from framing.scoring.running.part import Scorer
from framing.tables import DOCUMENT_SHARES

TEXT = "A storm came. The storm went on.\n\n“Wheat is lost to the storm,” said minister Orla Quist.\n\nBy Orla Quist"
FOUND = [
    Document("a", TEXT, "A title", "outlet", "", "2022-01-05", "en", "f.jsonl"),
    SetAside("f.jsonl, line 2", "It has no text."),
    Document("b", "By Orla Quist", "", "", "", "", "en", "f.jsonl"),
    Note("f.jsonl", "odd"),
    Document("c", "=Wheat, was “sold”.", "", "", "", "", "en", "f.jsonl"),
]
READERS = {
    "jsonl": lambda content: pd.DataFrame(map(json.loads, content.decode().split("\n")[:-1])),
    "csv": lambda content: pd.read_csv(io.BytesIO(content), keep_default_na=False),
    "parquet": lambda content: pd.read_parquet(io.BytesIO(content)),
}


def part_of(model, output="jsonl", found=FOUND, **options):
    (chunk,) = cut(found)
    return Scorer(model, "0f0f", Rules(), output, **options).score(chunk)


def tables(model, output, **options):
    return {name: READERS[output](content) for name, content in part_of(model, output, **options).tables.items()}


@pytest.mark.parametrize("output", FORMATS)
def test_a_row_of_sentences_is_what_score_documents_says_of_it(model, output):
    expected = score_documents(model, [each for each in FOUND if isinstance(each, Document)])
    table = tables(model, output)["sentences"]
    assert list(table.columns) == [
        *("sentence_id", "document_id", "position", "start", "end", "kind", "voice", "speaker", "text"),
        *("storm", "harvest", "predicted", "model"),
    ]
    for name in ("sentence_id", "document_id", "position", "start", "end", "kind", "voice", "speaker"):
        assert table[name].tolist() == expected.sentences[name].tolist()
    texts = expected.sentences["text"].tolist()
    assert table["text"].tolist() == ["'" * (output == "csv" and text[0] == "=") + text for text in texts]
    wide = table[["storm", "harvest"]].to_numpy().ravel()
    assert wide == pytest.approx(expected.scores["probability"].to_numpy(), abs=1e-9)
    # on paper: storm alone 0.953 of storm; wheat alone of harvest; both 0.60, and harvest asks for 0.9
    assert table["predicted"].tolist() == ["storm", "storm", "storm", "harvest"]
    assert set(table["model"]) == {"0f0f"}


@pytest.mark.parametrize("output", FORMATS)
def test_the_other_tables_of_a_part(model, output):
    found = tables(model, output)
    shares = score_documents(model, [each for each in FOUND if isinstance(each, Document)]).shares
    pd.testing.assert_frame_equal(DOCUMENT_SHARES.check(found["shares"].astype({"share": float}), ""), shares)
    documents = found["documents"]
    assert documents["document_id"].tolist() == ["a", "b", "c"]
    assert documents[["sentences", "kept_apart"]].to_numpy().tolist() == [[3, 1], [0, 1], [1, 0]]
    assert documents.loc[0, ["title", "source", "date", "language", "path"]].tolist() == [
        *("A title", "outlet", "2022-01-05", "en", "f.jsonl"),
    ]
    assert "text" not in documents
    assert found["set-aside"].to_numpy().tolist() == [["f.jsonl, line 2", "It has no text."]]
    assert found["notes"].to_numpy().tolist() == [["f.jsonl", "odd"]]


def test_counts_are_rows_characters_and_predictions(model):
    part = part_of(model)
    texts = [each.text for each in FOUND if isinstance(each, Document)]
    assert part.counts == {
        **{name.replace("-", "_"): content.count(b"\n") for name, content in part.tables.items()},
        "characters": sum(map(len, texts)),
        "predicted storm": 3,
        "predicted harvest": 1,
    }


def test_a_table_without_rows_is_left_out(model):
    part = part_of(model, found=[SetAside("x", "y")])
    assert list(part.tables) == ["set-aside"]
    assert part.counts["sentences"] == part.counts["documents"] == part.counts["predicted storm"] == 0


def test_texts_can_be_left_out(model):
    with_texts, without = (tables(model, "jsonl", texts=texts)["sentences"] for texts in (True, False))
    pd.testing.assert_frame_equal(without, with_texts.drop(columns="text"))


def test_frames_that_are_called_like_other_columns_break_nothing(model):
    twin = replace(model, frames=("text", "voice"))
    usual, named = (tables(each, "jsonl")["sentences"] for each in (model, twin))
    assert named["frame_text"].tolist() == usual["storm"].tolist()
    assert named["text"].tolist() == usual["text"].tolist()
    assert named["predicted"].tolist() == ["text", "text", "text", "voice"]


@pytest.mark.parametrize("output", FORMATS)
def test_the_same_chunk_gives_the_same_bytes(model, output):
    assert part_of(model, output) == part_of(model, output)


def test_json_lines_are_one_object_a_line_whatever_a_text_holds(model):
    wild = 'Storm \u2028 of "wheat" \\ and \x01\x7f\t \U0001f33e.'
    part = part_of(model, found=[Document("a", wild, "", "", "", "", "en", "")])
    rows = [json.loads(line) for line in part.tables["sentences"].decode().split("\n")[:-1]]
    assert len(rows) == part.counts["sentences"] > 0
    assert all(wild[row["start"] : row["end"]] == row["text"] for row in rows)


@pytest.mark.parametrize(("embedding", "compiled"), [("", True), ("english", False)])
def test_compiled_code_is_left_out_where_a_model_has_vectors(
    model, monkeypatch: pytest.MonkeyPatch, embedding: str, compiled: bool
):
    expected: list[int] = []
    monkeypatch.setattr(Late, "expect_many", lambda self: expected.append(1))
    features = replace(model.features, embedding=embedding)
    coefficients = np.pad(model.coefficients, [(0, 0), (0, features.dimensions)])
    part_of(replace(model, features=features, coefficients=coefficients))
    assert bool(expected) is compiled
