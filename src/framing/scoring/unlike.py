"""Whether a text, texts of a notebook, which knows no documents, or a corpus are unlike what a model learned from.

Of a corpus that is scored in chunks only counts are kept, which can be added up, and only some sentences of each chunk
are looked at.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from framing.model.caution.novelty import compare, compare_sentence, is_unusual_length, too_many
from framing.model.caution.reference import count_unknown, known_words, steady_share, words_of
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


_DOCUMENTS_FIRST = 50  # of the first chunk that are looked at: it may be the only one
_DOCUMENTS = 5  # of each other: a run of thousands of chunks spends under a hundredth of its time on them
_SENTENCES = 30  # of a document: it may be a book


def count_unlike(
    model: FrameModel, document_ids: Sequence[str], texts: Sequence[str], languages: Sequence[str], *, first: bool
) -> Mapping[str, int]:
    """How much of a chunk is unlike the training text; nothing for a model that does not know what that was like.

    Args:
        model: the model.
        document_ids: of each sentence; those of one document stand together.
        texts: of the sentences.
        languages: of the documents.
        first: whether it is the first chunk of a run, of which more is looked at.

    Returns:
        `other_language`: of how many documents. `compared`: how many sentences were looked at, in documents that are
        evenly spread; `unknown_words`: those of them that have more than 98 % of the training text; `odd_length`: those
        that are shorter or longer than 98 % of it.
    """
    reference = model.reference
    if reference is None:
        return {}
    some = _some_of(document_ids, texts, _DOCUMENTS_FIRST if first else _DOCUMENTS)
    counts = count_unknown([words_of(text) for text in some], known_words(model.features.words.terms))
    other = [language for language in languages if reference.languages and language not in reference.languages]
    return {
        "other_language": len(other),
        "compared": len(some),
        "unknown_words": int((steady_share(counts, reference.unknown) > reference.most_unknown).sum()),
        "odd_length": sum(is_unusual_length(reference, text) for text in some),
    }


def unlike_in_words(model: FrameModel, counts: Mapping[str, int]) -> str:
    """What to say of a corpus of which so much is unlike the training text; empty if that may be chance.

    Args:
        model: the model.
        counts: `documents` and the sums of what `count_unlike` gave.
    """
    return "" if model.reference is None else counts_in_words(counts, model.reference.languages)


def counts_in_words(counts: Mapping[str, int], learned: Sequence[str] = ()) -> str:
    """The same where the model is not at hand.

    Args:
        counts: `documents` and the sums of what `count_unlike` gave; empty if nothing was counted.
        learned: the languages that the model learned, if they are known.
    """
    if not counts.get("compared"):
        return ""
    said = []
    if too_many(counts["other_language"], counts["documents"]):
        named = f" ({', '.join(learned)})" if learned else ""
        said.append(
            f"{counts['other_language']:,} of {counts['documents']:,} documents seem to be in another language than "
            f"the training text{named}. Do not use scores of a language that the model has not learned."
        )
    looked_at = f"of {counts['compared']:,} sentences that were looked at"
    if too_many(counts["unknown_words"], counts["compared"]):
        said.append(f"{counts['unknown_words']:,} {looked_at} have more unknown words than 98 % of the training text.")
    if too_many(counts["odd_length"], counts["compared"]):
        said.append(f"{counts['odd_length']:,} {looked_at} are shorter or longer than 98 % of the training text.")
    if not said:
        return ""
    return " ".join([*said, "Label some of these texts, and train again, before you rely on their scores."])


def _some_of(document_ids: Sequence[str], texts: Sequence[str], documents: int) -> list[str]:
    """The first sentences of some documents."""
    starts = [at for at, name in enumerate(document_ids) if at == 0 or name != document_ids[at - 1]]
    ends = [*starts[1:], len(texts)]
    chosen = np.unique(np.linspace(0, len(starts) - 1, min(documents, len(starts))).astype(int)).tolist()
    return [text for at in chosen for text in texts[starts[at] : min(ends[at], starts[at] + _SENTENCES)]]
