"""A model as bytes and back: arrays in safetensors, all else in JSON, a card, and a manifest that vouches for them.

A model file may come from a stranger. Nothing in it chooses a class, a path or a pattern: it holds numbers, terms and
names, and each is checked against the others before it is used. Model and manifest are written again from what was
read and must come out the same, so that nothing in them goes unread.
"""

import hashlib
from collections.abc import Mapping

from framing.model.keeping.arrays import numbers_of, write_arrays
from framing.model.keeping.card import is_card_of, write_card
from framing.model.keeping.content import read_model, write_content
from framing.model.keeping.fields import refuse
from framing.model.keeping.layout import ARRAYS, CARD, CONTENT, MANIFEST
from framing.model.keeping.manifest import Manifest, check_files, read_manifest, write_manifest
from framing.model.keeping.probe import check_probes, make_probes
from framing.model.keeping.record import Record
from framing.model.learning.train import FrameModel


def encode(model: FrameModel, record: Record | None = None) -> dict[str, bytes]:
    """The four files of a model folder by name. The same model and record give the same bytes.

    Args:
        model: the model.
        record: what was found out about it; nothing unless given.
    """
    record = record or Record()
    name = fingerprint(model)
    files = {
        ARRAYS: write_arrays(model),
        CONTENT: write_content(model),
        CARD: write_card(model, name, record).encode("utf-8"),
    }
    return {**files, MANIFEST: write_manifest(model, name, Manifest(record, make_probes(model)), files)}


def fingerprint(model: FrameModel) -> str:
    """16 hex digits that name the model: of its numbers, terms and provenance, not of its card and figures."""
    digest = hashlib.sha256(write_content(model))
    for name, array in sorted(numbers_of(model).items()):
        digest.update(f"{name} {array.shape}".encode("ascii"))
        digest.update(array.data)
    return digest.hexdigest()[:16]


def decode(files: Mapping[str, bytes], origin: str) -> tuple[FrameModel, Record]:
    """The model in the bytes of its four files, and what was found out about it.

    Args:
        files: bytes by file name.
        origin: the folder, for messages.

    Raises:
        InputError: a file is damaged, or one file does not agree with another.
        ModelMismatch: the model is of a version that this program cannot read, or gives other probabilities here
            than where it was trained.
    """
    check_files(files, origin)
    model = read_model(files[CONTENT], files[ARRAYS], origin)
    name = fingerprint(model)
    manifest = read_manifest(model, name, files, origin)
    if not is_card_of(files[CARD], model, name, manifest.record):
        refuse(f"{origin}/{CARD}", f"it is not the card of the model and the figures in {MANIFEST}")
    check_probes(model, manifest.probes, origin)
    return model, manifest.record
