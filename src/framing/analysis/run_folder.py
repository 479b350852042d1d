"""The folder of a big run of scoring, read into what findings are made of. An edge.

`framing score MODEL IN --out FOLDER` writes it. It may be another's: sizes are bounded, links are not followed, every
value is looked at, and a run that is not complete is no corpus.
"""

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.analysis.run_rows import joined, read_rows
from framing.analysis.run_told import is_run
from framing.analysis.scored import Scored, few_examples_in_words
from framing.corpus.copies.in_tables import find_copies
from framing.errors import InputError
from framing.sampling.random_slice import corpus_fingerprint
from framing.scoring.running.columns import DOCUMENT_FIELDS, DOCUMENT_ROWS, Column, frame_columns, sentence_columns
from framing.scoring.running.entries import LONGEST, Entry, read_entry
from framing.scoring.running.manifest import PARTS, RUN
from framing.scoring.unlike import counts_in_words

LARGEST_RUN = 4_000_000_000  # bytes of sentences that are held: some ten million
_LARGEST_FILE = 2_000_000_000
_LARGEST_TOLD = 10_000_000  # bytes of run.json
# A pipe in the place of a file is opened without waiting for who writes into it, and then refused.
_READ = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_BINARY", "O_NONBLOCK"))
_WANTED = ("sentence_id", "document_id", "position", "kind", "voice", "speaker", "text", "predicted", "model")


@dataclass(frozen=True, eq=False)
class Run:
    """A run of scoring.

    Attributes:
        scored: its corpus.
        codebook: fingerprint of the codebook that the model was trained with.
        codebook_name: its id and version.
        labels_made_by: who made the labels that the model learned from, and how many each.
        warnings: what must be known of it.
        told: all that `run.json` says, of which only what is above was looked at.
    """

    scored: Scored
    codebook: str
    codebook_name: str
    labels_made_by: Mapping[str, int]
    warnings: tuple[str, ...]
    told: Mapping[str, Any]


def read_run(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        InputError: there is no run, it is not complete, of several models, or not as framing score wrote it.
        MissingExtra: it is in Parquet, and the library for that is not installed.
    """
    told = _told(folder)
    entries = _entries(folder, told)
    frames = tuple(told["about"]["thresholds"])
    texts = told["texts"] == "kept"
    columns = [
        column for column in sentence_columns(frames, texts=texts) if column.name in (*_WANTED, *frame_columns(frames))
    ]
    fields = [column for column in DOCUMENT_ROWS if column.name in DOCUMENT_FIELDS]
    documents = _documents(_read(folder, told, entries, "documents", fields), folder)
    sentences = joined(_read(folder, told, entries, "sentences", columns), columns)
    _check(sentences, documents, told["model"], folder)
    counts: Counter[str] = sum((Counter(entry.counts) for entry in entries), Counter())
    few = tuple(map(str, told["about"]["too_few_examples"]))
    scored = _scored(sentences, documents, frames, told["model"])
    scored = replace(scored, unlike=counts_in_words(counts), few_examples=few)
    return Run(
        scored=scored,
        codebook=told["about"]["codebook"]["fingerprint"],
        codebook_name=f"{told['about']['codebook']['id']} {told['about']['codebook']['version']}",
        labels_made_by=told["about"]["labels_made_by"],
        warnings=tuple(_warnings(told, texts=texts)),
        told=told,
    )


def _scored(sentences: dict[str, Any], documents: pd.DataFrame, frames: Sequence[str], model: str) -> Scored:
    numbers = dict(zip(documents["document_id"], range(len(documents)), strict=True))
    of_document = np.array([numbers[name] for name in sentences["document_id"]], dtype=np.intp)
    order = np.argsort(of_document, kind="stable")
    probabilities = np.column_stack([sentences[name] for name in frame_columns(frames)])[order]
    table = pd.DataFrame(
        {name: sentences[name] for name in _WANTED[:-2] if name in sentences} | {"voice_by": "rules"}
    ).astype(
        {name: "str" for name in (*_WANTED[:-2], "voice_by") if name != "position" and name in {*sentences, "voice_by"}}
    )
    if not (np.diff(order) == 1).all():
        table = table.iloc[order].reset_index(drop=True)
    copies = find_copies(table["document_id"].tolist(), table["text"].tolist()).repeats if "text" in table else {}
    return Scored(
        sentences=table,
        documents=documents[np.isin(np.arange(len(documents)), of_document)].reset_index(drop=True),
        frames=tuple(frames),
        probabilities=probabilities,
        predicted=_predicted(sentences["predicted"], frames)[order],
        model=model,
        copies=copies,
        corpus=corpus_fingerprint(table["sentence_id"].tolist()),
    )


def _predicted(joined: Sequence[str], frames: Sequence[str]) -> NDArray[np.bool_]:
    """(sentences, frames) of the names that stand in one text, joined by ", "."""
    codes, names = pd.factorize(np.array(joined, dtype=object))
    known = np.zeros((len(names), len(frames)), dtype=np.bool_)
    for row, name in enumerate(names):
        for frame in filter(None, name.split(", ")):
            if frame not in frames:
                raise InputError(
                    f"The run says that {ascii(frame)[:60]} is predicted, which is no frame of its model. Score again."
                )
            known[row, frames.index(frame)] = True
    return known[codes]


def _documents(parts: Iterator[dict[str, Any]], folder: Path) -> pd.DataFrame:
    table = joined(parts, [column for column in DOCUMENT_ROWS if column.name in DOCUMENT_FIELDS])
    documents = pd.DataFrame({name: table[name] for name in DOCUMENT_FIELDS}).astype("str")
    if documents["document_id"].duplicated().any():
        twice = documents.loc[documents["document_id"].duplicated(), "document_id"].iloc[0]
        raise InputError(f"{folder}: document {twice!r} is there twice. Score again into a new folder.")
    return documents


def _check(sentences: Mapping[str, Any], documents: pd.DataFrame, model: str, folder: Path) -> None:
    """Nothing, if there are sentences, of documents that are there, each once, scored by the model of the run."""
    if not len(sentences["sentence_id"]):
        raise InputError(f"{folder} has no sentence that was scored: there is nothing to find. Score other texts.")
    if others := set(sentences["model"]) - {model}:
        raise InputError(
            f"{folder} is of model {model}, and holds scores of another one, {ascii(min(others))[:60]}. Scores of two "
            "models cannot be counted together: score all of it again into a new folder."
        )
    homeless = set(sentences["document_id"]) - set(documents["document_id"])
    if homeless:
        raise InputError(f"{folder}: document {ascii(min(homeless))[:60]} has sentences and is not there. Score again.")
    ids = sentences["sentence_id"]
    if len(set(ids)) < len(ids):
        twice = Counter(ids).most_common(1)[0][0]
        raise InputError(f"{folder}: sentence {ascii(twice)[:60]} is there twice. Score again into a new folder.")


def _read(
    folder: Path, told: Mapping[str, Any], entries: Sequence[Entry], table: str, columns: Sequence[Column]
) -> Iterator[dict[str, Any]]:
    """The rows of each part of a table."""
    total = 0
    for entry in entries:
        if table not in entry.files:
            continue
        path = folder / table / f"part-{entry.number:05}.{told['output']}"
        size, sha256 = entry.files[table]
        total += size
        if size > _LARGEST_FILE or total > LARGEST_RUN:
            raise InputError(
                f"{folder} has more than {LARGEST_RUN // 10**9} GB of scores, which is too much to hold. Score parts "
                "of it into folders of their own."
            )
        content = _content(path, size)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise InputError(
                f"{path} was changed after it was written. Run the same framing score again with --thorough, which "
                "makes it again."
            )
        yield read_rows(told["output"], content, columns, str(path), entry.counts[table])


def _content(path: Path, most: int) -> bytes:
    """The bytes of a file, no more than so many.

    Raises:
        InputError: it or its folder is a link, it is no file, larger than it was, or cannot be read.
    """
    try:
        if path.parent.is_symlink():
            raise InputError(f"{path.parent} is a link, and a run has none. Name the folder of the run itself.")
        handle = os.open(path, _READ)
        with os.fdopen(handle, "rb") as file:
            if path.is_symlink() or not stat.S_ISREG(os.fstat(handle).st_mode):
                raise InputError(f"{path} is no file of a run. Name the folder of a run.")
            content = file.read(most + 1)
    except OSError as error:
        why = "It is a link, and a run has none" if path.is_symlink() else error.strerror
        raise InputError(f"{path}: {why}. Score again: framing score MODEL IN --out FOLDER.") from error
    if len(content) > most:
        raise InputError(f"{path} is larger than what a run wrote there. Score again into a new folder.")
    return content


def _told(folder: Path) -> dict[str, Any]:
    """What `run.json` says of a complete run.

    Raises:
        InputError: there is none, it is not complete, or it is not as framing wrote it.
    """
    path = folder / RUN
    if not folder.is_dir() or not path.exists():
        what = "is no folder of a run" if folder.exists() else "does not exist"
        raise InputError(
            f"{folder} {what}. Findings are made from what this writes: framing score MODEL IN --out FOLDER."
        )
    content = _content(path, _LARGEST_TOLD)
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not as framing score writes it. Score again into a new folder.") from error
    if isinstance(told, dict) and told.get("complete") is False:
        raise InputError(f"{folder} holds a run that was broken off. Finish it first: {_same_again(folder, told)}")
    if not isinstance(told, dict) or not is_run(told):
        raise InputError(f"{path} is not as framing score writes it. Score again into a new folder.")
    return told


def _same_again(folder: Path, told: Mapping[str, Any]) -> str:
    given = told.get("input")
    paths = given.get("paths") if isinstance(given, dict) else None
    named = " ".join(map(str, paths))[:200] if isinstance(paths, list) and paths else "IN"
    return f"framing score MODEL {named} --out {folder}, with the model and options that it began with."


def _entries(folder: Path, told: Mapping[str, Any]) -> list[Entry]:
    """What was noted of each part, in their order; the last note of a part counts.

    Raises:
        InputError: parts are missing.
    """
    found: dict[int, Entry] = {}
    for line in _content(folder / PARTS, LARGEST_RUN).splitlines(keepends=True):
        if len(line) <= LONGEST and (entry := read_entry(line)):
            found[entry.number] = entry
    if told["parts"] != len(found) or found.keys() != set(range(len(found))):
        raise InputError(
            f"{folder} has {len(found)} of its {told['parts']} parts. Finish it first: {_same_again(folder, told)}"
        )
    return [found[number] for number in range(len(found))]


def _warnings(told: Mapping[str, Any], *, texts: bool) -> Iterator[str]:
    about = told["about"]
    if about["too_few_examples"]:
        yield few_examples_in_words([*map(str, about["too_few_examples"])])
    for frame, reason in about["left_out"].items():
        yield f"There is no score for {frame}: {reason}."
    if not texts:
        yield "The run kept no texts: copies of articles cannot be found and count as articles of their own."
    if told["voices"] == "left out":
        yield "The run told no voices: nothing can be said by voice."
