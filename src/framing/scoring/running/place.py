"""Where the output of a run may stand: not among what it reads. An edge: it looks at files."""

import os
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from framing.corpus.read import expanded
from framing.errors import InputError
from framing.scoring.running.entries import TABLES
from framing.scoring.running.manifest import PARTS, RUN

_NAME = 255  # bytes that a name may have on most file systems
_ADDED = len(".set-aside")  # to the name of a file, for what stands beside it
# What a folder will hold, by which a pattern may take it for input when the run goes on.
_ENDINGS = ("jsonl", "csv", "parquet")
_WILL_BE = (
    *(RUN, PARTS, *TABLES),
    *(f"{table}/part-00000.{ending}" for table in TABLES for ending in _ENDINGS),
)


def check_place(path: Path, inputs: Sequence[Path], *, folder: bool) -> None:
    """Nothing, if the output may stand at `path`.

    Raises:
        InputError: it is a file where a folder is to be or the other way round, has no name or one that is too long,
            or would be read as input when the run goes on.
    """
    if len(os.fsencode(path.name)) > _NAME - _ADDED:
        raise InputError(f"{path.name[:40]}... is too long for a name. Give the output a shorter one.")
    if folder and path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file, and the output is a folder. Name another.")
    if not folder and (path.is_dir() or not path.name):
        raise InputError(f"{path} is a folder, and the output is a file. Give the file a name.")
    wanted = [_absolute(path), Path(os.path.realpath(path))]
    wanted += [place / name for place in wanted for name in _WILL_BE] if folder else []
    for given in inputs:
        found = expanded(given)
        if not given.exists() and any(_matches(_absolute(given).parts, each.parts) for each in wanted):
            raise InputError(f"{path} is named like {given}, which is read: the output would become input. Rename it.")
        for each in found:
            _check_apart(path, given, each, folder=folder)


def _check_apart(path: Path, given: Path, found: Path, *, folder: bool) -> None:
    real, among = os.path.realpath(path), os.path.realpath(found)
    if real == among:
        what = "is what is read"
    elif folder and among.startswith(f"{real}{os.sep}"):
        what = f"holds {found}, which is read"
    elif real.startswith(f"{among.rstrip(os.sep)}{os.sep}") and found.is_dir():
        what = f"lies in {given}, which is read"
    else:
        return
    raise InputError(f"{path} {what}: the output would become input. Name a place outside of it.")


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  # without `..`, also in a pattern


def _matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether `glob` would find a path by a pattern, each given as the names in it."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return _matches(pattern[1:], path) or (bool(path) and _matches(pattern, path[1:]))
    return bool(path) and fnmatch(path[0], pattern[0]) and _matches(pattern[1:], path[1:])


def run_beside(path: Path) -> Path:
    """What `run.json` is to a folder, for a file of scores: `scores.csv.run.json`."""
    return path.with_name(f"{path.name}.run.json")


def set_aside_beside(path: Path) -> Path:
    """Where what was set aside stands with its reasons, beside a file of scores: `scores.set-aside.csv`."""
    return path.with_name(f"{path.stem}.set-aside{path.suffix}")
