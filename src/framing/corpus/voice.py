"""Who says a sentence: the outlet, or somebody whom it quotes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framing.corpus.sentences import Sentence

Gazetteer = Mapping[str, Sequence[str]]  # voice key to names, offices and institutions that have this voice


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says one sentence, by the rules; the fields are those of `tables.VOICES` that rules fill."""

    sentence_id: str
    voice: str
    speech: str
    speaker: str
    rule: str
    confidence: str


def code_voices(sentences: Sequence[Sentence], language: str, gazetteer: Gazetteer) -> list[Voice]:
    """The voice of each coded sentence of one document, in order.

    Args:
        sentences: all sentences of the document, of every kind, in order.
        language: of the document, ISO 639-1.
        gazetteer: of the codebook; empty if there is none.
    """
    raise NotImplementedError
