"""Whether an evaluation is that of a model: figures of another one must not stand in its card."""

from framing.errors import InputError
from framing.model.evaluation.evaluate import Evaluation
from framing.model.learning.train import FrameModel


def check_evaluation(model: FrameModel, evaluation: Evaluation) -> None:
    """Nothing, if the evaluation can be of this model: by the profile, the frames and how many labels there are.

    Raises:
        InputError: it is of another one; what differs is said.
    """
    difference = _difference(model, evaluation)
    if difference:
        raise InputError(
            f"The evaluation is not of this model: {difference}. Evaluate with the table, labels and profile that the "
            f"model was trained with: framing.evaluate(table, labels, profile={model.profile!r})."
        )


def _difference(model: FrameModel, evaluation: Evaluation) -> str:
    if evaluation.profile != model.profile:
        return f"it is of the profile {evaluation.profile}, the model of {model.profile}"
    frames, evaluated = [count.frame for count in model.examples], evaluation.table["frame"].tolist()
    if frames != evaluated:
        return f"it is of the frames {', '.join(evaluated)}, the model of {', '.join(frames)}"
    if (model.sentences, model.documents) != (evaluation.sentences, evaluation.documents):
        return (
            f"it is of {evaluation.sentences:,} labelled sentences in {evaluation.documents:,} documents, the model of "
            f"{model.sentences:,} in {model.documents:,}"
        )
    positives = [count.positives for count in model.examples]
    if not evaluation.by_chance and positives != evaluation.table["positives"].tolist():
        return "the frames have other numbers of examples in it than in the model"
    return ""
