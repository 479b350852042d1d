"""Texts in, tables of sentences and voices out: three passes over the documents, one in memory at a time.

An edge. The first pass reads the sources and notes a signature of each text; then copies are known.
The second counts the lines that articles of one outlet share, copies left out. The third splits. All
tables are written in a folder beside and take their places together at the end: what an earlier
ingest wrote stays until this one is done.
"""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from framing.corpus.clean import line_key
from framing.corpus.copies.duplicate_index import Copy, DuplicateIndex
from framing.corpus.copies.line_index import LineIndex
from framing.corpus.copies.repeats import DOCUMENTS as FEWEST
from framing.corpus.copies.repeats import furniture
from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.read import Opened, SameIds, read_documents
from framing.corpus.rules import Rules
from framing.corpus.sentences import Sentence, split_document
from framing.corpus.splitting.lines import read_lines
from framing.corpus.voice import Voice
from framing.errors import InputError
from framing.files import csv_rows
from framing.tables import BY_RULES, CODED_KINDS, DOCUMENTS

TABLES = ("documents", "sentences", "voices", "duplicates", "repeats", "ingest", "set-aside", "notes")
_SHOWN_FIELDS = ("document_id", "title", "source", "author", "date", "language", "path")
_SHEET = (
    *("document_id", "title", "source", "author", "date", "language", "copy_of", "position", "kind", "text"),
    *("voice", "speech", "speaker", "rule", "confidence", "sentence_id"),
)
_WORK = ".ingest-"  # the folder of an ingest while it runs
_FIRST = 20  # of what was set aside, and of notes, that are kept to be shown
_encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder for each row

Progress = Callable[[str, int], None]  # what is being done, and how many documents are done


@dataclass(frozen=True)
class Source:
    """Where texts are and how to read them; see `framing.corpus.read.read_documents`."""

    paths: Sequence[Path]
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    input_format: str | None = None
    day_first: bool | None = None
    same_ids: SameIds = "refuse"
    page_processes: int = 1

    @contextmanager
    def reading(
        self, index: Path | None = None, opened: Opened | None = None
    ) -> Iterator[Iterator[Document | SetAside | Note]]:
        """The documents, with what was set aside and noted among them; files are closed when the block ends."""
        found = read_documents(
            self.paths,
            self.columns,
            encoding=self.encoding,
            input_format=self.input_format,
            day_first=self.day_first,
            index=index,
            same_ids=self.same_ids,
            opened=opened,
            page_processes=self.page_processes,
        )
        try:
            yield found
        finally:
            if isinstance(found, Generator):
                found.close()


@dataclass
class Ingested:
    """What an ingest found, in counts; the tables are in files, since there may be millions of rows.

    `first_set_aside` and `first_notes` are the first 20 of each, to be shown.
    """

    folder: Path
    documents: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    voices: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)
    repeated_lines: int = 0
    set_aside: int = 0
    notes: int = 0
    first_set_aside: list[SetAside] = field(default_factory=list)
    first_notes: list[Note] = field(default_factory=list)

    @property
    def sentences(self) -> int:
        """How many sentences people label."""
        return sum(count for kind, count in self.kinds.items() if kind in CODED_KINDS)

    @property
    def kept_apart(self) -> int:
        """How many stretches they do not."""
        return sum(self.kinds.values()) - self.sentences


def ingest_documents(
    source: Source, folder: Path, rules: Rules, progress: Progress, spreadsheet: Path | None = None
) -> Ingested:
    """Writes the tables of `source` to `folder`, as JSON Lines, and tells what they hold.

    Where a `spreadsheet` is named, a CSV is written there too: a row per sentence that people label, with its document.

    `documents`, `sentences`, `voices`, `duplicates` and `repeats` are those of `framing.tables`; `ingest` has a row per
    document (document_id, title, source, author, date, language, path, sentences, kept_apart, kinds, voices, repeats,
    how, repeated_lines); `set-aside` and `notes` have `where` and `reason`.

    Raises:
        InputError: see `read_documents`; nothing could be read; or the folder cannot be written, or the disk is full.
            Nothing was changed then.
    """
    with _written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for left_over in folder.glob(f"{_WORK}*"):  # of an ingest that was killed
            shutil.rmtree(left_over, ignore_errors=True)
        work = tempfile.TemporaryDirectory(dir=folder, prefix=_WORK)
    with work:
        result = _Ingest(source, folder, Path(work.name), rules, progress, spreadsheet).run()
        with _written_to(folder):
            _put_in_place(Path(work.name), folder)
    return result


def _put_in_place(work: Path, folder: Path) -> None:
    """Moves all tables from `work` to `folder`, or none."""
    old = work / "old"
    old.mkdir()
    moved: list[str] = []
    try:
        for name in (f"{table}.jsonl" for table in TABLES):
            if (folder / name).exists():
                (folder / name).replace(old / name)
            moved.append(name)
            (work / name).replace(folder / name)
    except OSError:
        for name in moved:
            if (old / name).exists():
                (old / name).replace(folder / name)
            else:  # there was none before
                (folder / name).unlink(missing_ok=True)
        raise


@contextmanager
def _written_to(folder: Path) -> Iterator[None]:
    """Blames what goes wrong in the block on the folder that is written to, and on nothing that is read."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{folder}: {error.strerror}. Nothing was changed. Make room or choose another folder."
        ) from error


class _Ingest:
    """The three passes. `work` is a folder for the tables and the indexes while they are made."""

    def __init__(
        self, source: Source, folder: Path, work: Path, rules: Rules, progress: Progress, spreadsheet: Path | None
    ) -> None:
        self.source, self.work, self.rules, self.progress = source, work, rules, progress
        self.spreadsheet = spreadsheet
        self.result = Ingested(folder)

    def run(self) -> Ingested:
        """All passes; what they found."""
        with DuplicateIndex(self.work, self._path("documents")) as copies, LineIndex(self.work) as lines:
            self._read(copies)
            copies.find()
            self._write_copies(copies)
            self._count_lines(copies, lines)
            self._split(copies, lines)
        return self.result

    def _read(self, copies: DuplicateIndex) -> None:
        """The first pass: from the sources to documents, each with a signature in the index."""
        result = self.result
        with ExitStack() as stack:
            documents, aside, notes = (stack.enter_context(self._table(n)) for n in ("documents", "set-aside", "notes"))
            for found in stack.enter_context(self.source.reading(self.work / "ids.index")):
                if isinstance(found, Document):
                    place = documents.write({name: getattr(found, name) for name in DOCUMENTS.columns})
                    copies.add(found.text, found.source, place)
                    result.documents += 1
                    self.progress("reading", result.documents)
                elif isinstance(found, SetAside):
                    aside.write(asdict(found))
                    result.set_aside += 1
                    _keep(result.first_set_aside, found)
                else:
                    notes.write(asdict(found))
                    result.notes += 1
                    _keep(result.first_notes, found)
        if not result.documents:
            told: list[SetAside | Note] = [*result.first_set_aside, *result.first_notes]
            reasons = "; ".join(f"{each.where}: {each.reason}" for each in told[:3])
            raise InputError(f"No text could be read. {reasons or 'The paths hold none.'}")

    def _write_copies(self, copies: DuplicateIndex) -> None:
        with self._table("duplicates") as table:
            for copy in copies.copies():
                table.write(copy._asdict())
                self.result.copies[copy.how] += 1

    def _count_lines(self, copies: DuplicateIndex, lines: LineIndex) -> None:
        """The second pass: in how many articles of its outlet each line stands, copies left out."""
        if self.result.documents >= FEWEST:
            for number, (document, is_copy) in enumerate(zip(self._documents(), copies.are_copies(), strict=True)):
                self.progress("comparing lines", number)
                if not is_copy:
                    lines.note(number, document.source, [line.text for line in read_lines(document.text)])
        lines.count()

    def _split(self, copies: DuplicateIndex, lines: LineIndex) -> None:
        """The third pass: documents to sentences, kinds and voices, and a row for each document."""
        coder = self.rules.coder()
        names = ("sentences", "voices", "repeats", "ingest")
        with ExitStack() as stack:
            tables = {name: stack.enter_context(self._table(name)) for name in names}
            sheet = stack.enter_context(csv_rows(self.spreadsheet, _SHEET)) if self.spreadsheet else None
            for number, (document, copy) in enumerate(zip(self._documents(), self._copies(copies), strict=True)):
                self.progress("splitting", number)
                texts = [line.text for line in read_lines(document.text)]
                repeated = lines.repeated(document.source, texts) if self.result.documents >= FEWEST else {}
                keys = frozenset(map(line_key, furniture(texts, repeated))) if repeated else frozenset()
                sentences = split_document(document, quotes=self.rules.quotes, repeated=keys)
                voices = coder.code(sentences)
                for sentence in sentences:
                    tables["sentences"].write(sentence._asdict())
                for voice in voices:
                    tables["voices"].write(_voice_row(voice))
                if sheet:
                    for row in _sheet_rows(document, sentences, voices, copy):
                        sheet(row)
                marked = [s for s in sentences if texts[s.paragraph - 1] in repeated] if repeated else []
                for sentence in marked:
                    first = copies.document_id(repeated[texts[sentence.paragraph - 1]].first)
                    tables["repeats"].write({"sentence_id": sentence.sentence_id, "repeats": first})
                shared = len({sentence.paragraph for sentence in marked})
                tables["ingest"].write(self._row(document, sentences, voices, copy, shared))

    def _row(
        self, document: Document, sentences: Sequence[Sentence], voices: Sequence[Voice], copy: Copy | None, lines: int
    ) -> dict[str, Any]:
        """A document's row in the table of the ingest; its counts are added to the totals."""
        kinds, said = Counter(sentence.kind for sentence in sentences), Counter(voice.voice for voice in voices)
        coded = sum(count for kind, count in kinds.items() if kind in CODED_KINDS)
        result = self.result
        result.kinds += kinds
        result.voices += said
        result.languages[document.language] += 1
        result.repeated_lines += lines
        return {
            **{name: getattr(document, name) for name in _SHOWN_FIELDS},
            "sentences": coded,
            "kept_apart": len(sentences) - coded,
            "kinds": dict(kinds),
            "voices": dict(said),
            "repeats": copy.repeats if copy else "",
            "how": copy.how if copy else "",
            "repeated_lines": lines,
        }

    def _copies(self, copies: DuplicateIndex) -> Iterator[Copy | None]:
        """For each document, in reading order, what it repeats."""
        rows = copies.copies()
        for is_copy in copies.are_copies():
            yield next(rows) if is_copy else None

    def _documents(self) -> Iterator[Document]:
        with self._path("documents").open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield Document(**json.loads(line))

    def _path(self, table: str) -> Path:
        return self.work / f"{table}.jsonl"

    @contextmanager
    def _table(self, name: str) -> Iterator["_Table"]:
        folder = self.result.folder
        with _written_to(folder):
            file = self._path(name).open("wb")
        try:
            yield _Table(file, folder)
        finally:
            with _written_to(folder):
                file.close()


def _keep(first: list[Any], found: SetAside | Note) -> None:
    if len(first) < _FIRST:
        first.append(found)


class _Table:
    """A table that is being written."""

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        self.file, self.folder, self.place = file, folder, 0

    def write(self, row: Mapping[str, Any]) -> int:
        """Where in the file the row begins, in bytes."""
        began = self.place
        try:
            self.place += self.file.write(f"{_encode(row)}\n".encode())
        except OSError:
            with _written_to(self.folder):
                raise
        return began


def _sheet_rows(
    document: Document, sentences: Sequence[Sentence], voices: Sequence[Voice], copy: Copy | None
) -> Iterator[tuple[Any, ...]]:
    """A row for each sentence that people label, with what a spreadsheet wants beside it."""
    head = (document.document_id, document.title, document.source, document.author, document.date, document.language)
    coded = (sentence for sentence in sentences if sentence.kind in CODED_KINDS)
    for sentence, voice in zip(coded, voices, strict=True):
        said = (voice.voice, voice.speech, voice.speaker, voice.rule, voice.confidence)
        row = (sentence.position, sentence.kind, sentence.text, *said, sentence.sentence_id)
        yield (*head, copy.repeats if copy else "", *row)


def _voice_row(voice: Voice) -> dict[str, str]:
    """A row of VOICES."""
    return {
        "sentence_id": voice.sentence_id,
        "by": BY_RULES,
        "voice": voice.voice,
        "speech": voice.speech,
        "speaker": voice.speaker,
        "rule": voice.rule,
        "confidence": voice.confidence,
        "made_by": BY_RULES,
    }
