"""A model with its figures, saved once, and what damages a copy of it."""

import hashlib
import json
import shutil

import pytest

from framing.model.evaluation.evaluate import evaluate
from framing.model.keeping.encoding import encode
from framing.model.keeping.layout import CONTENT, MANIFEST
from framing.model.keeping.record import PassRate, make_record
from framing.model.keeping.store import save_model
from framing.model.learning.train import train

WARNINGS = ("251 decisions were made under another codebook.",)
BEHAVIOUR = (PassRate("negation", "en", "gone", 7, 12), PassRate("place swapped", "ru", "same", 0, 12))


@pytest.fixture(scope="session")
def model(corpus, codebook):
    return train(*corpus, codebook)


@pytest.fixture(scope="session")
def evaluation(corpus, codebook):
    return evaluate(*corpus, codebook)


@pytest.fixture(scope="session")
def record(evaluation):
    return make_record(evaluation, WARNINGS, BEHAVIOUR)


@pytest.fixture(scope="session")
def files(model, record):
    """The four files of the model by name."""
    return encode(model, record)


@pytest.fixture(scope="session")
def saved(model, evaluation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "weather"
    save_model(model, folder, evaluation, WARNINGS, BEHAVIOUR)
    return folder


@pytest.fixture
def folder(saved, tmp_path):
    """A saved model that a test may damage."""
    return shutil.copytree(saved, tmp_path / "weather")


def as_ours(value):
    """JSON as framing writes a manifest, so that only what is said in it can be wrong."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, separators=(",", ": ")) + "\n").encode()


@pytest.fixture
def rewrite(folder):
    """Puts content in a file and makes the manifest's size and hash agree: a lie that hashes cannot show."""

    def put(name, content):
        (folder / name).write_bytes(content)
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        manifest["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        (folder / MANIFEST).write_bytes(as_ours(manifest))

    return put


@pytest.fixture
def rewrite_content(folder, rewrite):
    """The same for single values of model.json."""

    def put(**changes):
        content = json.loads((folder / CONTENT).read_text("utf-8")) | changes
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        rewrite(CONTENT, text.encode("utf-8", "surrogatepass"))

    return put


@pytest.fixture
def rewrite_manifest(folder):
    """Changes the manifest by a function of it; nothing else is made to agree."""

    def put(change):
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        change(manifest)
        (folder / MANIFEST).write_bytes(as_ours(manifest))

    return put
