"""Copies of a text as one document: several outlets that ran it are one stroke of chance. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from framing.analysis.units import Units


def copies_together(units: Units, document_ids: Sequence[str], copies: Mapping[str, str]) -> Units:
    """The same units, with a text and all that repeat it numbered as one document.

    Each outlet keeps the units of its own copy, which count in its share. But they are drawn again, or change sides, as
    one: as copies go together, they tell less of an outlet than so many articles of its own, and nothing of a
    difference between two that both ran it.

    Args:
        units: of a corpus.
        document_ids: of the documents, by number.
        copies: document_id of a copy to that of the document which it repeats.
    """
    if not copies:
        return units
    story = stories_of(document_ids, copies)
    return replace(units, document=story[units.document], documents=int(story.max()) + 1)


def stories_of(document_ids: Sequence[str], copies: Mapping[str, str]) -> NDArray[np.intp]:
    """(documents,): number of the story that each tells, by the first that tells it; a copy has that of its original.

    Args: see `copies_together`.
    """
    number = {name: at for at, name in enumerate(document_ids)}
    roots = np.array([number.get(_root(name, copies), at) for name, at in number.items()], dtype=np.intp)
    return np.unique(roots, return_inverse=True)[1].astype(np.intp)


def first_told(document: NDArray[np.intp], story: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(units,): those of the first document of each story.

    Args:
        document: number of that of each unit.
        story: number of the story that it tells.
    """
    first = np.full(int(story.max(initial=-1)) + 1, np.iinfo(np.intp).max)
    np.minimum.at(first, story, document)
    return np.asarray(first[story] == document)


def _root(name: str, copies: Mapping[str, str]) -> str:
    """What a document repeats in the end; itself where that goes round in a circle."""
    seen = {name}
    while (name := copies.get(name, name)) not in seen:
        seen.add(name)
    return name
