"""What is not a number array in a model: its terms, names, counts and provenance, as JSON."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from framing.model.caution.reference import Reference
from framing.model.caution.sets import Sets
from framing.model.keeping.arrays import SETS, read_arrays
from framing.model.keeping.fields import (
    MOST_ENTRIES,
    read_choice,
    read_frame,
    read_hex,
    read_integer,
    read_list,
    read_mapping,
    read_share,
    read_terms,
    read_text,
    refuse,
)
from framing.model.keeping.json_text import read_ours, write_json
from framing.model.keeping.layout import ARRAYS, CONTENT, FORMAT, FORMAT_VERSION
from framing.model.keeping.table import read_table, write_table
from framing.model.learning.embedding import load_embedding
from framing.model.learning.examples import FrameCount
from framing.model.learning.features import FAMILIES, PIECES, WORDS, Features, Floats, Vocabulary
from framing.model.learning.links import LINKS, read_link
from framing.model.learning.profile import PROFILES, find_profile
from framing.model.learning.train import FrameModel

_LOWEST_LEVEL = 0.5  # of a set that leaves out the true answer more often nobody could say what it promises
_LANGUAGE = re.compile(r"[a-z]{2}")


def provenance(model: FrameModel) -> dict[str, Any]:
    """What a model was made from: this stands in the model itself and in its manifest."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "sentences": model.sentences,
        "documents": model.documents,
        "made_by": dict(model.made_by),
        "codebook": {"id": model.codebook_id, "version": model.codebook_version, "fingerprint": model.codebook},
        "gold_sha256": model.gold_sha256,
        "sentences_sha256": model.sentences_sha256,
        "training_sha256": model.training_sha256,
        "seed": model.seed,
        "profile": model.profile,
        "versions": dict(model.versions),
    }


def write_content(model: FrameModel) -> bytes:
    """The model without its arrays. The same model gives the same bytes.

    Raises:
        UnicodeEncodeError: a text holds half a character.
    """
    return write_json(
        {
            **provenance(model),
            "frames": model.frames,
            "link": model.link,
            "sets": None if model.sets is None else _sets_as_json(model.frames, model.sets),
            "reference": None if model.reference is None else asdict(model.reference),
            "left_out": dict(model.left_out),
            "examples": [asdict(count) for count in model.examples],
            "words": model.features.words.terms,
            "pieces": model.features.pieces.terms,
            "embedding": write_table(model.features.embedding),
        }
    )


def read_model(content: bytes, arrays: bytes, origin: str) -> FrameModel:
    """The model in its two files.

    Args:
        content: model.json.
        arrays: arrays.safetensors.
        origin: the folder, for messages.

    Raises:
        InputError: a value is not what it must be, one does not agree with another, or something is in the file that
            is no part of a model.
        ModelMismatch: the model is of a version that this program cannot read.
    """
    where = f"{origin}/{CONTENT}"
    model = _model(read_ours(content, where), arrays, origin)
    if not _is_canonical(model, content):
        refuse(where, "it is not written as framing writes it")
    return model


def _is_canonical(model: FrameModel, content: bytes) -> bool:
    """Whether writing the model again gives these bytes, so that nothing in the file went unread."""
    try:
        return write_content(model) == content
    except UnicodeEncodeError:  # half a character in a term
        return False


def _model(content: Mapping[str, Any], arrays: bytes, origin: str) -> FrameModel:
    where = f"{origin}/{CONTENT}"
    frames = tuple(read_frame(frame, where) for frame in read_list(content.get("frames"), f"{where}, frames"))
    left_out = read_mapping(content.get("left_out"), f"{where}, left_out")
    examples = tuple(_count(entry, where) for entry in read_list(content.get("examples"), f"{where}, examples"))
    _check_frames(frames, left_out, examples, where)
    words = read_terms(content.get("words"), f"{where}, words")
    pieces = read_terms(content.get("pieces"), f"{where}, pieces")
    embedding = read_table(content.get("embedding"), f"{where}, embedding")
    columns = len(words) + len(pieces) + (load_embedding(embedding).dimensions if embedding else 0)
    sizes = {"words": len(words), "pieces": len(pieces), "columns": columns, "frames": len(frames)}
    sets = content.get("sets")
    numbers = read_arrays(arrays, sizes, () if sets is None else (SETS,), f"{origin}/{ARRAYS}")
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
        gold_sha256=read_hex(content.get("gold_sha256"), 64, f"{where}, gold_sha256"),
        sentences_sha256=read_hex(content.get("sentences_sha256"), 64, f"{where}, sentences_sha256"),
        training_sha256=read_hex(content.get("training_sha256"), 64, f"{where}, training_sha256"),
        seed=read_integer(content.get("seed"), f"{where}, seed"),
        versions={
            read_text(name, f"{where}, versions"): read_text(version, f"{where}, versions")
            for name, version in read_mapping(content.get("versions"), f"{where}, versions").items()
        },
        profile=_profile(content.get("profile"), {WORDS: words, PIECES: pieces}, embedding, where),
        link=read_link(read_choice(content.get("link"), LINKS, f"{where}, link")),
        sets=None if sets is None else _sets(sets, frames, numbers, f"{where}, sets"),
        reference=_reference(content.get("reference"), f"{where}, reference"),
    )


def _profile(value: Any, terms: Mapping[str, tuple[str, ...]], embedding: str, where: str) -> str:
    profile = find_profile(read_choice(value, [profile.name for profile in PROFILES], f"{where}, profile"))
    counted = any(terms[family] for family in FAMILIES if family not in profile.families)
    if counted or embedding not in ("", profile.embedding):
        refuse(where, f"the profile {profile.name} has terms or vectors that it does not look at")
    return profile.name


def _sets_as_json(frames: tuple[str, ...], sets: Sets) -> dict[str, Any]:
    """What is not an array in them: the level, and which frames have a set."""
    return {"level": sets.level, "frames": [frame for frame, known in zip(frames, sets.known, strict=True) if known]}


def _sets(value: Any, frames: tuple[str, ...], numbers: Mapping[str, Floats], where: str) -> Sets:
    entry = read_mapping(value, where)
    level = read_share(entry.get("level"), where)
    known = [read_frame(frame, where) for frame in read_list(entry.get("frames"), where)]
    if not _LOWEST_LEVEL <= level < 1 or known != [frame for frame in frames if frame in known]:
        refuse(
            where,
            f"the level must be {_LOWEST_LEVEL} or more and below 1, and frames be those of the model, in their order",
        )
    sets = Sets(level, numbers["yes_from"], numbers["no_upto"], np.array([frame in known for frame in frames]))
    if (sets.yes_from[~sets.known] != 0).any() or (sets.no_upto[~sets.known] != 1).any():
        refuse(where, "a frame without a set has cut-offs that rule something out")
    return sets


def _reference(value: Any, where: str) -> Reference | None:
    if value is None:
        return None
    entry = read_mapping(value, where)
    languages = tuple(read_text(code, where) for code in read_list(entry.get("languages"), where))
    if len(languages) > MOST_ENTRIES or not all(_LANGUAGE.fullmatch(code) for code in languages):
        refuse(where, "a language must be named by its code of two letters")
    return Reference(
        unknown=read_share(entry.get("unknown"), where),
        most_unknown=read_share(entry.get("most_unknown"), where),
        most_unknown_in_document=read_share(entry.get("most_unknown_in_document"), where),
        document_mean=read_share(entry.get("document_mean"), where),
        document_spread=read_share(entry.get("document_spread"), where),
        shortest=read_integer(entry.get("shortest"), where),
        longest=read_integer(entry.get("longest"), where),
        documents=read_integer(entry.get("documents"), where),
        languages=languages,
    )


def _check_frames(
    frames: tuple[str, ...], left_out: Mapping[str, Any], examples: tuple[FrameCount, ...], where: str
) -> None:
    if not 0 < len(frames) <= MOST_ENTRIES or len(set(frames)) < len(frames) or len(examples) > MOST_ENTRIES:
        refuse(where, f"frames must be 1 to {MOST_ENTRIES} different ones")
    counted = [count.frame for count in examples]
    if [frame for frame in counted if frame in frames] != list(frames) or sorted(counted) != sorted(
        [*frames, *left_out]
    ):
        refuse(where, "examples must count each frame and each frame left out once, in the order of frames")


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
