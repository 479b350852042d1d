"""What so many articles can and cannot show, in words."""

from framing.report.findings import Limits
from framing.report.reliability import FEW_DOCUMENTS

_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def in_words(number: int, noun: str) -> str:
    """The number and the noun as a sentence begins: "Five articles"; digits above ten."""
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{word} {noun}{'' if number == 1 else 's'}"


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
