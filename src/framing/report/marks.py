"""A frame as a page draws and counts it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FrameMark:
    """A frame as it is drawn: a colour, a text that can be read on it, and always the name."""

    number: int  # from 1, in the codebook's order; 0 if the codebook does not have it
    key: str
    name: str
    color: str
    text_color: str


@dataclass(frozen=True)
class FrameCount:
    """In how many sentences a frame is, of those that were decided on it; ties are in neither number."""

    frame: FrameMark
    count: int
    of: int
    articles: int = 0  # with at least one such sentence
    tied: int = 0  # sentences on which the coders disagree about it

    @property
    def share(self) -> float | None:
        """`count` of `of`, 0 to 1; None if no sentence was decided on it."""
        return self.count / self.of if self.of else None
