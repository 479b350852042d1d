"""How far annotators agree in each document: which article to talk about. Pure."""

import numpy as np
import pandas as pd

from framing.agreement.alpha import alpha_from, expected, vote_sums
from framing.agreement.figures import ALPHA_AT_LEAST
from framing.agreement.votes import Votes, by_one_kind_of_maker


def by_document(votes: Votes) -> pd.DataFrame:
    """Each document that has sentences with two or more annotators, that with the lowest share of agreement first.

    Args:
        votes: of a ledger.

    Returns:
        `document_id`; `alpha` over all frames (see `framing.agreement.alpha.alpha_of`; NaN below 20 sentences); no
        interval, because the sentences of one document cannot be resampled for it; `sentences` with two or more
        annotators; `disputed`, those of them on which some frame is disputed; `decided`, sentences times frames that
        two or more voted on, and `agreed`, those of them on which all say the same; `share`, agreed of decided;
        `most_disputed`, the frame with most disputed sentences here (empty: none) and `times`, how many; `note`.

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted, _ = by_one_kind_of_maker(votes)
    documents, sentences = len(counted.document_ids), len(counted.sentence_ids)
    differing, by_chance = np.zeros(documents), np.zeros(documents)
    present, decided = np.zeros(documents, np.int64), np.zeros(documents, np.int64)
    disputed = np.zeros((len(counted.frames), documents), np.int64)
    shared, in_dispute = np.zeros(sentences, bool), np.zeros(sentences, bool)
    for number in range(len(counted.frames)):
        yes, voters = counted.of_frame(number).counts()
        pairable, split = voters > 1, (yes > 0) & (yes < voters)
        shared |= pairable
        in_dispute |= split
        document = counted.document[pairable]
        sums = vote_sums(yes[pairable].astype(np.float64), voters[pairable].astype(np.float64))
        here = np.stack([np.bincount(document, weights=column, minlength=documents) for column in sums.T]).astype(float)
        differing += here[0]
        by_chance += expected(here[1], here[2])
        present += here[1].astype(np.int64)
        decided += np.bincount(document, minlength=documents)
        disputed[number] = np.bincount(counted.document[split], minlength=documents)
    table = pd.DataFrame(
        {
            "document_id": counted.document_ids,
            "alpha": alpha_from(differing, by_chance),
            "sentences": np.bincount(counted.document[shared], minlength=documents),
            "disputed": np.bincount(counted.document[in_dispute], minlength=documents),
            "decided": decided,
            "agreed": decided - disputed.sum(axis=0),
            "share": (decided - disputed.sum(axis=0)) / np.maximum(decided, 1),
            "most_disputed": np.array([*counted.frames], dtype=object)[disputed.argmax(axis=0)],
            "times": disputed.max(axis=0),
        }
    )
    rows = zip(table["sentences"], table["alpha"], present.tolist(), strict=True)
    table["note"] = [_note(int(sentences), float(alpha), seen) for sentences, alpha, seen in rows]
    table.loc[table["sentences"] < ALPHA_AT_LEAST, "alpha"] = np.nan
    table.loc[table["times"] == 0, "most_disputed"] = ""
    table = table[table["sentences"] > 0]
    return table.sort_values(["share", "document_id"], kind="stable", ignore_index=True)


def _note(sentences: int, alpha: float, present: int) -> str:
    if sentences < ALPHA_AT_LEAST:
        return f"fewer than {ALPHA_AT_LEAST} sentences: no alpha"
    if not np.isnan(alpha):
        return ""
    return "nobody saw a frame: alpha is undefined" if not present else "on each frame all say the same: no alpha"
