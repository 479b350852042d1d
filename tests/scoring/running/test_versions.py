import numpy as np

import framing
from framing.model.learning.embedding import LANGUAGES, load_embedding
from framing.scoring.running.versions import PACKAGES, differences, installed


def test_what_decides_the_output_has_a_version_each_and_vectors_a_digest():
    found = installed("")
    assert set(PACKAGES) <= set(found)
    assert (found["numpy"], found["framing"]) == (np.__version__, framing.__version__)
    name = next(iter(LANGUAGES))
    assert load_embedding(name).sha256.startswith(installed(name)[f"vectors {name}"])


def test_differences_are_named_with_both_versions_and_what_one_side_lacks():
    assert differences({"numpy": "2.1", "scipy": "1"}, {"numpy": "2.1", "scipy": "1"}) == ""
    assert differences({"numpy": "2.1"}, {"numpy": "2.3"}) == "numpy 2.3 instead of 2.1"
    assert differences({"numba": "none"}, {"numba": "0.6"}) == "numba 0.6 instead of none"
    assert differences({"a": "1"}, {"b": "2"}) == "a none instead of 1, b 2 instead of none"
