"""Documents to scores: split, coded by voice, scored and counted. Pure, so one process, many and a cluster call it.

Each document is by itself: nothing here knows the others. So lines that articles of an outlet share, and copies of
articles, which `framing ingest` finds because it sees the whole corpus, are not found.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from framing.corpus.documents import Document
from framing.corpus.language import guess_language
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
            tells the headline, a language the rules of splitting; one that is not there is guessed); or documents.
        rules: of splitting and voices; those without a codebook unless given.
        fingerprint: of the model, see `framing.scoring.score.score_table`.

    Raises:
        InputError: a column is missing, a document has no text, or two have one id.
    """
    given = _documents(documents) if isinstance(documents, pd.DataFrame) else documents
    return score_coded(model, code_documents(given, rules or Rules()), fingerprint=fingerprint)


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


def score_coded(model: FrameModel, coded: CodedDocuments, *, fingerprint: str | None = None) -> ScoredDocuments:
    """What a model says of documents that were split and coded; see `score_documents`."""
    table = coded.sentences
    scores = score_table(model, table, fingerprint=fingerprint)
    probabilities = scores["probability"].to_numpy().reshape(len(table), len(model.frames))
    predicted = model.predicted(probabilities)
    shares = document_shares(table["document_id"].tolist(), table["voice"].tolist(), predicted, model.frames)
    return ScoredDocuments(table, scores, shares)


def _documents(table: pd.DataFrame) -> Iterable[Document]:
    """The rows as documents.

    Raises:
        InputError: see `score_documents`.
    """
    missing = [column for column in ("document_id", "text") if column not in table.columns]
    if missing:
        raise InputError(
            f"The documents have no column {', '.join(missing)}. A table of documents needs document_id and text."
        )
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
        known = {name: value if isinstance(value, str) else "" for name, value in values.items()}
        for name, value in known.items():
            _check_whole(value, f"Document {document_id!a}: its {name}")
        yield Document(**known | {"language": known["language"] or guess_language(text)})


def _check_whole(value: str, what: str) -> None:
    """Refuses half a character, as a JSON escape can smuggle it in: no file can hold it."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{what} holds half a character (a lone surrogate). Take it out, or read the text again."
        ) from error
