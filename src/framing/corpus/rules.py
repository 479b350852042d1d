"""How texts are split and coded: what a codebook says of quotations, names and voices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from framing.codebook import Codebook
from framing.corpus.sentences import Quotes
from framing.corpus.voice import VoiceCoder


@dataclass(frozen=True)
class Rules:
    """How texts are split and coded.

    Attributes:
        quotes: split or keep.
        gazetteer: of the codebook.
        voices: keys of the codebook's; the usual ones where there are none.
        code_voices: whether it is told at all who says a sentence.
    """

    quotes: Quotes = "split"
    gazetteer: Mapping[str, Sequence[str]] = field(default_factory=dict)
    voices: Sequence[str] = ()
    code_voices: bool = True

    @classmethod
    def of(cls, codebook: Codebook | None, quotes: Quotes | None = None) -> Self:
        """The rules of a codebook, or those without one; `quotes` goes before what the codebook says of them."""
        if codebook is None:
            return cls(quotes=quotes or "split")
        voices = tuple(voice.key for voice in codebook.voices)
        return cls(quotes=quotes or codebook.quotes, gazetteer=codebook.gazetteer, voices=voices)

    def coder(self) -> VoiceCoder:
        """What codes the voices of a document by these rules."""
        return VoiceCoder(self.gazetteer, self.voices) if self.voices else VoiceCoder(self.gazetteer)
