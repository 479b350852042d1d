"""Interviews: whose turn a paragraph is, where labels or dashes alone show that somebody else speaks.

`Lind: We stay.` beside other labels, or a dash before every turn, as Russian and Kazakh print it. Such
paragraphs are speech only if somebody asks in them; otherwise they are a list.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from framing.corpus.sentences import Sentence

_LABEL = re.compile(r"(?:[—–―−-]\s*+)?([^\W\d_][\w.’'-]*+(?:\s[\w.’'-]++){0,4}+)(?:\s?\([^()]{1,30}\))?:\s")
_ASKED = re.compile(r"\?[!.…)\]”»\"’']*$")
_QUESTION_LABELS = frozenset(["q", "question", "в", "вопрос", "с", "сұрақ"])
_ANSWER_LABELS = frozenset(["a", "answer", "о", "ответ", "ж", "жауап"])
_SHORT_LABELS = _QUESTION_LABELS | _ANSWER_LABELS
_LEAST_TURNS = 2
_ASKS = 0.4  # of the turns of one who asks


class Turn(NamedTuple):
    """A paragraph of an interview: its sentences from `first` to before `last`.

    `interview` tells which one; `label` is the stretch of the first sentence that names who speaks,
    empty for a dash.
    """

    first: int
    last: int
    interview: int
    is_question: bool
    label: tuple[int, int] = (0, 0)


def turns(
    sentences: Sequence[Sentence], colons: Iterable[int], dashes: Iterable[int], told: Container[int]
) -> list[Turn]:
    """The turns of all interviews in a document, in order.

    Args:
        sentences: the coded ones, in order.
        colons: indices of the sentences with a colon, in order.
        dashes: indices of the sentences that start with a dash, in order.
        told: indices of sentences with an author's words or marks, which are no question of the outlet.
    """
    found = [*_labelled(sentences, colons), *_dashed(sentences, dashes, told)]
    return sorted(found)


def _labelled(sentences: Sequence[Sentence], colons: Iterable[int]) -> list[Turn]:
    starts = [
        (index, match.group(1).casefold(), match.span(1))
        for index in colons
        if _starts_paragraph(sentences, index) and (match := _LABEL.match(sentences[index].text[:80]))
    ]
    counts = Counter(label for _, label, _ in starts)
    labels = {label for label, count in counts.items() if count >= _LEAST_TURNS or label in _SHORT_LABELS}
    if len(labels) < 2:  # one who asks, and one who answers
        return []
    asked: Counter[str] = Counter()
    found = []
    for index, label, span in starts:
        if label in labels:
            last = _end(sentences, index)
            asked[label] += any("?" in sentences[at].text for at in range(index, last))
            found.append((index, last, label, span))
    asks = found[0][2]  # who asks begins
    if asks not in _QUESTION_LABELS and asked[asks] < _ASKS * counts[asks]:
        return []
    return [Turn(first, last, -1, label == asks, span) for first, last, label, span in found]


def _dashed(sentences: Sequence[Sentence], dashes: Iterable[int], told: Container[int]) -> list[Turn]:
    found: list[Turn] = []
    run: list[tuple[int, int]] = []
    interview = 0
    for index in dashes:
        if not _starts_paragraph(sentences, index) or sentences[index].kind != "body":
            continue
        if run and run[-1][1] != index:
            found += _dialogue(sentences, run, interview, told)
            run, interview = [], interview + 1
        run.append((index, _end(sentences, index)))
    return found + _dialogue(sentences, run, interview, told)


def _dialogue(
    sentences: Sequence[Sentence], run: Sequence[tuple[int, int]], interview: int, told: Container[int]
) -> list[Turn]:
    """Paragraphs with a dash that follow each other, if they are talk and no list."""
    if len(run) < _LEAST_TURNS:
        return []
    has_tail = False
    asked = 0
    found: list[Turn] = []
    for first, last in run:
        is_told = any(index in told for index in range(first, last))
        ends_asking = _ASKED.search(sentences[last - 1].text[-8:]) is not None
        follows_question = bool(found) and found[-1].is_question
        has_tail |= is_told
        asked += ends_asking and not is_told
        found.append(Turn(first, last, interview, ends_asking and not is_told and not follows_question))
    is_talk = has_tail or (found[0].is_question and asked >= _ASKS * len(run))
    return found if is_talk and asked < len(run) else []


def _starts_paragraph(sentences: Sequence[Sentence], index: int) -> bool:
    return index == 0 or sentences[index - 1].paragraph != sentences[index].paragraph


def _end(sentences: Sequence[Sentence], index: int) -> int:
    """The index after the last sentence of the paragraph."""
    last = index + 1
    while last < len(sentences) and sentences[last].paragraph == sentences[index].paragraph:
        last += 1
    return last
