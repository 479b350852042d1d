"""The results of a class: what it decided in Doccano and on paper, pooled, as a page and as counts."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.classroom.answers import FILE_LIMIT, SetAside, read_answers
from framing.classroom.heatmap import HeatMap, heat_map
from framing.classroom.in_doccano.ballots import ballots, of_the_class, with_paper
from framing.classroom.in_doccano.class_project import class_codebook
from framing.classroom.in_doccano.folder import ClassFolder, read_pupils
from framing.classroom.in_doccano.shown import may_follow, read_shown, with_picture, write_shown
from framing.classroom.in_doccano.work import pull_class
from framing.classroom.lesson import Lesson
from framing.classroom.results import results_page
from framing.errors import InputError
from framing.files import PRIVATE, csv_rows, replacing


@dataclass(frozen=True)
class Outcome:
    """What the results are made of; counts of answers unless said otherwise.

    Attributes:
        heat: the counts.
        waiting: pupils whose answers are not all counted, since a picture that differs by few tells what they chose.
        screen: from Doccano.
        paper: from files.
        unconfirmed: labels without Enter, which are left out.
        contradictory: "none of these" beside another label, which counts alone.
        differ: pseudonym to on how many sentences paper says something else than Doccano, which counts.
        strangers: names in the files that stand on no slip, and are not counted.
        set_aside: what of the files could not be used.
        problems: what was changed by hand in Doccano, a line each.
    """

    heat: HeatMap
    waiting: int
    screen: int
    paper: int
    unconfirmed: int
    contradictory: int
    differ: Mapping[str, int]
    strangers: int
    set_aside: tuple[SetAside, ...]
    problems: tuple[str, ...]


def make_results(folder: ClassFolder, files: Sequence[Path], *, anew: bool = False) -> Outcome:
    """Pulls, adds what is in the files, and writes results.html and counts.csv into the class's folder.

    What they count is written beside them, for the owner only: see `framing.classroom.in_doccano.shown`.

    Args:
        folder: of the class.
        files: answers of pupils on paper, as CSV, in any order: they are read as they were saved, anew each time.
        anew: whether nobody has seen the results yet, so that any answers may be added.

    Raises:
        InputError: see `pull_class`; or a file cannot be read, or what was shown so far.
        DoccanoError: the database cannot be read.
    """
    lesson = folder.lesson
    pulled = pull_class(folder)
    own = ballots(lesson, pulled.decisions)
    read = read_answers(lesson, _by_time(files))
    paper, strangers = of_the_class(read.answers, (pupil.pseudonym for pupil in read_pupils(folder)))
    answers, differ = with_paper(own.answers, paper)
    now = answers.assign(reason="")  # which the page does not show
    shown = [] if anew else read_shown(folder.counted)
    picture = may_follow(shown, now)
    heat = heat_map(lesson, picture.answers)
    write_shown(folder.counted, with_picture(shown, picture.answers))  # first: a page must not be out without it
    with replacing(folder.results, mode=PRIVATE) as file:
        file.write(results_page(lesson, heat))
    _write_counts(folder.counts, lesson, heat)
    return Outcome(
        heat=heat,
        waiting=picture.waiting,
        screen=len(own.answers),
        paper=len(answers) - len(own.answers),
        unconfirmed=own.unconfirmed,
        contradictory=own.contradictory,
        differ=differ,
        strangers=strangers,
        set_aside=read.set_aside,
        problems=pulled.problems,
    )


def _by_time(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Name and content of each, the one that was saved first at first; of equals as they were given."""
    read = [(path.name, *_time_and_content(path)) for path in paths]
    return [(name, content) for name, _, content in sorted(read, key=lambda each: each[1])]


def _time_and_content(path: Path) -> tuple[int, bytes]:
    """When a file was saved, in ns, and as much of it as can tell that it is too large."""
    try:
        with path.open("rb") as file:
            return os.fstat(file.fileno()).st_mtime_ns, file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name a CSV file with answers: --answers FILE.") from error


def _write_counts(path: Path, lesson: Lesson, heat: HeatMap) -> None:
    """A row for each sentence: how many answered, how many chose what; empty where too few answered to show it."""
    names = {frame.key: frame.name for frame in class_codebook(lesson).frames}
    columns = ["item", "sentence", "answered", *(names[choice] for choice in lesson.choices)]
    with csv_rows(path, columns, mode=PRIVATE) as write:
        for item, counted in zip(lesson.items, heat.items, strict=True):
            cells: list[Any] = [""] * len(lesson.choices)
            if counted.counts is not None:
                cells = [counted.counts[choice] for choice in lesson.choices]
            write([str(item.number), item.text, str(counted.answered), *map(str, cells)])
