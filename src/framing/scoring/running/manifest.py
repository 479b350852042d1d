"""What a run is and which of its parts are done, kept in its folder so that a run that was killed goes on.

An edge. `run.json` says what the run is; it is written when the run begins and once more when it is complete.
`parts.jsonl` has a line for each part, added when the files of the part are safely on disk: a line costs the same
whether it is the first or the hundred thousandth, and one that was torn by a crash is one part that is made again.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from framing.corpus.ingest import Source
from framing.errors import InputError
from framing.files import parse_json_line, replacing
from framing.scoring.running.chunks import Chunk
from framing.scoring.running.entries import LONGEST, Entry, read_entry
from framing.scoring.running.guard import check_own_file, check_own_folder, open_own
from framing.scoring.running.part import Scorer
from framing.scoring.running.versions import differences, installed

RUN, PARTS = "run.json", "parts.jsonl"
_LAYOUT = 1  # of a folder; another number is another framing
_OPTIONS: Mapping[str, str] = {
    "paths": "IN",  # as it is spelled, which is how documents are called
    "columns": "names of columns",
    "encoding": "--encoding",
    "input_format": "--format",
    "day_first": "--day-first",
}
_SHOWN = 200  # characters of an input or option
# What must be the same for a run to go on, and how a difference is called.
_DIFFERS: Mapping[str, str] = {
    "layout": "a run of another version of framing",
    "versions": "a run that was made with other software",
    "model": "scores of another model",
    "voices": "a run that treats voices otherwise, see --without-voices",
    "quotes": "a run that treats quotations otherwise, see --quotes",
    "rules": "a run by the names and voices of another codebook, or of none",
    "output": "a run in another format, see --to",
    "texts": "a run that treats texts otherwise, see --without-texts",
    "input": "a run on other inputs, on inputs that are called otherwise, or that are read otherwise",
    "chunks": "a run in parts of another size",
}


def identity(scorer: Scorer, source: Source, characters: int, items: int) -> dict[str, Any]:
    """All that makes a run this run, as values of JSON.

    Raises:
        InputError, MissingExtra: see `framing.scoring.running.versions.installed`.
    """
    told = asdict(source)
    del told["page_processes"]  # a run goes on with as many as there are
    return {
        "layout": _LAYOUT,
        "versions": installed(scorer.model.features.embedding),
        "model": scorer.fingerprint,
        "voices": "told" if scorer.rules.code_voices else "left out",
        "quotes": scorer.rules.quotes,
        "rules": hashlib.sha256(_canonical([scorer.rules.gazetteer, scorer.rules.voices])).hexdigest(),
        "output": scorer.output,
        "texts": "kept" if scorer.texts else "left out",
        "input": json.loads(_canonical(told)),
        "chunks": {"characters": characters, "items": items},
    }


def check_no_other_run(path: Path) -> None:
    """Nothing, if `path` may be written over because a run of scoring wrote it, or nothing is there.

    Raises:
        InputError: something else is there.
    """
    if not path.exists():
        return
    with suppress(OSError, UnicodeDecodeError, InputError):
        if {"layout", "model", "about"} <= parse_json_line(path.read_text(encoding="utf-8"), str(path)).keys():
            return
    raise InputError(
        f"{path} is not of framing, and its name is needed for what the run tells of itself. Move it away."
    )


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "backslashreplace")


class Manifest:
    """The two files of a run in its folder. What was lost of the last line is cut off when the next is added.

    Entries are held as they are written, some hundred bytes each: a run may have a hundred thousand.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = self.complete = False
        self._lines: dict[int, bytes] = {}
        self._torn: int | None = None  # where the whole lines end, if something follows them

    def __len__(self) -> int:
        return len(self._lines)

    def open(self, mine: Mapping[str, Any]) -> bool:
        """Reads what is there; whether there is a run with a part that is done. One without protects nothing.

        Args:
            mine: what this run is, see `identity`.

        Raises:
            InputError: the folder holds something else, another run, or what cannot be read.
        """
        check_own_folder(self.folder)
        if not check_own_file(self.folder / RUN):
            return False
        try:
            written = (self.folder / RUN).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{self.folder / RUN} cannot be read ({error}). Name another folder.") from error
        told = parse_json_line(written, str(self.folder / RUN))
        self.began = "layout" in told
        noted = self._read()
        if self.began and not noted and told.get("complete") is not True:
            return False
        for name, differs in _DIFFERS.items():
            if told.get(name) != mine[name]:
                both: Callable[[Any, Any], str] = {"versions": _software, "input": _inputs}.get(name, _both)
                raise InputError(
                    f"{self.folder} holds {differs}{both(told.get(name), mine[name])}. Nothing was changed. Name "
                    "another output, or delete that folder if its run is not wanted."
                )
        self.complete = told.get("complete") is True and told.get("parts") == len(self)
        return True

    def begin(self, mine: Mapping[str, Any]) -> None:
        """Says what run this is, and what else is to be told of it, in a folder that has none or one without parts."""
        with replacing(self.folder / RUN) as file:
            file.write(_pretty({**mine, "complete": False}))

    def finish(self, mine: Mapping[str, Any]) -> None:
        """Says the same, that the run is complete, and its totals."""
        with replacing(self.folder / RUN) as file:
            file.write(_pretty({**mine, "complete": True, "parts": len(self), "counts": dict(self.counts())}))
        self.complete = True

    def add(self, entry: Entry) -> None:
        """Notes a part whose files are on disk; the note is on disk when this comes back.

        Raises:
            OSError: it cannot be written.
        """
        with os.fdopen(open_own(self.folder / PARTS), "ab") as file:
            if self._torn is not None:
                file.truncate(self._torn)
                self._torn = None
            file.write(entry.line)
            file.flush()
            os.fsync(file.fileno())
        self._lines[entry.number] = entry.line

    def get(self, number: int) -> Entry | None:
        """The entry of a part; None if it is not done."""
        line = self._lines.get(number)
        return None if line is None else read_entry(line)

    def entries(self) -> Iterator[Entry]:
        """All entries, by number."""
        for number in sorted(self._lines):
            if entry := self.get(number):
                yield entry

    def counts(self) -> Counter[str]:
        """The sum of all counts."""
        found: Counter[str] = Counter()
        for entry in self.entries():
            found.update(entry.counts)
        return found

    @property
    def bound(self) -> int:
        """One more than the highest number that is noted."""
        return max(self._lines, default=-1) + 1

    def _read(self) -> bool:
        """Whether there is a whole line. One that is no note is passed over: its part is made again."""
        path, whole = self.folder / PARTS, 0
        if not check_own_file(path):
            return False
        try:
            with path.open("rb") as file:
                while line := file.readline(LONGEST):
                    if entry := read_entry(line):
                        self._lines[entry.number] = line
                    if line.endswith(b"\n"):
                        whole = file.tell()
                self._torn = whole if whole < file.tell() else None
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}. Name another folder.") from error
        return whole > 0


def changed(folder: Path, chunk: Chunk) -> InputError:
    """That a part is done and the same documents are not read again."""
    first = next((document.document_id for document in chunk.documents), None)
    about = f" (from document {first!r} on)" if first is not None else ""
    return InputError(
        f"The input is not what it was when the run in {folder} began: part {chunk.number}{about} would be another. "
        "Nothing was changed. Bring the input back, or name another folder and score all of it again; texts that were "
        "added can be scored by themselves into a folder of their own."
    )


def shorter(folder: Path, parts: int, before: int) -> InputError:
    """That fewer parts are read than are done."""
    return InputError(
        f"The input is shorter than it was when the run in {folder} began: it has {parts} parts and {before} are done. "
        "Nothing was changed. Bring the input back, or name another folder and score what is there."
    )


def _software(before: Any, now: Mapping[str, str]) -> str:
    here = f": here is {differences(before, now)}" if isinstance(before, Mapping) else ""
    return f"{here}. The rest could get other scores than what is done. To go on, install again what it began with"


def _inputs(before: Any, now: Mapping[str, Any]) -> str:
    if not isinstance(before, Mapping):
        return ""
    told = [
        f"{_OPTIONS.get(name, name)}: {_short(before.get(name))} then, {_short(value)} now"
        for name, value in now.items()
        if before.get(name) != value
    ]
    return f" ({'; '.join(told)})"


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _both(before: Any, now: Any) -> str:
    short = all(isinstance(value, str | int) and len(str(value)) < 40 for value in (before, now))
    return f" ({before}, not {now})" if short else ""


def _pretty(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode()  # names of files may be no UTF-8
