"""What a model is sure of, and what of a text is unlike its training text, as framing score and explain show them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from framing.model.explanation.explain import Explanation
    from framing.model.learning.train import FrameModel
    from framing.workspace import Workspace


def answered(scores: "pd.DataFrame", model: "FrameModel") -> "pd.DataFrame | None":
    """What the model says of each sentence, see `framing.scoring.answers.answer_table`; None if it knows no sets."""
    from framing.scoring.answers import answer_table

    return None if model.sets is None else answer_table(scores, model)


def with_answers(spreadsheet: "pd.DataFrame", answers: "pd.DataFrame | None") -> "pd.DataFrame":
    """The spreadsheet with a column `FRAME answer` after each frame; as it is without answers."""
    from framing.scoring.answers import answers_beside_scores

    return spreadsheet if answers is None else answers_beside_scores(spreadsheet, answers)


def counted_answers(answers: "pd.DataFrame | None") -> "pd.DataFrame | None":
    """How often each frame was answered yes, no and not sure; None without answers."""
    from framing.scoring.answers import answer_counts

    return None if answers is None else answer_counts(answers)


def learned_from(place: "Workspace", model: "FrameModel", scores: "pd.DataFrame") -> int | None:
    """How many of the sentences that were scored the model learned from; None if that cannot be known.

    A model holds no texts. It learned from the project's gold if that has the name that the model gives its labels.
    """
    from framing.cli.model import learning_material
    from framing.errors import FramingError
    from framing.model.learning.examples import make_examples

    try:
        material = learning_material(place)
        examples = make_examples(material.sentences, material.gold, material.codebook)
    except FramingError:  # no labels, or none that a model could be trained on: those of this one were others
        return None
    if (examples.digests.gold, examples.digests.sentences) != (model.gold_sha256, model.sentences_sha256):
        return None
    return len(set(examples.sentence_ids) & set(scores["sentence_id"]))


def learned_from_in_words(learned: int | None, count: int) -> str:
    """A line for a person, empty if nothing is known."""
    if not learned:
        return ""
    return (
        f"The model has learned from {learned:,} of these {count:,} sentences: on them it is right more often than on "
        "others, so do not judge it by them."
    )


def unlike_training_warnings(model: "FrameModel", sentences: "pd.DataFrame", scores: "pd.DataFrame") -> tuple[str, ...]:
    """What to warn of if the sentences that were scored are far from what the model learned from."""
    from framing.scoring.answers import novelty_of

    found = novelty_of(model, sentences[sentences["sentence_id"].isin(scores["sentence_id"])])
    return () if found is None else found.warnings


def answers_in(found: "Explanation", model: "FrameModel") -> dict[str, str]:
    """What the model answers of a text that was explained, by frame; nothing if it knows no sets."""
    from framing.scoring.answers import answers_of

    if model.sets is None:
        return {}
    given = answers_of(model, found.probabilities[None])[0]
    return dict(zip(model.frames, map(str, given), strict=True))
