"""English news text that a model has not seen, in any quantity, for benchmarks of speed.

Whoever remembers words is flattered by text that repeats itself, so the text must bring new words as news does. There
are some 2,600 real sentences: of the labelled set's documents that were held out, of frac, of seeds and of this
project's own articles. The rest is made of them: stretches of four words in a row, so that usual pairs of words stay
usual, into which new words are put (the beginning of one and the end of another) as often as news has them. The
measure is 13,839 sentences of real news, which have 35,840 different words between blanks.

Articles, for runs of gigabytes, are put together from a store of such sentences, each of which comes again where the
articles are larger than it; so their words stop becoming more when all were used once.
"""

import json
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from quality_sets import Labelled, Trial

from framing.corpus.splitting.boundaries import split_text

ROOT = Path(__file__).parents[1]
OWN = ("pages-en", "pages-hard-en", "voice-en", "voice-hard-en")  # articles written for this project's tests
UNSEEN = 13_839  # sentences: as many as the figures of other programs were measured on
# Different words of a text of n words are about GROWTH[0] * n ** GROWTH[1]; a little less, for the real ones are of
# many sources.
GROWTH = (22.0, 0.57)
STRETCH = 4  # words
SHORTEST = 90  # characters of a sentence whose length is taken over: so they are 160 long on average, as in news


def real_sentences(shared: Path, labelled: Labelled, trial: Trial) -> list[str]:
    """The different sentences of English texts that a model of `trial.train` has not seen."""
    texts = [labelled.examples.texts[row] for row in trial.test]
    texts += [item["text"] for item in _json_lines(shared / "data" / "frac" / "all.jsonl")]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    for name in OWN:
        texts += [item["text"] for item in _json_lines(ROOT / "tests" / "corpus" / "gold" / f"{name}.jsonl")]
    learned = {text[start:end] for row in trial.train for text, start, end in _cut(labelled.examples.texts[row])}
    found = dict.fromkeys(text[start:end] for whole in texts for text, start, end in _cut(whole))
    return [sentence for sentence in found if sentence not in learned]


def unseen_sentences(real: Sequence[str], count: int, seed: int = 1) -> list[str]:
    """The real sentences and made ones, `count` different ones, in a mixed order."""
    found = dict.fromkeys(real[:count])
    making = made_sentences(real, seed)
    while len(found) < count:
        found[next(making)] = None
    mixed = list(found)
    random.Random(seed).shuffle(mixed)
    return mixed


def made_sentences(real: Sequence[str], seed: int = 1) -> Iterator[str]:
    """Sentences without end; the words that they are made of become more as they go on."""
    chance = random.Random(seed)
    words = [word for sentence in real for word in sentence.split()]
    known, first = set(words), len(words)
    lengths = [len(sentence.split()) for sentence in real if len(sentence) >= SHORTEST]
    factor, power = GROWTH
    while True:
        length, said = chance.choice(lengths), list[str]()
        new = factor * power * len(words) ** (power - 1)  # how probable a new word is by now
        while len(said) < length:
            # One stretch in four is taken from what was made, so that a new word comes again.
            start = chance.randrange(first if chance.random() < 0.75 else len(words))
            said += words[start : start + STRETCH]
        said = [_new_word(words, known, chance) if chance.random() < new else word for word in said[:length]]
        said = [word.rstrip(".!?…") or "and" for word in said]  # a mark in the middle would end the sentence
        words += said
        yield " ".join([said[0].capitalize(), *said[1:]]).rstrip(",;:") + "."


def articles_of(sentences: Sequence[str], seed: int = 1) -> Iterator[str]:
    """Articles without end, in paragraphs: all sentences in a mixed order, and then again in another."""
    chance, order = random.Random(seed), list[str]()
    while True:
        paragraphs = []
        for _ in range(chance.randrange(6, 14)):
            if len(order) < 3:
                order = chance.sample(sentences, len(sentences))
            paragraphs.append(" ".join(order.pop() for _ in range(chance.randrange(1, 4))))
        yield "\n\n".join(paragraphs)


def write_articles(
    path: Path, sentences: Sequence[str], *, mb: float = math.inf, count: float = math.inf, seed: int = 1
) -> float:
    """Such articles as JSON Lines, until they have so many MB or so many sentences; the MB of the file."""
    size = written = number = 0
    with path.open("wb") as file:
        for text in articles_of(sentences, seed):
            if size >= mb * 1e6 or written >= count:
                return size / 1e6
            row = {"id": f"{seed}-{number:08}", "source": f"Outlet {number % 40}", "text": text}
            size += file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            written, number = written + text.count(".\n") + text.count(". ") + 1, number + 1
    raise AssertionError("there is always another article")


def _new_word(words: Sequence[str], known: set[str], chance: random.Random) -> str:
    """The beginning of a word and the end of another, such as none was before."""
    while True:
        one, other = chance.choice(words), chance.choice(words)
        made = one[: max(2, len(one) // 2 + 1)] + other[len(other) // 2 :]
        if made not in known:
            known.add(made)
            return made


def different_words(sentences: Sequence[str]) -> int:
    """How many different words between blanks."""
    return len({word for sentence in sentences for word in sentence.split()})


def _cut(text: str) -> Iterator[tuple[str, int, int]]:
    return ((text, start, end) for start, end in split_text(text, "en"))


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
