"""The same event as outlets tell it, as plain values of a page; see `framing.report.events`."""

from dataclasses import dataclass

from framing.report.marks import FrameMark


@dataclass(frozen=True)
class Cell:
    """A sentence beside that of another outlet; its anchor is empty where the page does not hold it."""

    anchor: str
    text: str
    voice: str
    frames: tuple[FrameMark, ...]


@dataclass(frozen=True)
class Telling:
    """How one outlet tells an event."""

    source: str
    title: str
    date: str
    anchor: str  # of its article in the page, or empty
    sentences: int
    copies: int  # articles of the event that repeat one of these


@dataclass(frozen=True)
class Omission:
    """One row of OMISSIONS."""

    source: str
    what: str
    name: str
    frame: FrameMark | None
    others: int
    others_of: int
    own_of: int
    chance: float
    false_share: float
    estimate: str
    note: str
    shown: tuple[tuple[str, str], ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class EventView:
    """One event: who tells it, and extracts side by side, a cell of each telling or None where it has no such one."""

    anchor: str
    title: str
    tellings: tuple[Telling, ...]
    extracts: tuple[tuple[Cell | None, ...], ...]
    alike: tuple[float, ...]  # of each of these rows, 0 to 1: see `framing.analysis.events.extracts.ExtractRow`
    articles: int  # without copies
    dated: int  # of these
    omissions: tuple[Omission, ...]
    left_out: int  # outlets that are not in the page
    rows_left_out: int  # of extracts
