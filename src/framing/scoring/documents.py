"""Documents to scores: split, coded by voice, scored and counted. Pure, so one process, many and a cluster call it.

Each document is by itself: nothing here knows the others. So lines that articles of an outlet share, and copies of
articles, which `framing ingest` finds because it sees the whole corpus, are not found.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.corpus.documents import Document
from framing.corpus.language import guess_language
from framing.corpus.reading.values import as_text
from framing.corpus.rules import Rules
from framing.corpus.sentences import Sentence, split_document
from framing.corpus.voice import Voice
from framing.errors import InputError
from framing.model.learning.train import FrameModel
from framing.scoring.score import score_table
from framing.scoring.shares import document_shares
from framing.tables import CODED_KINDS, DOCUMENTS, SENTENCES

VOICE_COLUMNS = ("voice", "speech", "speaker", "confidence")
SENTENCE_COLUMNS = (*SENTENCES.columns, *VOICE_COLUMNS)
_FIELDS = tuple(DOCUMENTS.columns)


class ScoredDocuments(NamedTuple):
    """What a model says of documents.

    Attributes:
        sentences: SENTENCES of the coded kinds, and of each its `voice`, `speech`, `speaker` and `confidence`, by rule.
        scores: SCORES of these sentences, in their order and in that of the model's frames.
        shares: DOCUMENT_SHARES, predicted and uncorrected.
    """

    sentences: pd.DataFrame
    scores: pd.DataFrame
    shares: pd.DataFrame


def score_documents(
    model: FrameModel,
    documents: pd.DataFrame | Sequence[Document],
    rules: Rules | None = None,
    *,
    fingerprint: str | None = None,
) -> ScoredDocuments:
    """The coded sentences of `documents`, their scores, and in how many of each document and voice a frame is seen.

    Args:
        model: the model.
        documents: a table with `document_id` and `text`, and other columns of DOCUMENTS where they are known (a title
            tells the headline, a language the rules of splitting; one that is not there is guessed); or documents. In
            these others a number or date becomes its text, a date in ISO 8601, and nothing or NaN an empty one.
        rules: of splitting and voices; those without a codebook unless given.
        fingerprint: of the model, see `framing.scoring.score.score_table`.

    Raises:
        InputError: it is neither; a column is missing or there twice, a document has no text, or two have one id.
    """
    given = documents_of(documents) if isinstance(documents, pd.DataFrame) else _all_documents(documents)
    coded = code_documents(given, rules or Rules())
    scores = score_table(model, coded.sentences, fingerprint=fingerprint)
    probabilities = scores["probability"].to_numpy().reshape(len(coded.sentences), len(model.frames))
    return ScoredDocuments(coded.sentences, scores, count_shares(model, coded, model.predicted(probabilities)))


class CodedDocuments(NamedTuple):
    """Documents that were split and coded.

    Attributes:
        sentences: as those of `ScoredDocuments`.
        counts: of each document how many these are, and how many stretches of it were kept apart.
    """

    sentences: pd.DataFrame
    counts: Sequence[tuple[int, int]]


def code_documents(documents: Iterable[Document], rules: Rules) -> CodedDocuments:
    """The sentences of the coded kinds, each with its voice; with empty ones if the rules say so."""
    code = rules.coder().code if rules.code_voices else _silent
    rows: list[tuple[object, ...]] = []
    counts = []
    for document in documents:
        sentences = split_document(document, quotes=rules.quotes)
        voices = iter(code(sentences))
        before = len(rows)
        for sentence in sentences:
            if sentence.kind in CODED_KINDS:
                voice = next(voices)
                rows.append((*sentence, voice.voice, voice.speech, voice.speaker, voice.confidence))
        coded = len(rows) - before
        counts.append((coded, len(sentences) - coded))
    table = pd.DataFrame(rows, columns=list(SENTENCE_COLUMNS))
    table = table.astype(
        {name: "int64" if name in ("position", "start", "end", "paragraph") else "str" for name in SENTENCE_COLUMNS}
    )
    return CodedDocuments(table, counts)


def _silent(sentences: Sequence[Sentence]) -> list[Voice]:
    return [Voice(sentence.sentence_id, "", "", "", "", "") for sentence in sentences if sentence.kind in CODED_KINDS]


def count_shares(model: FrameModel, coded: CodedDocuments, predicted: NDArray[np.bool_]) -> pd.DataFrame:
    """DOCUMENT_SHARES of coded documents; `predicted`: a row per sentence, a column per frame of the model."""
    table = coded.sentences
    return document_shares(table["document_id"].tolist(), table["voice"].tolist(), predicted, model.frames)


def _all_documents(given: object) -> Sequence[Document]:
    """What is given, if all of it is documents.

    Raises:
        InputError: it is not.
    """
    wrong = given
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        others = [each for each in given if not isinstance(each, Document)]
        if not others:
            return given
        wrong = others[0]
    raise InputError(
        f"Documents are a table with the columns document_id and text, and this is {ascii(wrong)[:60]}. For texts "
        "without ids there is framing.score."
    )


def documents_of(table: pd.DataFrame) -> Iterable[Document]:
    """The rows of a table as documents, one by one.

    Raises:
        InputError: see `score_documents`.
    """
    missing = [column for column in ("document_id", "text") if column not in table.columns]
    if missing:
        raise InputError(
            f"The documents have no column {', '.join(missing)}. A table of documents needs document_id and text."
        )
    if twice := [name for name in _FIELDS if list(table.columns).count(name) > 1]:
        raise InputError(f"The documents have two columns {twice[0]}. Take one of them away.")
    columns = {name: table[name].tolist() if name in table.columns else [""] * len(table) for name in _FIELDS}
    seen: set[object] = set()
    for row in zip(*columns.values(), strict=True):
        values = dict(zip(columns, row, strict=True))
        document_id, text = values["document_id"], values["text"]
        if not isinstance(document_id, str) or not document_id:
            raise InputError(f"A document has the id {document_id!r}. Give each a text of its own for an id.")
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"Document {document_id!r} has no text. Leave it out.")
        if document_id in seen:
            raise InputError(f"Two documents have the id {document_id!r}. Give one of them another id.")
        seen.add(document_id)
        known = {name: _as_text(value) for name, value in values.items()}
        for name, value in known.items():
            _check_whole(value, f"Document {document_id!a}: its {name}")
        yield Document(**known | {"language": known["language"] or guess_language(text)})


def _as_text(value: Any) -> str:
    """A text as it is; what else a cell may hold as its text, a date without a time of day as the day alone."""
    if isinstance(value, str):
        return value
    if value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        value = value.date()
    return as_text(value.item() if isinstance(value, np.generic) else value)


def _check_whole(value: str, what: str) -> None:
    """Refuses half a character, as a JSON escape can smuggle it in: no file can hold it."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{what} holds half a character (a lone surrogate). Take it out, or read the text again."
        ) from error
