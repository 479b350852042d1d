"""Scores beside what they are scores of: a table that a person can read in a spreadsheet."""

import pandas as pd


def scores_beside_texts(scores: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """One row per scored sentence, in the order of `sentences`, with a column of probabilities for each frame.

    Args:
        scores: SCORES of one model.
        sentences: SENTENCES; those without a score are left out.
        documents: DOCUMENTS of these sentences.

    Returns:
        `document_id`, `title`, `source`, `date`, `position`, `kind`, `text`, `sentence_id`, then one column per frame
        with its probability (0 to 1, not calibrated), `model`.
    """
    wide = scores.pivot(index="sentence_id", columns="frame", values="probability")[list(scores["frame"].unique())]
    wide = wide.rename_axis(columns=None).reset_index()
    beside = sentences.merge(documents[["document_id", "title", "source", "date"]], on="document_id")
    columns = ["document_id", "title", "source", "date", "position", "kind", "text", "sentence_id"]
    model = scores["model"].iloc[0] if len(scores) else ""
    return beside[columns].merge(wide, on="sentence_id").assign(model=model)
