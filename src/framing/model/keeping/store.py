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
from framing.model.keeping.encoding import decode, encode, fingerprint
from framing.model.keeping.layout import FILES, MANIFEST, MOST_BYTES
from framing.model.keeping.manifest import read_sizes
from framing.model.keeping.record import PassRate, Record, make_record
from framing.model.learning.train import FrameModel

_SHOWN = 200  # characters of a path that may be no path
_NEVER_OPENED = {".joblib", ".pickle", ".pkl", ".skops"}


def save_model(
    model: FrameModel,
    folder: Path,
    evaluation: Evaluation | None = None,
    warnings: Sequence[str] = (),
    behaviour: Sequence[PassRate] = (),
) -> str:
    """The fingerprint of the model, now in `folder`: arrays.safetensors, model.json, card.md and manifest.json.

    A model that is there already is replaced when the new one is complete.

    Args:
        model: the model.
        folder: its place; it need not exist.
        evaluation: of the same gold, for manifest and card; without it they say that there is none.
        warnings: what the card must say of the labels, in this order; they do not change the fingerprint.
        behaviour: how many written test sentences it passed; without them the card says that none were tried.

    Raises:
        InputError: the folder holds something else, or cannot be written; what was there stays.
    """
    files = encode(model, make_record(evaluation, warnings, behaviour))
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
    return fingerprint(model)


def load_model(folder: Path) -> FrameModel:
    """The model in a folder that may come from a stranger; see `load_with_record`."""
    return load_with_record(folder)[0]


def load_with_record(folder: Path) -> tuple[FrameModel, Record]:
    """The model in a folder that may come from a stranger, and its figures as its card and manifest have them.

    Sizes and hashes are compared with the manifest before anything is parsed; then every number, term and name
    is checked against the others. No class, path or pattern comes from the files. What was found out about the model
    is what its trainer says: the files agree on it, and nobody has measured it again.

    Raises:
        InputError: a file is missing, damaged, too large, leads out of the folder, or does not agree with the others.
        ModelMismatch: the model is of a version that this program cannot read, or gives other probabilities here
            than where it was trained.
    """
    try:
        _check_folder(folder)
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise InputError(
            f"{str(folder)[:_SHOWN]} cannot be read: {error.strerror}. Name the folder of a model."
        ) from error
    files = {MANIFEST: _read(folder / MANIFEST, MOST_BYTES[MANIFEST])}
    for name, size in read_sizes(files[MANIFEST], str(folder)).items():
        files[name] = _read(folder / name, size)
    return decode(files, str(folder))


def _check_folder(folder: Path) -> None:
    """Refuses what is no folder with the four files of a model."""
    if folder.is_file():
        raise InputError(
            f"{folder} is a file. A model of framing is a folder with {', '.join(FILES)}; a pickle, joblib or skops "
            "file is never opened, because whoever made it decides what runs. Train a model: framing train."
        )
    if not folder.is_dir():
        raise InputError(
            f"There is no model in {folder}. Train one first: framing train, or in a notebook "
            "framing.train and framing.save_model; or name the folder of another one: --model models/starter."
        )
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        others = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _NEVER_OPENED)
        never = f" {others[0]!a} is never opened: whoever made it decides what runs." if others else ""
        raise InputError(
            f"{folder} lacks {', '.join(missing)}: it is half a model, or none.{never} "
            "Copy the whole folder again, or train it again: framing train."
        )
    place = folder.resolve()
    for name in FILES:
        if (folder / name).resolve().parent != place:
            raise InputError(f"{folder / name} is a link out of the folder. Copy the file itself into the folder.")


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
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in FILES)
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
