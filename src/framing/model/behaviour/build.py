"""Which cases a model and its codebook allow, and what is left out and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from framing.annotation.assignment import chance
from framing.codebook import Codebook
from framing.corpus.language import guess_language
from framing.model.behaviour.cases import (
    MOST_EACH,
    Carrier,
    Case,
    carriers,
    changed_cases,
    codebook_cases,
    written_cases,
)
from framing.model.behaviour.written import LANGUAGES, Written, read_written
from framing.model.learning.features import terms_of
from framing.model.learning.train import FrameModel

KNOWN_AT_LEAST = 0.25  # of the words of a language's sentences: with fewer the model has not learned the language
_NAMES = {"en": "English", "ru": "Russian", "kk": "Kazakh"}


@dataclass(frozen=True)
class Built:
    """Cases, those for the stand-in, what was left out and why, and what each language's sentences lack."""

    cases: tuple[Case, ...]
    held_out: tuple[Case, ...]
    notes: tuple[str, ...]
    reviews: dict[str, str]


def build_cases(
    model: FrameModel,
    codebook: Codebook,
    frames: Collection[str],
    labelled: pd.DataFrame | None,
    trained_on: Collection[str],
    seed: int,
) -> Built:
    """The cases for these frames; see `run_behaviour` for the arguments."""
    notes = list[str]()
    own = [written for written in map(read_written, LANGUAGES) if written and written.codebook == codebook.id]
    own = [written for written in own if _is_learned(model, written.language, _sentences(written, frames, seed), notes)]
    cases = [case for written in own for case in written_cases(written, frames, seed)]
    starts = [carrier for written in own for carrier in carriers(written, frames, seed)]
    more, language = _of_codebook(model, codebook, frames, notes)
    cases += more
    starts += [Carrier(case.frame, language, case.text) for case in more if case.expected == "present"]
    fresh = [case for case in cases if not {case.text, case.before} & set(trained_on)]
    if equal := len(cases) - len(fresh):
        notes.append(f"Left out, because the model learned from such a sentence: {equal} of {len(cases)} cases.")
    starts = [carrier for carrier in starts if carrier.text not in trained_on]
    held_out = list[Case]()
    if not has_written(codebook):
        notes.append(
            "Negation, keywords in names and words that judge are not tested: the sentences for them are written for "
            f"the frames of another codebook than {codebook.id}."
        )
        held_out = _changed(_of_labelled(labelled, frames, seed, notes), seed, notes)
    return Built(
        cases=(*fresh, *_changed(starts, seed, notes)),
        held_out=tuple(held_out),
        notes=tuple(dict.fromkeys(notes)),
        reviews={language: written.review for language in LANGUAGES if (written := read_written(language))},
    )


def has_written(codebook: Codebook) -> bool:
    """Whether there are sentences written for the frames of this codebook; else labelled ones have to do."""
    return any(written.codebook == codebook.id for written in map(read_written, LANGUAGES) if written)


def _sentences(written: Written, frames: Collection[str], seed: int) -> list[str]:
    return [carrier.text for carrier in carriers(written, frames, seed)]


def _is_learned(model: FrameModel, language: str, texts: Sequence[str], notes: list[str]) -> bool:
    """Whether the model knows enough words of these texts for a test; where not, the notes say so."""
    vocabulary = set(model.features.words.terms)
    words = {word for text in texts for word in terms_of("words", text) if " " not in word}
    share = len(words & vocabulary) / len(words) if words else 0.0
    if vocabulary and share < KNOWN_AT_LEAST and words:
        notes.append(
            f"{_NAMES.get(language, language)} is not tested: the model knows {share:.0%} of the words in the test "
            "sentences, so it has not learned the language."
        )
        return False
    return bool(words)


def _of_codebook(
    model: FrameModel, codebook: Codebook, frames: Collection[str], notes: list[str]
) -> tuple[list[Case], str]:
    """The codebook's examples and their language; none where the model has not learned it."""
    texts = [text for frame in codebook.frames for text in (*frame.positive, *(miss.text for miss in frame.near_miss))]
    language = guess_language(" ".join(texts))
    cases = codebook_cases(codebook, language, frames)
    if not cases:
        notes.append("The codebook has no examples of these frames: positive and near_miss are not tested.")
        return [], language
    of_examples = list[str]()
    if not _is_learned(model, language, texts, of_examples):
        notes += [f"The codebook's examples are left out. {note}" for note in of_examples]
        return [], language
    return cases, language


def _of_labelled(labelled: pd.DataFrame | None, frames: Collection[str], seed: int, notes: list[str]) -> list[Carrier]:
    """Labelled sentences that have a frame and that the stand-in did not learn from, for each frame as many."""
    if labelled is None or not labelled["held_out"].astype(bool).any():
        notes.append("No labelled sentence is quoted, swapped or mistyped: the model may have learned from every one.")
        return []
    found = list[Carrier]()
    usable = labelled[labelled["held_out"].astype(bool) & labelled["present"].astype(bool)]
    for frame in frames:
        part = usable[usable["frame"] == frame]
        pairs = sorted(zip(part["text"], part["language"], strict=True), key=lambda pair: chance(seed, pair[0]))
        found += [Carrier(frame, language, text) for text, language in dict.fromkeys(pairs[:MOST_EACH])]
    if found:
        notes.append(
            "Labelled sentences that are quoted, swapped and mistyped are judged by a model that was trained in the "
            "same way on the documents that are not theirs."
        )
    return found


def _changed(starts: Sequence[Carrier], seed: int, notes: list[str]) -> list[Case]:
    cases = list[Case]()
    for language in dict.fromkeys(carrier.language for carrier in starts):
        written = read_written(language)
        cases += changed_cases([carrier for carrier in starts if carrier.language == language], written, seed)
        if written is None:
            name = _NAMES.get(language, language)
            notes.append(f"In the language {name} only typing errors are tested: it has no written words for the rest.")
    return cases
