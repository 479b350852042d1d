import dataclasses
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from framing.errors import InputError
from framing.model.evaluation.evaluate import evaluate
from framing.model.keeping import store
from framing.model.keeping.encoding import encode, fingerprint
from framing.model.keeping.layout import ARRAYS, CARD, CONTENT, FILES, MANIFEST
from framing.model.keeping.store import load_model, load_with_record, save_model
from framing.model.learning.train import train


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_model_comes_back_with_the_very_same_probabilities(corpus, model, saved):
    texts = [*corpus[0]["text"], "Дауыл соқты", "!"]
    again = load_model(saved)
    assert np.array_equal(again.probabilities(texts), model.probabilities(texts))
    assert encode(again) == encode(model)
    assert fingerprint(again) == fingerprint(model)


def test_two_trainings_give_the_same_bytes(corpus, codebook, model, evaluation, tmp_path):
    again, measured = train(*corpus, codebook), evaluate(*corpus, codebook)
    assert save_model(again, tmp_path / "one", measured) == save_model(model, tmp_path / "two", evaluation)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    assert set(hashes(tmp_path / "one")) == {ARRAYS, CONTENT, CARD, MANIFEST}


ELSEWHERE = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import make_codebook, make_gold, make_sentences
from framing.model.evaluation.evaluate import evaluate
from framing.model.keeping.store import save_model
from framing.model.learning.train import train
codebook = make_codebook("harvest", "storm", "parade")
sentences, carried = make_sentences(6, 20)
gold = make_gold(carried, codebook.keys)
corpus = (sentences.sample(frac=1, random_state=1), gold.sample(frac=1, random_state=2))
folder = Path(sys.argv[1])
save_model(train(*corpus, codebook), folder, evaluate(*corpus, codebook))
"""


@pytest.mark.slow
def test_another_process_with_other_threads_and_rows_in_another_order_gives_the_same_bytes(
    model, evaluation, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONHASHSEED", "12345")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "2")
    command = [sys.executable, "-c", ELSEWHERE, str(tmp_path / "there"), str(Path(__file__).parents[1])]
    subprocess.run(command, check=True)
    save_model(model, tmp_path / "here", evaluation)
    assert hashes(tmp_path / "there") == hashes(tmp_path / "here")


def test_other_labels_give_another_fingerprint(corpus, codebook, model):
    sentences, gold = corpus
    assert fingerprint(train(sentences, gold[1:], codebook)) != fingerprint(model)


def test_the_card_and_the_figures_do_not_change_the_fingerprint(model, saved, tmp_path):
    assert save_model(model, tmp_path / "m") == fingerprint(load_model(saved))


def test_what_was_found_out_comes_back_with_the_model(saved, record):
    assert load_with_record(saved)[1] == record


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


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "model.skops", "model.json"])
def test_a_file_is_no_model_and_is_not_opened(tmp_path, name):
    (tmp_path / name).write_bytes(b"cos\nsystem\n(S'touch opened'\ntR.")
    with pytest.raises(InputError, match=r"is a file.*pickle, joblib or skops file is never opened"):
        load_model(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_with_a_pickle_in_it_is_refused_with_the_reason(tmp_path):
    (tmp_path / "model.pkl").write_bytes(b"cos\nsystem\n(S'touch opened'\ntR.")
    with pytest.raises(InputError, match=r"lacks arrays.*'model\.pkl' is never opened: whoever made it decides"):
        load_model(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_half_a_model_is_refused_and_the_missing_file_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"lacks {name}: it is half a model"):
        load_model(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_stops_in_the_middle_is_refused(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=name):
        load_model(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_link_out_of_the_folder_is_refused(folder, name):
    (folder / name).rename(folder.parent / "elsewhere")
    (folder / name).symlink_to(folder.parent / "elsewhere")
    with pytest.raises(InputError, match=f"{name} is a link out of the folder"):
        load_model(folder)


def test_a_link_to_the_whole_folder_is_a_model(folder, model):
    (folder.parent / "link").symlink_to(folder)
    assert load_model(folder.parent / "link").frames == model.frames


@pytest.mark.parametrize("size", [10**12, -1, 1.5, True, "9", None])
def test_an_impossible_size_is_refused_before_reading(folder, rewrite_manifest, size):
    rewrite_manifest(lambda manifest: manifest["files"][ARRAYS].update(bytes=size))
    with pytest.raises(InputError, match=ARRAYS):
        load_model(folder)


def test_a_manifest_larger_than_any_is_refused(folder):
    (folder / MANIFEST).write_bytes(b" " * (2**20 + 1))
    with pytest.raises(InputError, match="larger than"):
        load_model(folder)
