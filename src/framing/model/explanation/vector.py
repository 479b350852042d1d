"""What the vector of a text adds to the log-odds, word by word.

A table's vector is a mean of rows, one for each piece of a word, brought to length one. By the length that the mean
has, each piece adds its row: so the words share the whole of it, exactly. It is how the score is made up, not what it
would be without the word: that mean would have another length.

An encoder reads the words together, and no sum tells them apart. There, a word is given what the vector adds with it,
less what it adds without.
"""

import re
from collections.abc import Sequence
from typing import cast

import numpy as np
import scipy.sparse as sp

from framing.model.explanation.places import Span
from framing.model.learning.embedding import Embedding, load_embedding
from framing.model.learning.encoders import ENCODERS
from framing.model.learning.features import Floats
from framing.model.learning.train import FrameModel

MOST_REMOVED = 100  # words: each costs as much as scoring the text again


def reads_together(model: FrameModel) -> bool:
    """Whether the model has an encoder, so that part of a score may belong to no single word."""
    return model.features.embedding in ENCODERS


def vector_pushes(model: FrameModel, text: str, spans: tuple[Span, ...]) -> Floats:
    """What each word adds to the log-odds by way of the text's vector, (words, frames).

    With a table they sum to what the vector adds. With an encoder they need not, and are zeros for a text of more than
    100 words. Without either they are zeros.

    Args:
        model: the model.
        text: the text.
        spans: its words, see `framing.model.explanation.places.word_spans`.
    """
    if not model.features.embedding or (reads_together(model) and len(spans) > MOST_REMOVED):
        return np.zeros((len(spans), len(model.frames)))
    if reads_together(model):
        return _by_removal(model, text, spans)
    table = cast("Embedding", load_embedding(model.features.embedding))  # it is no encoder
    return _by_pieces(model, table, text, len(spans))


def _by_pieces(model: FrameModel, table: Embedding, text: str, words: int) -> Floats:
    pieces = table.pieces.places(text)
    if not pieces:
        return np.zeros((words, len(model.frames)))
    weights = model.coefficients[:, model.features.terms :]
    shares = _piece_shares(text, [letters for _, letters in pieces], words)
    rows = np.asarray(shares @ table.table[[number for number, _ in pieces]].astype(np.float64))
    length = float(np.linalg.norm(rows.sum(axis=0)))
    pushes = np.asarray(rows @ weights.T) / max(length, 1e-12)
    whole = weights @ table.vectors([text])[0]
    rounded = whole - pushes.sum(axis=0)  # vectors are added up with 32 bits: 1e-7, to each word by its pieces
    return np.asarray(pushes + np.outer(shares.sum(axis=1), rounded))


def _piece_shares(text: str, pieces: Sequence[tuple[int, ...]], words: int) -> sp.csr_matrix:
    """How much of the pieces each piece in each word is, (words, pieces); 1 in all.

    A piece belongs to the words that its letters are from: to two where a control stands between them, which is a
    blank to a reader, and nothing to the table.

    Args:
        text: the text.
        pieces: places of their letters in it.
        words: how many there are from space to space.
    """
    word_at = np.zeros(len(text), dtype=np.intp)
    for number, found in enumerate(re.finditer(r"\S+", text)):  # with the marks around a word: they are pieces too
        word_at[found.start() : found.end()] = number
    lengths = [len(letters) for letters in pieces]
    rows = word_at[[place for letters in pieces for place in letters]]
    columns = np.repeat(np.arange(len(pieces)), lengths)
    amounts = np.repeat([1 / (length * len(pieces)) for length in lengths], lengths)
    return sp.csr_matrix((amounts, (rows, columns)), shape=(words, len(pieces)))


def _by_removal(model: FrameModel, text: str, spans: tuple[Span, ...]) -> Floats:
    """What the vector adds with each word, less what it adds without."""
    plain = model.features.terms
    without = [text[: span.start] + text[span.end :] for span in spans]
    columns = sp.csr_matrix(model.features.matrix([text, *without]))[:, plain:]
    scores = np.asarray(columns @ model.coefficients[:, plain:].T)
    return np.asarray(scores[0] - scores[1:])
