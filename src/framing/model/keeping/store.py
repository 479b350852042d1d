"""A model folder: written whole or not at all, and read with suspicion.

The folder is built beside its place and renamed, so that a full disk or an interruption never leaves
half a model where a whole one stood. No clock and no path go into the files: the same training gives
the same bytes.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from framing.errors import InputError
from framing.model.evaluation.evaluate import Evaluation
from framing.model.keeping.card import write_card
from framing.model.keeping.encoding import (
    ARRAYS,
    CARD,
    CONTENT,
    MANIFEST,
    MOST_BYTES,
    decode,
    encode,
    fingerprint,
    make_manifest,
    read_manifest,
)
from framing.model.learning.train import FrameModel

_FILES = (ARRAYS, CONTENT, CARD, MANIFEST)


def save_model(
    model: FrameModel, folder: Path, evaluation: Evaluation | None = None, warnings: Sequence[str] = ()
) -> str:
    """The fingerprint of the model, now in `folder`: arrays.safetensors, model.json, card.md and manifest.json.

    A model that is there already is replaced when the new one is complete.

    Args:
        model: the model.
        folder: its place; it need not exist.
        evaluation: of the same gold, for the card; without it the card says that there is none.
        warnings: what the card must say of the labels, in this order; they do not change the fingerprint.

    Raises:
        InputError: the folder holds something else, or cannot be written; what was there stays.
    """
    files = encode(model)
    name = fingerprint(model)
    files[CARD] = write_card(model, name, evaluation, warnings).encode("utf-8")
    files[MANIFEST] = make_manifest(model, files)
    decode(files, str(folder))  # a model that cannot be read back must not take the place of one that can
    folder = folder.absolute()  # so that "." has a name to put a neighbour beside
    _check_place(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _write_folder(folder, files)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written: {error.strerror or error}. What was there is unchanged. "
            "Make room, or choose another folder."
        ) from error
    return name


def load_model(folder: Path) -> FrameModel:
    """The model in a folder that may come from a stranger.

    Sizes and hashes are compared with the manifest before anything is parsed; then every number, term and name
    is checked against the others. No class, path or pattern comes from the files.

    Raises:
        InputError: a file is missing, damaged, too large, or does not agree with the others.
        ModelMismatch: the model is of a version that this program cannot read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder. Train a model, framing train, or name the folder of one.")
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"{folder} lacks {', '.join(missing)}: it is half a model, or none. "
            "Copy the whole folder again, or train it again: framing train."
        )
    files = {MANIFEST: _read(folder / MANIFEST, MOST_BYTES[MANIFEST])}
    for name, size in read_manifest(files[MANIFEST], str(folder)).items():
        files[name] = _read(folder / name, size)
    return decode(files, str(folder))


def _read(path: Path, most: int) -> bytes:
    """At most `most` bytes of a file."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Make it readable, or train the model again.") from error
    if len(content) > most:
        raise InputError(
            f"{path} is larger than the {most} bytes it should have. Get the model again, or train it again."
        )
    return content


def _check_place(folder: Path) -> None:
    """Refuses a place whose content we would destroy."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(f"{folder} is not a folder of its own. Name a new folder for the model.")
    if not folder.is_dir():
        return
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in _FILES)
    if foreign:
        raise InputError(
            f"{folder} holds {foreign[0]!r}, which is no part of a model and would be lost. "
            "Name a new folder for the model."
        )


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    try:
        for name, content in files.items():
            with (beside / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        beside.chmod(0o755)
        _exchange(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _exchange(new: Path, folder: Path) -> None:
    """Puts `new` in the place of `folder`; on failure the old one goes back."""
    old = new.with_suffix(".old")
    try:
        with suppress(FileNotFoundError):
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        with suppress(OSError):  # there is no old one, or it never left
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
