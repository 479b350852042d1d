"""The inventories of three languages as tables of word forms, and the triggers that say whether to look closer."""

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import NamedTuple

from framing.corpus.voices import english, kazakh, russian
from framing.corpus.voices.words import split_list

_PAST = ("", "а", "о", "и")
_PRESENT = {"ает": "ают", "яет": "яют", "ует": "уют", "еет": "еют", "шет": "шут", "сит": "сят", "рит": "рят"}
LANGUAGES: tuple[ModuleType, ...] = (english, russian, kazakh)
_QUOTATIVES = ("деп", "деген")  # forms of to say that only mark a quotation, or a name
_PUNCTUATION = (",", ".", ":", "?", "!", "”", "»", "”,", "»,", ")")


class Verb(NamedTuple):
    """A form of a verb of reporting.

    `language` is `en`, `ru` or `kk`; `may_be_noun` that a source must stand right before it; `is_act`
    that it is a deed done by words (`accused`); `is_chant` that a crowd does it; `is_participle` that it
    is told beside another verb (`saying`).
    """

    language: str
    may_be_noun: bool = False
    is_act: bool = False
    is_chant: bool = False
    is_participle: bool = False


class Phrase(NamedTuple):
    """Words other than a verb that point to a source: which words, and where the source stands."""

    words: tuple[str, ...]
    kind: str  # according, citing or impersonal
    source_follows: bool
    language: str


class CueWords(NamedTuple):
    """Everything that can be a cue, in all three languages at once: their words do not collide."""

    verbs: dict[str, Verb]
    phrases: dict[str, list[tuple[int, Phrase]]]  # by their rarest word, and which of their words that is
    starts: frozenset[str]  # words of `verbs` and `phrases`
    triggers: frozenset[str]  # forms as they stand in a text split at white space
    weak_triggers: frozenset[str]  # those of verbs that may be nouns
    dialogue: frozenset[str]  # verbs that tell of words only behind a dash


def words_of(*names: str) -> frozenset[str]:
    """The words of the lists of that name in all languages."""
    return frozenset(word for language in LANGUAGES for name in names for word in getattr(language, name, "").split())


@cache
def cue_words() -> CueWords:
    """The tables; made once."""
    verbs = dict(_verbs())
    common = words_of("NOUN_LEADS", "PASSIVE", "LINKING", "PRONOUNS") | {"with", "as", "деп", "деген", "со", "на", "по"}
    phrases: dict[str, list[tuple[int, Phrase]]] = {}
    for phrase in _phrases():
        rare = next((at for at, word in enumerate(phrase.words) if word not in common and len(word) > 2), 0)
        phrases.setdefault(phrase.words[rare], []).append((rare, phrase))
    for group in phrases.values():
        group.sort(key=lambda entry: -len(entry[1].words))
    starts = frozenset((*verbs, *phrases))
    weak = {word for word, verb in verbs.items() if verb.may_be_noun} - phrases.keys()
    return CueWords(
        verbs,
        phrases,
        starts,
        frozenset(form for word in starts - weak for form in _as_written(word)),
        frozenset(form for word in weak for form in _as_written(word)),
        frozenset(_dialogue()),
    )


def _verbs() -> Iterator[tuple[str, Verb]]:
    for attribute in ("SAYING", "ACTS", "CHANTS"):
        is_act, is_chant = attribute == "ACTS", attribute == "CHANTS"
        for form in getattr(english, attribute).split():
            word = form.rstrip("!")
            yield word, Verb("en", form != word, is_act, is_chant, word.endswith("ing"))
        for form in getattr(russian, attribute).split():
            for word in _russian_forms(form):
                yield word, Verb("ru", False, is_act, is_chant, word.endswith(("в", "вшись", "я")))
        for entry in split_list(getattr(kazakh, attribute)):
            for form in _kazakh_forms(entry):
                if " " not in form and form not in _QUOTATIVES:
                    yield form, Verb("kk", False, is_act, is_chant, form.endswith("п"))


def _dialogue() -> Iterator[str]:
    yield from english.DIALOGUE.split()
    for form in russian.DIALOGUE.split():
        yield from _russian_forms(form)
    for entry in split_list(kazakh.DIALOGUE):
        yield from (form.split()[-1] for form in _kazakh_forms(entry))


def _kazakh_forms(entry: str) -> Iterator[str]:
    """Past, present, participle and converb of each verb of a line; the past is given."""
    *nouns, past = entry.split()
    for form in _kazakh_conjugation(past):
        yield " ".join((*nouns, form))


def _kazakh_conjugation(past: str) -> Iterator[str]:
    yield past
    stem, ending = past[:-2], past[-2:]
    if ending not in ("ды", "ді", "ты", "ті"):
        return
    is_back, is_hard = ending.endswith("ы"), ending.startswith("т")
    if stem[-1] in "аәеіоөуұүыи":
        yield stem + ("йды" if is_back else "йді")
        yield stem + "п"
    else:
        yield stem + ("ады" if is_back else "еді")
        yield stem + ("ып" if is_back else "іп")
    yield stem + ("уда" if is_back else "уде")
    yield stem + (("қан" if is_back else "кен") if is_hard else ("ған" if is_back else "ген"))


def _russian_forms(form: str) -> Iterator[str]:
    yield form
    if form.endswith("л"):
        yield from (form + ending for ending in _PAST)
        yield form[:-1] + "в"
        yield form[:-1] + "вший"
    elif form.endswith("лся"):
        yield from (form[:-2] + ending for ending in ("ась", "ось", "ись"))
        yield form[:-3] + "вшись"
    for singular, plural in _PRESENT.items():
        if form.endswith(singular):
            yield form.removesuffix(singular) + plural
            if plural[0] in "ауея":
                yield form.removesuffix("ет") + "я" if form.endswith("ет") else form.removesuffix("ит") + "я"


def _phrases() -> Iterator[Phrase]:
    for entry in split_list(english.PHRASES):
        yield Phrase(tuple(entry.split()), "according", True, "en")
    for entry in split_list(russian.PHRASES):
        yield Phrase(tuple(entry.split()), "according", True, "ru")
    for entry in split_list(kazakh.PHRASES_AFTER):
        yield Phrase(tuple(entry.split()), "according", False, "kk")
    for entry in split_list(english.CITING):
        yield Phrase(tuple(entry.split()), "citing", True, "en")
    for entry in split_list(russian.CITING):
        yield Phrase(tuple(entry.split()), "citing", True, "ru")
    for entry in split_list(kazakh.CITING_AFTER):
        yield Phrase(tuple(entry.split()), "citing", False, "kk")
    for language, module in (("en", english), ("ru", russian), ("kk", kazakh)):
        for entry in split_list(module.IMPERSONAL):
            yield Phrase(tuple(entry.split()), "impersonal", True, language)
    for attribute in ("SAYING", "ACTS", "CHANTS"):
        for entry in split_list(getattr(kazakh, attribute)):
            for form in _kazakh_forms(entry):
                if " " in form:
                    yield Phrase(tuple(form.split()), "verb", False, "kk")


def _as_written(word: str) -> Iterator[str]:
    """A word as it stands between white space; the table stays small, since it is asked for every word of a corpus."""
    yield word
    yield word.capitalize()
    yield word.capitalize() + ","
    yield from (word + mark for mark in _PUNCTUATION)
