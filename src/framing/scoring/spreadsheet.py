"""Scores beside what they are scores of: a table that a person can read in a spreadsheet."""

import pandas as pd


def scores_beside_texts(
    scores: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame, voices: pd.DataFrame
) -> pd.DataFrame:
    """One row per scored sentence, in the order of `sentences`, with a column of probabilities for each frame.

    Args:
        scores: SCORES of one model.
        sentences: SENTENCES; those without a score are left out.
        documents: DOCUMENTS of these sentences.
        voices: VOICES, one row per sentence at most.

    Returns:
        `document_id`, `title`, `source`, `date`, `position`, `kind`, `text`, `voice`, `speaker`, `voice_by` (who coded
        the voice; these three are empty where nobody did), `sentence_id`, then one column per frame with its
        probability (0 to 1), `model`.
    """
    wide = scores.pivot(index="sentence_id", columns="frame", values="probability")[list(scores["frame"].unique())]
    wide = wide.rename_axis(columns=None).reset_index()
    beside = sentences.merge(documents[["document_id", "title", "source", "date"]], on="document_id")
    said = voices[["sentence_id", "voice", "speaker", "by"]].rename(columns={"by": "voice_by"})
    beside = beside.merge(said, on="sentence_id", how="left").fillna({"voice": "", "speaker": "", "voice_by": ""})
    columns = ["document_id", "title", "source", "date", "position", "kind", "text", "voice", "speaker", "voice_by"]
    model = scores["model"].iloc[0] if len(scores) else ""
    return beside[[*columns, "sentence_id"]].merge(wide, on="sentence_id").assign(model=model)
