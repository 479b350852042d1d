"""All findings of one corpus, as tables: what a report is made of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from framing.analysis.scored import Scored


@dataclass(frozen=True)
class LookedFor:
    """How much was looked at for omissions; see `framing.analysis.events.omissions.Omitted`.

    Attributes:
        cases: outlets in events times frames, voices and speakers that the others have there.
        possible: of those, in how many the outlet wrote enough to tell.
        by_chance: how many would be listed by chance, if all told alike.
    """

    cases: int
    possible: int
    by_chance: float


@dataclass(frozen=True, eq=False)
class Findings:
    """What was found; a table is None where it was not asked for, and then `why` says so under its name.

    Attributes:
        scored: the corpus.
        prevalence: PREVALENCE: of all units, by source, by voice and by month.
        comparison: COMPARISON: of sources, and of voices.
        time_line: TIME_LINE.
        changes: CHANGES.
        notable: `date` and `text` of events that a reader should see on the time line, from a file of the user's.
        events: EVENT_OF.
        omissions: OMISSIONS.
        looked_for: how much was looked at for omissions.
        leaks: LEAKS.
        why: name of a table to why there is none, in words for the reader.
        warnings: what a reader must know before any figure.
    """

    scored: Scored
    prevalence: pd.DataFrame
    comparison: pd.DataFrame | None = None
    time_line: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    notable: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    omissions: pd.DataFrame | None = None
    looked_for: LookedFor | None = None
    leaks: pd.DataFrame | None = None
    why: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
