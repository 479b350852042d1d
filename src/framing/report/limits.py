"""Which articles a page is about, and what so many can and cannot show, in words."""

from collections import Counter

import pandas as pd

from framing.report.charts.wording import shown
from framing.report.findings import Limits
from framing.report.reliability import FEW_DOCUMENTS

_NAMED = 4  # outlets
_DAY = r"\d{4}(-\d\d){1,2}(T.*)?"
_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def in_words(number: int, noun: str) -> str:
    """The number and the noun as a sentence begins: "Five articles"; digits above ten."""
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{word} {noun}{'' if number == 1 else 's'}"


def corpus_in_words(documents: pd.DataFrame) -> str:
    """How many articles, of which outlets and days: what stands under the headline of a page.

    Args:
        documents: DOCUMENTS; the outlets with the most of them are named.
    """
    outlets = Counter(name for name in documents["source"].str.strip() if name)
    named = [shown(name, 60) for name, _ in sorted(outlets.items(), key=lambda each: (-each[1], each[0]))[:_NAMED]]
    more = len(outlets) - len(named)
    if more:
        named.append(f"{more:,} more {'outlet' if more == 1 else 'outlets'}")
    of = (
        f" of {', '.join(named[:-1])}{' and ' if named[1:] else ''}{named[-1]}"
        if named
        else " of outlets without a name"
    )
    dates = sorted(documents["date"][documents["date"].str.fullmatch(_DAY)].str.slice(0, 10))
    if not dates:
        return f"{in_words(len(documents), 'article')}{of}, without dates"
    spread = " to ".join(dict.fromkeys([dates[0], dates[-1]]))
    undated = len(documents) - len(dates)
    return f"{in_words(len(documents), 'article')}{of}, {spread}{f' ({undated:,} without a date)' if undated else ''}"


def limits_of(number: int) -> Limits:
    """What a page about so many articles can and cannot show."""
    many = in_words(number, "article")
    can = (
        "Which frames these articles use, how often, and in which sentences: "
        "every label stands beside its sentence, so that you can disagree with it.",
        "Where articles frame the same events differently: a reason to read them side by side.",
    )
    cannot = [
        "A frame in a text is not an effect on its readers, and not a verdict on what is true.",
        "A model is measured only on articles like these: expect worse on other events and other outlets.",
    ]
    if number >= FEW_DOCUMENTS:
        cannot.insert(
            0, "Frames by article are plain counts of labels: no difference between two single articles was tested."
        )
        return Limits("What this page can and cannot show", can, tuple(cannot))
    cannot[:0] = [
        f"{many} {'is' if number == 1 else 'are'} too few for intervals "
        f"(from {FEW_DOCUMENTS} articles on they mean something), so the shares carry none. "
        "Do not read a small difference as a finding.",
        "One article does not describe an outlet, and two articles do not describe two outlets.",
    ]
    return Limits(f"What {many.lower()} can and cannot show", can, tuple(cannot))
