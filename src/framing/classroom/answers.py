"""Answers of pupils as CSV: what label.html saves, people type from paper, and a spreadsheet makes of both. Pure.

templates/answers.js reads and writes the same, by the same rules; tests compare the two.

A file is UTF-8 (with or without a byte order mark), UTF-16 with a mark, or else cp1251; cells are parted by commas,
semicolons or tabs; columns stand in any order; blank lines count as rows, as a spreadsheet numbers them, and are passed
over. What cannot be used is set aside with its reason, and the rest is read.

One pupil counts once. In a file the first answer to a sentence counts, and a later one that differs is set aside. Of
several files with one pseudonym the one with the most sentences answered counts, of equals the one read last: a pupil
saved twice, so files are read in the order in which they were saved. Whether two pupils had one slip instead no program
can know: the file that does not count is named.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from framing.cells import spreadsheet_safe
from framing.classroom.lesson import NONE, Lesson
from framing.languages.words import Words
from framing.tables import Schema

HEADER = ("lesson", "pupil", "item", "labels", "reason")
NEEDED = HEADER[:4]
FILE_LIMIT = 5_000_000  # bytes
ROW_LIMIT = 10_000
PUPIL_LIMIT = 40  # characters of a pseudonym
REASON_LIMIT = 1_000  # characters; a longer reason is cut
SHOWN = 40  # characters of what is wrong

ANSWERS = Schema(
    "answers",
    {
        "pupil": "text",  # a pseudonym
        "item": "integer",  # the number of a sentence in the lesson; no row: the pupil did not answer it
        "labels": "text",  # keys of what was chosen, at least one, in the order of Lesson.choices, joined by a blank
        "reason": "text",  # the pupil's own words; may be empty
    },
    key=("pupil", "item"),
)

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .xls begin
_BLANK = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"  # not what each language calls a blank: the two readers must agree
_BLANKS = re.compile(f"[{_BLANK}]+")
_BETWEEN_LABELS = re.compile(f"[{_BLANK},;|+]+")
_NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]0+)?")  # a spreadsheet may write 3 as 3.0
_SEPARATOR = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # what Excel may write above a table
_ESCAPED = re.compile(r"\A'(?=[\t ]*[=+\-@\uff1d\uff0b\uff0d\uff20])")  # how `spreadsheet_safe` begins
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class SetAside:
    """What was not used of a file: its row as a spreadsheet numbers it, 0 for all of it, why, and what was wrong."""

    file: str
    row: int
    code: str
    value: str = ""

    def reason(self, words: Words) -> str:
        """Why, in the language of the pages."""
        return words(f"results.aside_{self.code}", value=self.value, header=", ".join(HEADER))


@dataclass(frozen=True)
class FoundAnswers:
    """ANSWERS, and what of the files was set aside."""

    answers: pd.DataFrame
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True)
class _Answer:
    labels: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class _Sheet:
    """What one pupil answered in one file: sentence to answer."""

    file: str
    pupil: str
    answers: Mapping[int, _Answer]


def read_answers(lesson: Lesson, files: Iterable[tuple[str, bytes]]) -> FoundAnswers:
    """The answers in some files, of which each may hold several pupils; see the module for the rules.

    Args:
        lesson: which lesson they must be of.
        files: name and content of each, the one that was saved first at first.
    """
    aside: list[SetAside] = []
    counted: dict[str, _Sheet] = {}
    for name, content in files:
        for key, sheet in _sheets(lesson, name, content, aside.append).items():
            counted[key] = _one_of(counted[key], sheet, aside.append) if key in counted else sheet
    rows = [
        {"pupil": sheet.pupil, "item": item, "labels": " ".join(answer.labels), "reason": answer.reason}
        for _, sheet in sorted(counted.items())
        for item, answer in sorted(sheet.answers.items())
    ]
    return FoundAnswers(ANSWERS.table(rows), tuple(aside))


def write_answers(lesson: Lesson, answers: pd.DataFrame) -> bytes:
    """A CSV of ANSWERS that a spreadsheet opens as it is: UTF-8 with a byte order mark, a row for each sentence.

    A sentence that a pupil did not answer has no labels.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for pupil, given in answers.groupby("pupil"):
        by_item = {row.item: row for row in given.itertuples()}
        for item in lesson.items:
            row = by_item.get(item.number)
            cells = (row.labels, spreadsheet_safe(_trimmed(str(row.reason)))) if row else ("", "")
            writer.writerow([lesson.fingerprint, spreadsheet_safe(pupil), item.number, *cells])
    return _MARKS[0][0] + text.getvalue().encode("utf-8")


def _one_of(before: _Sheet, now: _Sheet, say: Callable[[SetAside], None]) -> _Sheet:
    """Which of two files counts for a pupil who is in both."""
    if before.answers == now.answers:
        say(SetAside(now.file, 0, "same", now.pupil))
        return before
    counts, other = (before, now) if len(before.answers) > len(now.answers) else (now, before)
    say(SetAside(other.file, 0, "again", other.pupil))
    return counts


def _sheets(lesson: Lesson, name: str, content: bytes, say: Callable[[SetAside], None]) -> dict[str, _Sheet]:
    """Pupil to what this file says of the pupil; a pupil with no answer to any sentence is left out."""
    aside: list[SetAside] = []
    try:
        rows = list(_rows(name, content, aside.append))
    except _UnusableError as error:
        say(SetAside(name, 0, error.code, error.value))
        return {}
    names, answers, ours = dict[str, str](), dict[str, dict[int, _Answer]](), 0
    for number, cells in rows:
        if cells["lesson"].lower() != lesson.fingerprint:
            aside.append(SetAside(name, number, "other_lesson", cells["lesson"][:SHOWN]))
            continue
        ours += 1
        try:
            key, item, answer = _answer(lesson, cells)
            names.setdefault(key, cells["pupil"])
            if answer.labels and answers.setdefault(key, {}).setdefault(item, answer) != answer:
                raise _UnusableError("twice", f"{cells['pupil']}, {item}")
        except _UnusableError as error:
            aside.append(SetAside(name, number, error.code, error.value))
    if not rows and not aside:
        aside = [SetAside(name, 0, "empty")]
    if rows and not ours:
        aside = [SetAside(name, 0, "other_lesson", aside[-1].value)]
    for each in aside:
        say(each)
    return {key: _Sheet(name, names[key], given) for key, given in answers.items()}


class _UnusableError(Exception):
    """A file or a row cannot be used: the code of the reason, and what is wrong."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value[:SHOWN]


def _answer(lesson: Lesson, cells: Mapping[str, str]) -> tuple[str, int, _Answer]:
    """Pupil, sentence and answer of a row.

    Raises:
        _UnusableError: the row has none.
    """
    pupil = cells["pupil"]
    if not pupil or len(pupil) > PUPIL_LIMIT or _CONTROL.search(pupil):
        raise _UnusableError("pupil", pupil)
    number = _NUMBER.fullmatch(cells["item"])
    if not number or int(number[1]) not in {item.number for item in lesson.items}:
        raise _UnusableError("item", cells["item"])
    chosen = [label for label in _BETWEEN_LABELS.split(cells["labels"].lower()) if label]
    if strangers := [label for label in chosen if label not in lesson.choices]:
        raise _UnusableError("label", strangers[0])
    labels = tuple(choice for choice in lesson.choices if choice in chosen)
    if NONE in labels and len(labels) > 1:
        raise _UnusableError("none_and_more", cells["labels"])
    return pupil.lower(), int(number[1]), _Answer(labels, cells["reason"][:REASON_LIMIT])


def _rows(name: str, content: bytes, say: Callable[[SetAside], None]) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each row that is not blank.

    Raises:
        _UnusableError: the file is no such table.
    """
    text = _decoded(content)
    above = _SEPARATOR.match(text)
    mark = above[1] if above else _delimiter(text)
    places: dict[str, int] | None = None
    count = 0
    for number, row in _parsed(text[above.end() if above else 0 :], mark, name, say):
        if not any(row):
            continue
        if places is None:
            places = _places(row)
            continue
        count += 1
        if count > ROW_LIMIT:
            raise _UnusableError("rows")
        cells = {column: row[at] if at < len(row) else "" for column, at in places.items()}
        yield number + bool(above), cells | {"reason": _trimmed(_ESCAPED.sub("", cells.get("reason", ""), count=1))}
    if places is None:
        raise _UnusableError("empty")


def _parsed(text: str, mark: str, name: str, say: Callable[[SetAside], None]) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers; ends, and says so, where a quotation mark is not closed."""
    # The limit belongs to the whole process: it is raised and never lowered under another reader.
    csv.field_size_limit(max(csv.field_size_limit(), FILE_LIMIT))
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), 1):
            # A file with commas that was opened where Excel expects semicolons: each row is one cell.
            whole = _first_row(row[0], mark) if len(row) == 1 and mark in row[0] else row
            yield number, [_trimmed(cell) for cell in whole]
    except csv.Error:
        say(SetAside(name, number + 1, "quotes"))


def _trimmed(cell: str) -> str:
    return _BLANKS.sub(" ", cell).strip(" ")


def _first_row(text: str, mark: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])


def _decoded(content: bytes) -> str:
    """The letters of a file.

    Raises:
        _UnusableError: it is too large or no text.
    """
    if len(content) > FILE_LIMIT:
        raise _UnusableError("too_large")
    if content.startswith(_WORKBOOKS):
        raise _UnusableError("workbook")
    for mark, codec in _MARKS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(codec, "replace")
            break
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1251", "replace")
    if "\0" in text:
        raise _UnusableError("binary")
    return text


def _delimiter(text: str) -> str:
    """The one under which the first line that is not blank has most of our columns; of equals the first."""
    line = next((line for line in re.split("[\r\n]", text) if line.strip(_BLANK)), "")
    return max(",;\t", key=lambda mark: len(set(map(_column, line.split(mark))) & set(HEADER)))


def _column(cell: str) -> str:
    return cell.strip(_BLANK).strip('"').strip(_BLANK).lower()


def _places(row: Sequence[str]) -> dict[str, int]:
    """Column to its place; of two with one name the first.

    Raises:
        _UnusableError: one is missing.
    """
    names = [_column(cell) for cell in row]
    if missing := [column for column in NEEDED if column not in names]:
        raise _UnusableError("columns", ", ".join(missing))
    return {column: names.index(column) for column in HEADER if column in names}
