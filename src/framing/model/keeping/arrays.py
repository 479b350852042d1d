"""The numbers of a model in safetensors: which arrays there are, of which shape, between which bounds.

A new array is a line of ARRAYS. What a file announces is compared with it before anything is allocated.
"""

import struct
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from framing.model.keeping.fields import LARGEST_NUMBER, damaged, refuse
from framing.model.keeping.json_text import read_json
from framing.model.keeping.layout import CONTENT
from framing.model.learning.features import Floats
from framing.model.learning.train import FrameModel

_LONGEST_HEADER = 2**16


@dataclass(frozen=True)
class Array:
    """One array of a model: where it is, its shape as names of sizes, and what its numbers lie between."""

    name: str
    of: Callable[[FrameModel], Floats | None]  # None where the model has no such part
    shape: tuple[str, ...]
    low: float = -LARGEST_NUMBER
    high: float = LARGEST_NUMBER
    part: str = ""  # what a model may lack; where it does, the array is missing


SETS = "sets"

ARRAYS = (
    Array("words_idf", lambda model: model.features.words.idf, ("words",), low=0),
    Array("pieces_idf", lambda model: model.features.pieces.idf, ("pieces",), low=0),
    Array("coefficients", lambda model: model.coefficients, ("frames", "columns")),
    Array("intercepts", lambda model: model.intercepts, ("frames",)),
    Array("thresholds", lambda model: model.thresholds, ("frames",), low=0, high=1),
    Array("yes_from", lambda model: model.sets.yes_from if model.sets else None, ("frames",), low=0, high=1, part=SETS),
    Array("no_upto", lambda model: model.sets.no_upto if model.sets else None, ("frames",), low=0, high=1, part=SETS),
)


def numbers_of(model: FrameModel) -> dict[str, Floats]:
    """The arrays of a model by name, in float64."""
    found = ((array.name, array.of(model)) for array in ARRAYS)
    return {name: np.ascontiguousarray(numbers, dtype="<f8") for name, numbers in found if numbers is not None}


def write_arrays(model: FrameModel) -> bytes:
    """The arrays of a model as a safetensors file. The same model gives the same bytes.

    Raises:
        InputError: a number is not in its bounds: such a file could not be read back.
    """
    numbers = numbers_of(model)
    _check_bounds(numbers, "The model")
    return save(numbers)


def read_arrays(content: bytes, sizes: Mapping[str, int], parts: Collection[str], where: str) -> dict[str, Floats]:
    """The arrays in a safetensors file.

    Args:
        content: the file.
        sizes: how many words, pieces, columns and frames the rest of the model has.
        parts: which of the parts that a model may lack it has.
        where: the file's name, for messages.

    Raises:
        InputError: the file is damaged, or an array is missing, one too many, of another shape, or not in its bounds.
    """
    shapes = {a.name: [sizes[name] for name in a.shape] for a in ARRAYS if not a.part or a.part in parts}
    _check_header(_header(content, where), shapes, where)
    try:
        found = load(content)
    except (SafetensorError, ValueError) as error:
        raise damaged(where, error) from error
    _check_bounds(found, where)
    return found


def _check_bounds(found: Mapping[str, Floats], where: str) -> None:
    for array in ARRAYS:
        numbers = found.get(array.name)
        if numbers is None or not numbers.size:
            continue
        low, high = float(numbers.min()), float(numbers.max())  # NaN if any is, and without a copy
        if not -LARGEST_NUMBER <= low <= high <= LARGEST_NUMBER:
            refuse(where, f"{array.name} holds a number that is not finite or far too large")
        if low < array.low or high > array.high:
            refuse(where, f"{array.name} holds a number that is not between {array.low:g} and {array.high:g}")


def _header(content: bytes, where: str) -> dict[str, Any]:
    """What a safetensors file announces, read before anything is allocated for it."""
    length = struct.unpack("<Q", content[:8])[0] if len(content) >= 8 else 0
    if not 0 < length <= min(len(content) - 8, _LONGEST_HEADER):
        refuse(where, "its header is missing or too long")
    header = read_json(content[8 : 8 + length], where)
    if not isinstance(header, dict):
        refuse(where, "its header is not a table of arrays")
    return header


def _check_header(header: Mapping[str, Any], shapes: Mapping[str, list[int]], where: str) -> None:
    if set(header) != set(shapes):
        refuse(where, f"it must hold {', '.join(shapes)}, no more and no less")
    for name, shape in shapes.items():
        entry = header[name]
        if not isinstance(entry, dict) or entry.get("dtype") != "F64" or entry.get("shape") != shape:
            announced = f"{entry.get('dtype')} {entry.get('shape')}" if isinstance(entry, dict) else "nothing"
            refuse(where, f"{name} is announced as {ascii(announced)[1:101]}, and {CONTENT} needs F64 {shape}")
