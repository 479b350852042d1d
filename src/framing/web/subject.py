"""The model that people try, with all that is needed to tell them what it says and where it comes from. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from framing.annotation.decisions import AUTOMATED
from framing.codebook import Codebook
from framing.corpus.rules import Rules
from framing.corpus.voice import VoiceCoder
from framing.model.caution.reference import known_words
from framing.model.explanation.nearest import Neighbourhood, index_texts
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.model.learning.train import FrameModel
from framing.pages.contrast import readable_pair

_GREY = ("#DDDDDD", "#000000")  # of a frame that no codebook gives a colour


@dataclass(frozen=True)
class LabelledText:
    """A sentence of the project with its label: keys of its frames, and who made it."""

    text: str
    frames: tuple[str, ...]
    made_by: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Labelled:
    """The labelled sentences that are at hand, and the same as the model sees them."""

    texts: tuple[LabelledText, ...]
    neighbourhood: Neighbourhood


@dataclass(frozen=True, eq=False)
class Subject:
    """A model on show.

    Attributes:
        model: the model.
        fingerprint: its own.
        name: of its folder.
        codebook: whose names and colours its frames get; None where the keys must do.
        macro_f1: mean F1 over the frames that have figures, and of how many; None where it was not evaluated.
        labelled: sentences to compare with; None if none are at hand.
    """

    model: FrameModel
    fingerprint: str
    name: str
    codebook: Codebook | None = None
    macro_f1: tuple[float, int] | None = None
    labelled: Labelled | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every frame that the model was to learn, to what people call it."""
        given = {frame.key: frame.name for frame in self.codebook.frames} if self.codebook else {}
        keys = (*self.model.frames, *self.model.left_out)
        return {key: given.get(key, key.replace("_", " ")) for key in keys}

    @cached_property
    def colours(self) -> Mapping[str, tuple[str, str]]:
        """Every frame of `names` to its colour, and that of a text on it."""
        given = {frame.key: (frame.color, frame.text_color) for frame in self.codebook.frames} if self.codebook else {}
        return {key: readable_pair(*given.get(key, _GREY)) for key in self.names}

    @cached_property
    def examples(self) -> Mapping[str, int]:
        """Frame to how many sentences with it the model learned from."""
        return {count.frame: count.positives for count in self.model.examples}

    @cached_property
    def coder(self) -> VoiceCoder:
        """What tells who says a sentence, by rules."""
        return Rules.of(self.codebook).coder()

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that the model knows."""
        return known_words(self.model.features.words.terms)

    def unlearned(self, language: str) -> str:
        """The language of a text, if the model has not learned that; empty otherwise."""
        learned = self.model.reference.languages if self.model.reference else ()
        return language if learned and language not in learned else ""

    @property
    def automated(self) -> int:
        """How many of its labels an automated coder made."""
        return self.model.made_by.get(AUTOMATED, 0)

    @property
    def labels(self) -> int:
        """How many labels it learned from, one per sentence and frame."""
        return sum(self.model.made_by.values())

    def few(self, frame: str) -> bool:
        """Whether it learned the frame from too few sentences for a figure."""
        return self.examples.get(frame, 0) < FIGURE_AT_LEAST


def labelled_texts(model: FrameModel, texts: Sequence[LabelledText]) -> Labelled | None:
    """The sentences ready to be compared with; None of none."""
    if not texts:
        return None
    return Labelled(tuple(texts), index_texts(model, [each.text for each in texts]))
