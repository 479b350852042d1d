"""A class wiped: the whole of it, or one pupil. Afterwards every file that is left is searched for the pseudonyms."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from framing.annotation.decisions import Decision
from framing.annotation.ledger import append_decisions, read_ledger
from framing.classroom.in_doccano.folder import (
    MARKER,
    ClassFolder,
    check_no_pack,
    is_lesson_folder,
    read_pupils,
    settled,
    write_pupils,
)
from framing.classroom.in_doccano.setup import OUR_SITE, Site, write_slips
from framing.classroom.in_doccano.shown import forget_shown
from framing.doccano.local import server
from framing.doccano.local.forget import forget_accounts
from framing.doccano.local.instance import USERNAME
from framing.errors import InputError

Say = Callable[[str], None]

_PIECE = 1 << 20  # bytes that are searched at once
# What a class has in its folder, and what it is called when it is gone. Anything else is somebody's own.
_PARTS = {
    "doccano": "the class's Doccano: accounts, labels, database and its logs, uploads, backups, server logs, secrets",
    "slips.html": "slips",
    "ledger.jsonl": "the ledger of the class",
    "ledger.jsonl.torn": "what a crash left of the ledger",
    "live.html": "the page of progress",
    "results.html": "the results",
    "counts.csv": "the pooled counts",
    "counted.json": "the answers that the results counted",
    ".gitignore": "what kept the class out of a repository",
    "pupils.csv": "pseudonyms and passwords",  # late, so that a wipe that was broken off knows what to search for
    MARKER: "the lesson",
}


@dataclass(frozen=True)
class Wiped:
    """What was removed, a line each, and what is left.

    Attributes:
        removed: what, in words.
        left: files of the folder that are not of the class, and were left alone.
        found_in: files in which a pseudonym still stands.
    """

    removed: tuple[str, ...]
    left: tuple[Path, ...]
    found_in: tuple[Path, ...]


def check_wipeable(path: Path) -> Path:
    """The folder, absolute.

    Raises:
        InputError: it is no lesson folder of ours, or a link; or the Doccano in it is one.
    """
    path = settled(path)
    check_no_pack(path)
    if not is_lesson_folder(path):
        raise InputError(
            f"{path} is no lesson folder: it has no file {MARKER} that framing lesson setup wrote. Nothing was removed."
        )
    if (path / "doccano").is_symlink():
        raise InputError(
            f"{path / 'doccano'} is a link: what pupils did is elsewhere, in {os.path.realpath(path / 'doccano')}. "
            "Nothing was removed. Put that folder in the place of the link if it is of this class, else remove the "
            "link; then wipe again."
        )
    return path


def strangers(path: Path) -> list[Path]:
    """What lies in the folder and is not of the class."""
    return sorted(entry for entry in path.iterdir() if not _is_part(entry))


def wipe_class(path: Path, say: Say) -> Wiped:
    """Stops the class's Doccano and removes everything of the class; the folder too, if nothing else is in it.

    Only the very process that `setup` started is ended. A link in the place of a file is removed and never followed.
    The marker goes last, so that a wipe that was broken off can be repeated.

    Raises:
        InputError: see `check_wipeable`; or a file cannot be removed.
    """
    path = check_wipeable(path)
    names = _pseudonyms_in(path)
    removed = []
    if server.down(path / "doccano"):
        say("The class's Doccano is stopped.")
        removed.append("the running Doccano of the class, stopped")
    left = strangers(path)
    for name in _PARTS:
        for entry in _entries(path, name):
            _remove(entry)
            removed.append(f"{_PARTS[name]} ({entry.name})")
    if not left:
        path.rmdir()
        removed.append(f"the folder {path}")
    return Wiped(tuple(removed), tuple(left), tuple(files_with(names, left)))


def wipe_pupil(folder: ClassFolder, pseudonym: str, say: Say, site: Site = OUR_SITE) -> Wiped:
    """Removes one pupil: account, labels, decisions in the ledger, slip. The class may be at work meanwhile.

    Pages with results are removed too, because they count the pupil. New ones would tell what the pupil chose to who
    has seen the old ones: `make_results` does not make them unasked.

    Raises:
        InputError: there is no such pupil, or the ledger is damaged; then nothing was removed.
        DoccanoError: the database did not take it; then nothing else was removed.
    """
    pupils = read_pupils(folder)
    rest = [pupil for pupil in pupils if pupil.pseudonym != pseudonym]
    ledger = read_ledger(folder.ledger)
    kept = [decision for decision in ledger if decision.annotator != pseudonym]
    was_shown = folder.counted.is_file() and _holds(folder.counted, [json.dumps(pseudonym).lower().encode()])
    known = len(rest) < len(pupils) or len(kept) < len(ledger) or was_shown
    if not known or pseudonym == USERNAME:  # other accounts of that Doccano are the teacher's
        raise InputError(
            f"There is no pupil {pseudonym[:60]!r} in this class. Names stand on the slips. Nothing was removed."
        )
    deleted = forget_accounts(
        folder.server, [pseudonym], say=say, settings_module=site.settings_module, extra_path=site.extra_path
    )
    server.throw_away_exports(folder.server)
    removed = ["the account in Doccano, with its labels"] if deleted else []
    if len(kept) < len(ledger):
        _rewrite(folder.ledger, kept)
        removed.append(f"{len(ledger) - len(kept)} lines of the ledger")
    removed += _without_pages(folder, was_shown, say)
    if len(rest) < len(pupils):
        write_slips(folder, rest)
        write_pupils(folder, rest)  # last, so that a wipe that was broken off can be repeated
        removed.append("the slip and the password")
    return Wiped(tuple(removed), (), tuple(files_with([pseudonym], [folder.path])))


def _without_pages(folder: ClassFolder, was_shown: bool, say: Say) -> list[str]:
    """What was removed of all that counted a pupil."""
    removed = []
    if was_shown:
        forget_shown(folder.counted)
        removed.append(f"what {folder.counted.name} held: the answers of all whom results showed")
        say("Who saw the last results can tell from new ones what this pupil chose: do not show new ones.")
    torn = folder.ledger.with_name("ledger.jsonl.torn")
    for page in (folder.live, folder.results, folder.counts, torn):
        if page.exists():
            page.unlink()
            removed.append(f"{page.name}, which counted the pupil")
    return removed


def files_with(names: Sequence[str], places: Iterable[Path]) -> list[Path]:
    """The files, and those below the folders, that hold one of the names as text. Links are not followed.

    Capitals make no difference. A text is looked for in all in which a spreadsheet saves a CSV: names are ASCII, and so
    the same in UTF-8 and cp1251, with a zero between two letters in UTF-16. What is packed, as a workbook is, is not
    unpacked.
    """
    plain = [name.lower().encode("utf-8") for name in names]
    wanted = [*plain, *(name.lower().encode("utf-16-le")[:-1] for name in names)]
    return [path for path in _files(places) if wanted and _holds(path, wanted)]


def _rewrite(ledger: Path, kept: Sequence[Decision]) -> None:
    """A ledger is only ever added to, except here: somebody asked for deletion."""
    fresh = ledger.with_name(f".{ledger.name}.wiped.part")
    fresh.unlink(missing_ok=True)
    append_decisions(fresh, kept)
    if kept:
        fresh.replace(ledger)
    else:
        ledger.unlink()


def _holds(path: Path, wanted: Sequence[bytes]) -> bool:
    overlap = max(map(len, wanted)) - 1
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            searched = before + piece.lower()
            if any(name in searched for name in wanted):
                return True
            before = searched[-overlap:] if overlap else b""
    return False


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_symlink():
            continue
        if place.is_dir():
            yield from _files(sorted(place.iterdir()))
        elif place.is_file():
            yield place


def _pseudonyms_in(path: Path) -> list[str]:
    """Of the class, for the search afterwards; none if the file is damaged, which must not stop a wipe."""
    try:
        lines = (path / "pupils.csv").read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    except OSError:
        return []
    return [name for line in lines if (name := line.partition(",")[0].strip())]


def _is_part(entry: Path) -> bool:
    return any(entry == found for name in _PARTS for found in _entries(entry.parent, name))


def _entries(path: Path, name: str) -> list[Path]:
    """The part of the class, and what a write that was killed left of it; a link in its place too."""
    beside = [entry for entry in path.glob(f".{name}.*.part") if entry.is_file()]
    return [path / name, *beside] if os.path.lexists(path / name) else beside


def _remove(entry: Path) -> None:
    try:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    except OSError as error:
        raise InputError(
            f"{error.filename or entry}: {error.strerror}. Not everything was removed: make it removable, and wipe "
            "again."
        ) from error
