"""Cases: a text, what it is compared with, and what is right, built from templates and from the codebook's examples.

A frame that is not found in a sentence cannot be lost by quoting or denying the sentence. So what has to stay or to go
is asked only where the model finds it in the sentence as it was, and `cases` counts only those.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from framing.annotation.assignment import chance
from framing.codebook import Codebook
from framing.model.behaviour.typos import drop_letter, swap_letters
from framing.model.behaviour.written import Written, fill, fillings, slots_of

MOST_EACH = 30  # cases of one kind, language and frame

Expected = Literal["present", "absent", "gone", "falls", "kept", "same"]

DENIED, LOWERED = "negation: not predicted", "negation: score falls"
SAID, SAID_SCORE = "said that: frame kept", "said that: same score"
NAMED = "keyword in a name"
SWAPPED, DROPPED = "typos: letters swapped", "typos: letter dropped"
POSITIVE, NEAR_MISS = "codebook: positive", "codebook: near miss"
_FIRST, _LAST = (DENIED, LOWERED, SAID, SAID_SCORE, NAMED), (SWAPPED, DROPPED, POSITIVE, NEAR_MISS)


@dataclass(frozen=True)
class Case:
    """One test.

    Attributes:
        kind: what is tested.
        language: of the text.
        frame: whose score is looked at; empty where no score may change.
        expected: `present`: predicted. `absent`: not predicted. Compared with `before`: `gone`: predicted there, and
            here no longer. `falls`: lower. `kept`: predicted there, and here too. `same`: no more than .05 away.
        text: what the model is asked.
        before: the text that it is compared with.
    """

    kind: str
    language: str
    frame: str
    expected: Expected
    text: str
    before: str = ""


@dataclass(frozen=True)
class Carrier:
    """A sentence that carries a frame, for tests that change something else about it."""

    frame: str
    language: str
    text: str


def rank(kind: str) -> int:
    """Where a kind stands in a table; kinds that a language's file names stand in the middle."""
    return next((at for at, each in enumerate((*_FIRST, "", *_LAST)) if each == kind), len(_FIRST))


def written_cases(written: Written, frames: Collection[str], seed: int) -> list[Case]:
    """The cases that only the written sentences give: negation, names, loaded words, and places inside of sentences."""
    language = written.language
    cases = list[Case]()
    for assertion in written.assertions:
        pair = (assertion.asserted, assertion.denied)
        for words in fillings(pair, {**written.words, **assertion.words}):
            before, text = (fill(template, words) for template in pair)
            cases.append(Case(DENIED, language, assertion.frame, "gone", text, before))
            cases.append(Case(LOWERED, language, assertion.frame, "falls", text, before))
    for names in written.names:
        for name in names.names:
            cases += [
                Case(NAMED, language, names.frame, "absent", fill(template, {"name": name}))
                for template in written.name_templates
            ]
    cases += _relabelled(written)
    return [*_some([case for case in cases if case.frame in frames], seed), *_swapped_inside(written, frames, seed)]


def carriers(written: Written, frames: Collection[str], seed: int) -> list[Carrier]:
    """Written sentences that assert a frame: for each as many, evenly from its templates."""
    found = list[Carrier]()
    for frame in frames:
        texts = [
            [fill(each.asserted, words) for words in fillings([each.asserted], {**written.words, **each.words})]
            for each in written.assertions
            if each.frame == frame
        ]
        for group in texts:
            chosen = sorted(group, key=lambda text: chance(seed, text))[: -(-MOST_EACH // len(texts))]
            found += [Carrier(frame, written.language, text) for text in chosen]
    return found


def codebook_cases(codebook: Codebook, language: str, frames: Collection[str]) -> list[Case]:
    """The codebook's examples: a positive one has its frame, a near miss has it not."""
    cases = list[Case]()
    for frame in codebook.frames:
        cases += [Case(POSITIVE, language, frame.key, "present", text) for text in frame.positive]
        cases += [Case(NEAR_MISS, language, frame.key, "absent", miss.text) for miss in frame.near_miss]
    return [case for case in cases if case.frame in frames]


def changed_cases(found: Sequence[Carrier], written: Written | None, seed: int) -> list[Case]:
    """Sentences said by somebody, with typing errors, beside another outlet, place or group; the frame stays.

    Without `written`, typing errors only: the others need the language's words.
    """
    cases = list[Case]()
    for number, carrier in enumerate(found):
        frame, language, text = carrier.frame, carrier.language, carrier.text
        for kind, damaged in ((SWAPPED, swap_letters(text, seed)), (DROPPED, drop_letter(text, seed))):
            if damaged != text:
                cases.append(Case(kind, language, frame, "kept", damaged, text))
        if written is not None:
            said = written.said(text, number)
            cases.append(Case(SAID, language, frame, "kept", said, text))
            cases.append(Case(SAID_SCORE, language, frame, "same", said, text))
            cases += _swapped_around(written, carrier, number)
    return [replace(case, frame="") if case.kind in _swap_kinds(written) else case for case in _some(cases, seed)]


def _swap_kinds(written: Written | None) -> set[str]:
    return {swap.kind for swap in written.swaps} if written else set()


def _swapped_around(written: Written, carrier: Carrier, number: int) -> Iterator[Case]:
    for swap in written.swaps:
        values, template = written.words[swap.slot], swap.templates[number % len(swap.templates)]
        one, other = (values[(number + step) % len(values)] for step in (0, 1 + number % (len(values) - 1)))
        before, text = (fill(template, {"sentence": carrier.text, swap.slot: value}) for value in (one, other))
        yield Case(swap.kind, carrier.language, carrier.frame, "same", text, before)


def _swapped_inside(written: Written, frames: Collection[str], seed: int) -> list[Case]:
    """Assertions in which one place stands for another."""
    cases = list[Case]()
    for swap in written.swaps:
        for assertion in written.assertions:
            if assertion.frame in frames and swap.inside in slots_of(assertion.asserted):
                values = written.words[swap.inside]
                for words in fillings([assertion.asserted], {**written.words, **assertion.words}):
                    other = values[(values.index(words[swap.inside]) + 1) % len(values)]
                    before, text = (
                        fill(assertion.asserted, {**words, swap.inside: value}) for value in (words[swap.inside], other)
                    )
                    cases.append(Case(swap.kind, written.language, assertion.frame, "same", text, before))
    return [replace(case, frame="") for case in _some(cases, seed)]


def _relabelled(written: Written) -> list[Case]:
    relabel = written.relabel
    return [
        Case(
            relabel.kind,
            written.language,
            relabel.frame,
            "falls",
            fill(template, {"who": relabel.neutral[(at + number) % len(relabel.neutral)]}),
            fill(template, {"who": judged}),
        )
        for number, template in enumerate(relabel.templates)
        for at, judged in enumerate(relabel.judged)
    ]


def _some(cases: Sequence[Case], seed: int) -> list[Case]:
    """At most so many of each kind and frame, drawn by chance, each text once; in the order they came in."""
    drawn, taken = set[Case](), dict[tuple[str, str], int]()
    for case in sorted(dict.fromkeys(cases), key=lambda case: chance(seed, case.before, case.text)):
        group = (case.kind, case.frame)
        if taken.get(group, 0) < MOST_EACH:
            taken[group] = taken.get(group, 0) + 1
            drawn.add(case)
    return [case for case in dict.fromkeys(cases) if case in drawn]
