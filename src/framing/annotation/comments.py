"""What annotators wrote beside sentences, and the marks in it that the codebook asks for. Pure.

Annotators write `doubt: key`, `negated`, `sarcasm`, `split`, `boilerplate` or `mixed voice`, in any case, several in
one comment, among words of any language. A mark is a word of its own; "not sarcasm" is none.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision, current
from framing.tables import COMMENTS

_WORDS: Mapping[str, str] = {  # column of COMMENTS: the words that stand for it
    "negated": "negated|negation",
    "sarcasm": "sarcasm|sarcastic",
    "split": "split",
    "boilerplate": "boiler[ _-]?plate",
    "mixed_voice": "mixed[ _-]?voices?",
}
_DENIED = r"(?<!\bno )(?<!\bnot )(?<!\bне )(?<!\bнет )"  # "not sarcasm"; a lookbehind has one width
_MARKS = {name: re.compile(rf"{_DENIED}(?<![\w-])(?:{words})(?![\w-])") for name, words in _WORDS.items()}
_DOUBT = re.compile(rf"{_DENIED}(?<![\w-])doubts?(?![\w-])[ ]*(?P<colon>[:=]|[-–—](?= ))?[ ]*")
_ALSO = re.compile(r"[ ]*(?:[,;/+&|][ ]*|[ ](?:and|or|и|или|және|немесе)[ ])[ ]*")  # between keys of one doubt
_OTHER_WORD = re.compile(r"[\w-]+")
_QUOTES = str.maketrans(dict.fromkeys("'\"`´‘’‚“”„«»()[]{}<>\u200b\ufeff", " "))  # may stand around a key or mark
_SHOWN = 60  # characters of an unknown key


@dataclass(frozen=True)
class Marks:
    """The marks in a comment. `doubt` has keys of the codebook, `unknown` what stands in their place and is none."""

    doubt: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    negated: bool = False
    sarcasm: bool = False
    split: bool = False
    boilerplate: bool = False
    mixed_voice: bool = False


def comment_marks(text: str, keys: Iterable[str]) -> Marks:
    """The marks in a comment.

    Args:
        text: what an annotator wrote; several comments may be joined by "; ".
        keys: keys of the codebook's frames and voices. In a comment a space or a hyphen may stand for `_`.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES).split())
    doubt, unknown = _doubts(plain, tuple(keys))
    return Marks(doubt, unknown, **{name: bool(pattern.search(plain)) for name, pattern in _MARKS.items()})


def _doubts(plain: str, keys: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = _key_pattern(keys)
    of_spelling = {_spelling(key): key for key in keys}
    doubt, unknown = dict[str, None](), dict[str, None]()  # in the order in which they were written, each once
    for opening in _DOUBT.finditer(plain):
        at = opening.end()
        found = known.match(plain, at)
        if found is None and opening["colon"]:  # without it, "I doubt it" is no mark
            word = _OTHER_WORD.match(plain, at)
            unknown[word[0][:_SHOWN] if word else ""] = None
            found = _next_key(known, plain, word.end() if word else at)
        while found is not None:
            doubt[of_spelling[_spelling(found[0])]] = None
            found = _next_key(known, plain, found.end())
    return tuple(doubt), tuple(unknown)


def _next_key(known: re.Pattern[str], plain: str, at: int) -> re.Match[str] | None:
    """The key that goes on a list of them; None if what follows is something else."""
    also = _ALSO.match(plain, at)
    return known.match(plain, also.end()) if also else None


def _key_pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    spelled = sorted({re.escape(_spelling(key)).replace(r"\ ", "[ _-]") for key in keys}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(spelled) or '(?!)'})(?![\w-])")


def _spelling(key: str) -> str:
    return re.sub("[ _-]+", " ", key.casefold())


def comments_table(decisions: Iterable[Decision], keys: Iterable[str]) -> tuple[pd.DataFrame, list[str]]:
    """COMMENTS of a ledger, by document, place and annotator; and what must be known of it.

    Args:
        decisions: a ledger.
        keys: of frames and voices, which a comment may doubt.
    """
    keys = tuple(keys)
    commented = [decision for decision in current(decisions) if decision.comment]
    commented.sort(key=lambda d: (d.document_id, d.start, d.end, d.annotator, d.project, d.showing))
    rows, strangers = list[dict[str, Any]](), dict[str, str]()
    for decision in commented:
        marks = comment_marks(decision.comment, keys)
        rows.append(_row(decision, marks))
        strangers |= dict.fromkeys(marks.unknown, f"{decision.annotator} on {decision.sentence_id}")
    warnings = [
        f"A comment doubts {word!r}, which is no key of the codebook ({where}). Correct it in Doccano and pull again."
        if word
        else f"A comment says 'doubt:' and not of what ({where}). Add the key in Doccano and pull again."
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
