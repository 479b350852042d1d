"""Names and figures as charts say them. Pure.

Names come from outside: characters that control a terminal or turn the text that follows are left out.
"""

import math
import re
from collections.abc import Iterable, Mapping

from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.tables import UNCORRECTED

FILLED_OR_HOLLOW = "Filled points: corrected. Hollow diamonds: counts of a model's guesses, uncorrected."
LONGEST_NAME = 120  # characters of a name in charts and their tables
_SPACES = re.compile(r"\s+")
# Controls, halves of surrogate pairs, what XML cannot hold, and marks that turn or hide the text that follows them.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_GROUPED_BY = {"source": "outlet", "": "corpus"}
_PLURALS = {"": "corpora", "sentence": "sentences", "headline": "headlines", "article": "articles"}


def shown(text: object, limit: int = LONGEST_NAME) -> str:
    """The text on one line, without characters that steer, of `limit` characters at most; "(no name)" for none."""
    line = _SPACES.sub(" ", str(text)[: 4 * limit])
    line = _STEERING.sub("", line).strip()
    if not line:
        return "(no name)"
    return line if len(line) <= limit and len(str(text)) <= 4 * limit else line[: limit - 1].rstrip() + "…"


def shown_names(keys: Iterable[object], names: Mapping[str, str]) -> dict[str, str]:
    """Key to what is shown for it, each different: those that would look the same are numbered."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in dict.fromkeys(map(str, keys)):
        name = first = shown(names.get(key, key))
        number = 1
        while name in taken:
            number += 1
            name = f"{first} ({number})"
        taken.add(name)
        found[key] = name
    return found


def grouped_by(by: str) -> str:
    """What groups are: "outlet" for the column source, else the name of the column."""
    return _GROUPED_BY.get(by) or shown(by.replace("_", " "), 40)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 article", "1,200 articles"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def plural(unit: str) -> str:
    """Sentences, headlines, articles."""
    return _PLURALS.get(unit, unit)


def size(of: int, documents: int | None, unit: str) -> str:
    """Such as "1,204 sentences of 40 articles"; without the articles where they are not known or are the units."""
    counted = f"{of:,} {plural(unit) if of != 1 else unit}"
    if documents is None or unit == "article":
        return counted
    return f"{counted} of {documents:,} article{'s' if documents != 1 else ''}"


def correction(estimates: Iterable[str]) -> str:
    """Whether figures of these kinds are corrected, in a few words."""
    found = set(estimates)
    if UNCORRECTED not in found:
        return "corrected by labelled ones" if CORRECTED in found else TOO_LITTLE
    return "partly corrected" if CORRECTED in found else "counts of a model's guesses, uncorrected"


def share(number: float | None) -> str:
    """A share as whole per cent, as on the rest of the page; "–" for none."""
    if number is None or math.isnan(number):
        return "–"
    if 0 < number < 0.005:
        return "<1%"
    if 0.995 <= number < 1:
        return ">99%"
    return f"{math.floor(100 * number + 0.5)}%"


def interval(low: float | None, high: float | None) -> str:
    """Such as "18% to 31%"; empty for none."""
    return "" if share(low) == "–" or share(high) == "–" else f"{share(low)} to {share(high)}"


def points(number: float | None, *, signed: bool = True) -> str:
    """A difference of shares in percentage points with one decimal, such as "+8.0" or "−0.4"; "–" for none."""
    if number is None or math.isnan(number):
        return "–"
    text = f"{100 * number:+.1f}" if signed else f"{100 * number:.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")


def chance(p: float | None) -> str:
    """A p-value as papers print it: "p < .001", "p = .04"; empty for none."""
    if p is None or math.isnan(p):
        return ""
    if p < 0.001:
        return "p < .001"
    return f"p = {p:.3f}".replace("0.", ".", 1) if p < 0.1 else f"p = {p:.2f}".replace("0.", ".", 1)


def number(value: object) -> float | None:
    """A figure of a table as a number; None where the cell is empty."""
    found = float(str(value)) if value is not None and str(value) not in ("", "<NA>", "None") else math.nan
    return None if math.isnan(found) else found
