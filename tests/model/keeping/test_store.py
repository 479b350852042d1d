import dataclasses
import hashlib
import json
import os
import shutil
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from framing.errors import FramingError, InputError, ModelMismatch
from framing.model.evaluation.evaluate import evaluate
from framing.model.keeping import store
from framing.model.keeping.encoding import ARRAYS, CARD, CONTENT, MANIFEST, decode, encode, fingerprint, make_manifest
from framing.model.keeping.store import load_model, save_model
from framing.model.learning.train import train


@pytest.fixture(scope="module")
def model(corpus, codebook):
    return train(*corpus, codebook)


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "weather"
    save_model(model, folder)
    return folder


@pytest.fixture
def folder(saved, tmp_path):
    """A saved model that a test may damage."""
    return shutil.copytree(saved, tmp_path / "weather")


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def rewrite(folder, name, content, **manifest_changes):
    """Puts content in a file and makes the manifest's size and hash agree with it: a lie that hashes cannot show."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / MANIFEST).write_text(json.dumps(manifest | manifest_changes), "utf-8")


def rewrite_content(folder, **changes):
    content = json.loads((folder / CONTENT).read_text("utf-8")) | changes
    rewrite(folder, CONTENT, json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def announce(**shapes):
    """A safetensors file that announces shapes and holds next to nothing."""
    header = json.dumps(
        {name: {"dtype": "F64", "shape": shape, "data_offsets": [0, 8]} for name, shape in shapes.items()}
    )
    return struct.pack("<Q", len(header)) + header.encode() + bytes(8)


def test_a_model_comes_back_with_the_very_same_probabilities(corpus, model, saved):
    texts = [*corpus[0]["text"], "Дауыл соқты", "!"]
    again = load_model(saved)
    assert np.array_equal(again.probabilities(texts), model.probabilities(texts))
    assert encode(again) == encode(model)
    assert fingerprint(again) == fingerprint(model)


def test_two_trainings_give_the_same_bytes(corpus, codebook, tmp_path):
    names = []
    for place in ("one", "two"):
        evaluation = evaluate(*corpus, codebook)
        names.append(save_model(train(*corpus, codebook), tmp_path / place, evaluation))
    assert names[0] == names[1]
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    assert set(hashes(tmp_path / "one")) == {ARRAYS, CONTENT, CARD, MANIFEST}


def test_other_labels_give_another_fingerprint(corpus, codebook, model):
    sentences, gold = corpus
    assert fingerprint(train(sentences, gold[1:], codebook)) != fingerprint(model)


def test_the_card_does_not_change_the_fingerprint(corpus, codebook, model, saved, tmp_path):
    assert save_model(model, tmp_path / "m", evaluate(*corpus, codebook)) == fingerprint(load_model(saved))


def test_warnings_stand_in_the_card_always_in_the_same_bytes_and_leave_the_fingerprint(model, saved, tmp_path):
    warnings = ("251 decisions were made under another codebook.",)
    assert save_model(model, tmp_path / "one", None, warnings) == fingerprint(model)
    save_model(model, tmp_path / "two", None, warnings)
    assert warnings[0] in (tmp_path / "one" / CARD).read_text("utf-8")
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    assert hashes(tmp_path / "one")[CARD] != hashes(saved)[CARD]
    assert load_model(tmp_path / "one").frames == model.frames


def test_a_model_is_replaced_and_nothing_else_is_left_beside_it(corpus, codebook, folder):
    sentences, gold = corpus
    before = sorted(folder.parent.iterdir())
    other = train(sentences, gold[1:], codebook)
    save_model(other, folder)
    assert fingerprint(load_model(folder)) == fingerprint(other)
    assert sorted(folder.parent.iterdir()) == before


def test_a_folder_that_holds_something_else_is_not_replaced(model, folder):
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"notes\.txt"):
        save_model(model, folder)
    assert (folder / "notes.txt").read_text() == "mine"
    (folder.parent / "file").write_text("mine")
    with pytest.raises(InputError, match="not a folder of its own"):
        save_model(model, folder.parent / "file")


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_when_writing_fails_the_old_model_stays_and_no_trace_is_left(corpus, codebook, folder, monkeypatch, step):
    sentences, gold = corpus
    before, neighbours = hashes(folder), sorted(folder.parent.iterdir())
    rename = store.Path.rename

    def fail(*args):
        raise OSError(28, "No space left on device")

    def fail_for_the_new_one(path, target):
        return fail() if path.name.endswith(".new") else rename(path, target)

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(store.Path, "rename", fail_for_the_new_one)
    with pytest.raises(InputError, match="No space left on device"):
        save_model(train(sentences, gold[1:], codebook), folder)
    monkeypatch.undo()
    assert hashes(folder) == before
    assert sorted(folder.parent.iterdir()) == neighbours


def test_a_model_that_could_not_be_read_back_is_not_written(model, folder):
    before = hashes(folder)
    broken = dataclasses.replace(model, intercepts=model.intercepts * np.nan)
    with pytest.raises(InputError, match="intercepts"):
        save_model(broken, folder)
    assert hashes(folder) == before


def test_no_model_at_all_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="framing train"):
        load_model(tmp_path / "nothing")


@pytest.mark.parametrize("name", [ARRAYS, CONTENT, CARD, MANIFEST])
def test_half_a_model_is_refused_and_the_missing_file_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"lacks {name}"):
        load_model(folder)


@pytest.mark.parametrize("name", [ARRAYS, CONTENT, CARD])
@pytest.mark.parametrize("damage", ["cut", "grown", "changed"])
def test_a_file_that_is_not_as_the_manifest_says_is_refused(folder, name, damage):
    content = (folder / name).read_bytes()
    changed = bytes([content[-1] ^ 1])
    content = {"cut": content[:-1], "grown": content + b" ", "changed": content[:-1] + changed}[damage]
    (folder / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        load_model(folder)


def test_a_hash_is_checked_before_the_file_is_parsed(folder):
    (folder / CONTENT).write_bytes(b"{" * len((folder / CONTENT).read_bytes()))
    with pytest.raises(InputError, match=f"{CONTENT}.*not the file that"):
        load_model(folder)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fingerprint", "0" * 16),
        ("seed", 8),
        ("sentences", 10_000),
        ("made_by", {"person": 1}),
        ("codebook", {"id": "other", "version": "1", "fingerprint": "0" * 16}),
        ("training_sha256", "0" * 64),
        ("versions", {}),
        ("extra", "x"),
    ],
)
def test_a_manifest_that_lies_is_refused(folder, field, value):
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {field: value}), "utf-8")
    with pytest.raises(InputError, match=field):
        load_model(folder)


@pytest.mark.parametrize("files", [None, {}, {"../../secret": {"bytes": 1, "sha256": ""}}, {ARRAYS: 3}])
def test_a_manifest_cannot_name_other_files(folder, files):
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"files": files}), "utf-8")
    with pytest.raises(InputError, match="files must name"):
        load_model(folder)


@pytest.mark.parametrize("size", [10**12, -1, 1.5, True, "9", None])
def test_an_impossible_size_is_refused_before_reading(folder, size):
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["files"][ARRAYS]["bytes"] = size
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(InputError, match=ARRAYS):
        load_model(folder)


@pytest.mark.parametrize("name", [MANIFEST, CONTENT])
@pytest.mark.parametrize("version", [0, 2, "1", None, True])
def test_another_format_version_is_a_mismatch(folder, name, version):
    content = json.loads((folder / name).read_text("utf-8")) | {"format_version": version}
    if name == MANIFEST:
        (folder / MANIFEST).write_text(json.dumps(content), "utf-8")
    else:
        rewrite_content(folder, format_version=version)
    with pytest.raises(ModelMismatch, match="reads 1"):
        load_model(folder)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"null", b'{"format": NaN}', b"\xff\xfe", b"[" * 60_000, b"9" * 9_000]
)
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(InputError, match=MANIFEST):
        load_model(folder)


def test_a_manifest_larger_than_any_is_refused(folder):
    (folder / MANIFEST).write_bytes(b" " * 2**17)
    with pytest.raises(InputError, match="larger than"):
        load_model(folder)


def test_an_announced_array_of_a_million_million_numbers_is_refused(folder):
    names = ["words_idf", "pieces_idf", "coefficients", "intercepts", "thresholds"]
    rewrite(folder, ARRAYS, announce(**{name: [10**12] for name in names}))
    with pytest.raises(InputError, match=r"announced as F64 \[1000000000000\]"):
        load_model(folder)


def test_the_right_shapes_without_the_numbers_are_refused(folder, model):
    shapes = {
        "words_idf": [len(model.features.words.terms)],
        "pieces_idf": [len(model.features.pieces.terms)],
        "coefficients": list(model.coefficients.shape),
        "intercepts": [len(model.frames)],
        "thresholds": [len(model.frames)],
    }
    rewrite(folder, ARRAYS, announce(**shapes))
    with pytest.raises(InputError, match=f"{ARRAYS} is damaged"):
        load_model(folder)


@pytest.mark.parametrize("content", [b"", b"12345678", struct.pack("<Q", 2**63) + b"{}", struct.pack("<Q", 2) + b"[]"])
def test_a_header_that_is_none_is_refused(folder, content):
    rewrite(folder, ARRAYS, content)
    with pytest.raises(InputError, match=ARRAYS):
        load_model(folder)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("intercepts", lambda array: array * np.nan),
        ("coefficients", lambda array: array + np.inf),
        ("coefficients", lambda array: array + 1e300),
        ("coefficients", lambda array: array[:, 1:]),
        ("coefficients", lambda array: array.astype(np.float32)),
        ("intercepts", lambda array: array.astype(np.int64)),
        ("thresholds", lambda array: array + 2),
        ("words_idf", lambda array: -array),
        ("pieces_idf", lambda array: array[:-1]),
    ],
)
def test_numbers_that_cannot_be_are_refused(folder, model, name, change):
    arrays = {
        "words_idf": model.features.words.idf,
        "pieces_idf": model.features.pieces.idf,
        "coefficients": model.coefficients,
        "intercepts": model.intercepts,
        "thresholds": model.thresholds,
    }
    arrays[name] = np.ascontiguousarray(change(arrays[name]))
    rewrite(folder, ARRAYS, save(arrays))
    with pytest.raises(InputError, match=ARRAYS):
        load_model(folder)


def test_an_array_too_many_is_refused(folder):
    rewrite(folder, ARRAYS, save({"surprise": np.zeros(1)}))
    with pytest.raises(InputError, match="no more and no less"):
        load_model(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"frames": []},
        {"frames": ["storm", "storm"]},
        {"frames": ["../storm"]},
        {"frames": "storm"},
        {"words": None},
        {"words": [1, 2]},
        {"words": ["b", "a"]},
        {"pieces": ["a", "a"]},
        {"examples": []},
        {"examples": [{"frame": "storm", "sentences": 1, "positives": 5, "documents": 1}]},
        {"left_out": {"storm": "because\nof this"}},
        {"left_out": []},
        {"seed": -1},
        {"seed": 1e3},
        {"codebook": {"id": "x"}},
        {"versions": {"numpy": 1}},
        {"training_sha256": "x"},
        {"made_by": {"person": "many"}},
        {"token_pattern": "(a+)+$"},
    ],
)
def test_content_that_cannot_be_is_refused(folder, changes):
    rewrite_content(folder, **changes)
    with pytest.raises(InputError, match=CONTENT):
        load_model(folder)


def test_a_term_with_half_a_character_is_refused(folder, model):
    rewrite_content(folder, words=[*model.features.words.terms[:-1], "\ud83d"])
    with pytest.raises(InputError, match=CONTENT):
        load_model(folder)


@given(st.data())
def test_whatever_is_done_to_the_bytes_the_model_is_refused_or_the_same(model, data):
    files = {**encode(model), CARD: b"card"}
    files[MANIFEST] = make_manifest(model, files)
    name = data.draw(st.sampled_from([ARRAYS, CONTENT, MANIFEST]))
    content = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, min(len(content) - 1, 5000)))] = data.draw(st.integers(0, 255))
    files[name] = bytes(content)
    if name != MANIFEST and data.draw(st.booleans()):  # and the manifest is made to agree
        manifest = json.loads(files[MANIFEST])
        manifest["files"][name]["sha256"] = hashlib.sha256(files[name]).hexdigest()
        files[MANIFEST] = json.dumps(manifest).encode()
    try:
        decoded = decode(files, "here")
    except FramingError:
        return
    assert encode(decoded) == encode(model)
