"""A corpus to scores on disk: reads, gives chunks to an engine, writes each part once, and goes on where it stopped.

An edge, and the one door to a big run. This process alone reads and writes; engines only make parts of chunks. So the
output does not depend on the engine, and what was done before a crash is known from the files of the run alone.
"""

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from threadpoolctl import threadpool_limits

from framing.corpus.documents import Note, SetAside
from framing.corpus.ingest import Source
from framing.locks import one_at_a_time
from framing.scoring.running.about import about
from framing.scoring.running.beside import Beside
from framing.scoring.running.chunks import CHARACTERS, ITEMS, Chunk, cut, with_documents
from framing.scoring.running.engine import Engine
from framing.scoring.running.guard import check_name, one_name
from framing.scoring.running.joining import join_parts
from framing.scoring.running.manifest import RUN, Manifest, changed, check_no_other_run, identity, shorter
from framing.scoring.running.part import Part, Scorer
from framing.scoring.running.place import check_place, run_beside, set_aside_beside
from framing.scoring.running.reach import Reach
from framing.scoring.running.result import Progress, RunResult
from framing.scoring.running.store import Store, sync_folder, written_to

_FIRST = 20  # of what was set aside, and of notes, that are kept to be shown
_SENTENCES = "sentences"  # the table that a file or stream holds
_SET_ASIDE = "set-aside"  # that of which a file has another beside it
_COUNTS = ("documents", "sentences", "set_aside", "notes", "characters")


@dataclass(frozen=True)
class Folder:
    """All tables of a run, in parts, in a folder of their own."""

    path: Path


@dataclass(frozen=True)
class File:
    """The table of sentences as one file; the work stands in a folder beside it until it is done."""

    path: Path


@dataclass(frozen=True)
class Stream:
    """The table of sentences, part by part as they come; what is interrupted begins anew."""

    file: BinaryIO


Target = Folder | File | Stream


@dataclass(frozen=True)
class Sizes:
    """What a chunk holds at most, see `framing.scoring.running.chunks.cut`; the same for the whole run."""

    characters: int = CHARACTERS
    items: int = ITEMS


def run_scoring(
    scorer: Scorer,
    source: Source,
    target: Target,
    engine: Engine,
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
    sizes: Sizes = Sizes(),
    thorough: bool = False,
) -> RunResult:
    """Scores all documents of `source` into `target`, or what an earlier run of the same kind left to be done there.

    Args:
        scorer: what scores a chunk, and the format of the output.
        source: where documents are and how to read them.
        target: where the output goes.
        engine: which processes score.
        progress: is told after each part.
        say: is told what the user should know at once, such as that another run is waited for.
        sizes: of chunks.
        thorough: whether files of an earlier run are read to see that they are whole; else their sizes are looked at.

    Raises:
        InputError: see `framing.corpus.read.read_documents`; the target holds something else, or a run of another
            model, of other rules or inputs; the input is not what it was when the run began; the disk is full. What
            was done is kept, and the same call goes on from there.
    """
    run = _Run(scorer, source, engine, progress, sizes)
    # One thread: how sums are split among threads may change their last digit, and workers are the threads of a run.
    with threadpool_limits(limits=1):
        if isinstance(target, Stream):
            with run.parts(run.chunks()) as parts:
                rows = (part.tables[_SENTENCES] for part in parts if _SENTENCES in part.tables)
                join_parts(scorer.output, scorer.columns()[_SENTENCES], rows, target.file)
            return run.result(complete_before=False)
        check_name(target.path)
        if isinstance(target, File):
            check_name(set_aside_beside(target.path))
            check_no_other_run(run_beside(target.path))
            for beside in (set_aside_beside(target.path), run_beside(target.path)):
                check_place(beside, source.paths, folder=False)
        check_place(target.path, source.paths, folder=isinstance(target, Folder))
        with one_at_a_time(one_name(target.path), say):
            if isinstance(target, Folder):
                result = run.kept(Store(target.path, scorer.output), say, thorough=thorough)
                return replace(result, set_aside=str(target.path / _SET_ASIDE) if result.counts["set_aside"] else None)
            return _joined(run, target.path, say)


def _joined(run: "_Run", path: Path, say: Callable[[str], None]) -> RunResult:
    """The work in a folder beside; when it is complete the file takes its place, and then the folder goes."""
    output, columns = run.scorer.output, run.scorer.columns()
    beside, aside = Beside(path, output), set_aside_beside(path)
    beside.prepare()
    store = Store(beside.work, output, frozenset([_SENTENCES, _SET_ASIDE]))
    result = run.kept(store, say, thorough=True)  # its parts are read anyway
    manifest = Manifest(beside.work)
    manifest.open(run.identity)

    def join(table: str, place: Path) -> None:
        beside.put(lambda file: join_parts(output, columns[table], store.files(table, manifest), file), place)

    with written_to(path, len(manifest)):
        if result.counts["set_aside"] or aside.exists():  # of an earlier run: nobody shall take it for that of this one
            join(_SET_ASIDE, aside)
        beside.put(lambda file: file.write((beside.work / RUN).read_bytes()), run_beside(path))
        join(_SENTENCES, path)
    if left := beside.take_away():
        say(f"{left} is not of framing, and was left where it is. Move it away.")
    return replace(result, complete_before=False, set_aside=str(aside) if result.counts["set_aside"] else None)


class _Run:
    """One call: what is read, scored and counted."""

    def __init__(
        self, scorer: Scorer, source: Source, engine: Engine, progress: Callable[[Progress], None], sizes: Sizes
    ) -> None:
        self.scorer, self.source, self.engine, self.progress, self.sizes = scorer, source, engine, progress, sizes
        self.identity = identity(scorer, source, sizes.characters, sizes.items)
        self.told = self.identity | {"about": about(scorer)}
        self.began = time.monotonic()
        self.counts = Counter(dict.fromkeys(_COUNTS, 0))
        self.number = self.resumed = self.mended = self.scored = 0
        self.shares: dict[int, float | None] = {}  # of the input, when each chunk was read that is not done
        self.first_set_aside: list[SetAside] = []
        self.first_notes: list[Note] = []

    def chunks(self) -> Generator[Chunk]:
        """All chunks, as they are read."""
        reach = Reach(self.source.paths)
        with self.source.reading(opened=reach.opened) as found:
            cut_up = cut(found, characters=self.sizes.characters, items=self.sizes.items)
            for chunk in with_documents(cut_up):
                self.first_set_aside.extend(chunk.aside[: _FIRST - len(self.first_set_aside)])
                self.first_notes.extend(chunk.notes[: _FIRST - len(self.first_notes)])
                self.shares[chunk.number] = reach.share
                yield chunk

    @contextmanager
    def parts(self, chunks: Generator[Chunk]) -> Iterator[Iterator[Part]]:
        """What the engine makes of `chunks`, counted when the next one is asked for; files and workers end with it."""
        with closing(chunks), closing(self._counted(self.engine.parts(self.scorer, chunks))) as parts:
            yield parts

    def _counted(self, parts: Iterator[Part]) -> Generator[Part]:
        try:
            for part in parts:
                yield part
                self.scored += part.counts["characters"]
                self._count(part.number, part.counts)
        finally:
            if isinstance(parts, Generator):
                parts.close()

    def kept(self, store: Store, say: Callable[[str], None], *, thorough: bool) -> RunResult:
        """Makes and writes what is not done, and says at the end that the run is complete."""
        manifest = Manifest(store.folder)
        if manifest.open(self.identity):
            store.check()
            done = "1 part" if len(manifest) == 1 else f"{len(manifest):,} parts"
            say(f"{store.folder} has {done} of this run. Reading on to what is not done.")
        elif manifest.began:
            store.check()
        else:
            store.check_new()
        complete_before = manifest.complete
        with self.parts(self._left(store, manifest, thorough)) as parts:
            for part in parts:
                with written_to(store.folder, len(manifest)):
                    manifest.add(store.write(part))
                    if len(manifest) == 1:
                        sync_folder(store.folder)  # which has the two files of the manifest now
        store.tidy(manifest)
        if not complete_before or self.mended:
            manifest.finish(self.told)
        return self.result(complete_before=complete_before and not self.mended)

    def _left(self, store: Store, manifest: Manifest, thorough: bool) -> Generator[Chunk]:
        """The chunks that are not done, or whose files are not whole.

        Raises:
            InputError: one that is done would be another now, or there are fewer, or more than a complete run has.
        """
        read, before = 0, manifest.bound
        for chunk in self.chunks():
            if not read and not before:
                manifest.begin(self.told)  # not until something was read: an option may be wrong
            read += 1
            entry = manifest.get(chunk.number)
            if entry.sha256 != chunk.sha256 if entry else manifest.complete:
                raise changed(store.folder, chunk)
            if entry and store.done(entry, chunk, thorough=thorough):
                self.resumed += 1
                self._count(entry.number, entry.counts)
                continue
            self.mended += entry is not None
            yield chunk
        if read < before:
            raise shorter(store.folder, read, before)

    def _count(self, number: int, counts: Mapping[str, int]) -> None:
        self.counts.update(counts)
        self.number += 1
        documents, sentences, characters = (self.counts[name] for name in ("documents", "sentences", "characters"))
        seconds, share = time.monotonic() - self.began, self.shares.pop(number)
        self.progress(
            Progress(documents, sentences, characters, self.number, self.resumed, self.scored, seconds, share)
        )

    def result(self, *, complete_before: bool) -> RunResult:
        """What was made."""
        prefix = "predicted "
        return RunResult(
            {name: count for name, count in self.counts.items() if not name.startswith(prefix)},
            {frame: self.counts[f"{prefix}{frame}"] for frame in self.scorer.model.frames},
            tuple(self.first_set_aside),
            tuple(self.first_notes),
            self.number,
            self.resumed,
            self.mended,
            time.monotonic() - self.began,
            complete_before,
        )
