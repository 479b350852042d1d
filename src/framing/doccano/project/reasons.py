"""The labels by which an adjudicator says why annotators differed, beside the codebook's frames. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from framing.codebook import Codebook

_KEYS = "1234567890abcdefghijklmnopqrstuvwxyz"  # what Doccano takes as a key of a label, digits first


@dataclass(frozen=True)
class Reason:
    """A reason as a label: `key` is one of framing.tables.RULING_REASONS."""

    key: str
    name: str
    color: str
    text_color: str
    definition: str
    shortcut: str = ""  # the project's frames say which keys are free


# Dark greys, on which white reads with a contrast of 5.7 and more: no frame is to be taken for a reason.
REASONS = (
    Reason("ambiguous", "why: ambiguous sentence", "#666666", "#FFFFFF", "it can be read in both ways"),
    Reason(
        "codebook_gap",
        "why: codebook gap",
        "#4D4D4D",
        "#FFFFFF",
        "the codebook does not decide it, or says two things: write into a comment what it should say",
    ),
    Reason("slip", "why: slip", "#333333", "#FFFFFF", "the codebook decides it, and somebody overlooked that"),
)


def reason_names(codebook: Codebook) -> tuple[tuple[str, str], ...]:
    """Pairs of a reason's key and the name of its label, which no frame of the codebook has."""
    taken = {frame.name.casefold() for frame in codebook.frames}
    return tuple((reason.key, _other_than(taken, reason.name)) for reason in REASONS)


def reasons_of(names: Iterable[tuple[str, str]]) -> tuple[Reason, ...]:
    """The reasons of a project's card, with the names that their labels have there."""
    known = {reason.key: reason for reason in REASONS}
    return tuple(replace(known[key], name=name) for key, name in names if key in known)


def free_key(taken: Iterable[str]) -> str:
    """The first key of the keyboard that no label has; empty if all are taken."""
    used = set(taken)
    return next((key for key in _KEYS if key not in used), "")


def _other_than(taken: Iterable[str], name: str) -> str:
    while name.casefold() in taken:
        name = f"{name} (reason)"
    return name
