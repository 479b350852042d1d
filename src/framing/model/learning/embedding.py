"""Sentences as dense vectors: the mean over a sentence's pieces of words of vectors that a table has for them.

TF-IDF knows only the words of the labelled sentences. The table has the words of a language, and words that mean nearly
the same have nearly the same vector, so that a few hundred labels go further. It was made once from a sentence encoder
(how, and under which licence: embeddings/README.md) and needs no more at run time than numbers and a list of pieces.

A table knows one language. In others its pieces are syllables and its vectors noise, so a model uses it only if most of
the sentences that it learns from are in that language; else it is the model that it would be without.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from safetensors.numpy import load

from framing.corpus.language import guess_language
from framing.errors import InputError
from framing.model.learning.encoders import ENCODERS, Encoder, load_encoder
from framing.model.learning.wordpieces import WordPieces

EmbeddingName = Literal["", "english"]
NO_EMBEDDING: EmbeddingName = ""
# Table or encoder to the codes of the languages that it has read.
LANGUAGES = {"english": frozenset({"en"})} | {name: encoder.languages for name, encoder in ENCODERS.items()}
MOSTLY = 0.5  # the share of sentences in the table's language from which on a model uses it
_ASKED = 200  # sentences whose language is guessed; the model of languages takes a quarter of a millisecond

Vectors = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Embedding:
    """A table of vectors, and the pieces of words that they belong to.

    Attributes:
        name: of the table.
        pieces: of words.
        table: (pieces, dimensions).
        sha256: of the table and the pieces: another one is another embedding.
    """

    name: str
    pieces: WordPieces
    table: npt.NDArray[np.float32]
    sha256: str

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self.table.shape[1])

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions): one row per text, of length one; zeros for a text without a known piece.

        A vector depends on its text alone, never on the texts beside it.
        """
        return self.vectors_of(self.pieces.shares(texts))

    def vectors_of(self, shares: sp.csr_matrix) -> Vectors:
        """The same, from what share of a text's pieces each piece is."""
        means = np.asarray(shares @ self.table, dtype=np.float64)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.maximum(lengths, 1e-12), dtype=np.float64)


def choose_embedding(name: str, texts: Sequence[str]) -> str:
    """`name` if most of the texts are in the language of that table, by 200 of them at most; else none, "".

    Raises:
        InputError: there is no table of this name.
    """
    if not name:
        return NO_EMBEDDING
    if name not in LANGUAGES:
        raise InputError(f"There is no table of vectors {name[:40]!r}. There is: {', '.join(LANGUAGES)}.")
    asked = texts[:: max(1, len(texts) // _ASKED)]
    there = sum(guess_language(text) in LANGUAGES[name] for text in asked)
    return name if asked and there >= MOSTLY * len(asked) else NO_EMBEDDING


@cache
def load_embedding(name: str) -> Embedding | Encoder:
    """The table of this name, which came with the program; loaded once in a process, in a tenth of a second.

    Raises:
        InputError: there is none.
        MissingExtra: it is an encoder that is not installed, or cannot run on this machine.
    """
    if name not in LANGUAGES:
        raise InputError(f"There is no table of vectors {name[:40]!r}. There is: {', '.join(LANGUAGES)}.")
    if name in ENCODERS:
        return load_encoder(name)
    folder = resources.files("framing.model.learning").joinpath("embeddings")
    content = folder.joinpath(f"{name}.safetensors").read_bytes()
    listed = folder.joinpath(f"{name}.txt").read_bytes()
    arrays = load(content)
    table = arrays["table"].astype(np.float32) * arrays["steps"]
    pieces = WordPieces(tuple(listed.decode("utf-8").splitlines()))
    return Embedding(name, pieces, table, hashlib.sha256(content + listed).hexdigest())
