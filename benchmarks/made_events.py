"""News of which it is known what event each article tells of: made words, so that no text is anybody's.

A language has words of general news, of twelve beats (courts, football, ...), of places and of actors who come up again
and again in their beat; a thing has up to three names, and each outlet has a favourite. An event has facts; an article
tells some of them in its own order and wording, and beside them background of the beat. What makes it hard: sister
events on the same days with the same actors and place; events that come again weeks later; articles of one event that
share a third of their content words; background that all articles of a beat have; inflected words; a few articles
without a date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from framing.model.learning.function_words import LISTED

LANGUAGES = ("en", "ru")
_SOUNDS = {
    "en": ("b c d f g h k l m n p r s t v w st tr pl ch sh", "a e i o u ea ai"),
    "ru": ("б в г д ж з к л м н п р с т ф х ст тр пл ч ш", "а е и о у я ы"),
}
_ENDINGS = {
    "en": ["", "", "", "s", "ed", "ing"],
    "ru": ["", "", "", "а", "ы", "е", "у", "ом", "ов", "ах", "ого", "ами"],
}
_BEATS, _OUTLETS = 12, 10
_GENERAL, _OF_BEAT, _SPECIFIC, _ACTORS, _PLACES = 4_000, 300, 9_000, 14, 60
_START = date(2022, 1, 1)

Numbers = np.ndarray


@dataclass(frozen=True)
class Shape:
    """What a corpus is like.

    Attributes:
        language: en or ru.
        articles: about how many.
        days: over how many days.
        told: share of an event's facts that an article tells.
        kept: share of a fact's words that it keeps.
        background: share of its sentences that are of the beat and not of the event.
    """

    language: str
    articles: int
    days: int
    told: float
    kept: float
    background: float


@dataclass(frozen=True)
class Article:
    """One made article; `event` is the number of what it tells of."""

    document_id: str
    event: int
    source: str
    date: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class _Event:
    beat: int
    day: int
    actors: Numbers
    place: int
    specific: Numbers
    facts: tuple[Numbers, ...]


class _World:
    """Words of one language by number; a number is a thing, and a thing has up to three names."""

    def __init__(self, language: str, chance: np.random.Generator) -> None:
        self.chance = chance
        self.endings = _ENDINGS[language]
        sizes = [_GENERAL, _BEATS * _OF_BEAT, _BEATS * _ACTORS, _PLACES, _SPECIFIC]
        self.start = np.concatenate([[0], np.cumsum(sizes)])
        self.names = [self._names(language, number < self.start[2]) for number in range(self.start[-1])]
        self.favourite = chance.integers(0, 3, (_OUTLETS, self.start[-1]))
        self.function = sorted(w for w in LISTED if w.isalpha() and w.isascii() == (language == "en"))
        self.general, self.of_beat = _zipf(_GENERAL), _zipf(_OF_BEAT)

    def _names(self, language: str, several: bool) -> list[str]:
        consonants, vowels = (sounds.split() for sounds in _SOUNDS[language])
        count = 1 + int(np.searchsorted([0.55, 0.85], self.chance.random())) if several else 1
        names = []
        for _ in range(count):
            picks = self.chance.integers(0, 1 << 20, (int(self.chance.integers(2, 5)), 2)).tolist()
            names.append("".join(consonants[c % len(consonants)] + vowels[v % len(vowels)] for c, v in picks))
        return names

    def background(self, beat: int, size: int) -> Numbers:
        """Things that any article of the beat may speak of: half are the beat's."""
        general, own, which = self.chance.random((3, size))
        of_beat = self.start[1] + beat * _OF_BEAT + np.searchsorted(self.of_beat, own)
        return np.where(which < 0.5, of_beat, np.searchsorted(self.general, general))

    def sentence(self, things: Numbers, outlet: int) -> str:
        """Things as this outlet words them, in a shuffled order, every other word a function word."""
        things = self.chance.permutation(things)
        picks = np.where(self.chance.random(len(things)) < 0.7, self.favourite[outlet, things], things % 3).tolist()
        endings = self.chance.integers(0, len(self.endings), len(things)).tolist()
        between = self.chance.integers(0, len(self.function), len(things)).tolist()
        words = []
        for thing, pick, ending, function in zip(things.tolist(), picks, endings, between, strict=True):
            names = self.names[thing]
            told = names[pick % len(names)]
            words += [told if thing >= self.start[4] else told + self.endings[ending], self.function[function]]
        text = " ".join(words)
        return text[:1].upper() + text[1:] + "."


def _zipf(size: int) -> Numbers:
    """Running sum of the chances of things, the most frequent first."""
    weights = 1 / (np.arange(size) + 5.0)
    return np.cumsum(weights) / weights.sum() - 1e-12


def make(shape: Shape, seed: int) -> list[Article]:
    """The articles, shuffled."""
    chance = np.random.default_rng(seed)
    world = _World(shape.language, chance)
    articles: list[Article] = []
    number = 0
    while len(articles) < shape.articles:
        event = _new_event(world, shape)
        family = [event]
        if chance.random() < 0.3:  # a sister: the same beat, actors and place within two days
            family.append(_sister(world, event, days=int(chance.integers(0, 3)), same=0.3))
        again = int(chance.integers(14, 43))
        if chance.random() < 0.3 and event.day + again < shape.days:  # the topic comes again, weeks later
            family.append(_sister(world, event, days=again, same=0.6))
        for each in family:
            articles += _tell(world, each, number, shape, len(articles))
            number += 1
    return [articles[i] for i in chance.permutation(len(articles))]


def _new_event(world: _World, shape: Shape) -> _Event:
    chance = world.chance
    beat = int(chance.integers(_BEATS))
    actors = world.start[2] + beat * _ACTORS + chance.choice(_ACTORS, int(chance.integers(2, 5)), replace=False)
    place = int(world.start[3] + chance.integers(_PLACES))
    specific = world.start[4] + chance.choice(_SPECIFIC, int(chance.integers(8, 16)), replace=False)
    return _with_facts(world, beat, int(chance.integers(shape.days)), actors, place, specific)


def _sister(world: _World, event: _Event, *, days: int, same: float) -> _Event:
    chance = world.chance
    kept = event.specific[chance.random(len(event.specific)) < same]
    new = world.start[4] + chance.choice(_SPECIFIC, max(3, len(event.specific) - len(kept)), replace=False)
    return _with_facts(world, event.beat, event.day + days, event.actors, event.place, np.concatenate([kept, new]))


def _with_facts(world: _World, beat: int, day: int, actors: Numbers, place: int, specific: Numbers) -> _Event:
    chance = world.chance
    facts = []
    for _ in range(6 + int(chance.poisson(6))):
        things = world.background(beat, int(chance.integers(5, 10)))
        some = chance.choice(specific, int(chance.integers(1, 4)))
        who = chance.choice(actors, int(chance.integers(0, 3)))
        facts.append(np.concatenate([things, some, who, [place] if chance.random() < 0.3 else []]).astype(int))
    return _Event(beat, day, actors, place, specific, tuple(facts))


def _tell(world: _World, event: _Event, number: int, shape: Shape, before: int) -> list[Article]:
    chance = world.chance
    alone = chance.random() < 0.5  # half of all events are one outlet's, and so a fifth of the articles are
    outlets: Sequence[int] = chance.choice(_OUTLETS, 1 if alone else int(chance.integers(2, 7)), replace=False)
    more = 0 if alone else min(int(chance.integers(0, 3)), len(outlets))
    found = []
    for at, outlet in enumerate([*outlets, *outlets[:more]]):
        day = _START + timedelta(days=event.day + int(chance.choice([0, 0, 0, 1, 1, 2])))
        sentences = _sentences(world, event, int(outlet), shape)
        title = world.sentence(
            np.concatenate([chance.choice(event.specific, 2), event.actors[:1], world.background(event.beat, 3)]),
            int(outlet),
        )
        dated = "" if chance.random() < 0.03 else day.isoformat()
        name = f"{shape.language}{before + at:06d}"
        found.append(Article(name, number, f"outlet {outlet}", dated, title.rstrip("."), tuple(sentences)))
    return found


def _sentences(world: _World, event: _Event, outlet: int, shape: Shape) -> list[str]:
    chance = world.chance
    told = [fact for fact in event.facts if chance.random() < shape.told] or [event.facts[0]]
    chance.shuffle(told)
    sentences = []
    for fact in told:
        kept = fact[chance.random(len(fact)) < shape.kept]
        things = np.concatenate([kept, world.background(event.beat, len(fact) - len(kept))])
        sentences.append(world.sentence(things, outlet))
    for _ in range(round(len(told) * shape.background / (1 - shape.background))):
        things = world.background(event.beat, int(chance.integers(7, 12)))
        if chance.random() < 0.3:  # background names the beat's actors too, of this event or not
            things[0] = world.start[2] + event.beat * _ACTORS + chance.integers(_ACTORS)
        sentences.insert(int(chance.integers(1, len(sentences) + 1)), world.sentence(things, outlet))
    return sentences


def shared_words(articles: Sequence[Article], pairs: int = 400) -> tuple[float, float]:
    """Mean share of an article's content words that another one of its event has, and one of another event.

    Words without endings and function words; the first `pairs` pairs that come.
    """
    words = {article.document_id: set(_content(article)) for article in articles}
    by_event: dict[int, list[str]] = {}
    for article in articles:
        by_event.setdefault(article.event, []).append(article.document_id)
    same = [(names[0], names[1]) for names in by_event.values() if len(names) > 1][:pairs]
    names = [article.document_id for article in articles]
    other = list(zip(names[: pairs * 2 : 2], names[1 : pairs * 2 : 2], strict=False))
    alike = [float(np.mean([len(words[a] & words[b]) / len(words[a]) for a, b in each])) for each in (same, other)]
    return alike[0], alike[1]


def _content(article: Article) -> Iterator[str]:
    endings = sorted(filter(None, _ENDINGS[article.document_id[:2]]), key=len, reverse=True)
    for sentence in article.sentences:
        for word in sentence.lower().rstrip(".").split():
            if word not in LISTED:
                ending = next(
                    (ending for ending in endings if len(word) > len(ending) + 3 and word.endswith(ending)), ""
                )
                yield word.removesuffix(ending)
