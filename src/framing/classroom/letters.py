"""What Python takes for a letter, and its small form, as short tables for a page. Pure.

A model's words are those that Python finds. A browser has tables of its own, of whichever version of Unicode it was
built with: letters that came later, or are not known yet, would end a word elsewhere. So a page brings ours.

Numbers are written to the base 36, ascending ones as the difference from the one before.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SURROGATES = range(0xD800, 0xE000)  # halves of letters, which no text has
_EVERY = 0x110000
SIGMA = "Σ"  # at the end of a word its small form is another: no table can say it


class Run(NamedTuple):
    """Capital letters `step` apart, whose small forms are all `shift` further on."""

    start: int
    letters: int
    step: int
    shift: int


@cache
def letter_tables() -> dict[str, str | dict[str, str]]:
    """The tables of this Python's Unicode.

    Returns:
        `word`: stretches of letters, digits and `_`, each as its distance from the end of the one before and its
        length. `lower`: runs of capitals, each as its distance from the start of the one before, count, step and
        shift. `several`: capitals whose small form is more than one letter.
    """
    words: list[int] = []
    end = 0
    for start, after in word_ranges():
        words += [start - end, after - start]
        end = after
    lowers: list[int] = []
    before = 0
    for run in lower_runs():
        lowers += [run.start - before, run.letters, run.step, run.shift]
        before = run.start
    several = {c: c.lower() for c in map(chr, _whole()) if len(c.lower()) > 1}
    return {"word": _written(words), "lower": _written(lowers), "several": several}


def word_ranges() -> Iterator[tuple[int, int]]:
    r"""Stretches of code points that `\w` of a pattern finds, half-open, ascending."""
    start = None
    for code in range(_EVERY + 1):
        inside = code < _EVERY and (chr(code).isalnum() or code == ord("_"))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            yield start, code
            start = None


def lower_runs() -> list[Run]:
    """Every letter whose small form is one other letter, but for sigma."""
    runs: list[Run] = []
    for code in _whole():
        small = chr(code).lower()
        if len(small) > 1 or ord(small) == code or chr(code) == SIGMA:
            continue
        shift = ord(small) - code
        if runs and (longer := _longer(runs[-1], code, shift)):
            runs[-1] = longer
        else:
            runs.append(Run(code, 1, 1, shift))
    return runs


def _longer(run: Run, code: int, shift: int) -> Run | None:
    step = code - run.start if run.letters == 1 else run.step
    if shift != run.shift or step > 2 or code != run.start + run.letters * step:
        return None
    return Run(run.start, run.letters + 1, step, shift)


def _whole() -> Iterator[int]:
    return (code for code in range(_EVERY) if code not in _SURROGATES)


def _written(numbers: Sequence[int]) -> str:
    return " ".join(map(_base_36, numbers))


def _base_36(number: int) -> str:
    sign, number = ("-" if number < 0 else ""), abs(number)
    digits = ""
    while True:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
        if not number:
            return sign + digits
