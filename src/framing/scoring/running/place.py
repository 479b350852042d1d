"""Where the output of a run may stand: not among what it reads. An edge: it looks at files."""

import os
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from framing.errors import InputError


def check_place(path: Path, inputs: Sequence[Path], *, folder: bool) -> None:
    """Nothing, if the output may stand at `path`.

    Raises:
        InputError: it is a file where a folder is to be or the other way round, has no name, or would be read as input
            when the run goes on.
    """
    if folder and path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file, and the output is a folder. Name another.")
    if not folder and (path.is_dir() or not path.name):
        raise InputError(f"{path} is a folder, and the output is a file. Give the file a name.")
    real = os.path.realpath(path)
    for given in inputs:
        among = os.path.realpath(given)
        if real == among or (given.is_dir() and Path(among) in Path(real).parents):
            what = "is what is read" if real == among else f"lies in {given}, which is read"
            raise InputError(f"{path} {what}: the output would become input. Name a place outside of it.")
        if not given.exists() and fnmatch(str(path), str(given)):
            raise InputError(f"{path} is named like {given}, which is read: the output would become input. Rename it.")


def set_aside_beside(path: Path) -> Path:
    """Where what was set aside stands with its reasons, beside a file of scores: `scores.set-aside.csv`."""
    return path.with_name(f"{path.stem}.set-aside{path.suffix}")
