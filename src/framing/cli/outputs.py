"""What a command may write over: nothing that the project stands on, and no other output of the same command."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from framing.workspace import Workspace

_BESIDE_LEDGER: Mapping[str, str] = {  # names of files beside the ledger, and what they are
    r"(.+\.)?gold\.jsonl?": "gold, which framing resolve makes",
    r"sample\.jsonl": "the sample: how each sentence was drawn",
    r"voices\.jsonl": "the voices that people coded",
    r"comments\.jsonl": "what annotators wrote beside sentences",
    r"assignments.*\.jsonl": "the plan of who labels what",
    r"suggestions\.jsonl": "the record of what a model proposed to annotators",
    r"pseudonyms\.csv": "who is called what outside of the project",
    r"starter\.jsonl": "the starter labels",
    r"lesson-key\.jsonl": "the key of the lesson",
    r".+\.toml": "a codebook",
}
_IN_OUT: Mapping[str, str] = {
    r"(documents|sentences|voices|duplicates|repeats|ingest|set-aside|notes)\.jsonl": "a table of framing ingest",
    r"scores\.jsonl": "the scores of framing score",
    r"import-set-aside\.jsonl": "what an import set aside",
    r"accounts\.csv": "the passwords of the accounts",
}
_OF_A_RUN = ("run.json", "parts.jsonl")
_QUEUE = {"sentence_id", "why"}
_DECISION = {"annotator", "offered", "frames"}
_LOOKED_AT = 1_000_000  # bytes of a file, to see what it is


def check_outputs(
    place: "Workspace",
    outputs: Mapping[str, Path | None],
    *,
    queues: Iterable[str] = (),
    inputs: Iterable[Path] = (),
) -> None:
    """Nothing, if a command may write these files, also where some are there already.

    Args:
        place: the project.
        outputs: option to the file that it names, None where it was not given.
        queues: the options that write a QUEUE: they may take the place of a queue and of nothing else.
        inputs: files that the command reads.

    Raises:
        click.UsageError: an output has no name, is another output or an input of the command, is a file that framing
            keeps or reads, holds decisions, or is there and no queue, where a queue is to be written.
    """
    wanted = {option: path for option, path in outputs.items() if path is not None}
    read = list(inputs)
    for option, path in wanted.items():
        if not path.name:
            raise click.UsageError(f"{option}: give the file a name.")
        what = _what_it_is(place, path)
        if what is None and any(_same(path, one) for one in read):
            what = "what the command reads"
        if what is None and option in queues and path.exists() and not _is_queue(path):
            what = "no queue"
        if what is not None:
            raise click.UsageError(f"{option} {path}: that file is {what}. Name another file.")
    for (option, path), (other, same) in combinations(wanted.items(), 2):
        if _same(path, same):
            raise click.UsageError(f"{option} and {other} would write the same file, {path}. Name another for one.")


def _what_it_is(place: "Workspace", path: Path) -> str | None:
    """What framing keeps in this file; None if it may be written over."""
    from framing.workspace import FILE_NAME

    kept = {
        place.ledger: "the ledger, which holds every decision",
        place.codebook: "the codebook",
        place.folder / FILE_NAME: "the settings of the project",
    }
    for own, what in kept.items():
        if _same(path, own):
            return what
    for folder, what in ((place.models, "a part of a model"), (place.codebooks, "a codebook that labels were made by")):
        if _real(folder) in _real(path).parents:
            return what
    for folder, names in ((place.ledger.parent, _BESIDE_LEDGER), (place.out, _IN_OUT)):
        if _real(path).parent == _real(folder):
            for name, what in names.items():
                if re.fullmatch(name, _real(path).name, re.IGNORECASE):
                    return what
    for folder in _real(path).parents[:2]:
        if all((folder / name).is_file() for name in _OF_A_RUN):
            return "a part of a run of framing score"
    if isinstance(first := _first_row(path), dict) and first.keys() >= _DECISION:
        return "a ledger"
    return None


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _same(path: Path, other: Path) -> bool:
    """Whether both name one file, whatever links and capitals say."""
    return _real(path) == _real(other) or (path.exists() and other.exists() and path.samefile(other))


def _is_queue(path: Path) -> bool:
    """Whether the file is a QUEUE as framing writes one; an empty one has no row."""
    first = _first_row(path)
    if isinstance(first, dict):
        return first.keys() == _QUEUE
    return first == "" or (path.suffix.lower() == ".csv" and first == "sentence_id,why")


def _first_row(path: Path) -> Any:
    """The first line of a file, as what it is in JSON, else as text; None if there is no such file."""
    if not path.is_file():  # reading a pipe would wait
        return None
    try:
        with path.open("rb") as file:
            line = file.readline(_LOOKED_AT).decode("utf-8-sig", errors="replace").strip()
    except OSError:
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line
