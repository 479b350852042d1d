"""Frames by voice, where people coded both: of the sentences drawn by chance, which frame, and who says it. Pure."""

from dataclasses import replace

import numpy as np

from framing.analysis.units import Bools, Units


def by_people(units: Units, coded: Bools) -> Units | None:
    """Units whose shares by voice stand on labelled units alone; None where people did not code all voices of these.

    Rules say of other units who speaks, and where they err a model's score counts for the wrong voice: so scores take
    no part, and the share of a voice is the weighted mean of what people decided on its units (Hájek 1971). Were
    voices coded of some labelled units only, those might be the ones that were easy to tell: that corrects nothing.

    Args:
        units: of a corpus.
        coded: (units,): whether a person said whose voice it is.
    """
    drawn = units.drawn.any(axis=1)
    if not drawn.any() or (drawn & ~coded).any():
        return None
    return replace(units, probabilities=np.zeros_like(units.probabilities))
