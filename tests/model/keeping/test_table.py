import pytest

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.encoding import decode, encode
from framing.model.keeping.table import read_table, write_table
from framing.model.learning.train import train


def test_a_model_with_vectors_comes_back_with_the_same_scores(corpus, codebook):
    model = train(*corpus, codebook, profile="rich")
    again, _ = decode(encode(model), "here")
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


def test_a_table_that_this_installation_does_not_have_is_a_mismatch():
    with pytest.raises(ModelMismatch, match=r"vectors '\.\./english', which this version of framing does not have"):
        read_table({"name": "../english", "sha256": "0" * 64}, "here")


@pytest.mark.parametrize(
    "value",
    [
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
