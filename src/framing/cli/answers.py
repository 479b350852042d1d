"""What a model is sure of, and what of a text is unlike what it learned from, as framing score shows them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from framing.model.learning.train import FrameModel


def with_answers(spreadsheet: "pd.DataFrame", scores: "pd.DataFrame", model: "FrameModel") -> "pd.DataFrame":
    """The spreadsheet with a column `FRAME answer` after each frame; as it is if the model knows no sets."""
    from framing.scoring.answers import answer_table, answers_beside_scores

    return spreadsheet if model.sets is None else answers_beside_scores(spreadsheet, answer_table(scores, model))


def counted_answers(scores: "pd.DataFrame", model: "FrameModel") -> "pd.DataFrame | None":
    """How often each frame was answered yes, no and not sure; None if the model knows no sets."""
    from framing.scoring.answers import answer_counts, answer_table

    return None if model.sets is None else answer_counts(answer_table(scores, model))


def unlike_training_warnings(model: "FrameModel", sentences: "pd.DataFrame", scores: "pd.DataFrame") -> tuple[str, ...]:
    """What to warn of if the sentences that were scored are far from what the model learned from."""
    from framing.scoring.answers import novelty_of

    found = novelty_of(model, sentences[sentences["sentence_id"].isin(scores["sentence_id"])])
    return () if found is None else found.warnings
