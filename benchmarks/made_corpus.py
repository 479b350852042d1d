"""Corpora of any size for benchmarks, made from the sentences of given texts; the same seed makes the same corpus.

An article has the shape of real ones (paragraphs, sentences, their lengths), and its words are drawn from theirs in
the proportion in which they stand there; so a sentence is hardly ever made twice. Some articles are copies on
purpose, and each outlet has furniture of its own, so that one knows what is to be found.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

OUTLETS = 40
PARAGRAPHS = (6, 14)  # of an article, half-open
COPIES = 0.008  # of the articles: half of them exact, half with one word in fifty changed
_RECENT = 1000  # articles that may be copied


@dataclass(frozen=True)
class Article:
    """A made article; `copies`: the number of the article that it was copied from, None if it was not."""

    document_id: str
    text: str
    source: str
    copies: int | None


def made_articles(texts: Sequence[str], size: int, seed: int = 1) -> Iterator[Article]:
    """Articles of `size` bytes together, of which less than one in a hundred is a copy."""
    chance = np.random.default_rng(seed)
    words = np.array([word for text in texts for word in re.findall(r"[^\W\d_]+", text)], dtype=object)
    lengths = np.array([len(sentence.split()) for text in texts for sentence in re.split(r"[.!?]\s|\n", text)])
    lengths = lengths[lengths > 3]
    recent: list[tuple[int, str]] = []
    written = number = 0
    while written < size:
        copied = None
        if recent and chance.random() < COPIES:
            copied, body = recent[chance.integers(len(recent))]
            body = body if chance.random() < 0.5 else _changed(body, words, chance)
        else:
            body = _body(words, lengths, chance)
            recent = [*recent[-_RECENT:], (number, body)] if number % 16 == 0 else recent
        outlet = int(chance.integers(OUTLETS))
        text = body if copied is not None else "\n\n".join([body, *_furniture(outlet, chance)])
        yield Article(f"{number:016x}", text, f"Outlet {outlet}", copied)
        written += len(text.encode())
        number += 1


def copies_of(text: str, count: int) -> Iterator[Article]:
    """The same text `count` times."""
    for number in range(count):
        yield Article(f"{number:016x}", text, f"Outlet {number % OUTLETS}", 0 if number else None)


def _body(words: "np.ndarray", lengths: "np.ndarray", chance: np.random.Generator) -> str:
    paragraphs = int(chance.integers(*PARAGRAPHS))
    sentences = chance.integers(1, 4, paragraphs)
    counts = chance.choice(lengths, int(sentences.sum()))
    drawn = iter(words[chance.integers(len(words), size=int(counts.sum()))])
    made = iter([" ".join(next(drawn) for _ in range(count)).capitalize() + "." for count in counts.tolist()])
    return "\n\n".join(" ".join(next(made) for _ in range(count)) for count in sentences.tolist())


def _changed(body: str, words: "np.ndarray", chance: np.random.Generator) -> str:
    changed = body.split(" ")
    for at in chance.choice(len(changed), len(changed) // 50, replace=False):
        changed[at] = words[chance.integers(len(words))]
    return " ".join(changed)


def _furniture(outlet: int, chance: np.random.Generator) -> list[str]:
    return [
        f"{chance.integers(1, 100_000)} views",
        f"Outlet number {outlet} lives on what its readers give. Please stand by our reporters today.",
    ]
