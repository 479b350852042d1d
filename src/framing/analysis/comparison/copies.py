"""Copies of a text as one document: several outlets that ran it are one stroke of chance. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

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
    number = {name: at for at, name in enumerate(document_ids)}
    roots = np.array([number.get(_root(name, copies), at) for name, at in number.items()], dtype=np.intp)
    stories, story = np.unique(roots, return_inverse=True)
    return replace(units, document=story[units.document].astype(np.intp), documents=len(stories))


def _root(name: str, copies: Mapping[str, str]) -> str:
    """What a document repeats in the end; itself where that goes round in a circle."""
    seen = {name}
    while (name := copies.get(name, name)) not in seen:
        seen.add(name)
    return name
