"""Files beside a report: their names, whether they may be written, and those of an older report that go.

Nobody names these files, so nobody expects to lose one by them: what stands in their places is written over only if an
earlier report wrote it, which its first line shows, and never through a link.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    from framing.workspace import Workspace

_SENTENCES = ("sentence_id", "document_id", "source", "date")  # how the header of the sentences begins
_METHODS = "The corpus has "  # how the paragraph begins
_PICTURE = re.compile(r"(profile|differences|time-line|event)-[a-z0-9-]+\.(svg|png)")
_LOOKED_AT = 4_000  # characters of a file, to see what it is


class Beside(NamedTuple):
    """Where files stand that belong to a report.

    Attributes:
        sentences: all coded sentences.
        tables: of the findings, by name.
        charts: the folder of pictures.
        methods: the paragraph on methods.
    """

    sentences: Path
    tables: Mapping[str, Path]
    charts: Path
    methods: Path


def beside(path: Path) -> Beside:
    """The files beside the report at `path`."""

    def named(ending: str) -> Path:
        return path.with_name(f"{path.stem}-{ending}")

    folder = named("tables")
    tables = {name: folder / f"{name}.csv" for name in _keys()}
    return Beside(named("sentences.csv"), tables, named("charts"), named("methods.md"))


def check_beside(place: "Workspace", path: Path, *, methods: bool, inputs: Iterable[Path]) -> None:
    """Nothing, if the files beside the report at `path` may be written.

    Args:
        place: the project.
        path: of the report.
        methods: whether the paragraph on methods is written too.
        inputs: files that the command reads.

    Raises:
        click.UsageError: one is what `check_outputs` keeps from being written over, or is there and no report wrote
            it, or it or its folder is a link.
    """
    files = beside(path)
    outputs = {"The sentences beside the report,": files.sentences}
    outputs |= {f"The table {name} beside the report,": table for name, table in files.tables.items()}
    outputs |= {"The methods beside the report,": files.methods} if methods else {}
    check_outputs(place, outputs, inputs=inputs)
    folders = [next(iter(files.tables.values())).parent, files.charts]
    for folder in folders:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise click.UsageError(f"{folder} is no folder but a link or a file. Move it, or name another report.")
    for written in (*outputs.values(), *_pictures(files.charts)):
        if written.is_symlink() or (written.exists() and not _is_ours(written, files)):
            raise click.UsageError(
                f"{written} would be written beside the report, but no report wrote what is there. Move it, or name "
                "another report."
            )


def remove_older(path: Path, written: Iterable[Path]) -> None:
    """Removes tables and pictures of an earlier report at `path` that were not written now: they may contradict it."""
    files, kept = beside(path), set(written)
    pictures = sorted(_pictures(files.charts), key=lambda picture: picture.suffix)  # .png first: .svg shows whose it is
    for old in (files.sentences, *files.tables.values(), *pictures):
        if old not in kept and not old.is_symlink() and not old.parent.is_symlink() and _is_ours(old, files):
            with suppress(OSError):
                old.unlink()
    for folder in (next(iter(files.tables.values())).parent, files.charts):
        with suppress(OSError):  # it is not empty, or not there
            folder.rmdir()


def _keys() -> dict[str, frozenset[str]]:
    """Name of a table to the columns by which it is known; of an older version it may lack others."""
    from framing.analysis import tables

    schemas = {
        "prevalence": tables.PREVALENCE,
        "comparison": tables.COMPARISON,
        "time_line": tables.TIME_LINE,
        "changes": tables.CHANGES,
        "events": tables.EVENT_OF,
        "omissions": tables.OMISSIONS,
        "leaks": tables.LEAKS,
    }
    return {name: frozenset(schema.key) for name, schema in schemas.items()}


def _pictures(folder: Path) -> list[Path]:
    """What is there under a name that a picture of a report has."""
    return [path for path in sorted(folder.glob("*")) if _PICTURE.fullmatch(path.name)]


def _is_ours(path: Path, files: Beside) -> bool:
    """Whether a report wrote this file, by how it begins; a PNG by the SVG that was written before it."""
    if path.suffix == ".png":
        return path.is_file() and _is_ours(path.with_suffix(".svg"), files)
    begins = _beginning(path)
    if path.suffix == ".svg":
        return begins.startswith("<svg") and f'<title id="{path.stem}-title">' in begins
    if path == files.methods:
        return begins.startswith(_METHODS)
    header = next(csv.reader(begins.splitlines()), [])
    if path == files.sentences:
        return tuple(header[: len(_SENTENCES)]) == _SENTENCES
    return _keys()[path.stem] <= set(header)


def _beginning(path: Path) -> str:
    """The first characters of a file; empty if there is none that can be read."""
    if not path.is_file():  # reading a pipe would wait
        return ""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.read(_LOOKED_AT)
    except OSError:
        return ""
