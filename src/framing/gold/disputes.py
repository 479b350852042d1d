"""The sentences that annotators differ on, in the order in which an adjudicator had best look at them."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.gold.votes import count_votes

_NOTHING: Mapping[str, str] = {}


def disputes(
    annotations: pd.DataFrame, rulings: pd.DataFrame | None = None, names: Mapping[str, str] = _NOTHING
) -> pd.DataFrame:
    """The disputed sentences, the most informative first.

    A sentence is disputed if on some frame some annotators said yes and some no, and no ruling has settled that frame.
    First comes the one on which a ruling is expected to tell most: the binary entropies of its vote shares, in bits,
    added over its disputed frames (a tie is 1 bit, two against one is 0.92, four against one 0.72). Among equals come
    first those with more ties, which have no label without a ruling; then those whose rarest disputed frame is rarer,
    by its share of yes among all votes; then by sentence_id.

    Args:
        annotations: ANNOTATIONS; those count that count for gold, see framing.gold.votes.counted_decisions.
        rulings: RULINGS of framing.gold.rulings so far.
        names: of frames by their key, for `votes`; a frame without one goes by its key.

    Returns:
        `sentence_id`; `votes`, for the adjudicator: the frames that anybody saw, the most disputed first, without
        names of annotators, such as "riot: 2 of 4; attack: 1 of 4; unity: 4 of 4"; `disputed`, how many frames are;
        `ties`, how many of these are; `bits`, as above; `made_by`, whose votes they are, person or automated coder.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    votes = count_votes(annotations)
    share = votes["votes"] / votes["voters"]
    totals = votes.groupby("frame")[["votes", "voters"]].sum()
    votes = votes.assign(
        bits=_entropy(share.to_numpy()),
        tie=share == 0.5,
        rarity=votes["frame"].map(totals["votes"] / totals["voters"]),
    )
    votes.loc[_settled(votes, rulings), ["bits", "tie"]] = [0.0, False]
    split = votes[votes["bits"] > 0].groupby("sentence_id")
    table = pd.DataFrame(
        {
            "disputed": split.size(),
            "ties": split["tie"].sum().astype("int64"),
            "bits": split["bits"].sum().round(9),  # equal votes in another order must not differ in the last digit
            "rarity": split["rarity"].min(),
            "made_by": split["made_by"].first(),
        }
    )
    seen = votes[votes["sentence_id"].isin(table.index) & (votes["votes"] > 0)]
    table["votes"] = _in_words(seen, names)
    table = table.reset_index().sort_values(
        ["bits", "ties", "rarity", "sentence_id"], ascending=[False, False, True, True], ignore_index=True
    )
    return table[["sentence_id", "votes", "disputed", "ties", "bits", "made_by"]]


def _entropy(share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of a yes-or-no question with this share of yes, in bits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -share * np.log2(share) - (1 - share) * np.log2(1 - share)
    return np.where((share > 0) & (share < 1), bits, 0.0)


def _settled(votes: pd.DataFrame, rulings: pd.DataFrame | None) -> npt.NDArray[np.bool_]:
    """Which of the rows a ruling is about."""
    if rulings is None or rulings.empty:
        return np.zeros(len(votes), dtype=bool)
    pairs = ["sentence_id", "frame"]
    return pd.MultiIndex.from_frame(votes[pairs]).isin(pd.MultiIndex.from_frame(rulings[pairs]))


def _in_words(seen: pd.DataFrame, names: Mapping[str, str]) -> pd.Series:
    """Sentence id to its votes in words."""
    ordered = seen.sort_values(["sentence_id", "bits", "votes", "frame"], ascending=[True, False, False, True])
    columns = (ordered[name].tolist() for name in ("frame", "votes", "voters"))
    words = [f"{names.get(frame, frame)}: {yes} of {voters}" for frame, yes, voters in zip(*columns, strict=True)]
    return pd.Series(words, index=ordered.index, dtype="str").groupby(ordered["sentence_id"]).agg("; ".join)
