import dataclasses
import json
import struct

import numpy as np
import pytest
from safetensors.numpy import save

from framing.errors import InputError
from framing.model.keeping.arrays import ARRAYS as TABLE
from framing.model.keeping.arrays import numbers_of, read_arrays, write_arrays
from framing.model.keeping.layout import ARRAYS
from framing.model.keeping.store import load_model, save_model


def sizes_of(model):
    words, pieces = len(model.features.words.terms), len(model.features.pieces.terms)
    columns = model.coefficients.shape[1]
    return {"words": words, "pieces": pieces, "columns": columns, "frames": len(model.frames)}


def announce(shapes, dtype="F64"):
    """A safetensors file that announces shapes and holds next to nothing."""
    header = json.dumps(
        {name: {"dtype": dtype, "shape": shape, "data_offsets": [0, 8]} for name, shape in shapes.items()}
    )
    return struct.pack("<Q", len(header)) + header.encode() + bytes(8)


def test_every_array_comes_back_to_the_bit(model):
    found = read_arrays(write_arrays(model), sizes_of(model), ["sets"], "here")
    assert set(found) == {array.name for array in TABLE}
    for name, numbers in numbers_of(model).items():
        assert np.array_equal(found[name], numbers)


def test_an_announced_array_of_a_million_million_numbers_is_refused(folder, rewrite):
    rewrite(ARRAYS, announce({array.name: [10**12] for array in TABLE}))
    with pytest.raises(InputError, match=r"announced as F64 \[1000000000000\]"):
        load_model(folder)


def test_the_right_shapes_without_the_numbers_are_refused(folder, rewrite, model):
    rewrite(ARRAYS, announce({name: list(numbers.shape) for name, numbers in numbers_of(model).items()}))
    with pytest.raises(InputError, match=f"{ARRAYS} is damaged"):
        load_model(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"12345678",
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 60_000) + b"[" * 60_000,
        struct.pack("<Q", 9_000) + b"9" * 9_000,
        struct.pack("<Q", 17) + b'{"a":{}, "a":{}} ',
    ],
)
def test_a_header_that_is_none_is_refused(folder, rewrite, content):
    rewrite(ARRAYS, content)
    with pytest.raises(InputError, match=ARRAYS):
        load_model(folder)


@pytest.mark.parametrize("array", TABLE, ids=lambda array: array.name)
@pytest.mark.parametrize(
    "change",
    [
        lambda numbers: numbers * np.nan,
        lambda numbers: numbers + np.inf,
        lambda numbers: numbers + 1e300,
        lambda numbers: numbers[..., 1:],
        lambda numbers: numbers.astype(np.float32),
        lambda numbers: numbers.astype(np.int64),
        lambda numbers: numbers[np.newaxis],
    ],
    ids=["nan", "infinite", "huge", "short", "float32", "integer", "deeper"],
)
def test_numbers_that_cannot_be_are_refused(model, array, change):
    arrays = numbers_of(model)
    arrays[array.name] = np.ascontiguousarray(change(arrays[array.name]))
    with pytest.raises(InputError, match=array.name):
        read_arrays(save(arrays), sizes_of(model), ["sets"], "here")


@pytest.mark.parametrize("array", [array for array in TABLE if array.low > -1], ids=lambda array: array.name)
def test_numbers_out_of_their_bounds_are_refused(model, array):
    arrays = numbers_of(model)
    arrays[array.name] = -1 - arrays[array.name]
    with pytest.raises(InputError, match=f"{array.name} holds a number that is not between 0 and"):
        read_arrays(save(arrays), sizes_of(model), ["sets"], "here")


def test_an_array_too_many_and_one_too_few_are_refused(model):
    arrays = numbers_of(model)
    for other in ({**arrays, "surprise": np.zeros(1)}, {k: v for k, v in arrays.items() if k != "intercepts"}):
        with pytest.raises(InputError, match="no more and no less"):
            read_arrays(save(other), sizes_of(model), ["sets"], "here")


def test_what_a_file_says_beside_its_arrays_is_refused_because_nobody_reads_it(model):
    with pytest.raises(InputError, match="no more and no less"):
        read_arrays(save(numbers_of(model), {"class": "os.system"}), sizes_of(model), ["sets"], "here")


def test_a_model_without_sets_has_no_cut_offs(model, tmp_path):
    bare = dataclasses.replace(model, sets=None, reference=None)
    save_model(bare, tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert (again.sets, again.reference) == (None, None)
    with pytest.raises(InputError, match="no more and no less"):
        read_arrays(write_arrays(bare), sizes_of(model), ["sets"], "here")
