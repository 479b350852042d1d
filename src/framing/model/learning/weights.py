"""How many sentences of the corpus each labelled one stands for, when a figure is made.

Sentences that were chosen to teach are no picture of a corpus: they are too difficult, too rare, too much about what
the codebook's words are about. So a model learns from all labels, and its figures and thresholds stand on those that
were drawn by chance, each weighted by the inverse of the probability with which it was drawn (Horvitz and Thompson
1952, JASA 47). Where a part of a slice is not labelled yet, those of its stratum that are stand for it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.tables import SAMPLE

Floats = npt.NDArray[np.float64]

_LARGEST_CORPUS = 1e12  # sentences
WITH_ARTICLE = "by chance, with its article"  # why a sentence was drawn, where articles were drawn whole
NEARLY_ALL = 0.9  # of a slice: with less of it labelled, who labelled what may matter more than chance

NO_SLICE = (
    "The labelled sentences are no random sample of a corpus that framing knows of: "
    "figures are about sentences chosen like these."
)


@dataclass(frozen=True, eq=False)
class RandomSlice:
    """The sentences that were drawn by chance, and which of them may not count.

    Attributes:
        drawn: SAMPLE rows of one draw for estimation.
        assisted: sentences that somebody labelled with a proposal in sight.
    """

    drawn: pd.DataFrame
    assisted: frozenset[str]


@dataclass(frozen=True, eq=False)
class Basis:
    """What figures stand on.

    Attributes:
        weights: of each labelled sentence; 0 where it does not count. The smallest other is 1.
        by_chance: whether those that count were drawn by chance; if not all count alike.
        notes: what a reader must know of it.
    """

    weights: Floats
    by_chance: bool
    notes: tuple[str, ...]


def slice_in_force(sample: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last draw for estimation: a probability sample of its corpus; empty if there was none.

    Args:
        sample: SAMPLE.
    """
    drawn = sample[sample["purpose"] == "estimation"]
    last: pd.DataFrame = drawn[drawn["draw"] == drawn["draw"].max()]
    return last


def is_of_articles(drawn: pd.DataFrame) -> bool:
    """Whether articles were drawn, each with all of its coded sentences, and not sentences one by one.

    Args:
        drawn: SAMPLE rows of one draw for estimation.
    """
    return bool((drawn["why"] == WITH_ARTICLE).any())


def random_slice(sample: pd.DataFrame, annotations: pd.DataFrame) -> RandomSlice | None:
    """The slice of the last draw for estimation, which holds the earlier ones; None if there was no such draw.

    Args:
        sample: SAMPLE.
        annotations: ANNOTATIONS. If one decision on a sentence was assisted, no figure stands on that sentence.

    Raises:
        InputError: the sample is not as it must be; see also `check_chances`.
    """
    drawn = slice_in_force(SAMPLE.check(sample, "the sample"))
    if drawn.empty:
        return None
    check_chances(drawn)
    helped = annotations.loc[annotations["assisted"] & (annotations["state"] == "confirmed"), "sentence_id"]
    return RandomSlice(drawn, frozenset(helped) & frozenset(drawn["sentence_id"]))


def check_chances(drawn: pd.DataFrame) -> None:
    """Nothing, if each row of one draw for estimation was drawn by chance, and with the others of its stratum alike.

    Args:
        drawn: SAMPLE rows of one draw for estimation.

    Raises:
        InputError: a probability is 0, or so small that the sentence would stand for more than any corpus has; or a
            stratum has two.
    """
    again = "Bring back the sample as framing suggest wrote it, or draw again."
    for row in drawn[~(drawn["inclusion_probability"] * _LARGEST_CORPUS >= 1)].to_dict(orient="records")[:1]:
        raise InputError(
            f"The sample, draw {row['draw']}: {row['sentence_id']} has the inclusion probability "
            f"{row['inclusion_probability']:g}, so that no corpus is large enough for what it stands for. {again}"
        )
    chances = drawn.groupby("stratum")["inclusion_probability"].agg(["min", "max"])
    for stratum, (low, high) in chances[chances["min"] < chances["max"] * (1 - 1e-9)].head(1).iterrows():
        raise InputError(
            f"The sample, draw {drawn['draw'].iloc[0]}: the sentences of one stratum are drawn with one probability, "
            f"and {stratum or 'the only stratum'} has {low:g} and {high:g}. {again}"
        )


def stands_for(chance: RandomSlice, sentence_ids: Sequence[str]) -> dict[str, float]:
    """Of each labelled sentence that counts, how many sentences of the corpus it stands for, at least 1.

    Those of the slice that are not labelled are stood for by those of their stratum that are.

    Args:
        chance: the random slice.
        sentence_ids: those that are labelled; of these the ones count that are of the slice and not assisted.
    """
    drawn = chance.drawn.set_index("sentence_id")
    usable = [name for name in sentence_ids if name in drawn.index and name not in chance.assisted]
    whole = (1 / drawn["inclusion_probability"]).groupby(drawn["stratum"]).sum()
    labelled = drawn.loc[usable, "stratum"].value_counts()
    return dict(zip(usable, drawn.loc[usable, "stratum"].map(whole / labelled), strict=True))


def figure_basis(sentence_ids: Sequence[str], chance: RandomSlice | None) -> Basis:
    """The weight of each labelled sentence in figures and thresholds, and what must be said of it.

    Args:
        sentence_ids: those that are labelled.
        chance: the random slice. Without it, or where none of it is labelled, all count alike.
    """
    if chance is None:
        return Basis(np.ones(len(sentence_ids)), False, (NO_SLICE,))
    drawn = chance.drawn.set_index("sentence_id")
    weight = stands_for(chance, sentence_ids)
    notes = _assisted_note(sentence_ids, chance)
    if not weight:
        nothing = f"Of the random slice, {len(drawn):,} sentences, none is labelled without a proposal in sight."
        return Basis(np.ones(len(sentence_ids)), False, (NO_SLICE, nothing, *notes))
    weights = np.array([weight.get(name, 0.0) for name in sentence_ids])
    weights /= weights[weights > 0].min()  # so that equal ones are exactly 1
    unseen = sorted(set(drawn["stratum"]) - set(drawn.loc[list(weight), "stratum"]))
    waiting = len(drawn) - len(drawn.index.intersection(pd.Index(sentence_ids)))
    notes = (
        _slice_note(len(weight), chance.drawn, len(sentence_ids)),
        *_unfinished_note(waiting, len(drawn)),
        *notes,
    )
    return Basis(weights, True, notes + ((_unseen_note(unseen),) if unseen else ()))


def _slice_note(usable: int, drawn: pd.DataFrame, labelled: int) -> str:
    corpus = (1 / drawn["inclusion_probability"]).sum()
    about = "about " if is_of_articles(drawn) else ""  # articles differ in length
    others = labelled - usable
    teach = f" The other {others:,} labelled sentences teach the model and no more." if others else ""
    return (
        f"Figures and thresholds stand on the random slice, {usable:,} of {len(drawn):,} sentences labelled, each "
        f"weighted by how many of the corpus's {about}{corpus:,.0f} it stands for.{teach}"
    )


def _unfinished_note(waiting: int, drawn: int) -> tuple[str, ...]:
    """What to know of a slice of which a part was never labelled: that part may be other than the rest."""
    if drawn - waiting >= NEARLY_ALL * drawn:
        return ()
    return (
        "Those of the random slice that are labelled so far are no random part of it: some may have been labelled "
        "before it was drawn, or been picked. Take the figures as provisional, their intervals too, and label the "
        f"other {waiting:,} (framing push).",
    )


def _assisted_note(sentence_ids: Sequence[str], chance: RandomSlice) -> tuple[str, ...]:
    count = len(chance.assisted & set(sentence_ids))
    if not count:
        return ()
    return (
        f"{count:,} of the random slice {'was' if count == 1 else 'were'} labelled with a proposal in sight and "
        f"{'does' if count == 1 else 'do'} not count for figures.",
    )


def _unseen_note(strata: Sequence[str]) -> str:
    named = ", ".join(strata[:3]) + (f" and {len(strata) - 3} more" if len(strata) > 3 else "")
    return f"Of {named} nothing in the slice is labelled: no figure says anything of it."
