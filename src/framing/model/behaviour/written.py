"""The written test sentences: templates and word lists of one language each, in TOML files beside this module.

What is tested and what is right stands in the files, so that who knows a language can read and mend them without
reading a program. They were written before any model was run on them, and are not changed so that one passes.
"""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

from framing.toml_text import Block, TomlText

LANGUAGES = ("en", "ru", "kk")

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Assertion:
    """A template that asserts a frame and one that denies it, with the words that stand in both."""

    frame: str
    asserted: str
    denied: str
    words: Words


@dataclass(frozen=True)
class Swap:
    """Words that change nothing, and sentences to put them in.

    `inside` is the slot of assertions that holds such words, empty if none does.
    """

    kind: str
    slot: str
    inside: str
    templates: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """Names that hold a word of a frame, which they do not carry."""

    frame: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Relabel:
    """Sentences in which one word judges the actors, and the neutral words in its place."""

    kind: str
    frame: str
    templates: tuple[str, ...]
    judged: tuple[str, ...]
    neutral: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What is written in one language. `review` says what the sentences lack, empty if nothing."""

    language: str
    codebook: str  # id of the one whose frames are tested
    review: str
    lower: frozenset[str]  # words that have a capital at the beginning of a sentence only
    words: Words
    clauses: tuple[str, ...]
    sentences: tuple[str, ...]
    swaps: tuple[Swap, ...]
    assertions: tuple[Assertion, ...]
    name_templates: tuple[str, ...]
    names: tuple[Names, ...]
    relabel: Relabel = field(default_factory=lambda: Relabel("", "", (), (), ()))

    def said(self, sentence: str, number: int) -> str:
        """`sentence` as what somebody says; `number` chooses template and speaker.

        It becomes a clause where its first word may lose its capital, else it is quoted.
        """
        first = sentence.split(maxsplit=1)[0].strip(string.punctuation).lower()
        templates = self.clauses if first in self.lower and self.clauses else self.sentences
        speaker = self.words["speaker"][number % len(self.words["speaker"])]
        return fill(
            templates[number % len(templates)], {"speaker": speaker, "sentence": sentence, "clause": _clause(sentence)}
        )


@cache
def read_written(language: str) -> Written | None:
    """The test sentences of a language; None if there are none."""
    if language not in LANGUAGES:
        return None
    name = f"{language}.toml"
    text = resources.files("framing.model.behaviour").joinpath("cases", name).read_text(encoding="utf-8")
    return parse_written(text, name)


def parse_written(text: str, origin: str) -> Written:
    """The test sentences in a TOML text; `origin` names it in messages.

    Raises:
        InputError: it is no TOML, or something is missing or of another type.
    """
    file = TomlText(text, origin)
    head = Block(file, "", 0, file.content, "the head")
    tables = {name: file.table(name) or Block(file, name, 0, {}, f"[{name}]") for name in ("say", "names", "relabel")}
    say, names, relabel = tables["say"], tables["names"], tables["relabel"]
    words: Mapping[str, Any] = file.content.get("words", {})
    of = names.items("of")
    return Written(
        language=head.text("language"),
        codebook=head.text("codebook"),
        review=str(file.content.get("review", "")),
        lower=frozenset(head.texts("lower")),
        words={name: tuple(values) for name, values in words.items()},
        clauses=say.texts("clause"),
        sentences=say.texts("sentence"),
        swaps=tuple(
            Swap(block.text("kind"), block.text("slot"), str(block.values.get("inside", "")), block.texts("templates"))
            for block in file.blocks("swaps", "swap")
        ),
        assertions=tuple(map(_assertion, file.blocks("assertions", "assertion"))),
        name_templates=names.texts("templates"),
        names=tuple(Names(each["frame"], tuple(each["name"])) for each in of),
        relabel=Relabel(
            relabel.text("kind"),
            relabel.text("frame"),
            relabel.texts("templates"),
            relabel.texts("judged"),
            relabel.texts("neutral"),
        ),
    )


def _assertion(block: Block) -> Assertion:
    lists = {name: tuple(values) for name, values in block.values.items() if isinstance(values, list)}
    return Assertion(block.text("frame"), block.text("asserted"), block.text("denied"), lists)


def fillings(templates: Sequence[str], words: Words) -> Iterator[dict[str, str]]:
    """Every choice of words for the slots of these templates, in the order of the lists."""
    slots = list(dict.fromkeys(slot for template in templates for slot in slots_of(template)))
    for choice in product(*(words[slot] for slot in slots)):
        yield dict(zip(slots, choice, strict=True))


def slots_of(template: str) -> tuple[str, ...]:
    """The names in braces, in order."""
    return tuple(slot for _, slot, _, _ in string.Formatter().parse(template) if slot)


def fill(template: str, words: Mapping[str, str]) -> str:
    """The template with its slots filled, and a capital at its beginning."""
    text = template.format(**words)
    return text[:1].upper() + text[1:]


def _clause(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
