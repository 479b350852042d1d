"""Who says a sentence: the outlet, or somebody whom it quotes. Pure.

The rules ask what a person would: is the sentence in quotation, which words tell who speaks, and
whom do these words name? Quotations, cues and sources have a module each in `framing.corpus.voices`;
`speech` puts them together, since the one who speaks is often named in another sentence.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import NamedTuple

from framing.corpus.sentences import Sentence
from framing.corpus.voices.cues import CueReader
from framing.corpus.voices.sources import Sources
from framing.corpus.voices.speech import OUTLET, tell
from framing.tables import CODED_KINDS

Gazetteer = Mapping[str, Sequence[str]]  # voice key to names, offices and institutions that have this voice
VOICE_KEYS = ("outlet", "official", "protester", "foreign_official", "other")
_KEPT_CODERS = 8  # coders of the gazetteers last used; to make one costs milliseconds


class Voice(NamedTuple):
    """Who says one sentence, by the rules; the fields are those of `tables.VOICES` that rules fill.

    A tuple, since they are made by the million.
    """

    sentence_id: str
    voice: str
    speech: str
    speaker: str
    rule: str
    confidence: str


class VoiceCoder:
    """Codes the voices of any number of documents by one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, voices: Sequence[str] = VOICE_KEYS) -> None:
        """Args are those of `code_voices`."""
        self._cues = CueReader(Sources(gazetteer, voices))

    def code(self, sentences: Sequence[Sentence]) -> list[Voice]:
        """The voice of each coded sentence of one document, see `code_voices`."""
        coded = [sentence for sentence in sentences if sentence.kind in CODED_KINDS]
        ids = [sentence.sentence_id for sentence in coded]
        new = partial(tuple.__new__, Voice)  # a fifth of the time of Voice(...)
        voices = list(map(new, zip(ids, *map(repeat, OUTLET), strict=False)))  # most sentences are the outlet's own
        for index, telling in tell(coded, self._cues).items():
            voices[index] = new((ids[index], *telling))
        return voices


def code_voices(
    sentences: Sequence[Sentence],
    language: str,
    gazetteer: Gazetteer,
    voices: Sequence[str] = VOICE_KEYS,
) -> list[Voice]:
    """The voice of each coded sentence of one document, in order.

    `speech` is `direct` where at least half of the words stand in a quotation that is speech, `reported`
    where the sentence is attributed otherwise, else `none`. The voice of `none` is `outlet`; so is that
    of the outlet's own questions in an interview, which are `direct`.
    `speaker` is a span of the document: for `he` the words that name him earlier, or `he` if none do.
    `confidence`: a quotation, a cue and a name of the gazetteer make it high, two of them medium, one
    low; a general noun such as `ministry` counts as a name, but never makes it high. An outlet's sentence
    without marks and words of reporting is high, with some that the rules did not take for speech medium.

    Args:
        sentences: all sentences of the document, of every kind, in order.
        language: of the document, ISO 639-1; not asked for yet, since the words of English, Russian and Kazakh that
            the rules know do not collide, and one text often quotes another language.
        gazetteer: of the codebook; empty if there is none.
        voices: keys that general nouns may give; what would be another one is `other`.
    """
    frozen = tuple((voice, tuple(names)) for voice, names in gazetteer.items())
    return _coder(frozen, tuple(voices)).code(sentences)


@lru_cache(_KEPT_CODERS)
def _coder(gazetteer: tuple[tuple[str, tuple[str, ...]], ...], voices: tuple[str, ...]) -> VoiceCoder:
    return VoiceCoder(dict(gazetteer), voices)
