"""Small tables of decisions."""

from collections.abc import Callable

import pandas as pd
import pytest

from framing import tables
from framing.annotation.decisions import Decision

FRAMES = ("storm", "harvest", "peace")


def decisions(*rows, made_by="person", state="confirmed", codebook="c"):
    """ANNOTATIONS from (sentence, annotator, frame, present)."""
    return tables.ANNOTATIONS.table(
        {
            "sentence_id": sentence,
            "annotator": annotator,
            "frame": frame,
            "present": present,
            "state": state,
            "at": "2026-01-01T00:00:00Z",
            "project": "p",
            "codebook": codebook,
            "assisted": False,
            "made_by": made_by,
        }
        for sentence, annotator, frame, present in rows
    )


def pattern(sentence, frame, votes, made_by="person", who="p"):
    """One decision per character: 1 is yes, 0 is no."""
    rows = [(sentence, f"{who}{number}", frame, vote == "1") for number, vote in enumerate(votes)]
    return decisions(*rows, made_by=made_by)


@pytest.fixture
def ballot() -> Callable[..., pd.DataFrame]:
    """ANNOTATIONS of a text such as "a storm 110, a harvest 00, b storm 1": sentence, frame, a character per vote."""

    def make(text: str, made_by: str = "person", who: str = "p") -> pd.DataFrame:
        parts = [part.split() for part in text.split(",")]
        return pd.concat([pattern(*part, made_by=made_by, who=who) for part in parts], ignore_index=True)

    return make


@pytest.fixture
def ruling() -> Callable[..., Decision]:
    """A ruling on a sentence, the document's first character unless told otherwise."""

    def make(document: str, frames: tuple[str, ...] = (), offered: tuple[str, ...] = FRAMES, **other) -> Decision:
        values = {
            "document_id": document,
            "start": 0,
            "end": 1,
            "annotator": "judge",
            "state": "confirmed",
            "frames": frames,
            "offered": offered,
            "at": "2026-01-02T00:00:00Z",
            "project": "rulings",
            "codebook": "c",
            "assisted": False,
            "made_by": "person",
            "ruling": True,
        }
        return Decision(**{**values, **other})

    return make
