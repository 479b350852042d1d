"""A chunk to its part of the output: bytes of tables, ready to be written. Pure, so any process can make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.rules import Rules
from framing.model.learning.train import FrameModel
from framing.scoring.documents import code_documents, count_shares
from framing.scoring.running.chunks import Chunk
from framing.scoring.running.columns import (
    BEFORE_FRAMES,
    DOCUMENT_ROWS,
    FRACTION,
    PLACES,
    SHARES,
    Column,
    sentence_columns,
)
from framing.scoring.running.encoding import Values, encode_table
from framing.scoring.unlike import count_unlike


@dataclass(frozen=True)
class Part:
    """What came of one chunk.

    Attributes:
        number: of the chunk.
        sha256: of the chunk.
        tables: name of a table to its rows as bytes in the format of the run.
        counts: of the run's figures, to be added up: rows of each table (sentences, shares, documents, set_aside,
            notes), characters, of each frame "predicted FRAME", and those of `framing.scoring.unlike.count_unlike`.
    """

    number: int
    sha256: str
    tables: Mapping[str, bytes]
    counts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Scorer:
    """All that is the same for every chunk of a run; it is sent to each worker once.

    Attributes:
        model: the model.
        fingerprint: of the model.
        rules: of splitting and voices.
        output: the format: jsonl, csv or parquet.
        texts: whether texts of sentences stand beside their scores.
        compiled: whether compiled code may count terms once many sentences came; it changes no byte of the output. It
            never does where the model has vectors: words are looked at for those in any case, and nothing was gained.
    """

    model: FrameModel
    fingerprint: str
    rules: Rules
    output: str
    texts: bool = True
    compiled: bool = True

    def score(self, chunk: Chunk) -> Part:
        """The part of a chunk; the same bytes in every process of one machine. A table without rows is left out.

        Raises:
            MissingExtra: Parquet is asked for and its library is not installed.
        """
        frames = self.model.frames
        if self.compiled and not self.model.features.embedding:
            self.model.features.late.expect_many()
        coded = code_documents(chunk.documents, self.rules)
        sentences = coded.sentences
        chances = self.model.probabilities(sentences["text"].tolist())
        predicted = self.model.predicted(chances)
        held: Mapping[str, Sequence[Values]] = {
            "sentences": self._sentences(sentences, chances, predicted),
            "shares": _table_values(count_shares(self.model, coded, predicted), SHARES),
            "documents": _document_values(chunk.documents, coded.counts),
            "set-aside": _place_values(chunk.aside),
            "notes": _place_values(chunk.notes),
        }
        counts = {name.replace("-", "_"): len(values[0]) for name, values in held.items()}
        counts["characters"] = sum(len(document.text) for document in chunk.documents)
        hits = predicted.sum(axis=0).tolist()
        counts |= {f"predicted {frame}": count for frame, count in zip(frames, hits, strict=True)}
        counts |= count_unlike(
            self.model,
            sentences["document_id"].tolist(),
            sentences["text"].tolist(),
            [document.language for document in chunk.documents],
            first=chunk.number == 0,
        )
        columns = self.columns()
        encoded = {
            name: encode_table(self.output, columns[name], values) for name, values in held.items() if len(values[0])
        }
        return Part(chunk.number, chunk.sha256, encoded, counts)

    def columns(self) -> Mapping[str, Sequence[Column]]:
        """The columns of each table."""
        return {
            "sentences": sentence_columns(self.model.frames, texts=self.texts),
            "shares": SHARES,
            "documents": DOCUMENT_ROWS,
            "set-aside": PLACES,
            "notes": PLACES,
        }

    def _sentences(
        self, sentences: pd.DataFrame, chances: NDArray[np.float64], predicted: NDArray[np.bool_]
    ) -> list[Values]:
        """The values of the columns of `sentence_columns`."""
        before = [column.name for column in BEFORE_FRAMES] + (["text"] if self.texts else [])
        return [
            *(sentences[name].tolist() for name in before),
            *chances.T,
            joined_frames(self.model.frames, predicted),
            [self.fingerprint] * len(sentences),
        ]


def joined_frames(frames: Sequence[str], predicted: NDArray[np.bool_]) -> list[str]:
    """Of each row the frames that are predicted, joined by ", "."""
    packed = np.packbits(predicted, axis=1)
    whole, width = packed.tobytes(), packed.shape[1]
    keys = [whole[start : start + width] for start in range(0, len(whole), width)]
    names = {key: ", ".join(compress(frames, row)) for key, row in dict(zip(keys, predicted, strict=True)).items()}
    return [names[key] for key in keys]


def _table_values(table: pd.DataFrame, columns: Sequence[Column]) -> list[Values]:
    return [
        table[column.name].to_numpy() if column.kind == FRACTION else table[column.name].tolist() for column in columns
    ]


def _document_values(documents: Sequence[Document], counts: Sequence[tuple[int, int]]) -> list[Values]:
    fields = [column.name for column in DOCUMENT_ROWS[:-2]]
    values: list[Values] = [[getattr(document, name) for document in documents] for name in fields]
    return [*values, [coded for coded, _ in counts], [apart for _, apart in counts]]


def _place_values(places: Sequence[SetAside | Note]) -> list[Values]:
    return [[place.where for place in places], [place.reason for place in places]]
