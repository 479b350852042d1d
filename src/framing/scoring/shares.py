"""In how many sentences of a document the model sees each frame, by who says them.

These are counts of predictions, not of frames: a model that misses half of a rare frame, or sees it where it is not,
shifts them. Correct them with labels of a random sample before comparing outlets.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.tables import ALL_VOICES, DOCUMENT_SHARES, UNCORRECTED


def document_shares(
    document_ids: Sequence[str], voices: Sequence[str], predicted: npt.NDArray[np.bool_], frames: Sequence[str]
) -> pd.DataFrame:
    """DOCUMENT_SHARES: documents in the order of their first sentence, all voices before each voice.

    Args:
        document_ids: of each sentence.
        voices: of each sentence; one with none, "", counts among all voices only.
        predicted: (sentences, frames): whether the model sees the frame in it.
        frames: names of the columns.
    """
    documents, names = pd.factorize(np.array(document_ids, dtype=object))
    said, voice_names = pd.factorize(np.array(voices, dtype=object), sort=True)
    width = len(voice_names) + 1  # the first of a document's cells is that of all voices
    voiced = np.array(voices, dtype=object) != ""
    cells = np.concatenate([documents * width, (documents * width + said + 1)[voiced]])
    there, cell = np.unique(cells, return_inverse=True)
    sentences = np.bincount(cell, minlength=len(there))
    counts = np.empty((len(there), len(frames)), dtype=np.int64)
    for number in range(len(frames)):
        hits = np.concatenate([predicted[:, number], predicted[voiced, number]])
        counts[:, number] = np.bincount(cell[hits], minlength=len(there))
    labels = np.array([ALL_VOICES, *voice_names], dtype=object)
    each = len(frames)
    table = pd.DataFrame(
        {
            "document_id": np.repeat(np.asarray(names, dtype=object)[there // width], each),
            "voice": np.repeat(labels[there % width], each),
            "frame": np.tile(np.array(frames, dtype=object), len(there)),
            "sentences": np.repeat(sentences, each),
            "predicted": counts.ravel(),
            "share": (counts / sentences[:, np.newaxis]).ravel(),
            "estimate": UNCORRECTED,
        },
        columns=list(DOCUMENT_SHARES.columns),
    )
    return table.astype({name: "str" for name, kind in DOCUMENT_SHARES.columns.items() if kind == "text"})
