"""A model as bytes and back: arrays in safetensors, all else in JSON, and a manifest that vouches for both.

A model file may come from a stranger. Nothing in it chooses a class, a path or a pattern: it holds
numbers, terms and names, and each is checked against the others before it is used. The manifest is
written from the model, so on the way back it must come out the same.
"""

import hashlib
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NoReturn

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.fields import (
    MOST_ENTRIES,
    read_frame,
    read_hex,
    read_integer,
    read_list,
    read_mapping,
    read_terms,
    read_text,
    refuse,
)
from framing.model.keeping.table import read_table, write_table
from framing.model.learning.embedding import load_embedding
from framing.model.learning.examples import FrameCount
from framing.model.learning.features import Features, Floats, Vocabulary
from framing.model.learning.links import read_link
from framing.model.learning.profile import find_profile
from framing.model.learning.train import FrameModel

FORMAT = "framing-model"
FORMAT_VERSION = 1
ARRAYS, CONTENT, CARD, MANIFEST = "arrays.safetensors", "model.json", "card.md", "manifest.json"
MOST_BYTES: Mapping[str, int] = {MANIFEST: 2**16, CARD: 2**20, CONTENT: 2**27, ARRAYS: 2**29}

_LARGEST_NUMBER = 1e6  # far above any learned coefficient; beyond it sums may overflow


def encode(model: FrameModel) -> dict[str, bytes]:
    """The two files that are the model: arrays and JSON. The same model gives the same bytes."""
    return {ARRAYS: save(_numbers(model)), CONTENT: _content(model)}


def fingerprint(model: FrameModel) -> str:
    """16 hex digits that name the model: of its numbers, terms and provenance, not of its card."""
    digest = hashlib.sha256(_content(model))
    for name, array in sorted(_numbers(model).items()):
        digest.update(f"{name} {array.shape}".encode("ascii"))
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def _numbers(model: FrameModel) -> dict[str, Floats]:
    arrays = {
        "words_idf": model.features.words.idf,
        "pieces_idf": model.features.pieces.idf,
        "coefficients": model.coefficients,
        "intercepts": model.intercepts,
        "thresholds": model.thresholds,
    }
    return {name: np.ascontiguousarray(array, dtype="<f8") for name, array in arrays.items()}


def _content(model: FrameModel) -> bytes:
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "frames": model.frames,
        "left_out": dict(model.left_out),
        "examples": [asdict(count) for count in model.examples],
        "sentences": model.sentences,
        "documents": model.documents,
        "made_by": dict(model.made_by),
        "codebook": {"id": model.codebook_id, "version": model.codebook_version, "fingerprint": model.codebook},
        "training_sha256": model.training_sha256,
        "seed": model.seed,
        "versions": dict(model.versions),
        "words": model.features.words.terms,
        "pieces": model.features.pieces.terms,
        "embedding": write_table(model.features.embedding),
        "profile": model.profile,
        "link": model.link,
    }
    return _json(content, indent=None)


def make_manifest(model: FrameModel, files: Mapping[str, bytes]) -> bytes:
    """The manifest of a model folder: what the model is, and size and SHA-256 of each file.

    Args:
        model: the model.
        files: what `encode` gave, and the card.
    """
    return _json(_manifest(model, files), indent=1)


def read_manifest(content: bytes, origin: str) -> dict[str, int]:
    """The size in bytes that the manifest gives each file.

    Raises:
        InputError: it is no manifest of a model, or announces a file larger than a model can be.
        ModelMismatch: it is of a version that this program cannot read.
    """
    manifest = _parse(content, f"{origin}/{MANIFEST}")
    files = manifest.get("files")
    if not isinstance(files, dict) or set(files) != {ARRAYS, CONTENT, CARD}:
        refuse(f"{origin}/{MANIFEST}", f"files must name {ARRAYS}, {CONTENT} and {CARD}, no more and no less")
    sizes = {}
    for name, entry in files.items():
        size = entry.get("bytes") if isinstance(entry, dict) else None
        sizes[name] = read_integer(size, f"{origin}/{MANIFEST}, {name}, bytes")
        if sizes[name] > MOST_BYTES[name]:
            refuse(f"{origin}/{MANIFEST}", f"{name} is said to have {size} bytes; {MOST_BYTES[name]} are allowed")
    return sizes


def decode(files: Mapping[str, bytes], origin: str) -> FrameModel:
    """The model in the bytes of its four files.

    Args:
        files: bytes by file name, manifest and card included.
        origin: the folder, for messages.

    Raises:
        InputError: a file is damaged, or one file does not agree with another.
        ModelMismatch: the model is of a version that this program cannot read.
    """
    manifest = _parse(files[MANIFEST], f"{origin}/{MANIFEST}")
    read_manifest(files[MANIFEST], origin)
    for name in (ARRAYS, CONTENT, CARD):
        announced = manifest["files"][name].get("sha256")
        if announced != hashlib.sha256(files[name]).hexdigest() or len(files[name]) != manifest["files"][name]["bytes"]:
            refuse(f"{origin}/{name}", f"it is not the file that {MANIFEST} describes")
    content = _parse(files[CONTENT], f"{origin}/{CONTENT}")
    model = _model(content, files[ARRAYS], origin)
    if not _is_canonical(model, files[CONTENT]):
        refuse(f"{origin}/{CONTENT}", "it is not written as framing writes it")
    expected = _manifest(model, {name: files[name] for name in (ARRAYS, CONTENT, CARD)})
    for name in sorted(expected.keys() | manifest.keys()):
        if manifest.get(name) != expected.get(name):
            refuse(f"{origin}/{MANIFEST}", f"{name} is not what the other files say")
    return model


def _manifest(model: FrameModel, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "fingerprint": fingerprint(model),
        "codebook": {"id": model.codebook_id, "version": model.codebook_version, "fingerprint": model.codebook},
        "training_sha256": model.training_sha256,
        "sentences": model.sentences,
        "documents": model.documents,
        "made_by": dict(model.made_by),
        "seed": model.seed,
        "versions": dict(model.versions),
        "files": {
            name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            for name in sorted(files)
        },
    }


def _is_canonical(model: FrameModel, content: bytes) -> bool:
    """Whether writing the model again gives these bytes, so that nothing in the file went unread."""
    try:
        return _content(model) == content
    except UnicodeEncodeError:  # half a character in a term
        return False


def _json(content: Mapping[str, Any], indent: int | None) -> bytes:
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators, allow_nan=False
    )
    return (text + "\n").encode("utf-8")


def _parse(content: bytes, where: str) -> dict[str, Any]:
    """The JSON object of a file in our format and version."""

    def refuse_constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number")

    try:
        value = json.loads(content.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is damaged: {error}. Get the model again, or train it again.") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        refuse(where, f"it does not begin as a {FORMAT}")
    found = value.get("format_version")
    if type(found) is not int or found != FORMAT_VERSION:
        raise ModelMismatch(
            f"{where} has format version {str(found)[:20]}, and this version of framing reads {FORMAT_VERSION}. "
            "Use the framing that wrote it, or train the model again."
        )
    return value


def _model(content: Mapping[str, Any], arrays: bytes, origin: str) -> FrameModel:
    where = f"{origin}/{CONTENT}"
    frames = tuple(read_frame(frame, where) for frame in read_list(content.get("frames"), f"{where}, frames"))
    left_out = read_mapping(content.get("left_out"), f"{where}, left_out")
    examples = tuple(_count(entry, where) for entry in read_list(content.get("examples"), f"{where}, examples"))
    if not frames or len(set(frames)) < len(frames) or len(examples) > MOST_ENTRIES:
        refuse(where, f"frames must be 1 to {MOST_ENTRIES} different ones")
    if [c.frame for c in examples if c.frame in frames] != list(frames) or sorted(c.frame for c in examples) != sorted(
        [*frames, *left_out]
    ):
        refuse(where, "examples must count each frame and each frame left out once, in the order of frames")
    words, pieces = (
        read_terms(content.get("words"), f"{where}, words"),
        read_terms(content.get("pieces"), f"{where}, pieces"),
    )
    embedding = read_table(content.get("embedding"), f"{where}, embedding")
    columns = len(words) + len(pieces) + (load_embedding(embedding).dimensions if embedding else 0)
    shapes = {
        "words_idf": (len(words),),
        "pieces_idf": (len(pieces),),
        "coefficients": (len(frames), columns),
        "intercepts": (len(frames),),
        "thresholds": (len(frames),),
    }
    numbers = _arrays(arrays, shapes, f"{origin}/{ARRAYS}")
    codebook = read_mapping(content.get("codebook"), f"{where}, codebook")
    return FrameModel(
        frames=frames,
        features=Features(
            Vocabulary(words, numbers["words_idf"]), Vocabulary(pieces, numbers["pieces_idf"]), embedding
        ),
        coefficients=numbers["coefficients"],
        intercepts=numbers["intercepts"],
        thresholds=numbers["thresholds"],
        left_out={
            read_frame(frame, where): read_text(reason, f"{where}, left_out") for frame, reason in left_out.items()
        },
        examples=examples,
        sentences=read_integer(content.get("sentences"), f"{where}, sentences"),
        documents=read_integer(content.get("documents"), f"{where}, documents"),
        made_by={
            read_text(maker, f"{where}, made_by"): read_integer(count, f"{where}, made_by")
            for maker, count in read_mapping(content.get("made_by"), f"{where}, made_by").items()
        },
        codebook_id=read_text(codebook.get("id"), f"{where}, codebook"),
        codebook_version=read_text(codebook.get("version"), f"{where}, codebook"),
        codebook=read_hex(codebook.get("fingerprint"), 16, f"{where}, codebook"),
        training_sha256=read_hex(content.get("training_sha256"), 64, f"{where}, training_sha256"),
        seed=read_integer(content.get("seed"), f"{where}, seed"),
        versions={
            read_text(name, f"{where}, versions"): read_text(version, f"{where}, versions")
            for name, version in read_mapping(content.get("versions"), f"{where}, versions").items()
        },
        profile=find_profile(read_text(content.get("profile"), f"{where}, profile")).name,
        link=read_link(read_text(content.get("link"), f"{where}, link")),
    )


def _arrays(content: bytes, shapes: Mapping[str, tuple[int, ...]], where: str) -> dict[str, Floats]:
    """The arrays of a safetensors file that holds exactly these, in float64."""
    header = _header(content, where)
    header.pop("__metadata__", None)
    if set(header) != set(shapes):
        refuse(where, f"it must hold {', '.join(shapes)}, no more and no less")
    for name, shape in shapes.items():
        entry = header[name]
        if not isinstance(entry, dict) or entry.get("dtype") != "F64" or entry.get("shape") != list(shape):
            announced = f"{entry.get('dtype')} {entry.get('shape')}" if isinstance(entry, dict) else "nothing"
            refuse(where, f"{name} is announced as {announced[:100]}, and {CONTENT} needs F64 {list(shape)}")
    try:
        arrays = load(content)
    except (SafetensorError, ValueError) as error:
        raise InputError(f"{where} is damaged: {error}. Get the model again, or train it again.") from error
    for name, array in arrays.items():
        if not np.isfinite(array).all() or (np.abs(array) > _LARGEST_NUMBER).any():
            refuse(where, f"{name} holds a number that is not finite or far too large")
    _in_range(arrays["thresholds"], 0, 1, f"{where}, thresholds")
    _in_range(np.concatenate([arrays["words_idf"], arrays["pieces_idf"]]), 0, math.inf, f"{where}, idf")
    return arrays


def _header(content: bytes, where: str) -> dict[str, Any]:
    """What a safetensors file announces, read before anything is allocated for it."""
    length = struct.unpack("<Q", content[:8])[0] if len(content) >= 8 else 0
    if not 0 < length <= min(len(content) - 8, 2**16):
        refuse(where, "its header is missing or too long")
    try:
        header = json.loads(content[8 : 8 + length].decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is damaged: {error}. Get the model again, or train it again.") from error
    if not isinstance(header, dict):
        refuse(where, "its header is not a table of arrays")
    return header


def _in_range(array: Floats, low: float, high: float, where: str) -> None:
    if ((array < low) | (array > high)).any():
        refuse(where, f"a number is not between {low} and {high}")


def _count(value: Any, where: str) -> FrameCount:
    entry = read_mapping(value, f"{where}, examples")
    if set(entry) != {"frame", "sentences", "positives", "documents"}:
        refuse(where, "examples must give frame, sentences, positives and documents")
    numbers = {
        name: read_integer(entry[name], f"{where}, examples") for name in ("sentences", "positives", "documents")
    }
    if not numbers["documents"] <= numbers["positives"] <= numbers["sentences"]:
        refuse(where, "examples must have documents <= positives <= sentences")
    return FrameCount(frame=read_frame(entry["frame"], where), **numbers)
