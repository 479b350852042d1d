"""Units with the group of each, as shares and comparisons take them. Pure."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from framing.analysis.coded_voices import by_people
from framing.analysis.comparison.copies import copies_together
from framing.analysis.grouping import Grouping, groups_of_units
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.scored import Rows, Scored
from framing.analysis.tables import EVERYTHING
from framing.analysis.units import Units
from framing.errors import NotEnoughData

_NO_UNITS = {"headline": "One is known where the text of an article begins with its title, on a line of its own."}


class GroupedUnits(NamedTuple):
    """Units of a corpus, a text and its copies as one document.

    Attributes:
        units: with no label that corrects, where none can correct shares of these groups.
        groups: number of the group of each unit, -1 for none.
        note: why none can, in words; empty where some can.
    """

    units: Units
    groups: Rows
    note: str


def ungrouped_units(scored: Scored, units: Units) -> GroupedUnits:
    """All units as one group.

    Raises:
        NotEnoughData: there are none.
    """
    if not len(units):
        raise NotEnoughData(f"There is no {units.unit} in these texts. {_NO_UNITS.get(units.unit, '')}".strip())
    return GroupedUnits(_together(scored, units), np.zeros(len(units), dtype=np.intp), "")


def grouped_units(scored: Scored, units: Units, grouping: Grouping) -> GroupedUnits:
    """Units in groups. By voice they can be corrected where people coded the voices of all that correct.

    Raises:
        InputError: articles are in several groups.
        NotEnoughData: there are no such units.
    """
    units, _, note = ungrouped_units(scored, units)
    groups, note = groups_of_units(scored, units, grouping), grouping.uncorrected
    if note:
        told = set(scored.sentences.loc[scored.sentences["voice_by"] == "person", "sentence_id"])
        coded = by_people(units, np.array([name in told for name in units.names], dtype=np.bool_))
        units, note = (units.uncorrected(note), note) if coded is None else (coded, "")
    return GroupedUnits(units, groups, note)


def share_table(scored: Scored, units: Units, grouping: Grouping | None = None, *, seed: int = 7) -> pd.DataFrame:
    """PREVALENCE of all units, or of each group.

    Raises:
        InputError: articles are in several groups.
        NotEnoughData: there are no such units.
    """
    if grouping is None:
        units, groups, _ = ungrouped_units(scored, units)
        return estimate_shares(units, groups, (EVERYTHING,), seed=seed).table("")
    units, groups, _ = grouped_units(scored, units, grouping)
    return estimate_shares(units, groups, grouping.names, seed=seed).table(grouping.by)


def _together(scored: Scored, units: Units) -> Units:
    return copies_together(units, scored.documents["document_id"].tolist(), scored.copies)
