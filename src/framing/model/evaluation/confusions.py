"""Which frames a model takes for each other: where it says one and the label says another instead."""

import numpy as np
import pandas as pd

from framing.codebook import Codebook
from framing.model.evaluation.held_out import Judged
from framing.model.learning.fit import FIGURE_AT_LEAST


def confusions(judged: Judged, codebook: Codebook) -> pd.DataFrame:
    """Pairs of frames on the sentences where one was missed and the other said without being there.

    A count is of sentences, each once whatever it stands for. A sentence with two frames missed and two said wrongly
    is in four rows.

    Args:
        judged: held-out predictions beside labels.
        codebook: whose confused pairs are marked.

    Returns:
        One row per pair that occurs, the most frequent first: `gold` (the frame that is there and was missed), `said`
        (the one that was said and is not there), `sentences`, `documents` (that these are from), `missed` (sentences
        with `gold` that were missed in all), `in_codebook` (the codebook names the two as confused), `note` (that one
        of them has too few examples).
    """
    missed = judged.decided & judged.truth & ~judged.predicted
    wrong = judged.decided & ~judged.truth & judged.predicted
    counts = missed.T.astype(np.int64) @ wrong.astype(np.int64)
    known = {frozenset(confusion.pair) for confusion in codebook.confusions}
    positives = judged.truth.sum(axis=0)
    rows = []
    for gold, said in zip(*np.nonzero(counts), strict=True):
        names = judged.frames[gold], judged.frames[said]
        both = missed[:, gold] & wrong[:, said]
        few = [judged.frames[n] for n in (gold, said) if positives[n] < FIGURE_AT_LEAST]
        rows.append(
            {
                "gold": names[0],
                "said": names[1],
                "sentences": int(counts[gold, said]),
                "documents": len(set(judged.documents[both].tolist())),
                "missed": int(missed[:, gold].sum()),
                "in_codebook": frozenset(names) in known,
                "note": f"too few examples: {', '.join(few)}" if few else "",
            }
        )
    columns = ["gold", "said", "sentences", "documents", "missed", "in_codebook", "note"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["sentences", "gold", "said"], ascending=[False, True, True], ignore_index=True)
