"""Which labelled sentences make a good lesson: short, clear, mixed, and some that people disagreed on. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from framing.classroom.lesson import ANOTHER, NONE, Item
from framing.corpus.clean import line_key
from framing.errors import NotEnoughData

FEWEST = 4  # sentences of a lesson
_WORDS, _LETTERS = (4, 35), 220  # fewer words say too little; more are too long for a class that reads 20 of them
_REASONS = 3  # sentences that fast pupils write a reason for
_DISPUTED = "disputed"
# Words at the start of a sentence that point back to the one before it.
_POINTING = re.compile(
    r"\W*(?:he|she|it|they|this|that|these|those|his|her|its|their|such|but|and|so|then|there|however|also|thus"
    r"|он|она|оно|они|это|эти|этот|эта|его|её|их|такой|такие|но|и|а|поэтому|однако|также|затем|там|тогда"
    r"|ол|олар|бұл|осы|мұндай|бірақ|және|сондықтан|алайда|сонымен|онда|оның|олардың)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?:|www\.|@\w")


def choose_items(candidates: Mapping[str, Sequence[Item]], count: int, seed: int) -> tuple[Item, ...]:
    """The sentences of a lesson, numbered, in the order in which the class labels them; the same for the same seed.

    Every frame comes about as often, a fifth has none, a quarter are such that people differed, and no document gives
    more than it has to. The first is one on which all agree on a frame, if there is any.

    Args:
        candidates: document to its labelled sentences; documents that repeat others are left out before.
        count: how many are wanted; fewer come back if there are not as many.
        seed: which of equals are taken.

    Raises:
        NotEnoughData: fewer than FEWEST sentences fit.
    """
    fitting = _fitting(candidates, seed)
    if len(fitting) < FEWEST:
        raise NotEnoughData(
            f"A lesson needs {FEWEST} labelled sentences that a class can read by themselves, and there are "
            f"{len(fitting)}: {_WORDS[0]} to {_WORDS[1]} words, not beginning with a word such as “they”. Label more "
            "sentences, then: framing pull."
        )
    chosen = _mixed(fitting, count)
    chosen.sort(key=lambda item: (not _is_plain(item), _mark(item, seed)))
    chosen = [*chosen[:1], *sorted(chosen[1:], key=lambda item: _mark(item, seed))]
    reasons = [item.sentence_id for item in chosen if item.defensible][:_REASONS]
    return tuple(
        replace(item, number=number, write_why=item.sentence_id in reasons) for number, item in enumerate(chosen, 1)
    )


def can_stand_alone(text: str) -> bool:
    """Whether a class can read a sentence by itself: its length, no word that points back, no mark left open."""
    words = len(text.split())
    return (
        _WORDS[0] <= words <= _WORDS[1]
        and len(text) <= _LETTERS
        and "\n" not in text
        and not _POINTING.match(text)
        and not _LINK.search(text)
        and text.count('"') % 2 == 0
        and _closes_its_marks(text)
    )


def _closes_its_marks(text: str) -> bool:
    """Whether each quotation and bracket that is opened is closed; “ opens in English and closes in German."""
    low, opening, closing = (text.count(mark) for mark in "„“”")
    quoted = low == opening + closing if low else opening == closing
    return quoted and text.count("«") == text.count("»") and text.count("(") == text.count(")")


def _fitting(candidates: Mapping[str, Sequence[Item]], seed: int) -> list[tuple[str, Item]]:
    """Document and sentence, in an order of chance; of sentences with the same words only one."""
    found = [(name, item) for name, items in candidates.items() for item in items if can_stand_alone(item.text)]
    found.sort(key=lambda each: _mark(each[1], seed))
    seen: dict[str, tuple[str, Item]] = {}
    for name, item in found:
        seen.setdefault(line_key(item.text), (name, item))
    return list(seen.values())


def _mixed(fitting: Sequence[tuple[str, Item]], count: int) -> list[Item]:
    """One after the other the sentence that has most of what is still wanted."""
    left = list(fitting)
    frames = {key for _, item in left for key in item.key}
    wanted = dict.fromkeys(frames, max(1, round(0.6 * count / max(len(frames), 1))))
    wanted |= {NONE: count // 5, _DISPUTED: count // 4, ANOTHER: count // 10}
    have: Counter[str] = Counter()
    used: Counter[str] = Counter()
    chosen: list[Item] = []
    while left and len(chosen) < count:
        best = max(range(len(left)), key=lambda at: (_worth(*left[at], wanted, have, used), -at))
        name, item = left.pop(best)
        chosen.append(item)
        used[name] += 1
        have.update(_tags(item))
    return chosen


def _worth(name: str, item: Item, wanted: Mapping[str, int], have: Counter[str], used: Counter[str]) -> float:
    needs = sum(max(0.0, 1 - have[tag] / wanted[tag]) for tag in _tags(item) if wanted.get(tag))
    return needs - 0.25 * used[name]


def _tags(item: Item) -> tuple[str, ...]:
    return (*item.answers, *([_DISPUTED] if item.defensible else []))


def _is_plain(item: Item) -> bool:
    return len(item.key) == 1 and not item.another and not item.defensible


def _mark(item: Item, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{item.sentence_id}".encode()).hexdigest()
