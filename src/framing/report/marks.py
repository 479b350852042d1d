"""A frame as a page draws it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FrameMark:
    """A frame as it is drawn: a colour, a text that can be read on it, and always the name."""

    number: int  # from 1, in the codebook's order; 0 if the codebook does not have it
    key: str
    name: str
    color: str
    text_color: str
