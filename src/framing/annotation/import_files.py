"""Files of labels that were made elsewhere: exports of Doccano, CSV and Excel, read within bounds.

A file may come from anybody: a small archive may unpack to anything, two of its members may have one name, a cell may
hold a novel. Names in an archive are never used as paths.
"""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from framing.annotation.imports import EVERYBODY, Labelled, choose_columns, labelled_from
from framing.corpus.reading.encodings import decoded, survey
from framing.corpus.reading.values import as_text
from framing.corpus.reading.workbook import refuse_bomb
from framing.errors import InputError, MissingExtra

_FILE_LIMIT = 512 * 1024**2  # bytes of the file
_UNPACKED_LIMIT = 1024**3  # bytes of an archive, unpacked
_MEMBERS_LIMIT = 1000
_CELL_LIMIT = 1_000_000  # characters
_ROWS_LIMIT = 2_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DELIMITERS = (",", ";", "\t", "|")
_MERGED = "all"  # Doccano's one file where annotators share labels
_SHOWN = 200


@dataclass
class ImportFile:
    """What a file says: rows, what could not be read with the reason, what was guessed or must be known."""

    name: str
    mark: str
    """The beginning of the hash of its content, by which the same file is known again under any name."""
    rows: list[Labelled] = field(default_factory=list)
    unread: list[tuple[Labelled, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_import(path: Path, columns: Mapping[str, str], annotator: str = "") -> ImportFile:
    """The rows of labels in a file: a zip, JSONL, JSON or CSV export of Doccano, another CSV, or a workbook.

    Args:
        path: the file; what it is, its content says.
        columns: our name of a column (see `imports.COLUMNS`) to that in the file; the others are guessed, and noted.
        annotator: who gave the labels, where the file does not say.

    Raises:
        InputError: the file cannot be read, is too large, or nothing in it looks like labels.
        MissingExtra: it is a workbook, and openpyxl is not installed.
    """
    try:
        if path.stat().st_size > _FILE_LIMIT:
            raise InputError(f"{path} is larger than {_FILE_LIMIT // 1024**2} MB. Split it.")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    found = ImportFile(path.name, sha256(content).hexdigest()[:8])
    reader = _Reader(found, columns, annotator)
    try:
        if content.startswith(b"PK"):
            reader.read_archive(content)
        else:
            reader.read_member(path.name, content, annotator)
    # RuntimeError: an encrypted member, an unknown compression, or JSON nested too deep.
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: {str(error)[:_SHOWN] or type(error).__name__}") from error
    if not found.rows and not found.unread:
        raise InputError(f"{path} holds no row of labels.")
    return found


@dataclass
class _Reader:
    found: ImportFile
    columns: Mapping[str, str]
    annotator: str

    def read_archive(self, content: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(content))  # reads no member further than the size it states
        members = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.filename == "xl/workbook.xml" for member in members):
            self._read_workbook(content)
            return
        if len(members) > _MEMBERS_LIMIT or sum(member.file_size for member in members) > _UNPACKED_LIMIT:
            raise ValueError("Unpacked it is larger than an export should be. Take out of it what you need.")
        seen = set[str]()
        for member in members:
            name = member.filename.replace("\\", "/").rpartition("/")[2]
            stem, _, ending = name.rpartition(".")
            if name.startswith(".") or "__MACOSX" in member.filename:
                continue
            if ending.casefold() not in ("jsonl", "json", "csv") or member.compress_type not in _METHODS:
                self._note(f"{name[:_SHOWN]} is no export of labels and was left out.")
            elif stem in seen:
                self._note(f"There is a second {name[:_SHOWN]} in the archive; only the first was read.")
            else:
                seen.add(stem)
                try:
                    self.read_member(name, archive.read(member), stem)
                except ValueError as error:  # a bad member does not cost the others
                    self._unread(name, str(error))
        if not seen:
            raise InputError(
                f"{self.found.name} holds no .jsonl, .json or .csv. Export the project from Doccano again."
            )

    def read_member(self, name: str, content: bytes, annotator: str) -> None:
        if annotator == _MERGED and not self.annotator:
            self._note(
                f"{name} holds the labels of everybody together, as Doccano exports a project whose annotators share "
                f"them: who gave which is lost, so they count as one annotator, {EVERYBODY!r}, and say nothing of "
                "agreement. Where one person labelled, say who: --annotator NAME."
            )
            annotator = EVERYBODY
        annotator = self.annotator or annotator
        stream = io.BytesIO(content)
        with decoded(stream, survey(stream), "") as text:
            start = text.read(1)
            while start.isspace():
                start = text.read(1)
            text.seek(0)
            if start in ("[", "{"):
                self._read_json(name, text.read(), annotator, lines=start == "{")
            elif start:
                self._read_csv(name, text, annotator)

    def _read_json(self, name: str, text: str, annotator: str, *, lines: bool) -> None:
        columns: dict[tuple[str, ...], dict[str, str]] = {}
        for number, record in enumerate(_json_lines(text) if lines else _json_list(text), start=1):
            where = f"{name}, {'line' if lines else 'record'} {number}"
            if not isinstance(record, dict):
                self._unread(where, record if isinstance(record, str) else "It is no JSON object.")
                continue
            keys = tuple(record)
            if keys not in columns:
                columns[keys] = self._choose(name, keys)
            self._add(record, where, columns[keys], annotator)

    def _read_csv(self, name: str, stream: io.TextIOWrapper, annotator: str) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), _CELL_LIMIT))  # of the whole process: never lowered
        head = stream.readline(_CELL_LIMIT)
        stream.seek(0)
        headers = {mark: next(csv.reader([head], delimiter=mark), []) for mark in _DELIMITERS}
        delimiter = max(_DELIMITERS, key=lambda mark: (self._finds(headers[mark]), len(headers[mark])))
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            self._read_table(
                name, ([cell.strip() for cell in row] if n == 1 else row for n, row in _counted(reader)), annotator
            )
        except csv.Error as error:
            self._unread(f"{name}, line {reader.line_num}", f"It is not well-formed ({error}); the rest was left out.")

    def _read_workbook(self, content: bytes) -> None:
        try:
            import openpyxl
        except ImportError as error:
            raise MissingExtra("Workbooks need openpyxl: pip install 'framing[excel]'.") from error
        refuse_bomb(io.BytesIO(content))
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets whatever its parts raise through
            raise ValueError(f"It is not a workbook that can be read ({type(error).__name__}).") from error
        with closing(book):
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size may be wrong
            rows = ([as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
            self._read_table(self.found.name, rows, self.annotator)
            if len(book.worksheets) > 1:
                self._note(f"Only the first sheet, {sheet.title!r}, was read.")

    def _read_table(self, name: str, rows: Iterator[list[str]], annotator: str) -> None:
        header = next(rows, [])
        columns = self._choose(name, header)
        for number, row in enumerate(rows, start=2):
            if not any(row):
                continue
            if number > _ROWS_LIMIT:
                raise ValueError(f"It has more than {_ROWS_LIMIT:,} rows. Split it.")
            where = f"{name}, row {number}"
            if len(row) > len(header) and any(row[len(header) :]):
                self._unread(where, f"It has {len(row)} cells where the header has {len(header)}.")
            else:
                self._add(dict(zip(header, row, strict=False)), where, columns, annotator)

    def _add(self, record: Mapping[str, Any], where: str, columns: Mapping[str, str], annotator: str) -> None:
        try:
            row = labelled_from(record, where, columns, annotator)
            json.dumps([row.text, row.annotator, row.labels, row.comment], ensure_ascii=False).encode()
        except UnicodeEncodeError:
            self._unread(where, "It holds half of a character. Correct it.")
        except ValueError as problem:
            self._unread(where, str(problem))
        else:
            self.found.rows.append(row if not self.annotator else replace(row, annotator=self.annotator))

    def _choose(self, name: str, header: list[str] | tuple[str, ...]) -> dict[str, str]:
        chosen = choose_columns(header, self.columns)
        guesses = ", ".join(f"{ours} from {theirs!r}" for ours, theirs in chosen.items() if ours not in self.columns)
        self._note(f"{name}: {guesses}. To have it otherwise: --column {next(iter(chosen))}=NAME and the like.")
        return chosen

    def _finds(self, header: list[str]) -> bool:
        try:
            return bool(choose_columns([cell.strip() for cell in header], self.columns))
        except ValueError:
            return False

    def _note(self, note: str) -> None:
        if note not in self.found.notes:
            self.found.notes.append(note)

    def _unread(self, where: str, reason: str) -> None:
        self.found.unread.append((Labelled(where), reason))


def _counted(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    yield from enumerate(reader, start=1)


def _json_list(text: str) -> Iterator[Any]:
    yield from json.loads(text)


def _json_lines(text: str) -> Iterator[Any]:
    """Each object; of a line that is none, the reason."""
    for line in text.split("\n"):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                yield f"It is no JSON object ({str(error)[:_SHOWN]})."
