"""The folder of a class: everything that a lesson in Doccano leaves on the disk, in one place that can be wiped.

A file of ours marks it. It holds the lesson, the accounts, a ledger of its own, pages, and the Doccano in a folder of
its own; nothing of it is ever in a project.
"""

import csv
import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from framing.classroom.in_doccano.pupils import Pupil
from framing.classroom.in_doccano.stored import lesson_values, read_lesson, read_number
from framing.classroom.lesson import Lesson
from framing.corpus.reading.formats import LESSON_MARKER
from framing.doccano.local.reach import Reach
from framing.errors import InputError
from framing.files import PRIVATE, replacing

MARKER = LESSON_MARKER  # an unpacked pack has it too: `framing ingest` passes over both, and what it holds tells which
KEEP_DAYS = 14
_LONGEST_DAYS = 365
_VERSION = 1
_LARGEST_ID = 2**63 - 1  # of a row of SQLite
_PUPILS = "pupils.csv"
_HEADER = ["pseudonym", "password"]
_OF_A_PROJECT = ("framing.toml", "annotations", "codebook.toml", ".git", "pyproject.toml")


@dataclass(frozen=True)
class ClassFolder:
    """A lesson folder and what its marker says.

    Attributes:
        path: the folder, absolute.
        lesson: what is labelled.
        mark: tells this class from every other one.
        made: when it was set up, ISO 8601 UTC.
        days: how long it may be kept.
        host: the address that its Doccano listens on.
        port: on which port; 0 before it was started for the first time.
        project_id: of its project in Doccano; 0 before there is one.
        closed: whether labelling is closed.
    """

    path: Path
    lesson: Lesson
    mark: str
    made: str
    days: int = KEEP_DAYS
    host: str = ""
    port: int = 0
    project_id: int = 0
    closed: bool = False

    @property
    def server(self) -> Path:
        """The instance of Doccano, with database, uploads and logs."""
        return self.path / "doccano"

    @property
    def ledger(self) -> Path:
        """What the pupils decided, as results were made of it."""
        return self.path / "ledger.jsonl"

    @property
    def slips(self) -> Path:
        """The slips, to be printed."""
        return self.path / "slips.html"

    @property
    def live(self) -> Path:
        """The page that shows how far everybody is."""
        return self.path / "live.html"

    @property
    def results(self) -> Path:
        """The page of the results."""
        return self.path / "results.html"

    @property
    def counts(self) -> Path:
        """Pooled counts."""
        return self.path / "counts.csv"

    @property
    def counted(self) -> Path:
        """The answers that the pages of results counted, so that no next one tells what one pupil chose."""
        return self.path / "counted.json"

    @property
    def address(self) -> str:
        """Where pupils log in."""
        return f"{Reach(self.host).url(self.port)}/auth"

    @property
    def pupils_file(self) -> Path:
        """Pseudonyms and passwords."""
        return self.path / _PUPILS

    def is_of(self, lesson: Lesson) -> bool:
        """Whether the class labels the sentences of this lesson, with its labels, in its language."""
        here, there = ([each.text for each in made.items] for made in (self.lesson, lesson))
        return (
            here == there
            and self.lesson.codebook.keys == lesson.codebook.keys
            and (self.lesson.language == lesson.language)
        )

    def days_left(self, now: datetime) -> int:
        """Days until it should be wiped, the begun one counted; 0 or less when it is time."""
        return math.ceil((datetime.fromisoformat(self.made) + timedelta(days=self.days) - now) / timedelta(days=1))


def settled(path: Path) -> Path:
    """The one spelling of a folder, absolute; if it is a link itself, it stays one."""
    path = path.expanduser().absolute()
    return Path(os.path.realpath(path)) if path.name == ".." else Path(os.path.realpath(path.parent)) / path.name


def check_new(path: Path) -> None:
    """Sees to it that a class can be set up there.

    Raises:
        InputError: the folder is a project or in its annotations, a link, or holds something else.
    """
    check_no_pack(path)
    if any(above.name == "annotations" and _is_project(above.parent) for above in path.parents):
        raise InputError(
            f"{path} is among the annotations of a project. Labels of pupils never stand beside those of a study: "
            "name another folder with --folder DIR."
        )
    if path.is_symlink():
        raise InputError(f"{path} is a link. Name the folder itself, so that wiping it later reaches what is in it.")
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file. Name a folder: framing lesson setup --folder DIR.")
    there = sorted(entry.name for entry in path.iterdir()) if path.exists() else []
    if any(name in there for name in _OF_A_PROJECT):
        raise InputError(
            f"{path} is a project. Labels of pupils never stand beside those of a study: name another folder with "
            "--folder DIR."
        )
    if there:
        raise InputError(
            f"{path} is not empty and is no lesson folder ({', '.join(there[:3])} ...). Name a new folder with "
            "--folder DIR."
        )


def make_folder(path: Path, lesson: Lesson, mark: str, days: int, now: datetime) -> ClassFolder:
    """A new lesson folder, for its owner only.

    Raises:
        InputError: see `check_new`; or it cannot be written.
    """
    check_new(path)
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
        (path / ".gitignore").write_text("*\n", encoding="utf-8")  # if it lies in somebody's repository
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Choose a folder that you can write: --folder DIR.") from error
    folder = ClassFolder(path, lesson, mark, now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), days)
    save(folder)
    return folder


def save(folder: ClassFolder) -> None:
    """Writes the marker."""
    values = {name: getattr(folder, name) for name in ("mark", "made", "days", "host", "port", "project_id", "closed")}
    with replacing(folder.path / MARKER, mode=PRIVATE) as file:
        json.dump({"framing_lesson": _VERSION, **values, "lesson": lesson_values(folder.lesson)}, file, indent=1)


def changed(folder: ClassFolder, **values: Any) -> ClassFolder:
    """The folder with these values changed, and all others as they stand in the marker now, written down."""
    fresh = replace(open_folder(folder.path), **values)
    save(fresh)
    return fresh


def is_lesson_folder(path: Path) -> bool:
    """Whether a class was set up there: its marker holds what `save` wrote, or is damaged and a class stands around it.

    The name of the marker tells nothing: a lesson that is unpacked from its zip has a file of that name too.
    """
    if path.is_symlink() or (path / MARKER).is_symlink() or not (path / MARKER).is_file():
        return False
    values = _marked(path)
    return "framing_lesson" in values if values is not None else _looks_like_a_class(path)


def check_no_pack(path: Path) -> None:
    """Sees to it that a folder is no lesson that was unpacked from its zip.

    Raises:
        InputError: it is one.
    """
    values = _marked(path)
    if values is not None and "framing_lesson" not in values:
        raise InputError(
            f"{path} is no class: its {MARKER} is that of an unpacked lesson (framing lesson --zip). Nothing was "
            "changed. Name another folder with --folder DIR."
        )


def _is_project(path: Path) -> bool:
    return any((path / name).exists() for name in _OF_A_PROJECT if name != "annotations")


def _marked(path: Path) -> dict[str, Any] | None:
    """What stands in the file that has the name of our marker; None if there is none or it is damaged."""
    try:
        values = json.loads((path / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _looks_like_a_class(path: Path) -> bool:
    """Whether `setup` was there: it draws the pupils before it makes anything else."""
    try:
        with (path / _PUPILS).open(encoding="utf-8", errors="replace") as file:
            return file.readline(1000).strip() == ",".join(_HEADER)
    except OSError:
        return False


def open_folder(path: Path) -> ClassFolder:
    """The class of a lesson folder.

    Raises:
        InputError: there is none, it is another user's, or its marker is damaged.
    """
    path = settled(path)
    marker = path / MARKER
    check_no_pack(path)
    if not is_lesson_folder(path):
        raise InputError(f"{path} is no lesson folder. Set a class up: framing lesson setup --folder {path}.")
    try:
        if os.name == "posix" and path.stat().st_uid != os.geteuid():
            raise InputError(f"{path} belongs to another user. Work with it as that user.")
        values = json.loads(marker.read_text(encoding="utf-8"))
        if values["framing_lesson"] != _VERSION:
            raise InputError(f"{marker} is of another version of framing. Use that one, or set the class up anew.")
        lesson = read_lesson(values["lesson"], str(marker))
        if datetime.fromisoformat(values["made"]).tzinfo is None:
            raise ValueError("made: a moment without a time zone")
        return ClassFolder(
            path=path,
            lesson=lesson,
            mark=str(values["mark"]),
            made=str(values["made"]),
            days=read_number("days", values["days"], 1, _LONGEST_DAYS),
            host=str(values["host"]),
            port=read_number("port", values["port"], 0, 65_535),
            project_id=read_number("project_id", values["project_id"], 0, _LARGEST_ID),
            closed=values["closed"] is True,
        )
    except OSError as error:
        raise InputError(f"{marker}: {error.strerror}. Make it readable for you.") from error
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(
            f"{marker} is damaged ({error}). Restore it from a copy, or wipe the folder and set the class up anew."
        ) from error


def read_pupils(folder: ClassFolder) -> list[Pupil]:
    """The accounts of the class, in the order of the slips; none before they were drawn.

    Raises:
        InputError: the file cannot be read or is not as we write it.
    """
    try:
        with folder.pupils_file.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file, strict=True) if row]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{folder.pupils_file}: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{folder.pupils_file} is no CSV in UTF-8: {error}. Restore it from a copy.") from error
    if rows[:1] != [_HEADER] or any(len(row) != 2 or not all(row) for row in rows):
        raise InputError(f"{folder.pupils_file} must have the columns {','.join(_HEADER)}. Restore it from a copy.")
    return [Pupil(*row) for row in rows[1:]]


def write_pupils(folder: ClassFolder, pupils: Sequence[Pupil]) -> None:
    """Writes down the accounts of the class, for the owner only, before they are made."""
    with replacing(folder.pupils_file, mode=PRIVATE) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([_HEADER, *([pupil.pseudonym, pupil.password] for pupil in pupils)])
