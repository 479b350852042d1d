"""Pupils as an account sees them: a pseudonym of two words and a password that can be typed from a slip. Pure.

Chance comes in as a function, because what is drawn must be drawn by a source that nobody can repeat.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from framing.errors import InputError
from framing.languages.words import words

MOST_PUPILS = 200  # in one class: there are more pseudonyms in each language

Choose = Callable[[Sequence[str]], str]
_DIGITS = "23456789"  # none that is read as a letter
# Cyrillic as ASCII, for names that are typed on any keyboard: read aloud it is the word, and no two words are alike.
_ASCII = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфхыэәғқңөұүһі", "abvgdeezijklmnoprstufhyeagqnouuhi", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


@dataclass(frozen=True)
class Pupil:
    """An account of the class; who it is stands on the teacher's paper, or nowhere."""

    pseudonym: str
    password: str = field(repr=False)


def draw_pupils(language: str, count: int, taken: Collection[str], choose: Choose) -> list[Pupil]:
    """So many new pupils, none with a pseudonym that is `taken`.

    Animals are used in turn, so that two pupils of a small class do not differ in a colour alone.

    Args:
        language: of the words; names are ASCII whatever it is.
        count: how many.
        taken: pseudonyms that there are.
        choose: one of a sequence by chance, as `secrets.choice` does.

    Raises:
        InputError: there are not so many pseudonyms.
    """
    adjectives, animals, things = (_list(language, name) for name in ("adjectives", "animals", "things"))
    used, drawn = [*taken], list[Pupil]()
    for _ in range(count):
        times = {animal: sum(name.endswith(f"-{animal}") for name in used) for animal in animals}
        rarest = min(times.values())
        animal = choose([animal for animal in animals if times[animal] == rarest])
        free = [name for adjective in adjectives if (name := f"{adjective}-{animal}") not in used]
        if not free:
            raise InputError(f"There are {len(used)} pseudonyms in use and no more to draw. Make two classes.")
        used.append(choose(free))
        drawn.append(Pupil(used[-1], draw_password(things, choose)))
    return drawn


def draw_password(things: Sequence[str], choose: Choose) -> str:
    """Two words with four digits between them: 4096 times as many as there are pairs of words.

    The server lets nobody guess more than about a hundred times a day, so that this is enough for a lesson.
    """
    return f"{choose(things)}-{''.join(choose(_DIGITS) for _ in range(4))}-{choose(things)}"


def _list(language: str, name: str) -> list[str]:
    return words(language)(f"pseudonyms.{name}").translate(_ASCII).split()
