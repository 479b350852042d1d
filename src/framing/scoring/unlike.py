"""Whether a text, or texts of a notebook, which knows no documents, are unlike those that a model learned from."""

from collections.abc import Sequence

from framing.model.caution.novelty import compare, compare_sentence, too_many
from framing.model.caution.reference import known_words
from framing.model.learning.train import FrameModel


def unlike_in(model: FrameModel, text: str) -> tuple[str, ...]:
    """What of one text is unlike the training text, in sentences; empty if nothing is or the model cannot tell."""
    if model.reference is None:
        return ()
    return compare_sentence(model.reference, known_words(model.features.words.terms), text)


def unlike_in_short(model: FrameModel, texts: Sequence[str]) -> str:
    """What of so many texts is unlike the training text that chance does not explain it; empty if nothing is.

    Empty too for a model that was stored without what its training text was like.
    """
    if model.reference is None or not texts:
        return ""
    if len(texts) == 1:
        return " ".join(unlike_in(model, texts[0]))
    known = known_words(model.features.words.terms)
    found = compare(model.reference, known, texts, [f"{number}" for number in range(len(texts))])
    reasons = {
        "seem to be in another language": sum(found.languages.values()) if model.reference.languages else 0,
        "have more unknown words than 98 % of it": int(found.sentences["by_words"].sum()),
        "are shorter or longer than 98 % of it": int(found.sentences["by_length"].sum()),
    }
    said = [f"{count:,} {what}" for what, count in reasons.items() if too_many(count, len(texts))]
    if not said:
        return ""
    return (
        f"Of {len(texts):,} texts, compared with the training text, {', '.join(said)}. Label some texts like these, "
        "and train again, before you rely on their scores."
    )
