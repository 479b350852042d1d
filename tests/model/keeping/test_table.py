import pytest

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.encoding import CARD, MANIFEST, decode, encode, make_manifest
from framing.model.keeping.table import read_table, write_table
from framing.model.learning.train import train


def test_a_model_with_vectors_comes_back_with_the_same_scores(corpus, codebook):
    model = train(*corpus, codebook, profile="rich")
    files = {**encode(model), CARD: b"card"}
    again = decode({**files, MANIFEST: make_manifest(model, files)}, "here")
    assert again.features.embedding == "english"
    texts = ["A storm at the coast.", "", "Буря."]
    assert (again.probabilities(texts) == model.probabilities(texts)).all()


def test_a_table_is_named_with_what_it_holds():
    written = write_table("english")
    assert read_table(written, "here") == "english"
    assert read_table(write_table(""), "here") == ""


def test_another_table_of_the_same_name_is_refused():
    with pytest.raises(ModelMismatch, match="another table of vectors 'english'"):
        read_table({"name": "english", "sha256": "0" * 64}, "here")


@pytest.mark.parametrize(
    "value",
    [
        {"name": "../english", "sha256": "0" * 64},
        {"name": "english"},
        {"name": "english", "sha256": "g" * 64},
        {"name": ["english"], "sha256": "0" * 64},
        {"name": "english", "sha256": "0" * 64, "path": "/"},
        "english",
        None,
    ],
)
def test_what_names_no_table_is_refused(value):
    with pytest.raises(InputError, match=r"model\.json, embedding"):
        read_table(value, "model.json, embedding")
