"""The manifest of a model folder: what the model is, what was found out about it, and what each file must be."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from framing.model.keeping.content import provenance
from framing.model.keeping.fields import read_integer, refuse
from framing.model.keeping.json_text import read_json, read_ours, write_json
from framing.model.keeping.layout import ARRAYS, CARD, CONTENT, MANIFEST, MOST_BYTES
from framing.model.keeping.probe import Probe, read_probes
from framing.model.keeping.record import Record, read_record, record_as_json
from framing.model.learning.train import FrameModel

_VOUCHED = (ARRAYS, CONTENT, CARD)


@dataclass(frozen=True)
class Manifest:
    """What a manifest adds to the other files."""

    record: Record
    probes: tuple[Probe, ...]


def write_manifest(model: FrameModel, fingerprint: str, manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    """The manifest as JSON for people to read. The same model, record and files give the same bytes.

    Args:
        model: the model.
        fingerprint: its name.
        manifest: what is not in the model.
        files: the other three, by name; their sizes and SHA-256 are in the manifest.
    """
    return write_json(_fields(model, fingerprint, manifest, files), indent=1)


def read_sizes(content: bytes, origin: str) -> dict[str, int]:
    """The size in bytes that the manifest gives each other file.

    Raises:
        InputError: it is no manifest of a model, or announces a file larger than a model can be.
        ModelMismatch: it is of a version that this program cannot read.
    """
    where = f"{origin}/{MANIFEST}"
    files = read_ours(content, where).get("files")
    if not isinstance(files, dict) or set(files) != set(_VOUCHED):
        refuse(where, f"files must name {ARRAYS}, {CONTENT} and {CARD}, no more and no less")
    sizes = {}
    for name, entry in files.items():
        size = entry.get("bytes") if isinstance(entry, dict) else None
        sizes[name] = read_integer(size, f"{where}, {name}, bytes")
        if sizes[name] > MOST_BYTES[name]:
            refuse(where, f"{name} is said to have {size} bytes; {MOST_BYTES[name]} are allowed")
    return sizes


def check_files(files: Mapping[str, bytes], origin: str) -> None:
    """Nothing, if each file is the one that the manifest describes. Only the manifest is parsed for this.

    Raises:
        InputError: one is not.
        ModelMismatch: see `read_sizes`.
    """
    sizes = read_sizes(files[MANIFEST], origin)
    announced = read_ours(files[MANIFEST], f"{origin}/{MANIFEST}")["files"]
    for name in _VOUCHED:
        if len(files[name]) != sizes[name] or announced[name].get("sha256") != _sha256(files[name]):
            refuse(f"{origin}/{name}", f"it is not the file that {MANIFEST} describes")


def read_manifest(model: FrameModel, fingerprint: str, files: Mapping[str, bytes], origin: str) -> Manifest:
    """What the manifest adds to the model that was read from the other files.

    Raises:
        InputError: it says something else of the model than the other files, or is not written as framing writes it.
        ModelMismatch: see `read_sizes`.
    """
    where = f"{origin}/{MANIFEST}"
    found = read_ours(files[MANIFEST], where)
    manifest = Manifest(
        read_record(found, where), read_probes(found.get("probes"), len(model.frames), f"{where}, probes")
    )
    written = write_manifest(model, fingerprint, manifest, files)
    expected = read_json(written, where)
    for name in sorted(expected.keys() | found.keys()):
        if found.get(name) != expected.get(name) or name not in expected:
            refuse(where, f"{ascii(name)[1:-1][:60]} is not what the other files say")
    figures = manifest.record.figures
    if figures is not None and [row["frame"] for row in figures.frames] != [count.frame for count in model.examples]:
        refuse(where, "figures are not of the frames of the model's codebook")
    if written != files[MANIFEST]:
        refuse(where, "it is not written as framing writes it")
    return manifest


def _fields(model: FrameModel, fingerprint: str, manifest: Manifest, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        **provenance(model),
        **record_as_json(manifest.record),
        "probes": [asdict(probe) for probe in manifest.probes],
        "fingerprint": fingerprint,
        "files": {name: {"bytes": len(files[name]), "sha256": _sha256(files[name])} for name in _VOUCHED},
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
