"""One document as a reader sees it: paragraphs, the sentences in them, the kind and the voice of each.

What `framing ingest --show` prints in the terminal and writes as a page; both are made from this.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from framing.corpus.documents import Document
from framing.corpus.sentences import Sentence
from framing.corpus.voice import Voice
from framing.tables import CODED_KINDS


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence with what the rules say about it; `voice` is None where it was kept apart.

    `number` counts the sentences that people label, from 1; it is 0 for what was kept apart. `why` is
    the rule that kept it apart, in a few words.
    """

    number: int
    start: int
    end: int
    text: str
    kind: str
    voice: Voice | None
    why: str


class Saying(NamedTuple):
    """Sentences from number `first` to `last` that have one voice, speaker and rule."""

    first: int
    last: int
    voice: Voice


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """The sentences of one paragraph, and its kind: that of the first."""

    kind: str
    coded: bool
    sentences: tuple[ShownSentence, ...]

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """Who says what, where that is not the outlet alone: sentences that follow each other alike are one."""
        found: list[Saying] = []
        for sentence in self.sentences:
            voice = sentence.voice
            if voice is None or (voice.speech == "none" and not voice.speaker):
                continue
            last = found[-1] if found else None
            if last and last.last == sentence.number - 1 and _said(last.voice) == _said(voice):
                found[-1] = Saying(last.first, sentence.number, voice)
            else:
                found.append(Saying(sentence.number, sentence.number, voice))
        return tuple(found)


def _said(voice: Voice) -> tuple[str, ...]:
    return (voice.voice, voice.speech, voice.speaker, voice.rule, voice.confidence)


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document, its paragraphs, and how many sentences there are of each kind and each voice."""

    document: Document
    paragraphs: tuple[ShownParagraph, ...]
    kinds: Mapping[str, int]
    voices: Mapping[str, int]

    @property
    def coded(self) -> int:
        """How many sentences people label."""
        return sum(count for kind, count in self.kinds.items() if kind in CODED_KINDS)

    @property
    def kept_apart(self) -> int:
        """How many stretches they do not."""
        return sum(self.kinds.values()) - self.coded


def show_document(
    document: Document, sentences: Sequence[Sentence], voices: Sequence[Voice], reasons: Mapping[int, str]
) -> ShownDocument:
    """The document with its sentences in paragraphs.

    Args:
        document: the document.
        sentences: all of its sentences, of every kind, in order.
        voices: a voice for each coded one.
        reasons: paragraph to the rule that gave it its kind.
    """
    voice_of = {voice.sentence_id: voice for voice in voices}
    paragraphs = []
    number = 0
    for paragraph, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
        shown = []
        for sentence in group:
            coded = sentence.kind in CODED_KINDS
            number += coded
            shown.append(
                ShownSentence(
                    number=number if coded else 0,
                    start=sentence.start,
                    end=sentence.end,
                    text=sentence.text,
                    kind=sentence.kind,
                    voice=voice_of.get(sentence.sentence_id),
                    why="" if coded else reasons.get(paragraph, ""),
                )
            )
        paragraphs.append(ShownParagraph(shown[0].kind, shown[0].kind in CODED_KINDS, tuple(shown)))
    return ShownDocument(
        document=document,
        paragraphs=tuple(paragraphs),
        kinds=Counter(sentence.kind for sentence in sentences),
        voices=Counter(voice.voice for voice in voices),
    )
