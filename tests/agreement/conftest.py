"""Decisions of one line each."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from framing.annotation.decisions import Decision


def decided(
    chosen: Mapping[str, Sequence[Any]], offered: Sequence[str], per_document: int = 1, **more: Any
) -> list[Decision]:
    """A ledger: annotator to what she chose on sentence 0, 1, 2 ...: frames joined by spaces, or None: not labelled."""
    return [
        Decision(
            f"d{number // per_document:03}", number, number + 1, annotator, "confirmed", tuple(frames.split()),
            tuple(offered), "", "p", "c", assisted=False, **{"made_by": "person", **more},
        )
        for annotator, choices in chosen.items()
        for number, frames in enumerate(choices)
        if frames is not None
    ]  # fmt: skip


@pytest.fixture(name="decided", scope="session")  # it makes, and keeps nothing
def _decided() -> Any:
    return decided
