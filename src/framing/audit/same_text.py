"""The same words, or nearly the same, with different labels: in gold, and from one annotator. Pure.

Same means equal but for case, white space and punctuation. Nearly the same means that four fifths of the words and
pairs of neighbouring words are in both (Jaccard similarity; candidates come from datasketch's MinHash, and each is then
measured exactly). One word can be the difference that makes the labels right, such as "no": a finding asks to compare.
Whoever gave one text two answers erred once, or the sentences around decided; annotators who differ with each other on
two copies are ordinary disagreement, and come up only where gold has both.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from framing.annotation.decisions import Decision
from framing.audit.finding import Checked, Finding, checked, counted, listed, quoted
from framing.corpus.copies.duplicates import PERMUTATIONS
from framing.model.learning.features import fold_case

NEAR = 0.8  # share of words and pairs of words that both have
CANDIDATES = 0.7  # similarity by MinHash from which a pair is measured: it is off by about 0.04
WORDS_AT_LEAST = 4  # fewer are compared as a whole only

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Texts:
    """Labelled sentences by their words: the sentence ids of each text, and the texts that are nearly the same."""

    ids: Mapping[str, tuple[str, ...]]
    near: tuple[tuple[str, str, float], ...]


def same_text(texts: Mapping[str, str], gold: pd.DataFrame, labels: Sequence[Decision]) -> Checked:
    """Texts that stand in several sentences and do not have the same labels there.

    Args:
        texts: sentence id to text; those that were labelled.
        gold: GOLD.
        labels: the confirmed decisions of everybody.
    """
    found = _alike(texts)
    golden = _gold_by_sentence(gold)
    answers = _answers_by_sentence(labels)
    findings = []
    for group, similarity in _groups(found):
        in_gold = _frames_apart([golden.get(name, {}) for name in group])
        by_person = {
            person: frames
            for person in answers
            if (frames := _frames_apart([answers[person].get(n, {}) for n in group]))
        }
        if in_gold or by_person:
            findings.append(_finding(group, similarity, texts, in_gold, by_person))
    repeated = sum(len(ids) > 1 for ids in found.ids.values())
    note = f"{counted(repeated, 'text')} found more than once, {counted(len(found.near), 'pair')} of nearly the same."
    return checked("same-text", findings, note)


def _groups(found: _Texts) -> Iterator[tuple[tuple[str, ...], float]]:
    """Sentence ids that are compared with each other, and how similar they are: the same texts, then near pairs.

    Of texts that are the same only the first stands for them in a near pair: what differs among them is said already.
    """
    for ids in found.ids.values():
        if len(ids) > 1:
            yield ids, 1.0
    for one, other, similarity in found.near:
        yield (found.ids[one][0], found.ids[other][0]), similarity


def _alike(texts: Mapping[str, str]) -> _Texts:
    ids: dict[str, list[str]] = defaultdict(list)
    for sentence_id in sorted(texts):
        if words := _WORD.findall(fold_case(texts[sentence_id])):
            ids[" ".join(words)].append(sentence_id)
    return _Texts({text: tuple(names) for text, names in ids.items()}, tuple(_near_pairs(list(ids))))


def _near_pairs(texts: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    from datasketch import MinHash, MinHashLSH  # here, because it takes a second

    parts = {text: _parts(text) for text in texts if text.count(" ") + 1 >= WORDS_AT_LEAST}
    index = MinHashLSH(threshold=CANDIDATES, num_perm=PERMUTATIONS)
    for text, own in parts.items():
        signature = MinHash(PERMUTATIONS)
        signature.update_batch([part.encode("utf-8", "surrogatepass") for part in sorted(own)])
        for other in sorted(index.query(signature)):
            similarity = len(own & parts[other]) / len(own | parts[other])
            if similarity >= NEAR:
                yield other, text, similarity
        index.insert(text, signature)


def _parts(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(words) | {" ".join(pair) for pair in pairwise(words)}


Answers = Mapping[str, bool]  # frame to whether it is there


def _gold_by_sentence(gold: pd.DataFrame) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for sentence_id, frame, present in zip(gold["sentence_id"], gold["frame"], gold["present"], strict=True):
        found[sentence_id][frame] = bool(present)
    return found


def _answers_by_sentence(labels: Sequence[Decision]) -> dict[str, dict[str, dict[str, bool]]]:
    found: dict[str, dict[str, dict[str, bool]]] = defaultdict(dict)
    for decision in labels:
        found[decision.annotator][decision.sentence_id] = {
            frame: frame in decision.frames for frame in decision.offered
        }
    return found


def _frames_apart(answers: Sequence[Answers]) -> tuple[str, ...]:
    """The frames that one of the sentences has and another one has not; undecided is neither."""
    frames = sorted({frame for answer in answers for frame in answer})
    return tuple(frame for frame in frames if {answer[frame] for answer in answers if frame in answer} == {True, False})


def _finding(
    group: tuple[str, ...],
    similarity: float,
    texts: Mapping[str, str],
    in_gold: tuple[str, ...],
    by_person: Mapping[str, tuple[str, ...]],
) -> Finding:
    documents = counted(len({name.rpartition(":")[0] for name in group}), "document")
    same = "The same words stand" if similarity == 1 else f"Nearly the same words ({similarity:.0%}) stand"
    parts = [f"gold differs on {listed(in_gold)}"] if in_gold else []
    parts += [f"{person} differs from themselves on {listed(frames)}" for person, frames in sorted(by_person.items())]
    return Finding(
        kind="same-text",
        where=", ".join(group),
        why=(
            f"{same} in {counted(len(group), 'sentence')} of {documents}, and {'; '.join(parts)}: "
            f"{quoted(texts[group[0]])}."
        ),
        todo="Compare them: one answer is wrong unless the words around, or the ones that differ, decide.",
        score=similarity * (len(in_gold) + sum(map(len, by_person.values()))) / (2 if in_gold and by_person else 1),
        sentences=group,
    )
