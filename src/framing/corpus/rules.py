"""How texts are split and coded: what a codebook says of quotations, names and voices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from framing.corpus.sentences import Quotes
from framing.corpus.voice import VoiceCoder


@dataclass(frozen=True)
class Rules:
    """How texts are split and coded: `quotes` is split or keep; gazetteer and voices are the codebook's."""

    quotes: Quotes = "split"
    gazetteer: Mapping[str, Sequence[str]] = field(default_factory=dict)
    voices: Sequence[str] = ()

    def coder(self) -> VoiceCoder:
        """What codes the voices of a document by these rules."""
        return VoiceCoder(self.gazetteer, self.voices) if self.voices else VoiceCoder(self.gazetteer)
