"""What annotators wrote beside sentences, and the marks in it that the codebook asks for. Pure.

Annotators write `doubt: label`, `negated`, `sarcasm`, `split`, `boilerplate`, `unreadable` or `mixed voice`, in any
case, several in one comment, among words of any language. A mark is a word of its own; "not sarcasm" is none.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision, current
from framing.codebook import Frame, Voice
from framing.tables import COMMENTS

_WORDS: Mapping[str, str] = {  # column of COMMENTS: the words that stand for it
    "negated": "negated|negation",
    "sarcasm": "sarcasm|sarcastic",
    "split": "split",
    "boilerplate": "boiler[ _-]?plate",
    "unreadable": "unreadable",
    "mixed_voice": "mixed[ _-]?voices?",
}
WORDS = tuple(column.replace("_", " ") for column in _WORDS)  # as a codebook asks for them
_DENIED = r"(?<!\bno )(?<!\bnot )(?<!\bне )(?<!\bнет )"  # "not sarcasm"; a lookbehind has one width
_MARKS = {name: re.compile(rf"{_DENIED}(?<![\w-])(?:{words})(?![\w-])") for name, words in _WORDS.items()}
_DOUBT = re.compile(rf"{_DENIED}(?<![\w-])(?:doubts?|сомнени[ея]|күмән)(?![\w-])[ ]*(?P<colon>[:=]|[-–—](?= ))?[ ]*")
_ALSO = re.compile(r"[ ]*(?:[,;/+&|][ ]*|[ ](?:and|or|и|или|және|немесе)[ ])[ ]*")  # between labels of one doubt
_ALSO_A_WORD = "ai0123456789"  # shortcuts that say something else in "doubt: a bit early" and "doubt: 2 sentences"
_AT_THE_END = rf"(?=[ ]*(?:[^\w ]|$)|{_ALSO.pattern})"
_OTHER_WORD = re.compile(r"[\w-]+")
_QUOTES = str.maketrans(dict.fromkeys("'\"`´‘’‚“”„«»()[]{}<>\u200b\ufeff", " "))  # may stand around a label or mark
_SHOWN = 60  # characters of an unknown label


@dataclass(frozen=True)
class Marks:
    """The marks in a comment. `doubt` has keys of the codebook, `unknown` what stands in their place and is none."""

    doubt: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    negated: bool = False
    sarcasm: bool = False
    split: bool = False
    boilerplate: bool = False
    unreadable: bool = False
    mixed_voice: bool = False


def comment_marks(text: str, keys: Iterable[str], labels: Sequence[Frame | Voice] = ()) -> Marks:
    """The marks in a comment.

    Args:
        text: what an annotator wrote; several comments may be joined by "; ".
        keys: keys of the codebook's frames and voices. In a comment a space or a hyphen may stand for `_`.
        labels: frames and voices. After `doubt:` their names and their shortcuts stand for their keys; where two
            labels share one, for the key of the later.
    """
    plain = _plain(text)
    doubt, unknown = _doubts(plain, tuple(keys), labels)
    return Marks(doubt, unknown, **{name: bool(pattern.search(plain)) for name, pattern in _MARKS.items()})


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES).split())


def _doubts(
    plain: str, keys: tuple[str, ...], labels: Sequence[Frame | Voice]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = {_spelling(label.name): label.key for label in labels} | {_spelling(key): key for key in keys}
    shortcuts = {label.shortcut: label.key for label in labels}
    of_spelling = shortcuts | words
    # Without a colon a letter is no label: "I doubt a word of it".
    patterns = {False: _pattern(words, ()), True: _pattern(words, shortcuts)}
    doubt, unknown = dict[str, None](), dict[str, None]()  # in the order in which they were written, each once
    for opening in _DOUBT.finditer(plain):
        at = opening.end()
        known = patterns[opening["colon"] is not None]
        found = known.match(plain, at)
        if found is None and opening["colon"]:  # without it, "I doubt it" is no mark
            word = _OTHER_WORD.match(plain, at)
            unknown[word[0][:_SHOWN] if word else ""] = None
            found = _next_label(known, plain, word.end() if word else at)
        while found is not None:
            doubt[of_spelling[_spelling(found[0])]] = None
            found = _next_label(known, plain, found.end())
    return tuple(doubt), tuple(unknown)


def _next_label(known: re.Pattern[str], plain: str, at: int) -> re.Match[str] | None:
    """The label that goes on a list of them; None if what follows is something else."""
    also = _ALSO.match(plain, at)
    return known.match(plain, also.end()) if also else None


def _pattern(words: Iterable[str], shortcuts: Iterable[str]) -> re.Pattern[str]:
    spelled = sorted((re.escape(word).replace(r"\ ", "[ _-]") for word in words if word), key=len, reverse=True)
    spelled += [letter + (_AT_THE_END if letter in _ALSO_A_WORD else "") for letter in shortcuts]
    return re.compile(rf"(?:{'|'.join(spelled) or '(?!)'})(?![\w-])")


def _spelling(written: str) -> str:
    return re.sub("[ _-]+", " ", _plain(written))


def comments_table(
    decisions: Iterable[Decision], keys: Iterable[str], labels: Sequence[Frame | Voice] = ()
) -> tuple[pd.DataFrame, list[str]]:
    """COMMENTS of a ledger, by document, place and annotator; and what must be known of it.

    Args:
        decisions: a ledger.
        keys: of frames and voices, which a comment may doubt.
        labels: frames and voices, whose names and shortcuts annotators may write for their keys.
    """
    keys = tuple(keys)
    commented = [decision for decision in current(decisions) if decision.comment]
    commented.sort(key=lambda d: (d.document_id, d.start, d.end, d.annotator, d.project, d.showing))
    rows, strangers = list[dict[str, Any]](), dict[str, str]()
    for decision in commented:
        offered_last = sorted(labels, key=lambda label: label.key in decision.offered)  # what the annotator saw wins
        marks = comment_marks(decision.comment, keys, offered_last)
        rows.append(_row(decision, marks))
        strangers |= dict.fromkeys(marks.unknown, f"{decision.annotator} on {decision.sentence_id}")
    example = next((label.name for label in labels), next(iter(keys), "LABEL"))
    write = f"Write 'doubt:' and the label, such as 'doubt: {example}', "
    warnings = [
        f"A comment doubts {word!r}, which is no label ({where}). {write}in Doccano and pull again."
        if word
        else f"A comment says 'doubt:' and not of what ({where}). {write}in Doccano and pull again."
        for word, where in strangers.items()
    ]
    return COMMENTS.table(rows), warnings


def _row(decision: Decision, marks: Marks) -> dict[str, Any]:
    return {
        "sentence_id": decision.sentence_id,
        "annotator": decision.annotator,
        "text": decision.comment,
        "doubt": ", ".join(marks.doubt),
        **{name: getattr(marks, name) for name in _WORDS},
        "at": decision.commented_at or decision.at,
        "project": decision.project,
        "showing": decision.showing,
    }
